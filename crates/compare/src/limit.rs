//! Limits on differences, as users write them: `http_req_duration p(95) +5%`.

use std::fmt;

use serde::{Deserialize, Serialize};

use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};

use crate::model::Sense;

/// How much a statistic of a series may change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Limit {
    /// The metric, with tags as in k6's thresholds.
    pub series: Series,
    /// The statistic; `p(50)` is `med`.
    pub stat: Stat,
    /// The change that is allowed, not negative: a share of the baseline, or an amount in the unit of the statistic.
    pub amount: f64,
    /// What the amount is.
    pub of: Amount,
    /// Which direction the sign forbids: `+` a rise beyond it, `-` a fall beyond it; absent where no sign is written.
    pub sense: Option<Sense>,
    /// As it was written.
    pub text: String,
}

/// What the amount of a limit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Amount {
    /// `%`: a share of the baseline.
    Relative,
    /// `ms`, `s`: milliseconds.
    Millis,
    /// `pp`: percentage points, as a share.
    Points,
    /// Without a unit: that of the statistic.
    Plain,
}

/// Why a text is no limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitError(String);

impl fmt::Display for LimitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

const HOW: &str = "write METRIC STATISTIC CHANGE, as in 'http_req_duration p(95) +5%' or 'http_req_failed rate +0.1pp'";

impl Limit {
    /// Reads `METRIC[{tag:value}] STATISTIC CHANGE`. The metric may hold blanks inside of its tags.
    pub fn parse(text: &str) -> Result<Self, LimitError> {
        let fail = |message: String| Err(LimitError(message));
        let (rest, change) = text.trim().rsplit_once(char::is_whitespace).ok_or_else(|| LimitError(HOW.to_owned()))?;
        let Some((series, stat)) = rest.trim_end().rsplit_once(char::is_whitespace) else {
            return fail(format!("the statistic or the change is missing: {HOW}"));
        };
        let series = Series::parse(series).map_err(|error| LimitError(format!("{error}: {HOW}")))?;
        let stat = match Stat::parse(stat) {
            Some(Stat::P(50.0)) => Stat::Med,
            Some(stat) => stat,
            None => {
                return fail(format!(
                    "{stat:?} is no statistic: write avg, min, med, max, p(95), stddev, rate or count"
                ));
            }
        };
        let (sense, size) = match change.strip_prefix('+') {
            Some(size) => (Some(Sense::HigherIsWorse), size),
            None => match change.strip_prefix(['-', '\u{2212}']) {
                Some(size) => (Some(Sense::LowerIsWorse), size),
                None => (None, change),
            },
        };
        let digits = size.len() - size.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let (number, unit) = size.split_at(digits);
        let number: f64 = match number.parse() {
            Ok(number) => number,
            Err(_) => return fail(format!("{change:?} is no change: write +5%, +4ms, +0.1pp or -5%")),
        };
        let (amount, of) = match unit {
            "%" => (number / 100.0, Amount::Relative),
            "pp" => (number / 100.0, Amount::Points),
            "ms" => (number, Amount::Millis),
            "s" => (number * 1000.0, Amount::Millis),
            "us" | "µs" | "μs" => (number / 1000.0, Amount::Millis),
            "" => (number, Amount::Plain),
            other => {
                return fail(format!(
                    "{other:?} is no unit of a change: write %, ms, s, pp, or none, as in +5% or +4ms"
                ));
            }
        };
        Ok(Self { series, stat, amount, of, sense, text: text.trim().to_owned() })
    }

    /// Does the change fit a statistic of this metric? The error says what to write instead.
    pub fn fits(&self, kind: MetricType, contains: Contains, known: Option<Sense>) -> Result<(), LimitError> {
        let fail = |message: String| Err(LimitError(format!("{}: {message}", self.text)));
        let unit = self.stat.unit(kind, contains);
        match (self.of, unit) {
            (Amount::Millis, unit) if unit != Unit::Millis => {
                return fail("this is no time: state the change in %, or without a unit".to_owned());
            }
            (Amount::Points, unit) if unit != Unit::Fraction => {
                return fail("this is no share: percentage points (pp) are of shares; write % or ms".to_owned());
            }
            (Amount::Plain, Unit::Fraction) => {
                return fail("state the change of a share in percentage points, +0.1pp, or in % of it".to_owned());
            }
            _ => {}
        }
        match (self.sense, known) {
            (Some(Sense::HigherIsWorse), Some(Sense::LowerIsWorse)) => {
                fail("more of this is better: write the fall that is allowed, with a minus".to_owned())
            }
            (Some(Sense::LowerIsWorse), Some(Sense::HigherIsWorse)) => {
                fail("less of this is better: write the rise that is allowed, with a plus".to_owned())
            }
            (None, None) => {
                fail("nothing says which direction is worse: write + for a rise, or - for a fall".to_owned())
            }
            _ => Ok(()),
        }
    }

    /// The change that is allowed from this baseline, in its unit.
    pub fn allowed(&self, baseline: f64) -> f64 {
        match self.of {
            Amount::Relative => self.amount * baseline.abs(),
            _ => self.amount,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read() {
        let check = |text: &str, series: &str, stat: Stat, amount: f64, of: Amount, sense: Option<Sense>| {
            let limit = Limit::parse(text).expect(text);
            assert_eq!(
                (limit.series.to_string().as_str(), limit.stat, limit.of, limit.sense),
                (series, stat, of, sense)
            );
            assert!((limit.amount - amount).abs() < 1e-15, "{text}");
        };
        let (up, down) = (Some(Sense::HigherIsWorse), Some(Sense::LowerIsWorse));
        check("http_req_duration p(95) +5%", "http_req_duration", Stat::P(95.0), 0.05, Amount::Relative, up);
        check("http_req_duration p(50) +4ms", "http_req_duration", Stat::Med, 4.0, Amount::Millis, up);
        check(" http_req_failed  rate  +0.1pp ", "http_req_failed", Stat::Rate, 0.001, Amount::Points, up);
        check("http_reqs rate -2%", "http_reqs", Stat::Rate, 0.02, Amount::Relative, down);
        check("x avg 1.5", "x", Stat::Avg, 1.5, Amount::Plain, None);
        check("d{name:POST /a b} med +1s", "d{name:POST /a b}", Stat::Med, 1000.0, Amount::Millis, up);
    }

    #[test]
    fn what_is_no_limit_is_explained() {
        let check = |text: &str, part: &str| {
            let message = Limit::parse(text).expect_err(text).to_string();
            assert!(message.contains(part), "{text}: {message}");
        };
        check("", "METRIC STATISTIC CHANGE");
        check("http_req_duration", "METRIC STATISTIC CHANGE");
        check("http_req_duration +5%", "missing");
        check("http_req_duration p95% +5%", "\"p95%\" is no statistic");
        check("http_req_duration p(95) five", "\"five\" is no change");
        check("http_req_duration p(95) +5 %", "is no statistic");
        check("http_req_duration p(95) +5kg", "\"kg\" is no unit");
        check("http_req_duration p(95) +", "is no change");
        check("d{name} p(95) +5%", "tag value is missing");
    }

    #[test]
    fn a_change_fits_its_statistic() {
        let fits = |text: &str, kind, contains, known| Limit::parse(text).expect(text).fits(kind, contains, known);
        let (worse, better) = (Some(Sense::HigherIsWorse), Some(Sense::LowerIsWorse));
        assert!(fits("d p(95) +4ms", MetricType::Trend, Contains::Time, worse).is_ok());
        assert!(fits("d p(95) +4pp", MetricType::Trend, Contains::Time, worse).is_err());
        assert!(fits("f rate +4ms", MetricType::Rate, Contains::Default, worse).is_err());
        assert!(fits("f rate +4", MetricType::Rate, Contains::Default, worse).is_err());
        assert!(fits("checks rate +1pp", MetricType::Rate, Contains::Default, better).is_err());
        assert!(fits("x avg 5%", MetricType::Trend, Contains::Default, None).is_err());
        assert!(fits("x avg +5%", MetricType::Trend, Contains::Default, None).is_ok());
    }
}
