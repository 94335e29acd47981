//! Findings, checks, errors, the breakdown, other files and notes of a stored report.

use sloscope_dataset::{InputFailure, Note, NoteLevel};
use sloscope_model::checks::{CheckGroup, CheckResult};
use sloscope_model::places::Places;
use sloscope_model::stat::{Stat, Unit};
use sloscope_stored::v1;

use super::{Types, Words, series, window};
use crate::report::{
    Breakdown, BreakdownRow, Cited, Consequence, CrossCheck, Difference, ErrorRow, ErrorTable, Finding, FindingNumber,
    Sparkline,
};

pub(super) fn finding(of: &v1::Finding, words: &Words) -> Finding {
    let number = |of: &v1::FindingNumber| FindingNumber {
        label: of.label.clone(),
        series: of.series.as_ref().map(|text| series(text)),
        stat: words.stat("findings: stat", of.stat.as_ref()),
        value: of.value,
        unit: words.word("findings: unit", &of.unit).unwrap_or(Unit::Plain),
        limit: of.limit,
        window: window(of.start_ms, of.end_ms),
    };
    Finding {
        rule: of.rule.clone(),
        level: words.word("findings: level", &of.level).unwrap_or(Consequence::Minor),
        title: of.title.clone(),
        evidence: of.evidence.iter().map(number).collect(),
        window: window(of.start_ms, of.end_ms),
        next: of.next.clone(),
        cites: of.cites.as_deref().and_then(Cited::read),
    }
    .cited(false)
}

/// Groups inside groups, no deeper than this.
const DEEPEST: usize = 64;

/// The tree of groups, from a list of checks with the paths of theirs.
pub(super) fn checks(all: &[v1::Check], words: &Words) -> CheckGroup {
    let mut groups = vec![(0, CheckGroup::default())];
    let mut places = Places::of([""]);
    for check in all {
        if check.group.matches("::").count() > DEEPEST {
            words.fail("checks: group", "has more than 64 groups in each other");
            continue;
        }
        // Each group on the path, from the outermost; the root's is empty.
        let ends = check.group.match_indices("::").map(|(at, _)| at).filter(|at| *at > 0);
        let mut outer = 0;
        for end in ends.chain([check.group.len()]) {
            let path = &check.group[..end];
            let (place, is_new) = places.place(path);
            if is_new {
                let name = path.rsplit("::").next().unwrap_or_default().to_owned();
                groups.push((outer, CheckGroup { name, path: path.to_owned(), ..CheckGroup::default() }));
            }
            outer = place;
        }
        groups[outer].1.checks.push(CheckResult {
            name: check.name.clone(),
            passes: check.passes,
            fails: check.fails,
            first_fail_ms: check.first_fail_ms,
            last_fail_ms: check.last_fail_ms,
        });
    }
    // Inner groups come after the outer ones.
    while groups.len() > 1 {
        if let Some((outer, mut group)) = groups.pop() {
            group.groups.reverse();
            groups[outer].1.groups.push(group);
        }
    }
    let mut root = groups.pop().map(|(_, root)| root).unwrap_or_default();
    root.groups.reverse();
    root
}

pub(super) fn errors(of: &v1::Errors) -> ErrorTable {
    let row = |of: &v1::ErrorRow| ErrorRow {
        code: of.code.clone(),
        message: of.message.clone(),
        status: of.status.clone(),
        method: of.method.clone(),
        endpoint: of.endpoint.clone(),
        endpoints: of.endpoints.unwrap_or(1),
        count: of.count,
        first_ms: of.first_ms,
        last_ms: of.last_ms,
        course: Sparkline::default(),
        explained: of.explained.clone(),
    };
    ErrorTable {
        rows: of.rows.iter().map(row).collect(),
        failed: of.failed,
        requests: of.requests,
        rows_left_out: of.rows_left_out.unwrap_or_default(),
        failures_left_out: of.failures_left_out.unwrap_or_default(),
        absent: of.absent.clone(),
    }
}

pub(super) fn breakdown(of: &v1::Breakdown, types: &Types, words: &Words) -> Breakdown {
    if of.by.len() > 2 {
        words.fail("breakdown.by", "has more than two tags");
    }
    let metric = of.metric.clone().unwrap_or_default();
    let (kind, contains) = types.find(&metric).unwrap_or_default();
    let columns = Stat::columns(kind, of.rows.iter().flat_map(|row| row.values.iter()).map(|(stat, _)| stat));
    let row = |row: &v1::BreakdownRow| BreakdownRow {
        values: of.by.iter().map(|key| row.tags.get(key).cloned()).collect(),
        count: row.count,
        share: row.share,
        rate: row.rate,
        failed: row.failed,
        judged: row.judged,
        error_rate: row.error_rate,
        stats: columns.iter().map(|stat| row.values.get(*stat)).collect(),
        course: Sparkline::default(),
    };
    Breakdown {
        keys: of.by.clone(),
        metric,
        kind,
        contains,
        rows: of.rows.iter().map(row).collect(),
        columns,
        samples: of.samples.unwrap_or_default(),
        rows_left_out: of.rows_left_out.unwrap_or_default(),
        samples_left_out: of.samples_left_out.unwrap_or_default(),
        rate_over: of.rate_over.as_ref().and_then(|text| words.word("breakdown.rate_over", text)),
        no_errors: of.no_errors.clone(),
        course_of: None,
        absent: of.absent.clone(),
    }
}

pub(super) fn cross_check(of: &v1::CrossCheck, types: &Types, words: &Words) -> CrossCheck {
    let difference = |of: &v1::Difference| {
        let (series, stat) = (series(&of.series), words.stat("cross_checks: stat", Some(&of.stat))?);
        let unit = types.unit(&series, stat);
        Some(Difference { series, stat, ours: of.ours, theirs: of.theirs, unit, why: of.why.clone() })
    };
    CrossCheck {
        source: of.source.clone(),
        compared: of.compared,
        matching: of.matching,
        tolerance: of.tolerance,
        differences: of.differences.iter().filter_map(difference).collect(),
        conclusion: of.conclusion.clone(),
    }
}

pub(super) fn note(of: &v1::Note, words: &Words) -> Note {
    Note { level: words.word("notes: level", &of.level).unwrap_or(NoteLevel::Info), text: of.text.clone() }
}

pub(super) fn unread(of: &v1::Input) -> InputFailure {
    InputFailure { name: of.name.clone(), what: of.what.clone(), advice: of.advice.clone() }
}
