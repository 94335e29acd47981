//! What this machine holds: a short run up through rates, its result kept in this browser with its day, and a warning for a
//! plan that goes beyond.

use std::cell::RefCell;

use leptos::prelude::*;
use sloscope_core::format;
use sloscope_core::load::{
    GENTLE_RATES, PRACTICE_FILE, RATES, Sustained, calibration_plan, is_loopback, sustained_rate, sustained_words,
};
use sloscope_core::time::{NANOS_PER_MS, Nanos};

use crate::components::button::button;
use crate::components::element::{Part, classed, dynamic, el};
use crate::platform::{address, clock, storage};
use crate::state::draft::Draft;
use crate::workers::host::{Probe, WorkerResult, generators};
use crate::workers::protocol::{GeneratorProgress, RunPhase};

/// The result outlives the page: its form has a version.
const KEY: &str = "sloscope.held/1";

#[derive(Clone, Copy)]
pub struct Calibration {
    draft: Draft,
    /// The line that is kept; empty if there is none.
    kept: RwSignal<String>,
    /// What is said while it goes on, or why there is no result.
    said: RwSignal<String>,
    probe: StoredValue<Option<Probe>, LocalStorage>,
}

impl Calibration {
    pub fn new(draft: Draft) -> Self {
        let kept = RwSignal::new(storage::get(KEY).unwrap_or_default());
        Self { draft, kept, said: RwSignal::default(), probe: StoredValue::new_local(None) }
    }

    fn is_going(self) -> bool {
        self.said.with(|said| said.ends_with('…'))
    }

    fn start(self) {
        // Without a demo target, the page's own file; a host somewhere else is spared.
        let demo = self.draft.demo.with_untracked(|demo| demo.lines().next().unwrap_or_default().to_owned());
        let here = is_loopback(&address::host());
        let (target, path, against) = match demo.is_empty() {
            false => (demo, "/fast".to_owned(), "the demo target"),
            true => (address::folder(), format!("/{PRACTICE_FILE}"), "a file of the page's own host"),
        };
        let against = match generators() {
            0 | 1 => against.to_owned(),
            several => format!("{against}, by {several} workers"),
        };
        let rates: &[u32] = if here { &RATES } else { &GENTLE_RATES };
        let plan = calibration_plan(&target, &path, rates);
        let found = RefCell::new((Vec::new(), Vec::new()));
        let on_progress = {
            let plan = plan.clone();
            move |said: WorkerResult<GeneratorProgress>| match said {
                Ok(said) => {
                    let mut found = found.borrow_mut();
                    found.0.extend(said.outcomes);
                    found.1.extend(said.dropped);
                    let now = plan.rate_at((said.running.at_ms * NANOS_PER_MS) as Nanos);
                    self.said.set(format!("{} requests per second …", format::count(now as u64)));
                    if said.running.phase == RunPhase::Over {
                        let (per_s, not) = sustained_rate(&plan, &found.0, &found.1);
                        let held = Sustained { per_s, not, day: clock::day(), against: against.clone() };
                        // A browser that keeps nothing asks again next time.
                        storage::set(KEY, &held.stored());
                        self.kept.set(held.stored());
                        self.end(String::new());
                    }
                }
                Err(why) => self.end(format!("The worker that sends requests has ended: {why}")),
            }
        };
        self.said.set("Starting …".to_owned());
        match Probe::start(&plan, on_progress) {
            Ok(probe) => self.probe.set_value(Some(probe)),
            Err(error) => self.said.set(format!("{error:?}")),
        }
    }

    fn end(self, said: String) {
        self.said.set(said);
        // Its worker has done its work, but this is a call of it.
        leptos::task::spawn_local(async move { drop(self.probe.try_set_value(None)) });
    }
}

/// `free`: no test runs.
pub fn section(calibration: Calibration, free: impl Fn() -> bool + Copy + Send + 'static) -> Part {
    dynamic(move || {
        let held = calibration.kept.with(|line| Sustained::read(line));
        let words = calibration.draft.plan().map(|plan| sustained_words(&plan, held.as_ref()));
        let (words, warns) = words.unwrap_or_else(|| (held.as_ref().map(Sustained::words).unwrap_or_default(), false));
        let going = calibration.is_going();
        let label = if held.is_some() { "Measure this machine again" } else { "Measure what this machine holds" };
        let measure = button("calibrate", label, move || calibration.start()).attr("disabled", going || !free());
        let said = calibration.said.get();
        classed("div", "run-held")
            .attr("data-held", if held.is_some() { "known" } else { "unknown" })
            .child(el("p").attr("data-grave", warns).child(words))
            .child(
                classed("div", "run-actions")
                    .child(measure)
                    .child(classed("span", "hint").attr("role", "status").child(said)),
            )
    })
}
