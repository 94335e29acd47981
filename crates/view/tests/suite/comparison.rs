//! A comparison as sections: against files that were read by a person, and as an HTML parser reads them.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use scraper::{Html, Selector};
use sloscope_core::compare::{
    Comparison, Design, Gravity, Overlay, Question, Selection, Sides, Verdict, blocks, compare, overlay, parts,
};
use sloscope_core::run::Session;
use sloscope_view::comparison::{OVERLAY, comparison, html_file};
use sloscope_view::state::{AtFirst, Whole};

use crate::file::is_harmless;
use crate::keys::look;
use crate::parsed::{check, hostile_session};
use crate::snapshots::{Short, differs};
use crate::support::{folder, read};

struct Compared {
    name: &'static str,
    found: Arc<Comparison>,
    drawn: Arc<Overlay>,
}

/// Runs of one service, taken in turn.
fn runs(kind: &str, number: usize) -> Session {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../compare/tests/fixtures/runs");
    Session::new((1..=number).map(|run| read(&folder.join(format!("{kind}_{run}.json.gz")))).collect())
}

fn fixture(name: &str) -> Session {
    Session::new(vec![read(&folder().join(name))])
}

fn compared(name: &'static str, first: &Session, second: &Session, question: &Question) -> Compared {
    let side = |session, name: &str| (name.to_owned(), parts(session, &Selection::default()).expect("runs"));
    let (baseline, candidate) = (side(first, "before"), side(second, "after"));
    of_sides(name, &Sides { baseline, candidate, paired: false, blocks: false, left_out: 0 }, question)
}

fn of_sides(name: &'static str, sides: &Sides, question: &Question) -> Compared {
    let found = compare(sides, question).expect("two sides");
    let drawn = overlay(sides, &found, &OVERLAY);
    Compared { name, found: Arc::new(found), drawn: Arc::new(drawn) }
}

/// One of each kind; they are made once for all tests.
fn all() -> &'static [Compared] {
    static MADE: OnceLock<Vec<Compared>> = OnceLock::new();
    MADE.get_or_init(|| {
        let usual = Question::default();
        let anyway = Question { anyway: true, ..Question::default() };
        let alternating = fixture("../../crates/compare/tests/fixtures/runs/alternating.json.gz");
        let found = blocks(&alternating, "version", None, &Selection::default()).expect("blocks");
        let (baseline, candidate) = (found.baseline, found.candidate);
        let sides = Sides { baseline, candidate, paired: true, blocks: true, left_out: found.left_out };
        let (mixed, dropped) = (fixture("v2.2/mixed_ramping/results.json.gz"), fixture("v2.2/dropped/results.json.gz"));
        let (summary, other) = (fixture("v2.2/thresholds_fail/summary.json"), fixture("v2.2/dropped/summary.json"));
        let (fine, errors) = (fixture("v2.2/default_only/results.json"), fixture("v2.2/only_errors/results.json.gz"));
        vec![
            compared("slower", &runs("base", 4), &runs("slower", 4), &usual),
            compared("same", &runs("base", 4), &runs("same", 4), &usual),
            compared("one-run", &runs("base", 1), &runs("slower", 1), &usual),
            of_sides("blocks", &sides, &usual),
            compared("incomparable", &mixed, &dropped, &usual),
            compared("anyway", &mixed, &dropped, &anyway),
            compared("can-tell", &runs("base", 4), &runs("same", 4), &Question { aa: true, ..usual.clone() }),
            compared("summaries", &summary, &other, &anyway),
            compared("errors", &fine, &errors, &anyway),
        ]
    })
}

fn count(page: &Html, selector: &str) -> usize {
    page.select(&Selector::parse(selector).expect(selector)).count()
}

#[test]
fn every_comparison_is_what_was_agreed() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut faults = Vec::new();
    for Compared { name, found, .. } in all() {
        let now = Short::of(&comparison(found, None), &AtFirst);
        faults.extend(differs(&folder, &format!("comparison-{name}"), &now));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_comparison_is_parsed_as_it_was_meant() {
    for Compared { name, found, drawn } in all() {
        check(name, &comparison(found, None), &AtFirst);
        check(name, &comparison(found, Some(drawn)), &AtFirst);
        check(name, &comparison(found, Some(drawn)), &Whole::default());
    }
}

#[test]
fn every_number_of_a_row_is_in_the_page() {
    for Compared { name, found, drawn } in all() {
        let page = Html::parse_document(&html_file(found, Overlay::clone(drawn), true));
        is_harmless(&page, name);
        assert_eq!(count(&page, "tr[data-row]"), found.rows.len(), "{name}: each row once");
        for row in &found.rows {
            let series = row.series.to_string().replace('\\', "\\\\").replace('"', "\\\"");
            let cells = format!("td[data-metric=\"{series}\"][data-stat=\"{}\"]", row.stat);
            let cells = Selector::parse(&cells).expect("a selector");
            let values: Vec<Option<f64>> =
                page.select(&cells).map(|cell| cell.attr("data-value").and_then(|v| v.parse().ok())).collect();
            assert_eq!(values, row.middles(), "{name}: {}", row.series);
        }
        assert_eq!(count(&page, "[data-rule]"), found.comparability.len(), "{name}");
        let gated = found.rows.iter().filter(|row| row.gate.is_some()).count();
        assert_eq!(count(&page, "tr.note-line"), gated, "{name}: a sentence for each limit");
        let counted: f64 = page
            .select(&Selector::parse(".compare-counts [data-value]").expect("a selector"))
            .filter_map(|tile| tile.attr("data-value")?.parse::<f64>().ok())
            .sum();
        assert_eq!(counted as usize, found.rows.len(), "{name}: each row has one verdict");
    }
}

#[test]
fn what_is_drawn_says_the_same_in_words() {
    for Compared { name, found, drawn } in all() {
        let page = Html::parse_document(&html_file(found, Overlay::clone(drawn), false));
        for image in page.select(&Selector::parse("[role=img]").expect("a selector")) {
            let id = image.attr("aria-describedby").expect("a description");
            assert_eq!(count(&page, &format!("#{id}")), 1, "{name}: {id}");
        }
        let svg = Selector::parse("svg").expect("a selector");
        assert!(page.select(&svg).all(|svg| svg.attr("aria-hidden") == Some("true") || svg.attr("x").is_some()));
        let charts = drawn.lanes.iter().chain([&drawn.percentiles, &drawn.ratio]);
        let rows: usize = charts.map(|chart| chart.table.rows.len()).sum();
        assert_eq!(count(&page, ".chart-table tbody tr"), rows, "{name}: each chart has its table");
        // Runs as dots have their numbers beside them.
        let dots = count(&page, ".strip circle");
        assert_eq!(dots > 0, found.design != Design::OneRun && found.rows[0].baseline.len() > 1, "{name}");
        assert_eq!(count(&page, ".strip"), count(&page, ".strip-place .visually-hidden"), "{name}");
    }
}

#[test]
fn what_prevents_a_comparison_is_the_first_thing_said() {
    let Compared { found, drawn, .. } = all().iter().find(|of| of.name == "incomparable").expect("it");
    assert_eq!(found.verdict, Verdict::CannotCompare);
    let page = Html::parse_document(&html_file(found, Overlay::clone(drawn), false));
    let first = page.select(&Selector::parse("[data-rule]").expect("a selector")).next().expect("a concern");
    assert_eq!(first.attr("data-gravity"), Some("prevents"));
    assert!(found.comparability.iter().filter(|concern| concern.gravity == Gravity::Prevents).count() > 1);
    assert_eq!(count(&page, "tr[data-is=worse], tr[data-is=better], tr[data-is=same]"), 0, "no row has a verdict");
    assert_eq!(count(&page, ".statement"), 0, "nor has the curve a sentence");
}

#[test]
fn runs_of_one_thing_are_judged_by_what_they_can_tell() {
    let Compared { found, drawn, .. } = all().iter().find(|of| of.name == "can-tell").expect("it");
    let page = html_file(found, Overlay::clone(drawn), false);
    let word = if found.aa.as_ref().expect("asked for").can_tell { "CAN TELL" } else { "CANNOT TELL" };
    assert!(page.contains(&format!("<title>{word}: ")), "{page:.400}");
    let words = Html::parse_document(&page);
    let word_of = |selector: &str| {
        let selector = Selector::parse(selector).expect("a selector");
        words.select(&selector).next().expect("it").text().last().map(str::to_owned)
    };
    assert_eq!(word_of(".panel-word").as_deref(), Some(word));
}

#[test]
fn no_two_siblings_have_one_key() {
    for Compared { name, found, drawn } in all() {
        let mut keyed = 0;
        look(&comparison(found, Some(drawn)), name, &mut keyed);
        assert!(keyed > found.comparability.len(), "{name}: {keyed} keys");
    }
}

/// Limits and values may be anything that a number can be.
#[test]
fn numbers_beyond_all_measure_have_no_place() {
    for Compared { name, found, drawn } in all() {
        let mut found = Comparison::clone(found);
        for (at, row) in found.rows.iter_mut().enumerate() {
            let Some(difference) = &mut row.difference else { continue };
            match at % 4 {
                0 => (difference.baseline, difference.absolute) = (f64::MIN_POSITIVE, f64::MAX),
                1 => difference.absolute = f64::MAX,
                2 => row.band.iter_mut().for_each(|band| (band.same, band.beyond) = (f64::INFINITY, f64::INFINITY)),
                _ => {}
            }
        }
        let page = Html::parse_document(&html_file(&found, Overlay::clone(drawn), false));
        let svg = Selector::parse("svg *").expect("a selector");
        for (attribute, value) in page.select(&svg).flat_map(|element| element.value().attrs()) {
            assert!(attribute == "class" || !["NaN", "inf"].iter().any(|odd| value.contains(odd)), "{name}: {value}");
        }
    }
}

#[test]
fn names_from_files_are_text_in_a_comparison() {
    let (first, second) = (hostile_session(), hostile_session());
    let of = compared("hostile", &first, &second, &Question { anyway: true, ..Question::default() });
    check("hostile", &comparison(&of.found, Some(&of.drawn)), &AtFirst);
    let page = Html::parse_document(&html_file(&of.found, Overlay::clone(&of.drawn), true));
    is_harmless(&page, "hostile");
}
