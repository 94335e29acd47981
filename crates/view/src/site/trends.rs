//! Trends as charts, each with its numbers behind it.

use std::sync::Arc;

use sloscope_core::chart::Chart;
use sloscope_core::format;
use sloscope_core::site::{Figure, Trend};

use super::{Site, run_href};
use crate::element::{Element, classed, el};
use crate::figures::{self, hidden, number_cell, shown, valued};
use crate::name::prose;
use crate::scene::{drawing, key};
use crate::sections::{hint, section};
use crate::table::{cell, numbers, row_head, table, words};

/// Near to what a column of a page has, so that texts are little smaller or larger than they should be.
const SIZE: (u16, u16) = (380, 170);
/// More are not drawn: those that are kept worst are first.
const MOST: usize = 60;
/// So many of those that no run has a value of are named.
const NAMED: usize = 10;

/// The section; `None` without a run whose time is known.
pub fn section_of(site: &Site, trends: &[Trend]) -> Option<Element> {
    let first = trends.first().filter(|trend| !trend.runs.is_empty())?;
    let what = match first.is_objective {
        true => {
            "Each objective from run to run, in the order of time. A vertical line marks a change that chance seldom makes: worse, or better."
        }
        false => {
            "No run states an objective: these are the figures from run to run. A vertical line marks a change that chance seldom makes."
        }
    };
    let (known, unknown): (Vec<&Trend>, Vec<&Trend>) = trends.iter().partition(|trend| trend.known() > 0);
    // The same for all is said once.
    let few = known.first().and_then(|trend| trend.too_few());
    let few = few.filter(|few| known.iter().all(|trend| trend.too_few().as_ref() == Some(few)));
    let charts = known.iter().take(MOST).enumerate().map(|(at, trend)| figure(site, at, trend, few.is_none()));
    let left_out = known.len().saturating_sub(MOST);
    Some(
        section("trends", "Trends")
            .child(hint(what))
            .children(few.clone().map(|few| hint(few).attr("data-few", "")))
            .child(classed("div", "site-trends").children(charts))
            .children((left_out > 0).then(|| {
                hint(format!("{} more: they are in data/index.json.", format::counted(left_out as u64, "objective")))
            }))
            .children((!unknown.is_empty()).then(|| hint(without_value(&unknown)).attr("data-absent", ""))),
    )
}

/// `No run has a value of 3 objectives: a, b, c.`
fn without_value(trends: &[&Trend]) -> String {
    let names: Vec<&str> = trends.iter().take(NAMED).map(|trend| trend.name.as_str()).collect();
    let more = if trends.len() > NAMED { ", and others" } else { "" };
    let thing = if trends.iter().any(|trend| trend.is_objective) { "objective" } else { "figure" };
    format!("No run has a value of {}: {}{more}.", format::counted(trends.len() as u64, thing), names.join(", "))
}

fn figure(site: &Site, at: usize, trend: &Trend, says_few: bool) -> Element {
    let chart = Arc::new(trend.chart(site.runs, SIZE));
    let keys = chart.keys.iter().map(|k| key(&k.class, &k.label));
    let head = classed("figcaption", "chart-head")
        .child(prose(el("h3"), &chart.title))
        .child(classed("p", "chart-unit").child(chart.unit.clone()))
        .child(classed("ul", "keys").children(keys));
    let figure = classed("figure", "chart").attr("data-trend", trend.name.clone()).child(head);
    let few = trend.too_few().filter(|_| says_few);
    figure
        .child(picture(at, &chart))
        .children(few.map(hint))
        .child(el("details").child(el("summary").child("Table")).child(numbers_of(site, trend)))
}

fn picture(at: usize, chart: &Chart) -> Element {
    let words = format!("trend-{at}-text");
    let plot = classed("div", "chart-plot")
        .attr("role", "img")
        .attr("aria-label", chart.title.clone())
        .attr("aria-describedby", words.clone())
        .child(drawing(&chart.scene).attr("preserveAspectRatio", "xMidYMid meet"));
    classed("div", "chart-body").child(plot).child(hidden(chart.description.clone()).attr("id", words))
}

fn numbers_of(site: &Site, trend: &Trend) -> Element {
    let columns = [words("Run"), numbers("Value"), numbers("Limit"), words("Verdict")];
    let each = trend.runs.iter().zip(&trend.figures).enumerate();
    let row = |(place, (at, figure)): (usize, (&usize, &Option<Figure>))| {
        let run = &site.runs[*at];
        let change = trend.changes.iter().find(|change| change.at == place);
        let name = el("a").attr("href", run_href("", run)).child(crate::name::label(&run.name));
        let head = row_head().child(name).child(classed("small", "note").child(run.day()));
        let head = head.children(change.map(|change| {
            classed("small", "note")
                .attr("data-sense", change.sense.word())
                .child(format!("{} since this run", change.sense.word()))
        }));
        let Some(figure) = figure else {
            let absent = || figures::absent_because("this run does not state it");
            return el("tr")
                .child(head)
                .child(number_cell().attr("data-absent", "").child(absent()))
                .child(number_cell().child(absent()))
                .child(cell("not stated"));
        };
        let text = Some(figure.shown.clone()).filter(|text| text != "–");
        let limit = figure.limit.zip(figure.unit).zip(figure.operator.as_deref());
        let limit = limit.map(|((limit, unit), operator)| format::limit(operator, limit, unit));
        el("tr")
            .child(head)
            .child(shown(valued(number_cell(), figure.value), text))
            .child(shown(number_cell(), limit))
            .child(cell(figures::verdict(figure.verdict)))
    };
    // The newest first, as in the table of runs.
    table(trend.name.clone(), &columns, each.rev().map(row))
}
