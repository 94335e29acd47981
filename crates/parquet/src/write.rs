//! Writing: metric after metric, each in the order of its samples, so that engines skip what they are not asked for.

use std::io::Write;
use std::sync::Arc;

use flate2::Crc;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::Result;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use serde_json::{Map, Value, json};

use sloscope_core::packed::Kept;
use sloscope_core::store::{Sample, Store, TagSetId};

use crate::layout::{
    ABOUT_KEY, CHECK_KEY, FILE, METRIC, METRICS_KEY, SCHEMA, SCHEMA_KEY, STORES_KEY, TAGS_KEY, TIME, VALUE, columns,
};

/// Rows that are held and written together.
const ROWS: usize = 100_000;

/// Rows that are not written yet.
#[derive(Default)]
struct Rows {
    files: Vec<i32>,
    times: Vec<i64>,
    metrics: Vec<ByteArray>,
    values: Vec<f64>,
    /// With the number of their file, which says what they mean.
    tags: Vec<(usize, TagSetId)>,
}

/// The values of a tag column: for each file, for each of its tag sets.
type Values = Vec<Vec<Option<ByteArray>>>;

/// The whole file: all samples, and in its footer all else.
pub fn write(kept: Kept, to: impl Write + Send) -> Result<()> {
    let (about, stores) = kept.into_parts();
    let tags = columns(stores.iter().flat_map(|store| store.tags.keys()));
    let several = stores.len() > 1;
    let schema = schema(tags.keys().map(String::as_str), several)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by(concat!("sloscope ", env!("CARGO_PKG_VERSION")).to_owned())
        .build();
    let mut file = SerializedFileWriter::new(to, schema, Arc::new(properties))?;
    let values: Vec<Values> =
        tags.values().map(|tag| stores.iter().map(|store| of_sets(store, tag)).collect()).collect();
    let (mut rows, mut checks) = (Rows::default(), Vec::new());
    for (number, store) in stores.iter().enumerate() {
        let mut crc = Crc::new();
        for (metric, column) in (0..).zip(store.columns()) {
            let name = ByteArray::from(column.name.as_bytes().to_vec());
            for sample in column.samples() {
                crc.update(&row_bytes(metric, sample));
                rows.files.push(i32::try_from(number).unwrap_or(i32::MAX));
                rows.times.push(sample.time);
                rows.metrics.push(name.clone());
                rows.values.push(sample.value);
                rows.tags.push((number, sample.tag_set));
                if rows.times.len() == ROWS {
                    write_rows(&mut file, &std::mem::take(&mut rows), &values, several)?;
                }
            }
        }
        checks.push(json!({ "samples": store.samples(), "crc": crc.sum() }));
    }
    if !rows.times.is_empty() {
        write_rows(&mut file, &rows, &values, several)?;
    }
    let notes = [
        (SCHEMA_KEY, SCHEMA.to_owned()),
        (ABOUT_KEY, String::from_utf8_lossy(&about).into_owned()),
        (STORES_KEY, json!(stores.iter().map(|store| store.sent().without_users()).collect::<Vec<_>>()).to_string()),
        (TAGS_KEY, json!(tags).to_string()),
        (METRICS_KEY, metrics(&stores).to_string()),
        (CHECK_KEY, Value::Array(checks).to_string()),
    ];
    for (key, value) in notes {
        file.append_key_value_metadata(KeyValue::new(key.to_owned(), value));
    }
    file.close().map(drop)
}

/// What the checksum of a row is made of; the metric is its number in the footer.
pub fn row_bytes(metric: u32, sample: Sample) -> [u8; 24] {
    let mut bytes = [0; 24];
    bytes[..4].copy_from_slice(&metric.to_le_bytes());
    bytes[4..12].copy_from_slice(&sample.time.to_le_bytes());
    bytes[12..20].copy_from_slice(&sample.value.to_bits().to_le_bytes());
    bytes[20..].copy_from_slice(&sample.tag_set.0.to_le_bytes());
    bytes
}

fn schema<'a>(tags: impl Iterator<Item = &'a str>, several: bool) -> Result<TypePtr> {
    let text = |name: &str, repetition| {
        Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
            .with_repetition(repetition)
            .with_logical_type(Some(LogicalType::String))
            .build()
    };
    let number = |name: &str, physical, logical| {
        Type::primitive_type_builder(name, physical)
            .with_repetition(Repetition::REQUIRED)
            .with_logical_type(logical)
            .build()
    };
    let mut fields = vec![
        Arc::new(number(TIME, Physical::INT64, Some(LogicalType::timestamp(true, TimeUnit::NANOS)))?),
        Arc::new(text(METRIC, Repetition::REQUIRED)?),
        Arc::new(number(VALUE, Physical::DOUBLE, None)?),
    ];
    if several {
        fields.push(Arc::new(number(FILE, Physical::INT32, None)?));
    }
    for tag in tags {
        fields.push(Arc::new(text(tag, Repetition::OPTIONAL)?));
    }
    Ok(Arc::new(Type::group_type_builder("samples").with_fields(fields).build()?))
}

/// The value of a tag in each set of a store.
fn of_sets(store: &Store, tag: &str) -> Vec<Option<ByteArray>> {
    let sets = (0..).take(store.tags.len()).map(TagSetId);
    sets.map(|set| store.tags.get(set, tag).map(|value| ByteArray::from(value.as_bytes().to_vec()))).collect()
}

fn metrics(stores: &[Store]) -> Value {
    let entry = |kind: Option<&str>, contains: Option<&str>| json!({ "type": kind, "contains": contains });
    let all = stores.iter().flat_map(Store::columns);
    let entries = all.map(|column| {
        (
            column.name.clone(),
            entry(column.kind.map(|kind| kind.as_str()), column.contains.map(|contains| contains.as_str())),
        )
    });
    Value::Object(entries.collect::<Map<String, Value>>())
}

fn write_rows<W: Write + Send>(
    file: &mut SerializedFileWriter<W>,
    rows: &Rows,
    values: &[Values],
    several: bool,
) -> Result<()> {
    let mut group = file.next_row_group()?;
    let mut next = |write: &mut dyn FnMut(&mut SerializedColumnWriter) -> Result<()>| -> Result<()> {
        match group.next_column()? {
            Some(mut column) => {
                write(&mut column)?;
                column.close()
            }
            None => Ok(()),
        }
    };
    next(&mut |column| column.typed::<Int64Type>().write_batch(&rows.times, None, None).map(drop))?;
    next(&mut |column| column.typed::<ByteArrayType>().write_batch(&rows.metrics, None, None).map(drop))?;
    next(&mut |column| column.typed::<DoubleType>().write_batch(&rows.values, None, None).map(drop))?;
    if several {
        next(&mut |column| column.typed::<Int32Type>().write_batch(&rows.files, None, None).map(drop))?;
    }
    for of_tag in values {
        let of_rows = rows.tags.iter().map(|(file, set)| of_tag[*file][set.0 as usize].as_ref());
        let levels: Vec<i16> = of_rows.clone().map(|value| i16::from(value.is_some())).collect();
        let known: Vec<ByteArray> = of_rows.flatten().cloned().collect();
        next(&mut |column| column.typed::<ByteArrayType>().write_batch(&known, Some(&levels), None).map(drop))?;
    }
    group.close().map(drop)
}
