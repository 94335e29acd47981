//! Target rates of scenarios that run together: they add up.

use super::TargetStage;

/// Spans shorter than this are only where one stage goes over into the next, ms.
const EDGE_MS: f64 = 500.0;
/// So many rates are added up at most: of thousands of scenarios at once the first changes are listed.
const MOST_LOOKS: usize = 5_000_000;

/// In order of time, the rate of all stages together at the start and at the end of each span in which they stay the same.
pub fn together(stages: &[TargetStage]) -> Vec<(f64, f64)> {
    let mut edges: Vec<f64> = stages.iter().flat_map(|s| [s.start_ms, s.end_ms]).collect();
    sloscope_model::order::sort_short(&mut edges, f64::total_cmp);
    // In the order of their start; those that are over leave.
    let mut order: Vec<usize> = (0..stages.len()).collect();
    sloscope_model::order::sort_short(&mut order, |a, b| stages[*a].start_ms.total_cmp(&stages[*b].start_ms));
    let mut coming = order.into_iter().peekable();
    let mut active: Vec<usize> = Vec::new();
    let mut spans = Vec::new();
    let mut looks = 0;
    for pair in edges.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        while let Some(stage) = coming.next_if(|at| stages[*at].start_ms <= start) {
            active.push(stage);
        }
        // Stages that end in a span that is left out leave with the next one that is looked at.
        if end - start < EDGE_MS {
            continue;
        }
        active.retain(|at| end <= stages[*at].end_ms);
        looks += active.len();
        if looks > MOST_LOOKS {
            break;
        }
        sloscope_model::order::sort_short_by_key(&mut active, |at| *at);
        if !active.is_empty() {
            let sum = |moment: f64| active.iter().map(|at| rate(&stages[*at], moment)).sum::<f64>();
            spans.push((sum(start), sum(end)));
        }
    }
    spans
}

fn rate(stage: &TargetStage, at: f64) -> f64 {
    let part = (at - stage.start_ms) / (stage.end_ms - stage.start_ms).max(1.0);
    stage.from_rate + part * (stage.to_rate - stage.from_rate)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::PlanFrom;

    fn stage(scenario: &str, (from_rate, to_rate): (f64, f64), (start_ms, end_ms): (f64, f64)) -> TargetStage {
        let scenario = scenario.to_owned();
        TargetStage { scenario, from_rate, to_rate, start_ms, end_ms, from: PlanFrom::Samples, started_rate: None }
    }

    #[test]
    fn scenarios_in_parallel_add_up() {
        let stages = [
            stage("ramp", (5.0, 25.0), (0.0, 10_000.0)),
            stage("ramp", (25.0, 25.0), (10_000.0, 20_000.0)),
            stage("flat", (30.0, 30.0), (5_000.0, 20_100.0)),
        ];
        assert_eq!(together(&stages), [(5.0, 15.0), (45.0, 55.0), (55.0, 55.0)]);
        let after = [stage("a", (10.0, 10.0), (0.0, 5_000.0)), stage("b", (20.0, 20.0), (5_000.0, 9_000.0))];
        assert_eq!(together(&after), [(10.0, 10.0), (20.0, 20.0)]);
        assert_eq!(together(&[]), []);
    }
}
