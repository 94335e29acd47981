//! A summary that belongs to a run, and what it states of a series.

use std::sync::OnceLock;

use sloscope_ingest::{Format, Summary, SummaryMetric};
use sloscope_model::places::{Places, name_of};
use sloscope_model::series::Series;
use sloscope_objectives::normal;

use super::counted::Counted;

/// A summary of a run, and how its counts compare with those of the samples.
pub struct Attached {
    /// The name of its file, with a number where the file holds several.
    pub name: String,
    /// Tells how precise the numbers are.
    pub format: Format,
    /// What the file states.
    pub summary: Summary,
    /// It counts more than the samples do, because the samples are cut.
    pub counts_more: bool,
    /// The file ends before its end (a recording of the dashboard): its numbers are of what was recorded.
    pub cut: bool,
    pub(crate) counted: Counted,
    places: OnceLock<Stated>,
}

/// Where in a summary its metrics are, and k6's verdicts on their thresholds.
struct Stated {
    metrics: Places,
    thresholds: Places,
    verdicts: Vec<Option<bool>>,
}

impl Attached {
    pub(crate) fn new(name: &str, format: Format, summary: Summary, cut: bool) -> Self {
        let counted = Counted::of_summary(&summary);
        Self { name: name.to_owned(), format, summary, counts_more: false, cut, counted, places: OnceLock::new() }
    }

    /// What it states of a series; `None` if it does not have it.
    pub fn metric(&self, series: &Series) -> Option<&SummaryMetric> {
        self.summary.metrics.get(self.places().metrics.find(&series.key())?)
    }

    /// Was the threshold kept, by k6's own verdict? `None` where it does not say.
    pub fn verdict(&self, series: &Series, expression: &str) -> Option<bool> {
        let places = self.places();
        *places.verdicts.get(places.thresholds.find(&name(&series.key(), expression))?)?
    }

    fn places(&self) -> &Stated {
        self.places.get_or_init(|| {
            let mut stated = Stated { metrics: Places::default(), thresholds: Places::default(), verdicts: Vec::new() };
            let keys: Vec<String> = self.summary.metrics.iter().map(|metric| metric.series.key()).collect();
            stated.metrics = Places::of(&keys);
            for (at, (metric, key)) in self.summary.metrics.iter().zip(&keys).enumerate() {
                // Of metrics that are stated twice the first one counts.
                let first = stated.metrics.find(key) == Some(at);
                for threshold in metric.thresholds.iter().filter(|_| first) {
                    if stated.thresholds.add(&name(key, &threshold.expression)) {
                        stated.verdicts.push(threshold.ok);
                    }
                }
            }
            stated
        })
    }
}

fn name(series: &str, expression: &str) -> String {
    name_of([series, &normal(expression)])
}
