//! Requests of `setup()` and `teardown()`, which k6 counts as it counts those of the load: pointed out where they decide a
//! percentile or an objective.

use sloscope_model::format;
use sloscope_model::order::sort_short;
use sloscope_model::places::Places;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};
use sloscope_model::stats::percentiles;
use sloscope_objectives::Expression;

use super::Known;
use crate::report::Consequence::{Notable, Serious};
use crate::report::Finding;
use crate::report::assemble::Rows;
use crate::report::assemble::active::is_lifecycle_group;
use crate::slo::ObjectiveResult;

const REQUESTS: &str = "http_req_duration";
/// A percentile is decided by them if it moves by this part of what it is without them, and by so many ms.
const MOVES: f64 = 0.1;
const LEAST_MS: f64 = 1.0;

pub fn all(known: &Known) -> Vec<Finding> {
    decide(known).into_iter().collect()
}

fn decide(known: &Known) -> Option<Finding> {
    let rows = known.build.rows?;
    let tags = &rows.store.tags;
    let column = rows.store.by_name(REQUESTS)?;
    let mut groups: Vec<&str> = Vec::new();
    let (mut outside, mut number) = (vec![true; tags.len()], 0);
    for (set, n) in rows.of_column(column, &[]).seen() {
        let Some(group) = tags.get(set, "group").filter(|group| is_lifecycle_group(group)) else { continue };
        outside[set.0 as usize] = false;
        number += n;
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    if groups.is_empty() {
        return None;
    }
    let found = flipped(known, &rows, &outside).or_else(|| {
        let series = Series::metric(REQUESTS);
        let both = both(&rows, &series, &[95.0, 99.0], &outside)?;
        [Stat::P(95.0), Stat::P(99.0)].into_iter().zip(both).find_map(|(stat, (with, without))| {
            let apart = (with - without).abs();
            (apart > MOVES * without && apart > LEAST_MS).then(|| (series.clone(), stat, with, without, false))
        })
    });
    let (series, stat, with, without, flips) = found?;
    let filter: Vec<String> = groups.iter().map(|group| format!("group!={group}")).collect();
    let of = match (groups.iter().any(|g| g.starts_with("::setup")), groups.iter().any(|g| g.starts_with("::teardown")))
    {
        (true, false) => "set-up",
        (false, true) => "tear-down",
        _ => "set-up and tear-down",
    };
    let them = if number == 1 { "it" } else { "them" };
    let title = format!(
        "{} of {of} {} {stat} of {series}{}: {} with {}, {} without.",
        format::counted(number, "request"),
        if number == 1 { "decides" } else { "decide" },
        if flips { ", and an objective on it" } else { "" },
        format::value(with, Unit::Millis),
        them,
        format::value(without, Unit::Millis)
    );
    let next = format!(
        "k6 counts {} like any other: leave {} out by the filter {}, or put the objective on a scenario.",
        them,
        them,
        filter.join(", ")
    );
    let level = if flips { Serious } else { Notable };
    Some(
        Finding::new("setup-decides", level, title, &next)
            .with_series(&format!("{stat} with {them}"), series, stat, with, Unit::Millis)
            .with(&format!("{stat} without {them}"), without, Unit::Millis)
            .with("requests of set-up and tear-down", number as f64, Unit::Count),
    )
}

/// The first objective that the requests of set-up and tear-down decide. The samples of a series are looked at once.
fn flipped(known: &Known, rows: &Rows, outside: &[bool]) -> Option<(Series, Stat, f64, f64, bool)> {
    let (mut places, mut groups): (Places, Vec<Vec<(f64, usize)>>) = (Places::default(), Vec::new());
    for (at, objective) in known.objectives.iter().enumerate() {
        let Some(p) = percentile(objective) else { continue };
        let (group, is_new) = places.place(&objective.objective.series.key());
        if is_new {
            groups.push(Vec::new());
        }
        groups[group].push((p, at));
    }
    let mut first: Option<(usize, (f64, f64))> = None;
    for group in &mut groups {
        sort_short(group, |a, b| a.0.total_cmp(&b.0));
        let wanted: Vec<f64> = group.iter().map(|(p, _)| *p).collect();
        let Some(both) = both(rows, &known.objectives[group[0].1].objective.series, &wanted, outside) else { continue };
        for ((_, at), (with, without)) in group.iter().zip(both) {
            let expression = Expression::parse(&known.objectives[*at].objective.expression).ok();
            let flips = expression.is_some_and(|e| e.holds(with) != e.holds(without));
            if flips && first.is_none_or(|(before, _)| *at < before) {
                first = Some((*at, (with, without)));
            }
        }
    }
    let (at, (with, without)) = first?;
    let objective = &known.objectives[at];
    Some((objective.objective.series.clone(), objective.stat?, with, without, true))
}

/// The percentile of request times that an objective is about.
fn percentile(objective: &ObjectiveResult) -> Option<f64> {
    let metric = &objective.objective.series.metric;
    let p = match objective.stat? {
        Stat::P(p) => p,
        Stat::Med => 50.0,
        Stat::Max => 100.0,
        _ => return None,
    };
    (metric.starts_with("http_req_") && metric != "http_req_failed").then_some(p)
}

/// Percentiles of a series, in ascending order, with and without the tag sets of set-up and tear-down; `None` if it has
/// none of them.
fn both(rows: &Rows, series: &Series, wanted: &[f64], outside: &[bool]) -> Option<Vec<(f64, f64)>> {
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for sample in rows.select(series)?.samples() {
        with.push(sample.value);
        if outside[sample.tag_set.0 as usize] {
            without.push(sample.value);
        }
    }
    if with.len() == without.len() {
        return None;
    }
    Some(percentiles(&mut with, wanted).into_iter().zip(percentiles(&mut without, wanted)).collect())
}
