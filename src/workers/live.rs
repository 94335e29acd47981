//! The role of a run: its generators tell outcomes, they become samples of the session, and the page asks for reports as
//! it would of files. Objectives may end the run.

use std::cell::RefCell;

use sloscope_core::load::{End, Plan, Recorder, followed_words, is_practice, mark_practice, not_followed_words};
use sloscope_core::names::Stop;
use sloscope_core::report::{NoteLevel, Query};
use sloscope_core::run::{Session, session_of};
use sloscope_core::slo::Verdict;
use sloscope_core::time::{NANOS_PER_MS, Nanos};
use sloscope_core::{format, time};
use sloscope_protocol::{Death, GeneratorProgress, Mark, Opened, PackedPlan, RunPhase, RunReply, RunRequest, Running};

use super::generator_pool::GeneratorPool;
use super::modules::Parts;
use super::part::plan_of;
use super::pressure::Pressures;
use super::role::{on_message, tell, tell_death, tell_with, wasm_memory};
use super::session;
use super::session::SESSION;
use crate::platform::clock;
use crate::platform::isolated::isolated;

/// Objectives that may end the run are judged this often, as in k6.
const JUDGE_EVERY_MS: f64 = 2000.0;
/// VUs are counted this often, as in k6.
const VUS_EVERY_MS: f64 = 1000.0;
/// A generator tells something twice a second; one that is silent for so long was suspended.
const STILL_MS: f64 = 2000.0;
/// The rate is that of the last second: so many messages.
const PACE: usize = 2;
/// The step of a browser's clock, and that in a page that is isolated.
const TIME_STEP: Nanos = 100_000;
const FINE_STEP: Nanos = 5_000;

thread_local! {
    static LIVE: RefCell<Option<Live>> = const { RefCell::new(None) };
}

struct Live {
    pool: GeneratorPool,
    plan: Plan,
    query: Query,
    /// Made when the generator tells when it began.
    recorder: Option<Recorder>,
    pressure: Pressures,
    stopped: Option<Stop>,
    opened: bool,
    running: Running,
    judged_ms: f64,
    vus_ms: f64,
    hidden_ms: Option<f64>,
    /// Times and requests sent by then, the newest last.
    pace: Vec<(f64, u64)>,
    /// When the generators were heard of last, by the clock of this worker.
    heard_ms: f64,
    /// How far the clock on the wall is ahead of that of the run.
    ahead_ms: Option<f64>,
}

/// Runs a plan by generators of the module `load`.
pub fn start(packed: &PackedPlan, query: Query, generators: u32, load: &Parts) {
    let mut plan = match plan_of(packed) {
        Ok(plan) => plan,
        // It is of the same build.
        Err(error) => panic!("a plan cannot be read: {error}"),
    };
    on_message(|request, _| match request {
        RunRequest::Ask(request) => {
            session::answer(*request, |answer, file| tell_with(&RunReply::Answer(answer), file))
        }
        RunRequest::Stop { at_once } => stop(at_once),
        RunRequest::Mark(happened) => mark(happened),
    });
    mark_practice(&mut plan);
    SESSION.set(Some(session_of(&plan, if isolated() { FINE_STEP } else { TIME_STEP })));
    let pool = GeneratorPool::start(&plan, generators, false, load, |said| match said {
        Ok(said) => on_progress(said),
        Err(death) => tell_death(&death),
    });
    match pool {
        Ok(pool) => LIVE.set(Some(Live {
            pool,
            plan,
            query,
            recorder: None,
            pressure: Pressures::observe(),
            stopped: None,
            opened: false,
            running: Running::default(),
            judged_ms: 0.0,
            vus_ms: 0.0,
            hidden_ms: None,
            pace: Vec::new(),
            heard_ms: 0.0,
            ahead_ms: None,
        })),
        Err(error) => tell_death(&Death::Ended(format!("the generator cannot be started: {error:?}"))),
    }
}

fn stop(at_once: bool) {
    LIVE.with_borrow_mut(|live| live.iter_mut().for_each(|live| live.stop(at_once, Stop::User)));
}

/// The page was hidden, or shown again, or lost its network: a note of the run.
fn mark(mark: Mark) {
    LIVE.with_borrow_mut(|live| {
        let Some(live) = live.as_mut().filter(|live| live.running.phase != RunPhase::Over) else { return };
        let now = live.running.at_ms;
        match mark {
            Mark::Hidden => live.hidden_ms = Some(now),
            Mark::Shown => live.shown(now),
            Mark::Offline => {
                note(NoteLevel::Warning, format!("The network went away {} into the run.", format::duration(now)));
            }
        }
    });
}

fn note(level: NoteLevel, text: String) {
    SESSION.with_borrow_mut(|session| session.iter_mut().for_each(|session| session.note(level, text.clone())));
}

fn on_progress(said: GeneratorProgress) {
    let over = said.running.phase == RunPhase::Over;
    LIVE.with_borrow_mut(|live| live.iter_mut().for_each(|live| live.on_progress(&said)));
    if over {
        // Not within the call of its own message.
        wasm_bindgen_futures::spawn_local(async { LIVE.set(None) });
    }
}

impl Live {
    /// The samples keep when it was stopped, and by whom: what was due until then is the plan.
    fn stop(&mut self, at_once: bool, by: Stop) {
        if let Some(recorder) = self.recorder.as_mut().filter(|_| self.stopped.is_none()) {
            let now = self.running.at_ms + clock::now_ms() - self.heard_ms;
            recorder.stopped((now * NANOS_PER_MS) as Nanos, by);
            self.stopped = Some(by);
            self.running.stopped_ms = Some(now);
        }
        self.pool.stop(at_once);
    }

    fn shown(&mut self, now: f64) {
        if let Some(hidden) = self.hidden_ms.take() {
            let (from, to) = (format::duration(hidden), format::duration(now));
            note(
                NoteLevel::Caution,
                format!(
                    "The page was hidden from {from} to {to} of the run: browsers slow down hidden pages. The lag behind the schedule shows whether this one did."
                ),
            );
        }
    }

    fn on_progress(&mut self, said: &GeneratorProgress) {
        self.heard_ms = clock::now_ms();
        let recorder = self.recorder.get_or_insert_with(|| Recorder::new(self.plan.clone(), said.began));
        for outcome in &said.outcomes {
            recorder.record(outcome);
            let failed = !outcome.end.expected() && outcome.end != End::Interrupted;
            self.running.failed += u64::from(failed);
            self.running.redirects += u64::from(outcome.end == End::Redirected);
        }
        for (scenario, at) in &said.dropped {
            recorder.dropped(*scenario, *at);
        }
        let now = said.running.at_ms;
        let over = said.running.phase == RunPhase::Over;
        if now - self.vus_ms >= VUS_EVERY_MS {
            self.vus_ms = now;
            let allocated: u32 = self.plan.scenarios.iter().map(|scenario| scenario.pre_allocated_vus).sum();
            let made = allocated.max(said.running.most_in_flight);
            recorder.vus((now * NANOS_PER_MS) as Nanos, said.running.in_flight, made);
        }
        let (samples, interrupted) = (recorder.take(), recorder.interrupted());
        SESSION.with_borrow_mut(|session| session.iter_mut().for_each(|session| session.grow(&samples)));
        self.watch(said);
        let (failed, aborted_on) = (self.running.failed, self.running.aborted_on.take());
        let (stopped_ms, pressure) = (self.running.stopped_ms, self.pressure.at(now));
        let redirects = self.running.redirects;
        self.running = Running {
            failed,
            redirects,
            interrupted,
            aborted_on,
            stopped_ms,
            pressure,
            planned_per_s: self.plan.rate_at((now * NANOS_PER_MS) as Nanos),
            sent_per_s: self.pace(now, said.running.started),
            practice: is_practice(&self.plan),
            ..said.running.clone()
        };
        if over {
            self.shown(now);
            self.end();
        }
        if !self.opened && (over || !said.outcomes.is_empty()) {
            self.opened = true;
            if self.plan.warm_up > 0 {
                self.query = self.judged();
            }
            open(&self.query);
        }
        self.judge(now);
        tell(&RunReply::Running(Box::new(self.running.clone())));
    }

    /// Notices that the generator was suspended, or that the computer slept: then the run's clock may have stopped, too.
    fn watch(&mut self, said: &GeneratorProgress) {
        let (before, now) = (self.running.at_ms, said.running.at_ms);
        let ahead = js_sys::Date::now() - said.began as f64 / NANOS_PER_MS - now;
        let slept = self.ahead_ms.replace(ahead).map_or(0.0, |known| ahead - known);
        let paused = now - before;
        if slept > STILL_MS {
            let (at, long) = (format::duration(now), format::duration(slept));
            note(
                NoteLevel::Warning,
                format!(
                    "The computer slept {at} into the run, for {long}: nothing was sent, and the run's clock stopped. Or the system clock was set forward, which the run does not follow."
                ),
            );
        } else if paused > STILL_MS && before > 0.0 {
            let (from, to) = (format::duration(before), format::duration(now));
            note(
                NoteLevel::Warning,
                format!(
                    "The generator was suspended from {from} to {to} of the run: the computer slept, or the browser froze the page. What was due then was sent late, all at once."
                ),
            );
        }
    }

    /// Requests per second over the last second.
    fn pace(&mut self, now: f64, started: u64) -> Option<f64> {
        self.pace.push((now, started));
        if self.pace.len() > PACE + 1 {
            self.pace.remove(0);
        }
        let (at, before) = *self.pace.first()?;
        (now - at > 0.0).then(|| (started - before) as f64 / (now - at) * 1000.0)
    }

    fn end(&self) {
        let running = &self.running;
        if let Some(objective) = &running.aborted_on {
            let at = format::duration(running.at_ms);
            note(
                NoteLevel::Warning,
                format!("The run was aborted after {at}: {objective} was missed, and it says abortOnFail."),
            );
        }
        if let Some(why) = &running.broken {
            note(NoteLevel::Warning, broken_words(why, running.at_ms));
        }
        if let Some(redirect) = &running.redirected {
            let level = if redirect.away { NoteLevel::Warning } else { NoteLevel::Info };
            note(level, followed_words(&redirect.to, redirect.away));
        }
        if running.redirects > 0 {
            note(NoteLevel::Warning, not_followed_words(running.redirects));
        }
        if let Some((level, text)) = self.pressure.words() {
            note(level, text);
        }
        if running.interrupted > 0 {
            let number = format::counted(running.interrupted, "iteration");
            note(NoteLevel::Info, format!("{number} had not ended when the run did, and left no samples, as in k6."));
        }
        let (wakeup, others) = (&running.wakeup, running.generators.saturating_sub(1));
        let sent_by_standby = format::counted(running.sent_by_standby, "request");
        let more = match others {
            0 if isolated() => String::new(),
            0 => " Its host does not isolate the page, so there was no standby worker.".to_owned(),
            1 => format!(" A standby worker sent {sent_by_standby} that it was late for."),
            _ => format!(" {others} standby workers sent {sent_by_standby} that it was late for."),
        };
        let text = format!("Sent by a browser, in a worker that {wakeup} wakes.{more}");
        note(NoteLevel::Info, text);
        SESSION.with_borrow_mut(|session| session.iter_mut().for_each(Session::seal));
    }

    /// What is judged: all but the warm-up.
    fn judged(&self) -> Query {
        let first = SESSION.with_borrow(|session| session.as_ref()?.samples()?.0.span()).map_or(0, |(first, _)| first);
        let began = self.recorder.as_ref().map_or(first, Recorder::began);
        Query::after_warm_up(self.plan.warm_up, first - began)
    }

    /// Ends the run if an objective that may do so is broken.
    fn judge(&mut self, now: f64) {
        let aborts = self.plan.objectives.iter().any(|objective| objective.abort_on_fail);
        if !aborts || self.running.phase != RunPhase::Going || now - self.judged_ms < JUDGE_EVERY_MS {
            return;
        }
        self.judged_ms = now;
        let report = SESSION.with_borrow(|session| session.as_ref().and_then(|s| s.report(&self.judged())));
        let results = report.into_iter().flat_map(|report| report.objectives);
        let broken = results.into_iter().find(|result| {
            let objective = &result.objective;
            let delay = objective.delay_abort_eval.as_deref().and_then(time::duration_ms).unwrap_or(0.0);
            objective.abort_on_fail && result.verdict == Verdict::Fail && now >= delay
        });
        if let Some(broken) = broken {
            let objective = broken.objective;
            self.running.aborted_on = Some(format!("{}: {}", objective.series, objective.expression));
            self.stop(true, Stop::Objective);
        }
    }
}

/// Why a run has fewer samples than it sent requests.
fn broken_words(why: &str, at_ms: f64) -> String {
    let at = format::duration(at_ms);
    format!(
        "The run broke off after {at}: {why}. What was measured until then is kept. Requests of the last second, and requests in flight, can be missing."
    )
}

/// The page gets its first report.
fn open(query: &Query) {
    SESSION.with_borrow(|session| {
        let Some(session) = session else { return };
        let (report, sources) = (session.report(query), session.sources().to_vec());
        let opened = Opened { report, sources, failures: Vec::new(), wasm_memory: wasm_memory() };
        tell(&RunReply::Opened(Box::new(opened)));
    });
}
