//! The load, what became of its plan, and the stages.

use sloscope_analysis::report::{Report, words};
use sloscope_model::format;

use super::heading;
use super::layout::{Align, wrapped};

pub(super) fn load(out: &mut String, report: &Report) {
    let load = &report.load;
    if load.total.started.is_none() && load.total.planned.is_none() {
        return;
    }
    heading(out, "Load (iterations)");
    let dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let mut rows = vec![std::iter::once("").chain(words::LOAD_COLUMNS).map(str::to_lowercase).collect()];
    rows.extend(words::load_lines(report).into_iter().map(|(label, counts)| {
        std::iter::once(label).chain(words::load_cells(counts).map(dash)).collect::<Vec<String>>()
    }));
    table(out, rows);
    out.push_str(&wrapped(&format!("  {}", words::load_note(report)), 2));
    generators(out, report);
    if load.stages.is_empty() {
        return;
    }
    heading(out, "Stages");
    let header = std::iter::once("").chain(words::STAGE_COLUMNS.map(|c| c.0));
    let mut rows: Vec<Vec<String>> = vec![header.map(str::to_owned).collect()];
    for stage in &load.stages {
        let cells = words::stage_numbers(stage).into_iter().zip(words::STAGE_COLUMNS);
        let cells = cells.map(|(value, column)| dash(value.map(|v| format::value(v, column.3))));
        rows.push(std::iter::once(words::stage_label(report, stage)).chain(cells).collect());
    }
    table(out, rows);
    if let Some(knee) = &load.knee {
        out.push_str(&wrapped(&format!("  {}", knee.text), 2));
    }
}

fn generators(out: &mut String, report: &Report) {
    if report.load.generators.is_empty() {
        return;
    }
    heading(out, "Generators");
    let mut rows = vec![std::iter::once("").chain(words::GENERATOR_COLUMNS).map(str::to_lowercase).collect()];
    rows.extend(report.load.generators.iter().map(|of| {
        let cells = words::generator_cells(of).map(|text| text.unwrap_or_else(|| "-".to_owned()));
        std::iter::once(of.name.clone()).chain(cells).collect::<Vec<String>>()
    }));
    table(out, rows);
    out.push_str(&wrapped(&format!("  {}", words::generators_note(report)), 2));
}

fn table(out: &mut String, rows: Vec<Vec<String>>) {
    let aligns: Vec<Align> = (0..rows[0].len()).map(|i| if i == 0 { Align::Left } else { Align::Right }).collect();
    super::table(out, rows, &aligns);
}
