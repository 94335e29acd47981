//! How long a run lasted, from its samples: k6 divides counters by its own duration, which samples do not state.
//!
//! ```text
//!   reading of vus     first iteration's start                         last sample    next reading, if there were one
//!   v - 1 s ........... e ============================================ l ............ w + 1 s
//!                       |<------------- least, the best estimate ----->|
//!   |<------------------------------- most ----------------------------------------->|
//! ```
//! k6 reads the number of VUs each second from its start to its end, so the run cannot be a second longer than what
//! these readings cover. A file without them leaves silent set-up and tear-down open: in public files the time between
//! first and last sample was up to 13 % too short. Half of it again, and a second, is allowed for; it is no bound.

use sloscope_dataset::Run;
use sloscope_model::time::{NANOS_PER_MS, NANOS_PER_S, Nanos, took};
use sloscope_store::{Column, Store};

use crate::slo::Between;

/// Trends whose samples are written when what they time ends: the value before is when it began. Those of WebSockets carry
/// another time.
const TIMED: [&str; 5] =
    ["iteration_duration", "http_req_duration", "grpc_req_duration", "group_duration", "browser_http_req_duration"];
/// k6's own readings, one a second.
const READ: &str = "vus";
const UNSEEN_SHARE: f64 = 0.5;
const UNSEEN_MS: f64 = 1000.0;

/// The length of a run that no file states, in ms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Length {
    /// From the earliest start that is known to the last sample.
    pub best_ms: f64,
    pub least_ms: f64,
    pub most_ms: f64,
    /// How much of it is before the first sample.
    pub lead_ms: f64,
    /// Readings of VUs bound it.
    pub read: bool,
}

impl Length {
    /// `None` if there is no sample, or if the file's clock is too coarse to tell.
    pub fn of(run: &Run) -> Option<Self> {
        let samples = run.samples.as_ref()?;
        let (first, last) = samples.span()?;
        let store = &samples.file.store;
        let start = earliest(store).map_or(first, |at| at.min(first));
        let ms = |nanos: Nanos| nanos as f64 / NANOS_PER_MS;
        let best_ms = ms(last.saturating_sub(start));
        // A clock of nanoseconds leaves nothing open.
        let step_ms = ms(samples.file.time_step.max(0));
        let step_ms = if step_ms < 1.0 { 0.0 } else { step_ms };
        if best_ms < step_ms {
            return None;
        }
        let read = store.by_name(READ).and_then(|column| column.rows.span());
        let most_ms = match read {
            // A run of sloscope's own begins with its first arrival and ends with its last sample.
            _ if run.is_own() => best_ms,
            Some((from, to)) => {
                let from = start.min(from.saturating_sub(NANOS_PER_S));
                ms(last.max(to.saturating_add(NANOS_PER_S)).saturating_sub(from))
            }
            None => best_ms * (1.0 + UNSEEN_SHARE) + UNSEEN_MS,
        };
        Some(Self {
            best_ms,
            least_ms: (best_ms - step_ms).max(0.0),
            most_ms: most_ms + step_ms,
            lead_ms: ms(first.saturating_sub(start)),
            read: read.is_some(),
        })
    }

    /// The rate of a sum for the longest and the shortest time that the run can have lasted.
    pub fn rate(&self, sum: f64) -> Between {
        let over = |ms: f64| if ms > 0.0 { sum / (ms / 1000.0) } else { f64::INFINITY * sum.signum() };
        let (one, other) = (over(self.most_ms), over(self.least_ms));
        if one <= other { (one, other) } else { (other, one) }
    }
}

/// When the first thing began that a sample times.
fn earliest(store: &Store) -> Option<Nanos> {
    let column = |name: &str| store.by_name(name).filter(|column| !column.is_empty());
    let blocked = column("http_req_blocked");
    let began = |name: &&str| {
        let column = column(name)?;
        // A request waits for its connection before its duration begins; k6 writes both samples together.
        match blocked.filter(|blocked| *name == "http_req_duration" && blocked.len() == column.len()) {
            Some(blocked) => {
                let both = column.samples().zip(blocked.samples());
                both.map(|(took, waited)| before(took.time, took.value + waited.value.max(0.0))).min()
            }
            None => began(column),
        }
    };
    TIMED.iter().filter_map(began).min()
}

fn began(column: &Column) -> Option<Nanos> {
    column.samples().map(|sample| before(sample.time, sample.value)).min()
}

/// The moment so many ms earlier; a value that is no time changes nothing.
fn before(at: Nanos, ms: f64) -> Nanos {
    at - took(ms)
}
