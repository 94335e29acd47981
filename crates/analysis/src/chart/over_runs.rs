//! A number from run to run: a mark for each run, the limit that each was held against, the levels between changes. Runs
//! stand side by side in the order of time, whatever time is between them.

use sloscope_model::format;
use sloscope_model::stat::Unit;

use super::compared::blank;
use super::frame::{Axis, Frame, Margins};
use super::model::{Chart, ChartAsk, ChartKind, ChartRow, ChartTable, Key, TableColumn};
use super::reduce::Point;
use super::ticks::ACROSS;
use super::time_series::FLAT;

/// A number of one run.
#[derive(Clone, Debug)]
pub struct RunValue {
    /// In the table: "23 Nov 2026, run-12".
    pub label: String,
    /// At the axis: "2026-11-23".
    pub short: String,
    /// Absent where the run does not have it.
    pub value: Option<f64>,
    /// What it was held against.
    pub limit: Option<f64>,
    /// It missed its limit.
    pub is_missed: bool,
}

/// The level from one change to the next.
#[derive(Clone, Copy, Debug)]
pub struct Level {
    /// The place of its first run.
    pub from: usize,
    /// The place of its last run.
    pub to: usize,
    /// Its median.
    pub value: f64,
}

/// Everything that is in the picture.
#[derive(Clone, Debug)]
pub struct OverRuns {
    /// The size of the scene, in pixels.
    pub size: (u16, u16),
    /// What the number is.
    pub title: String,
    /// Of values and limits.
    pub unit: Unit,
    /// In the order of time.
    pub runs: Vec<RunValue>,
    /// In order; none where nothing changed.
    pub levels: Vec<Level>,
    /// The changes: the place of the first run of the new level, and a word for it.
    pub changes: Vec<(usize, String)>,
}

const HOW: &str =
    "Each mark is a run, in the order of time; a cross is a run that missed its limit. A run without a value is a gap.";
/// Shares that are all at least this are drawn up to all, not from nothing.
const NEAR_ALL: f64 = 0.8;
/// Half the size of the cross of a run that missed its limit, in pixels.
const CROSS: f64 = 3.5;
/// There is no room for a line of unit and words above the values.
const MARGINS: Margins = Margins { left: 48.0, right: 12.0, top: 32.0, bottom: 24.0 };

impl OverRuns {
    /// The chart; `absent` is said where no run has a value.
    pub fn chart(&self, absent: &str) -> Chart {
        let ask = ChartAsk::new(ChartKind::Series, self.size.0, self.size.1);
        let mut chart = blank(ask, self.title.clone(), HOW);
        if self.runs.iter().all(|run| run.value.is_none()) {
            chart.absent = Some(absent.to_owned());
            return chart;
        }
        let (width, height) = (f64::from(self.size.0), f64::from(self.size.1));
        let plot = MARGINS.plot(width, height);
        let values = || self.runs.iter().filter_map(|run| run.value);
        let largest = values().fold(0.0, f64::max);
        // A limit far above would press the values flat.
        let furthest = largest.max(f64::MIN_POSITIVE) * FLAT;
        let limits = || self.runs.iter().filter_map(|run| run.limit);
        let top = limits().filter(|limit| *limit <= furthest).fold(largest, f64::max);
        let lowest = values().fold(0.0, f64::min);
        let least = values().chain(limits()).fold(f64::INFINITY, f64::min);
        let mut up = match self.unit {
            Unit::Fraction if least >= NEAR_ALL && top <= 1.0 => Axis::up_to_all(least, plot.height()),
            unit => Axis::up_from(lowest, top, unit, plot.height()),
        };
        chart.unit = std::mem::take(&mut up.title);
        let mut frame = Frame::new(width, height, plot, &self.across(plot.width()), &up);
        let (x, y) = (frame.x, frame.y);
        let place = |at: usize| x.at(at as f64);
        let limit: Vec<Point> = (0..)
            .zip(&self.runs)
            .flat_map(|(at, run)| {
                let y = run.limit.filter(|limit| *limit <= furthest).map(|limit| y.at(limit));
                [(x.at(f64::from(at) - 0.5), y), (x.at(f64::from(at) + 0.5), y)]
            })
            .collect();
        frame.scene.line("limit", &limit);
        let levels = self.levels.iter().map(|level| {
            let y = y.at(level.value);
            ((x.at(level.from as f64 - 0.4), y), (x.at(level.to as f64 + 0.4), y))
        });
        frame.scene.rules("level", levels);
        let changes: Vec<(f64, String)> =
            self.changes.iter().map(|(at, word)| (*at as f64 - 0.5, word.clone())).collect();
        frame.uprights("change", &changes);
        let points: Vec<Point> =
            self.runs.iter().enumerate().map(|(at, run)| (place(at), run.value.map(|value| y.at(value)))).collect();
        frame.scene.line("s1", &points);
        let marks = |missed: bool| {
            let of = points.iter().zip(&self.runs).filter(move |(_, run)| run.is_missed == missed);
            of.filter_map(|((x, y), _)| Some((*x, (*y)?)))
        };
        frame.scene.dots("dot", marks(false));
        let crosses = marks(true).flat_map(|(x, y)| {
            [((x - CROSS, y - CROSS), (x + CROSS, y + CROSS)), ((x - CROSS, y + CROSS), (x + CROSS, y - CROSS))]
        });
        frame.scene.rules("missed", crosses.collect::<Vec<_>>());
        chart.keys = self.keys(limits().any(|limit| limit > furthest));
        chart.table = self.table(&frame);
        chart.description = self.description();
        chart.scene = frame.scene;
        chart
    }

    /// As many dates as have room.
    fn across(&self, pixels: f64) -> Axis {
        let last = self.runs.len().saturating_sub(1);
        let most = ((pixels / ACROSS) as usize).max(1);
        let step = (last / most + 1).max(1);
        let named = (0..self.runs.len()).step_by(step);
        let mut labels: Vec<(f64, String)> = Vec::new();
        for at in named {
            let short = &self.runs[at].short;
            if labels.last().is_none_or(|(_, before)| before != short) {
                labels.push((at as f64, short.clone()));
            }
        }
        Axis { low: -0.5, high: last as f64 + 0.5, log: false, labels, title: String::new() }
    }

    fn keys(&self, is_far: bool) -> Vec<Key> {
        let key = |class: &str, label: String| Key { class: class.to_owned(), label };
        let mut keys = Vec::new();
        // The one that is in force now; the table has all of them.
        if let Some(limit) = self.runs.iter().rev().find_map(|run| run.limit) {
            let far = if is_far { ", above this chart" } else { "" };
            keys.push(key("limit", format!("limit {}{far}", format::exact(limit, self.unit))));
        }
        if self.runs.iter().any(|run| run.is_missed && run.value.is_some()) {
            keys.push(key("missed", "missed".to_owned()));
        }
        if !self.changes.is_empty() {
            keys.push(key("level", "median between changes".to_owned()));
        }
        keys
    }

    fn table(&self, frame: &Frame) -> ChartTable {
        let column = |label: &str| TableColumn { label: label.to_owned(), unit: self.unit };
        let rows = self.runs.iter().enumerate().map(|(at, run)| ChartRow {
            at: at as f64,
            x: frame.x.at(at as f64),
            y: None,
            label: run.label.clone(),
            values: vec![run.value, run.limit],
            note: String::new(),
        });
        ChartTable {
            first: "Run".to_owned(),
            columns: vec![column("value"), column("limit")],
            rows: rows.collect(),
            whole: Vec::new(),
        }
    }

    fn description(&self) -> String {
        let known = || self.runs.iter().filter_map(|run| Some((run.value?, run)));
        let least = known().min_by(|a, b| a.0.total_cmp(&b.0));
        let most = known().max_by(|a, b| a.0.total_cmp(&b.0));
        let said = |word: &str, of: Option<(f64, &RunValue)>| {
            of.map_or_else(String::new, |(value, run)| {
                format!(" {word} {} ({}).", format::value(value, self.unit), run.label)
            })
        };
        format!(
            "{}, {} with a value.{}{}{}",
            format::counted(self.runs.len() as u64, "run"),
            known().count(),
            said("Lowest:", least),
            said("Highest:", most),
            said("Last:", known().next_back()),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(values: &[Option<f64>], limit: f64) -> Chart {
        let run = |value: &Option<f64>| RunValue {
            label: "a run".to_owned(),
            short: "2026-11-23".to_owned(),
            value: *value,
            limit: Some(limit),
            is_missed: value.is_some_and(|value| value >= limit),
        };
        let runs = values.iter().map(run).collect();
        let (levels, changes) = (Vec::new(), Vec::new());
        OverRuns { size: (360, 160), title: "p95".to_owned(), unit: Unit::Millis, runs, levels, changes }
            .chart("nothing")
    }

    fn path<'a>(chart: &'a Chart, class: &str) -> Option<&'a str> {
        chart.scene.marks.iter().find(|mark| mark.class == class).map(|mark| mark.d.as_str())
    }

    #[test]
    fn a_run_without_a_value_is_a_gap() {
        let chart = drawn(&[Some(10.0), Some(20.0), None, Some(90.0)], 50.0);
        let line = path(&chart, "s1").expect("a line");
        assert_eq!((line.matches('M').count(), line.matches('L').count(), line.matches("h0").count()), (2, 1, 1));
        assert_eq!(path(&chart, "dot").map(|dots| dots.matches('M').count()), Some(2));
        assert_eq!(path(&chart, "missed").map(|cross| cross.matches('M').count()), Some(2));
        assert_eq!(chart.table.rows[2].values, [None, Some(50.0)]);
        assert!(chart.description.starts_with("4 runs, 3 with a value. Lowest: 10.00 ms"), "{}", chart.description);
        assert_eq!(drawn(&[None, None], 1.0).absent.as_deref(), Some("nothing"));
    }

    #[test]
    fn shares_near_all_are_told_apart() {
        let run = |value| RunValue {
            label: String::new(),
            short: String::new(),
            value: Some(value),
            limit: Some(0.99),
            is_missed: value < 0.99,
        };
        let runs = [1.0, 0.995, 0.981].map(run).into();
        let (levels, changes, title) = (Vec::new(), Vec::new(), String::new());
        let chart = OverRuns { size: (360, 160), title, unit: Unit::Fraction, runs, levels, changes }.chart("nothing");
        let labels: Vec<&str> = chart.scene.texts.iter().map(|text| text.text.as_str()).collect();
        assert!(labels.contains(&"98") && labels.contains(&"100") && !labels.contains(&"0"), "{labels:?}");
    }

    #[test]
    fn a_limit_far_above_is_named_and_not_drawn() {
        let chart = drawn(&[Some(1.0), Some(2.0)], 500.0);
        assert_eq!(path(&chart, "limit"), None);
        assert_eq!(chart.keys[0].label, "limit 500 ms, above this chart");
    }
}
