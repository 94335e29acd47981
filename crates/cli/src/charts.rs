//! The charts of a report as SVG files in a folder.

use std::path::Path;

use sloscope_core::chart::{ChartAsk, ChartKind, standalone};
use sloscope_core::report::Query;
use sloscope_core::run::Session;

use crate::output;

/// Fits a page of paper and a document.
const WIDTH: u16 = 960;
const HEIGHT: u16 = 260;

/// Writes one file for each chart that has something to show, and says which have not.
pub fn write(session: &Session, query: &Query, folder: &Path, keep_queries: bool) -> Result<(), String> {
    let fail = |path: &Path, error: std::io::Error| format!("{}: cannot be written: {error}", path.display());
    std::fs::create_dir_all(folder).map_err(|error| fail(folder, error))?;
    let report = session.report(query);
    let objectives = report.as_ref().map_or(0, |report| report.objectives.len());
    let log = |kind: ChartKind| {
        kind == ChartKind::Spectrum || report.as_ref().is_some_and(|report| kind.is_usually_log(report))
    };
    let asks: Vec<ChartAsk> = ChartKind::ALL
        .into_iter()
        .chain((0..=u16::MAX).take(objectives).map(ChartKind::Objective))
        .map(|kind| ChartAsk { log: log(kind), ..ChartAsk::new(kind, WIDTH, HEIGHT) })
        .collect();
    for chart in session.charts(query, &asks) {
        let name = chart.ask.kind.name();
        match &chart.absent {
            Some(why) => output::say(&format!("no chart {name}: {why}")),
            None => {
                let path = folder.join(format!("{name}.svg"));
                std::fs::write(&path, standalone(&chart, keep_queries)).map_err(|error| fail(&path, error))?;
            }
        }
    }
    Ok(())
}
