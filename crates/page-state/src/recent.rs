//! Runs that the browser keeps: what the start page says of each, which of them have to go, and whether the user wants any
//! kept at all. The samples of a run are a packed file (docs/packed-samples.md); a record is what is known without reading
//! it, one entry of the browser's storage a run, so that two tabs never write over each other's.
//!
//! ```text
//! sloscope.keep-runs   1 keep | 1 not
//! sloscope.run.ID      {"version":1, ...}      written before its file and once more behind it, with its size
//! ```
//! A new version of the record gets a type of its own and a `From` the version before it.

use serde::{Deserialize, Serialize};
use sloscope_core::format;
use sloscope_core::order::sort_short;
use sloscope_core::report::{Report, Tile, tiles, words};
use sloscope_core::slo::Verdict;
use sloscope_core::stat::Stat;

const VERSION: u32 = 1;
/// So many runs are kept, ...
pub const MOST_RUNS: usize = 10;
/// ... in so many bytes. The newest one is kept however large it is.
pub const MOST_BYTES: u64 = 1_000_000_000;
/// The same in words.
pub const MOST_SIZE: &str = "1 GB";
/// A file that is not whole after so long is of a tab that was closed.
const ABANDONED_MS: u64 = 10 * 60 * 1000;
/// What the keys of records begin with.
const KEY: &str = "sloscope.run.";

/// Whether runs are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Consent {
    /// Nobody was asked yet.
    #[default]
    Open,
    /// The user wants it.
    Keep,
    /// The user does not want it, or not now.
    Not,
}

impl Consent {
    /// The key that it is stored by.
    pub const KEY: &str = "sloscope.keep-runs";

    /// What was stored; of another version it is asked again.
    pub fn read(text: Option<&str>) -> Self {
        match text {
            Some("1 keep") => Self::Keep,
            Some("1 not") => Self::Not,
            _ => Self::Open,
        }
    }

    /// The inverse of [`Consent::read`].
    pub fn write(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::Keep => "1 keep",
            Self::Not => "1 not",
        }
    }
}

/// A run that the browser keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecentRun {
    /// The name of its file and of its record.
    pub id: String,
    /// When it was opened last, in ms since 1970.
    pub opened_ms: u64,
    /// The size of its file; absent until that is whole.
    pub bytes: Option<u64>,
    /// What the start page says of it.
    pub facts: RunLine,
}

/// What the start page says of a run. Figures are as they were shown, empty where there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunLine {
    /// Of the first run, where there are several.
    pub name: String,
    /// Its files, with their bytes; none of a test from the page.
    pub files: Vec<(String, u64)>,
    /// As in `data-verdict`.
    pub verdict: String,
    /// When it began.
    pub started: String,
    /// How long it lasted.
    pub length: String,
    /// How many HTTP requests it made.
    pub requests: String,
    /// The 95th percentile of their duration.
    pub p95: String,
    /// The share of those that failed.
    pub failed: String,
    /// "2 missed, 1 met".
    pub objectives: String,
    /// What is to know besides: "not read as a whole".
    pub note: String,
}

#[derive(Serialize, Deserialize)]
struct Version {
    version: u32,
}

#[derive(Serialize, Deserialize)]
struct V1 {
    version: u32,
    opened_ms: u64,
    bytes: Option<u64>,
    run: RunLine,
}

impl RecentRun {
    /// The key of the record of this id.
    pub fn key(id: &str) -> String {
        format!("{KEY}{id}")
    }

    /// The id of a record by its key; `None` of another entry.
    pub fn id_of(key: &str) -> Option<&str> {
        key.strip_prefix(KEY).filter(|id| is_id(id))
    }

    /// An id that no other run has: by the clock, and a number by chance.
    pub fn new_id(now_ms: u64, any: u64) -> String {
        format!("{now_ms:x}{:x}", any % (1 << 32))
    }

    /// Reads a record; `None` if it is of a later version, or was changed.
    pub fn read(id: &str, text: &str) -> Option<Self> {
        let Version { version } = serde_json::from_str(text).ok()?;
        if version != VERSION {
            return None;
        }
        let V1 { opened_ms, bytes, run, .. } = serde_json::from_str(text).ok()?;
        Some(Self { id: id.to_owned(), opened_ms, bytes, facts: run })
    }

    /// The inverse of [`RecentRun::read`].
    pub fn write(&self) -> String {
        let record = V1 { version: VERSION, opened_ms: self.opened_ms, bytes: self.bytes, run: self.facts.clone() };
        serde_json::to_string(&record).unwrap_or_default()
    }

    /// The verdict on the run, to be shown.
    pub fn verdict(&self) -> Verdict {
        let all = [Verdict::Pass, Verdict::Fail, Verdict::NoData, Verdict::CannotJudge];
        all.into_iter().find(|known| known.as_str() == self.facts.verdict).unwrap_or(Verdict::NotJudged)
    }

    /// Where it is from, in words.
    pub fn origin(&self) -> String {
        let files = &self.facts.files;
        let mut words = match files.len() {
            0 => "test from this page".to_owned(),
            n => format::counted(n as u64, "file"),
        };
        for more in [self.bytes.map(format::bytes), Some(self.facts.note.clone())].into_iter().flatten() {
            if !more.is_empty() {
                words = format!("{words}, {more}");
            }
        }
        words
    }
}

/// True of what can be the name of a kept file.
pub fn is_id(text: &str) -> bool {
    !text.is_empty() && text.len() <= 32 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

impl RunLine {
    /// What a report says of a run; `files` are those that it was read from.
    pub fn of(report: &Report, files: Vec<(String, u64)>) -> Self {
        let run = report.runs.get(report.query.run);
        let start = run.and_then(|run| run.start);
        let started = start.map(|at| format::date_time(at, report.run.utc_offset_minutes.unwrap_or(0)));
        let started = started.unwrap_or_default();
        let label = run.map(|run| run.label.as_str()).unwrap_or_default();
        let mut name = label.strip_suffix(&started).map_or(label, |name| name.trim_end_matches([',', ' '])).to_owned();
        if let Some(more) = report.runs.len().checked_sub(1).filter(|more| *more > 0) {
            name = format!("{name} and {}", format::counted(more as u64, "more run"));
        }
        let verdict = report.whole_verdict.unwrap_or(report.verdict).as_str().to_owned();
        let whole = report.incomplete.is_empty() && report.unread.is_empty();
        let note = if whole { "" } else { "not read as a whole" }.to_owned();
        let mut line = Self { name, files, verdict, started, note, ..Self::default() };
        // Figures of a part are not those of the run.
        if !words::is_part(report) {
            let [_, _, p95, _, failed, _] = tiles(report).map(|Tile { value, shown, .. }| value.map(|_| shown));
            let is_requests = |m: &&_| is_whole_metric(m, "http_reqs");
            let requests = report.metrics.iter().find(is_requests).and_then(|m| m.values.known(Stat::Count));
            line.length = report.run.duration_ms.map(format::duration).unwrap_or_default();
            line.requests = requests.map(|n| format::count(n as u64)).unwrap_or_default();
            (line.p95, line.failed) = (p95.unwrap_or_default(), failed.unwrap_or_default());
            line.objectives = tally(report);
        }
        line
    }
}

fn is_whole_metric(metric: &sloscope_core::report::MetricSummary, name: &str) -> bool {
    metric.series.tags.is_empty() && metric.series.metric == name
}

fn tally(report: &Report) -> String {
    let tally = words::tally(report);
    let parts = [(tally.failed, "missed"), (tally.not_judged, "not evaluated"), (tally.passed, "met")];
    let parts = parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} {what}"));
    parts.collect::<Vec<_>>().join(", ")
}

/// Sorts runs for the start page, the one that was opened last first.
pub fn sort(runs: &mut [RecentRun]) {
    sort_short(runs, |a, b| b.opened_ms.cmp(&a.opened_ms).then_with(|| a.id.cmp(&b.id)));
}

/// Which runs have to go once one was kept: those of the same files, and the oldest ones of too many. `runs` are sorted.
pub fn to_go(runs: &[RecentRun], new: &str) -> Vec<String> {
    let files = runs.iter().find(|run| run.id == new).map(|run| &run.facts.files);
    let files = files.filter(|files| !files.is_empty());
    let (mut number, mut bytes, mut gone) = (0, 0_u64, Vec::new());
    let mine = runs.iter().filter(|run| run.id == new);
    for run in mine.chain(runs.iter().filter(|run| run.id != new)) {
        let again = run.id != new && files == Some(&run.facts.files);
        number += usize::from(!again);
        let all = bytes.saturating_add(run.bytes.unwrap_or_default());
        if run.id != new && (again || number > MOST_RUNS || all > MOST_BYTES) {
            gone.push(run.id.clone());
        } else {
            bytes = all;
        }
    }
    gone
}

/// The run to remove where the browser has no room for a new one; `None` if there is none but those two.
pub fn oldest(runs: &[RecentRun], new: &str, open: Option<&str>) -> Option<String> {
    let others = runs.iter().filter(|run| run.id != new && Some(run.id.as_str()) != open && run.bytes.is_some());
    others.min_by_key(|run| run.opened_ms).map(|run| run.id.clone())
}

/// Runs whose tab was closed before their file was whole.
pub fn abandoned(runs: &[RecentRun], now_ms: u64) -> Vec<String> {
    let left = |run: &&RecentRun| run.bytes.is_none() && now_ms.saturating_sub(run.opened_ms) > ABANDONED_MS;
    runs.iter().filter(left).map(|run| run.id.clone()).collect()
}

/// What is said beside the list: "3 runs, 33.6 MB, in this browser only".
pub fn kept_words(runs: &[RecentRun]) -> String {
    let bytes = runs.iter().filter_map(|run| run.bytes).sum();
    format!("{}, {}, in this browser only", format::counted(runs.len() as u64, "run"), format::bytes(bytes))
}

/// The question whether runs are to be kept.
pub fn question() -> String {
    format!(
        "The last {MOST_RUNS}, {MOST_SIZE} at most, with samples, addresses, tags and console lines. Reload and Back then show a report again; nothing leaves this machine."
    )
}

/// What stands in an entry of the history whose report cannot be shown again: the names of its files, none of a test.
pub fn write_gone(names: &[String]) -> String {
    // No name of a file has this character in it.
    format!("1\0{}", names.join("\0"))
}

/// The inverse of [`write_gone`], in words; `None` if nothing is gone.
pub fn gone_words(state: &str) -> Option<String> {
    let names = state.strip_prefix("1\0")?;
    let names: Vec<&str> = names.split('\0').filter(|name| !name.is_empty()).collect();
    Some(match names.as_slice() {
        [] => "This report was of a test from this page. Its samples were not saved, so it cannot be shown again."
            .to_owned(),
        [name] => format!("This report was of {name}, which the browser does not keep. Choose the file again."),
        [names @ .., last] => format!(
            "This report was of {} and {last}, which the browser does not keep. Choose the files again.",
            names.join(", ")
        ),
    })
}

#[cfg(test)]
mod tests;
