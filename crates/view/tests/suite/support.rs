//! Reads fixtures as a person drops them: the files of a folder at once, and each of the single cases.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use sloscope_core::chart::Chart;
use sloscope_core::ingest::{Reader, Source};
use sloscope_core::report::{Query, Report};
use sloscope_core::run::Session;
use sloscope_view::file::charts_of;

/// The repository's fixtures.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures")
}

pub fn read(path: &Path) -> Source {
    let bytes = std::fs::read(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let mut reader = Reader::new(&path.file_name().unwrap_or_default().to_string_lossy());
    bytes.chunks(1 << 20).for_each(|slice| reader.feed(slice));
    reader.finish()
}

fn listed(folder: &Path) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    let mut listed: Vec<PathBuf> = listed.map(|entry| entry.expect("an entry").path()).collect();
    listed.sort();
    listed
}

/// Every fixture that is a run or several, by name.
fn sessions() -> Vec<(String, Session)> {
    let mut found = Vec::new();
    for version in ["v0.38", "v0.57", "v1.8", "v2.2"] {
        for folder in listed(&folder().join(version)) {
            let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let files = listed(&folder).into_iter().filter(|f| f.is_file() && f.extension().is_none_or(|e| e != "txt"));
            found.push((format!("{version}-{name}"), Session::new(files.map(|file| read(&file)).collect())));
        }
    }
    for case in listed(&folder().join("cases")).into_iter().filter(|path| path.is_file()) {
        let name = case.file_name().unwrap_or_default().to_string_lossy().into_owned();
        found.push((format!("case-{name}"), Session::new(vec![read(&case)])));
    }
    found
}

/// A fixture: its report, broken down where it can be, and the charts that a file of it shows.
pub struct Fixture {
    pub name: String,
    pub report: Arc<Report>,
    pub charts: Vec<Chart>,
}

/// Every fixture that has a report; they are read once for all tests.
pub fn fixtures() -> &'static [Fixture] {
    static READ: OnceLock<Vec<Fixture>> = OnceLock::new();
    let fixture = |(name, session): (String, Session)| {
        let query = Query { group_by: vec!["method".to_owned()], ..Query::default() };
        let report = Arc::new(session.report(&query)?);
        let charts = session.charts(&query, &charts_of(&report));
        Some(Fixture { name, report, charts })
    };
    let found = READ.get_or_init(|| sessions().into_iter().filter_map(fixture).collect());
    assert!(found.len() > 50, "only {} fixtures have a report", found.len());
    found
}

/// The sample of a run with hostile names: tags, metrics, checks and files.
pub const HOSTILE: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</textarea></title></style></svg><b>",
    "<!-- -->]]>&lt;&amp;&#60;",
    "a\u{0}b\rc\nd\te",
    "\u{202e}<svg/onload=alert(1)>",
    "{{x}} ${y} `z` \\u003cb\\u003e javascript:alert(1)",
];
