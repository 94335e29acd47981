//! The generators of a run, as one, each in a worker of its own, all on one clock: the first sends, the others are standbys
//! for arrivals that it is late for. That takes memory that workers share, which browsers give to isolated pages only; elsewhere there
//! is one. What they say comes as if one had said it, when the first of those that still send says something.
//!
//! ```text
//! generator: ready <- begin, when all are; said, twice a second: outcomes, how far it is
//! ```
//!
//! None of these may be missing for long: a run whose generators do not get ready, do not send what is due, fall silent or
//! end breaks off, and what they reported until then is kept.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Interval;
use js_sys::{Int32Array, SharedArrayBuffer};
use sloscope_core::load::{Arrivals, Plan, counters};
use sloscope_core::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};
use sloscope_protocol::{Death, GeneratorProgress, GeneratorReply, GeneratorRequest, LoadRole, RunPhase, Running};
use wasm_bindgen::JsValue;

use super::generate::{LEAD_MS, LONG};
use super::launch::{Launched, WorkerEvent};
use super::modules::Parts;
use super::transport;
use crate::platform::clock;
use crate::platform::isolated::isolated;

/// Seconds in which all must be ready; a worker that does not start is reported before that.
const READY_S: u32 = 12;
/// Seconds for which all may be silent, and after which something that is due must have been sent.
const SILENT_S: u32 = 15;
const UNSENT_S: u32 = 5;

pub struct GeneratorPool {
    team: Rc<Team>,
    _watch: Interval,
}

struct Team {
    members: RefCell<Vec<Launched>>,
    log: RefCell<Log>,
    on_progress: Box<dyn Fn(Result<GeneratorProgress, Death>)>,
}

impl GeneratorPool {
    /// Starts the generators of a plan, `most` or fewer, of the module that has them, for a run or to probe its target; what
    /// they report, or why there is no run, goes to `on_progress`.
    pub fn start(
        plan: &Plan,
        most: u32,
        probe: bool,
        module: &Parts,
        on_progress: impl Fn(Result<GeneratorProgress, Death>) + 'static,
    ) -> Result<Self, JsValue> {
        let of = if plan.planned() > LONG { members(most) } else { 1 };
        let log = Log {
            ready: 0,
            began: false,
            last: vec![None; of as usize],
            said: GeneratorProgress::default(),
            silent_s: 0,
            since_s: 0,
            first_s: first_due(plan).map(|due| (due / NANOS_PER_S) as u32),
        };
        let team =
            Rc::new(Team { members: RefCell::default(), log: RefCell::new(log), on_progress: Box::new(on_progress) });
        let counters = shared(counters(plan) as u32, of > 1);
        for place in 0..of {
            let role = LoadRole::Generator { plan: Box::new(plan.clone()), place, probe };
            let of_team = Rc::downgrade(&team);
            let on_event = move |event| {
                if let Some(team) = of_team.upgrade() {
                    team.on_event(place as usize, event);
                }
            };
            let first = transport::message(&role);
            first.push(&counters);
            team.members.borrow_mut().push(Launched::soon(module.clone(), first.into(), Box::new(on_event))?);
        }
        let of_team = Rc::downgrade(&team);
        let watch = Interval::new(1000, move || {
            if let Some(team) = of_team.upgrade() {
                team.second();
            }
        });
        Ok(Self { team, _watch: watch })
    }

    /// What is under way may end, or is given up.
    pub fn stop(&self, at_once: bool) {
        self.team.post(&GeneratorRequest::Stop { at_once });
    }
}

impl Team {
    fn on_event(&self, place: usize, event: WorkerEvent) {
        match event {
            WorkerEvent::Died(death) => self.died(place, death),
            WorkerEvent::Message(data) => match transport::read(&data) {
                Ok(GeneratorReply::Ready) => {
                    if self.log.borrow_mut().ready() {
                        self.begin();
                    }
                }
                Ok(GeneratorReply::Progress(said)) => self.said(place, *said),
                Err(error) => self.died(place, Death::Ended(format!("its message cannot be read: {error}"))),
            },
        }
    }

    fn said(&self, place: usize, said: GeneratorProgress) {
        // One was led away from the hosts of the plan: none sends anything more.
        let first = is_away(&said.running) && !self.log.borrow().last.iter().flatten().any(is_away);
        if first {
            self.post(&GeneratorRequest::Stop { at_once: true });
        }
        let said = self.log.borrow_mut().enter(place, said);
        self.tell(said);
    }

    fn tell(&self, said: Option<GeneratorProgress>) {
        said.into_iter().for_each(|said| (self.on_progress)(Ok(said)));
    }

    /// One is of no use any more. Before the run began there is none; afterwards the others tell what they have, and end.
    fn died(&self, place: usize, death: Death) {
        if self.log.borrow().is_over(place) {
            return;
        }
        if !self.log.borrow().began {
            return (self.on_progress)(Err(death));
        }
        let said =
            self.log.borrow_mut().break_off([place], format!("a worker that sends requests has ended ({death})"));
        self.post(&GeneratorRequest::Stop { at_once: true });
        self.tell(said);
    }

    /// Looks every second for what is missing.
    fn second(&self) {
        let missing = self.log.borrow_mut().missing();
        let Some(missing) = missing else { return };
        let mut log = self.log.borrow_mut();
        if log.began {
            let all = 0..log.last.len();
            let said = log.break_off(all, missing);
            drop(log);
            self.post(&GeneratorRequest::Stop { at_once: true });
            self.tell(said);
        } else {
            drop(log);
            (self.on_progress)(Err(Death::Ended(missing)));
        }
    }

    fn begin(&self) {
        let began = ((js_sys::Date::now() + LEAD_MS) * NANOS_PER_MS) as Nanos;
        self.post(&GeneratorRequest::Begin { zero_ms: clock::shared_ms() + LEAD_MS, began });
    }

    fn post(&self, request: &GeneratorRequest) {
        let message = transport::message(request);
        self.members.borrow().iter().for_each(|member| member.post(&message));
    }
}

/// When the first arrival of a plan is due.
fn first_due(plan: &Plan) -> Option<Nanos> {
    plan.scenarios.iter().filter_map(|s| Some(s.start + Arrivals::new(&s.load).peek()?)).min()
}

/// How many there are, of those that may be.
pub fn members(most: u32) -> u32 {
    if isolated() { most.max(1) } else { 1 }
}

/// So many numbers, each 0.
fn shared(count: u32, by_several: bool) -> Int32Array {
    match by_several {
        true => Int32Array::new(&SharedArrayBuffer::new(count * size_of::<i32>() as u32)),
        false => Int32Array::new_with_length(count),
    }
}

fn is_away(running: &Running) -> bool {
    running.redirected.as_ref().is_some_and(|redirect| redirect.away)
}

/// What was received and is not reported yet.
struct Log {
    ready: u32,
    began: bool,
    last: Vec<Option<Running>>,
    said: GeneratorProgress,
    /// Seconds since something was reported, since the run began, and until the first arrival of the plan.
    silent_s: u32,
    since_s: u32,
    first_s: Option<u32>,
}

impl Log {
    /// One more is ready; true if all are.
    fn ready(&mut self) -> bool {
        self.ready += 1;
        self.began = self.ready as usize == self.last.len();
        if self.began {
            self.silent_s = 0;
        }
        self.began
    }

    fn is_over(&self, place: usize) -> bool {
        self.last[place].as_ref().is_some_and(|running| running.phase == RunPhase::Over)
    }

    /// A second has passed: what should have come by now?
    fn missing(&mut self) -> Option<String> {
        self.silent_s += 1;
        if !self.began {
            let (ready, of) = (self.ready, self.last.len());
            let text = || format!("of {of} workers that send requests, {ready} were ready after {READY_S} s");
            return (self.silent_s == READY_S).then(text);
        }
        self.since_s += 1;
        let reports = || self.last.iter().flatten();
        if (0..self.last.len()).all(|place| self.is_over(place)) {
            return None;
        }
        if self.silent_s >= SILENT_S {
            return Some(format!("the workers that send requests have not reported for {SILENT_S} s"));
        }
        let late = self.first_s.is_some_and(|first| self.since_s > first + UNSENT_S);
        let unsent = reports().all(|running| running.due == 0 && running.phase == RunPhase::Going);
        (late && unsent).then(|| format!("nothing was sent within {UNSENT_S} s after it was due"))
    }

    /// These say nothing any more; answers what is to be reported of all if nobody is left.
    fn break_off(&mut self, places: impl IntoIterator<Item = usize>, why: String) -> Option<GeneratorProgress> {
        let mut one = 0;
        for place in places {
            let last = self.last[place].get_or_insert_default();
            (last.phase, last.in_flight) = (RunPhase::Over, 0);
            last.broken.get_or_insert_with(|| why.clone());
            one = place;
        }
        (0..self.last.len()).all(|place| self.is_over(place)).then(|| {
            self.said.running = self.running(one);
            std::mem::take(&mut self.said)
        })
    }

    /// Takes in what one has said; answers what is to be reported of all.
    fn enter(&mut self, from: usize, said: GeneratorProgress) -> Option<GeneratorProgress> {
        self.said.began = said.began;
        self.said.outcomes.extend(said.outcomes);
        self.said.dropped.extend(said.dropped);
        self.last[from] = Some(said.running);
        let going = |running: &Option<Running>| running.as_ref().is_none_or(|r| r.phase != RunPhase::Over);
        if self.last.iter().position(going).is_some_and(|leader| leader != from) {
            return None;
        }
        self.silent_s = 0;
        self.said.running = self.running(from);
        Some(std::mem::take(&mut self.said))
    }

    /// As the one that spoke last says: they count together.
    fn running(&self, last: usize) -> Running {
        let reports = || self.last.iter().flatten();
        let redirects = || reports().filter_map(|r| r.redirected.as_ref());
        let phases = || self.last.iter().map(|running| running.as_ref().map_or(RunPhase::Going, |r| r.phase));
        let phase = match (phases().all(|p| p == RunPhase::Over), phases().any(|p| p == RunPhase::Going)) {
            (true, _) => RunPhase::Over,
            (_, true) => RunPhase::Going,
            (_, false) => RunPhase::Stopping,
        };
        Running {
            at_ms: reports().map(|r| r.at_ms).fold(0.0, f64::max),
            lag_ms: reports().filter_map(|r| r.lag_ms).reduce(f64::max),
            broken: reports().find_map(|r| r.broken.clone()),
            redirected: redirects().find(|r| r.away).or_else(|| redirects().next()).cloned(),
            sent_by_standby: reports().map(|r| r.sent_by_standby).sum(),
            generators: self.last.len() as u32,
            phase,
            ..self.last[last].clone().unwrap_or_default()
        }
    }
}
