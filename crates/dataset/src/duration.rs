//! How long a run lasted, as a summary says it.

use serde::{Deserialize, Serialize};

use sloscope_ingest::Format;
use sloscope_model::metric::MetricType;
use sloscope_model::stat::Stat;
use sloscope_model::time::{LONGEST, NANOS_PER_MS};

use super::Attached;

/// Where the duration comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DurationFrom {
    /// k6's testRunDuration, stated by this file.
    Summary(String),
    /// Recovered from a counter of this file: count / rate.
    CountOverRate(String),
    /// From the earliest start that samples tell (a sample's time less what it lasted) to the last sample: shorter than
    /// k6's by any silent set-up or tear-down.
    ObservedSpan,
}

/// What a summary says of the duration, in ms, and how it says it; `None` if it states neither the duration nor a counter
/// with its rate.
pub fn duration_of(attached: &Attached) -> Option<(f64, DurationFrom)> {
    let name = attached.name.clone();
    match (attached.summary.duration_ms, attached.format) {
        (Some(ms), Format::SummaryLegacy) => Some((ms, DurationFrom::CountOverRate(name))),
        (Some(ms), _) => Some((ms, DurationFrom::Summary(name))),
        (None, _) => {
            // count / rate; the largest count was rounded least.
            let counters = attached.summary.metrics.iter().filter(|m| m.kind == MetricType::Counter);
            let pairs = counters.filter_map(|m| Some((m.values.get(Stat::Count)?, m.values.get(Stat::Rate)?)));
            let (count, rate) = pairs.filter(|(c, r)| *c > 0.0 && *r > 0.0).max_by(|a, b| a.0.total_cmp(&b.0))?;
            let ms = count / rate * 1000.0;
            (ms * NANOS_PER_MS <= LONGEST as f64).then_some((ms, DurationFrom::CountOverRate(name)))
        }
    }
}
