//! The shape of latency: a mean above the 95th percentile.

use sloscope_model::format;
use sloscope_model::stat::{Stat, Unit};

use super::Known;
use crate::report::Consequence::{Minor, Notable};
use crate::report::Finding;
use crate::slo::out_of_order;

pub fn all(known: &Known) -> Vec<Finding> {
    mean_above_p95(known).into_iter().collect()
}

/// The mean is above the 95th percentile: few very slow requests carry most of the time.
fn mean_above_p95(known: &Known) -> Option<Finding> {
    let metric = known.requests()?;
    let values = known.values(metric)?;
    let (avg, p95, max) = (values.get(Stat::Avg)?, values.get(Stat::P(95.0))?, values.get(Stat::Max)?);
    // Equal numbers differ in their last digits.
    if avg <= p95 * 1.001 || p95 <= 0.0 || out_of_order(values.iter()).is_some() {
        return None;
    }
    let title = format!(
        "The average of {metric} ({}) is above its 95th percentile ({}): at least 95 % are faster than the average, and the slowest, up to {}, pull it up.",
        format::value(avg, Unit::Millis),
        format::value(p95, Unit::Millis),
        format::value(max, Unit::Millis)
    );
    // Iterations of several scenarios differ by their script.
    let (level, next) = match metric {
        "iteration_duration" => {
            (Minor, "Break iteration_duration down by scenario, and do not report its average alone.")
        }
        _ => (Notable, "Look at the slowest requests and when they happened; do not report the average alone."),
    };
    Some(
        Finding::new("mean-above-p95", level, title, next)
            .with_stat(metric, Stat::Avg, avg, Unit::Millis)
            .with_stat(metric, Stat::P(95.0), p95, Unit::Millis)
            .with_stat(metric, Stat::Max, max, Unit::Millis),
    )
}
