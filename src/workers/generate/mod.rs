//! The generator, in a worker of its own: sends every arrival of a plan that is due, whatever became of those before it,
//! and tells the worker of the run what came of them.
//!
//! ```text
//! pacer: due now -> send: fetch, body -> waiting for timing -> told, four times a second
//!           wake: until the next is due
//! ```

mod heap;
mod send;
mod state;
mod timing;
mod wake;
mod why;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use sloscope_core::load::{Fate, Plan};
use sloscope_core::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};

use self::send::begin;
use self::state::State;
use self::wake::Wakeup;
use super::protocol::RunPhase;

/// How often is told what happened.
const TELL_EVERY: Nanos = NANOS_PER_S / 4;
/// Requests that take too long are looked for this often.
const LOOK_EVERY: Nanos = NANOS_PER_S / 40;

/// Shorter plans, such as a look at the target, end before garbage matters.
const LONG: u64 = 500;

thread_local! {
    static STATE: RefCell<Option<Rc<RefCell<State>>>> = const { RefCell::new(None) };
    /// Ended before it began.
    static STOPPED: Cell<bool> = const { Cell::new(false) };
}

/// Begins to send what the plan says; the plan has no problems.
pub fn start(plan: Plan) {
    wasm_bindgen_futures::spawn_local(async {
        let wakeup = Wakeup::find();
        if plan.planned() > LONG {
            heap::settle(&wakeup).await;
        }
        let state = match State::new(plan) {
            Ok(state) => Rc::new(RefCell::new(state)),
            Err(error) => panic!("a plan that was looked at has a template that cannot be read: {}", error.message),
        };
        STATE.set(Some(state.clone()));
        if STOPPED.get() {
            stop(true);
        }
        run(state, wakeup).await;
    });
}

/// Ends it: what is under way may end in its graceful stop, or is given up.
pub fn stop(at_once: bool) {
    match STATE.with_borrow(Clone::clone) {
        Some(state) => state.borrow_mut().stop(at_once),
        None => STOPPED.set(true),
    }
}

async fn run(state: Rc<RefCell<State>>, wakeup: Wakeup) {
    state.borrow_mut().tell(wakeup.name());
    let (mut told, mut looked) = (0, 0);
    loop {
        let now = state.borrow().now();
        send_due(&state, now);
        if now - looked >= LOOK_EVERY {
            looked = now;
            state.borrow_mut().look(now);
        }
        if now - told >= TELL_EVERY {
            told = now;
            state.borrow_mut().tell(wakeup.name());
        }
        let next = {
            let state = state.borrow();
            if state.phase == RunPhase::Over {
                break;
            }
            let next = state.pacer.next_due().unwrap_or(Nanos::MAX).min(looked + LOOK_EVERY);
            (next - state.now()) as f64 / NANOS_PER_MS
        };
        wakeup.sleep(next).await;
    }
    state.borrow_mut().tell(wakeup.name());
}

/// Sends every arrival that is due, each with the time that was intended for it.
fn send_due(state: &Rc<RefCell<State>>, now: Nanos) {
    loop {
        let due = {
            let mut state = state.borrow_mut();
            let Some(arrival) = state.pacer.take(now) else { return };
            match arrival.fate {
                Fate::Dropped => {
                    state.dropped.push((arrival.scenario as u32, arrival.intended));
                    None
                }
                Fate::Start { iteration } => state.prepared.call(iteration).map(|call| (arrival, call)),
            }
        };
        if let Some((arrival, call)) = due {
            begin(state, arrival, call);
        }
    }
}
