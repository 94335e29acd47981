//! What is said of inputs that are missing, broken or foreign: whole sentences, one full stop each, and advice that fits
//! what was read from.

use crate::support::{fixture, read_named};
use sloscope_core::export;
use sloscope_core::ingest::{Reader, Source};
use sloscope_core::report::words::{Medium, Trouble, unread, unread_line, unread_phrase};
use sloscope_core::report::{InputFailure, Query, Report};
use sloscope_core::run::Session;

const MEDIA: [Medium; 5] = [Medium::Path, Medium::File, Medium::Pipe, Medium::Device, Medium::Link];

fn failures() -> Vec<(Medium, InputFailure)> {
    let reasons = ["", "the disk failed", "It failed.", "gone..", " "];
    let troubles = [Trouble::Missing, Trouble::NoPermission, Trouble::Folder, Trouble::Nothing, Trouble::Changed];
    let broken = reasons.into_iter().flat_map(|why| [0, 1, 1_234_567].map(|after| Trouble::BrokeOff(after, why)));
    let all: Vec<Trouble> = troubles.into_iter().chain(broken).chain([Trouble::NoData(1 << 30)]).collect();
    let of = |medium| all.iter().map(move |trouble| (medium, unread("results.json", medium, *trouble)));
    MEDIA.into_iter().flat_map(of).collect()
}

/// One full stop, nothing doubled, nothing left open.
#[track_caller]
fn is_sentences(text: &str) {
    let text = text.trim();
    assert!(text.ends_with(['.', '?']) || text.ends_with(".\""), "{text:?} has no end");
    for wrong in ["..", " .", ".:", ".;", ".,", ":.", "?.", "()", "  ", ". :", " ,"] {
        assert!(!text.contains(wrong), "{wrong:?} in {text:?}");
    }
    let first = text.chars().next().expect("some text");
    assert!(!first.is_whitespace() && !".,;:".contains(first), "{text:?}");
}

#[test]
fn failures_are_sentences_and_fit_what_was_read_from() {
    for (medium, failure) in failures() {
        is_sentences(&failure.what);
        is_sentences(&failure.advice);
        is_sentences(&unread_line(&failure));
        assert!(!unread_phrase(&failure).ends_with('.'));
        let advice = failure.advice.to_lowercase();
        let (file, link) = (advice.contains("choose"), advice.contains("link"));
        match medium {
            Medium::Link => assert!(link && !file, "{advice}"),
            Medium::File => assert!(!link, "{advice}"),
            Medium::Path | Medium::Pipe | Medium::Device => assert!(!link && !file, "{advice}"),
        }
    }
}

/// Good, cut in every way, and not k6's at all.
fn inputs() -> Vec<Source> {
    let samples = fixture("v2.2/default_only/results.json");
    let csv = fixture("v2.2/default_only/results.csv");
    let summary = fixture("v2.2/default_only/summary.json");
    let packed = fixture("v2.2/thresholds_fail/results.json.gz");
    let torn = [&samples[..9000], b"\n{\"metric\":\"http_reqs\",\"ty\n", &samples[9000..]].concat();
    let mut all: Vec<(&str, Vec<u8>)> = vec![
        ("cut.json", samples[..samples.len() / 2].to_vec()),
        ("cut.csv", csv[..csv.len() / 2].to_vec()),
        ("cut.gz", packed[..packed.len() / 2].to_vec()),
        ("damaged.gz", [&packed[..packed.len() / 2], &[0xff; 999]].concat()),
        ("cut-summary.json", summary[..summary.len() / 2].to_vec()),
        ("torn.json", torn),
        ("array.json", [b"[", &samples[..samples.len() / 2]].concat()),
        ("header.gz", packed[..10].to_vec()),
        ("archive.tar", fixture("cases/privacy/archive.tar")[..700].to_vec()),
    ];
    let foreign: [&[u8]; 14] = [
        b"",
        b" \n",
        b"{",
        b"{\"a\":1}",
        b"[1,2]",
        b"Remember the milk.\n",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"%PDF-1.7\n",
        b"PK\x03\x04",
        b"<!doctype html><title>x</title>",
        b"<?xml version=\"1.0\"?><a/>",
        b"date,amount\n1,2\n",
        b"import http from \"k6/http\";",
        &[0xff; 99],
    ];
    all.extend(foreign.map(|bytes| ("foreign", bytes.to_vec())));
    all.iter().map(|(name, bytes)| read_named(name, bytes, 1 << 20)).collect()
}

fn told(report: &Report) {
    is_sentences(&report.headline);
    report.unread.iter().for_each(|input| is_sentences(&unread_line(input)));
    report.notes.iter().for_each(|note| is_sentences(&note.text));
    report.findings.iter().for_each(|finding| {
        is_sentences(&finding.title);
        is_sentences(&finding.next);
    });
    report.objectives.iter().for_each(|o| is_sentences(&o.reason));
    is_sentences(&sloscope_core::report::words::assessment(report));
    for source in &report.sources {
        assert!(!source.role.contains("..") && !source.role.contains(".;"), "{}", source.role);
        let cut = source.diagnostics.cut.as_deref().unwrap_or_default();
        assert!(!cut.ends_with('.'), "{cut}");
    }
    for text in [export::markdown(report), export::text(report, false)] {
        let line = text.lines().find(|line| line.contains("..") && !line.contains("..."));
        assert_eq!(line, None);
    }
}

#[test]
fn reports_of_bad_inputs_are_in_sentences() {
    let good = || read_named("good.json", &fixture("v2.2/default_only/results.json"), 1 << 20);
    let query = Query::default();
    for (at, source) in inputs().into_iter().enumerate() {
        let name = source.info.name.clone();
        let alone = Session::new(vec![source]);
        alone.unread().iter().for_each(|input| is_sentences(&unread_line(input)));
        (0..alone.runs()).filter_map(|run| alone.report(&Query { run, ..query.clone() })).for_each(|r| told(&r));
        let beside = Session::new(vec![good(), inputs().swap_remove(at)]);
        (0..beside.runs()).filter_map(|run| beside.report(&Query { run, ..query.clone() })).for_each(|r| told(&r));
        assert_eq!(beside.unread().len(), alone.unread().len(), "{name}");
    }
    // With what a system says of an input that breaks off.
    for (_, failure) in failures() {
        let bytes = fixture("v2.2/default_only/results.json");
        let mut reader = Reader::new("results.json");
        reader.feed(&bytes[..bytes.len() / 2]);
        let mut source = reader.finish();
        source.diagnostics.cut = Some(unread_phrase(&failure));
        let session = Session::with_failures(vec![source], vec![failure]);
        let report = session.report(&query).expect("a report");
        assert_eq!(report.unread.len(), 1);
        told(&report);
    }
}
