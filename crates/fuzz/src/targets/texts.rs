//! Short texts: objectives, placeholders, addresses.

use std::io::{Read, Write};
use std::sync::OnceLock;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use sloscope_core::format::tag_without_users;
use sloscope_core::ingest::Reader;
use sloscope_core::load::{Context, Escape, SplitMix, Template, from_address, read_plan, to_address};
use sloscope_core::report::{Query, read_address, write_address};
use sloscope_core::run::Session;
use sloscope_core::series::Series;
use sloscope_core::slo::{Expression, Objective, Origin, objectives_json, parse_objectives};

use crate::{corpus, exports};

pub fn objectives(input: &[u8]) {
    let text = &String::from_utf8_lossy(input);
    if let Ok(read) = Expression::parse(text) {
        let written = format!("{}{}{}", read.stat, read.operator.as_str(), read.limit);
        let again = Expression::parse(&written).unwrap_or_else(|why| panic!("{text} -> {written}: {why:?}"));
        let same = again.limit.to_bits() == read.limit.to_bits() || (again.limit.is_nan() && read.limit.is_nan());
        assert!((again.stat, again.operator) == (read.stat, read.operator) && same, "{text} -> {written}: {again:?}");
    }
    if let Ok(read) = Series::parse(text) {
        let written = read.to_string();
        assert_eq!(Series::parse(&written).as_ref(), Ok(&read), "{text} -> {written}");
    }
    if let Ok(read) = parse_objectives(text) {
        same_objectives(&read);
    }
    // Whatever a file may name a tag: it can be an objective.
    let parts: Vec<&str> = text.splitn(3, '\n').collect();
    if let [key, value, expression] = parts.as_slice()
        && !key.is_empty()
        && !value.is_empty()
    {
        // As tags are taken in.
        let value = tag_without_users(value);
        assert_eq!(tag_without_users(&value), value);
        let series = Series::metric("http_req_duration").with(*key, value);
        let (expression, origin) = ((*expression).to_owned(), Origin::Edited);
        same_objectives(&[Objective { series, expression, abort_on_fail: true, delay_abort_eval: None, origin }]);
    }
}

fn same_objectives(read: &[Objective]) {
    let written = objectives_json(read);
    let again = parse_objectives(&written).unwrap_or_else(|why| panic!("{why}:\n{written}"));
    // Those of one series come together.
    assert_eq!(again.len(), read.len(), "{written}");
    for objective in read {
        let same = |other: &&Objective| {
            other.series.same_as(&objective.series)
                && other.expression == objective.expression
                && (other.abort_on_fail, &other.delay_abort_eval)
                    == (objective.abort_on_fail, &objective.delay_abort_eval)
        };
        assert!(again.iter().find(same).is_some(), "{objective:?} is not in\n{written}");
    }
    assert_eq!(objectives_json(&again), written);
}

pub fn templates(input: &[u8]) {
    let text = &String::from_utf8_lossy(input);
    let columns = ["prompt".to_owned(), "id".to_owned()];
    for escape in [Escape::Nothing, Escape::Url, Escape::Json] {
        let Ok(template) = Template::parse(text, &columns, escape) else { continue };
        let row = [text.to_string(), "\"\\\n\u{0}é😀".to_owned()];
        let random = &mut SplitMix::new(7);
        template.render(&mut Context { row: &row, iteration: u64::MAX, random });
        assert!(!template.is_fixed() || !template.uses_data(), "{text}");
        template.render(&mut Context { row: &[], iteration: 0, random });
    }
    // The first line is an address, the others are rules.
    let mut lines = text.lines().map(str::to_owned);
    let address = lines.next().unwrap_or_default();
    let rules: Vec<String> = lines.take(20).collect();
    let known = sloscope_core::report::Templates::new(&rules);
    let made = known.of(&address);
    assert_eq!(known.of(&address), made, "{address:?} with {rules:?}");
}

/// A small run to ask.
pub fn run() -> &'static Session {
    static RUN: OnceLock<Session> = OnceLock::new();
    RUN.get_or_init(|| {
        let sources = corpus::small_run().into_iter().map(|(name, bytes)| {
            let mut reader = Reader::new(&name);
            reader.feed(&bytes);
            reader.finish()
        });
        Session::new(sources.collect())
    })
}

pub fn link(input: &[u8]) {
    let packed = to_address(input);
    assert_eq!(from_address(&packed).as_deref(), Some(input), "{packed}");
    let text = &String::from_utf8_lossy(input);
    if let Some(bytes) = from_address(text) {
        let written = to_address(&bytes);
        assert_eq!(from_address(&written).as_ref(), Some(&bytes), "{text}");
        // As far as the page unpacks an address.
        let mut unpacked = Vec::new();
        if DeflateDecoder::new(bytes.as_slice()).take(256 * 1024).read_to_end(&mut unpacked).is_ok() {
            let _ = read_plan(&String::from_utf8_lossy(&unpacked));
        }
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(input).expect("into memory");
    let sent = to_address(&encoder.finish().expect("into memory"));
    assert!(from_address(&sent).is_some());
    let query = read_address(text);
    let written = write_address(&query);
    let again = read_address(&written);
    assert_eq!(write_address(&again), written, "{text}");
    assert_eq!(with_no_window(&again), with_no_window(&query), "{text} -> {written}");
    // Most texts ask nothing in particular, and that has one answer.
    if query != Query::default() {
        exports::all(run(), &query, input);
    }
}

/// Windows are written to the millisecond.
fn with_no_window(query: &Query) -> Query {
    Query { window: None, ..query.clone() }
}
