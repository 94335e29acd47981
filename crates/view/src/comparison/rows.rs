//! The rows in groups: those with a limit first, then what is looked at and not tested, metric by metric; the rest is
//! folded. Each group has one scale.

use std::sync::Arc;

use sloscope_core::compare::{Comparison, Design, Row, words};
use sloscope_core::format;
use sloscope_core::metric::MetricType;
use sloscope_core::stat::Unit;

use super::card::{known, sign};
use super::interval::{As, Scale, drawn_as, runs};
use crate::disclosure::disclosure;
use crate::element::{Element, classed, el};
use crate::figures::{Of, absent_because, marked, number_cell, shown};
use crate::list::List;
use crate::name::{name, prose};
use crate::sections::{hint, section};
use crate::state::Disclosure;
use crate::table::{Column, cell, data_frame, head, labelled, numbers, row_head, words as column};

/// Rows under one heading, on one scale.
struct Group {
    title: String,
    note: &'static str,
    /// Places of the rows in the comparison, each with its name in this group.
    rows: Vec<(usize, String)>,
}

/// The section.
pub fn rows(shown: &Arc<Comparison>) -> Element {
    let mut groups = limits(shown);
    groups.extend(looked_at(shown, true));
    let bodies = groups.iter().map(|group| body(shown, group));
    let columns = columns(shown);
    let table = el("table").child(head(&columns)).children(bodies);
    section("rows", "Metrics")
        .child(hint(words::scale_note(shown)))
        .child(data_frame("Metrics of baseline and candidate".into(), &columns, table))
        .children(others(shown))
}

/// Endpoints by what got slower for certain; none where they are not compared.
pub fn endpoints(shown: &Arc<Comparison>) -> Option<Element> {
    let found: Vec<(usize, String)> =
        (0..).zip(&shown.rows).filter(|(_, row)| is_endpoint(row)).map(|(at, row)| (at, tag(row))).collect();
    let (first, _) = found.first()?;
    let title = words::title(&shown.rows[*first]);
    let of = title.split(", name ").next().unwrap_or_default().to_owned();
    let group = Group { title: of, note: "", rows: found };
    let mut columns = columns(shown);
    columns[0] = column("Endpoint");
    let table = el("table").child(head(&columns)).child(body(shown, &group));
    let part = section("endpoints", "What got slower most")
        .child(hint("Endpoints that both sides asked for, ordered by the change that is certain: the lower end of the interval. Looked at, not tested."))
        .child(data_frame("Endpoints of baseline and candidate".into(), &columns, table));
    Some(part)
}

fn is_endpoint(row: &Row) -> bool {
    row.gate.is_none() && !row.series.tags.is_empty()
}

fn tag(row: &Row) -> String {
    row.series.tags.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ")
}

fn has_runs(shown: &Comparison) -> bool {
    shown.design != Design::OneRun
}

fn columns(shown: &Comparison) -> Vec<Column> {
    let mut columns = vec![
        column("Metric"),
        numbers("Baseline"),
        numbers("Candidate"),
        numbers("Change"),
        column("Against what matters"),
        numbers("95 % interval"),
        column("Verdict"),
    ];
    let of = if shown.design == Design::Blocks { "Blocks" } else { "Runs" };
    columns.extend(has_runs(shown).then(|| column(of)));
    columns
}

/// What is gated: times and rates, then shares, whose differences are points.
fn limits(shown: &Comparison) -> Vec<Group> {
    let gated = |points: bool| -> Vec<(usize, String)> {
        let of = (0..).zip(&shown.rows).filter(|(_, row)| row.gate.is_some());
        let of = of.filter(|(_, row)| (drawn_as(row) == Some(As::Points)) == points);
        of.map(|(at, row)| (at, words::title(row))).collect()
    };
    let groups = [("Limits", gated(false)), ("Limits on shares", gated(true))];
    let groups = groups.into_iter().filter(|(_, rows)| !rows.is_empty());
    // One run a side tests nothing.
    let note = if shown.design == Design::OneRun { "" } else { "tested" };
    groups.map(|(title, rows)| Group { title: title.to_owned(), note, rows }).collect()
}

const NOT_TESTED: &str = "looked at, not tested";

/// What is not gated: of the metrics that tell most, or of the others.
fn looked_at(shown: &Comparison, main: bool) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, row) in shown.rows.iter().enumerate() {
        if row.gate.is_some() || is_endpoint(row) || words::is_main(row) != main {
            continue;
        }
        let title = words::title(row);
        let (group, label) = match (row.kind, title.split_once(" of ")) {
            (MetricType::Trend, Some((stat, metric))) => (format::capitalised(metric), stat.to_owned()),
            _ if row.unit == Unit::Fraction => ("Shares".to_owned(), title),
            _ => ("Rates".to_owned(), title),
        };
        match groups.iter_mut().find(|of| of.title == group) {
            Some(of) => of.rows.push((at, label)),
            None => groups.push(Group { title: group, note: NOT_TESTED, rows: vec![(at, label)] }),
        }
    }
    groups
}

fn scale(shown: &Comparison, group: &Group) -> Option<Scale> {
    Scale::of(group.rows.iter().map(|(at, _)| &shown.rows[*at]))
}

fn body(shown: &Comparison, group: &Group) -> Element {
    let scale = scale(shown, group);
    let rows = group.rows.iter().flat_map(|(at, label)| {
        let of = &shown.rows[*at];
        [Some(row(shown, of, label, scale.as_ref())), sentence(shown, of)]
    });
    let rows = rows.flatten();
    let body = labelled(el("tbody").children(rows), &columns(shown));
    // Before the rows, and not labelled as one.
    let all = el("tbody").key(group.title.clone()).child(heading(shown, group, scale.as_ref()));
    body.into_parts().children.into_iter().fold(all, Element::with_child)
}

/// The name of a group, and its scale above the drawings.
fn heading(shown: &Comparison, group: &Group, scale: Option<&Scale>) -> Element {
    let name = classed("th", "group").attr("colspan", "4").attr("scope", "rowgroup").child(name(&group.title));
    let note = (!group.note.is_empty()).then(|| el("small").child(group.note));
    let rest = if has_runs(shown) { "3" } else { "2" };
    el("tr")
        .child(name.children(note.map(|note| el("span").child(" ").child(note))))
        .child(classed("td", "group axis-place").attr("colspan", "1").children(scale.map(Scale::axis)))
        .child(classed("td", "group").attr("colspan", rest))
}

fn row(shown_of: &Comparison, row: &Row, label: &str, scale: Option<&Scale>) -> Element {
    let series = row.series.to_string();
    let of = Of { series: &series, stat: row.stat };
    let [first, second] = row.middles();
    let value =
        |value: Option<f64>| shown(marked(number_cell(), of, value), value.map(|value| format::value(value, row.unit)));
    let head = prose(row_head(), label);
    let limit = row.gate.as_ref().map(|gate| {
        let text = format!("Limit {}: {}", gate.limit, words::outcome(gate.outcome));
        prose(classed("small", "note"), &text)
    });
    let is = known(row);
    let line = el("tr")
        .key(format!("{series} {}", row.stat))
        .attr("data-is", is.as_str())
        .attr("data-row", series.clone())
        .child(head.children(limit))
        .child(value(first))
        .child(value(second))
        .child(change(row))
        .child(classed("td", "interval-cell").children(scale.map(|scale| scale.drawn(row))))
        .child(interval(row))
        .child(cell(verdict(row)));
    line.children(has_runs(shown_of).then(|| classed("td", "strip-cell").child(runs(row))))
}

/// What is said of a row with a limit, over the whole width under it.
fn sentence(shown: &Comparison, row: &Row) -> Option<Element> {
    row.gate.as_ref()?;
    let why = row.why.as_ref().map(|why| format!(" {why}")).unwrap_or_default();
    let text = prose(el("td"), &format!("{}.{why}", row.sentence));
    let columns = columns(shown).len();
    Some(classed("tr", "note-line").child(text.attr("colspan", columns.to_string())))
}

/// As a share of the baseline, and in the unit of the row.
fn change(row: &Row) -> Element {
    let Some(found) = row.difference else {
        return number_cell().attr("data-absent", "").child(absent_because("a side has no number of it"));
    };
    let absolute = words::signed(found.absolute, row.unit);
    let cell = number_cell().attr("data-value", found.absolute.to_string());
    match found.relative.filter(|_| row.unit != Unit::Fraction) {
        Some(share) => cell.child(words::relative(share)).child(classed("small", "note").child(absolute)),
        None => cell.child(absolute),
    }
}

fn interval(row: &Row) -> Element {
    let found = row.difference.and_then(|found| Some((found, words::interval(&found, row.unit)?)));
    let Some((found, absolute)) = found else {
        return number_cell().attr("data-absent", "").child(absent_because("nothing bounds the difference"));
    };
    let cell = number_cell();
    match words::relative_interval(&found).filter(|_| row.unit != Unit::Fraction) {
        Some(relative) => cell.child(relative).child(classed("small", "note").child(absolute)),
        None => cell.child(absolute),
    }
}

/// The word with its sign; of one run a side it is said of what.
fn verdict(row: &Row) -> Element {
    let is = known(row);
    let word = classed("span", "verdict")
        .attr("data-is", is.as_str())
        .child(classed("span", "verdict-icon").attr("aria-hidden", "true").child(sign(is)))
        .child(is.shown());
    match row.of_these_runs {
        Some(_) => el("div").child(word).child(classed("small", "note").child("these two runs")),
        None => word,
    }
}

/// Metrics that tell less: of any number, folded.
fn others(shown: &Arc<Comparison>) -> Option<Element> {
    let groups = looked_at(shown, false);
    let rows: Vec<(usize, usize)> =
        groups.iter().enumerate().flat_map(|(at, group)| (0..group.rows.len()).map(move |row| (at, row))).collect();
    if rows.is_empty() {
        return None;
    }
    let groups: Arc<Vec<Group>> = Arc::new(groups);
    let rows: Arc<Vec<(usize, usize)>> = Arc::new(rows);
    let title = format!("{} of other metrics, looked at, not tested", format::counted(rows.len() as u64, "row"));
    let of = Arc::clone(shown);
    let others = Disclosure::new("other metrics".to_owned()).by_hand_only();
    Some(disclosure(others, title, move |_| {
        let list = List::table("Other metrics of baseline and candidate", "rows", &columns(&of), rows.len());
        let (texts, searched) = (Arc::clone(&groups), Arc::clone(&rows));
        let (drawn, groups, rows) = (Arc::clone(&of), Arc::clone(&groups), Arc::clone(&rows));
        list.of(
            move || {
                let text =
                    |(group, row): &(usize, usize)| format!("{} {}", texts[*group].title, texts[*group].rows[*row].1);
                searched.iter().map(text).collect()
            },
            move |places, mut body| {
                let mut above = None;
                for (group, at) in places.iter().map(|place| rows[*place]) {
                    let of = &groups[group];
                    let scale = scale(&drawn, of);
                    if above.replace(group) != Some(group) {
                        body = body.child(heading(&drawn, of, scale.as_ref()));
                    }
                    let (place, label) = &of.rows[at];
                    body = body.child(row(&drawn, &drawn.rows[*place], label, scale.as_ref()));
                }
                body
            },
        )
    }))
}
