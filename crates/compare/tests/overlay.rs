//! What is drawn of both sides has the numbers of the report of each run: its charts, and its percentiles.

use std::path::Path;

use sloscope_analysis::chart::{Chart, ChartAsk, ChartKind};
use sloscope_analysis::report::{Query, Window};
use sloscope_analysis::session::Session;
use sloscope_compare::{
    Align, Comparison, Overlay, OverlayAsk, Question, Selection, Sides, blocks, compare, overlay, parts,
};
use sloscope_ingest::Reader;
use sloscope_model::series::Series;
use sloscope_model::stat::Stat;

const ASK: OverlayAsk = OverlayAsk { width: 1000, half: 500, align: Align::Start };

fn session(names: &[String]) -> Session {
    let source = |name: &String| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let mut reader = Reader::new(name.rsplit('/').next().unwrap_or(name));
        reader.feed(&std::fs::read(path).expect("the fixture"));
        reader.finish()
    };
    Session::new(names.iter().map(source).collect())
}

fn runs(kind: &str, number: usize) -> Session {
    session(&(1..=number).map(|run| format!("tests/fixtures/runs/{kind}_{run}.json.gz")).collect::<Vec<_>>())
}

fn fixture(name: &str) -> Session {
    session(&[format!("../../tests/fixtures/{name}")])
}

fn sides<'a>(first: (&'a Session, &Selection), second: (&'a Session, &Selection)) -> Sides<'a> {
    let side =
        |(session, selection): (&'a Session, &Selection)| ("side".to_owned(), parts(session, selection).expect("runs"));
    let paired = std::ptr::eq(first.0, second.0);
    Sides { baseline: side(first), candidate: side(second), paired, blocks: false, left_out: 0 }
}

fn drawn(sides: &Sides, ask: &OverlayAsk) -> (Comparison, Overlay) {
    let found = compare(sides, &Question { anyway: true, ..Question::default() }).expect("two sides");
    let drawn = overlay(sides, &found, ask);
    (found, drawn)
}

fn of_whole(first: &Session, second: &Session, ask: &OverlayAsk) -> (Comparison, Overlay) {
    let all = Selection::default();
    drawn(&sides((first, &all), (second, &all)), ask)
}

/// A column of a chart's table; a chart that draws nothing has none.
fn column(chart: &Chart, label: &str) -> Vec<Option<f64>> {
    let at = chart.table.columns.iter().position(|column| column.label == label);
    let at = at.unwrap_or_else(|| panic!("no {label} in {:?}", chart.table.columns));
    chart.table.rows.iter().map(|row| row.values[at]).collect()
}

/// The same lane in the report of a run.
fn in_report(session: &Session, query: &Query, kind: ChartKind, label: &str) -> Vec<Option<f64>> {
    let ask = ChartAsk { lane: true, ..ChartAsk::new(kind, ASK.width, 110) };
    let [chart] = &session.charts(query, &[ask])[..] else { panic!("one chart") };
    column(chart, label)
}

/// Up to the end of the shorter one: a longer run goes on alone.
fn begins_with(longer: &[Option<f64>], shorter: &[Option<f64>]) {
    assert!(shorter.len() > 5 && longer.len() >= shorter.len());
    assert_eq!(&longer[..shorter.len()], shorter);
    assert!(longer[shorter.len()..].iter().all(Option::is_none));
}

#[test]
fn lanes_are_those_of_the_reports() {
    let (first, second) = (runs("base", 1), runs("slower", 1));
    let (_, drawn) = of_whole(&first, &second, &ASK);
    assert_eq!(drawn.lanes.len(), 3);
    for (session, side) in [(&first, "baseline"), (&second, "candidate")] {
        let all = Query::default();
        begins_with(&column(&drawn.lanes[0], side), &in_report(session, &all, ChartKind::Rate, "requests"));
        begins_with(&column(&drawn.lanes[1], side), &in_report(session, &all, ChartKind::Latency, "p95"));
    }
    assert_eq!(drawn.lanes[2].absent.as_deref(), Some("No request failed on either side."));
    assert!(drawn.lanes.iter().take(2).all(|chart| !chart.description.is_empty() && !chart.scene.marks.is_empty()));
}

#[test]
fn shares_of_failures_are_those_of_the_samples() {
    let (errors, fine) =
        (fixture("v2.2/thresholds_fail/results.json.gz"), fixture("v2.2/mixed_ramping/results.json.gz"));
    let (_, drawn) = of_whole(&errors, &fine, &ASK);
    let shares = column(&drawn.lanes[2], "baseline");
    let rates = column(&drawn.lanes[0], "baseline");
    // All spans have one length, but the last.
    let failed: f64 = shares.iter().zip(&rates).filter_map(|(share, rate)| Some((*share)? * (*rate)?)).sum();
    let sent: f64 = rates.iter().flatten().sum();
    let whole = errors.report(&Query::default()).expect("a report");
    let known = whole.metrics.iter().find(|metric| metric.series == Series::metric("http_req_failed")).expect("it");
    let known = known.values.get(Stat::Rate).expect("a share");
    assert!(known > 0.0 && (failed / sent - known).abs() < 0.1 * known, "{} is not {known}", failed / sent);
    assert!(column(&drawn.lanes[2], "candidate").iter().flatten().all(|share| *share == 0.0));
}

#[test]
fn percentiles_are_those_of_the_report_and_of_the_rows() {
    let (first, second) = (runs("base", 3), runs("slower", 3));
    let (found, drawn) = of_whole(&first, &second, &ASK);
    let series = Series::metric("http_req_duration");
    let table = &drawn.percentiles.table;
    for (p, stat) in [(50.0, Stat::Med), (75.0, Stat::P(75.0)), (90.0, Stat::P(90.0)), (99.0, Stat::P(99.0))] {
        let row = table.rows.iter().find(|row| row.at == p).expect("a point");
        for (session, side) in [(&first, "baseline"), (&second, "candidate")] {
            let of_run = |run: usize| {
                let query = Query { run, percentiles: vec![75.0], ..Query::default() };
                let report = session.report(&query).expect("a report");
                let metric = report.metrics.iter().find(|metric| metric.series == series).expect("it").clone();
                metric.values.get(stat).expect("a percentile")
            };
            let mut known: Vec<f64> = (0..3).map(of_run).collect();
            known.sort_by(f64::total_cmp);
            let at =
                |label: String| row.values[table.columns.iter().position(|column| column.label == label).expect("it")];
            assert_eq!(at(side.to_owned()), Some(known[1]), "p{p} {side}");
            assert_eq!(at(format!("{side}, lowest run")), Some(known[0]));
            assert_eq!(at(format!("{side}, highest run")), Some(known[2]));
        }
    }
    // 1,500 requests a run: 15 are above p99, 7 above p99.5.
    assert_eq!(table.rows.last().map(|row| row.at), Some(99.0));
    let difference = column(&drawn.ratio, "difference");
    let (first, second) = (column(&drawn.percentiles, "baseline"), column(&drawn.percentiles, "candidate"));
    for ((share, first), second) in difference.iter().zip(first).zip(second) {
        assert_eq!(*share, Some(second.expect("both") / first.expect("both") - 1.0));
    }
    // Of three runs a side no interval is sure: none is drawn.
    assert!(column(&drawn.ratio, "interval from").iter().all(Option::is_none));
    assert_eq!(drawn.finding.as_deref().map(|text| text.contains("not certain")), Some(true), "{:?}", drawn.finding);
    assert!(found.rows.iter().any(|row| row.series == series));
}

#[test]
fn the_sentence_says_what_the_rows_know() {
    let (_, drawn) = of_whole(&runs("base", 6), &runs("slower", 6), &ASK);
    let text = drawn.finding.expect("a sentence");
    assert!(text.starts_with("Up to p95 the candidate is slower; at p99 it is not certain"), "{text}");
    let intervals = column(&drawn.ratio, "interval from").into_iter().flatten().count();
    assert_eq!(intervals, 4, "p50, p90, p95, p99");
    let (_, same) = of_whole(&runs("base", 6), &runs("same", 6), &ASK);
    assert!(same.finding.expect("a sentence").contains("the two sides are the same"));
    let (_, two) = of_whole(&runs("base", 1), &runs("slower", 1), &ASK);
    assert!(two.finding.expect("a sentence").starts_with("In these two runs "));
    // What must not be compared has no verdict to speak of.
    let base = runs("base", 1);
    let again = runs("base", 1);
    let all = Selection::default();
    let sides = sides((&base, &all), (&again, &all));
    let found = compare(&sides, &Question::default()).expect("two sides");
    assert_eq!(overlay(&sides, &found, &ASK).finding, None);
}

#[test]
fn sides_are_aligned_at_a_stage() {
    let run = fixture("v2.2/mixed_ramping/results.json.gz");
    let (found, at_start) = of_whole(&run, &run, &ASK);
    let stages: Vec<&str> = at_start.stages.iter().map(String::as_str).collect();
    assert!(stages.len() > 1, "{stages:?}");
    let (name, start_ms) = found.baseline.parts[0].stages[1].clone();
    let ask = OverlayAsk { align: Align::Stage(name.clone()), ..ASK };
    let (_, aligned) = of_whole(&run, &run, &ask);
    assert_eq!(aligned.align, Align::Stage(name.clone()));
    assert!(aligned.caption.contains(&name), "{}", aligned.caption);
    let window = Window { start_ms, end_ms: Window::LAST_MS };
    let query = Query { window: Some(window), ..Query::default() };
    begins_with(&column(&aligned.lanes[1], "baseline"), &in_report(&run, &query, ChartKind::Latency, "p95"));
    assert_eq!(aligned.lanes[0].time.map(|time| time.0), Some(0.0), "time counts from there");
    let unknown = OverlayAsk { align: Align::Stage("no such".to_owned()), ..ASK };
    assert_eq!(of_whole(&run, &run, &unknown).1, at_start);
}

#[test]
fn parts_begin_at_0() {
    let run = fixture("v2.2/dropped/results.json.gz");
    let part =
        |start_ms: f64, end_ms: f64| Selection { window: Some(Window { start_ms, end_ms }), ..Selection::default() };
    let (first, second) = (part(0.0, 15_000.0), part(15_000.0, 30_000.0));
    let (_, drawn) = drawn(&sides((&run, &first), (&run, &second)), &ASK);
    let query = Query { window: second.window, ..Query::default() };
    begins_with(&column(&drawn.lanes[0], "candidate"), &in_report(&run, &query, ChartKind::Rate, "requests"));
    assert_eq!(drawn.lanes[0].time, Some((0.0, 15_000.0)));
}

#[test]
fn runs_of_other_rates_share_their_spans() {
    let (fine, coarse) = (fixture("v2.2/mixed_ramping/results.json.gz"), fixture("v2.2/dropped/results.json.gz"));
    let (found, drawn) = of_whole(&fine, &coarse, &ASK);
    let own = |session: &Session| {
        let ask = ChartAsk { lane: true, ..ChartAsk::new(ChartKind::Rate, ASK.width, 110) };
        session.charts(&Query::default(), &[ask])[0].step_ms.expect("a course")
    };
    assert!(own(&fine) < own(&coarse));
    assert!(drawn.lanes.iter().all(|chart| chart.step_ms.is_none_or(|step| step == own(&coarse))));
    // The mean over time is that of the run, whatever the spans are.
    let rates: Vec<f64> = column(&drawn.lanes[0], "baseline").into_iter().flatten().collect();
    let mean = rates.iter().sum::<f64>() / rates.len() as f64;
    let known = found.rows.iter().find(|row| row.series.metric == "http_reqs").expect("a row").baseline[0];
    assert!((mean - known).abs() < 0.05 * known, "{mean} is not {known}");
}

#[test]
fn blocks_stand_where_they_were() {
    let run = session(&["tests/fixtures/runs/alternating.json.gz".to_owned()]);
    let found = blocks(&run, "version", None, &Selection::default()).expect("blocks");
    let sides = Sides {
        baseline: found.baseline,
        candidate: found.candidate,
        paired: true,
        blocks: true,
        left_out: found.left_out,
    };
    let (_, drawn) = drawn(&sides, &ASK);
    // Blocks of 5 s: a span that lies in one has the percentile of its side alone, not even that of stragglers.
    let order: Vec<char> = "abbaabbabaabbaab".chars().collect();
    let block = |second: f64| order.get((second / 5.0) as usize).copied();
    let lane = &drawn.lanes[1];
    let step = lane.step_ms.expect("a course") / 1000.0;
    let both = column(lane, "baseline").into_iter().zip(column(lane, "candidate"));
    let mut inside = 0;
    for (at, (first, second)) in both.enumerate() {
        let (from, to) = (at as f64 * step, (at + 1) as f64 * step - 0.01);
        if block(from) == block(to) {
            inside += 1;
            assert_eq!((first.is_some(), second.is_some()), (block(to) == Some('a'), block(to) == Some('b')), "{from}");
        }
    }
    assert!(inside > 20, "{inside} spans lie in a block");
    assert!(lane.table.rows.iter().any(|row| row.values.iter().flatten().any(|ms| *ms > 10.0)));
    assert!(drawn.percentiles.table.columns.iter().any(|column| column.label == "baseline, highest block"));
}

#[test]
fn summaries_have_no_course_and_no_curves() {
    let (first, second) = (fixture("v2.2/thresholds_fail/summary.json"), fixture("v2.2/seed_60s/summary.json"));
    let (_, drawn) = of_whole(&first, &second, &ASK);
    assert!(drawn.lanes.iter().all(|chart| chart.absent.is_some() && chart.table.rows.is_empty()));
    assert!(drawn.percentiles.absent.is_some() && drawn.ratio.absent.is_some());
    assert!(drawn.stages.is_empty() && drawn.caption.is_empty());
    // One side alone is drawn over time, and has no curve to compare.
    let (_, half) = of_whole(&fixture("v2.2/mixed_ramping/results.json.gz"), &second, &ASK);
    assert!(half.lanes[0].absent.is_none() && half.percentiles.absent.is_some());
    assert!(column(&half.lanes[0], "candidate").iter().all(Option::is_none));
}
