//! Charts: their numbers against NumPy's (tests/data/chart_spans.py), their files against files that a person has looked
//! at, and what must hold of every chart of every run, however odd. `UPDATE_GOLDEN=1 cargo test` rewrites the files.

use crate::report_support::{files, fixtures, read};
use serde_json::Value;
use sloscope_core::chart::{Chart, ChartAsk, ChartKind, standalone};
use sloscope_core::report::{Query, Window};
use sloscope_core::run::Session;
use sloscope_core::series::Series;
use sloscope_core::slo::ObjectiveResult;
use sloscope_core::stat::Stat;

fn session(fixture: &str) -> Session {
    let folder = if fixture == "sample" { fixtures().join("../../static/sample") } else { fixtures().join(fixture) };
    Session::new(files(&folder).iter().map(|f| read(f)).collect())
}

fn chart(session: &Session, query: &Query, ask: ChartAsk) -> Chart {
    let mut charts = session.charts(query, &[ask]);
    assert_eq!(charts.len(), 1);
    charts.remove(0)
}

/// A chart of the fixture that NumPy has read, so wide that a histogram has 100 bins.
fn known(kind: ChartKind, log: bool) -> Chart {
    let (session, ask) = (session("v2.2/thresholds_fail"), ChartAsk::new(kind, 668, 240));
    let usual = chart(&session, &Query::default(), ask.clone());
    let turned = log != usual.log;
    if turned { chart(&session, &Query::default(), ChartAsk { turned, ..ask }) } else { usual }
}

fn numpy() -> Value {
    serde_json::from_str(include_str!("../data/chart_spans.json")).expect("JSON")
}

fn column(chart: &Chart, label: &str) -> Vec<Option<f64>> {
    let at = chart.table.columns.iter().position(|c| c.label == label);
    let at = at.unwrap_or_else(|| panic!("no {label} in {:?}", chart.table.columns));
    chart.table.rows.iter().map(|row| row.values[at]).collect()
}

/// A column equals what NumPy says of each span.
fn same(chart: &Chart, label: &str, expected: impl Fn(&Value) -> f64) {
    let spans = numpy()["spans"].as_array().expect("spans").clone();
    let found = column(chart, label);
    assert_eq!(found.len(), spans.len(), "{label}");
    for (found, span) in found.iter().zip(&spans) {
        let (found, expected) = (found.expect("a value"), expected(span));
        assert!(
            (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
            "{label} at {}: {found}, {expected}",
            span["at"]
        );
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

#[test]
fn values_over_time_are_numpy_s() {
    let latency = known(ChartKind::Latency, false);
    for (at, label) in ["p50", "p90", "p95", "p99"].into_iter().enumerate() {
        same(&latency, label, |span| number(&span["percentiles"][at]));
    }
    same(&latency, "requests", |span| number(&span["requests"]));
    let rate = known(ChartKind::Rate, false);
    same(&rate, "requests", |span| number(&span["requests"]) / number(&span["seconds"]));
    same(&rate, "iterations", |span| number(&span["iterations"]) / number(&span["seconds"]));
    let data = known(ChartKind::Data, false);
    same(&data, "received", |span| number(&span["received"]) / number(&span["seconds"]));
    let errors = known(ChartKind::Errors, false);
    same(&errors, "500 Internal Server Error", |span| number(&span["failed"]) / number(&span["seconds"]));
    same(&known(ChartKind::Phases, false), "waiting", |span| number(&span["waiting"]));
}

#[test]
fn bins_and_the_slowest_are_numpy_s() {
    for (name, log) in [("linear", false), ("logarithmic", true)] {
        let found: Vec<f64> = column(&known(ChartKind::Histogram, log), "requests").into_iter().flatten().collect();
        let expected: Vec<f64> = numpy()[name].as_array().expect(name).iter().map(number).collect();
        assert_eq!(found, expected, "{name}");
    }
    let slowest = known(ChartKind::Slowest, false);
    let expected = numpy()["slowest"].as_array().expect("slowest").clone();
    assert_eq!(slowest.table.rows.len(), expected.len());
    for (row, expected) in slowest.table.rows.iter().zip(&expected) {
        assert_eq!(row.values[0], expected[1].as_f64());
        assert!((row.at - number(&expected[0])).abs() < 1e-6 && row.note.contains("name = "), "{row:?}");
    }
}

#[test]
fn the_files_are_what_was_agreed() {
    for kind in [ChartKind::Rate, ChartKind::Latency, ChartKind::Errors, ChartKind::Histogram] {
        let text = standalone(&known(kind, true), false);
        let path = format!("{}/tests/golden/chart-{}.svg", env!("CARGO_MANIFEST_DIR"), kind.name());
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, &text).expect("written");
        }
        assert_eq!(text, std::fs::read_to_string(&path).expect("a golden file"), "{path}");
    }
}

/// Characters of these files are about 6 pixels wide, of titles 7.6.
#[test]
fn no_name_is_wider_than_the_file() {
    for (length, kind) in [(3000, ChartKind::Rate), (300, ChartKind::Errors), (80, ChartKind::Latency)] {
        let mut chart = known(kind, false);
        let name = "näme_".repeat(length / 5);
        chart.title = format!("The rate of {name} and of {name}");
        chart.subtitle = format!("ms, of {name}");
        chart.keys.iter_mut().for_each(|key| key.label.clone_from(&name));
        let file = standalone(&chart, true);
        assert!(file.contains(&format!("<title>{}</title>", chart.title)), "the whole is there");
        let texts: Vec<&str> = file.split("<text ").skip(1).collect();
        assert!(texts.len() > chart.keys.len() + 2);
        for text in texts.iter().filter(|text| !text.contains("class=\"tick")) {
            let x = number_after(text, "x=\"") + if text.contains("class=\"key") { 12.0 } else { 0.0 };
            let shown = text.split_once('>').and_then(|(_, rest)| rest.split_once('<')).expect("a text").0;
            let wide = if text.contains("class=\"title") { 7.6 } else { 6.0 };
            assert!(x + shown.chars().count() as f64 * wide <= chart.scene.width, "{text}");
        }
    }
}

fn number_after(text: &str, key: &str) -> f64 {
    let rest = text.split_once(key).expect(key).1;
    rest[..rest.find('"').expect("an end")].parse().expect("a number")
}

/// The objectives of this run, in the order of its file, with the chart of each.
#[test]
fn an_objective_is_drawn_as_it_is_judged() {
    let session = session("v2.2/thresholds_fail");
    let report = session.report(&Query::default()).expect("a report");
    let of = |series: &str, expression: &str| {
        let named =
            |o: &&ObjectiveResult| o.objective.series.to_string() == series && o.objective.expression == expression;
        let at = report.objectives.iter().position(|o| named(&o)).expect("an objective of the run");
        let ask = ChartAsk::new(ChartKind::Objective(at as u16), 668, 240);
        (chart(&session, &Query::default(), ask), &report.objectives[at])
    };
    let (p95, judged) = of("http_req_duration", "p(95)<200");
    same(&p95, "p95 in 2 s", |span| number(&span["percentiles"][2]));
    let steps = column(&p95, "p95 in 10 s");
    for (row, step) in p95.table.rows.iter().zip(&steps) {
        let window = judged.windows.iter().rfind(|w| w.start_ms <= row.at + 1.0).expect("a span of 10 s");
        assert_eq!(*step, window.measured, "at {}", row.at);
    }
    // k6's summary of this run: all three spans lie above 200 ms.
    assert_eq!(
        p95.title,
        "http_req_duration p(95)<200: missed in 3 of 3 spans of 10 s, first at 0:00, worst at 0:20 with 316.5 ms"
    );
    assert!(p95.description.contains("Limit: p95 < 200 ms. Objective missed from 0:00 to 0:30"), "{}", p95.description);
    // A limit of ten times the values is in the picture all the same.
    let (p99, _) = of("http_req_duration", "p(99)<5000");
    assert!(p99.keys.iter().any(|key| key.label == "limit p99 < 5,000 ms"), "{:?}", p99.keys);
    assert!(
        p99.title.contains("met in all 3 spans of 10 s, nearest to the limit at 0:20 with 511.3 ms"),
        "{}",
        p99.title
    );
    // The sum so far ends with the count of the summary.
    let (count, judged) = of("http_reqs", "count>1000000");
    assert_eq!(column(&count, "count so far").last(), Some(&judged.measured));
    assert_eq!(count.title, "http_reqs count>1000000: not reached");
}

#[test]
fn titles_tell_what_was_found() {
    let title = |fixture: &str, kind| chart(&session(fixture), &Query::default(), ChartAsk::new(kind, 960, 240)).title;
    // k6 dropped 4,333 iterations of this run (fixtures/README.md), and failed 63 requests of the other.
    assert_eq!(title("v2.2/dropped", ChartKind::Rate), "4,333 iterations were dropped, first at 0:00");
    assert_eq!(title("sample", ChartKind::Rate), "The planned rate was kept in all 6 spans of 10 s");
    assert_eq!(title("v2.2/thresholds_fail", ChartKind::Errors), "63 requests failed (2.44 %), the first at 0:00");
    assert!(title("v2.2/thresholds_fail", ChartKind::Latency).contains("missed in 3 spans of 10 s"));
    assert_eq!(title("v2.2/dropped", ChartKind::Errors), "None of 1,658 requests failed");
}

/// The plan is of one scenario of two: the other is not held against it.
#[test]
fn a_plan_of_some_scenarios_is_held_against_those() {
    let rate = known(ChartKind::Rate, false);
    let labels: Vec<&str> = rate.table.columns.iter().map(|c| c.label.as_str()).collect();
    assert_eq!(
        labels,
        ["iterations", "iterations started", "iterations of flaky", "requests", "iterations planned of flaky"]
    );
    assert!(column(&rate, "iterations of flaky").into_iter().flatten().all(|v| (30.0..50.0).contains(&v)));
}

#[test]
fn a_window_shows_more_detail_and_the_brush_shows_the_whole() {
    let session = session("sample");
    let query = Query { window: Some(Window { start_ms: 40_000.0, end_ms: 50_000.0 }), ..Query::default() };
    let step = |query: &Query, kind| {
        let chart = chart(&session, query, ChartAsk::new(kind, 300, 240));
        (chart.table.rows[1].at - chart.table.rows[0].at, chart.time.expect("a time axis"))
    };
    let (whole, part) = (step(&Query::default(), ChartKind::Rate), step(&query, ChartKind::Rate));
    assert!(part.0 < whole.0, "{part:?} {whole:?}");
    assert_eq!(part.1, (40_000.0, 50_000.0));
    assert_eq!(step(&query, ChartKind::Brush), step(&Query::default(), ChartKind::Brush));
}

#[test]
fn any_series_is_split_by_a_tag() {
    let session = session("v2.2/thresholds_fail");
    let series = |metric: &str| Series::metric(metric);
    let ask = |all: &[&str], split: Option<&str>| {
        let series = all.iter().map(|name| series(name)).collect();
        ChartAsk { series, split: split.map(str::to_owned), ..ChartAsk::new(ChartKind::Series, 960, 240) }
    };
    let split = chart(&session, &Query::default(), ask(&["http_reqs"], Some("name")));
    let sum = |chart: &Chart, row: usize| chart.table.rows[row].values.iter().flatten().sum::<f64>();
    let whole = chart(&session, &Query::default(), ask(&["http_reqs"], None));
    assert!(split.table.columns.len() > 1, "{:?}", split.table.columns);
    assert!((sum(&split, 3) - sum(&whole, 3)).abs() < 30.0, "the parts make up the whole");
    let two = chart(&session, &Query::default(), ask(&["http_req_waiting", "http_req_sending", "http_reqs"], None));
    assert_eq!(two.table.columns.len(), 2, "another unit has no place on the same axis");
    assert!(two.subtitle.contains("1 of another unit"), "{}", two.subtitle);
    // The chosen statistic of a trend is that of the table.
    let max = ChartAsk { stat: Some(Stat::Max), ..ask(&["http_req_duration"], None) };
    let max = chart(&session, &Query::default(), max);
    let report = session.report(&Query::default()).expect("a report");
    let told = report.metrics.iter().find(|m| m.series == series("http_req_duration")).expect("the metric");
    let highest = column(&max, "http_req_duration max").into_iter().flatten().reduce(f64::max);
    assert_eq!(highest, told.values.get(Stat::Max));
    let none = chart(&session, &Query::default(), ask(&["http_reqs"], Some("planet")));
    assert!(none.absent.is_some_and(|why| why.contains("planet")));
}

/// No chart of any run draws what is not a number, more than its pixels, or outside of its frame.
#[test]
fn every_chart_of_every_run_holds() {
    let folders = [
        "v2.2/empty",
        "v2.2/empty_aborted",
        "v2.2/only_errors",
        "v2.2/invalid_values",
        "v2.2/no_tags",
        "v2.2/csv_formats",
        "v2.2/grpc",
        "v2.2/ws",
        "v2.2/odd_tags",
        "v2.2/sigkill",
        "v2.2/plain_handlesummary",
        "v2.2/mixed_ramping",
        "v2.2/default_only",
        "v0.38",
    ];
    let windows = [None, Some((0.0, 0.001)), Some((5_000.0, 5_050.0)), Some((1e9, 2e9)), Some((100.0, 3.2e12))];
    let mut drawn = 0;
    for folder in folders {
        let session = session(folder);
        for window in windows {
            let window = window.map(|(start_ms, end_ms)| Window { start_ms, end_ms });
            let query = Query { window, ..Query::default() };
            for (width, turned) in [(358, false), (1440, true), (20, false)] {
                let mut asks: Vec<ChartAsk> = ChartKind::ALL
                    .into_iter()
                    .map(|kind| ChartAsk { turned, ..ChartAsk::new(kind, width, 220) })
                    .collect();
                let lane = |kind: ChartKind| ChartAsk { lane: true, ..ChartAsk::new(kind, width, kind.lane_height()) };
                asks.extend(ChartKind::LANES.map(lane));
                asks.push(ChartAsk::new(ChartKind::Brush, width, 70));
                asks.push(ChartAsk::new(ChartKind::Series, width, 220));
                asks.extend(
                    (0..5).map(|at| ChartAsk { turned, ..ChartAsk::new(ChartKind::Objective(at), width, 220) }),
                );
                for chart in session.charts(&query, &asks) {
                    holds(&chart, folder);
                    drawn += u64::from(chart.absent.is_none());
                }
            }
        }
    }
    assert!(drawn > 500, "{drawn}");
}

fn holds(chart: &Chart, folder: &str) {
    let what = format!("{folder}, {:?} {}", chart.ask.kind, chart.ask.width);
    assert!(!chart.title.is_empty() && !chart.how.is_empty(), "{what}: {chart:?}");
    if chart.absent.is_some() {
        assert!(chart.scene.marks.is_empty() && chart.table.rows.is_empty(), "{what}");
        return;
    }
    assert!(!chart.description.is_empty() && !chart.table.rows.is_empty(), "{what}");
    let (width, height) = (f64::from(chart.ask.width).max(80.0), f64::from(chart.ask.height));
    for mark in &chart.scene.marks {
        let numbers: Vec<&str> = mark.d.split(|c: char| !c.is_ascii_digit() && c != '.' && c != '-').collect();
        let points = mark.d.matches(['M', 'L']).count() as f64;
        let most = if mark.class.starts_with('h') { width * height / 16.0 } else { width * 4.0 + 200.0 };
        assert!(points <= most, "{what}: {points} points of {}", mark.class);
        for number in numbers.into_iter().filter(|n| !n.is_empty()) {
            let value: f64 = number.parse().unwrap_or_else(|_| panic!("{what}: {number} in {}", mark.d));
            assert!(value.abs() <= width.max(height) + 1.0, "{what}: {value} in {} {}", mark.class, mark.d);
        }
    }
    for row in &chart.table.rows {
        assert_eq!(row.values.len(), chart.table.columns.len(), "{what}");
        assert!(row.values.iter().flatten().all(|v| v.is_finite()) && row.x.is_finite(), "{what}: {row:?}");
        let plot = chart.scene.plot;
        assert!(row.x >= plot.left - 0.5 && row.x <= plot.right + 0.5, "{what}: {row:?} {plot:?}");
    }
    assert!(standalone(chart, false).matches("<text").count() >= chart.scene.texts.len());
}
