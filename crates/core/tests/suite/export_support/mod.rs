//! A report made by hand for the export tests: every section filled, names from files that try to be markup.

use sloscope_core::chart::ChartKind;
use sloscope_core::ingest::{Compression, Diagnostics, Encoding, Format, Skip, SkipReason, SourceInfo};
use sloscope_core::metric::{Contains, MetricType};
use sloscope_core::options::Secret;
use sloscope_core::report::{
    Behind, Breakdown, BreakdownRow, CheckGroup, CheckResult, Cited, Consequence, CrossCheck, Difference, DurationFrom,
    ErrorRow, ErrorTable, Finding, FindingNumber, Knee, Latency, LatencyRow, Load, LoadCounts, LoadStage, MeasuredFrom,
    MetricSummary, Note, NoteLevel, ObjectivesFrom, OverallRow, PlanFrom, Query, RateOver, Report, RunFacts, RunRef,
    ScenarioFacts, ScenarioLoad, Scope, SourceFacts, StageMeasured, TargetStage, Window,
};
use sloscope_core::series::Series;
use sloscope_core::slo::{Evidence, Objective, Origin, Verdict, judge};
use sloscope_core::stat::{Stat, Unit, Values};

/// What a hostile or careless test may call a thing.
pub const HOSTILE: &str = "<img src=x>|`a`\n**b** \u{1b}[31m";

fn values(pairs: &[(Stat, f64)]) -> Values {
    pairs.iter().copied().collect()
}

fn judged(
    series: &str,
    expression: &str,
    kind: MetricType,
    stats: Option<&[(Stat, f64)]>,
) -> sloscope_core::slo::ObjectiveResult {
    let objective = Objective {
        series: Series::parse(series).expect(series),
        expression: expression.to_owned(),
        abort_on_fail: false,
        delay_abort_eval: None,
        origin: Origin::File("results.json".to_owned()),
    };
    let evidence = Evidence {
        kind: Some(kind),
        contains: if kind == MetricType::Trend { Contains::Time } else { Contains::Default },
        from: Some(MeasuredFrom::Samples),
        values: stats.map(values),
        samples: stats.map(|_| 153_741),
        ..Evidence::default()
    };
    judge(&objective, &evidence)
}

fn overall(
    label: &str,
    metric: &str,
    stat: Stat,
    unit: Unit,
    value: Option<f64>,
    objective: Option<usize>,
) -> OverallRow {
    OverallRow {
        label: label.to_owned(),
        series: Series::metric(metric),
        stat,
        unit,
        value,
        absent: value.is_none().then(|| "not in this file".to_owned()),
        objective,
        note: None,
    }
}

fn stage(rate: f64, start_ms: f64, end_ms: f64) -> TargetStage {
    TargetStage {
        scenario: format!("rps_{rate}"),
        from_rate: rate,
        to_rate: rate,
        start_ms,
        end_ms,
        from: PlanFrom::Samples,
        started_rate: Some(rate),
    }
}

/// The figures of the report that this project started from, with a failing and two unanswerable objectives.
pub fn report() -> Report {
    let trend = [
        (Stat::Avg, 2.1),
        (Stat::Min, 0.3),
        (Stat::Med, 1.2),
        (Stat::P(90.0), 1.6),
        (Stat::P(95.0), 1.8),
        (Stat::P(99.0), 4.0),
        (Stat::Max, 523.4),
    ];
    let latency = |label: &str, scope, phase| LatencyRow {
        label: label.to_owned(),
        series: Series::metric("http_req_duration"),
        scope,
        phase,
        contains: Contains::Time,
        values: values(&trend),
        samples: Some(153_741),
        note: None,
    };
    let hostile = format!("http_req_duration{{name:{}}}", HOSTILE.replace('\n', " "));
    Report {
        query: Query::default(),
        runs: vec![RunRef { label: "results.json".to_owned(), start: None, sources: vec!["results.json".to_owned()] }],
        verdict: Verdict::Fail,
        whole_verdict: None,
        headline: "1 of 5 objectives missed, 2 could not be evaluated.".to_owned(),
        run: RunFacts {
            test_type: Some("Constant arrival rate".to_owned()),
            test_type_from: Some(PlanFrom::Samples),
            stages: vec![stage(200.0, 0.0, 2e5), stage(300.0, 2e5, 4e5), stage(400.0, 4e5, 6e5)],
            scenarios: vec![ScenarioFacts {
                name: "rps_200".to_owned(),
                executor: None,
                start_ms: Some(0.0),
                end_ms: Some(2e5),
                iterations: Some(40_000),
                dropped: None,
                requests: Some(40_000),
            }],
            start: Some(1_795_470_076_710_413_995),
            end: Some(1_795_470_696_710_413_995),
            duration_ms: Some(620_000.0),
            duration_from: Some(DurationFrom::Summary("summary.json".to_owned())),
            k6_version: Some("2.2.0".to_owned()),
            samples: 1_500_000,
            ..RunFacts::default()
        },
        load: load(),
        findings: vec![
            Finding {
                rule: "dropped-iterations".to_owned(),
                level: Consequence::Serious,
                title: "14.59 % of the planned 180,000 iterations were not delivered.".to_owned(),
                evidence: vec![FindingNumber {
                    label: "not delivered".to_owned(),
                    series: None,
                    stat: None,
                    value: 26_259.0 / 180_000.0,
                    unit: Unit::Fraction,
                    limit: None,
                    window: None,
                }],
                window: Some(Window { start_ms: 4e5, end_ms: 6e5 }),
                next: "Raise maxVUs.".to_owned(),
                cites: Some(Cited::Section("load".to_owned())),
            },
            Finding {
                rule: "burst".to_owned(),
                level: Consequence::Minor,
                title: format!("A burst of {HOSTILE}."),
                evidence: Vec::new(),
                window: None,
                next: "Look at it.".to_owned(),
                cites: Some(Cited::Chart(ChartKind::Latency)),
            },
        ],
        objectives: vec![
            judged("http_req_duration", "p(95)<500", MetricType::Trend, Some(&trend)),
            judged(
                "http_reqs",
                "rate>=300",
                MetricType::Counter,
                Some(&[(Stat::Rate, 248.0), (Stat::Count, 153_741.0)]),
            ),
            judged(&hostile, "p(95)<1", MetricType::Trend, None),
            judged("http_req_duration", "p<200", MetricType::Trend, Some(&trend)),
            judged("http_req_failed", "rate<0.01", MetricType::Rate, Some(&[(Stat::Rate, 0.000_04)])),
        ],
        objectives_from: ObjectivesFrom::Files(vec!["results.json".to_owned()]),
        suggestions: Vec::new(),
        unread: Vec::new(),
        incomplete: Vec::new(),
        overall: vec![
            overall("Total requests", "http_reqs", Stat::Count, Unit::Count, Some(153_741.0), None),
            overall("Actual RPS", "http_reqs", Stat::Rate, Unit::PerSecond, Some(248.0), Some(1)),
            overall("Error rate", "http_req_failed", Stat::Rate, Unit::Fraction, Some(0.000_04), Some(4)),
            overall("P95 latency", "http_req_duration", Stat::P(95.0), Unit::Millis, Some(1.8), Some(0)),
            overall("P99 latency", "http_req_duration", Stat::P(99.0), Unit::Millis, None, None),
        ],
        latency: Latency {
            absent: None,
            columns: trend.iter().map(|(stat, _)| *stat).collect(),
            rows: vec![latency("Request duration", Scope::All, false), latency(HOSTILE, Scope::All, true)],
        },
        metrics: vec![MetricSummary {
            series: Series::metric("http_req_duration").with("scenario", "rps_200"),
            kind: MetricType::Trend,
            contains: Contains::Time,
            values: values(&trend),
            samples: Some(40_000),
            from: MeasuredFrom::Samples,
            kind_guessed: false,
        }],
        checks: Some(checks()),
        errors: ErrorTable {
            rows: vec![ErrorRow {
                endpoints: 1,
                code: Some("1212".to_owned()),
                message: Some(HOSTILE.to_owned()),
                status: Some("0".to_owned()),
                method: Some("GET".to_owned()),
                endpoint: Some("http://127.0.0.1/a|b".to_owned()),
                count: 6,
                first_ms: 0.0,
                last_ms: 83_400.0,
                course: Default::default(),
                explained: "Connection refused.".to_owned(),
            }],
            failed: Some(6),
            requests: Some(153_741),
            ..ErrorTable::default()
        },
        breakdown: Some(breakdown()),
        cross_checks: vec![CrossCheck {
            source: "summary.json".to_owned(),
            compared: 92,
            matching: 91,
            tolerance: 1e-9,
            differences: vec![Difference {
                series: Series::metric("vus"),
                stat: Stat::Value,
                ours: None,
                theirs: 3.0,
                unit: Unit::Plain,
                why: "the results file has none".to_owned(),
            }],
            conclusion: "91 of 92 values agree".to_owned(),
        }],
        sources: vec![source("results.json"), source(HOSTILE)],
        notes: vec![Note { level: NoteLevel::Caution, text: "The mean is above the 95th percentile.".to_owned() }],
        tags: Vec::new(),
        remarks: Default::default(),
        stored: None,
    }
}

fn breakdown() -> Breakdown {
    let row = |value: Option<&str>, count: u64, stats: [Option<f64>; 2]| BreakdownRow {
        values: vec![value.map(str::to_owned), Some("GET".to_owned())],
        count,
        share: count as f64 / 153_741.0,
        rate: Some(count as f64 / 600.0),
        failed: Some(6),
        judged: Some(count),
        error_rate: Some(6.0 / count as f64),
        stats: stats.to_vec(),
        course: Default::default(),
    };
    Breakdown {
        keys: vec!["name~".to_owned(), "method".to_owned()],
        metric: "http_req_duration".to_owned(),
        kind: MetricType::Trend,
        contains: Contains::Time,
        columns: vec![Stat::Avg, Stat::P(95.0)],
        rows: vec![row(Some(HOSTILE), 153_000, [Some(2.1), Some(1.8)]), row(None, 700, [Some(523.4), None])],
        samples: 153_741,
        rows_left_out: 3,
        samples_left_out: 41,
        rate_over: Some(RateOver::Active),
        ..Breakdown::default()
    }
}

fn checks() -> CheckGroup {
    let check = CheckResult { name: HOSTILE.to_owned(), passes: 99, fails: 1, ..CheckResult::default() };
    let group = CheckGroup { name: "a".to_owned(), path: "::a".to_owned(), checks: vec![check], groups: Vec::new() };
    CheckGroup { groups: vec![group], ..CheckGroup::default() }
}

fn source(name: &str) -> SourceFacts {
    let skip =
        Skip { reason: SkipReason::NotJson, count: 3, first_lines: vec![1, 2, 9], example: "token=s3cret".to_owned() };
    SourceFacts {
        info: SourceInfo {
            name: name.to_owned(),
            bytes: 790_000_000,
            unpacked: 790_000_000,
            format: Format::Ndjson,
            compression: Compression::Gzip { members: 1 },
            encoding: Encoding::Utf8,
        },
        role: "samples".to_owned(),
        diagnostics: Diagnostics { lines: 10, used: 7, skipped: vec![skip], cut: None, notes: Vec::new() },
        secrets: vec![Secret::Script],
    }
}

fn load() -> Load {
    let counts = |planned: f64, dropped| LoadCounts {
        planned: Some(planned),
        from: Some(PlanFrom::Samples),
        started: Some(planned as u64 - dropped),
        finished: Some(planned as u64 - dropped),
        dropped: Some(dropped),
        never_issued: None,
        late_p95_ms: Some(0.25),
        late_max_ms: Some(12.5),
    };
    let stage = |at: usize, rate: f64, dropped, p95: f64| LoadStage {
        name: format!("{rate} RPS"),
        scenario: format!("rps_{rate}"),
        of_scenario: at,
        whole_scenario: true,
        from_rate: Some(rate),
        to_rate: Some(rate),
        start_ms: at as f64 * 2e5,
        end_ms: (at as f64 + 1.0) * 2e5,
        counts: counts(rate * 200.0, dropped),
        started_rate: Some(rate),
        measured: StageMeasured {
            requests: Some((rate * 200.0) as u64),
            request_rate: Some(rate),
            failed: Some(0.0),
            duration: values(&[(Stat::Avg, 2.0), (Stat::Med, 1.0), (Stat::P(95.0), p95), (Stat::Max, 1500.0)]),
            ..StageMeasured::default()
        },
    };
    let scenario = |rate: f64, dropped| ScenarioLoad {
        name: format!("rps_{rate}"),
        counts: counts(rate * 200.0, dropped),
        rate_active: Some(rate),
        ..ScenarioLoad::default()
    };
    Load {
        total: counts(180_000.0, 26_259),
        scenarios: vec![scenario(200.0, 0), scenario(300.0, 0), scenario(400.0, 26_259)],
        stages: vec![stage(0, 200.0, 0, 1.5), stage(1, 300.0, 0, 1.75), stage(2, 400.0, 26_259, 9.5)],
        per_request: true,
        knee: Some(Knee {
            stage: Some(2),
            against: Some(0),
            errors: false,
            rate: 400.0,
            vus: false,
            window: Window { start_ms: 400_000.0, end_ms: 600_000.0 },
            before: 1.5,
            after: 9.5,
            series: Series::metric("http_req_duration"),
            before_series: Series::metric("http_req_duration"),
            before_window: Window { start_ms: 0.0, end_ms: 20_000.0 },
            text: "At 200 RPS, p95 of request duration is 1.50 ms; at 400 RPS it is 9.50 ms.".to_owned(),
        }),
        behind: Some(Behind {
            share: 26_259.0 / 180_000.0,
            dropped: 26_259,
            never_issued: 0,
            late_ms: None,
            text: "14.59 % of the planned 180,000 iterations were not delivered.".to_owned(),
        }),
        ..Load::default()
    }
}
