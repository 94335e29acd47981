//! The load, what became of its plan, and the stages.

use sloscope_analysis::report::{Report, words};
use sloscope_model::format;

use super::escape::plain;
use super::tables::table;

pub(super) fn load(out: &mut String, report: &Report) {
    let load = &report.load;
    if load.total.started.is_none() && load.total.planned.is_none() {
        return;
    }
    let dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let row = |(label, counts): (String, &sloscope_analysis::report::LoadCounts)| {
        std::iter::once(plain(&label)).chain(words::load_cells(counts).map(dash)).collect::<Vec<String>>()
    };
    let header: Vec<&str> = std::iter::once("Iterations").chain(words::LOAD_COLUMNS).collect();
    table(out, &header, &words::load_lines(report).into_iter().map(row).collect::<Vec<_>>());
    out.push_str(&format!("{}\n\n", words::load_note(report)));
}

pub(super) fn generators(out: &mut String, report: &Report) {
    if report.load.generators.is_empty() {
        return;
    }
    let row = |of: &sloscope_analysis::report::GeneratorLoad| {
        let cells = words::generator_cells(of).map(|text| text.unwrap_or_else(|| "-".to_owned()));
        std::iter::once(plain(&of.name)).chain(cells).collect::<Vec<String>>()
    };
    let header: Vec<&str> = std::iter::once("Generator").chain(words::GENERATOR_COLUMNS).collect();
    table(out, &header, &report.load.generators.iter().map(row).collect::<Vec<_>>());
    out.push_str(&format!("{}\n\n", words::generators_note(report)));
}

pub(super) fn stages(out: &mut String, report: &Report) {
    let load = &report.load;
    if load.total.started.is_none() && load.total.planned.is_none() {
        return;
    }
    let dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    if let Some(why) = &load.no_stages {
        out.push_str(&format!("{}\n\n", plain(why)));
        return;
    }
    let header: Vec<&str> = std::iter::once("Stage").chain(words::STAGE_COLUMNS.map(|c| c.0)).collect();
    let row = |(i, stage): (usize, &sloscope_analysis::report::LoadStage)| {
        let mark = if load.knee.as_ref().is_some_and(|k| k.stage == Some(i)) { " ← climbs" } else { "" };
        let cells = words::stage_numbers(stage).into_iter().zip(words::STAGE_COLUMNS);
        let cells = cells.map(|(value, column)| dash(value.map(|v| format::value(v, column.3))));
        std::iter::once(plain(&words::stage_label(report, stage)) + mark).chain(cells).collect::<Vec<String>>()
    };
    table(out, &header, &load.stages.iter().enumerate().map(row).collect::<Vec<_>>());
    if let Some(knee) = &load.knee {
        out.push_str(&format!("{}\n\n", plain(&knee.text)));
    }
}
