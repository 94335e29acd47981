//! The instrument panel: the verdict and what it rests on, six figures with their limits, and the objectives that were
//! missed, the worst first.

use std::sync::Arc;

use sloscope_core::chart::{ChartKind, ChartRow};
use sloscope_core::format;
use sloscope_core::report::{Bar, Cited, Consequence, Finding, ObjectivesFrom, Report, Tile, tiles, words};
use sloscope_core::slo::{ObjectiveResult, Verdict, worst_first};
use sloscope_core::time::to_rfc3339;

use crate::action::Action;
use crate::disclosure::disclosure;
use crate::element::{Element, classed, el, part, svg};
use crate::figures::{Of, hidden, icon, marked, verdict};
use crate::name::{named, prose, shortened};
use crate::spark::{HEIGHT, WIDTH, spark};
use crate::state::{Disclosure, ViewState};

/// So many missed objectives are in sight; the others are one line.
const IN_SIGHT: usize = 5;
/// So many lines open behind such a line; the tab of the objectives has all.
const OPENED: usize = 50;

/// The section.
pub fn panel(state: &dyn ViewState, report: &Arc<Report>) -> Element {
    let verdict = report.verdict;
    classed("section", "panel")
        .attr("aria-labelledby", "verdict-title")
        .attr("data-overall", "")
        .attr("data-verdict", verdict.as_str())
        .child(classed("div", "panel-top").child(head(report)).child(figures(report, state.is_going())))
        .child(objectives(report))
}

/// The word, the sentence, and which run it is.
fn head(report: &Arc<Report>) -> Element {
    let verdict = report.verdict;
    let word = classed("span", "panel-word")
        .child(classed("span", "panel-icon").attr("aria-hidden", "true").child(icon(verdict)))
        .child(verdict.label());
    let whole = report.whole_verdict.map(|whole| {
        let label = el("b").attr("data-is", whole.as_str()).child(whole.label());
        let line = classed("p", "panel-whole").attr("data-whole-verdict", whole.as_str());
        line.child("In this part. Whole run: ").child(label)
    });
    let title = el("h1")
        .attr("id", "verdict-title")
        .attr("tabindex", "-1")
        .child(word)
        .child(hidden(": "))
        .child(prose(classed("span", "headline"), &report.headline.replace(" %", "\u{a0}%")));
    // What spoils numbers is said before them.
    let grave = |finding: &&Finding| finding.level == Consequence::Serious && finding.rule != "objective-missed";
    let serious = report.findings.iter().find(grave).map(|finding| {
        let link = el("a").attr("href", "#findings").on("click", Action::Show(Cited::Section("findings".to_owned())));
        let rest = report.findings.iter().filter(grave).count() as u64 - 1;
        let more = (rest > 0).then(|| format!(" And {}.", format::counted(rest, "more serious finding")));
        classed("p", "panel-serious").child(prose(link, &finding.title)).children(more)
    });
    let selection = words::selection(report).map(|selection| {
        let text = match words::is_part(report) {
            true => format!("A part of the run only: {selection}"),
            false => format!("{selection}: {}", words::selection_scope(report)),
        };
        prose(classed("p", "notable").attr("data-selection", ""), &text)
    });
    let shared = Arc::clone(report);
    let whence = Disclosure::new("whence".to_owned());
    classed("div", "panel-head")
        .child(title)
        .children(serious)
        .children(whole)
        .children(selection)
        .child(run(report))
        .child(disclosure(whence, "Where these numbers come from", move |_| basis(&shared)))
}

fn run(report: &Report) -> Element {
    let run = &report.run;
    let name = report.runs.get(report.query.run).and_then(|run| run.sources.first()).map(|name| named(el("b"), name));
    let at = run.start.map(|start| {
        let text = format::date_time(start, run.utc_offset_minutes.unwrap_or(0));
        el("time").attr("datetime", to_rfc3339(start)).child(text)
    });
    let long = el("span").child(words::duration(report).what);
    // What each of these rates came to is one click away.
    let long = match words::target_rates(report) {
        Some(load) => {
            let stages = Action::Show(Cited::Section("stages".to_owned()));
            long.child(" at ").child(el("a").attr("href", "#stages").on("click", stages).child(load.what))
        }
        None => long,
    };
    classed("p", "panel-run").children(name).children(at).child(long)
}

/// What is in force: whose objectives, and whether k6 agrees.
fn basis(report: &Report) -> Element {
    let not_theirs = matches!(report.objectives_from, ObjectivesFrom::Suggested | ObjectivesFrom::Preset(_));
    let from = if not_theirs { classed("li", "notable") } else { el("li") };
    let checks = report.cross_checks.iter().map(|check| {
        let line = if check.differences.is_empty() { el("li") } else { classed("li", "notable") };
        prose(line.attr("data-cross-check", check.source.clone()), &format!("{}: {}", check.source, check.conclusion))
    });
    classed("ul", "basis")
        .child(prose(from.attr("data-objectives-from", ""), &words::objectives_from(report)))
        .children(checks)
}

fn figures(report: &Report, is_going: bool) -> Element {
    classed("dl", "tiles").children(tiles(report).iter().map(|tile| figure(report, tile, is_going)))
}

fn figure(report: &Report, tile: &Tile, is_going: bool) -> Element {
    let sign = (tile.verdict != Verdict::NotJudged).then(|| {
        let sign = classed("span", "tile-verdict").attr("data-is", tile.verdict.as_str());
        sign.child(el("span").attr("aria-hidden", "true").child(icon(tile.verdict))).child(hidden(tile.verdict.label()))
    });
    let name = el("dt").child(tile.name.clone()).children(sign);
    let series = tile.series.to_string();
    let value = marked(classed("dd", "tile-value"), Of { series: &series, stat: tile.stat }, tile.value);
    let value = match &tile.absent {
        Some(why) => value.child(tile.shown.clone()).child(classed("small", "note").child(why.clone())),
        None => with_unit(value, &tile.shown),
    };
    let about = classed("dd", "tile-limit")
        .child(
            el("span").child(tile.limit.as_ref().map_or_else(|| "no objective".to_owned(), |limit| limit.text.clone())),
        )
        .children(used(tile, is_going).map(|text| el("span").child(text)));
    let bar = tile.limit.as_ref().and_then(|limit| limit.bar).map(|shown| el("dd").child(bar(shown)));
    let (id, has_samples) = (tile.id, report.has_samples());
    let course = has_samples.then(|| part(move |state| el("dd").child(spark(course(state, id)))));
    classed("div", "tile")
        .attr("data-tile", tile.id)
        .attr("data-is", tile.verdict.as_str())
        .child(name)
        .child(value)
        .child(about)
        .children(bar)
        .children(course)
}

/// The figure over time, as the lane of the timeline has it: lines in the box of a sparkline, broken where there is no value.
fn course(state: &dyn ViewState, id: &str) -> Vec<String> {
    let kind = match id {
        "rate" => ChartKind::Rate,
        "failed" => ChartKind::Errors,
        "checks" => ChartKind::Checks,
        _ => ChartKind::Latency,
    };
    let Some(chart) = state.chart(kind).filter(|chart| chart.absent.is_none()) else { return Vec::new() };
    let table = &chart.table;
    let column = match kind {
        ChartKind::Rate => Some(0),
        _ => table.columns.iter().position(|column| column.label == id),
    };
    // Failures are counted by kind: all of them together.
    let value = |row: &ChartRow| match (kind, column) {
        (ChartKind::Errors | ChartKind::Checks, _) => row.values.iter().copied().flatten().reduce(|a, b| a + b),
        (_, column) => row.values.get(column?).copied().flatten(),
    };
    let values: Vec<Option<f64>> = table.rows.iter().map(value).collect();
    lines(&values)
}

fn lines(values: &[Option<f64>]) -> Vec<String> {
    let known = || values.iter().copied().flatten();
    let (Some(low), Some(high)) = (known().reduce(f64::min), known().reduce(f64::max)) else { return Vec::new() };
    #[allow(clippy::cast_precision_loss)]
    let x = |at: usize| WIDTH * at as f64 / values.len().saturating_sub(1).max(1) as f64;
    let y = |value: f64| if high > low { HEIGHT * (high - value) / (high - low) } else { HEIGHT };
    let point = |at: usize| values[at].map(|value| format!("{:.1},{:.1}", x(at), y(value)));
    let all: Vec<Option<String>> = (0..values.len()).map(point).collect();
    all.split(Option::is_none)
        .filter(|run| !run.is_empty())
        .map(|run| run.iter().flatten().cloned().collect::<Vec<_>>().join(" "))
        .collect()
}

/// What stands beside the limit: how much of it is used, or else what is behind the figure.
fn used(tile: &Tile, is_going: bool) -> Option<String> {
    // The plan is that of the whole test: while it runs its share would only be the time.
    if is_going && tile.id == "rate" {
        return None;
    }
    let of_limit = tile.limit.as_ref().and_then(|limit| limit.used.clone());
    tile.detail.clone().or(of_limit)
}

/// The number large, its unit small.
fn with_unit(value: Element, shown: &str) -> Element {
    match shown.rsplit_once(' ') {
        Some((number, unit)) => value.child(number.to_owned()).child(el("small").child(format!(" {unit}"))),
        None => value.child(shown.to_owned()),
    }
}

/// The limit is a tick: what is used of it fills the bar, and is red beyond. What is to be reached is never red.
fn bar(shown: Bar) -> Element {
    const LONG: f64 = 100.0;
    let (part, is_reached) = match shown {
        Bar::Used(part) => (part, false),
        Bar::Reached(part) => (part, true),
    };
    let whole = (part * 1.06).max(1.1);
    let (fill, tick) = if part.is_finite() { (LONG * part / whole, LONG / whole) } else { (LONG, 0.0) };
    let rect = |class: &'static str, x: f64, width: f64| {
        svg("rect")
            .attr("class", class)
            .attr("x", format!("{x:.2}"))
            .attr("y", "2")
            .attr("width", format!("{:.2}", width.max(0.0)))
            .attr("height", "4")
    };
    let beyond = (!is_reached && fill > tick).then(|| rect("beyond", tick, fill - tick));
    svg("svg")
        .attr("class", "bar")
        .attr("viewBox", "0 0 100 8")
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .child(rect("ground", 0.0, LONG))
        .child(rect("fill", 0.0, if is_reached { fill } else { fill.min(tick) }))
        .children(beyond)
        .child(
            svg("rect")
                .attr("class", "tick")
                .attr("x", format!("{:.2}", tick.min(LONG - 0.8)))
                .attr("y", "0")
                .attr("width", "0.8")
                .attr("height", "8"),
        )
}

/// Those that were missed, then those that nobody could judge; one line for the rest.
fn objectives(report: &Arc<Report>) -> Element {
    let order = worst_first(&report.objectives);
    let of = |wanted: fn(Verdict) -> bool| -> Vec<usize> {
        order.iter().copied().filter(|at| wanted(report.objectives[*at].verdict)).collect()
    };
    let missed = of(|verdict| verdict == Verdict::Fail);
    let unknown = of(|verdict| matches!(verdict, Verdict::NoData | Verdict::CannotJudge));
    let absent = of(|verdict| matches!(verdict, Verdict::NotInPart | Verdict::NotInRun));
    let met = of(|verdict| verdict == Verdict::Pass);
    let (first, more) = missed.split_at(missed.len().min(IN_SIGHT));
    let (known, other) = unknown.split_at(unknown.len().min(IN_SIGHT));
    let folded = |name: &'static str, of: Verdict, all: &[usize], text: String| {
        (!all.is_empty()).then(|| line(report, name, of, all, text))
    };
    classed("div", "panel-objectives")
        .children((!first.is_empty()).then(|| rows(report, first, "Missed objectives")))
        .children(folded("missed", Verdict::Fail, more, format!("{} more missed", more.len())))
        .children((!known.is_empty()).then(|| rows(report, known, "Objectives that could not be evaluated")))
        .children(folded(
            "unknown",
            Verdict::CannotJudge,
            other,
            format!("{} more could not be evaluated", other.len()),
        ))
        .children(folded(
            "absent",
            Verdict::NotInPart,
            &absent,
            format!(
                "{} {} not apply here",
                format::counted(absent.len() as u64, "objective"),
                if absent.len() == 1 { "does" } else { "do" }
            ),
        ))
        .children(folded("met", Verdict::Pass, &met, format!("{} met", format::counted(met.len() as u64, "objective"))))
}

/// A line that opens to rows.
fn line(report: &Arc<Report>, name: &'static str, is: Verdict, all: &[usize], text: String) -> Element {
    let (shared, all) = (Arc::clone(report), all[..all.len().min(OPENED)].to_vec());
    let label = text.clone();
    let opens = Disclosure::new(format!("panel {name}"));
    let drawn = disclosure(opens, text, move |_| rows(&shared, &all, &label));
    classed("div", "panel-line")
        .attr("data-is", is.as_str())
        .child(classed("span", "panel-sign").attr("aria-hidden", "true").child(icon(is)))
        .child(drawn)
}

fn rows(report: &Report, all: &[usize], name: &str) -> Element {
    let body = el("tbody").children(all.iter().map(|at| row(*at, &report.objectives[*at])));
    classed("div", "frame").child(el("table").attr("aria-label", name.to_owned()).child(heads()).child(body))
}

fn heads() -> Element {
    let head = |class: &'static str, text: &'static str| classed("th", class).attr("scope", "col").child(text);
    let heads = [
        head("", "Verdict"),
        head("", "Objective"),
        head("n", "Measured"),
        head("n", "Limit"),
        head("n wide", "Margin"),
        head("wide", "Missed spans of 10 s"),
    ];
    el("thead").child(el("tr").children(heads))
}

fn row(at: usize, o: &ObjectiveResult) -> Element {
    let cited = u16::try_from(at).map(Cited::Objective).unwrap_or_else(|_| Cited::Section("objectives".to_owned()));
    let link = el("a").attr("href", format!("#{}", cited.id())).on("click", Action::Show(cited));
    let link = shortened(link, &o.subject, 96, true);
    let why = (!matches!(o.verdict, Verdict::Pass | Verdict::Fail) && words::needs_reason(o))
        .then(|| prose(classed("small", "note"), &o.reason));
    let spans = o.windows.iter().filter(|window| window.kept == Some(false)).count();
    let judged = o.windows.iter().filter(|window| window.kept.is_some()).count();
    let spans = match judged {
        0 if o.measured.is_none() && o.between.is_none() => "–".to_owned(),
        0 => "whole run only".to_owned(),
        _ => format!("{spans} of {judged}"),
    };
    el("tr")
        .attr("data-is", o.verdict.as_str())
        .attr("data-panel-objective", at.to_string())
        .child(el("td").child(verdict(o.verdict)))
        .child(el("th").attr("scope", "row").child(link).children(why))
        .child(classed("td", "n measured").child(dashed(words::measured(o))))
        .child(classed("td", "n").child(words::target(o)))
        .child(classed("td", "n wide").child(dashed(words::distance(o))))
        .child(classed("td", "wide").child(spans))
}

/// A value that is not there has the same sign in every column.
fn dashed(text: String) -> String {
    if text == "-" { "–".to_owned() } else { text }
}
