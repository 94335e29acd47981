//! Some parts of the JSON report, in no more bytes than may be: for programs that pay for what they read. What is left out is
//! counted in the document.

use serde_json::Value;

use sloscope_analysis::report::{LatencyRow, Report, Tile, tiles, words};
use sloscope_analysis::slo::worst_first;
use sloscope_model::format::{bytes, safe_json};
use sloscope_stored::part::{self, Cut, Part, Truncated};
use sloscope_stored::write_part;

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

/// How long lists and texts may be, one step after the other until all fits.
const STEPS: [(usize, usize); 12] = [
    (usize::MAX, usize::MAX),
    (1000, 2000),
    (500, 2000),
    (200, 1000),
    (100, 1000),
    (50, 500),
    (20, 500),
    (10, 300),
    (5, 300),
    (2, 200),
    (1, 120),
    (0, 120),
];

/// What was written, and what was left out of it.
pub struct JsonPart {
    /// The document.
    pub text: String,
    /// A sentence, if it was cut.
    pub cut: Option<String>,
}

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
    let mut least = 0;
    for (items, chars) in STEPS {
        let (mut shorter, mut cutting) = (document.clone(), Cutting { items, chars, ..Cutting::default() });
        cutting.cut(&mut shorter, "");
        let cut = cutting.said(most);
        if let Some((truncated, _)) = &cut {
            shorter["_truncated"] = truncated.clone();
        }
        let text = text(&shorter, false);
        if text.len() <= most {
            return Ok(JsonPart { text, cut: cut.map(|(_, sentence)| sentence) });
        }
        least = text.len();
    }
    Err(format!(
        "--max-bytes {most}: these parts take {} at least; allow more, or choose fewer parts with --select",
        bytes(least as u64)
    ))
}

/// On one line where every byte counts.
fn text(document: &Value, pretty: bool) -> String {
    // Writing a value as JSON cannot fail.
    let text = if pretty { serde_json::to_string_pretty(document) } else { serde_json::to_string(document) };
    format!("{}\n", safe_json(&text.unwrap_or_default()))
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

/// Lists, and objects of which names are data, are cut to so many items, texts to so many characters.
#[derive(Default)]
struct Cutting {
    items: usize,
    chars: usize,
    lists: Vec<Cut>,
    texts: u64,
}

impl Cutting {
    fn cut(&mut self, value: &mut Value, at: &str) {
        match value {
            Value::String(text) => {
                if let Some((end, _)) = text.char_indices().nth(self.chars) {
                    text.truncate(end);
                    text.push('…');
                    self.texts += 1;
                }
            }
            Value::Array(list) => {
                self.note(at, list.len());
                list.truncate(self.items);
                list.iter_mut().for_each(|item| self.cut(item, at));
            }
            Value::Object(fields) => {
                if at == "metrics" {
                    self.note(at, fields.len());
                    let names: Vec<String> = fields.keys().skip(self.items).cloned().collect();
                    names.iter().for_each(|name| _ = fields.remove(name));
                }
                for (name, value) in fields.iter_mut() {
                    // These are short, and always whole.
                    if !["selected", "figures"].contains(&name.as_str()) {
                        let within = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                        self.cut(value, &within);
                    }
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn note(&mut self, at: &str, of: usize) {
        if of <= self.items {
            return;
        }
        let (shown, of) = (self.items as u64, of as u64);
        match self.lists.iter_mut().find(|cut| cut.at == at) {
            // Lists of the same name in the items of one list count together.
            Some(cut) => (cut.shown, cut.of) = (cut.shown + shown, cut.of + of),
            None => self.lists.push(Cut { at: at.to_owned(), shown, of }),
        }
    }

    /// What was left out, for the document and as a sentence; `None` if nothing was.
    fn said(self, most: usize) -> Option<(Value, String)> {
        if self.lists.is_empty() && self.texts == 0 {
            return None;
        }
        let lists = self.lists.iter().map(|cut| format!("{} ({} of {} left)", cut.at, cut.shown, cut.of));
        let texts = (self.texts > 0).then(|| format!("{} texts shortened", self.texts));
        let what: Vec<String> = lists.chain(texts).collect();
        let text = format!("TRUNCATED to {most} bytes: {}", what.join(", "));
        let truncated = Truncated {
            max_bytes: most as u64,
            text: text.clone(),
            lists: self.lists,
            texts_shortened: (self.texts > 0).then_some(self.texts),
        };
        let holder = write_part(Part { truncated: Some(truncated), ..Part::default() });
        Some((holder["_truncated"].clone(), text))
    }
}
