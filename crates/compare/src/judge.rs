//! The one place that decides what a difference comes to.

use sloscope_model::stat::Unit;

use crate::limit::Limit;
use crate::model::{Band, Outcome, Sense, Verdict};
use crate::stats::Interval;

/// By default a difference of less than 5 % is none that matters,
const SHARE_OF_BASELINE: f64 = 0.05;
/// nor one of less than a millisecond,
const MILLIS: f64 = 1.0;
/// nor, of shares, one of less than 0.1 percentage points.
const POINTS: f64 = 0.001;

/// The limit that matters, from this baseline. By default a time must be 5 % longer to be another one, and a difference
/// wholly within 1 ms is none, whatever its share is.
pub(crate) fn band(limit: Option<&Limit>, unit: Unit, baseline: f64) -> Band {
    if let Some(limit) = limit {
        let allowed = limit.allowed(baseline);
        return Band { same: allowed, beyond: allowed };
    }
    let share = SHARE_OF_BASELINE * baseline.abs();
    match unit {
        Unit::Millis => Band { same: share.max(MILLIS), beyond: share },
        Unit::Fraction => Band { same: POINTS, beyond: POINTS },
        _ => Band { same: share, beyond: share },
    }
}

/// The default limit of a unit in words.
pub(crate) fn default_limit(unit: Unit) -> &'static str {
    match unit {
        Unit::Millis => "5 %, and 1 ms",
        Unit::Fraction => "0.1 pp",
        _ => "5 %",
    }
}

/// SAME where all of the interval is within the limit; WORSE or BETTER where all of it is beyond; else INCONCLUSIVE, as
/// is an interval that is not sure.
pub(crate) fn verdict(interval: &Interval, band: &Band, sense: Option<Sense>) -> Verdict {
    if !interval.is_sure() {
        return Verdict::Inconclusive;
    }
    if interval.low >= -band.same && interval.high <= band.same {
        return Verdict::Same;
    }
    let rises = interval.low > band.beyond;
    if !rises && interval.high >= -band.beyond {
        return Verdict::Inconclusive;
    }
    match (sense, rises) {
        (None, _) => Verdict::Changed,
        (Some(Sense::HigherIsWorse), true) | (Some(Sense::LowerIsWorse), false) => Verdict::Worse,
        _ => Verdict::Better,
    }
}

/// Is the limit kept, whatever the verdict is? A difference towards the better side keeps any.
pub(crate) fn outcome(verdict: Verdict, interval: &Interval, band: &Band, sense: Option<Sense>) -> Outcome {
    let within = match sense {
        Some(Sense::HigherIsWorse) => interval.high <= band.same,
        Some(Sense::LowerIsWorse) => interval.low >= -band.same,
        None => verdict == Verdict::Same,
    };
    match verdict {
        Verdict::Worse | Verdict::Changed => Outcome::Exceeded,
        _ if within && interval.is_sure() => Outcome::Kept,
        _ => Outcome::Unknown,
    }
}

/// Of several gated rows: the gravest.
pub(crate) fn overall(verdicts: impl Iterator<Item = Verdict> + Clone) -> Verdict {
    let order = [
        Verdict::Worse,
        Verdict::Changed,
        Verdict::CannotCompare,
        Verdict::Inconclusive,
        Verdict::Better,
        Verdict::Same,
    ];
    order.into_iter().find(|grave| verdicts.clone().any(|verdict| verdict == *grave)).unwrap_or(Verdict::CannotCompare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_of_the_interval_decides() {
        let band = Band { same: 5.0, beyond: 5.0 };
        let check = |low, high, sense, known| {
            assert_eq!(verdict(&Interval { low, high, level: 0.95 }, &band, sense), known, "{low} to {high}");
        };
        let times = Some(Sense::HigherIsWorse);
        check(5.1, 9.0, times, Verdict::Worse);
        check(5.0, 9.0, times, Verdict::Inconclusive);
        check(-5.0, 5.0, times, Verdict::Same);
        check(-9.0, -5.1, times, Verdict::Better);
        check(-9.0, -1.0, times, Verdict::Inconclusive);
        check(-9.0, -5.1, Some(Sense::LowerIsWorse), Verdict::Worse);
        check(5.1, 9.0, None, Verdict::Changed);
        let unsure = Interval { low: 6.0, high: 9.0, level: 0.9 };
        assert_eq!(verdict(&unsure, &band, times), Verdict::Inconclusive);
    }

    #[test]
    fn what_is_better_keeps_its_limit() {
        let band = Band { same: 5.0, beyond: 5.0 };
        let of = |low, high, level| {
            let interval = Interval { low, high, level };
            outcome(verdict(&interval, &band, Some(Sense::HigherIsWorse)), &interval, &band, Some(Sense::HigherIsWorse))
        };
        assert_eq!(of(-9.0, -1.0, 0.95), Outcome::Kept);
        assert_eq!(of(-9.0, -1.0, 0.9), Outcome::Unknown);
        assert_eq!(of(6.0, 9.0, 0.95), Outcome::Exceeded);
        assert_eq!(of(4.0, 9.0, 0.95), Outcome::Unknown);
    }

    #[test]
    fn tiny_times_are_the_same_by_default() {
        let band = band(None, Unit::Millis, 0.4);
        let of = |low, high| verdict(&Interval { low, high, level: 0.95 }, &band, Some(Sense::HigherIsWorse));
        assert_eq!(of(0.1, 0.9), Verdict::Same, "twice as slow, and nobody notices");
        assert_eq!(of(0.1, 1.1), Verdict::Worse);
        assert_eq!(of(0.01, 1.1), Verdict::Inconclusive);
    }
}
