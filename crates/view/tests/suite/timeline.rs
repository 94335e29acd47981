//! The timeline: its legends against the tables of the same report, what it says where there is nothing to draw, and its
//! markers against the findings.

use std::path::Path;
use std::sync::Arc;

use sloscope_core::chart::{Chart, ChartKind};
use sloscope_core::report::{CheckGroup, Report};
use sloscope_core::series::Series;
use sloscope_core::stat::Stat;
use sloscope_view::sections::{findings, timeline};
use sloscope_view::state::ViewState;

use crate::snapshots::{Short, differs};
use crate::support::{Fixture, fixtures};

/// A page with the lanes of a fixture.
struct Drawn<'a> {
    charts: &'a [Chart],
    row: Option<usize>,
    marked: Option<usize>,
}

impl ViewState for Drawn<'_> {
    fn chart(&self, kind: ChartKind) -> Option<Arc<Chart>> {
        self.charts.iter().find(|chart| chart.ask.kind == kind).cloned().map(Arc::new)
    }

    fn is_paper(&self) -> bool {
        true
    }

    fn cursor(&self, chart: &Arc<Chart>) -> Option<(usize, bool)> {
        self.row.filter(|row| *row < chart.table.rows.len()).map(|row| (row, true))
    }

    fn marked_finding(&self) -> Option<usize> {
        self.marked
    }
}

fn drawn(charts: &[Chart]) -> Drawn<'_> {
    Drawn { charts, row: None, marked: None }
}

fn of(name: &str) -> &'static Fixture {
    fixtures().iter().find(|fixture| fixture.name == name).unwrap_or_else(|| panic!("no {name}"))
}

fn lane(fixture: &Fixture, kind: ChartKind) -> &Chart {
    let chart = fixture.charts.iter().find(|chart| chart.ask.kind == kind).expect("a lane");
    assert!(chart.ask.lane, "{kind:?}");
    chart
}

/// The value of all that is shown.
fn whole(chart: &Chart, label: &str) -> Option<f64> {
    let at = chart.table.columns.iter().position(|column| column.label == label)?;
    chart.table.whole[at].map(|(value, _)| value)
}

fn metric(report: &Report, name: &str, stat: Stat) -> Option<f64> {
    report.metrics.iter().find(|m| m.series == Series::metric(name))?.values.get(stat)
}

/// A name of checks may stand in several groups.
fn fails(group: &CheckGroup, name: &str) -> u64 {
    let own: u64 = group.checks.iter().filter(|check| check.name == name).map(|check| check.fails).sum();
    own + group.groups.iter().map(|inner| fails(inner, name)).sum::<u64>()
}

#[test]
fn the_legends_say_what_the_tables_say() {
    let mut compared = [0; 5];
    for fixture in fixtures().iter().filter(|fixture| fixture.report.has_samples()) {
        let (name, report) = (&fixture.name, &fixture.report);
        let mut same = |lane: usize, label: &str, found: Option<f64>, table: Option<f64>| {
            let (Some(found), Some(table)) = (found, table) else { return };
            assert!((found - table).abs() <= 1e-9 * table.abs().max(1.0), "{name}, {label}: {found}, {table}");
            compared[lane] += 1;
        };
        same(0, "requests", whole(lane(fixture, ChartKind::Rate), "requests"), metric(report, "http_reqs", Stat::Rate));
        let latency = lane(fixture, ChartKind::Latency);
        for (label, stat) in [("p50", Stat::Med), ("p95", Stat::P(95.0)), ("p99", Stat::P(99.0))] {
            same(1, label, whole(latency, label), metric(report, "http_req_duration", stat));
        }
        let errors = lane(fixture, ChartKind::Errors);
        let all: f64 = errors.table.whole.iter().flatten().map(|(value, _)| value).sum();
        if errors.absent.is_none() {
            same(2, "failed", Some(all), report.errors.failed.map(|n| n as f64));
        }
        let checks = lane(fixture, ChartKind::Checks);
        for label in checks.table.columns.iter().map(|column| &column.label).filter(|label| *label != "other") {
            let table = report.checks.as_ref().map(|root| fails(root, label) as f64);
            same(3, label, whole(checks, label), table);
        }
        same(4, "at work", whole(lane(fixture, ChartKind::Vus), "at work"), metric(report, "vus", Stat::Max));
    }
    assert!(compared.iter().all(|n| *n >= 5), "{compared:?}");
}

#[test]
fn lanes_are_what_was_agreed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let faults =
        ["v2.2-thresholds_fail", "v2.2-dropped", "v2.2-grpc", "case-knee.json.gz"].into_iter().filter_map(|name| {
            let (fixture, state) = (of(name), drawn(&of(name).charts));
            let now = Short::of(&timeline::timeline(&state, &fixture.report), &state);
            differs(&folder, &format!("timeline-{name}"), &now)
        });
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_lane_without_data_is_a_line_of_text() {
    let dropped = of("v2.2-dropped");
    let state = drawn(&dropped.charts);
    let html = timeline::timeline(&state, &dropped.report).to_html(&state);
    assert!(html.contains("None of 1,658 requests failed."), "{html}");
    assert!(html.contains("The samples hold no checks."), "{html}");
    // The two lanes of the summary, of the same charts.
    let html = timeline::summary(&state, &dropped.report).to_html(&state);
    assert!(html.contains("chart-rate") && html.contains("chart-latency") && !html.contains("chart-vus"), "{html}");
    // A summary has no samples: there are no lanes.
    let summary = fixtures().iter().find(|fixture| !fixture.report.has_samples()).expect("a summary");
    let html = timeline::timeline(&drawn(&[]), &summary.report).to_html(&drawn(&[]));
    assert!(!html.contains("lane") && html.contains("samples"), "{html}");
}

/// The values at the cursor take the place of those of all that is shown.
#[test]
fn the_legend_is_the_read_out() {
    let fixture = of("v2.2-thresholds_fail");
    let row = &lane(fixture, ChartKind::Latency).table.rows[4];
    let state = Drawn { row: Some(4), ..drawn(&fixture.charts) };
    let html = timeline::timeline(&state, &fixture.report).to_html(&state);
    assert!(html.contains(&format!("At {}", row.label)), "{html}");
    for value in row.values.iter().take(1).flatten() {
        assert!(html.contains(&format!("data-value=\"{value}\"")), "{value} in {html}");
    }
    assert!(html.contains("data-at=\"cursor\"") && !html.contains("data-at=\"whole\""), "{html}");
}

/// A limit far above makes the scale logarithmic, and is named at its end; one that is near does not.
#[test]
fn limits_choose_the_scale() {
    let far = lane(of("v2.2-thresholds_fail"), ChartKind::Latency);
    let near = lane(of("v2.2-dropped"), ChartKind::Latency);
    assert!(far.log && !near.log, "{} {}", far.log, near.log);
    let names = |chart: &Chart| -> Vec<String> {
        let named = chart.scene.texts.iter().filter(|text| text.class.starts_with("limit-name"));
        named.map(|text| text.text.clone()).collect()
    };
    assert_eq!(names(far), ["p99 < 5,000 ms", "p95 < 200 ms"]);
    assert_eq!(names(near), ["p95 < 700 ms"]);
}

#[test]
fn markers_and_findings_know_each_other() {
    let fixture = of("v2.2-thresholds_fail");
    let timed = fixture.report.findings.iter().position(|finding| finding.window.is_some()).expect("a finding in time");
    let marked = |marked| {
        let state = Drawn { marked, ..drawn(&fixture.charts) };
        let report = &fixture.report;
        let lanes = timeline::timeline(&state, report).to_html(&state);
        let list = findings::findings(&state, report).to_html(&state);
        (lanes.matches("data-marked").count(), list.matches("data-marked").count(), lanes, list)
    };
    let (lanes, list, ..) = marked(None);
    assert_eq!((lanes, list), (0, 0));
    let (lanes, list, html, _) = marked(Some(timed));
    assert_eq!((lanes, list), (1, 1));
    assert!(html.contains(&format!("href=\"#finding-{}\"", timed + 1)), "{html}");
}
