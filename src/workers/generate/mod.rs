//! A generator, in a worker of its own: sends every arrival that is due and that nobody else has taken, whatever became of
//! those before it, and tells whoever started it what came of them. The first generator of a pool takes all that it
//! can; the others are standbys, for arrivals that it is late for.
//!
//! ```text
//! pacer: due now -> send: fetch, body -> waiting for timing -> reported, twice a second
//!           wake: when the next is due
//! ```

mod addresses;
mod heap;
mod leads;
mod send;
mod shared;
mod state;
mod timing;
mod wake;
mod why;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::Int32Array;
use sloscope_core::load::{Fate, Plan};
use sloscope_core::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};
use sloscope_protocol::{GeneratorProgress, GeneratorReply, GeneratorRequest, RunPhase, Running};

use self::shared::Shared;
use self::state::State;
use self::wake::Wakeup;
use super::role::{on_message, tell};
use crate::platform::clock;

/// How often what happened is reported: whoever gets it computes and draws, which takes time from what sends.
const TELL_EVERY: Nanos = NANOS_PER_S / 2;
/// Requests that take too long are looked for this often.
const LOOK_EVERY: Nanos = NANOS_PER_S / 40;

/// Shorter plans, such as that of a probe, end before garbage matters.
pub const LONG: u64 = 500;
/// How long a standby leaves an arrival to the first generator, each standby so much longer than the one before it: with less they
/// take what the first is about to send, and what is measured takes longer; with more, requests are late.
const STAND_BY: Nanos = 2_500_000;

/// A run begins so long after the last generator is ready: all have heard of it by then.
pub const LEAD_MS: f64 = 20.0;
/// What workers say of the clock that they share differs by less, where they do share it.
const CLOCK_STEP_MS: f64 = 2.0;

thread_local! {
    static STATE: RefCell<Option<State>> = const { RefCell::new(None) };
    /// What is to begin.
    static READY: RefCell<Option<Ready>> = const { RefCell::new(None) };
    /// Ended before it began.
    static STOPPED: Cell<bool> = const { Cell::new(false) };
}

struct Ready {
    plan: Plan,
    /// In its pool, from 0.
    place: u32,
    counters: Shared,
    wakeup: Rc<Wakeup>,
    /// When it said so, by its own clock.
    at_ms: f64,
}

/// Does something with the state, if it began.
fn with<T>(act: impl FnOnce(&mut State) -> T) -> Option<T> {
    STATE.with_borrow_mut(|state| state.as_mut().map(act))
}

/// Gets ready to send what the plan says; the plan has no problems. `counters` are those of its pool. A probe ends here
/// where a redirect leads away from the hosts of the plan.
pub fn start(plan: Plan, place: u32, probe: bool, counters: Int32Array) {
    on_message(|request, _| match request {
        GeneratorRequest::Begin { zero_ms, began } => begin(zero_ms, began),
        GeneratorRequest::Stop { at_once } => stop(at_once),
    });
    wasm_bindgen_futures::spawn_local(async move {
        let redirected = if probe && plan.follow_redirects { leads::away(&plan).await } else { None };
        if redirected.is_some() {
            let running = Running { phase: RunPhase::Over, redirected, ..Running::default() };
            return tell(&GeneratorReply::Progress(Box::new(GeneratorProgress {
                running,
                ..GeneratorProgress::default()
            })));
        }
        let wakeup = Rc::new(Wakeup::find(tick));
        if plan.planned() > LONG {
            heap::settle(wakeup.clone()).await;
        }
        READY.set(Some(Ready { plan, place, counters: Shared(counters), wakeup, at_ms: clock::now_ms() }));
        tell(&GeneratorReply::Ready);
    });
}

/// Begins: `zero_ms` is time 0 of the run on the clock that workers share, `began` the same since 1970.
fn begin(zero_ms: f64, began: Nanos) {
    let Some(ready) = READY.take() else { return };
    // It was sent after this one was ready, and before now: a clock that says anything else is not shared, as after the
    // computer slept between the starts of two workers.
    let (from, to) = (ready.at_ms + LEAD_MS - CLOCK_STEP_MS, clock::now_ms() + LEAD_MS + CLOCK_STEP_MS);
    let zero_ms = (zero_ms - clock::origin_ms()).clamp(from, to);
    match State::new(ready, zero_ms, began) {
        Ok(state) => STATE.set(Some(state)),
        Err(error) => panic!("a plan without problems has a template that cannot be read: {}", error.message),
    }
    if STOPPED.get() {
        stop(true);
    }
    with(State::tell);
    tick();
}

/// Ends it: what is under way may end in its graceful stop, or is given up.
fn stop(at_once: bool) {
    let stopped = with(|state| {
        state.stop(at_once);
        // Told at the next tick.
        state.reported -= TELL_EVERY;
    });
    if stopped.is_none() {
        STOPPED.set(true);
    }
}

/// All that is to be done now; it comes again when the next is due, until all is over.
fn tick() {
    with(|state| {
        let now = state.now();
        send_due(state, now);
        if now - state.looked >= LOOK_EVERY {
            state.looked = now;
            state.look(now);
        }
        let over = state.phase == RunPhase::Over;
        if over || now - state.reported >= TELL_EVERY {
            state.reported = now;
            state.tell();
        }
        if !over {
            let next = state.pacer.next_due().unwrap_or(Nanos::MAX).min(state.looked + LOOK_EVERY);
            state.wakeup.later((next - state.now()) as f64 / NANOS_PER_MS);
        }
    });
}

/// Sends every arrival that is due, each with the time that was intended for it.
fn send_due(state: &mut State, now: Nanos) {
    while let Some(arrival) = state.pacer.take(now) {
        match arrival.fate {
            Fate::Dropped => state.dropped.push((arrival.scenario as u32, arrival.intended)),
            Fate::Start { iteration } => {
                if let Some(call) = state.prepared.call(state.plan.slot(arrival.intended).side, iteration) {
                    send::begin(state, arrival, call);
                }
            }
        }
    }
}
