//! The course of an objective's statistic as a small line: geometry only, drawn by page and exports alike.
//!
//! ```text
//!  y 0 +----------------+   the largest value or limit, so that the limit is in the picture
//!      |        /\      |   where it is near
//!  y h +--------------- +   0, or the smallest value if that is below
//! ```

use crate::slo::ObjectiveResult;

/// How far beyond the values a limit may lie to be drawn, as a multiple of their range.
const NEAR: f64 = 2.0;

/// Lines in a box of `width` by `height`, y pointing down.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SparklinePath {
    /// SVG points of each unbroken piece; spans without samples break the line.
    pub lines: Vec<String>,
    /// Where the limit lies, if it is near enough to the values to be drawn.
    pub limit: Option<f64>,
    /// Columns in which the objective was broken, as (x, y) of the value.
    pub broken: Vec<(f64, f64)>,
}

/// `None` for less than two values: a dot is no course. Many windows share a column; its value is then the worst.
#[allow(clippy::cast_precision_loss)]
pub fn sparkline_path(result: &ObjectiveResult, width: f64, height: f64, columns: usize) -> Option<SparklinePath> {
    let windows = &result.windows;
    let larger_is_worse = result.operator.as_deref().is_none_or(|o| o.starts_with('<'));
    let columns = columns.clamp(2, windows.len().max(2));
    let per_column = windows.len().div_ceil(columns).max(1);
    let worst = |part: &[crate::slo::WindowValue]| {
        let values = part.iter().filter_map(|w| w.measured);
        let value = if larger_is_worse { values.reduce(f64::max) } else { values.reduce(f64::min) };
        value.map(|value| (value, part.iter().any(|w| w.kept == Some(false))))
    };
    let values: Vec<Option<(f64, bool)>> = windows.chunks(per_column).map(worst).collect();
    let known = || values.iter().flatten().map(|(value, _)| *value);
    if known().count() < 2 {
        return None;
    }
    let (mut low, mut high) = (known().fold(0.0, f64::min), known().fold(0.0, f64::max));
    let range = (high - low).max(f64::MIN_POSITIVE);
    let limit = result.limit.filter(|l| l.is_finite() && *l <= high + NEAR * range && *l >= low - NEAR * range);
    if let Some(limit) = limit {
        (low, high) = (low.min(limit), high.max(limit));
    }
    let span = (high - low).max(f64::MIN_POSITIVE);
    let y = |value: f64| tenth(height - (value - low) / span * height);
    let x = |at: usize| tenth(at as f64 / (values.len() - 1).max(1) as f64 * width);
    let mut spark = SparklinePath { limit: limit.map(y), ..SparklinePath::default() };
    let mut open = false;
    for (at, value) in values.iter().enumerate() {
        let Some((value, broken)) = *value else {
            open = false;
            continue;
        };
        if broken {
            spark.broken.push((x(at), y(value)));
        }
        let point = format!("{},{}", x(at), y(value));
        match spark.lines.last_mut().filter(|_| open) {
            Some(line) => *line = format!("{line} {point}"),
            None => spark.lines.push(point),
        }
        open = true;
    }
    Some(spark)
}

pub(super) fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::slo::{Evidence, WindowValue, judge};
    use sloscope_model::series::Series;
    use sloscope_objectives::{Objective, Origin};

    fn result(limit: f64, values: &[Option<f64>]) -> ObjectiveResult {
        let objective = Objective {
            series: Series::metric("http_req_duration"),
            expression: format!("p(95)<{limit}"),
            abort_on_fail: false,
            delay_abort_eval: None,
            origin: Origin::Edited,
        };
        let window = |(i, measured): (usize, &Option<f64>)| WindowValue {
            start_ms: i as f64 * 1e4,
            end_ms: (i + 1) as f64 * 1e4,
            measured: *measured,
            samples: 1,
            kept: measured.map(|v| v < limit),
        };
        ObjectiveResult {
            windows: values.iter().enumerate().map(window).collect(),
            ..judge(&objective, &Evidence::default())
        }
    }

    #[test]
    fn a_line_with_its_limit_and_its_gap() {
        let spark =
            sparkline_path(&result(10.0, &[Some(5.0), Some(20.0), None, Some(0.0)]), 90.0, 20.0, 60).expect("line");
        assert_eq!(spark.lines, ["0,15 30,0", "90,20"]);
        assert_eq!(spark.limit, Some(10.0));
        assert_eq!(spark.broken, [(30.0, 0.0)]);
        // A limit far away would press the line flat.
        assert_eq!(sparkline_path(&result(500.0, &[Some(5.0), Some(6.0)]), 90.0, 20.0, 60).expect("line").limit, None);
        assert_eq!(sparkline_path(&result(10.0, &[Some(5.0), None]), 90.0, 20.0, 60), None);
    }

    /// A column shows the worst of the windows that it stands for.
    #[test]
    fn many_windows_keep_their_peaks() {
        let mut values = vec![Some(1.0); 8640];
        values[4321] = Some(99.0);
        let spark = sparkline_path(&result(50.0, &values), 100.0, 100.0, 96).expect("line");
        assert_eq!(spark.lines.len(), 1);
        assert_eq!(spark.lines[0].split(' ').count(), 96);
        assert_eq!(spark.broken.len(), 1);
        assert_eq!(spark.broken[0].1, 0.0);
    }
}
