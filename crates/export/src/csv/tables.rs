//! Which tables there are, and what stands in their rows. Heads are the names of the JSON report's fields.

use sloscope_analysis::report::{Report, tiles, words};
use sloscope_analysis::slo::ObjectiveResult;
use sloscope_model::metric::MetricType;
use sloscope_model::stat::{Stat, Unit, Values};

use super::{Cell, Table};

/// Makes a table of a report.
type Make = fn(&Report) -> Table;

pub(super) const ALL: [(&str, Make); 11] = [
    ("summary", summary),
    ("objectives", objectives),
    ("findings", findings),
    ("latency", latency),
    ("metrics", metrics),
    ("checks", checks),
    ("errors", errors),
    ("scenarios", scenarios),
    ("stages", stages),
    ("generators", generators),
    ("iterations", iterations),
];

fn unit(unit: Unit) -> Cell {
    Cell::text(match unit {
        Unit::Millis => "ms",
        Unit::Bytes => "bytes",
        Unit::BytesPerSecond => "bytes/s",
        Unit::Fraction => "share",
        Unit::PerSecond => "1/s",
        Unit::Count => "count",
        Unit::Plain => "",
    })
}

/// The six figures beside the verdict, and the verdict.
fn summary(report: &Report) -> Table {
    let heads = ["figure", "series", "stat", "value", "unit", "limit", "verdict", "absent"];
    let whole = vec![
        Cell::text("Verdict"),
        Cell::Absent,
        Cell::Absent,
        Cell::Absent,
        Cell::Absent,
        Cell::Absent,
        Cell::text(report.verdict.as_str()),
        Cell::Absent,
    ];
    let figures = tiles(report).into_iter().map(|tile| {
        vec![
            Cell::text(tile.name),
            Cell::text(tile.series.to_string()),
            Cell::text(tile.stat.to_string()),
            Cell::number(tile.value),
            unit(tile.unit),
            Cell::number(tile.limit.map(|limit| limit.value)),
            Cell::text(tile.verdict.as_str()),
            Cell::some(&tile.absent),
        ]
    });
    Table::new(&heads, [whole].into_iter().chain(figures))
}

fn objectives(report: &Report) -> Table {
    let heads = [
        "series",
        "expression",
        "verdict",
        "stat",
        "unit",
        "operator",
        "limit",
        "measured",
        "at_least",
        "at_most",
        "samples",
        "reason",
    ];
    let row = |o: &ObjectiveResult| {
        vec![
            Cell::text(o.objective.series.to_string()),
            Cell::text(o.objective.shown()),
            Cell::text(o.verdict.as_str()),
            Cell::some(&o.stat.map(|stat| stat.to_string())),
            o.unit.map_or(Cell::Absent, unit),
            Cell::some(&o.operator),
            Cell::number(o.limit),
            Cell::number(o.measured),
            Cell::number(o.between.map(|between| between.0).filter(|at_least| at_least.is_finite())),
            Cell::number(o.between.map(|between| between.1).filter(|at_most| at_most.is_finite())),
            Cell::count(o.samples),
            Cell::text(o.reason.as_str()),
        ]
    };
    Table::new(&heads, report.objectives.iter().map(row))
}

fn findings(report: &Report) -> Table {
    let heads = ["rule", "level", "title", "start_ms", "end_ms", "evidence", "next"];
    let rows = report.findings.iter().map(|finding| {
        vec![
            Cell::text(finding.rule.as_str()),
            Cell::text(words::consequence(finding.level)),
            Cell::text(finding.title.as_str()),
            Cell::number(finding.window.map(|window| window.start_ms)),
            Cell::number(finding.window.map(|window| window.end_ms)),
            Cell::text(words::finding_evidence(report, finding)),
            Cell::text(finding.next.as_str()),
        ]
    });
    Table::new(&heads, rows)
}

/// A column for each statistic; its values of one row.
fn values(columns: &[Stat], of: &Values) -> Vec<Cell> {
    columns.iter().map(|stat| Cell::number(of.get(*stat))).collect()
}

fn latency(report: &Report) -> Table {
    let columns: Vec<Stat> = report.latency.columns.iter().copied().filter(|stat| *stat != Stat::Count).collect();
    let stats = columns.iter().map(Stat::to_string);
    let heads = ["label", "series", "samples"].map(str::to_owned).into_iter().chain(stats).collect();
    let rows = report.latency.rows.iter().map(|row| {
        let mut cells =
            vec![Cell::text(words::latency_label(row)), Cell::text(row.series.to_string()), Cell::count(row.samples)];
        cells.extend(values(&columns, &row.values));
        cells
    });
    Table { heads, rows: rows.collect() }
}

/// Every metric with every statistic that any of them has.
fn metrics(report: &Report) -> Table {
    let all = report.metrics.iter().flat_map(|metric| metric.values.iter().map(|(stat, _)| stat));
    let columns = Stat::columns(MetricType::Trend, all);
    let stats = columns.iter().map(Stat::to_string);
    let heads = ["series", "type", "contains", "samples"].map(str::to_owned).into_iter().chain(stats).collect();
    let rows = report.metrics.iter().map(|metric| {
        let mut cells = vec![
            Cell::text(metric.series.to_string()),
            Cell::text(metric.kind.as_str()),
            Cell::text(metric.contains.as_str()),
            Cell::count(metric.samples),
        ];
        cells.extend(values(&columns, &metric.values));
        cells
    });
    Table { heads, rows: rows.collect() }
}

fn checks(report: &Report) -> Table {
    let heads = ["group", "name", "passes", "fails", "share", "first_fail_ms", "last_fail_ms"];
    let all = report.checks.as_ref().map(words::flat).unwrap_or_default();
    let rows = all.into_iter().map(|(group, check)| {
        vec![
            Cell::text(group),
            Cell::text(check.name.as_str()),
            Cell::Count(check.passes),
            Cell::Count(check.fails),
            Cell::number(words::share(check)),
            Cell::number(check.first_fail_ms),
            Cell::number(check.last_fail_ms),
        ]
    });
    Table::new(&heads, rows)
}

fn errors(report: &Report) -> Table {
    let heads =
        ["code", "message", "status", "method", "endpoint", "endpoints", "count", "first_ms", "last_ms", "explained"];
    let rows = report.errors.rows.iter().map(|row| {
        vec![
            Cell::some(&row.code),
            Cell::some(&row.message),
            Cell::some(&row.status),
            Cell::some(&row.method),
            Cell::some(&row.endpoint),
            Cell::Count(row.endpoints),
            Cell::Count(row.count),
            Cell::Number(row.first_ms),
            Cell::Number(row.last_ms),
            Cell::text(row.explained.as_str()),
        ]
    });
    Table::new(&heads, rows)
}

/// What was planned and delivered, as a whole and by scenario.
fn scenarios(report: &Report) -> Table {
    let heads = ["scenario", "planned", "started", "finished", "dropped", "never_issued", "late_p95_ms"];
    let rows = words::load_lines(report).into_iter().map(|(name, counts)| {
        let numbers = [
            counts.planned,
            counts.started.map(number),
            counts.finished.map(number),
            counts.dropped.map(number),
            counts.never_issued.map(number),
            counts.late_p95_ms,
        ];
        std::iter::once(Cell::text(name)).chain(numbers.map(Cell::number)).collect()
    });
    Table::new(&heads, rows)
}

/// Counts are whole up to 2^53.
#[allow(clippy::cast_precision_loss)]
fn number(count: u64) -> f64 {
    count as f64
}

fn stages(report: &Report) -> Table {
    let heads = [
        "stage",
        "scenario",
        "start_ms",
        "end_ms",
        "from_rate",
        "to_rate",
        "planned",
        "started",
        "dropped",
        "started_rate",
        "requests",
        "request_rate",
        "failed",
        "p50",
        "p95",
        "p99",
        "vus_max",
    ];
    let rows = report.load.stages.iter().map(|stage| {
        let of = &stage.measured;
        vec![
            Cell::text(stage.name.as_str()),
            Cell::text(stage.scenario.as_str()),
            Cell::Number(stage.start_ms),
            Cell::Number(stage.end_ms),
            Cell::number(stage.from_rate),
            Cell::number(stage.to_rate),
            Cell::number(stage.counts.planned),
            Cell::count(stage.counts.started),
            Cell::count(stage.counts.dropped),
            Cell::number(stage.started_rate),
            Cell::count(of.requests),
            Cell::number(of.request_rate),
            Cell::number(of.failed),
            Cell::number(of.duration.known(Stat::Med)),
            Cell::number(of.duration.known(Stat::P(95.0))),
            Cell::number(of.duration.known(Stat::P(99.0))),
            Cell::number(of.vus_max),
        ]
    });
    Table::new(&heads, rows)
}

fn generators(report: &Report) -> Table {
    let heads =
        ["name", "iterations", "dropped", "requests", "rate", "failed", "p95_ms", "start_ms", "end_ms", "silence_ms"];
    let rows = report.load.generators.iter().map(|of| {
        vec![
            Cell::text(of.name.as_str()),
            Cell::count(of.iterations),
            Cell::count(of.dropped),
            Cell::count(of.requests),
            Cell::number(of.rate),
            Cell::number(of.failed),
            Cell::number(of.p95_ms),
            Cell::number(of.start_ms),
            Cell::number(of.end_ms),
            Cell::number(of.silence_ms),
        ]
    });
    Table::new(&heads, rows)
}

/// Iterations over time.
fn iterations(report: &Report) -> Table {
    let heads = ["start_ms", "end_ms", "planned", "started", "finished", "dropped"];
    let Some(timeline) = &report.load.timeline else { return Table::new(&heads, std::iter::empty()) };
    let rows = timeline.started.iter().enumerate().map(|(at, started)| {
        #[allow(clippy::cast_precision_loss)]
        let start = timeline.start_ms + at as f64 * timeline.step_ms;
        vec![
            Cell::Number(start),
            Cell::Number(start + timeline.step_ms),
            Cell::number(timeline.planned[at]),
            Cell::Count(u64::from(*started)),
            Cell::Count(u64::from(timeline.finished[at])),
            Cell::Count(u64::from(timeline.dropped[at])),
        ]
    });
    Table::new(&heads, rows)
}
