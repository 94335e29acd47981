//! The charts of a report as SVG files in a folder.

use std::path::Path;

use sloscope_core::chart::{ChartAsk, ChartKind, standalone};
use sloscope_core::report::Query;
use sloscope_core::run::Session;

/// Fits a page of paper and a document.
const WIDTH: u16 = 960;
const HEIGHT: u16 = 260;

/// Writes one file for each chart that has something to show, and says which have not.
pub fn write(session: &Session, query: &Query, folder: &Path) -> Result<(), String> {
    let fail = |path: &Path, error: std::io::Error| format!("{}: cannot be written: {error}", path.display());
    std::fs::create_dir_all(folder).map_err(|error| fail(folder, error))?;
    let log = |kind| matches!(kind, ChartKind::Histogram | ChartKind::Spectrum);
    let asks: Vec<ChartAsk> = ChartKind::ALL
        .into_iter()
        .map(|kind| ChartAsk { log: log(kind), ..ChartAsk::new(kind, WIDTH, HEIGHT) })
        .collect();
    for chart in session.charts(query, &asks) {
        let name = chart.ask.kind.as_str();
        match &chart.absent {
            Some(why) => eprintln!("sloscope: no chart {name}: {why}"),
            None => {
                let path = folder.join(format!("{name}.svg"));
                std::fs::write(&path, standalone(&chart)).map_err(|error| fail(&path, error))?;
            }
        }
    }
    Ok(())
}
