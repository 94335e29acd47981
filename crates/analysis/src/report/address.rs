//! A question as text for the hash of an address: `v=1&from=10s&to=50.5s&where=scenario=car&without=group=::setup`.
//! It outlives a session, so it carries a version, and whatever cannot be read of it is left out. Edited objectives are
//! k6's thresholds in one line, and make it version 2: who reads version 1 only must not judge it by others.
//!
//! | version | since then |
//! |---|---|
//! | 1 | run, from, to, where, without, by, template, p |
//! | 2 | objectives; `left=objectives` where they have no room |

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sloscope_model::format::{read_moment, tag_without_users, unescape, without_users};
use sloscope_objectives::{Objective, Origin, objectives_line, parse_objectives};

use super::{Query, Window};

/// The newest version.
const VERSION: u32 = 2;
/// Objectives that are longer, as they stand in an address, are left out of it: a longer link is cut by what people send
/// it with.
const LONGEST: usize = 8000;
const LEFT: &str = "left=objectives";
/// The file that names an objective without its expression, which a link does not name.
const SENDERS: &str = "the sender’s file";
/// Everything but letters, digits and what reads well in an address.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b'/')
    .remove(b'@')
    .remove(b',')
    .remove(b';')
    .remove(b'!')
    .remove(b'*')
    .remove(b'(')
    .remove(b')');

/// The question as text; empty for the whole run.
pub fn write_address(query: &Query) -> String {
    let mut text = String::new();
    if query.run > 0 {
        put(&mut text, "run", &(query.run + 1).to_string());
    }
    if let Some(window) = query.window {
        put(&mut text, "from", &moment_of_address(window.start_ms));
        put(&mut text, "to", &moment_of_address(window.end_ms));
    }
    for (name, tags) in [("where", &query.tags), ("without", &query.without)] {
        for (key, value) in tags {
            put(&mut text, name, &format!("{}={}", escaped(key), escaped(value)));
        }
    }
    for (name, list) in [("by", &query.group_by), ("template", &query.templates)] {
        list.iter().for_each(|part| put(&mut text, name, &escaped(part)));
    }
    query.percentiles.iter().for_each(|p| put(&mut text, "p", &p.to_string()));
    match query.objectives.as_ref().map(|objectives| line(objectives)) {
        Some(Ok(line)) => put(&mut text, "objectives", &escaped(&line)),
        Some(Err(_)) => put(&mut text, "left", "objectives"),
        None if text.is_empty() => return text,
        None => return format!("v=1&{text}"),
    }
    format!("v={VERSION}&{text}")
}

/// The inverse of [`write_address`]; what cannot be read is left out.
pub fn read_address(text: &str) -> Query {
    let mut query = Query::default();
    let (mut from, mut to) = (None, None);
    for (name, value) in parts(text) {
        let plain = |text: &str| without_users(&unescape(text)).into_owned();
        let tag = || {
            let (key, value) = value.split_once('=')?;
            Some((plain(key), tag_without_users(&unescape(value)).into_owned()))
        };
        match name {
            "v" if !is_known(value) => return Query::default(),
            "run" => query.run = value.parse::<usize>().unwrap_or(1).saturating_sub(1),
            "from" => from = read_moment(&unescape(value)),
            "to" => to = read_moment(&unescape(value)),
            "where" => query.tags.extend(tag()),
            "without" => query.without.extend(tag()),
            "by" => query.group_by.push(unescape(value).into_owned()),
            "template" => query.templates.push(unescape(value).into_owned()),
            "p" => drop(query.add_percentile(&unescape(value))),
            "objectives" => query.objectives = read_objectives(value).ok(),
            _ => {}
        }
    }
    if from.is_some() || to.is_some() {
        let window = Window { start_ms: from.unwrap_or(0.0), end_ms: to.unwrap_or(Window::LAST_MS) };
        query.window = Some(window).filter(|w| w.start_ms < w.end_ms);
    }
    query
}

/// What [`read_address`] could not take of an address, in words.
pub fn left_out_of_address(text: &str) -> Option<String> {
    if parts(text).any(|(name, value)| name == "v" && !is_known(value)) {
        return Some("A newer version of sloscope made this link. The whole run is shown. Reload the page for the newest version, then open the link again.".to_owned());
    }
    let read = parts(text).find_map(|(name, value)| (name == "objectives").then(|| read_objectives(value)));
    let why = match read {
        Some(read) => format!("The objectives of this link cannot be read: {}.", read.err()?),
        None if leaves_objectives_out(text) => {
            "The sender’s objectives are not in this link: ask for them as a file, and open it too.".to_owned()
        }
        None => return None,
    };
    Some(format!("{why} The verdict is by the objectives of the files."))
}

/// An address leaves out edited objectives of this question, and why. Whoever follows it has to keep those in force.
pub fn left_out_of_link(query: &Query) -> Option<&'static str> {
    line(query.objectives.as_ref()?).err()
}

/// An address says that objectives had no room in it.
pub fn leaves_objectives_out(text: &str) -> bool {
    text.split('&').any(|part| part == LEFT)
}

fn parts(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('&').map(|part| part.split_once('=').unwrap_or((part, "")))
}

fn is_known(version: &str) -> bool {
    version.parse::<u32>().is_ok_and(|version| (1..=VERSION).contains(&version))
}

/// Objectives as one line that an address can hold, or why it cannot.
fn line(objectives: &[Objective]) -> Result<String, &'static str> {
    let line = objectives_line(objectives).ok_or("one of them is on a name that is not a series")?;
    if matches!(without_users(&line), Cow::Owned(clean) if clean != line) {
        return Err("one of them holds a user name or a password");
    }
    if escaped(&line).len() > LONGEST {
        return Err("they are too long for an address");
    }
    Ok(line)
}

/// As a reader of files would find them; the error says why not.
fn read_objectives(value: &str) -> Result<Vec<Objective>, String> {
    let parse = |text: &str| parse_objectives(text).map_err(|e| format!("column {}: {}", e.column, e.message));
    // As they are written: by series.
    let mut objectives = parse(&line(&parse(&unescape(value))?)?)?;
    for objective in objectives.iter_mut().filter(|o| o.expression.is_empty()) {
        objective.origin = Origin::NameOnly(SENDERS.to_owned());
    }
    Ok(objectives)
}

fn put(text: &mut String, name: &str, value: &str) {
    if !text.is_empty() {
        text.push('&');
    }
    text.push_str(name);
    text.push('=');
    text.push_str(value);
}

/// With everything but letters, digits and what reads well in an address as `%41`.
pub fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// A moment as it stands in an address, `10.500s`; what is finer than a millisecond is written so, to its last digit: `0.001ms`.
pub fn moment_of_address(ms: f64) -> String {
    let ms = ms.clamp(0.0, Window::LAST_MS);
    if ms.fract() != 0.0 {
        return format!("{ms}ms");
    }
    let ms = ms as u64;
    let (whole, rest) = (ms / 1000, ms % 1000);
    let text = if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:03}") };
    format!("{text}s")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(tags: &[(&str, &str)]) -> Vec<(String, String)> {
        tags.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn what_is_written_is_read_back() {
        let odd =
            tags(&[("name", "http://x/y?a=b&c=d#e"), ("a=b", "50 % 'é' \u{1f642}"), ("empty", ""), ("p", "%41+")]);
        let query = Query {
            run: 2,
            window: Some(Window { start_ms: 10_000.0, end_ms: 50_500.0 }),
            tags: odd.clone(),
            without: tags(&[("group", "::setup"), ("group", "::teardown")]),
            group_by: vec!["name~".to_owned(), "a&b".to_owned()],
            templates: vec!["/user/:x".to_owned(), "/s/**".to_owned()],
            ..Query::default()
        };
        let text = write_address(&query);
        assert!(text.starts_with("v=1&run=3&from=10s&to=50.500s&where=name=http://x/y%3Fa%3Db"), "{text}");
        assert!(
            text.contains("&without=group=::setup&without=group=::teardown&by=name~&by=a%26b&template=/user/:x&"),
            "{text}"
        );
        assert!(text.is_ascii() && !text.contains([' ', '#', '?', '+', '"', '<']), "{text}");
        assert_eq!(read_address(&text), query);
        assert_eq!(write_address(&Query::default()), "");
        assert_eq!(read_address(""), Query::default());
    }

    #[test]
    fn windows_of_any_size_come_back_as_they_were() {
        let third = 1.0 / 3.0;
        for (start_ms, end_ms) in [
            (0.0, 0.001),
            (1234.567, 1234.568),
            (1001.0, 10_001.0),
            (third, 2.0 * third),
            (1e-6, 2e-6),
            (86_400_000.0 * 365.0 * 3.0, 86_400_000.0 * 365.0 * 99.0 + 0.25),
            (1e12 + 0.001953125, Window::LAST_MS),
        ] {
            let query = Query { window: Some(Window { start_ms, end_ms }), ..Query::default() };
            let text = write_address(&query);
            assert_eq!(read_address(&text), query, "{text}");
            assert_eq!(write_address(&read_address(&text)), text);
        }
        for ms in 0..200_000 {
            let text = moment_of_address(f64::from(ms));
            assert_eq!(read_moment(&text), Some(f64::from(ms)), "{text}");
        }
    }

    #[test]
    fn people_may_write_it_by_hand() {
        let window = |text: &str| read_address(text).window.map(|w| (w.start_ms, w.end_ms));
        assert_eq!(window("from=0:10&to=1m30s"), Some((10_000.0, 90_000.0)));
        assert_eq!(window("to=20"), Some((0.0, 20_000.0)));
        assert_eq!(window("from=20"), Some((20_000.0, Window::LAST_MS)));
        assert_eq!(window("from=20&to=10"), None, "it ends before it starts");
        assert_eq!(window("from=soon"), None);
        let query = read_address("where=scenario%3dcar&where=a=b=c&where=%&run=x&other=1");
        assert_eq!(query.tags, tags(&[("a", "b=c")]), "an escaped equals sign is a part of the name");
        assert_eq!(query.run, 0);
        assert_eq!(read_address("v=3&from=10"), Query::default(), "of a later version");
    }

    fn objective(series: &str, expression: &str) -> Objective {
        let series = sloscope_model::series::Series::parse(series).expect("a series");
        let expression = expression.to_owned();
        Objective { series, expression, abort_on_fail: false, delay_abort_eval: None, origin: Origin::Edited }
    }

    #[test]
    fn objectives_and_percentiles_come_back_as_they_were() {
        let mut objectives = vec![
            objective("http_req_duration", "p(99.5)<500"),
            objective("http_req_duration", "p(95) < 1e3"),
            objective("http_reqs{name:GET /a?b=c&d,scenario:é \"}", "count>=1"),
            objective("checks", ""),
        ];
        objectives[1].abort_on_fail = true;
        objectives[1].delay_abort_eval = Some("10s".to_owned());
        objectives[3].origin = Origin::NameOnly(SENDERS.to_owned());
        let query = Query { objectives: Some(objectives), percentiles: vec![99.5, 0.1], run: 1, ..Query::default() };
        let text = write_address(&query);
        assert!(
            text.starts_with("v=2&run=2&p=99.5&p=0.1&objectives=%7B%22http_req_duration%22:%5B%22p(99.5)%3C500"),
            "{text}"
        );
        assert!(text.is_ascii() && !text.contains([' ', '#', '?', '+', '"', '<', '{']), "{text}");
        assert_eq!(read_address(&text), query);
        assert_eq!(left_out_of_address(&text), None);
        let none = Query { objectives: Some(Vec::new()), ..Query::default() };
        assert_eq!(write_address(&none), "v=2&objectives=%7B%7D", "all were taken off");
        assert_eq!(read_address("v=2&objectives=%7B%7D"), none);
        assert_eq!(read_address("v=1&p=99.9&p=99.9&p=101&p=x").percentiles, [99.9]);
    }

    #[test]
    fn objectives_that_an_address_cannot_hold_are_left_out_in_words() {
        let long: Vec<Objective> = (0..600).map(|n| objective("http_req_duration", &format!("p(95)<{n}"))).collect();
        let user = vec![objective("http_reqs", "https://me:secret@host/")];
        let mut damaged = vec![objective("a", "count>1")];
        damaged[0].series.metric = "a{".to_owned();
        for (objectives, why) in [(long, "too long"), (user, "password"), (damaged, "not a series")] {
            let query = Query { objectives: Some(objectives), run: 1, ..Query::default() };
            let text = write_address(&query);
            assert_eq!(text, "v=2&run=2&left=objectives");
            assert!(leaves_objectives_out(&text));
            assert!(left_out_of_address(&text).is_some_and(|words| words.contains("ask for them")));
            assert!(left_out_of_link(&query).is_some_and(|words| words.contains(why)), "{why}");
            assert_eq!(read_address(&text), Query { run: 1, ..Query::default() });
        }
        assert_eq!(left_out_of_link(&Query::default()), None);
        assert!(!leaves_objectives_out("v=2&where=left=objectives"));
    }

    #[test]
    fn objectives_that_cannot_be_read_are_refused_in_words() {
        for (value, why) in [
            ("", "there is nothing here"),
            ("5", "are an object"),
            ("%7B%22a%22:%5B5%5D%7D", "column 7"),
            ("%7B%22a%7B%22:%5B%22count%3E1%22%5D%7D", "is not a metric"),
            ("%7B%22http_reqs%22:%5B%22https://me:secret@host/%22%5D%7D", "a user name or a password"),
        ] {
            let text = format!("v=2&from=10s&objectives={value}");
            let Some(words) = left_out_of_address(&text) else { panic!("no words: {text}") };
            assert!(words.contains(why) && words.ends_with("by the objectives of the files."), "{words}");
            assert!(!words.contains("secret"), "{words}");
            let query = read_address(&text);
            assert_eq!((query.objectives, query.window.map(|w| w.start_ms)), (None, Some(10_000.0)));
        }
        assert!(left_out_of_address("v=3&from=10s").is_some_and(|words| words.contains("newer version")));
        assert_eq!(left_out_of_address("v=1&from=10s"), None);
        assert_eq!(left_out_of_address(""), None);
    }
}
