//! The thresholds and sub-metrics that a file states, each once: a file can repeat them, and can have many.

use sloscope_model::options::Declared;
use sloscope_model::places::{Places, name_of};
use sloscope_model::series::Series;

use super::SampleFile;

/// Which ones a file's lists hold already.
#[derive(Default)]
pub(crate) struct Stated {
    thresholds: Places,
    submetrics: Places,
}

impl Stated {
    fn of(file: &SampleFile) -> Self {
        Self {
            thresholds: Places::of(file.thresholds.iter().map(name)),
            submetrics: Places::of(file.submetrics.iter().map(Series::key)),
        }
    }
}

fn name(threshold: &Declared) -> String {
    let Declared { series, expression, abort_on_fail, delay_abort_eval } = threshold;
    let delay = delay_abort_eval.as_ref().map(|delay| format!("from {delay}")).unwrap_or_default();
    let abort = if *abort_on_fail { "abort" } else { "" };
    let tags = series.tags.iter().flat_map(|(key, value)| [key.as_str(), value.as_str()]);
    name_of([series.metric.as_str(), expression.as_str(), abort, delay.as_str()].into_iter().chain(tags))
}

impl SampleFile {
    /// Adds what is new of these; `known` is what was stated before.
    pub(crate) fn state(
        &mut self,
        thresholds: impl IntoIterator<Item = Declared>,
        submetrics: impl IntoIterator<Item = Series>,
        known: &mut Stated,
    ) {
        self.thresholds.extend(thresholds.into_iter().filter(|threshold| known.thresholds.add(&name(threshold))));
        self.submetrics.extend(submetrics.into_iter().filter(|series| known.submetrics.add(&series.key())));
    }

    /// Adds what is new of what another file, or part of it, states.
    pub fn state_as_well(&mut self, thresholds: Vec<Declared>, submetrics: Vec<Series>) {
        if !thresholds.is_empty() || !submetrics.is_empty() {
            let mut known = Stated::of(self);
            self.state(thresholds, submetrics, &mut known);
        }
    }
}
