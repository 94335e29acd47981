//! The names of statistics, in k6's spelling, and an ordered list of their values.
//!
//! A value that is not known is not in the list: there is no zero that stands for "missing".

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::costs::looked;
use crate::metric::{Contains, MetricType};
use crate::order::sort_short;

/// One statistic of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stat {
    /// The arithmetic mean.
    Avg,
    /// The smallest value of a trend or a gauge.
    Min,
    /// The median: the same as `p(50)`.
    Med,
    /// The largest value of a trend or a gauge.
    Max,
    /// A percentile, 0 to 100; linear interpolation at `p/100 * (n-1)`.
    P(f64),
    /// Population standard deviation.
    StdDev,
    /// Counter: the sum of the increments. Trend: the number of samples.
    Count,
    /// Rate: the share of non-zero samples. Counter: the sum over the run's duration, per second (k6's).
    Rate,
    /// Counter: the sum over the time in which the series' scenarios were active, per second.
    RateActive,
    /// Rate: samples that are not zero.
    Passes,
    /// Rate: samples that are zero.
    Fails,
    /// Gauge: the last value.
    Value,
}

impl Stat {
    /// Reads k6's spelling and its machine-readable variant: `avg`, `p(95)`, `p(99.9)`, `p95`.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "avg" => Self::Avg,
            "min" => Self::Min,
            "med" => Self::Med,
            "max" => Self::Max,
            "stddev" => Self::StdDev,
            "count" => Self::Count,
            "rate" => Self::Rate,
            "rate_active" => Self::RateActive,
            "passes" => Self::Passes,
            "fails" => Self::Fails,
            "value" => Self::Value,
            _ => {
                let rest = text.strip_prefix('p')?;
                let number = match rest.strip_prefix('(') {
                    Some(inner) => inner.strip_suffix(')')?,
                    None => rest,
                };
                if !number.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
                    return None;
                }
                let p: f64 = number.trim().parse().ok()?;
                if !(0.0..=100.0).contains(&p) {
                    return None;
                }
                Self::P(p)
            }
        })
    }

    /// Where a column stands: average, minimum, median, percentiles in ascending order, maximum, the rest. A counter's
    /// sum comes before its rates, a trend's number of samples behind everything.
    fn place(self, kind: MetricType) -> (u8, f64) {
        match self {
            Self::Count if kind == MetricType::Counter => (0, 0.0),
            Self::Value | Self::Rate => (1, 0.0),
            Self::RateActive | Self::Passes => (2, 0.0),
            Self::Fails => (3, 0.0),
            Self::Avg => (4, 0.0),
            Self::Min => (5, 0.0),
            Self::Med => (6, 0.0),
            Self::P(p) => (7, p),
            Self::Max => (8, 0.0),
            Self::StdDev => (9, 0.0),
            Self::Count => (10, 0.0),
        }
    }

    /// Each statistic once, in the order of columns.
    pub fn columns(kind: MetricType, all: impl Iterator<Item = Self>) -> Vec<Self> {
        let once = |columns: &mut Vec<Self>| {
            sort_short(columns, |a, b| {
                let (left, right) = (a.place(kind), b.place(kind));
                left.0.cmp(&right.0).then(left.1.total_cmp(&right.1)).then_with(|| a.order(*b))
            });
            columns.dedup();
        };
        // Thousands of series have the same few: sorted as soon as half of the list may be repetitions.
        let (mut columns, mut most) = (Vec::new(), 64);
        for stat in all {
            columns.push(stat);
            if columns.len() > most {
                once(&mut columns);
                most = 64 + 2 * columns.len();
            }
        }
        once(&mut columns);
        columns
    }

    /// The order of the values of a series: that of k6's summaries, percentiles ascending.
    pub fn order(self, other: Self) -> Ordering {
        looked(1);
        let place = |stat: Self| match stat {
            Self::Avg => (0, 0.0),
            Self::Value => (1, 0.0),
            Self::Min => (2, 0.0),
            Self::Med => (3, 0.0),
            Self::Max => (4, 0.0),
            // -0 is 0.
            Self::P(p) => (5, p + 0.0),
            Self::StdDev => (6, 0.0),
            Self::Count => (7, 0.0),
            Self::Rate => (8, 0.0),
            Self::RateActive => (9, 0.0),
            Self::Passes => (10, 0.0),
            Self::Fails => (11, 0.0),
        };
        let (a, b): ((u8, f64), (u8, f64)) = (place(self), place(other));
        a.0.cmp(&b.0).then(a.1.total_cmp(&b.1))
    }

    /// What the value of this statistic is measured in.
    pub fn unit(self, kind: MetricType, contains: Contains) -> Unit {
        let of_values = match contains {
            Contains::Default => Unit::Plain,
            Contains::Time => Unit::Millis,
            Contains::Data => Unit::Bytes,
        };
        match (self, kind) {
            (Self::Rate, MetricType::Rate) => Unit::Fraction,
            (Self::Rate | Self::RateActive, _) if contains == Contains::Data => Unit::BytesPerSecond,
            (Self::Rate | Self::RateActive, _) => Unit::PerSecond,
            (Self::Passes | Self::Fails, _) => Unit::Count,
            (Self::Count, MetricType::Counter) if contains == Contains::Data => Unit::Bytes,
            (Self::Count, _) => Unit::Count,
            _ => of_values,
        }
    }
}

impl fmt::Display for Stat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Avg => "avg",
            Self::Min => "min",
            Self::Med => "med",
            Self::Max => "max",
            Self::StdDev => "stddev",
            Self::Count => "count",
            Self::Rate => "rate",
            Self::RateActive => "rate_active",
            Self::Passes => "passes",
            Self::Fails => "fails",
            Self::Value => "value",
            Self::P(p) => return write!(f, "p({p})"),
        })
    }
}

impl Serialize for Stat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Stat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'_, str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom(format!("unknown statistic {text:?}")))
    }
}

/// Up to here, 2^53, every whole number is one of `f64`.
pub const EXACT: u64 = 1 << 53;

/// A number of things: `None` for what is none, or too large to be exact.
pub fn whole(value: f64) -> Option<u64> {
    ((0.0..=EXACT as f64).contains(&value) && value.fract() == 0.0).then_some(value as u64)
}

/// What a number is measured in; the formatter needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Milliseconds, the unit of k6's times; shown in µs, ms or s.
    Millis,
    /// Bytes; shown in powers of 1000.
    Bytes,
    /// The rate of a counter of bytes.
    BytesPerSecond,
    /// A share of one; shown in per cent.
    Fraction,
    /// The rate of any other counter.
    PerSecond,
    /// A whole number of things.
    Count,
    /// A number without a unit.
    Plain,
}

/// Statistics and their values, in [`Stat::order`]. Absent means not known. A summary can state any number of
/// percentiles: one is found by halving, and copies share the list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Values {
    list: Arc<Vec<(Stat, f64)>>,
    /// How many of them are 0.
    zeros: usize,
}

/// Of so many percentiles below one and above it, those further away say nothing more.
const NEAR: usize = 100;

impl Values {
    /// No statistics: all are unknown.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of just this statistic; [`Self::known`] takes one that is equal by definition, too.
    pub fn get(&self, stat: Stat) -> Option<f64> {
        self.find(stat).ok().map(|at| self.list[at].1)
    }

    /// The statistic, or one that is equal by definition: p(50) is the median, p(0) the minimum, p(100) the maximum.
    pub fn known(&self, stat: Stat) -> Option<f64> {
        let same = match stat {
            Stat::P(50.0) => Some(Stat::Med),
            Stat::P(0.0) => Some(Stat::Min),
            Stat::P(100.0) => Some(Stat::Max),
            Stat::Med => Some(Stat::P(50.0)),
            Stat::Min => Some(Stat::P(0.0)),
            Stat::Max => Some(Stat::P(100.0)),
            _ => None,
        };
        self.get(stat).or_else(|| self.get(same?))
    }

    /// Sets a value; one that is not finite is not a value and stays absent.
    pub fn set(&mut self, stat: Stat, value: f64) {
        if !value.is_finite() {
            return;
        }
        let place = self.find(stat);
        let list = Arc::make_mut(&mut self.list);
        self.zeros += usize::from(value == 0.0);
        match place {
            Ok(at) => {
                let before = std::mem::replace(&mut list[at].1, value);
                self.zeros -= usize::from(before == 0.0);
            }
            Err(at) => list.insert(at, (stat, value)),
        }
    }

    /// Its place, or where it would be.
    fn find(&self, stat: Stat) -> Result<usize, usize> {
        self.list.binary_search_by(|(known, _)| known.order(stat))
    }

    /// All that are known, in [`Stat::order`].
    pub fn iter(&self) -> impl Iterator<Item = (Stat, f64)> + '_ {
        self.list.iter().copied()
    }

    /// All of them but the percentiles that are far from this one.
    pub fn near(&self, stat: Stat) -> impl Iterator<Item = (Stat, f64)> + '_ {
        let place = |stat: Stat| self.find(stat).unwrap_or_else(|at| at);
        let (first, end) = (place(Stat::P(0.0)), place(Stat::StdDev));
        let at = place(match stat {
            Stat::Med => Stat::P(50.0),
            Stat::Max => Stat::P(100.0),
            other => other,
        });
        let at = at.clamp(first, end);
        let (from, to) = (at.saturating_sub(NEAR).max(first), (at + NEAR).min(end));
        let parts = [&self.list[..first], &self.list[from..to], &self.list[end..]];
        parts.into_iter().flatten().copied()
    }

    /// There are some, and all of them are 0.
    pub fn only_zeros(&self) -> bool {
        self.zeros > 0 && self.zeros == self.list.len()
    }

    /// Nothing is known, as of a series without samples.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many statistics are known.
    pub fn len(&self) -> usize {
        self.list.len()
    }
}

impl FromIterator<(Stat, f64)> for Values {
    fn from_iter<I: IntoIterator<Item = (Stat, f64)>>(iter: I) -> Self {
        let mut list: Vec<(Stat, f64)> = iter.into_iter().filter(|(_, value)| value.is_finite()).collect();
        sort_short(&mut list, |a, b| a.0.order(b.0));
        // Of several values the last one counts.
        list.dedup_by(|later, kept| {
            let is_same = later.0.order(kept.0) == Ordering::Equal;
            if is_same {
                kept.1 = later.1;
            }
            is_same
        });
        let zeros = list.iter().filter(|(_, value)| *value == 0.0).count();
        Self { list: Arc::new(list), zeros }
    }
}

impl Serialize for Values {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.list.len()))?;
        for (stat, value) in self.list.iter() {
            map.serialize_entry(stat, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Map;
        impl<'de> Visitor<'de> for Map {
            type Value = Values;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of statistics")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Values, A::Error> {
                let mut list = Vec::new();
                while let Some(entry) = map.next_entry::<Stat, f64>()? {
                    list.push(entry);
                }
                Ok(list.into_iter().collect())
            }
        }
        deserializer.deserialize_map(Map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        for text in ["avg", "p(95)", "p(99.9)", "rate_active", "p(0)", "p(100)"] {
            assert_eq!(Stat::parse(text).map(|s| s.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Stat::parse("p95"), Some(Stat::P(95.0)));
        for text in ["p", "p()", "p(101)", "p(-1)", "passed", "p(nan)", "pinf", ""] {
            assert_eq!(Stat::parse(text), None, "{text}");
        }
    }

    #[test]
    fn absent_stays_absent() {
        let mut values = Values::new();
        values.set(Stat::Avg, f64::NAN);
        values.set(Stat::P(95.0), 1.5);
        let json = serde_json::to_string(&values).expect("json");
        assert_eq!(json, r#"{"p(95)":1.5}"#);
        assert_eq!(serde_json::from_str::<Values>(&json).expect("values"), values);
    }

    #[test]
    fn values_are_in_one_order_and_the_last_of_several_counts() {
        let list =
            [(Stat::Count, 9.0), (Stat::P(99.0), 3.0), (Stat::P(-0.0), 1.0), (Stat::P(99.0), 4.0), (Stat::Max, 5.0)];
        let mut values: Values = list.into_iter().collect();
        values.set(Stat::P(50.0), 2.0);
        let stats: Vec<String> = values.iter().map(|(stat, _)| stat.to_string()).collect();
        assert_eq!(stats, ["max", "p(-0)", "p(50)", "p(99)", "count"]);
        assert_eq!((values.get(Stat::P(0.0)), values.get(Stat::P(99.0)), values.len()), (Some(1.0), Some(4.0), 5));
    }
}
