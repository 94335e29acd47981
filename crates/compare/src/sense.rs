//! Which direction is the worse one.

use sloscope_analysis::report::Report;
use sloscope_model::margin::Direction;
use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::series::Series;
use sloscope_model::stat::Stat;
use sloscope_objectives::Expression;

use crate::model::Sense;

/// Of these more is better: passed checks, work done.
const MORE: [&str; 4] = ["checks", "http_reqs", "iterations", "grpc_streams"];
/// Of these less is better.
const LESS: [&str; 3] = ["http_req_failed", "browser_http_req_failed", "dropped_iterations"];

/// By what k6 measures; else by an objective on the metric; times are better if they are shorter. `None` where nobody
/// says.
pub fn sense(series: &Series, stat: Stat, kind: MetricType, contains: Contains, reports: &[&Report]) -> Option<Sense> {
    let name = series.metric.as_str();
    let by_name = || match stat {
        _ if MORE.contains(&name) => Some(Sense::LowerIsWorse),
        _ if LESS.contains(&name) => Some(Sense::HigherIsWorse),
        _ => None,
    };
    let by_objective = || {
        let all = reports.iter().flat_map(|report| &report.objectives).map(|result| &result.objective);
        let of_metric = all.filter(|objective| objective.series.metric == name);
        let mut directions = of_metric.filter_map(|objective| {
            let expression = Expression::parse(&objective.expression).ok().filter(|e| alike(e.stat, stat))?;
            Direction::of(expression.operator.as_str())
        });
        let first = directions.next()?;
        directions.all(|other| other == first).then_some(match first {
            Direction::AtMost => Sense::HigherIsWorse,
            Direction::AtLeast => Sense::LowerIsWorse,
        })
    };
    let is_time = kind == MetricType::Trend && contains == Contains::Time && stat != Stat::Count;
    by_name().or_else(by_objective).or(is_time.then_some(Sense::HigherIsWorse))
}

/// A limit on a percentile says in which direction all percentiles, the mean and the extremes are better.
fn alike(one: Stat, other: Stat) -> bool {
    let counts = |stat| matches!(stat, Stat::Count | Stat::Rate | Stat::RateActive | Stat::Passes | Stat::Fails);
    one == other || (!counts(one) && !counts(other))
}
