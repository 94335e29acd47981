//! The pages of a site: what is on them, that they lead where they should, and that names from files are text.

use std::collections::BTreeSet;

use scraper::{Html, Selector};
use sloscope_core::compare::Limit;
use sloscope_core::report::{Query, Report};
use sloscope_core::run::Session;
use sloscope_core::site::{Figure, Index, Judged, Run, Unread};
use sloscope_core::slo::{Verdict, parse_objectives};
use sloscope_core::stat::Unit;
use sloscope_view::site::{Site, compare_page, index_page, run_page};

use crate::file::leads_only;
use crate::parsed::hostile_session;
use crate::support::{HOSTILE, folder, read};

fn report_of(name: &str) -> Report {
    let session = Session::new(vec![read(&folder().join(name))]);
    session.report(&Query::default()).expect("a report")
}

fn run(at: usize, name: &str, judged: Judged) -> Run {
    let (files, judged_by) = (Vec::new(), String::new());
    Run { id: format!("run-{at}"), name: name.to_owned(), files, judged_by, queries: false, judged }
}

/// So many runs, an hour apart; the p95 of the last half is larger by half. The last of all has no time.
fn runs(n: usize) -> Vec<Run> {
    let judged = Judged::of(&report_of("v2.2/thresholds_fail/results.json.gz"), None, None);
    assert!(!judged.objectives.is_empty());
    let one = |at: usize| {
        let mut judged = judged.clone();
        judged.start_ms = (at + 1 < n).then(|| 1_780_000_000_000 + i64::try_from(at).expect("small") * 3_600_000);
        for figure in judged.objectives.iter_mut().chain(&mut judged.figures) {
            let factor = if at < n / 2 { 1.0 } else { 1.5 };
            figure.value = figure.value.map(|value| value * factor * (1.0 + (at * 7 % 5) as f64 / 100.0));
        }
        run(at, &format!("run {at}"), judged)
    };
    Index::new(None, (0..n).map(one).collect(), Vec::new(), Vec::new()).runs
}

fn site(runs: &[Run]) -> Site<'_> {
    Site { title: None, runs, unread: &[], objectives: None, limits: &[] }
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    // The parser of selectors lives no longer than this.
    let selector = Selector::parse(selector).expect(selector);
    page.select(&selector).collect()
}

/// It leads to the site's own files, whatever the names of runs are.
fn is_harmless(page: &Html, name: &str) {
    let starts = ["app/index.html", "runs/", "compare/", "data/", "index.html"];
    let is_own = |href: &str| {
        let path = href.strip_prefix("../").unwrap_or(href).split(['?', '#']).next().unwrap_or_default();
        let plain = path.chars().all(|c| c.is_ascii_alphanumeric() || "/.-_".contains(c));
        plain && !path.contains("..") && starts.iter().any(|start| path.starts_with(start))
    };
    leads_only(page, name, &is_own);
}

fn hrefs(page: &Html) -> Vec<String> {
    all(page, "a[href]").iter().filter_map(|link| link.attr("href").map(str::to_owned)).collect()
}

#[test]
fn every_run_is_on_the_index_with_the_newest_first() {
    let runs = runs(12);
    let page = Html::parse_document(&index_page(&site(&runs)));
    is_harmless(&page, "index");
    let rows: Vec<&str> = all(&page, "tr[data-run]").iter().filter_map(|row| row.attr("data-run")).collect();
    let expected: Vec<String> = (0..11).rev().chain([11]).map(|at| format!("run-{at}")).collect();
    assert_eq!(rows, expected, "that without a time is last");
    let text = page.root_element().text().collect::<String>();
    assert!(
        text.contains("1 run: no file says when it began. It is at the end, and not in the trends."),
        "{text:.400}"
    );
    // The value of each figure, as it is in the run.
    let cells = all(&page, "tr[data-run=run-3] td.n[data-value]");
    let values: Vec<f64> = cells.iter().filter_map(|cell| cell.attr("data-value")?.parse().ok()).collect();
    let known = [0, 2, 3, 4, 5].iter().filter_map(|place| runs[3].figure(*place)?.value).collect::<Vec<_>>();
    assert_eq!(values, known);
}

#[test]
fn links_open_each_run_and_compare_any_two() {
    let runs = runs(12);
    let index = hrefs(&Html::parse_document(&index_page(&site(&runs))));
    for run in &runs {
        for link in [
            format!("app/index.html?src=../data/{}.slo#/report", run.id),
            format!("runs/{}.html", run.id),
            format!("compare/{}.html", run.id),
        ] {
            assert!(index.contains(&link), "{link}");
        }
    }
    let mut pairs = BTreeSet::new();
    for at in 0..runs.len() {
        let page = Html::parse_document(&compare_page(&site(&runs), at));
        is_harmless(&page, "compare");
        pairs.extend(hrefs(&page).into_iter().filter(|link| link.contains("#/compare")));
    }
    assert_eq!(pairs.len(), 12 * 11 / 2, "each pair once, the earlier one as the baseline");
    assert!(pairs.contains("../app/index.html#/compare?v=1&baseline=../data/run-2.slo&candidate=../data/run-9.slo"));
    let limits = [Limit::parse("http_req_duration p(95) +5%").expect("a limit")];
    let objectives = parse_objectives(r#"{"http_req_duration": ["p(95)<5"]}"#).expect("objectives");
    let with = Site { limits: &limits, objectives: Some(&objectives), ..site(&runs) };
    let links = hrefs(&Html::parse_document(&index_page(&with)));
    assert!(links.iter().any(|link| link.ends_with("&limit=http_req_duration%20p(95)%20%2B5%25")), "{links:?}");
    assert!(links.iter().any(|link| link.contains("#/report?v=2&objectives=")), "judged as the site judges");
}

#[test]
fn of_very_many_runs_the_nearest_have_links() {
    let runs = runs(230);
    let page = Html::parse_document(&compare_page(&site(&runs), 110));
    let rows: Vec<&str> = all(&page, "tr[data-run]").iter().filter_map(|row| row.attr("data-run")).collect();
    assert_eq!((rows.len(), rows[0], rows[199]), (200, "run-210", "run-10"));
    assert!(page.root_element().text().any(|text| text.starts_with("29 runs further away")));
}

#[test]
fn each_objective_has_its_trend_with_its_change() {
    let runs = runs(17);
    let page = Html::parse_document(&index_page(&site(&runs)));
    let objectives = &runs[0].judged.objectives;
    let (known, unknown): (Vec<_>, Vec<_>) = objectives.iter().partition(|figure| figure.value.is_some());
    assert_eq!(all(&page, "figure[data-trend]").len(), known.len());
    let absent =
        all(&page, "#trends > [data-absent]").iter().map(|hint| hint.text().collect::<String>()).collect::<String>();
    assert!(!unknown.is_empty() && unknown.iter().all(|figure| absent.contains(&figure.name)), "{absent}");
    let with_value = objectives.iter().filter(|figure| figure.value.is_some_and(|value| value > 0.0)).count();
    assert_eq!(all(&page, "path.change").len(), with_value, "16 runs have a time: 8 of each level");
    assert_eq!(all(&page, ".site-changes > li").len(), with_value);
    let words = all(&page, ".site-changes > li").iter().map(|li| li.text().collect::<String>()).collect::<Vec<_>>();
    assert!(
        words.iter().all(|words| words.contains("since run 8") && words.contains("8 runs before and 8 since")),
        "{words:?}"
    );
    // 6 of each side are compared.
    let compared = hrefs(&page).into_iter().find(|link| link.matches("baseline=").count() == 6).expect("a comparison");
    assert!(
        compared.contains("baseline=../data/run-2.slo") && compared.contains("candidate=../data/run-13.slo"),
        "{compared}"
    );
    assert!(!compared.contains("run-1.slo") && !compared.contains("run-14.slo"), "{compared}");
    for image in all(&page, "[role=img]") {
        let id = image.attr("aria-describedby").expect("a description");
        assert_eq!(all(&page, &format!("#{id}")).len(), 1, "{id}");
    }
}

#[test]
fn of_few_runs_nothing_is_said_but_that() {
    let runs = runs(5);
    let page = Html::parse_document(&index_page(&site(&runs)));
    assert_eq!(all(&page, "path.change, .site-changes").len(), 0);
    let few = all(&page, "[data-few]");
    assert_eq!(few.len(), 1, "once for all");
    assert_eq!(few[0].text().collect::<String>(), "Fewer than 8 runs have a value: too few to tell a change.");
}

/// Without an objective the six figures are drawn, and nothing says which way is worse.
#[test]
fn without_objectives_the_figures_are_drawn() {
    let mut runs = runs(17);
    for run in &mut runs {
        run.judged.objectives.clear();
        run.judged.figures.iter_mut().for_each(|figure| figure.operator = None);
    }
    let page = Html::parse_document(&index_page(&site(&runs)));
    assert_eq!(all(&page, "figure[data-trend]").len(), 6);
    assert!(all(&page, ".site-changes > li").iter().all(|li| li.attr("data-sense") == Some("changed")));
}

#[test]
fn the_page_of_a_run_is_its_summary() {
    let report = report_of("v2.2/thresholds_fail/results.json.gz");
    let judged = Judged::of(&report, Some("1.4.2".to_owned()), Some("before the cache".to_owned()));
    let run = run(0, "results.json.gz", judged);
    let page = Html::parse_document(&run_page(&site(&[]), &run, &report, false));
    is_harmless(&page, "run");
    let text = page.root_element().text().collect::<String>();
    for part in ["results.json.gz", "before the cache", "Version 1.4.2.", &report.headline] {
        assert!(text.contains(part), "{part}");
    }
    assert_eq!(all(&page, "#objectives tr[data-objective]").len(), report.objectives.len());
    for link in [
        "../index.html",
        "../app/index.html?src=../data/run-0.slo#/report",
        "../compare/run-0.html",
        "../data/run-0.slo",
    ] {
        assert!(hrefs(&page).iter().any(|href| href == link), "{link}");
    }
}

#[test]
fn names_from_files_are_text_on_every_page() {
    let report = hostile_session().report(&Query::default()).expect("a report");
    let mut runs: Vec<Run> = Vec::new();
    for (at, name) in (0..).zip(HOSTILE) {
        let mut judged = Judged::of(&report, Some(name.to_owned()), Some(name.to_owned()));
        judged.headline = name.to_owned();
        judged.incomplete = vec![name.to_owned()];
        judged.start_ms = Some(i64::try_from(at).expect("small") * 1000);
        judged.objectives.push(Figure {
            name: name.to_owned(),
            series: name.to_owned(),
            stat: Some(name.to_owned()),
            unit: Some(Unit::Plain),
            value: Some(f64::MAX),
            shown: name.to_owned(),
            operator: Some(name.to_owned()),
            limit: Some(-1.0),
            verdict: Verdict::Fail,
        });
        runs.push(run(at, name, judged));
    }
    let unread: Vec<Unread> = HOSTILE.map(|name| Unread { name: name.to_owned(), why: name.to_owned() }).into();
    let site = Site { title: Some(HOSTILE[0]), unread: &unread, ..site(&runs) };
    let pages = [index_page(&site), compare_page(&site, 0), run_page(&site, &runs[1], &report, true)];
    for text in pages {
        let page = Html::parse_document(&text);
        is_harmless(&page, "hostile");
        assert!(page.root_element().text().any(|text| text.contains("alert(1)")), "the names are there");
        let odd = |value: &str| ["NaN", "inf"].iter().any(|odd| value.contains(odd));
        assert!(all(&page, "svg *").iter().all(|of| of.attr("d").is_none_or(|d| !odd(d))));
    }
}
