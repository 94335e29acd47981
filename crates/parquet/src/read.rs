//! Reading what `write` wrote: the same samples, and all that the files said besides.

use std::collections::{BTreeMap, HashMap};

use flate2::Crc;
use parquet::data_type::ByteArray;
use serde::de::DeserializeOwned;
use serde_json::Value;

use sloscope_core::packed::Kept;
use sloscope_core::store::{Receiving, Sample, SentStore, Store, TagSetId};
use sloscope_core::time::TIMES;

use crate::Refused;
use crate::columns::{File, text};
use crate::layout::{ABOUT_KEY, CHECK_KEY, FILE, METRIC, SCHEMA, SCHEMA_KEY, STORES_KEY, TAGS_KEY, TIME, VALUE};
use crate::write::row_bytes;

/// The number of each value of a tag; 0 is that of none.
type Codes = HashMap<Vec<u8>, u32>;

/// A file of samples that is read.
struct Filled {
    store: Store,
    crc: Crc,
    /// By the numbers of the values of all tags, in the order of their columns.
    sets: HashMap<Vec<u32>, TagSetId>,
}

pub fn read(file: &File) -> Result<Kept, Refused> {
    if file.note(SCHEMA_KEY) != Some(SCHEMA) {
        return Err(Refused {
            what: "A later version of sloscope wrote this Parquet file.".to_owned(),
            advice: "Update sloscope, or open the files of the run.",
        });
    }
    let tags: BTreeMap<String, String> = note(file, TAGS_KEY)?;
    let rests: Vec<SentStore> = note(file, STORES_KEY)?;
    let rests = rests.into_iter().map(|rest| Receiving::default().finish_file(rest));
    let stores: Option<Vec<Store>> = rests.collect();
    let stores = stores.ok_or_else(|| Refused::damaged("its footer does not fit together"))?;
    let several = stores.len() > 1;
    let mut codes: Vec<Codes> = tags.values().map(|_| Codes::new()).collect();
    let mut all: Vec<Filled> = stores.into_iter().map(|store| filled(store, &tags, &mut codes)).collect();
    let mut numbers = vec![0; tags.len()];
    for group in file.groups() {
        let group = group?;
        let (times, values, metrics) = (group.longs(TIME)?, group.doubles(VALUE)?, group.texts(METRIC)?);
        let files = if several { group.ints(FILE)? } else { vec![Some(0); group.rows] };
        let columns: Vec<Vec<Option<ByteArray>>> =
            tags.keys().map(|column| group.texts(column)).collect::<Result<_, _>>()?;
        for row in 0..group.rows {
            let place = files[row].and_then(|file| usize::try_from(file).ok());
            let found =
                place.and_then(|place| all.get_mut(place)).zip(times[row]).zip(values[row]).zip(metrics[row].as_ref());
            let Some((((filled, time), value), metric)) = found else {
                return Err(Refused::damaged(format!("row {row} of a group lacks a value")));
            };
            for ((number, column), codes) in numbers.iter_mut().zip(&columns).zip(&codes) {
                *number = match &column[row] {
                    Some(value) => *codes.get(value.data()).ok_or_else(unknown_tags)?,
                    None => 0,
                };
            }
            filled.row(time, value, text(metric)?, &numbers)?;
        }
    }
    let checks: Vec<Value> = note(file, CHECK_KEY)?;
    let sound = |(filled, check): (&Filled, &Value)| {
        check["samples"].as_u64() == Some(filled.store.samples())
            && check["crc"].as_u64() == Some(u64::from(filled.crc.sum()))
    };
    if checks.len() != all.len() || !all.iter().zip(&checks).all(sound) {
        return Err(Refused::damaged("its rows are not those that were written"));
    }
    let about = file.note(ABOUT_KEY).unwrap_or_default();
    let stores = all.into_iter().map(|mut filled| {
        filled.store.seal();
        filled.store
    });
    Kept::of_parts(about.as_bytes(), stores.collect())
        .ok_or_else(|| Refused::damaged("its footer does not fit together"))
}

fn note<T: DeserializeOwned>(file: &File, key: &str) -> Result<T, Refused> {
    let text = file.note(key).ok_or_else(|| Refused::damaged(format!("its footer has no {key}")))?;
    serde_json::from_str(text).map_err(|_| Refused::damaged(format!("{key} in its footer cannot be read")))
}

fn filled(store: Store, tags: &BTreeMap<String, String>, codes: &mut [Codes]) -> Filled {
    let mut sets = HashMap::new();
    for set in (0..).take(store.tags.len()).map(TagSetId) {
        let mut number = |(tag, codes): (&String, &mut Codes)| match store.tags.get(set, tag) {
            Some(value) => {
                let next = u32::try_from(codes.len()).unwrap_or(u32::MAX).saturating_add(1);
                *codes.entry(value.as_bytes().to_vec()).or_insert(next)
            }
            None => 0,
        };
        sets.insert(tags.values().zip(codes.iter_mut()).map(&mut number).collect(), set);
    }
    Filled { store, crc: Crc::new(), sets }
}

fn unknown_tags() -> Refused {
    Refused::damaged("a row has tags that its footer does not have")
}

impl Filled {
    fn row(&mut self, time: i64, value: f64, metric: &str, tags: &[u32]) -> Result<(), Refused> {
        let set = *self.sets.get(tags).ok_or_else(unknown_tags)?;
        if self.store.by_name(metric).is_none() || !TIMES.contains(&time) || !value.is_finite() {
            return Err(Refused::damaged("a row has a metric, a time or a value that no sample has"));
        }
        let id = self.store.metric(metric);
        self.crc.update(&row_bytes(id.0, Sample { row: 0, time, tag_set: set, value }));
        self.store.push(id, time, set, value);
        Ok(())
    }
}
