//! The charts of a report as SVG files in a folder.

use std::cmp::Reverse;
use std::path::Path;

use sloscope_core::chart::{ChartAsk, ChartKind, standalone};
use sloscope_core::report::Query;
use sloscope_core::run::Session;
use sloscope_core::slo::ObjectiveResult;

use crate::output;

/// Fits a page of paper and a document.
const WIDTH: u16 = 960;
const HEIGHT: u16 = 260;

/// The chart of an objective reads all samples of its series: of more objectives those that are kept worst are drawn.
const MOST_OBJECTIVES: usize = 100;

/// The places of the objectives that are drawn, in their order.
fn drawn(objectives: &[ObjectiveResult]) -> Vec<u16> {
    let mut places: Vec<u16> = (0..=u16::MAX).take(objectives.len()).collect();
    if objectives.len() > MOST_OBJECTIVES {
        places.sort_by_key(|at| Reverse(objectives[usize::from(*at)].verdict.gravity()));
        places.truncate(MOST_OBJECTIVES);
        places.sort_unstable();
        let left_out = objectives.len() - MOST_OBJECTIVES;
        output::say(&format!(
            "charts are drawn of {MOST_OBJECTIVES} objectives, the worst ones; {left_out} are left out: \
             choose objectives with --objectives to see others"
        ));
    }
    places
}

/// Writes one file for each chart that has something to show, and says which have not.
pub fn write(session: &Session, query: &Query, folder: &Path, keep_queries: bool) -> Result<(), String> {
    let fail = |path: &Path, error: std::io::Error| format!("{}: cannot be written: {error}", path.display());
    std::fs::create_dir_all(folder).map_err(|error| fail(folder, error))?;
    let report = session.report(query);
    let objectives = drawn(report.as_ref().map_or(&[], |report| &report.objectives));
    let asks: Vec<ChartAsk> = ChartKind::ALL
        .into_iter()
        .chain(objectives.into_iter().map(ChartKind::Objective))
        .map(|kind| ChartAsk { turned: kind == ChartKind::Spectrum, ..ChartAsk::new(kind, WIDTH, HEIGHT) })
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
