//! Requests of `setup()` and `teardown()`, which k6 counts as it counts those of the load: pointed out where they decide a
//! percentile or an objective.

use super::Known;
use crate::report::Consequence::{Notable, Serious};
use crate::report::Finding;
use crate::report::assemble::Rows;
use crate::report::assemble::active::is_lifecycle_group;
use sloscope_model::format;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};
use sloscope_model::stats::percentiles;
use sloscope_objectives::Expression;

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
    let flipped = known.objectives.iter().find_map(|o| {
        let (series, stat) = (&o.objective.series, o.stat?);
        let expression = Expression::parse(&o.objective.expression).ok()?;
        let (with, without) = both(&rows, series, stat, &outside)?;
        (expression.holds(with) != expression.holds(without)).then_some((series.clone(), stat, with, without, true))
    });
    let found = flipped.or_else(|| {
        let series = Series::metric(REQUESTS);
        [Stat::P(95.0), Stat::P(99.0)].into_iter().find_map(|stat| {
            let (with, without) = both(&rows, &series, stat, &outside)?;
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

/// A percentile of a series with and without the tag sets of set-up and tear-down; `None` if it has none of them.
fn both(rows: &Rows, series: &Series, stat: Stat, outside: &[bool]) -> Option<(f64, f64)> {
    let p = match stat {
        Stat::P(p) => p,
        Stat::Med => 50.0,
        Stat::Max => 100.0,
        _ => return None,
    };
    if !series.metric.starts_with("http_req_") || series.metric == "http_req_failed" {
        return None;
    }
    let all = rows.select(series)?;
    let mut with = all.values();
    let mask: Vec<bool> = rows.store.tags.matching(&series.tags).iter().zip(outside).map(|(a, b)| *a && *b).collect();
    let mut without = rows.of_tag_sets(all.column, mask).values();
    if with.len() == without.len() {
        return None;
    }
    let found = |values: &mut Vec<f64>| percentiles(values, &[p]).first().copied();
    found(&mut with).zip(found(&mut without))
}
