//! Failed requests over time, by what k6 says of the failure: error code, else HTTP status.

use sloscope_model::error_codes::explain;
use sloscope_model::format;
use sloscope_model::order::sort_short;
use sloscope_model::places::Places;
use sloscope_model::series::Series;
use sloscope_model::stat::Unit;
use sloscope_store::TagSetId;

use super::{Canvas, per_second, per_span};
use crate::chart::{Chart, Shape, Trace};
use crate::report::assemble::rows::Rows;

/// So many kinds are told apart; the rest is one.
const KINDS: usize = 7;
const CLASSES: [&str; 8] = ["a9", "a2", "a4", "a5", "a1", "a3", "a6", "a8"];

pub fn draw(canvas: &Canvas, rows: Rows, chart: &mut Chart) -> Option<()> {
    let Some(selected) = rows.select(&Series::metric("http_req_failed")) else {
        chart.absent = Some("The samples do not say which requests failed: they have no http_req_failed.".to_owned());
        return None;
    };
    let tags = &rows.store.tags;
    // As k6 counts: any value but 0 is a failure, and one.
    let mut by_set = vec![0.0; tags.len()];
    selected.each_by_zero(false, &mut |_, set| by_set[set.0 as usize] += 1.0);
    let (mut kinds, mut places): (Vec<(String, f64)>, _) = (Vec::new(), Places::default());
    let mut kind_of: Vec<Option<usize>> = vec![None; tags.len()];
    for (id, failed) in by_set.iter().enumerate().filter(|(_, failed)| **failed > 0.0) {
        let set = TagSetId(u32::try_from(id).ok()?);
        let name = name(tags.get(set, "error_code"), tags.get(set, "status"));
        let (at, is_new) = places.place(&name);
        if is_new {
            kinds.push((name, 0.0));
        }
        kinds[at].1 += failed;
        kind_of[id] = Some(at);
    }
    let requests = selected.count();
    if requests == 0 {
        return None;
    }
    let failed: f64 = kinds.iter().map(|k| k.1).sum();
    if kinds.is_empty() {
        return none_failed(canvas, requests, chart);
    }
    let mut order: Vec<usize> = (0..kinds.len()).collect();
    sort_short(&mut order, |a, b| kinds[*b].1.total_cmp(&kinds[*a].1));
    let groups = order.len().min(KINDS + 1);
    let mut rank = vec![groups - 1; kinds.len()];
    order.iter().take(groups).enumerate().for_each(|(place, kind)| rank[*kind] = place);
    let group_of: Vec<usize> = kind_of.iter().map(|kind| kind.map_or(usize::MAX, |kind| rank[kind])).collect();
    let grid = canvas.grid(requests, 100)?;
    let (start, length, number) = grid.spans();
    let mut found = vec![(0, 0.0); groups * number];
    selected.each_by_zero(false, &mut |time, set| {
        let span = usize::try_from((time - start) / length).unwrap_or(0).min(number - 1);
        found[group_of[set.0 as usize] * number + span].1 += 1.0;
    });
    let mut course = canvas.course(&grid, Unit::PerSecond);
    for (group, class) in (0..groups).zip(CLASSES) {
        let rest = group == KINDS && order.len() > groups;
        let label = if rest { "other".to_owned() } else { kinds[order[group]].0.clone() };
        let values = per_second(&found[group * grid.number..(group + 1) * grid.number], &grid);
        course.traces.push(Trace { class, label, unit: Unit::PerSecond, shape: Shape::Stacked, values });
    }
    let first = (0..grid.number).find(|at| (0..groups).any(|g| found[g * grid.number + at].1 > 0.0)).unwrap_or(0);
    let share = format::value(failed / requests as f64, Unit::Fraction);
    let when = format::moment(course.edges_ms[first]);
    let what = format::counted(failed as u64, "request");
    chart.title = format!("{what} failed ({share}), the first at {when}");
    chart.subtitle = format!("failed requests per second, {}", per_span(&grid));
    course.draw(chart);
    Some(())
}

/// A line at 0: it is known that none failed.
fn none_failed(canvas: &Canvas, requests: u64, chart: &mut Chart) -> Option<()> {
    let grid = canvas.grid(requests, 100)?;
    let mut course = canvas.course(&grid, Unit::PerSecond);
    let (label, values) = ("failed requests".to_owned(), vec![Some(0.0); grid.number]);
    course.traces.push(Trace { class: "s1", label, unit: Unit::PerSecond, shape: Shape::Line, values });
    chart.title = format!("None of {} failed", format::counted(requests, "request"));
    chart.subtitle = format!("failed requests per second, {}", per_span(&grid));
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
