//! The chart of values over time: lines, stacked areas, bars and steps on one axis of time, with limits, broken spans and
//! stages. Most charts are one of these.

use sloscope_model::format;
use sloscope_model::order::sort_short;
use sloscope_model::stat::Unit;

use super::describe;
use super::frame::{Axis, Frame, Margins};
use super::model::{Chart, ChartAsk, ChartKind, ChartRow, ChartTable, Key, TableColumn};
use super::reduce::Point;
use super::scene::Scene;

/// How the values of a trace are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Line,
    /// Constant within each span.
    Step,
    /// From the traces below it.
    Stacked,
    /// In the table alone.
    Hidden,
}

/// One value for each span of time.
#[derive(Clone, Debug)]
pub struct Trace {
    pub class: &'static str,
    pub label: String,
    pub unit: Unit,
    pub shape: Shape,
    pub values: Vec<Option<f64>>,
}

#[derive(Clone, Debug)]
pub struct Limit {
    pub label: String,
    pub value: f64,
}

/// Everything that is in the picture.
#[derive(Clone, Debug)]
pub struct TimeSeries {
    /// The spans of time: starts, in ms after the start of the run, and after them the end of the last.
    pub edges_ms: Vec<f64>,
    pub unit: Unit,
    pub traces: Vec<Trace>,
    pub limits: Vec<Limit>,
    /// Spans in which an objective is broken.
    pub broken_ms: Vec<(f64, f64)>,
    /// Where a stage begins, and its name.
    pub stages: Vec<(f64, String)>,
    /// The mean, the total or the statistic of all that is shown, by the label of its trace.
    pub whole: Vec<(String, f64, Unit)>,
    /// Painted below all traces.
    pub spreads: Vec<Spread>,
}

/// The area between two values of each span; its ends are traces, too, for the table.
#[derive(Clone, Debug)]
pub struct Spread {
    pub class: &'static str,
    pub label: String,
    pub low: Vec<Option<f64>>,
    pub high: Vec<Option<f64>>,
}

/// A limit further above the largest value than this would press the lines flat on a linear scale: the scale is
/// logarithmic then.
pub const FLAT: f64 = 4.0;
/// And so would a peak so many times the middle of all values.
const PEAK: f64 = 20.0;
/// On a logarithmic scale, a limit that is further above the data than this is not drawn: the legend names it.
const NEAR: f64 = 1000.0;

/// A class for each entry of a split.
pub const SERIES: [&str; 8] = ["s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"];

impl TimeSeries {
    fn middles(&self) -> impl Iterator<Item = f64> + '_ {
        self.edges_ms.windows(2).map(|pair| f64::midpoint(pair[0], pair[1]))
    }

    fn drawn(&self) -> impl Iterator<Item = &Trace> {
        self.traces.iter().filter(|trace| trace.shape != Shape::Hidden)
    }

    /// Fills in all that follows from the numbers.
    pub fn draw(&self, chart: &mut Chart) {
        let (Some(low), Some(high)) = (self.edges_ms.first(), self.edges_ms.last()) else { return };
        chart.time = Some((*low, *high));
        let stacks = self.stacks();
        let largest = self.largest(&stacks);
        chart.log = self.is_log(&chart.ask, largest);
        chart.step_ms = self.edges_ms.get(1).map(|next| next - low);
        let furthest = furthest(&chart.ask, chart.log, largest);
        let (mut frame, unit) = self.frame(chart, (*low, *high), largest);
        chart.unit = unit;
        let (top, bottom) = (frame.scene.plot.top, frame.scene.plot.bottom);
        let broken = self.broken_ms.iter().map(|(from, to)| {
            let (from, to) = (frame.x.at(from.max(*low)), frame.x.at(to.min(*high)));
            (from, top, (to - from).max(1.0), bottom - top)
        });
        frame.scene.boxes("broken", broken);
        if chart.ask.lane {
            // Their names stand once above all lanes.
            let places = self.stages.iter().map(|(at, _)| (*at, String::new()));
            frame.uprights("stageline", &places.collect::<Vec<_>>());
        } else if chart.ask.kind != ChartKind::Brush {
            frame.uprights("stageline", &self.stages);
        }
        self.spread(&mut frame);
        self.marks(&mut frame, &stacks);
        let mut keys: Vec<Key> =
            self.drawn().map(|t| Key { class: t.class.to_owned(), label: t.label.clone() }).collect();
        keys.extend(self.spreads.iter().map(|s| Key { class: s.class.to_owned(), label: s.label.clone() }));
        let mut named = Vec::new();
        for limit in self.in_order(chart.ask.lane) {
            let y = frame.y.at(limit.value);
            let far = match limit.value {
                value if value > furthest => ", above this chart",
                value if value < frame.y.lowest() * (1.0 - 1e-9) => ", below this chart",
                _ => "",
            };
            if far.is_empty() {
                let plot = frame.scene.plot;
                frame.scene.rules("limit", [((plot.left, y), (plot.right, y))]);
                if chart.ask.lane && name_limit(&mut frame.scene, &mut named, y, &limit.label) {
                    continue;
                }
            }
            keys.push(Key { class: "limit".to_owned(), label: format!("limit {}{far}", limit.label) });
        }
        if !self.broken_ms.is_empty() {
            keys.push(Key { class: "broken".to_owned(), label: "objective missed".to_owned() });
        }
        chart.table = self.table(&frame);
        chart.description = describe::course(self);
        (chart.keys, chart.scene) = (keys, frame.scene);
    }

    /// As they were stated; in a lane, where each is named at its end, the highest first.
    fn in_order(&self, from_above: bool) -> Vec<&Limit> {
        let mut limits: Vec<&Limit> = self.limits.iter().collect();
        if from_above {
            sort_short(&mut limits, |a, b| b.value.total_cmp(&a.value));
        }
        limits
    }

    /// The scale that suits is linear, but for durations that would lie flat under a limit or a peak far above.
    fn is_log(&self, ask: &ChartAsk, largest: f64) -> bool {
        let is_latency = ask.kind == ChartKind::Latency;
        let suits = largest > 0.0
            && self.unit == Unit::Millis
            && (is_latency || matches!(ask.kind, ChartKind::Objective(_)))
            && (self.limits.iter().any(|limit| limit.value > FLAT * largest)
                || (is_latency && self.middle().is_some_and(|middle| largest > PEAK * middle)));
        suits != ask.turned
    }

    /// The median of what is drawn.
    fn middle(&self) -> Option<f64> {
        let mut values: Vec<f64> = self.drawn().flat_map(|t| t.values.iter().flatten()).copied().collect();
        sloscope_model::stats::percentiles(&mut values, &[50.0]).first().copied()
    }

    /// The frame, and the unit of its labels.
    fn frame(&self, chart: &Chart, (low, high): (f64, f64), largest: f64) -> (Frame, String) {
        let ask = &chart.ask;
        let (width, height) = (f64::from(ask.width), f64::from(ask.height));
        let small = ask.kind == ChartKind::Brush;
        let margins = match ask.lane {
            true => Margins::LANE,
            false if small => Margins::SMALL,
            false => Margins::CHART,
        };
        let plot = margins.plot(width, height);
        let furthest = furthest(ask, chart.log, largest);
        let limits = || self.limits.iter().map(|l| l.value).filter(|v| *v <= furthest);
        let top = limits().fold(largest, f64::max);
        // A limit far below is explained as one far above is.
        let below = limits().filter(|_| matches!(ask.kind, ChartKind::Objective(_)));
        let values: Vec<f64> = self.drawn().flat_map(|t| t.values.iter().flatten()).copied().chain(below).collect();
        let smallest = values.iter().copied().filter(|v| *v > 0.0);
        let mut up = match smallest.reduce(f64::min).filter(|_| chart.log && !small) {
            Some(low) => Axis::log_up(low.min(top / 10.0), top * 1.1, self.unit, plot.height()),
            None => Axis::up_from(values.iter().copied().fold(0.0, f64::min), top, self.unit, plot.height()),
        };
        let unit = up.title.clone();
        if small {
            up.labels.clear();
        }
        let mut across = Axis::time(low, high, plot.width());
        if ask.lane {
            across.labels.clear();
        }
        if small || ask.lane {
            up.title.clear();
        }
        (Frame::new(width, height, plot, &across, &up), unit)
    }

    /// What lies below each stacked trace, and its own top.
    fn stacks(&self) -> Vec<Option<(Vec<f64>, Vec<f64>)>> {
        let mut base = vec![0.0; self.edges_ms.len().saturating_sub(1)];
        let each = self.traces.iter().map(|trace| {
            (trace.shape == Shape::Stacked).then(|| {
                let below = base.clone();
                for (sum, value) in base.iter_mut().zip(&trace.values) {
                    *sum += value.unwrap_or(0.0);
                }
                (below, base.clone())
            })
        });
        each.collect()
    }

    fn spread(&self, frame: &mut Frame) {
        let (x, y) = (frame.x, frame.y);
        let points = |values: &[Option<f64>]| -> Vec<Point> {
            self.middles().zip(values).map(|(ms, value)| (x.at(ms), value.map(|value| y.at(value)))).collect()
        };
        for spread in &self.spreads {
            frame.scene.area(spread.class, &points(&spread.low), &points(&spread.high));
        }
    }

    /// Of a chart without a value above 0 it is 0.
    fn largest(&self, stacks: &[Option<(Vec<f64>, Vec<f64>)>]) -> f64 {
        let spreads = self.spreads.iter().flat_map(|spread| spread.high.iter().flatten()).copied();
        let lines = self.drawn().flat_map(|t| t.values.iter().flatten()).copied().chain(spreads);
        let tops = stacks.iter().flatten().flat_map(|(_, top)| top.iter().copied());
        lines.chain(tops).fold(0.0, f64::max)
    }

    fn marks(&self, frame: &mut Frame, stacks: &[Option<(Vec<f64>, Vec<f64>)>]) {
        let (x, y) = (frame.x, frame.y);
        let places: Vec<f64> = self.middles().map(|ms| x.at(ms)).collect();
        let edges: Vec<f64> = self.edges_ms.iter().map(|ms| x.at(*ms)).collect();
        let points = |values: &[f64]| -> Vec<Point> {
            // The area begins and ends with its spans, not in their middle.
            values
                .iter()
                .enumerate()
                .flat_map(|(i, v)| [(edges[i], Some(y.at(*v))), (edges[i + 1], Some(y.at(*v)))])
                .collect()
        };
        for (trace, stack) in self.traces.iter().zip(stacks) {
            let scene: &mut Scene = &mut frame.scene;
            let line = || places.iter().zip(&trace.values).map(|(x, v)| (*x, v.map(|v| y.at(v)))).collect::<Vec<_>>();
            match (trace.shape, stack) {
                // A trace that is 0 everywhere has no area.
                (Shape::Stacked, Some((below, top))) if below != top => {
                    scene.area(trace.class, &points(below), &points(top));
                }
                (Shape::Step, _) => {
                    let steps = trace.values.iter().enumerate().flat_map(|(i, v)| {
                        let y = v.map(|v| y.at(v));
                        [(edges[i], y), (edges[i + 1], y)]
                    });
                    scene.line(trace.class, &steps.collect::<Vec<_>>());
                }
                (Shape::Line, _) => scene.line(trace.class, &line()),
                _ => {}
            }
        }
    }

    fn table(&self, frame: &Frame) -> ChartTable {
        let columns = self.traces.iter().map(|t| TableColumn { label: t.label.clone(), unit: t.unit });
        let rows = self.middles().enumerate().map(|(i, middle)| ChartRow {
            at: self.edges_ms[i],
            x: frame.x.at(middle),
            y: None,
            label: format::moment(self.edges_ms[i]),
            values: self.traces.iter().map(|t| t.values.get(i).copied().flatten()).collect(),
            note: String::new(),
        });
        let whole = self.traces.iter().map(|trace| {
            let found = self.whole.iter().find(|(label, ..)| *label == trace.label);
            found.map(|(_, value, unit)| (*value, *unit)).filter(|(value, _)| value.is_finite())
        });
        ChartTable {
            first: "Time".to_owned(),
            columns: columns.collect(),
            rows: rows.collect(),
            whole: whole.collect(),
        }
    }
}

/// The highest limit that is drawn. That of an objective always is: it is what its lines are held against.
fn furthest(ask: &ChartAsk, log: bool, largest: f64) -> f64 {
    let near = match ask.kind {
        ChartKind::Objective(_) => f64::INFINITY,
        _ if log => NEAR,
        _ => FLAT,
    };
    // Of 0 the largest multiple is none.
    largest.max(f64::MIN_POSITIVE) * near
}

/// The height of a line of text, in pixels.
const LINE: f64 = 13.0;

/// Writes the name of a limit at the end of its line, above it or else below; `false` where neither is free.
fn name_limit(scene: &mut Scene, named: &mut Vec<f64>, y: f64, name: &str) -> bool {
    let is_free = |base: &f64| {
        let inside = (4.0..=scene.height).contains(base);
        inside && named.iter().all(|other| (base - other).abs() >= LINE)
    };
    let Some(base) = [y - 4.0, y + LINE].into_iter().find(is_free) else { return false };
    named.push(base);
    scene.text("limit-name end", scene.plot.right, base, name);
    true
}
