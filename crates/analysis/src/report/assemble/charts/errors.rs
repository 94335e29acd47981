//! Failed requests over time, by what k6 says of the failure (error code, else HTTP status), and failed checks, by their
//! names.

use sloscope_model::error_codes::explain;
use sloscope_model::format;
use sloscope_model::metric::MetricType;
use sloscope_model::order::sort_short;
use sloscope_model::places::Places;
use sloscope_model::series::Series;
use sloscope_model::stat::Unit;
use sloscope_store::{TagSetId, TagTable};

use super::{Canvas, broken, per_second, per_span};
use crate::chart::{Chart, Shape, Trace};
use crate::report::assemble::rows::{Rows, Selected};

/// So many kinds are drawn; the rest is one.
const KINDS: usize = 7;
const CLASSES: [&str; 8] = ["a9", "a2", "a4", "a5", "a1", "a3", "a6", "a8"];

/// What fails.
struct Failing {
    /// One of them: "request".
    what: &'static str,
    /// The value that says that it failed is 0.
    by_zero: bool,
    /// What kind of failure the samples of a tag set are.
    kind: fn(&TagTable, TagSetId) -> String,
}

pub fn requests(canvas: &Canvas, rows: Rows, chart: &mut Chart) -> Option<()> {
    let Some(selected) = rows.select(&Series::metric("http_req_failed")) else {
        chart.absent = Some("The samples do not say which requests failed: they have no http_req_failed.".to_owned());
        return None;
    };
    // As k6 counts: any value but 0 is a failure, and one.
    let kind = |tags: &TagTable, set| name(tags.get(set, "error_code"), tags.get(set, "status"));
    draw(canvas, rows, &selected, &Failing { what: "request", by_zero: false, kind }, chart)
}

pub fn checks(canvas: &Canvas, rows: Rows, chart: &mut Chart) -> Option<()> {
    let Some(selected) = rows.select(&Series::metric("checks")) else {
        chart.absent = Some("The samples hold no checks.".to_owned());
        return None;
    };
    let kind = |tags: &TagTable, set| tags.get(set, "check").unwrap_or("no name").to_owned();
    draw(canvas, rows, &selected, &Failing { what: "check", by_zero: true, kind }, chart)
}

fn draw(canvas: &Canvas, rows: Rows, selected: &Selected, failing: &Failing, chart: &mut Chart) -> Option<()> {
    let (tags, what) = (&rows.store.tags, failing.what);
    let mut by_set = vec![0.0; tags.len()];
    selected.each_by_zero(failing.by_zero, &mut |_, set| by_set[set.0 as usize] += 1.0);
    let (mut kinds, mut places): (Vec<(String, f64)>, _) = (Vec::new(), Places::default());
    let mut kind_of: Vec<Option<usize>> = vec![None; tags.len()];
    for (id, failed) in by_set.iter().enumerate().filter(|(_, failed)| **failed > 0.0) {
        let name = (failing.kind)(tags, TagSetId(u32::try_from(id).ok()?));
        let (at, is_new) = places.place(&name);
        if is_new {
            kinds.push((name, 0.0));
        }
        kinds[at].1 += failed;
        kind_of[id] = Some(at);
    }
    let all = selected.count();
    if all == 0 {
        return None;
    }
    let failed: f64 = kinds.iter().map(|k| k.1).sum();
    if kinds.is_empty() {
        return none_failed(canvas, all, what, chart);
    }
    let mut order: Vec<usize> = (0..kinds.len()).collect();
    sort_short(&mut order, |a, b| kinds[*b].1.total_cmp(&kinds[*a].1));
    let groups = order.len().min(KINDS + 1);
    let mut rank = vec![groups - 1; kinds.len()];
    order.iter().take(groups).enumerate().for_each(|(place, kind)| rank[*kind] = place);
    let group_of: Vec<usize> = kind_of.iter().map(|kind| kind.map_or(usize::MAX, |kind| rank[kind])).collect();
    let grid = canvas.grid(all, 100)?;
    let (start, length, number) = grid.spans();
    let mut found = vec![(0, 0.0); groups * number];
    selected.each_by_zero(failing.by_zero, &mut |time, set| {
        let span = usize::try_from((time - start) / length).unwrap_or(0).min(number - 1);
        found[group_of[set.0 as usize] * number + span].1 += 1.0;
    });
    let mut course = canvas.course(&grid, Unit::PerSecond);
    for (group, class) in (0..groups).zip(CLASSES) {
        let rest = group == KINDS && order.len() > groups;
        let label = if rest { "other".to_owned() } else { kinds[order[group]].0.clone() };
        let values = per_second(&found[group * grid.number..(group + 1) * grid.number], &grid);
        let total = (0..kinds.len()).filter(|kind| rank[*kind] == group).map(|kind| kinds[kind].1).sum();
        course.whole.push((label.clone(), total, Unit::Count));
        course.traces.push(Trace { class, label, unit: Unit::PerSecond, shape: Shape::Stacked, values });
    }
    if failing.by_zero {
        // A name can hold anything: an address, too.
        chart.values.extend(kinds.iter().map(|(name, _)| ("check".to_owned(), name.clone())));
    }
    course.broken_ms = broken(canvas, selected, MetricType::Rate, &canvas.objectives(&selected.column.name));
    let first = (0..grid.number).find(|at| (0..groups).any(|g| found[g * grid.number + at].1 > 0.0)).unwrap_or(0);
    let share = format::value(failed / all as f64, Unit::Fraction);
    let when = format::moment(course.edges_ms[first]);
    chart.title = format!("{} failed ({share}), the first at {when}", format::counted(failed as u64, what));
    chart.subtitle = format!("failed {what}s per second, {}", per_span(&grid));
    course.draw(chart);
    Some(())
}

/// It is known that none failed: a line at 0, and in a lane a line of text.
fn none_failed(canvas: &Canvas, all: u64, what: &str, chart: &mut Chart) -> Option<()> {
    chart.title = format!("None of {} failed", format::counted(all, what));
    if canvas.ask.lane {
        chart.absent = Some(format!("{}.", chart.title));
        return None;
    }
    let grid = canvas.grid(all, 100)?;
    let mut course = canvas.course(&grid, Unit::PerSecond);
    let (label, values) = (format!("failed {what}s"), vec![Some(0.0); grid.number]);
    course.traces.push(Trace { class: "s1", label, unit: Unit::PerSecond, shape: Shape::Line, values });
    chart.subtitle = format!("failed {what}s per second, {}", per_span(&grid));
    course.draw(chart);
    Some(())
}

/// The code, and the first words of what it means.
fn name(code: Option<&str>, status: Option<&str>) -> String {
    let words = explain(code, status);
    let words = words.split([':', '.', '(', ',']).next().unwrap_or_default().trim();
    match (code, status.filter(|s| *s != "0")) {
        // Codes from 1400 on are statuses, and the words begin with them.
        (Some(code), _) if !words.starts_with(|c: char| c.is_ascii_digit()) => format!("{code} {words}"),
        (None, None) => "no code".to_owned(),
        _ => words.to_owned(),
    }
}
