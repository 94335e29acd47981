//! Some parts of the JSON report, in no more bytes than may be: for programs that pay for what they read.

use sloscope_analysis::report::{LatencyRow, Report, Tile, tiles, words};
use sloscope_analysis::slo::worst_first;
use sloscope_model::format::bytes;
use sloscope_stored::part::{self, Part};
use sloscope_stored::write_part;

use super::fitting::{JsonPart, fitted, text};
use super::{document, name_of};
use crate::written;

/// What can be asked for.
const PARTS: [&str; 14] = [
    "figures",
    "objectives",
    "findings",
    "latency",
    "metrics",
    "checks",
    "errors",
    "load",
    "run",
    "breakdown",
    "suggestions",
    "cross_checks",
    "notes",
    "diagnostics",
];

/// The parts of a report that are named, or all; what it is worth stands in each document. The error says what can be asked.
pub fn json_part(
    report: &Report,
    select: &[String],
    max_bytes: Option<usize>,
    keep_queries: bool,
) -> Result<JsonPart, String> {
    if let Some(unknown) = select.iter().find(|name| !PARTS.contains(&name.as_str())) {
        return Err(format!("--select {unknown}: there is no such part; there are {}", PARTS.join(", ")));
    }
    let report = &*written(report, keep_queries);
    let selected: Vec<&str> =
        PARTS.into_iter().filter(|name| select.is_empty() || select.iter().any(|asked| asked == name)).collect();
    let document = write_part(of_report(report, &selected));
    let Some(most) = max_bytes else {
        return Ok(JsonPart { text: text(&document, true), cut: None });
    };
    fitted(&document, most).map_err(|least| {
        format!(
            "--max-bytes {most}: these parts take {} at least; allow more, or choose fewer parts with --select",
            bytes(least as u64)
        )
    })
}

fn of_report(report: &Report, selected: &[&str]) -> Part {
    let has = |name: &str| selected.contains(&name);
    let mut all = document(report);
    // Of what is cut the first ones stay.
    let worst = worst_first(&report.objectives).into_iter().filter_map(|at| all.objectives.get(at).cloned()).collect();
    all.objectives = worst;
    Part {
        schema: part::SCHEMA.to_owned(),
        truncated: None,
        made_by: all.made_by,
        selected: selected.iter().map(|name| (*name).to_owned()).collect(),
        verdict: all.verdict,
        headline: all.headline,
        assessment: all.assessment,
        stored: all.stored,
        selection: all.selection,
        incomplete: all.incomplete,
        inputs_missing: all.inputs_missing,
        run: has("run").then_some(all.run),
        load: all.load.filter(|_| has("load")),
        figures: has("figures").then(|| tiles(report).into_iter().map(figure).collect()),
        latency: has("latency").then(|| report.latency.rows.iter().map(latency).collect()),
        findings: has("findings").then_some(all.findings),
        metrics: has("metrics").then_some(all.metrics),
        objectives: has("objectives").then_some(all.objectives),
        objectives_from: has("objectives").then_some(all.objectives_from),
        suggestions: all.suggestions.filter(|_| has("suggestions")),
        checks: all.checks.filter(|_| has("checks")),
        errors: all.errors.filter(|_| has("errors")),
        breakdown: all.breakdown.filter(|_| has("breakdown")),
        cross_checks: has("cross_checks").then_some(all.cross_checks),
        notes: has("notes").then_some(all.notes),
        diagnostics: all.diagnostics.filter(|_| has("diagnostics")),
    }
}

fn figure(tile: Tile) -> part::Figure {
    part::Figure {
        id: tile.id.to_owned(),
        name: tile.name,
        series: tile.series.to_string(),
        stat: tile.stat.to_string(),
        unit: name_of(&tile.unit),
        value: tile.value,
        absent: tile.absent,
        limit: tile.limit.map(|limit| limit.value),
        verdict: tile.verdict.as_str().to_owned(),
    }
}

fn latency(row: &LatencyRow) -> part::LatencyRow {
    part::LatencyRow {
        label: words::latency_label(row),
        series: row.series.to_string(),
        scope: name_of(&row.scope),
        samples: row.samples,
        values: row.values.clone(),
    }
}
