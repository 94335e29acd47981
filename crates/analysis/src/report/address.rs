//! A question as text for the hash of an address: `v=1&from=10s&to=50.5s&where=scenario=car&without=group=::setup`.
//! It outlives a session, so it carries a version, and whatever cannot be read of it is left out.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sloscope_model::format::{read_moment, tag_without_users, unescape, without_users};

use super::{Query, Window};

const VERSION: &str = "1";
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

/// The question as text; empty for the whole run. Edited objectives are not part of it.
pub fn write_address(query: &Query) -> String {
    let mut text = String::new();
    if query.run > 0 {
        put(&mut text, "run", &(query.run + 1).to_string());
    }
    if let Some(window) = query.window {
        put(&mut text, "from", &seconds(window.start_ms));
        put(&mut text, "to", &seconds(window.end_ms));
    }
    for (name, tags) in [("where", &query.tags), ("without", &query.without)] {
        for (key, value) in tags {
            put(&mut text, name, &format!("{}={}", escaped(key), escaped(value)));
        }
    }
    for (name, list) in [("by", &query.group_by), ("template", &query.templates)] {
        list.iter().for_each(|part| put(&mut text, name, &escaped(part)));
    }
    text
}

/// The inverse of [`write_address`]; what cannot be read is left out.
pub fn read_address(text: &str) -> Query {
    let mut query = Query::default();
    let (mut from, mut to) = (None, None);
    for part in text.split('&') {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let plain = |text: &str| without_users(&unescape(text)).into_owned();
        let tag = || {
            let (key, value) = value.split_once('=')?;
            Some((plain(key), tag_without_users(&unescape(value)).into_owned()))
        };
        match name {
            "v" if value != VERSION => return Query::default(),
            "run" => query.run = value.parse::<usize>().unwrap_or(1).saturating_sub(1),
            "from" => from = read_moment(&unescape(value)),
            "to" => to = read_moment(&unescape(value)),
            "where" => query.tags.extend(tag()),
            "without" => query.without.extend(tag()),
            "by" => query.group_by.push(unescape(value).into_owned()),
            "template" => query.templates.push(unescape(value).into_owned()),
            _ => {}
        }
    }
    if from.is_some() || to.is_some() {
        let window = Window { start_ms: from.unwrap_or(0.0), end_ms: to.unwrap_or(Window::LAST_MS) };
        query.window = Some(window).filter(|w| w.start_ms < w.end_ms);
    }
    query
}

fn put(text: &mut String, name: &str, value: &str) {
    text.push_str(if text.is_empty() { "v=1&" } else { "&" });
    text.push_str(name);
    text.push('=');
    text.push_str(value);
}

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

/// `10.500s`; what is finer than a millisecond is written so, to its last digit: `0.001ms`.
fn seconds(ms: f64) -> String {
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
            let text = seconds(f64::from(ms));
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
        assert_eq!(read_address("v=2&from=10"), Query::default(), "of a later version");
    }
}
