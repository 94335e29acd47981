//! Reads fixtures the way a person drops them: all files of a folder at once.

use std::path::{Path, PathBuf};

use sloscope_core::ingest::{Reader, Source};
use sloscope_core::report::{MetricSummary, Query, Report};
use sloscope_core::run::Session;
use sloscope_core::series::Series;

/// The repository's fixtures.
pub fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures")
}

/// Reads one file, in slices.
pub fn read(path: &Path) -> Source {
    let bytes = std::fs::read(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let mut reader = Reader::new(&path.file_name().unwrap_or_default().to_string_lossy());
    bytes.chunks(1 << 20).for_each(|slice| reader.feed(slice));
    reader.finish()
}

/// A folder and all below it that hold files: those of one run each.
pub fn folders(from: &Path) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(from).unwrap_or_else(|why| panic!("{}: {why}", from.display()));
    let mut inner: Vec<PathBuf> = listed.map(|entry| entry.expect("an entry").path()).filter(|p| p.is_dir()).collect();
    inner.sort();
    let own = (!files(from).is_empty()).then(|| from.to_owned());
    own.into_iter().chain(inner.iter().flat_map(|folder| folders(folder))).collect()
}

/// The result files of a folder, in the order of their names.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
    let mut files: Vec<PathBuf> = listed.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|f| f.is_file() && f.extension().is_none_or(|e| e != "txt"));
    files.sort();
    files
}

#[allow(dead_code, reason = "not every test that shares this module asks for one run")]
/// The one run of a fixture, with everything that its folder holds.
pub fn report(fixture: &str, query: &Query) -> Report {
    let session = Session::new(files(&fixtures().join(fixture)).iter().map(|f| read(f)).collect());
    assert_eq!(session.runs(), 1, "{fixture}: {:?}", session.list());
    session.report(query).unwrap_or_else(|| panic!("{fixture}: no report"))
}

#[allow(dead_code, reason = "not every test that shares this module looks at metrics")]
pub fn metric<'a>(report: &'a Report, name: &str) -> &'a MetricSummary {
    let series = Series::parse(name).expect(name);
    report.metrics.iter().find(|m| m.series.same_as(&series)).unwrap_or_else(|| panic!("no {name}"))
}
