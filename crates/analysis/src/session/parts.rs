//! What a comparison asks of a run: the numbers of its parts, without tables, verdicts and findings.

use sloscope_model::series::Series;

use super::Session;
use crate::report::{Labelled, MetricSummary, Query, Spans, in_spans, labelled, measured, stored, values};

impl Session {
    /// Every metric of a part of a run with its statistics, as its report has them, and further series. Empty if there is no
    /// such run.
    pub fn measured(&self, query: &Query, further: &[Series]) -> Vec<MetricSummary> {
        let query = &query.sound();
        let Some((run, memory)) = self.data.runs.get(query.run).zip(self.memory.get(query.run)) else {
            return Vec::new();
        };
        match &run.stored {
            Some(of) => stored::measured(of, query, further),
            None => measured(run, memory, query, further),
        }
    }

    /// Is the run a stored report: its figures, without its samples?
    pub fn is_stored(&self, run: usize) -> bool {
        self.data.runs.get(run).is_some_and(|run| run.stored.is_some())
    }

    /// The values of a series in consecutive spans of time; none where the run has no samples of it.
    pub fn in_spans(&self, query: &Query, series: &Series, spans: Spans) -> Vec<Vec<f64>> {
        let query = &query.sound();
        let of = self.data.runs.get(query.run).zip(self.memory.get(query.run));
        of.map(|(run, memory)| in_spans(run, memory, query, series, spans)).unwrap_or_default()
    }

    /// All values of a series in a part of a run; none where the run has no samples of it.
    pub fn values(&self, query: &Query, series: &Series) -> Vec<f64> {
        let query = &query.sound();
        let of = self.data.runs.get(query.run).zip(self.memory.get(query.run));
        of.map(|(run, memory)| values(run, memory, query, series)).unwrap_or_default()
    }

    /// The samples of a series in order of time, each with its values of some tags.
    pub fn labelled(&self, query: &Query, series: &Series, tags: &[&str]) -> Labelled {
        let query = &query.sound();
        let of = self.data.runs.get(query.run).zip(self.memory.get(query.run));
        of.map(|(run, memory)| labelled(run, memory, query, series, tags)).unwrap_or_default()
    }
}
