//! What a reviewer reads first, in 25 lines: the verdict, the six figures, what is missed or could not be evaluated, and
//! what stands out. Everything else is folded under it.

use sloscope_analysis::report::words::{self, status};
use sloscope_analysis::report::{Finding, Report, Tile, tiles};
use sloscope_analysis::slo::{Basis, ObjectiveResult, Verdict, worst_first};
use sloscope_model::format;

use super::escape::{code, plain};
use super::tables::table;

/// So many lines of objectives, and of findings; the last one says how many more there are.
const MOST_OBJECTIVES: usize = 4;
const MOST_FINDINGS: usize = 3;

pub(super) fn summary(out: &mut String, report: &Report) {
    out.push_str("## 📈 Performance Results\n");
    table(out, &["Metric", "Value", "Target", "Status"], &tiles(report).iter().map(figure).collect::<Vec<_>>());
    let open = open(report);
    if !open.is_empty() {
        out.push_str("### Objectives that are not met, worst first\n");
        some(out, open.into_iter().map(objective).collect(), MOST_OBJECTIVES, "more objective");
    }
    // Missed objectives are listed above.
    let is_new = |finding: &&Finding| finding.rule != "objective-missed";
    let findings: Vec<String> = report.findings.iter().filter(is_new).map(finding).collect();
    if !findings.is_empty() {
        out.push_str("## 🔍 What Stands Out\n");
        some(out, findings, MOST_FINDINGS, "more finding");
    }
}

/// What is missed or could not be evaluated, worst first.
fn open(report: &Report) -> Vec<&ObjectiveResult> {
    let sorted = worst_first(&report.objectives).into_iter().map(|at| &report.objectives[at]);
    sorted.filter(|o| o.verdict.counts() && o.verdict != Verdict::Pass).collect()
}

/// The objectives whose reasons these lines give, so that no other section repeats them.
pub(super) fn listed(report: &Report) -> Vec<&ObjectiveResult> {
    let mut open = open(report);
    open.truncate(fitting(open.len(), MOST_OBJECTIVES));
    open
}

/// How many of `all` lines are shown where there is room for `most`: one of them counts the rest.
fn fitting(all: usize, most: usize) -> usize {
    if all > most { most - 1 } else { all }
}

/// A list of so many lines at most.
fn some(out: &mut String, mut lines: Vec<String>, most: usize, more: &str) {
    let shown = fitting(lines.len(), most);
    if lines.len() > shown {
        let left_out = (lines.len() - shown) as u64;
        lines.truncate(shown);
        lines.push(format!("and {}, folded below", format::counted(left_out, more)));
    }
    lines.iter().for_each(|line| out.push_str(&format!("- {line}\n")));
    out.push('\n');
}

/// A row as the seed had it, with the share of the limit that is used, or what is behind a share.
fn figure(tile: &Tile) -> Vec<String> {
    let mut value = match &tile.absent {
        Some(why) if tile.shown == "–" => plain(why),
        _ => plain(&tile.shown),
    };
    if let Some(detail) = &tile.detail {
        value.push_str(&format!(" ({})", plain(detail)));
    }
    let dash = || "-".to_owned();
    let target = tile.limit.as_ref().map_or_else(dash, |limit| match &limit.used {
        Some(used) => format!("{} ({used})", plain(&limit.text)),
        None => plain(&limit.text),
    });
    let verdict = if tile.verdict == Verdict::NotJudged { dash() } else { status(tile.verdict) };
    vec![format!("**{}**", titled(tile)), value, target, verdict]
}

/// In the words of the seed.
fn titled(tile: &Tile) -> String {
    match (tile.id, tile.name.as_str()) {
        ("rate", "Requests/s") => "Actual RPS".to_owned(),
        ("failed", _) => "Error Rate".to_owned(),
        ("p50" | "p95" | "p99", name) => match name.split_once(", ") {
            Some((p, of)) => format!("{} Latency, {of}", p.to_uppercase()),
            None => format!("{} Latency", name.to_uppercase()),
        },
        (_, name) => name.to_owned(),
    }
}

/// `❌ FAIL **p95 of request duration · < 200 ms**: 304.3 ms; 104.3 ms over, 1.5× the limit`
fn objective(o: &ObjectiveResult) -> String {
    let why = match (&o.basis, o.verdict) {
        (Basis::K6(file), Verdict::Fail) => format!("k6's own verdict in {}", code(file)),
        (_, Verdict::Fail) if o.measured.is_some() => plain(&format!("{}; {}", words::measured(o), words::margin(o))),
        (_, Verdict::Fail) => plain(&words::measured(o)),
        _ => plain(&o.reason),
    };
    format!("{} **{}**: {why}", status(o.verdict), plain(&o.title))
}

fn finding(finding: &Finding) -> String {
    format!("**{}**: {}", format::capitalised(words::consequence(finding.level)), plain(&finding.title))
}
