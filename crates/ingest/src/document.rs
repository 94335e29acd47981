//! Whole documents: summaries, dashboard exports, options, archives; everything that is not a stream of samples.
//! Finds out what one is, by its content, and hands it to its reader.

use serde_json::Value;

use sloscope_stored::baseline;

use super::json_find::Documents;
use super::json_tree::Fault;
use super::objectives_file::Guess;
use super::{
    Content, Diagnostics, Format, Summary, Unreadable, archive, k6_dashboard, k6_options, k6_summary, objectives_file,
    unknown,
};

/// Each document is compared with all before it, to find the run that it is of.
const MOST_DOCUMENTS: usize = 1000;

/// Reads a document that was collected whole (decompressed, UTF-8, without BOM; a tar is binary).
/// Never fails: what is not k6's is explained.
pub(super) fn read(bytes: &[u8], diagnostics: &mut Diagnostics) -> (Format, Content) {
    if archive::is_tar(bytes) {
        return archive::read(bytes, diagnostics);
    }
    let text = bytes.trim_ascii();
    if text.is_empty() {
        return unreadable(unknown::empty(bytes.len(), diagnostics.cut.is_some()));
    }
    if let Some(why) = unknown::binary(bytes) {
        return unreadable(why);
    }
    if text.starts_with(b"<") {
        return markup(text, diagnostics);
    }
    if k6_dashboard::is_recording(text) {
        return dashboard(k6_dashboard::read(text, Format::DashboardRecord, diagnostics), Format::DashboardRecord);
    }
    json(text, diagnostics)
}

/// How many bytes of a document are enough, judged from its beginning; `None`: all of it must be collected.
pub(super) fn needed(beginning: &[u8]) -> Option<usize> {
    if archive::is_tar(beginning) { Some(archive::NEEDED) } else { is_binary(beginning).then_some(unknown::NEEDED) }
}

/// A file that is no text: what comes behind its beginning is never looked at.
pub(super) fn is_binary(beginning: &[u8]) -> bool {
    beginning.len() >= unknown::HEAD && !archive::is_tar(beginning) && unknown::binary(beginning).is_some()
}

fn unreadable(why: Unreadable) -> (Format, Content) {
    (Format::Unknown, Content::Unreadable(why))
}

fn markup(text: &[u8], diagnostics: &mut Diagnostics) -> (Format, Content) {
    if !k6_dashboard::is_html(text) {
        return unreadable(unknown::markup(text));
    }
    let exports = k6_dashboard::html_events(text, diagnostics);
    let read = exports.iter().flat_map(|events| k6_dashboard::read(events, Format::DashboardHtml, diagnostics));
    let summaries: Vec<_> = read.collect();
    if (1..exports.len()).contains(&summaries.len()) {
        let without = exports.len() - summaries.len();
        diagnostics.notes.push(format!("{without} of the {} reports in it have no numbers", exports.len()));
    }
    let end = memchr::memmem::rfind(text, b"</html>").map_or(text.len(), |at| at + b"</html>".len());
    if !text[end..].trim_ascii().is_empty() {
        diagnostics.notes.push("what comes after the HTML was ignored".to_owned());
    }
    dashboard(summaries, Format::DashboardHtml)
}

fn dashboard(summaries: Vec<Summary>, format: Format) -> (Format, Content) {
    if summaries.is_empty() {
        return unreadable(unknown::empty_dashboard());
    }
    several(summaries.into_iter().map(|summary| (format, Content::Summary(Box::new(summary)))).collect())
}

/// The first document in the text that is k6's; what else stands there is noted.
fn json(text: &[u8], diagnostics: &mut Diagnostics) -> (Format, Content) {
    let mut documents = Documents::new(text);
    let (mut foreign, mut read) = (None, Vec::new());
    let (mut before, mut repaired, mut pruned) = (false, false, false);
    while read.len() < MOST_DOCUMENTS
        && let Some(found) = documents.next()
    {
        let mut notes = Diagnostics::default();
        let understood = if found.pruned && memchr::memmem::find(found.text, b"\"sloscope.report/").is_some() {
            // What it says of itself may be among what was left out.
            vec![unreadable(unknown::large_report())]
        } else if sloscope_stored::is_stored(&found.value) {
            vec![stored(&found.value)]
        } else if baseline::is_baseline(&found.value) {
            of_baseline(&found.value)
        } else {
            understood(&found.value, found.text, &mut notes)
        };
        if understood.is_empty() {
            foreign.get_or_insert((found.value, found.before));
            continue;
        }
        documents.was_of_use();
        diagnostics.lines += notes.lines;
        diagnostics.used += notes.used;
        notes.notes.retain(|note| !diagnostics.notes.contains(note));
        diagnostics.notes.append(&mut notes.notes);
        before |= found.before && read.is_empty();
        (repaired, pruned) = (repaired || found.repaired, pruned || found.pruned);
        read.extend(understood);
    }
    if !read.is_empty() {
        if let Some(cut) = diagnostics.cut.take() {
            // The document is whole: only what surrounds it is not.
            diagnostics.notes.push(format!("{cut}; the JSON in it is whole"));
        }
        let mut note = |so: bool, text: &str| {
            if so {
                diagnostics.notes.push(text.to_owned());
            }
        };
        note(before, "text before the JSON (console output) was ignored");
        let (is_full, rest) = (read.len() >= MOST_DOCUMENTS, !documents.rest().trim_ascii().is_empty());
        note(rest && !is_full, "text after the JSON was ignored");
        note(is_full && (rest || read.len() > MOST_DOCUMENTS), "only the first 1,000 documents of the file were read");
        read.truncate(MOST_DOCUMENTS);
        note(repaired, "NaN, Infinity and numbers out of range are no JSON: they are taken as absent");
        note(pruned, "the file is very large: what comes after its first 300,000 values was not read");
        return several(read);
    }
    match objectives_file::read(text, diagnostics) {
        Guess::Objectives(found) => return (Format::Objectives, Content::Options(Box::new(found))),
        Guess::Mistake(what) if !unknown::is_known_damage(text, documents.fault()) => {
            return unreadable(unknown::objectives(&what));
        }
        Guess::Mistake(_) | Guess::Other => {}
    }
    unreadable(match (foreign, documents.fault()) {
        (Some((value, false)), _) => unknown::json(&value),
        // An array with a mistake may hold whole documents behind it.
        (Some(_), Some(fault)) if text.starts_with(b"[") && is_like_json(text, fault) => {
            unknown::broken_json(text, fault, diagnostics)
        }
        (None, Some(fault)) if is_like_json(text, fault) => unknown::broken_json(text, fault, diagnostics),
        // What a damaged gzip gave before the damage is not what the file is.
        _ if diagnostics.cut.is_some() => unknown::damaged(),
        _ => unknown::text(text),
    })
}

/// Meant as JSON: begins like it, and not like a log, `[2026-11-23 21:41:16] started`.
fn is_like_json(text: &[u8], fault: Fault) -> bool {
    let early = matches!(fault, Fault::Syntax { line: 1, column: 0..32 });
    let is_word = |b: &u8| b.is_ascii_alphanumeric();
    let Some(inner) = text.strip_prefix(b"[") else { return text.starts_with(b"{") };
    !(early && inner.first().is_some_and(is_word)) || begins_with_value(inner)
}

/// `1, …`, `true …`: a value as JSON has it, and what can follow one in an array.
fn begins_with_value(text: &[u8]) -> bool {
    let is_end = |b: u8| b == b',' || b.is_ascii_whitespace();
    let word = [&b"true"[..], b"false", b"null"].into_iter().find_map(|word| text.strip_prefix(word));
    let of_number = |b: &u8| b.is_ascii_digit() || b".eE+-".contains(b);
    let number = text.iter().take_while(|b| of_number(b)).count();
    let is_number = serde_json::from_slice::<f64>(&text[..number]).is_ok();
    word.and_then(|rest| rest.first()).is_some_and(|b| is_end(*b)) || (is_number && text.get(number) == Some(&b','))
}

/// One content, or several with the format of the first.
fn several(mut read: Vec<(Format, Content)>) -> (Format, Content) {
    match (read.len(), read.first().map(|(format, _)| *format)) {
        (2.., Some(format)) => (format, Content::Several(read)),
        _ => read.pop().unwrap_or_else(|| unreadable(unknown::empty(0, false))),
    }
}

/// A report that sloscope stored. Its metrics look like a summary's, but they are sloscope's numbers, not k6's.
fn stored(document: &Value) -> (Format, Content) {
    match sloscope_stored::read(document) {
        Ok(report) => (Format::Report, Content::Stored(Box::new(report))),
        Err(why) => unreadable(Unreadable::report(&why)),
    }
}

/// The reports of the runs of which sloscope stored the figures.
fn of_baseline(document: &Value) -> Vec<(Format, Content)> {
    let stored = |report| (Format::Report, Content::Stored(Box::new(report)));
    match baseline::read(document) {
        Ok(found) if found.runs.is_empty() => vec![unreadable(unknown::empty_baseline())],
        Ok(found) => found.runs.into_iter().map(stored).collect(),
        Err(why) => vec![unreadable(Unreadable::report(&why))],
    }
}

/// Summaries, options of a test, or a thresholds object alone; empty for what is none of them.
fn understood(value: &Value, text: &[u8], diagnostics: &mut Diagnostics) -> Vec<(Format, Content)> {
    let summaries = k6_summary::read(value, diagnostics);
    if !summaries.is_empty() {
        let content = |(format, summary)| (format, Content::Summary(Box::new(summary)));
        return summaries.into_iter().map(content).collect();
    }
    let content = |format, options| vec![(format, Content::Options(Box::new(options)))];
    if let Some(mut found) = archive::options(value) {
        diagnostics.notes.append(&mut found.notes);
        diagnostics.lines += 1;
        diagnostics.used += 1;
        return content(Format::Archive, found);
    }
    if let Some(mut found) = k6_options::read(value) {
        diagnostics.notes.append(&mut found.notes);
        let read = (found.scenarios.len() + found.thresholds.len()) as u64;
        diagnostics.lines += read;
        diagnostics.used += read;
        return content(Format::Inspect, found);
    }
    match objectives_file::read(text.trim_ascii(), diagnostics) {
        Guess::Objectives(found) => content(Format::Objectives, found),
        Guess::Mistake(_) | Guess::Other => Vec::new(),
    }
}
