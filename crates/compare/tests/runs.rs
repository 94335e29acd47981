//! Real runs of k6, taken in turn: six of a service (base), six of the same (same), six of one that sleeps 20 % longer
//! (slower), and one whose blocks of 5 s alternate between both. fixtures/runs has their requests.

use std::path::Path;

use sloscope_analysis::session::Session;
use sloscope_compare::{
    Comparison, Design, Gravity, Limit, Outcome, Part, Question, Row, Selection, Sides, Verdict, blocks, compare, parts,
};
use sloscope_ingest::Reader;
use sloscope_model::stat::Stat;

fn session(names: &[String]) -> Session {
    let source = |name: &String| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/runs").join(name);
        let mut reader = Reader::new(name);
        reader.feed(&std::fs::read(path).expect("the fixture"));
        reader.finish()
    };
    Session::new(names.iter().map(source).collect())
}

fn side(kind: &str, runs: impl Iterator<Item = usize>) -> Session {
    session(&runs.map(|run| format!("{kind}_{run}.json.gz")).collect::<Vec<_>>())
}

fn all<'a>(session: &'a Session, label: &str) -> (String, Vec<Part<'a>>) {
    (label.to_owned(), parts(session, &Selection::default()).expect("whole runs"))
}

fn compared(baseline: &Session, candidate: &Session, question: &Question) -> Comparison {
    let (baseline, candidate) = (all(baseline, "baseline"), all(candidate, "candidate"));
    compare(&Sides { baseline, candidate, paired: false, blocks: false, left_out: 0 }, question).expect("comparable")
}

fn limits(of: &[&str]) -> Question {
    let limits = of.iter().map(|text| Limit::parse(text).expect(text)).collect();
    Question { limits, ..Question::default() }
}

fn row<'a>(comparison: &'a Comparison, metric: &str, stat: Stat) -> &'a Row {
    let found = comparison.rows.iter().find(|row| row.series.metric == metric && row.stat == stat);
    found.expect("the row")
}

const GATES: [&str; 5] = [
    "http_req_duration p(50) +5%",
    "http_req_duration p(95) +5%",
    "http_req_duration p(99) +5%",
    "http_req_duration avg +1ms",
    "http_req_failed rate +0.1pp",
];

#[test]
fn the_same_service_is_never_worse_or_better() {
    let (base, same) = (side("base", 1..=6), side("same", 1..=6));
    for question in [Question::default(), limits(&GATES)] {
        for (first, second) in [(&base, &same), (&same, &base)] {
            let found = compared(first, second, &question);
            assert_eq!(found.design, Design::Runs);
            assert!(found.comparability.is_empty(), "{:?}", found.comparability);
            for row in found.rows.iter().filter(|row| row.gate.is_some()) {
                assert!(!matches!(row.verdict, Verdict::Worse | Verdict::Better), "{}", row.sentence);
            }
        }
    }
    // SciPy: p = 0.065 (p50), 0.31 (p95), 0.94 (p99)
    let found = compared(&base, &same, &Question::default());
    for (stat, p) in [(Stat::Med, 0.064_935), (Stat::P(95.0), 0.309_524), (Stat::P(99.0), 0.937_229)] {
        let difference = row(&found, "http_req_duration", stat).difference.expect("both sides");
        assert!((difference.tested.expect("several runs").p - p).abs() < 1e-6, "{stat}");
    }
    assert!(found.verdict == Verdict::Same && found.kept, "{}", found.headline);
}

#[test]
fn a_slower_service_is_worse() {
    let (base, slower) = (side("base", 1..=6), side("slower", 1..=6));
    for question in [Question::default(), limits(&GATES)] {
        let found = compared(&base, &slower, &question);
        assert_eq!(row(&found, "http_req_duration", Stat::Med).verdict, Verdict::Worse, "{}", found.headline);
        assert!(found.verdict == Verdict::Worse && !found.kept, "{}", found.headline);
        let back = compared(&slower, &base, &question);
        assert_eq!(row(&back, "http_req_duration", Stat::Med).verdict, Verdict::Better, "{}", back.headline);
        assert!(back.verdict == Verdict::Better || question.limits.len() > 2, "{}", back.headline);
    }
    // SciPy: p = 0.0022, 0.0022, 0.0087
    let found = compared(&base, &slower, &Question::default());
    let row = row(&found, "http_req_duration", Stat::Med);
    let difference = row.difference.expect("both sides");
    assert!((difference.tested.expect("six runs").p - 2.0 / 924.0).abs() < 1e-12);
    // NumPy: the median of the 36 differences of medians, and the sixth from either end.
    let interval = difference.interval.expect("six runs");
    for (found, known) in [(difference.absolute, 1.032), (interval.low, 0.879), (interval.high, 1.276)] {
        assert!((found - known).abs() < 6e-4, "{found} is not {known}");
    }
    assert!(found.headline.contains("% higher") && found.headline.contains("of 100 pairs"), "{}", found.headline);
}

#[test]
fn endpoints_are_ranked_by_what_got_slower_for_certain() {
    let found = compared(&side("base", 1..=6), &side("slower", 1..=6), &Question::default());
    let endpoints: Vec<&Row> = found.rows.iter().filter(|row| !row.series.tags.is_empty()).collect();
    let certain = |row: &Row| row.difference.and_then(|d| Some(d.interval?.low / d.baseline)).expect("six runs");
    assert_eq!(endpoints.len(), 2, "search and clarify");
    assert!(certain(endpoints[0]) >= certain(endpoints[1]));
    assert!(endpoints.iter().all(|row| row.gate.is_none() && row.stat == Stat::P(95.0)));
}

#[test]
fn three_runs_a_side_say_how_many_would_tell() {
    let (base, slower) = (side("base", 1..=3), side("slower", 1..=3));
    let found = compared(&base, &slower, &limits(&["http_req_duration p(50) +5%"]));
    assert_eq!(found.verdict, Verdict::Inconclusive);
    assert!(found.headline.contains("4 runs a side"), "{}", found.headline);
    let four = compared(&side("base", 1..=4), &side("slower", 1..=4), &limits(&["http_req_duration p(50) +5%"]));
    assert_eq!(four.verdict, Verdict::Worse, "{}", four.headline);
    // Two limits at once: 2 * 0.029 is above 5 %.
    let both = limits(&["http_req_duration p(50) +5%", "http_req_duration avg +5%"]);
    let corrected = compared(&side("base", 1..=4), &side("slower", 1..=4), &both);
    assert_eq!(corrected.verdict, Verdict::Inconclusive, "{}", corrected.headline);
    assert!(corrected.headline.contains("Holm"), "{}", corrected.headline);
}

#[test]
fn one_run_a_side_is_inconclusive() {
    for run in 1..=3 {
        let (base, slower) = (side("base", run..=run), side("slower", run..=run));
        let question = limits(&["http_req_duration p(50) +4%"]);
        let found = compared(&base, &slower, &question);
        assert_eq!((found.design, found.verdict, found.kept), (Design::OneRun, Verdict::Inconclusive, false));
        assert!(found.headline.contains("Whether the systems differ cannot be known from one run each"));
        assert!(found.rows.iter().all(|row| row.verdict == Verdict::Inconclusive));
        let median = row(&found, "http_req_duration", Stat::Med);
        assert_eq!(median.of_these_runs, Some(Verdict::Worse), "{}", median.sentence);
        assert_eq!(found, compared(&base, &slower, &question), "the seed is the same");
        let decided = compared(&base, &slower, &Question { single_run: true, ..question });
        assert_eq!(decided.verdict, Verdict::Worse, "{}", decided.headline);
    }
}

#[test]
fn a_statistic_without_an_interval_takes_none_from_the_others() {
    let (base, slower) = (side("base", 1..=1), side("slower", 1..=1));
    let found = compared(&base, &slower, &limits(&["http_req_duration max +5%", "http_req_duration p(95) +5%"]));
    let interval = |stat| row(&found, "http_req_duration", stat).difference.expect("both sides").interval;
    assert!(interval(Stat::P(95.0)).is_some() && interval(Stat::Max).is_none());
    let why = row(&found, "http_req_duration", Stat::Max).why.clone().expect("a reason");
    assert!(why.contains("not of this statistic") && !why.contains("too few"), "{why}");
}

#[test]
fn alternating_blocks_are_pairs() {
    let run = session(&["alternating.json.gz".to_owned()]);
    let found = blocks(&run, "version", None, &Selection::default()).expect("blocks");
    assert_eq!((found.baseline.0.as_str(), found.candidate.0.as_str()), ("a", "b"));
    assert_eq!((found.baseline.1.len(), found.candidate.1.len(), found.left_out), (8, 8, 1));
    let sides = Sides {
        baseline: found.baseline,
        candidate: found.candidate,
        paired: true,
        blocks: true,
        left_out: found.left_out,
    };
    for question in [Question::default(), limits(&GATES[..2])] {
        let compared = compare(&sides, &question).expect("comparable");
        assert_eq!(compared.design, Design::Blocks);
        assert_eq!(row(&compared, "http_req_duration", Stat::Med).verdict, Verdict::Worse, "{}", compared.headline);
        assert_eq!(compared.verdict, Verdict::Worse, "{}", compared.headline);
    }
    // All eight pairs on one side: 2 / 2^8.
    let compared = compare(&sides, &Question::default()).expect("comparable");
    let difference = row(&compared, "http_req_duration", Stat::Med).difference.expect("pairs");
    assert!((difference.means.expect("pairs").p - 2.0 / 256.0).abs() < 1e-12);
}

#[test]
fn two_tag_values_of_one_run_are_two_sides() {
    let run = session(&["alternating.json.gz".to_owned()]);
    let of = |value: &str| {
        let selection = Selection::default().with("version", value);
        (value.to_owned(), parts(&run, &selection).expect("the run"))
    };
    let sides = Sides { baseline: of("a"), candidate: of("b"), paired: true, blocks: false, left_out: 0 };
    let found = compare(&sides, &Question::default()).expect("comparable");
    assert_eq!((found.design, found.verdict), (Design::OneRun, Verdict::Inconclusive));
    assert_eq!(row(&found, "http_req_duration", Stat::Med).of_these_runs, Some(Verdict::Worse));
}

#[test]
fn what_makes_sides_incomparable_comes_first() {
    let base = side("base", 1..=2);
    let again = compared(&base, &side("base", 1..=1), &Question::default());
    assert_eq!(again.verdict, Verdict::CannotCompare, "the same run on both sides");
    assert_eq!(again.comparability.first().map(|concern| concern.gravity), Some(Gravity::Prevents));
    assert!(again.rows.iter().all(|row| row.verdict == Verdict::CannotCompare));
    // A quarter of the requests: another load.
    let selection = Selection::default().with("name", "POST /search");
    let part = ("search".to_owned(), parts(&base, &selection).expect("runs"));
    let other = side("slower", 1..=2);
    let slower = ("slower".to_owned(), parts(&other, &Selection::default()).expect("runs"));
    let sides = Sides { baseline: part, candidate: slower, paired: false, blocks: false, left_out: 0 };
    let found = compare(&sides, &Question::default()).expect("read");
    assert!(found.comparability.iter().any(|concern| concern.rule == "delivered-load"), "{:?}", found.comparability);
    assert_eq!(found.verdict, Verdict::CannotCompare);
    let anyway = compare(&sides, &Question { anyway: true, ..Question::default() }).expect("read");
    assert_ne!(anyway.verdict, Verdict::CannotCompare, "{}", anyway.headline);
}

#[test]
fn runs_that_were_not_taken_in_turn_are_doubted() {
    let drifting = compared(&side("base", 1..=3), &side("same", 4..=6), &Question::default());
    assert!(drifting.comparability.iter().any(|concern| concern.rule == "order"), "{:?}", drifting.comparability);
}

#[test]
fn a_limit_on_what_is_not_there_is_an_error() {
    let (base, same) = (side("base", 1..=1), side("same", 1..=1));
    let ask = |limit: &str| {
        let sides = Sides {
            baseline: all(&base, "baseline"),
            candidate: all(&same, "candidate"),
            paired: false,
            blocks: false,
            left_out: 0,
        };
        compare(&sides, &limits(&[limit])).expect_err(limit)
    };
    assert!(ask("no_such_metric p(95) +5%").contains("no file has the metric no_such_metric"));
    assert!(ask("http_req_failed rate +5ms").contains("this is no time"));
    assert!(ask("http_req_duration p(95) -5%").contains("less of this is better"));
}

#[test]
fn a_limit_can_be_on_a_part_of_the_samples() {
    let (base, slower) = (side("base", 1..=6), side("slower", 1..=6));
    let found = compared(&base, &slower, &limits(&["http_req_duration{name:POST /search} p(97.5) +1ms"]));
    let [gated] = found.rows.iter().filter(|row| row.gate.is_some()).collect::<Vec<_>>()[..] else { panic!("one row") };
    assert_eq!((gated.baseline.len(), gated.candidate.len()), (6, 6));
    assert_eq!(gated.gate.as_ref().map(|gate| gate.outcome), Some(Outcome::Exceeded), "{}", gated.sentence);
}
