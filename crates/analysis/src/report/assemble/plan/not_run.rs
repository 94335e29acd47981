//! Where options contradict the samples, the samples count: k6 was asked to leave scenarios out (`--scenario`), or to run
//! something else in their place (`--vus`, `--duration`, `--iterations`, `--once`).

use sloscope_dataset::Run;
use sloscope_model::options::{RunOptions, Scenario};
use sloscope_model::places::Places;
use sloscope_model::time::NANOS_PER_MS;
use sloscope_store::Sample;

use super::{is_plan, options};

/// The scenarios of the options that did not run. Samples must name scenarios, and none must have theirs; where a file is
/// cut, or the run ended before they were to begin, that is not known, and none is named.
pub fn not_run(run: &Run) -> Vec<String> {
    let (Some(samples), Some(options)) = (&run.samples, options(run).filter(|o| is_plan(o))) else {
        return Vec::new();
    };
    // What goes on, or was stopped, may not have come to its last scenarios.
    if run.live || super::stopped(run).is_some() || samples.incomplete() || !samples.file.store.tags.has_key("scenario")
    {
        return Vec::new();
    }
    let lasted = samples.span().map_or(0.0, |(start, end)| (end - start) as f64 / NANOS_PER_MS);
    let ran = Ran::of(run);
    let cut_short =
        |s: &Scenario| ran.has(s) && s.duration_ms.is_some_and(|ms| lasted < s.start_ms + ms - (0.05 * ms).min(1500.0));
    let cut_short = !once(run, options, &ran) && options.scenarios.iter().any(cut_short);
    let missing = options.scenarios.iter().filter(|s| !ran.has(s) && (!cut_short || s.start_ms + 1000.0 < lasted));
    missing.map(|s| s.name.clone()).collect()
}

/// The scenarios that samples name.
struct Ran(Option<Places>);

impl Ran {
    fn of(run: &Run) -> Self {
        Self(run.samples.as_ref().map(|samples| Places::of(samples.file.store.tags.values("scenario"))))
    }

    /// Where samples name none, those of a scenario without a name are all.
    fn has(&self, scenario: &Scenario) -> bool {
        self.0.as_ref().is_some_and(|names| scenario.name.is_empty() || names.has(&scenario.name))
    }
}

/// The plan of the options, as far as it ran: without the scenarios that did not, and without the load of those of which
/// there was one iteration only (`--once`). `None` if nothing is left of it.
pub fn in_force(run: &Run) -> Option<RunOptions> {
    let mut options = options(run).filter(|o| is_plan(o))?.clone();
    let missing = not_run(run);
    let once = once(run, &options, &Ran::of(run));
    let missing = Places::of(missing);
    options.scenarios.retain(|s| !missing.has(&s.name));
    if once {
        for scenario in &mut options.scenarios {
            let (name, exec) = (std::mem::take(&mut scenario.name), "shared-iterations".to_owned());
            *scenario = Scenario { name, executor: exec, ..Scenario::default() };
        }
    }
    (!options.scenarios.is_empty()).then_some(options)
}

/// Each scenario made one iteration, where a plan says more, and nothing was dropped.
fn once(run: &Run, options: &RunOptions, names: &Ran) -> bool {
    let Some(samples) = run.samples.as_ref().filter(|s| !s.incomplete()) else { return false };
    let store = &samples.file.store;
    let planned =
        |s: &Scenario| s.stages.iter().map(|p| p.duration_ms / 1000.0 * (p.from_rate + p.to_rate) / 2.0).sum();
    let ran: Vec<&Scenario> = options.scenarios.iter().filter(|s| names.has(s)).collect();
    let more = ran.iter().copied().map(planned).any(|planned: f64| planned > 2.0);
    let dropped = store.by_name("dropped_iterations").is_some_and(|c| !c.is_empty());
    let Some(ended) = store.by_name("iterations").filter(|_| more && !dropped) else { return false };
    let scenario = |sample: Sample| store.tags.get(sample.tag_set, "scenario").unwrap_or_default();
    let first: Vec<&str> = ended.samples().take(100).map(scenario).collect();
    // There are as many as iterations: of more than are looked at, some are not among these.
    let each = |s: &&Scenario| first.iter().filter(|name| **name == s.name).count() == 1;
    let busy = store.by_name("vus_max").map_or(0.0, |c| c.samples().map(|s| s.value).fold(0.0, f64::max));
    ended.len() == ran.len() && busy <= ended.len() as f64 && ran.iter().all(each)
}
