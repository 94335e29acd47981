//! The charts of the report, on one axis of time where they have one. They follow the window and the filters.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::chart::{ChartAsk, ChartKind, TREND_STATS, series_stat};
use sloscope_core::metric::{Contains, MetricType};
use sloscope_core::report::{MeasuredFrom, MetricSummary, TagValues, words};
use sloscope_core::series::Series;
use sloscope_core::stat::Unit;
use sloscope_page_state::USUAL_METRIC;
use sloscope_view::figure::figure;
use sloscope_view::sections::{hint, section};

use super::Page;
use crate::components::button::button;
use crate::components::charts::{Board, watch};
use crate::components::choice::Choice;
use crate::components::element::{Element, Part, classed, dynamic, el};
use crate::components::name::name as cut;
use crate::platform::effect::effect;

/// All charts of the page, that of the brush included, by name.
pub fn watched(board: Board) {
    let all = ChartKind::ALL.into_iter().chain([ChartKind::Brush, ChartKind::Series]);
    watch(board, all.collect());
}

pub fn charts(page: Page, board: Board) -> Part {
    let there = Memo::new(move |_| page.report.with(|report| report.has_samples()));
    // Without samples the timeline above says why nothing is drawn.
    dynamic(move || {
        match there.get() {
        true => section("charts", "Charts").child(
            classed("div", "charts")
                .child(hint("Drag over a chart of time to show only that part; double-click or press Escape for the whole run. Every table and verdict follows."))
                .children(ChartKind::FURTHER.map(figure))
                .child(chosen(page, board)),
        ),
        false => el("div"),
    }
    })
}

/// What there is to choose from.
#[derive(PartialEq)]
struct Known {
    metrics: Arc<[String]>,
    /// What each of them is of.
    kinds: Vec<(MetricType, Contains)>,
    keys: Arc<[String]>,
    tags: Vec<TagValues>,
}

impl Known {
    fn unit(&self, ask: &ChartAsk, metric: &str) -> Option<Unit> {
        let at = self.metrics.iter().position(|known| known == metric)?;
        let (kind, contains) = self.kinds[at];
        Some(series_stat(kind, contains, ask.stat).1)
    }

    /// Why a metric cannot be drawn beside others: it has another unit.
    fn other_unit(&self, ask: &ChartAsk, metric: &str, others: &[Series]) -> Option<String> {
        let other = others.iter().find(|other| self.unit(ask, &other.metric) != self.unit(ask, metric))?;
        Some(format!(
            "{metric} was not added: its unit differs from that of {}, and a chart has one unit. Remove that metric first.",
            other.metric
        ))
    }
}

const SPLIT_ALONE: &str =
    "A chart that is split by a tag shows one metric. Remove the other metrics, or choose “nothing” for the split.";

/// The choice of a statistic, where there is a trend to choose it for.
fn stat_choice(board: Board, now: &ChartAsk, known: &Known) -> Option<Element> {
    let is_trend = |series: &Series| {
        let at = known.metrics.iter().position(|metric| *metric == series.metric);
        at.is_some_and(|at| known.kinds[at].0 == MetricType::Trend)
    };
    now.series.iter().any(is_trend).then(|| {
        let names: Vec<String> = TREND_STATS.iter().map(|stat| words::stat_short(*stat)).collect();
        let chosen = words::stat_short(now.stat.unwrap_or(TREND_STATS[0]));
        let choice = Choice { now: chosen, ..Choice::new("chart-stat", "statistic", "statistics", names.into()) };
        choice.of(move |name| {
            let stat = TREND_STATS.into_iter().find(|stat| words::stat_short(*stat) == name);
            choose(board, |ask| ask.stat = stat);
        })
    })
}

/// Changes what the chart is of; the address follows.
fn choose(board: Board, change: impl FnOnce(&mut ChartAsk)) {
    board.chosen.update(change);
    board.session.settle_address();
}

/// The chart of any metrics, with the choice of them.
fn chosen(page: Page, board: Board) -> Element {
    // Drawn anew only when a run with other metrics or tags is opened.
    let known = Memo::new(move |_| {
        page.report.with(|report| {
            let of_samples = |m: &&MetricSummary| m.series.tags.is_empty() && m.from == MeasuredFrom::Samples;
            let metrics = || report.metrics.iter().filter(of_samples);
            Arc::new(Known {
                metrics: metrics().map(|m| m.series.metric.clone()).collect(),
                kinds: metrics().map(|m| (m.kind, m.contains)).collect(),
                keys: report.tags.iter().map(|tag| tag.key.clone()).collect(),
                tags: report.tags.clone(),
            })
        })
    });
    let refused = RwSignal::new(None::<String>);
    // What was refused is shown until something else is chosen.
    effect(move || {
        board.chosen.track();
        if refused.with_untracked(Option::is_some) {
            refused.set(None);
        }
    });
    let choice = dynamic(move || {
        let known = known.get();
        let metrics = &known.metrics;
        let first = metrics.iter().find(|m| *m == USUAL_METRIC).or(metrics.first()).cloned();
        if board.chosen.with_untracked(|ask| ask.series.iter().all(|s| !metrics.contains(&s.metric))) {
            board.chosen.update(|ask| {
                (ask.series, ask.split) = (first.iter().map(|name| Series::metric(name.clone())).collect(), None);
            });
        }
        let now = board.chosen.get();
        let stat = stat_choice(board, &now, &known);
        let note = hint(refused.get().unwrap_or_default()).attr("role", "status").attr("data-field", "chart-note");
        let metric = |field, label: &'static str| Choice::new(field, label, "metrics", metrics.clone());
        let one = Choice {
            now: now.series.first().map(|s| s.metric.clone()).unwrap_or_default(),
            ..metric("chart-metric", "Metric")
        };
        let units = Arc::clone(&known);
        // The others stay, or the choice is refused.
        let one = one.of(move |name| {
            let others = board.chosen.with_untracked(|ask| ask.series.get(1..).unwrap_or_default().to_vec());
            match board.chosen.with_untracked(|ask| units.other_unit(ask, &name, &others)) {
                Some(why) => refused.set(Some(why)),
                None => choose(board, |ask| {
                    ask.series = others;
                    ask.series.retain(|other| *other != Series::metric(name.clone()));
                    ask.series.insert(0, Series::metric(name));
                }),
            }
        });
        let split = Choice {
            none: Some("nothing"),
            now: now.split.clone().unwrap_or_default(),
            ..Choice::new("chart-split", "split by", "tags", known.keys.clone())
        };
        let split = split.of(move |key| {
            if !key.is_empty() && board.chosen.with_untracked(|ask| ask.series.len() > 1) {
                return refused.set(Some(SPLIT_ALONE.to_owned()));
            }
            choose(board, |ask| ask.split = (!key.is_empty()).then_some(key));
        });
        let with = tagged(board, &now, &known);
        let more = Choice { none: Some("nothing else"), ..metric("chart-add", "together with") };
        let units = Arc::clone(&known);
        let more = more.of(move |name| {
            let series = Series::metric(name);
            if series.metric.is_empty() || board.chosen.with_untracked(|ask| ask.series.contains(&series)) {
                return;
            }
            let why = board.chosen.with_untracked(|ask| match ask.split {
                Some(_) => Some(SPLIT_ALONE.to_owned()),
                None => units.other_unit(ask, &series.metric, &ask.series),
            });
            match why {
                Some(why) => refused.set(Some(why)),
                None => choose(board, |ask| ask.series.push(series)),
            }
        });
        let others = now.series.iter().enumerate().skip(1).map(|(at, series)| {
            let off = button("chart-remove", "×", move || choose(board, |ask| drop(ask.series.remove(at))));
            let name = series.to_string();
            el("li").child(cut(&name)).child(off.attr("aria-label", format!("Remove {name}")))
        });
        let others: Vec<Element> = others.collect();
        let others =
            (!others.is_empty()).then(|| classed("ul", "chips").attr("aria-label", "Further series").children(others));
        classed("div", "chart-choice")
            .child(one)
            .children(stat)
            .children(with)
            .child(split)
            .child(more)
            .children(others)
            .child(note)
    });
    classed("div", "stack").child(choice).child(figure(ChartKind::Series))
}

/// The choice of a tag and its value: the series that was chosen last is of those samples alone.
fn tagged(board: Board, now: &ChartAsk, known: &Arc<Known>) -> [Element; 2] {
    let set = move |tags: Vec<(String, String)>| {
        choose(board, |ask| {
            if let Some(last) = ask.series.last_mut() {
                last.tags = tags;
            }
        });
    };
    let (key, value) = now.series.last().and_then(|series| series.tags.first()).cloned().unwrap_or_default();
    let keys = Choice {
        none: Some("any"),
        now: key.clone(),
        ..Choice::new("chart-tag", "with the tag", "tags", known.keys.clone())
    };
    let first = Arc::clone(known);
    let of = keys.of(move |key| {
        let found = first.tags.iter().find(|tag| tag.key == key);
        set(found.and_then(|tag| Some((key, tag.values.first()?.clone()))).into_iter().collect());
    });
    let Some(tag) = known.tags.iter().find(|tag| tag.key == key) else { return [of, el("span")] };
    let values = Choice {
        now: value,
        left_out: tag.left_out,
        blank: words::NO_VALUE,
        ..Choice::new("chart-value", "is", "values", tag.values.clone().into())
    };
    [of, values.of(move |value| set(vec![(key.clone(), value)]))]
}
