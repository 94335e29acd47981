//! What is asked of a chart and what is answered. It travels from the worker to the page as it is: marks in pixels, words,
//! and the numbers behind them.

use serde::{Deserialize, Serialize};

use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};

use super::Scene;

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
    /// Failed checks per second, by their names.
    Checks,
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
    pub const ALL: [Self; 11] = [
        Self::Rate,
        Self::Latency,
        Self::Errors,
        Self::Checks,
        Self::Vus,
        Self::Data,
        Self::Phases,
        Self::Heatmap,
        Self::Histogram,
        Self::Spectrum,
        Self::Slowest,
    ];

    /// Those that lie under each other on one axis of time, in their order.
    pub const LANES: [Self; 5] = [Self::Rate, Self::Latency, Self::Errors, Self::Checks, Self::Vus];

    /// The charts beside the lanes.
    pub const FURTHER: [Self; 6] =
        [Self::Data, Self::Phases, Self::Heatmap, Self::Histogram, Self::Spectrum, Self::Slowest];

    /// The usual height of its lane, in pixels: less for what is counted.
    pub fn lane_height(self) -> u16 {
        if matches!(self, Self::Rate | Self::Latency) { 110 } else { 56 }
    }

    /// A name for files and links, of which each chart has its own.
    pub fn name(self) -> String {
        match self {
            Self::Objective(at) => format!("objective-{}", u32::from(at) + 1),
            kind => kind.as_str().to_owned(),
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Brush => "brush",
            Self::Rate => "rate",
            Self::Latency => "latency",
            Self::Errors => "errors",
            Self::Checks => "checks",
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
    /// Values on the other scale, linear or logarithmic, than the one that suits them, where the chart can.
    pub turned: bool,
    /// As a lane: low, without an axis of time and titles, which all lanes share.
    pub lane: bool,
    /// What [`ChartKind::Series`] is of.
    pub series: Vec<Series>,
    /// The tag that [`ChartKind::Series`] is split by.
    pub split: Option<String>,
    /// The statistic of the trends of [`ChartKind::Series`]; p95 if absent. Other metrics have one each.
    pub stat: Option<Stat>,
}

impl ChartAsk {
    /// A chart on the scale that suits it, without series and without a split.
    pub fn new(kind: ChartKind, width: u16, height: u16) -> Self {
        Self { kind, width, height, turned: false, lane: false, series: Vec::new(), split: None, stat: None }
    }
}

/// The statistics of a trend to choose from for [`ChartKind::Series`], the usual one first.
pub const TREND_STATS: [Stat; 8] =
    [Stat::P(95.0), Stat::P(99.0), Stat::P(99.9), Stat::P(90.0), Stat::P(50.0), Stat::Avg, Stat::Min, Stat::Max];

/// The statistic of a metric that is drawn over time, and its unit: all lines of one chart have the same.
pub fn series_stat(kind: MetricType, contains: Contains, chosen: Option<Stat>) -> (Stat, Unit) {
    let stat = match kind {
        MetricType::Trend => chosen.unwrap_or(TREND_STATS[0]),
        MetricType::Counter | MetricType::Rate => Stat::Rate,
        MetricType::Gauge => Stat::Max,
    };
    (stat, stat.unit(kind, contains))
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
    /// The unit of the vertical axis, as its labels have it.
    pub unit: String,
    /// The scale of values is logarithmic.
    pub log: bool,
    /// The time that one point covers, in ms, where all cover the same.
    pub step_ms: Option<f64>,
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
    /// The mean, the total or the statistic of all that is shown, of each column that has one, with its unit.
    pub whole: Vec<Option<(f64, Unit)>>,
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
