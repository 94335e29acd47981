//! The generators of a run, as one, each in a worker of its own, all on one clock: the first sends, the others stand by for
//! what it is kept from. That takes memory that workers share, which browsers give to isolated pages only; elsewhere there
//! is one. What they say comes as if one had said it, when the first of those that still send says something.
//!
//! ```text
//! generator: ready <- begin, when all are; said, twice a second: outcomes, how far it is
//! ```

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use js_sys::{Array, Int32Array, SharedArrayBuffer};
use sloscope_core::load::{Plan, counters};
use sloscope_core::time::{NANOS_PER_MS, Nanos};
use wasm_bindgen::JsValue;

use super::generate::LONG;
use super::launch::{Heard, Launched};
use super::protocol::{self, Request, RunPhase, Running, Said, Word};
use crate::platform::clock;
use crate::platform::isolated::isolated;

/// They begin so long after the last of them is ready: all have heard of it by then.
const LEAD_MS: f64 = 20.0;

pub struct Crew(Rc<RefCell<Vec<Launched>>>);

type Hear = Box<dyn Fn(Heard)>;

impl Crew {
    /// Starts the generators of a plan, `most` or fewer, for a run or for a look at its target; what they say, or why they say no more, goes to `hear`.
    pub fn start(
        plan: &Plan,
        most: u32,
        look: bool,
        launch: impl Fn(JsValue, Hear) -> Result<Launched, JsValue>,
        hear: impl Fn(Result<Said, String>) + 'static,
    ) -> Result<Self, JsValue> {
        let of = if plan.planned() > LONG { members(most) } else { 1 };
        let log = Rc::new(RefCell::new(Log { ready: 0, last: vec![None; of as usize], said: Said::default() }));
        let (members, hear) = (Rc::new(RefCell::new(Vec::new())), Rc::new(hear));
        let counters = shared(counters(plan) as u32, of > 1);
        for place in 0..of {
            let request = Request::Generate { plan: Box::new(plan.clone()), place, look };
            let (log, hear, members_of) = (log.clone(), hear.clone(), Rc::downgrade(&members));
            let heard = move |heard| match heard {
                Heard::Died(text) => hear(Err(text)),
                Heard::Message(data) => match protocol::read(&data) {
                    Ok(Word::Ready) => {
                        log.borrow_mut().ready += 1;
                        if log.borrow().ready == of {
                            begin(&members_of);
                        }
                    }
                    Ok(Word::Said(said)) => {
                        // One was led away from the hosts of the plan: none sends anything more.
                        let first = is_away(&said.running) && !log.borrow().last.iter().flatten().any(is_away);
                        if let (true, Some(members)) = (first, members_of.upgrade()) {
                            post(&members.borrow(), &Request::Stop { at_once: true });
                        }
                        let said = log.borrow_mut().enter(place as usize, *said);
                        said.into_iter().for_each(|said| hear(Ok(said)));
                    }
                    Err(error) => hear(Err(format!("what a generator says cannot be read: {error}"))),
                },
            };
            let first = Array::of2(&protocol::write(&request), &counters);
            members.borrow_mut().push(launch(first.into(), Box::new(heard))?);
        }
        Ok(Self(members))
    }

    /// What is under way may end, or is given up.
    pub fn stop(&self, at_once: bool) {
        post(&self.0.borrow(), &Request::Stop { at_once });
    }
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

fn post(members: &[Launched], request: &Request) {
    let message = Array::of1(&protocol::write(request));
    members.iter().for_each(|member| member.post(&message));
}

fn begin(members: &Weak<RefCell<Vec<Launched>>>) {
    // Those that are not here any more were ended meanwhile.
    let Some(members) = members.upgrade() else { return };
    let began = ((js_sys::Date::now() + LEAD_MS) * NANOS_PER_MS) as Nanos;
    post(&members.borrow(), &Request::Begin { zero_ms: clock::shared_ms() + LEAD_MS, began });
}

fn is_away(running: &Running) -> bool {
    running.redirected.as_ref().is_some_and(|redirect| redirect.away)
}

/// What was said and is not told yet.
struct Log {
    ready: u32,
    last: Vec<Option<Running>>,
    said: Said,
}

impl Log {
    /// Takes in what one has said; answers what is to be told of all.
    fn enter(&mut self, from: usize, said: Said) -> Option<Said> {
        self.said.began = said.began;
        self.said.outcomes.extend(said.outcomes);
        self.said.dropped.extend(said.dropped);
        self.last[from] = Some(said.running);
        let going = |running: &Option<Running>| running.as_ref().is_none_or(|r| r.phase != RunPhase::Over);
        if self.last.iter().position(going).is_some_and(|leader| leader != from) {
            return None;
        }
        self.said.running = self.running(from);
        Some(std::mem::take(&mut self.said))
    }

    /// As the one that spoke last says: they count together.
    fn running(&self, last: usize) -> Running {
        let told = || self.last.iter().flatten();
        let redirects = || told().filter_map(|r| r.redirected.as_ref());
        let phases = || self.last.iter().map(|running| running.as_ref().map_or(RunPhase::Going, |r| r.phase));
        let phase = match (phases().all(|p| p == RunPhase::Over), phases().any(|p| p == RunPhase::Going)) {
            (true, _) => RunPhase::Over,
            (_, true) => RunPhase::Going,
            (_, false) => RunPhase::Stopping,
        };
        Running {
            at_ms: told().map(|r| r.at_ms).fold(0.0, f64::max),
            lag_ms: told().filter_map(|r| r.lag_ms).reduce(f64::max),
            redirected: redirects().find(|r| r.away).or_else(|| redirects().next()).cloned(),
            stood_in: told().map(|r| r.stood_in).sum(),
            generators: self.last.len() as u32,
            phase,
            ..self.last[last].clone().unwrap_or_default()
        }
    }
}
