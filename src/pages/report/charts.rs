//! The charts of the report, on one axis of time where they have one. They follow the window and the filters.

use leptos::prelude::*;
use sloscope_core::chart::{ChartAsk, ChartKind};
use sloscope_core::report::{MeasuredFrom, MetricSummary, TagValues};
use sloscope_core::series::Series;

use super::{Page, hint, section};
use crate::components::button::button;
use crate::components::charts::{Board, figure, watch};
use crate::components::element::{Element, classed, dynamic, el};

const NO_SAMPLES: &str = "These files hold no samples, only totals: there is nothing to draw over time.";

/// All charts of the page, that of the brush included, by name.
pub fn watched(board: Board) {
    let all = ChartKind::ALL.into_iter().chain([ChartKind::Brush, ChartKind::Series]);
    watch(board, all.collect());
}

pub fn charts(page: Page, board: Board) -> Element {
    let there = Memo::new(move |_| page.report.with(|report| report.run.samples > 0));
    let body = dynamic(move || {
        match there.get() {
        true => classed("div", "charts")
            .add(hint("Drag over a chart of time to look at that span alone; double click, or Escape, shows the whole run. Every table and verdict follows."))
            .all(ChartKind::ALL.map(|kind| figure(board, kind)))
            .add(chosen(page, board)),
        false => el("div").add(hint(NO_SAMPLES)),
    }
    });
    section("charts", "Charts").view(body)
}

/// What is chosen first, if the samples have it.
const FIRST: &str = "http_req_duration";

/// The chart of any metrics, with the choice of them.
fn chosen(page: Page, board: Board) -> Element {
    // Drawn anew only when a run with other metrics or tags is opened.
    let known = Memo::new(move |_| {
        page.report.with(|report| {
            let of_samples = |m: &&MetricSummary| m.series.tags.is_empty() && m.from == MeasuredFrom::Samples;
            let metrics = report.metrics.iter().filter(of_samples).map(|m| m.series.metric.clone());
            (metrics.collect::<Vec<_>>(), report.tags.clone())
        })
    });
    let choice = dynamic(move || {
        let (metrics, tags) = known.get();
        let keys: Vec<String> = tags.iter().map(|tag| tag.key.clone()).collect();
        let first = metrics.iter().find(|m| *m == FIRST).or(metrics.first()).cloned();
        if board.chosen.with_untracked(|ask| ask.series.iter().all(|s| !metrics.contains(&s.metric))) {
            board.chosen.update(|ask| {
                (ask.series, ask.split) = (first.iter().map(|name| Series::metric(name.clone())).collect(), None);
            });
        }
        let now = board.chosen.get();
        let metric = now.series.first().map(|s| s.metric.clone()).unwrap_or_default();
        let one = select("chart-metric", "Metric", None, &metrics, &metric, move |name| {
            board.chosen.update(|ask| ask.series = vec![Series::metric(name)]);
        });
        let split = select(
            "chart-split",
            "split by",
            Some("nothing"),
            &keys,
            now.split.as_deref().unwrap_or_default(),
            move |key| {
                board.chosen.update(|ask| ask.split = (!key.is_empty()).then_some(key));
            },
        );
        let with = tagged(board, &now, &tags, &keys);
        let more = select("chart-add", "together with", Some("nothing else"), &metrics, "", move |name| {
            let series = Series::metric(name);
            board.chosen.update(|ask| {
                if !series.metric.is_empty() && !ask.series.contains(&series) {
                    ask.series.push(series);
                    ask.split = None;
                }
            });
        });
        let others = now.series.iter().enumerate().skip(1).map(|(at, series)| {
            let off = button("chart-remove", "×", move || board.chosen.update(|ask| drop(ask.series.remove(at))));
            let name = series.to_string();
            el("li").text(name.clone()).add(off.at("aria-label", format!("Remove {name}")))
        });
        let others: Vec<Element> = others.collect();
        let others =
            (!others.is_empty()).then(|| classed("ul", "chips").at("aria-label", "Further series").all(others));
        classed("div", "chart-choice").add(one).all(with).add(split).add(more).all(others)
    });
    classed("div", "stack").view(choice).add(figure(board, ChartKind::Series))
}

/// The choice of a tag and its value: the series that was chosen last is of those samples alone.
fn tagged(board: Board, now: &ChartAsk, tags: &[TagValues], keys: &[String]) -> [Element; 2] {
    let set = move |tags: Vec<(String, String)>| {
        board.chosen.update(|ask| {
            if let Some(last) = ask.series.last_mut() {
                last.tags = tags;
            }
        });
    };
    let (key, value) = now.series.last().and_then(|series| series.tags.first()).cloned().unwrap_or_default();
    let first: Vec<(String, Option<String>)> =
        tags.iter().map(|tag| (tag.key.clone(), tag.values.first().cloned())).collect();
    let of = select("chart-tag", "with the tag", Some("any"), keys, &key, move |key| {
        let found = first.iter().find(|(known, _)| *known == key);
        set(found.and_then(|(_, value)| Some((key, value.clone()?))).into_iter().collect());
    });
    let Some(tag) = tags.iter().find(|tag| tag.key == key) else { return [of, el("span")] };
    let label = match tag.left_out {
        0 => "is".to_owned(),
        rest => format!("is (of the first {} of {})", tag.values.len(), tag.values.len() as u64 + rest),
    };
    let value = select("chart-value", &label, None, &tag.values, &value, move |value| set(vec![(key.clone(), value)]));
    [of, value]
}

fn select(
    field: &'static str,
    label: &str,
    none: Option<&'static str>,
    names: &[String],
    now: &str,
    choose: impl Fn(String) + Send + 'static,
) -> Element {
    let option = |value: &str, text: &str| {
        el("option").at("value", value.to_owned()).flag("selected", value == now).text(text.to_owned())
    };
    let none = none.map(|text| option("", text));
    let list = el("select")
        .at("data-field", field)
        .value(now.to_owned())
        .all(none)
        .all(names.iter().map(|name| option(name, name)))
        .on("change", move |event| choose(event_target_value(&event)));
    el("label").text(format!("{label} ")).add(list)
}
