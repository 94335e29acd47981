//! What k6's extension xk6-output-parquet writes, version 1 of its layout: one row a sample, k6's tags as columns of several
//! types, others in a map, and the options of the script in the footer.

use parquet::data_type::ByteArray;

use sloscope_core::ingest::{
    Compression, Content, Diagnostics, Encoding, Format, Reader, SampleFile, SkipReason, Source, SourceInfo,
};
use sloscope_core::metric::{Contains, MetricType};
use sloscope_core::packed::Kept;
use sloscope_core::store::Store;
use sloscope_core::time::TIMES;

use crate::Refused;
use crate::columns::{File, Group, text};

/// Says which version of its layout a file has.
pub const VERSION_KEY: &str = "xk6_output_parquet.schema_version";
const VERSION: &str = "1";
const OPTIONS_KEY: &str = "xk6_output_parquet.script_options";
const K6_KEY: &str = "xk6_output_parquet.k6_version";
const SCRIPT_KEY: &str = "xk6_output_parquet.script_path";

/// k6's tags that are texts there, too.
const TEXTS: [&str; 12] = [
    "scenario",
    "group",
    "service",
    "name",
    "method",
    "url",
    "proto",
    "subproto",
    "tls_version",
    "check",
    "error",
    "ip",
];
/// Those that are numbers there.
const NUMBERS: [&str; 2] = ["status", "error_code"];
const BOOL: &str = "expected_response";
/// Keys and values of all other tags.
const OTHERS: [&str; 2] = ["extra_tags.key_value.key", "extra_tags.key_value.value"];

pub fn read(name: &str, file: &File) -> Result<Kept, Refused> {
    if file.note(VERSION_KEY) != Some(VERSION) {
        return Err(Refused {
            what: "A version of xk6-output-parquet that is not known wrote this Parquet file.".to_owned(),
            advice: "Update sloscope, or write the results with --out json=results.json.gz.",
        });
    }
    let (mut store, mut diagnostics) = (Store::new(), Diagnostics::default());
    for group in file.groups() {
        rows(file, &group?, &mut store, &mut diagnostics)?;
    }
    store.seal();
    let samples = SampleFile { store, time_step: 1, ..SampleFile::default() };
    let info = |name: &str, format| SourceInfo {
        name: name.to_owned(),
        bytes: file.bytes,
        unpacked: file.bytes,
        format,
        compression: Compression::None,
        encoding: Encoding::Utf8,
    };
    let content = Content::Samples(Box::new(samples));
    let mut sources = vec![Source { info: info(name, Format::Parquet), content, diagnostics }];
    sources.extend(options(name, file));
    Ok(Kept { sources, ..Kept::default() })
}

/// The options of the script, as k6 would print them.
fn options(name: &str, file: &File) -> Option<Source> {
    let mut reader = Reader::new(&format!("{name} (options)"));
    reader.feed(file.note(OPTIONS_KEY)?.as_bytes());
    let mut source = reader.finish();
    let Content::Options(options) = &mut source.content else { return None };
    options.k6_version = file.note(K6_KEY).filter(|version| *version != "unknown").map(str::to_owned);
    let path = file.note(SCRIPT_KEY);
    options.script_name = path.and_then(|path| path.rsplit(['/', '\\']).next()).map(str::to_owned);
    Some(source)
}

fn rows(file: &File, group: &Group, store: &mut Store, diagnostics: &mut Diagnostics) -> Result<(), Refused> {
    let (times, values) = (group.longs("ts_unix_nano")?, group.doubles("value")?);
    let (metrics, kinds, contents) =
        (group.texts("metric_name")?, group.texts("metric_type")?, group.texts("value_type")?);
    let parents = if file.has("submetric_parent") { group.texts("submetric_parent")? } else { vec![None; group.rows] };
    let texts = TEXTS.into_iter().filter(|name| file.has(name)).map(|name| Ok((name, group.texts(name)?)));
    let texts: Vec<(&str, Vec<Option<ByteArray>>)> = texts.collect::<Result<_, Refused>>()?;
    let numbers = NUMBERS.into_iter().filter(|name| file.has(name)).map(|name| Ok((name, group.ints(name)?)));
    let numbers: Vec<(&str, Vec<Option<i32>>)> = numbers.collect::<Result<_, Refused>>()?;
    let bools = if file.has(BOOL) { group.bools(BOOL)? } else { vec![None; group.rows] };
    let [keys, others] = if file.has(OTHERS[0]) {
        [group.lists(OTHERS[0])?, group.lists(OTHERS[1])?]
    } else {
        [vec![Vec::new(); group.rows], vec![Vec::new(); group.rows]]
    };
    let mut last: Option<(Vec<(String, String)>, _)> = None;
    for row in 0..group.rows {
        diagnostics.lines += 1;
        // A sample of a sub-metric is one of its metric, too.
        if parents[row].is_some() {
            diagnostics.used += 1;
            continue;
        }
        let found = times[row].filter(|time| TIMES.contains(time)).zip(values[row].filter(|value| value.is_finite()));
        let Some(((time, value), metric)) = found.zip(metrics[row].as_ref()) else {
            diagnostics.skip(SkipReason::BadSample, diagnostics.lines, b"");
            continue;
        };
        let mut tags: Vec<(String, String)> = Vec::new();
        for (name, column) in &texts {
            if let Some(value) = &column[row] {
                tags.push(((*name).to_owned(), text(value)?.to_owned()));
            }
        }
        tags.extend(numbers.iter().filter_map(|(name, column)| Some(((*name).to_owned(), column[row]?.to_string()))));
        tags.extend(bools[row].map(|value| (BOOL.to_owned(), value.to_string())));
        for (key, value) in keys[row].iter().zip(&others[row]) {
            tags.push((text(key)?.to_owned(), text(value)?.to_owned()));
        }
        let set = match last {
            Some((before, set)) if before == tags => set,
            _ => store.tags.intern(&tags),
        };
        last = Some((tags, set));
        let name = text(metric)?;
        let is_new = store.by_name(name).is_none();
        let id = store.metric(name);
        if is_new {
            let kind = kinds[row].as_ref().map(text).transpose()?.and_then(MetricType::parse);
            let contains = contents[row].as_ref().map(text).transpose()?.and_then(Contains::parse);
            kind.into_iter().for_each(|kind| store.declare(id, kind, contains));
        }
        store.push(id, time, set, value);
        diagnostics.used += 1;
    }
    Ok(())
}
