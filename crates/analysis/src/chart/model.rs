//! What is asked of a chart and what is answered. It travels from the worker to the page as it is: marks in pixels, words,
//! and the numbers behind them.

use serde::{Deserialize, Serialize};

use sloscope_model::series::Series;
use sloscope_model::stat::Unit;

use super::Scene;
use crate::report::Report;

/// The charts that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChartKind {
    /// The rate over the whole run, small: where a window is taken from.
    Brush,
    /// Requests and iterations per second, beside the planned rate and dropped iterations.
    Rate,
    /// Percentiles of the request duration over time.
    Latency,
    /// Failed requests per second, by error code.
    Errors,
    /// VUs at work and VUs allocated.
    Vus,
    /// Bytes received and sent per second.
    Data,
    /// Requests by time and duration, as cells.
    Heatmap,
    /// How many requests lie in each span of durations.
    Histogram,
    /// The request duration at each percentile: each further nine has the same room.
    Spectrum,
    /// The requests that took longest, each a dot.
    Slowest,
    /// The mean of each phase of a request over time.
    Phases,
    /// Any series, alone, together or split by a tag.
    Series,
    /// The statistic of an objective, by its place among those of the report.
    Objective(u16),
}

impl ChartKind {
    /// The charts of a report, in its order.
    pub const ALL: [Self; 10] = [
        Self::Rate,
        Self::Latency,
        Self::Errors,
        Self::Vus,
        Self::Data,
        Self::Phases,
        Self::Heatmap,
        Self::Histogram,
        Self::Spectrum,
        Self::Slowest,
    ];

    /// A name for files and links, of which each chart has its own.
    pub fn name(self) -> String {
        match self {
            Self::Objective(at) => format!("objective-{}", u32::from(at) + 1),
            kind => kind.as_str().to_owned(),
        }
    }

    /// Is its scale of values logarithmic unless one asks for the other? That of an objective is where a linear one
    /// would press the line of durations flat under a limit far above.
    pub fn is_usually_log(self, report: &Report) -> bool {
        let Self::Objective(at) = self else { return self == Self::Histogram };
        let objective = report.objectives.get(usize::from(at)).filter(|o| o.unit == Some(Unit::Millis));
        objective
            .is_some_and(|o| o.measured.zip(o.limit).is_some_and(|(value, limit)| value > 0.0 && limit > 4.0 * value))
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Brush => "brush",
            Self::Rate => "rate",
            Self::Latency => "latency",
            Self::Errors => "errors",
            Self::Vus => "vus",
            Self::Data => "data",
            Self::Heatmap => "heatmap",
            Self::Histogram => "histogram",
            Self::Spectrum => "spectrum",
            Self::Slowest => "slowest",
            Self::Phases => "phases",
            Self::Series => "series",
            Self::Objective(_) => "objective",
        }
    }
}

/// A chart and its size in pixels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChartAsk {
    /// Which chart.
    pub kind: ChartKind,
    /// Of the scene, in pixels.
    pub width: u16,
    /// Of the scene, in pixels; titles and legend lie outside.
    pub height: u16,
    /// Values on a logarithmic scale, where the chart can.
    pub log: bool,
    /// What [`ChartKind::Series`] is of.
    pub series: Vec<Series>,
    /// The tag that [`ChartKind::Series`] is split by.
    pub split: Option<String>,
}

impl ChartAsk {
    /// A chart on its linear scale, without series and without a split.
    pub fn new(kind: ChartKind, width: u16, height: u16) -> Self {
        Self { kind, width, height, log: false, series: Vec::new(), split: None }
    }
}

/// The answer to a [`ChartAsk`]: the drawing, its words, and the numbers behind it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chart {
    /// What was asked.
    pub ask: ChartAsk,
    /// What it shows: the finding, where there is one.
    pub title: String,
    /// Unit and span of one point: "ms, each point is 2 s".
    pub subtitle: String,
    /// How to read this.
    pub how: String,
    /// What is to be seen, in words, for those who do not see it.
    pub description: String,
    /// Why there is nothing to draw.
    pub absent: Option<String>,
    /// The legend, in order.
    pub keys: Vec<Key>,
    /// The drawing, axes included; empty where there is nothing to draw.
    pub scene: Scene,
    /// First and last moment of the axis in ms after the start of the run, if it is one of time.
    pub time: Option<(f64, f64)>,
    /// The values that the cursor shows, and the chart as a table.
    pub table: ChartTable,
    /// Tags with addresses whose values stand in its texts: what of them an export leaves out is known as a whole.
    pub values: Vec<(String, String)>,
}

/// An entry of the legend: the class of its marks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// One of the classes of [`Mark`](super::Mark).
    pub class: String,
    /// What its marks show.
    pub label: String,
}

/// The numbers behind the marks: one row for each place where the cursor can stand.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ChartTable {
    /// What the first column is: "Time".
    pub first: String,
    /// What the values of the rows are, in order.
    pub columns: Vec<TableColumn>,
    /// From left to right.
    pub rows: Vec<ChartRow>,
}

/// The head of a column of numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TableColumn {
    /// What the column holds, without its unit.
    pub label: String,
    /// The unit of all its values.
    pub unit: Unit,
}

/// One position of the cursor, and the values at it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChartRow {
    /// Where on the horizontal axis, in its unit (ms after the start of the run on an axis of time).
    pub at: f64,
    /// The same in pixels.
    pub x: f64,
    /// Where it stands, of charts of single points.
    pub y: Option<f64>,
    /// The same in words: `1:23`.
    pub label: String,
    /// One for each column; absent is absent.
    pub values: Vec<Option<f64>>,
    /// What else is known: the tags of a request.
    pub note: String,
}
