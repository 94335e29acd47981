//! The charts of a report as SVG files or pictures in a folder.

mod png;

use std::cmp::Reverse;
use std::path::Path;

use sloscope_core::chart::{ChartAsk, ChartKind, standalone};
use sloscope_core::report::Query;
use sloscope_core::run::Session;
use sloscope_core::slo::ObjectiveResult;

use self::png::Painter;
use crate::output;

/// Fits a page of paper and a document.
pub const WIDTH: u16 = 960;
pub const HEIGHT: u16 = 260;

/// What the files are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    #[default]
    Svg,
    Png,
}

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
pub fn write(
    session: &Session,
    query: &Query,
    folder: &Path,
    (form, keep_queries): (Form, bool),
) -> Result<(), String> {
    let fail = |path: &Path, error: std::io::Error| format!("{}: cannot be written: {error}", path.display());
    std::fs::create_dir_all(folder).map_err(|error| fail(folder, error))?;
    let report = session.report(query);
    let objectives = drawn(report.as_ref().map_or(&[], |report| &report.objectives));
    let asks: Vec<ChartAsk> = ChartKind::ALL
        .into_iter()
        .chain(objectives.into_iter().map(ChartKind::Objective))
        .map(|kind| ChartAsk { turned: kind == ChartKind::Spectrum, ..ChartAsk::new(kind, WIDTH, HEIGHT) })
        .collect();
    let painter = (form == Form::Png).then(Painter::new);
    for chart in session.charts(query, &asks) {
        let name = chart.ask.kind.name();
        match &chart.absent {
            Some(why) => output::say(&format!("no chart {name}: {why}")),
            None => {
                let svg = standalone(&chart, keep_queries);
                let (end, bytes) = match &painter {
                    Some(painter) => ("png", painter.png(&svg).map_err(|why| format!("the chart {name} {why}"))?),
                    None => ("svg", svg.into_bytes()),
                };
                let path = folder.join(format!("{name}.{end}"));
                std::fs::write(&path, bytes).map_err(|error| fail(&path, error))?;
                if let Some(missing) = painter.as_ref().and_then(Painter::missing) {
                    let path = path.display();
                    output::say(&format!(
                        "{path}: no font of this machine has {missing:?}: boxes stand in their place"
                    ));
                }
            }
        }
    }
    Ok(())
}
