//! Findings in words, and the assessment that is made of them and of the verdicts.

use std::collections::BTreeMap;

use sloscope_dataset::NoteLevel;
use sloscope_model::format;

use crate::report::{Cited, Consequence, Finding, FindingNumber, ObjectivesFrom, PlanFrom, Report};
use crate::slo::Verdict;

/// A name for each finding, the same in every report of the run and, where it is found again, in those of other runs: its
/// rule and what it is on, `step:http_req_duration`. Of several of one name each has its place in time, or a number.
pub fn finding_ids(report: &Report) -> Vec<String> {
    let name = |finding: &Finding| {
        let cited = match finding.cites {
            Some(Cited::Objective(at)) => report.objectives.get(usize::from(at)),
            _ => None,
        };
        let on = cited.map(|o| format!("{} {}", o.objective.series, o.objective.shown()));
        let series = || finding.evidence.iter().find_map(|number| Some(number.series.as_ref()?.to_string()));
        match on.or_else(series) {
            Some(on) => format!("{}:{on}", finding.rule),
            None => finding.rule.clone(),
        }
    };
    let names = report.findings.iter().map(name).collect();
    let start = |at: usize| Some(format!("@{:.0}ms", report.findings[at].window?.start_ms));
    distinct(distinct(names, &|at, _| start(at)), &|_, nth| (nth > 1).then(|| format!("#{nth}")))
}

/// Names that are there more than once get an end, by their place and their number among equals.
fn distinct(names: Vec<String>, end: &dyn Fn(usize, u64) -> Option<String>) -> Vec<String> {
    let mut times: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    names.iter().for_each(|name| times.entry(name.clone()).or_default().0 += 1);
    let renamed = |(at, name): (usize, String)| {
        let Some((all, seen)) = times.get_mut(&name).filter(|(all, _)| *all > 1) else { return name };
        *seen += 1;
        format!("{name}{}", end(at, (*seen).min(*all)).unwrap_or_default())
    };
    names.into_iter().enumerate().map(renamed).collect()
}

/// "serious", with which a list says what weighs most.
pub fn consequence(level: Consequence) -> &'static str {
    match level {
        Consequence::Serious => "serious",
        Consequence::Notable => "notable",
        Consequence::Minor => "minor",
    }
}

/// "p95 of all requests: 0.047 ms".
pub fn finding_number(number: &FindingNumber) -> String {
    let shown = match number.limit {
        Some(limit) => format::against(number.value, limit, number.unit),
        None => format::value(number.value, number.unit),
    };
    format!("{}: {shown}", number.label)
}

/// What leads from a finding to what it cites: "See the errors". `None` where that is not known, or not drawn.
pub fn cited(report: &Report, finding: &Finding) -> Option<String> {
    Some(match finding.cites.as_ref()? {
        Cited::Objective(_) => "See the objective".to_owned(),
        Cited::Chart(_) if !report.has_samples() => return None,
        Cited::Chart(kind) => format!("See the chart: {}", kind.title()),
        Cited::Section(id) if id == "metrics" => "See all metrics".to_owned(),
        Cited::Section(id) => format!("See the {id}"),
    })
}

/// All numbers of a finding in one line, with its time.
pub fn finding_evidence(report: &Report, finding: &Finding) -> String {
    let mut parts: Vec<String> = finding.evidence.iter().map(finding_number).collect();
    parts.extend(finding.window.map(|window| super::span(window, report.run.observed_ms)));
    parts.join("; ")
}

/// What is said where no rule found anything.
pub fn no_findings(report: &Report) -> &'static str {
    match report.run.samples {
        0 => "Nothing stands out, but most rules need samples: k6 run --out json=results.json.gz writes them.",
        _ => "Nothing stands out: no rule found anything in these numbers.",
    }
}

/// Is everything as it should be? All objectives that somebody stated are met, on the whole run; its plan is known
/// and was delivered; no finding is of consequence and no note warns of the numbers.
pub fn is_excellent(report: &Report) -> bool {
    let load = &report.load.total;
    let delivered = load.planned.is_some() && load.dropped == Some(0) && report.load.behind.is_none();
    report.verdict == Verdict::Pass
        && !matches!(
            report.objectives_from,
            ObjectivesFrom::NotStated | ObjectivesFrom::Suggested | ObjectivesFrom::Preset(_)
        )
        && report.unread.is_empty()
        && !report.query.is_narrowed()
        && delivered
        && !report.findings.iter().any(|finding| finding.level != Consequence::Minor)
        && !report.notes.iter().any(|note| note.level != NoteLevel::Info)
}

/// The run in one sentence, for the conclusion; what stands out most is part of it.
pub fn assessment(report: &Report) -> String {
    let n = report.objectives.iter().filter(|o| o.verdict.counts()).count() as u64;
    let is = if n == 1 { " is" } else { "" };
    let all = format!("{}{is} met", format::some_of(n, n, "objective"));
    if is_excellent(report) {
        let load = match report.load.total.from {
            Some(PlanFrom::Options) => "the load was delivered as planned",
            _ => "no iteration was dropped and starts kept their schedule",
        };
        return format!("Excellent: {all}, {load}, and nothing of consequence stands out.");
    }
    let grave = report.findings.iter().find(|finding| finding.level != Consequence::Minor);
    let opening = match report.verdict {
        Verdict::Pass => format::capitalised(&all),
        _ => report.headline.trim_end_matches('.').to_owned(),
    };
    if let (Verdict::Pass, [first, ..]) = (report.verdict, report.unread.as_slice()) {
        return format!("{opening}, with a reservation: {} is not completely in this report.", first.name);
    }
    match grave {
        Some(finding) if report.verdict == Verdict::Pass && finding.level == Consequence::Serious => {
            format!("{opening}, with a reservation: {}", finding.title)
        }
        Some(finding) => format!("{opening}. {}", finding.title),
        // A file that is cut says nothing of the whole run.
        None => match report.notes.iter().find(|note| note.level == NoteLevel::Warning) {
            Some(note) if report.verdict == Verdict::Pass => format!("{opening}, with a reservation: {}", note.text),
            _ => format!("{opening}."),
        },
    }
}
