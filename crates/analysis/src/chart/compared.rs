//! Charts of the two sides of a comparison: their course on one axis of time, their percentiles, and by how much these
//! differ. The numbers are the caller's; what they look like is as in the charts of one run.

use sloscope_model::stat::Unit;

use super::frame::{Axis, Frame, Margins};
use super::model::{Chart, ChartAsk, ChartKind, ChartRow, ChartTable, Key, TableColumn};
use super::reduce::Point;
use super::scene::Scene;
use super::time_series::{Shape, Spread, TimeSeries, Trace};

/// The classes of baseline and candidate: unlike in lightness and in their dashes.
const LINES: [&str; 2] = ["side1", "side2"];
const SPREADS: [&str; 2] = ["spread1", "spread2"];

/// The numbers of one side, one for each span or percentile.
#[derive(Clone, Debug, Default)]
pub struct ComparedSide {
    /// "baseline".
    pub label: String,
    /// What there may be several of: "run".
    pub one_of: &'static str,
    /// The only number, or the median of the runs.
    pub middle: Vec<Option<f64>>,
    /// The lowest and the highest run, where there are several.
    pub spread: Option<[Vec<Option<f64>>; 2]>,
    /// The number of the whole side.
    pub whole: Option<f64>,
}

impl ComparedSide {
    /// Each list of numbers with its name.
    fn columns(&self) -> Vec<(String, &[Option<f64>])> {
        let mut columns = vec![(self.label.clone(), self.middle.as_slice())];
        if let Some([low, high]) = &self.spread {
            columns.push((format!("{}, lowest {}", self.label, self.one_of), low));
            columns.push((format!("{}, highest {}", self.label, self.one_of), high));
        }
        columns
    }

    /// What the tint of its spread is called.
    fn range(&self) -> String {
        format!("{}, lowest to highest {}", self.label, self.one_of)
    }

    fn has_values(&self) -> bool {
        self.middle.iter().any(Option::is_some)
    }
}

/// Both sides over time.
#[derive(Clone, Debug)]
pub struct ComparedCourse {
    /// What it is drawn as, and its size in pixels: a lane.
    pub ask: ChartAsk,
    /// What it shows.
    pub title: String,
    /// The unit of all values.
    pub unit: Unit,
    /// Starts of the spans, ms after the start of each side, and the end of the last.
    pub edges_ms: Vec<f64>,
    /// Baseline and candidate.
    pub sides: [ComparedSide; 2],
    /// The axis has labels: it is the lowest of several.
    pub labelled: bool,
}

impl ComparedCourse {
    /// The chart; without values on either side it says `absent`.
    pub fn chart(self, how: &str, absent: &str) -> Chart {
        let mut chart = blank(self.ask, self.title, how);
        if !self.sides.iter().any(ComparedSide::has_values) {
            chart.absent = Some(absent.to_owned());
            return chart;
        }
        let mut course = TimeSeries {
            edges_ms: self.edges_ms,
            unit: self.unit,
            traces: Vec::new(),
            limits: Vec::new(),
            broken_ms: Vec::new(),
            stages: Vec::new(),
            whole: Vec::new(),
            spreads: Vec::new(),
        };
        for (side, (class, spread)) in self.sides.iter().zip(LINES.into_iter().zip(SPREADS)) {
            for (at, (label, values)) in side.columns().into_iter().enumerate() {
                let shape = if at == 0 { Shape::Line } else { Shape::Hidden };
                course.traces.push(Trace { class, label, unit: self.unit, shape, values: values.to_vec() });
            }
            course.whole.extend(side.whole.map(|value| (side.label.clone(), value, self.unit)));
            if let Some([low, high]) = &side.spread {
                let label = side.range();
                course.spreads.push(Spread { class: spread, label, low: low.clone(), high: high.clone() });
            }
        }
        course.draw(&mut chart);
        if self.labelled {
            label_time(&mut chart);
        }
        chart
    }
}

/// What reaches over more than this many times its least is drawn on a logarithmic scale.
const WIDE: f64 = 10.0;
/// Differences that reach this share of the baseline are drawn as multiples of it.
const MULTIPLES: f64 = 2.0;

/// The height of the labels of time under the lowest lane, in pixels.
const LABELS: f64 = 20.0;

/// Moments under a lane, in room that is added to it.
fn label_time(chart: &mut Chart) {
    let Some((low, high)) = chart.time else { return };
    let plot = chart.scene.plot;
    let axis = Axis::time(low, high, plot.width());
    let x = super::Scale::linear(low, high, plot.left, plot.right);
    let places: Vec<f64> = axis.labels.iter().map(|(ms, _)| x.at(*ms)).collect();
    chart.scene.rules("axis", places.iter().map(|x| ((*x, plot.bottom), (*x, plot.bottom + 4.0))));
    for (x, (_, text)) in places.into_iter().zip(axis.labels) {
        let end = x + text.len() as f64 * 3.3 > chart.scene.width;
        let (class, x) = if end { ("tick end", chart.scene.width) } else { ("tick middle", x) };
        chart.scene.text(class, x, plot.bottom + 17.0, text);
    }
    chart.scene.height += LABELS;
}

/// Both sides by percentile, and by how much they differ.
#[derive(Clone, Debug)]
pub struct ComparedPercentiles {
    /// The size of each chart, in pixels.
    pub size: (u16, u16),
    /// "request duration".
    pub label: String,
    /// 50 to below 100, in order.
    pub percentiles: Vec<f64>,
    /// Baseline and candidate, in ms.
    pub sides: [ComparedSide; 2],
    /// Where an interval is known: the percentile, its estimate and both ends, as shares of the baseline.
    pub intervals: Vec<(f64, [f64; 3])>,
}

impl ComparedPercentiles {
    /// The curves of both sides.
    pub fn curves(&self, how: &str, absent: &str) -> Chart {
        let ask = ChartAsk::new(ChartKind::Spectrum, self.size.0, self.size.1);
        let mut chart = blank(ask, format!("Percentiles of {}", self.label), how);
        let all =
            || self.sides.iter().flat_map(|side| side.columns().into_iter().flat_map(|(_, values)| values.iter()));
        let (low, high) = all().flatten().fold((f64::INFINITY, 0.0_f64), |(l, h), v| (l.min(*v), h.max(*v)));
        if !self.sides.iter().all(ComparedSide::has_values) {
            chart.absent = Some(absent.to_owned());
            return chart;
        }
        chart.log = low > 0.0 && high > WIDE * low;
        let is_log = chart.log;
        let up = |pixels: f64| match is_log {
            true => Axis::log_up(low * 0.9, high * 1.1, Unit::Millis, pixels),
            false => Axis::up(high, Unit::Millis, pixels),
        };
        let mut frame = self.frame(&mut chart, up);
        let points = |values: &[Option<f64>]| self.points(&frame, values);
        let lines: Vec<Vec<Point>> = self.sides.iter().map(|side| points(&side.middle)).collect();
        let spreads = self.sides.iter().map(|side| side.spread.as_ref().map(|of| of.each_ref().map(|v| points(v))));
        let spreads: Vec<_> = spreads.collect();
        for (class, [low, high]) in SPREADS.into_iter().zip(spreads).filter_map(|(class, of)| Some((class, of?))) {
            frame.scene.area(class, &low, &high);
        }
        for (class, line) in LINES.into_iter().zip(lines) {
            frame.scene.line(class, &line);
        }
        for (at, side) in self.sides.iter().enumerate() {
            chart.keys.push(Key { class: LINES[at].to_owned(), label: side.label.clone() });
            if side.spread.is_some() {
                let label = side.range();
                chart.keys.push(Key { class: SPREADS[at].to_owned(), label });
            }
        }
        let columns = self.sides.iter().flat_map(ComparedSide::columns).collect::<Vec<_>>();
        chart.table = self.table(&frame, &columns, Unit::Millis);
        chart.description = described(&chart.table);
        chart.scene = frame.scene;
        chart
    }

    /// The candidate against the baseline at each percentile: 0.1 where it is a tenth higher.
    fn differences(&self) -> Vec<Option<f64>> {
        let pairs = self.sides[0].middle.iter().zip(&self.sides[1].middle);
        let share = |(first, second): (&Option<f64>, &Option<f64>)| {
            let (first, second) = (first.filter(|value| *value > 0.0)?, (*second)?);
            Some(second / first - 1.0).filter(|share| share.is_finite())
        };
        pairs.map(share).collect()
    }

    /// By how much the candidate's percentiles differ, as shares of the baseline's.
    pub fn ratio(&self, how: &str, absent: &str) -> Chart {
        let ask = ChartAsk::new(ChartKind::Spectrum, self.size.0, self.size.1);
        let mut chart = blank(ask, "Difference by percentile".to_owned(), how);
        let differences = self.differences();
        if differences.iter().all(Option::is_none) {
            chart.absent = Some(absent.to_owned());
            return chart;
        }
        let ends = self.intervals.iter().flat_map(|(_, ends)| ends);
        let all = differences.iter().flatten().chain(ends);
        let (low, high) = all.fold((0.0_f64, 0.0_f64), |(l, h), v| (l.min(*v), h.max(*v)));
        chart.log = high > MULTIPLES;
        // On a logarithmic scale the axis is of multiples: 1 where both are alike.
        let drawn = if chart.log { |share: f64| (1.0 + share).max(0.01) } else { |share: f64| share };
        let up = |pixels: f64| match high > MULTIPLES {
            true => Axis::log_up(drawn(low) * 0.9, drawn(high) * 1.1, Unit::Plain, pixels),
            false => Axis::up_from(low, high.max(0.01), Unit::Fraction, pixels),
        };
        let mut frame = self.frame(&mut chart, up);
        chart.unit = if chart.log { "times the baseline" } else { "% of the baseline" }.to_owned();
        let (plot, alike) = (frame.scene.plot, frame.y.at(drawn(0.0)));
        frame.scene.rules("axis", [((plot.left, alike), (plot.right, alike))]);
        let line = self.points(&frame, &differences.iter().map(|share| share.map(drawn)).collect::<Vec<_>>());
        frame.scene.line(LINES[1], &line);
        self.bars(&mut frame, drawn);
        chart.keys = vec![Key { class: LINES[1].to_owned(), label: "candidate against baseline".to_owned() }];
        if !self.intervals.is_empty() {
            chart.keys.push(Key { class: "interval".to_owned(), label: "95 % interval, as in the rows".to_owned() });
        }
        let of = |at: usize| -> Vec<Option<f64>> {
            let find = |p: &f64| self.intervals.iter().find(|(of, _)| of == p).map(|(_, ends)| ends[at]);
            self.percentiles.iter().map(find).collect()
        };
        let (lows, highs) = (of(1), of(2));
        let columns = vec![
            ("difference".to_owned(), differences.as_slice()),
            ("interval from".to_owned(), lows.as_slice()),
            ("interval to".to_owned(), highs.as_slice()),
        ];
        chart.table = self.table(&frame, &columns, Unit::Fraction);
        chart.description = described(&chart.table);
        chart.scene = frame.scene;
        chart
    }

    fn bars(&self, frame: &mut Frame, drawn: fn(f64) -> f64) {
        const HALF: f64 = 5.0;
        let bars: Vec<(f64, [f64; 3])> = self
            .intervals
            .iter()
            .map(|(p, ends)| (frame.x.at(tail(*p)), ends.map(|end| frame.y.at(drawn(end)))))
            .collect();
        let rules = bars.iter().flat_map(|(x, [_, low, high])| {
            [((*x, *low), (*x, *high)), ((x - HALF, *low), (x + HALF, *low)), ((x - HALF, *high), (x + HALF, *high))]
        });
        frame.scene.rules("interval", rules);
        frame.scene.dots("dot", bars.iter().map(|(x, [found, ..])| (*x, *found)));
    }

    /// The frame: percentiles to the right, each further nine with the same room.
    fn frame(&self, chart: &mut Chart, up: impl Fn(f64) -> Axis) -> Frame {
        let (width, height) = (f64::from(self.size.0), f64::from(self.size.1));
        // Its unit stands above it.
        let plot = Margins { top: 12.0, ..Margins::CHART }.plot(width, height);
        let last = self.percentiles.last().copied().unwrap_or(99.0);
        let mut across = Axis::log_across(2.0, tail(last).max(10.0), Unit::Plain, plot.width());
        let named = [50.0, 75.0, 90.0, 95.0, 99.0, 99.9].into_iter().filter(|p| *p < last).chain([last]);
        across.labels = named.map(|p| (tail(p), name(p))).collect();
        let mut up = up(plot.height());
        chart.unit = std::mem::take(&mut up.title);
        Frame::new(width, height, plot, &across, &up)
    }

    fn points(&self, frame: &Frame, values: &[Option<f64>]) -> Vec<Point> {
        self.percentiles.iter().zip(values).map(|(p, v)| (frame.x.at(tail(*p)), v.map(|v| frame.y.at(v)))).collect()
    }

    fn table(&self, frame: &Frame, columns: &[(String, &[Option<f64>])], unit: Unit) -> ChartTable {
        let rows = self.percentiles.iter().enumerate().map(|(at, p)| ChartRow {
            at: *p,
            x: frame.x.at(tail(*p)),
            y: None,
            label: name(*p),
            values: columns.iter().map(|(_, values)| values.get(at).copied().flatten()).collect(),
            note: String::new(),
        });
        ChartTable {
            first: "Percentile".to_owned(),
            columns: columns.iter().map(|(label, _)| TableColumn { label: label.clone(), unit }).collect(),
            rows: rows.filter(|row| row.values.iter().any(Option::is_some)).collect(),
            ..ChartTable::default()
        }
    }
}

/// One in so many is above a percentile.
fn tail(p: f64) -> f64 {
    100.0 / (100.0 - p).max(1e-9)
}

fn name(p: f64) -> String {
    format!("p{p}")
}

/// The first rows that most people know by name, in words.
fn described(table: &ChartTable) -> String {
    let known = table.rows.iter().filter(|row| [50.0, 90.0, 95.0, 99.0, 99.9].contains(&row.at));
    let row = |row: &ChartRow| {
        let values = table.columns.iter().zip(&row.values).filter_map(|(column, value)| {
            Some(format!("{} {}", column.label, sloscope_model::format::value((*value)?, column.unit)))
        });
        format!("{}: {}.", row.label, values.collect::<Vec<_>>().join(", "))
    };
    known.map(row).collect::<Vec<_>>().join(" ")
}

/// A chart of which nothing is drawn yet.
pub(super) fn blank(ask: ChartAsk, title: String, how: &str) -> Chart {
    Chart {
        ask,
        title,
        subtitle: String::new(),
        how: how.to_owned(),
        description: String::new(),
        absent: None,
        unit: String::new(),
        log: false,
        step_ms: None,
        keys: Vec::new(),
        scene: Scene::default(),
        time: None,
        table: ChartTable::default(),
        values: Vec::new(),
    }
}
