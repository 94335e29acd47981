//! What can be asked of a run: a window of time, a tag filter, other objectives, more percentiles.

use serde::{Deserialize, Serialize};

use sloscope_model::names::{PHASE, WARM_UP};
use sloscope_model::stat::Stat;
use sloscope_model::time::{NANOS_PER_MS, Nanos};
use sloscope_objectives::Objective;

/// A question to a run. The default asks for the whole of the first one, by the objectives that its files state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Query {
    /// Which run, if the files held several.
    pub run: usize,
    /// Only samples in this span of time; absent for all of them.
    pub window: Option<Window>,
    /// Only samples that have all of these tags. An empty value asks for samples without one; a key that ends in `~`
    /// asks for the template of its tag (see `templates`).
    pub tags: Vec<(String, String)>,
    /// Only samples that have none of these tags; a sample without the tag stays, unless the value is empty.
    pub without: Vec<(String, String)>,
    /// What to judge by instead of what the files state; absent: by that.
    pub objectives: Option<Vec<Objective>>,
    /// Percentiles to compute besides the usual ones, 0 to 100.
    pub percentiles: Vec<f64>,
    /// Break the run down by one or two tags; `name~` takes the values of `name` as addresses and makes those alike
    /// that differ only in an item's number.
    pub group_by: Vec<String>,
    /// Rules for that, in order: `/user/:name`, `/file-*`, `/static/**`. What no rule knows is made alike by itself.
    pub templates: Vec<String>,
}

/// A span of the run, in ms after its start; the end is excluded.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// Included.
    pub start_ms: f64,
    /// Excluded.
    pub end_ms: f64,
}

impl Window {
    /// The end of a window that has none: a hundred years, longer than any distance in time that is reckoned with.
    pub const LAST_MS: f64 = 3.2e12;
}

/// So many percentiles can be asked for: each costs a pass over the samples.
const MOST_PERCENTILES: usize = 8;

/// Tags by which k6 tells how a request ended.
const OUTCOMES: [&str; 4] = ["expected_response", "error_code", "error", "status"];

impl Query {
    /// All but the warm-up of a plan. Iterations that were due in it are left out by their tag, and rates are over the time
    /// after it. A report counts time from the first sample, which came so much later than the start of the plan.
    pub fn after_warm_up(warm_up: Nanos, first_sample: Nanos) -> Self {
        let mut query = Self::default();
        if warm_up > 0 {
            let start_ms = (warm_up - first_sample).max(0) as f64 / NANOS_PER_MS;
            query.window = Some(Window { start_ms, end_ms: Window::LAST_MS });
            query.without.push((PHASE.to_owned(), WARM_UP.to_owned()));
        }
        query
    }

    /// Without what nobody can mean: a window that does not begin before it ends, percentiles beyond 0 to 100.
    pub(crate) fn sound(&self) -> Self {
        let mut query = self.clone();
        query.window = query.window.filter(|window| window.start_ms < window.end_ms);
        query.percentiles.retain(|p| (0.0..=100.0).contains(p));
        query
    }

    /// Adds a percentile as it is typed, `p(99.5)`, `p99.5` or `99.5`, and answers it; the error says what is wrong.
    pub fn add_percentile(&mut self, text: &str) -> Result<f64, &'static str> {
        let text = text.trim();
        let found = Stat::parse(text).or_else(|| Stat::parse(&format!("p{text}")));
        let Some(Stat::P(p)) = found else {
            return Err("Write a percentile from 0 to 100, as p(99.5) or 99.5.");
        };
        if !self.percentiles.contains(&p) {
            if self.percentiles.len() >= MOST_PERCENTILES {
                return Err("These are as many percentiles as a table has room for: take one off first.");
            }
            self.percentiles.push(p);
        }
        Ok(p)
    }

    /// A part of the run is asked for.
    pub fn is_narrowed(&self) -> bool {
        self.window.is_some() || self.is_filtered()
    }

    /// Samples are picked by their tags.
    pub fn is_filtered(&self) -> bool {
        !self.tags.is_empty() || !self.without.is_empty()
    }

    /// Each tag filter in words: "scenario = car", "group ≠ ::setup".
    pub fn filters(&self) -> impl Iterator<Item = String> {
        let shown = |value: &str| if value.is_empty() { super::words::NO_VALUE } else { value }.to_owned();
        let kept = self.tags.iter().map(move |(key, value)| format!("{key} = {}", shown(value)));
        kept.chain(self.without.iter().map(move |(key, value)| format!("{key} ≠ {}", shown(value))))
    }

    /// The tag by which requests are picked according to their outcome; the share of failed ones among them says
    /// nothing of the run.
    pub fn picks_outcome(&self) -> Option<&str> {
        let keys = || self.tags.iter().chain(&self.without).map(|(key, _)| key.as_str());
        keys().find(|key| OUTCOMES.contains(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_read_as_people_write_them() {
        let mut query = Query::default();
        for (text, p) in [("p(99.5)", 99.5), (" 99.5 ", 99.5), ("p99.99", 99.99), ("0", 0.0), ("100", 100.0)] {
            assert_eq!(query.add_percentile(text), Ok(p), "{text}");
        }
        assert_eq!(query.percentiles, [99.5, 99.99, 0.0, 100.0], "each once");
        for text in ["", "p", "p(", "100.1", "-1", "NaN", "inf", "avg", "p(95)<1"] {
            assert!(query.add_percentile(text).is_err(), "{text}");
        }
        for p in 1..=4 {
            assert!(query.add_percentile(&p.to_string()).is_ok());
        }
        assert!(query.add_percentile("5").is_err(), "there is an end");
        assert_eq!(query.percentiles.len(), MOST_PERCENTILES);
    }
}
