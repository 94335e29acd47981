//! Everything that is made of a report: all exports and all charts. None may panic, and no number may be none.

use sloscope_core::chart::{ChartAsk, ChartKind, standalone};
use sloscope_core::export::{json, k6_summary, markdown, text};
use sloscope_core::report::Query;
use sloscope_core::run::Session;

/// Asks a session, and writes what it answers in every form. `said` are the inputs: what they say may be shown.
pub fn all(session: &Session, query: &Query, said: &[u8]) {
    let Some(report) = session.report(query) else { return };
    let document = json(&report);
    let written = serde_json::to_string(&document).expect("a document of JSON");
    let forms = [
        ("text", text(&report, false)),
        ("Markdown", markdown(&report)),
        ("summary", k6_summary(&report, false)),
        ("JSON", written),
    ];
    let may_say = says_nothing_finite(said);
    for (form, text) in &forms {
        assert!(may_say || !holds_nothing_finite(text), "{form} has a number that is none:\n{text}");
    }
    assert!(serde_json::from_str::<serde_json::Value>(&forms[2].1).is_ok(), "the summary is JSON");
    // What travels to the page is read there.
    let message = postcard::to_allocvec(&report).expect("a message");
    let back: sloscope_core::report::Report = postcard::from_bytes(&message).expect("a report");
    assert_eq!(text(&back, false), forms[0].1, "a report is the same after its way to the page");
    let objectives = (0..u16::try_from(report.objectives.len()).unwrap_or(3).min(3)).map(ChartKind::Objective);
    let kinds = ChartKind::ALL.into_iter().chain([ChartKind::Brush]).chain(objectives);
    let asks: Vec<ChartAsk> = kinds
        .flat_map(|kind| [false, true].map(|turned| ChartAsk { turned, lane: turned, ..ChartAsk::new(kind, 640, 200) }))
        .collect();
    for chart in session.charts(query, &asks) {
        let picture = standalone(&chart, false);
        assert!(may_say || !holds_nothing_finite(&picture), "{:?} has a number that is none:\n{picture}", chart.ask);
    }
}

fn holds_nothing_finite(text: &str) -> bool {
    // What the reader says of a file that has them.
    let text = text.replace("NaN, Infinity and numbers out of range", "");
    let is_word = |word: &str| matches!(word, "NaN" | "inf" | "-inf");
    text.contains('∞')
        || text.contains("not a number")
        || text.split(|c: char| !c.is_alphanumeric() && c != '-').any(is_word)
}

/// The inputs may name it themselves: `p(95)<Inf`, a tag of that name, or numbers that add up to it.
fn says_nothing_finite(said: &[u8]) -> bool {
    let said = String::from_utf8_lossy(said).to_lowercase();
    ["inf", "nan", "∞", "not a number"].iter().any(|word| said.contains(word))
}
