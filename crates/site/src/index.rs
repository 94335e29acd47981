//! What is kept of each run of a site: `data/index.json`, `sloscope.site/1`. It has the figures that the pages show, for
//! programs, too; and what tells whether a run is known already, so that it is not read again.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use sloscope_analysis::report::{Report, tiles, words};
use sloscope_analysis::slo::{ObjectiveResult, Verdict};
use sloscope_model::format;
use sloscope_model::stat::Unit;
use sloscope_model::time::{NANOS_PER_S, Nanos};

/// The family and the version of the file.
const FORMAT: &str = "sloscope.site/1";
const FAMILY: &str = "sloscope.site/";
const THIS: &str = concat!("sloscope ", env!("CARGO_PKG_VERSION"));
/// Of a millisecond.
const NANOS: Nanos = NANOS_PER_S / 1000;

/// The file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Index {
    /// Family and version.
    pub schema: String,
    /// The program that wrote it.
    pub made_by: String,
    /// As `sloscope.json` states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// In the order of time; those whose time is not known are last.
    pub runs: Vec<Run>,
    /// What is in the folder and is no run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
    /// The files of the page beside it, which a later one replaces.
    #[serde(default)]
    pub app: Vec<String>,
}

/// A run of the site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Its name in addresses: `data/ID.slo`, `runs/ID.html`.
    pub id: String,
    /// That of its file or folder.
    pub name: String,
    /// Its files, as they were when they were read.
    pub files: Vec<File>,
    /// What of the judgement does not come from its files: objectives, notes, the version of sloscope. As a hash: a run that
    /// was judged by others is judged again.
    pub judged_by: String,
    /// Query strings of addresses are in it, too.
    #[serde(default, skip_serializing_if = "is_false")]
    pub queries: bool,
    /// All that follows from its report.
    #[serde(flatten)]
    pub judged: Judged,
}

/// A file of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Its name in its folder.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
    /// Of all its bytes, in base 16.
    pub sha256: String,
}

/// What a report says of a run, as far as a site shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// Of all its objectives.
    pub verdict: Verdict,
    /// One sentence.
    pub headline: String,
    /// When it began, ms since 1970; absent where no file says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_ms: Option<i64>,
    /// The offset from UTC that its files have, where they say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub utc_offset_minutes: Option<i16>,
    /// How long it lasted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<f64>,
    /// "Constant arrival rate".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_type: Option<String>,
    /// The version of what was tested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What `sloscope.json` notes of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What is missing of its files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incomplete: Vec<String>,
    /// The six figures beside the verdict.
    pub figures: Vec<Figure>,
    /// In the order of the report.
    #[serde(default)]
    pub objectives: Vec<Figure>,
}

/// A number of a run: one of the six figures, or what an objective is on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What it is called: "p95", "p95 of request duration".
    pub name: String,
    /// The series that it is of.
    pub series: String,
    /// The statistic of that series; absent if the expression of an objective cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stat: Option<String>,
    /// Of value and limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// Absent where the files do not have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// As it is shown; "–" where it is not known.
    pub shown: String,
    /// k6's operator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// Absent where none is stated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// What it came to.
    pub verdict: Verdict,
}

/// What could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// The name of the file or folder.
    pub name: String,
    /// A sentence, and what to do.
    pub why: String,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

impl Index {
    /// The file of a site with these runs, in any order.
    pub fn new(title: Option<String>, runs: Vec<Run>, unread: Vec<Unread>, app: Vec<String>) -> Self {
        let mut runs = runs;
        runs.sort_by(in_order);
        Self { schema: FORMAT.to_owned(), made_by: THIS.to_owned(), title, runs, unread, app }
    }

    /// The text of the file.
    pub fn json(&self) -> String {
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        // As in every document that is written.
        format!("{}\n", format::safe_json(&text))
    }

    /// The inverse of [`Index::json`]; the error says why not.
    pub fn read(text: &str) -> Result<Self, String> {
        let read: Self = serde_json::from_str(text).map_err(|error| format!("it cannot be read: {error}"))?;
        match read.schema.strip_prefix(FAMILY) {
            Some(_) if read.schema == FORMAT => Ok(read),
            Some(_) => Err("a later version of sloscope wrote it: update sloscope".to_owned()),
            None => Err("it is not the index of a site".to_owned()),
        }
    }
}

impl Run {
    /// Were these its files? Their order and where they lie are of no matter.
    pub fn is_of(&self, files: &[File]) -> bool {
        self.files == files
    }

    /// When it began, as its files have it: `2026-11-23 21:41:16 UTC`.
    pub fn date(&self) -> Option<String> {
        let at: Nanos = self.judged.start_ms?.saturating_mul(NANOS);
        Some(format::date_time(at, self.judged.utc_offset_minutes.unwrap_or(0)))
    }

    /// The day alone.
    pub fn day(&self) -> String {
        self.date()
            .map_or_else(|| "unknown time".to_owned(), |date| date.split(' ').next().unwrap_or_default().to_owned())
    }

    /// The figure of this name among the six.
    pub fn figure(&self, at: usize) -> Option<&Figure> {
        self.judged.figures.get(at)
    }
}

/// By start; those without are last. Where that decides nothing, by name.
pub fn in_order(a: &Run, b: &Run) -> Ordering {
    let start = |run: &Run| (run.judged.start_ms.is_none(), run.judged.start_ms);
    start(a).cmp(&start(b)).then_with(|| a.name.cmp(&b.name)).then_with(|| a.id.cmp(&b.id))
}

impl Judged {
    /// Of a report, which holds no secret any more.
    pub fn of(report: &Report, version: Option<String>, note: Option<String>) -> Self {
        let unread = report.unread.iter().map(words::unread_phrase);
        Self {
            verdict: report.verdict,
            headline: report.headline.clone(),
            start_ms: report.run.start.map(|start| start.div_euclid(NANOS)),
            utc_offset_minutes: report.run.utc_offset_minutes,
            duration_ms: finite(report.run.duration_ms),
            test_type: report.run.test_type.clone(),
            version,
            note,
            incomplete: report.incomplete.iter().cloned().chain(unread).collect(),
            figures: figures(report),
            objectives: report.objectives.iter().map(objective).collect(),
        }
    }
}

fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| value.is_finite())
}

fn figures(report: &Report) -> Vec<Figure> {
    let figure = |tile: sloscope_analysis::report::Tile| {
        let limit = tile.limit.and_then(|limit| report.objectives.get(limit.objective));
        Figure {
            name: tile.name,
            series: tile.series.to_string(),
            stat: Some(tile.stat.to_string()),
            unit: Some(tile.unit),
            value: finite(tile.value),
            shown: tile.shown,
            operator: limit.and_then(|limit| limit.operator.clone()),
            limit: finite(limit.and_then(|limit| limit.limit)),
            verdict: tile.verdict,
        }
    };
    tiles(report).into_iter().map(figure).collect()
}

fn objective(of: &ObjectiveResult) -> Figure {
    let shown = words::measured(of);
    Figure {
        name: of.subject.clone(),
        series: of.objective.series.to_string(),
        stat: of.stat.map(|stat| stat.to_string()),
        unit: of.unit,
        value: finite(of.measured),
        shown: if shown == "-" { "–".to_owned() } else { shown },
        operator: of.operator.clone(),
        limit: finite(of.limit),
        verdict: of.verdict,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub fn run(id: &str, start_ms: Option<i64>) -> Run {
        let judged = Judged {
            verdict: Verdict::Pass,
            headline: String::new(),
            start_ms,
            utc_offset_minutes: None,
            duration_ms: None,
            test_type: None,
            version: None,
            note: None,
            incomplete: Vec::new(),
            figures: Vec::new(),
            objectives: Vec::new(),
        };
        let (files, judged_by) = (Vec::new(), String::new());
        Run { id: id.to_owned(), name: id.to_owned(), files, judged_by, queries: false, judged }
    }

    #[test]
    fn what_is_written_is_read_back_in_the_order_of_time() {
        let runs = vec![run("c", None), run("b", Some(2)), run("a", Some(10)), run("d", Some(2))];
        let index = Index::new(Some("T".to_owned()), runs, Vec::new(), Vec::new());
        assert_eq!(index.runs.iter().map(|run| run.id.as_str()).collect::<Vec<_>>(), ["b", "d", "a", "c"]);
        assert_eq!(Index::read(&index.json()), Ok(index.clone()));
        assert!(!index.json().contains("null"), "what is not known is absent");
        assert_eq!((index.runs[2].day(), index.runs[3].day()), ("1970-01-01".to_owned(), "unknown time".to_owned()));
    }

    #[test]
    fn what_is_no_index_says_so() {
        let of = |schema: &str| format!(r#"{{"schema": "{schema}", "made_by": "", "runs": []}}"#);
        assert!(Index::read("{").is_err_and(|why| why.contains("cannot be read")));
        assert!(Index::read(&of("sloscope.site/2")).is_err_and(|why| why.contains("later version")));
        assert!(Index::read(&of("sloscope.report/1")).is_err_and(|why| why.contains("not the index")));
        assert!(Index::read(&of(FORMAT)).is_ok());
    }
}
