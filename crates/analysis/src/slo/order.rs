//! The order in which objectives are listed: missed ones first, the worst at the top.

use sloscope_model::margin::times_limit;
use sloscope_model::stat::Unit;

use super::{ObjectiveResult, Verdict};

impl ObjectiveResult {
    /// By how many times the limit: more than 1 is missed. Of a value that is only known to lie between two others, the
    /// least that it can be. Absent where it is not known.
    pub fn times_limit(&self) -> Option<f64> {
        let (operator, limit, unit) = (self.operator.as_deref()?, self.limit?, self.unit?);
        let times = |value: f64| times_limit(operator, value, limit, unit == Unit::Fraction);
        match (self.measured, self.between) {
            (Some(measured), _) => times(measured),
            (None, Some((least, most))) => [least, most].into_iter().filter_map(times).reduce(f64::min),
            (None, None) => None,
        }
    }
}

/// Indices of the objectives, worst first by consequence: missed ones by how many times the limit (those of which that
/// is not known after the others), then those that could not be evaluated, then those that are met, then those that do
/// not apply. What is equal stays in the order in which it was stated.
pub fn worst_first(objectives: &[ObjectiveResult]) -> Vec<usize> {
    let group = |verdict: Verdict| match verdict {
        Verdict::Fail => 0,
        Verdict::CannotJudge | Verdict::NoData => 1,
        Verdict::Pass => 2,
        Verdict::NotInPart | Verdict::NotInRun | Verdict::NotJudged => 3,
    };
    let rank = |o: &ObjectiveResult| {
        let times = (o.verdict == Verdict::Fail).then(|| o.times_limit()).flatten();
        (group(o.verdict), -times.unwrap_or(0.0))
    };
    let mut order: Vec<(usize, (u8, f64))> = objectives.iter().map(rank).enumerate().collect();
    sloscope_model::order::sort_short(&mut order, |a, b| {
        a.1.0.cmp(&b.1.0).then(a.1.1.total_cmp(&b.1.1)).then(a.0.cmp(&b.0))
    });
    order.into_iter().map(|(at, _)| at).collect()
}
