//! Packed chunks as bytes: from the worker that read them to the one that keeps them, and in packed files
//! (docs/packed-samples.md).

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::chunk::{Chunk, Keys, TagSets, Times, Values};
use crate::compact;
use crate::store::{Columns, address};

/// Writes chunks; those that share times and tag sets still do at the other end.
#[derive(Debug, Default)]
pub struct Sender {
    /// What was written and may come again, with its number, by its address.
    sent: HashMap<u64, (Arc<Keys>, u32)>,
    next: u32,
    /// Takes longer to write, and is smaller once it is compressed.
    is_compact: bool,
}

// How times, tag sets and values are written.
/// As they are in memory, one behind the other: times as steps from one to the next, tag sets in 2 bytes.
const SHORT: u8 = 0;
/// Each in full: times, and tag sets in 4 bytes.
const FULL: u8 = 1;
/// As [`compact`] writes them.
const COMPACT_SHORT: u8 = 2;
const COMPACT_FULL: u8 = 3;
/// Of values: one for all rows, one for each, decimal fractions.
const SAME: u8 = 0;
const ALL: u8 = 1;
const DECIMALS: u8 = 2;

/// Reads what a [`Sender`] wrote.
#[derive(Debug, Default)]
pub struct Receiver {
    keys: Vec<Arc<Keys>>,
}

impl Sender {
    /// Writes for a file.
    pub fn compact() -> Self {
        Self { is_compact: true, ..Self::default() }
    }

    /// Writes packed chunks of a column to `out`, at most so many, and takes them out of it; `number` tells which column it
    /// is.
    pub fn send(&mut self, number: u32, columns: &mut Columns, most: usize, out: &mut Vec<u8>) {
        for chunk in columns.take_chunks(most) {
            out.extend(number.to_le_bytes());
            self.keys(&chunk.keys, out);
            match &chunk.values {
                Values::Same(value, _) => {
                    out.push(SAME);
                    out.extend(value.to_le_bytes());
                }
                Values::All(values) => match self.is_compact.then(|| compact::decimals(values)).flatten() {
                    Some((digits, numbers)) => {
                        out.extend([DECIMALS, digits]);
                        compact::put(out, numbers.iter().copied());
                    }
                    None => {
                        out.push(ALL);
                        put(out, values, |value| value.to_le_bytes());
                    }
                },
            }
        }
    }

    /// To be called after all columns were sent: forgets what no other chunk can share.
    pub fn forget(&mut self) {
        self.sent.retain(|_, (keys, _)| Arc::strong_count(keys) > 1);
    }

    fn keys(&mut self, keys: &Arc<Keys>, out: &mut Vec<u8>) {
        if let Some((_, number)) = self.sent.get(&address(keys)) {
            out.extend(number.to_le_bytes());
            return;
        }
        out.extend(self.next.to_le_bytes());
        self.sent.insert(address(keys), (keys.clone(), self.next));
        self.next += 1;
        let rows = match &keys.tag_sets {
            TagSets::Narrow(sets) => sets.len(),
            TagSets::Wide(sets) => sets.len(),
        };
        out.extend((rows as u32).to_le_bytes());
        out.extend(keys.bounds.0.to_le_bytes());
        out.extend(keys.bounds.1.to_le_bytes());
        match &keys.times {
            Times::Steps(first, steps) if self.is_compact => {
                out.push(COMPACT_SHORT);
                out.extend(first.to_le_bytes());
                compact::put(out, steps.iter().map(|step| i64::from(*step)));
            }
            Times::Exact(times) if self.is_compact => {
                out.push(COMPACT_FULL);
                compact::put(out, times.iter().copied());
            }
            Times::Steps(first, steps) => {
                out.push(SHORT);
                out.extend(first.to_le_bytes());
                put(out, steps, |step| step.to_le_bytes());
            }
            Times::Exact(times) => {
                out.push(FULL);
                put(out, times, |time| time.to_le_bytes());
            }
        }
        match &keys.tag_sets {
            TagSets::Narrow(sets) if self.is_compact => {
                out.push(COMPACT_SHORT);
                compact::put(out, sets.iter().map(|set| i64::from(*set)));
            }
            TagSets::Wide(sets) if self.is_compact => {
                out.push(COMPACT_FULL);
                compact::put(out, sets.iter().map(|set| i64::from(*set)));
            }
            TagSets::Narrow(sets) => {
                out.push(SHORT);
                put(out, sets, |set| set.to_le_bytes());
            }
            TagSets::Wide(sets) => {
                out.push(FULL);
                put(out, sets, |set| set.to_le_bytes());
            }
        }
    }
}

impl Receiver {
    /// Reads chunks behind those that `columns` has, by the numbers of the columns. `None` if the bytes are not whole.
    pub fn receive(&mut self, mut bytes: &[u8], columns: &mut BTreeMap<u32, Columns>) -> Option<()> {
        let from = &mut bytes;
        while !from.is_empty() {
            let number = u32::from_le_bytes(get(from)?);
            let at = u32::from_le_bytes(get(from)?) as usize;
            if at == self.keys.len() {
                self.keys.push(Arc::new(keys(from)?));
            }
            let keys = self.keys.get(at)?.clone();
            let rows = match &keys.tag_sets {
                TagSets::Narrow(sets) => sets.len(),
                TagSets::Wide(sets) => sets.len(),
            };
            let values = match get::<1>(from)? {
                [SAME] => Values::Same(f64::from_le_bytes(get(from)?), rows),
                [ALL] => Values::All(several(from, rows, f64::from_le_bytes)?),
                [DECIMALS] => {
                    let [digits] = get(from)?;
                    Values::All(compact::get(from, rows)?.into_iter().map(|n| compact::value(n, digits)).collect())
                }
                _ => return None,
            };
            columns.entry(number).or_default().put_chunk(Chunk { keys, values });
        }
        Some(())
    }
}

fn keys(from: &mut &[u8]) -> Option<Keys> {
    let rows = u32::from_le_bytes(get(from)?) as usize;
    let bounds = (i64::from_le_bytes(get(from)?), i64::from_le_bytes(get(from)?));
    let times = match get::<1>(from)? {
        [SHORT] => Times::Steps(i64::from_le_bytes(get(from)?), several(from, rows, i32::from_le_bytes)?),
        [FULL] => Times::Exact(several(from, rows, i64::from_le_bytes)?),
        [COMPACT_SHORT] => Times::Steps(i64::from_le_bytes(get(from)?), narrowed(from, rows)?),
        [COMPACT_FULL] => Times::Exact(narrowed(from, rows)?),
        _ => return None,
    };
    let tag_sets = match get::<1>(from)? {
        [SHORT] => TagSets::Narrow(several(from, rows, u16::from_le_bytes)?),
        [FULL] => TagSets::Wide(several(from, rows, u32::from_le_bytes)?),
        [COMPACT_SHORT] => TagSets::Narrow(narrowed(from, rows)?),
        [COMPACT_FULL] => TagSets::Wide(narrowed(from, rows)?),
        _ => return None,
    };
    Some(Keys::of(bounds, times, tag_sets))
}

fn put<T: Copy, const N: usize>(out: &mut Vec<u8>, all: &[T], bytes: fn(T) -> [u8; N]) {
    out.reserve(all.len() * N);
    all.iter().for_each(|one| out.extend(bytes(*one)));
}

fn get<const N: usize>(from: &mut &[u8]) -> Option<[u8; N]> {
    let (bytes, rest) = from.split_first_chunk::<N>()?;
    *from = rest;
    Some(*bytes)
}

/// Compact numbers that all fit; `None` if one does not.
fn narrowed<T: TryFrom<i64>, All: FromIterator<T>>(from: &mut &[u8], rows: usize) -> Option<All> {
    compact::get(from, rows)?.into_iter().map(|number| T::try_from(number).ok()).collect()
}

fn several<T, All: FromIterator<T>, const N: usize>(
    from: &mut &[u8],
    number: usize,
    of: fn([u8; N]) -> T,
) -> Option<All> {
    let (bytes, rest) = from.split_at_checked(number.checked_mul(N)?)?;
    *from = rest;
    Some(bytes.as_chunks::<N>().0.iter().map(|bytes| of(*bytes)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TagSetId;
    use crate::chunk::ROWS;
    use crate::store::Recent;

    #[test]
    fn chunks_arrive_as_they_were_sent() {
        [Sender::default(), Sender::compact()].into_iter().for_each(arrive);
    }

    fn arrive(mut sender: Sender) {
        let mut here = [Columns::default(), Columns::default(), Columns::default()];
        let (mut recent, mut receiver) = (Recent::default(), Receiver::default());
        let mut there: BTreeMap<u32, Columns> = BTreeMap::new();
        let mut wanted: [Vec<(i64, TagSetId, f64)>; 3] = Default::default();
        let mut pieces = 0;
        for at in 0..3 * ROWS + 17 {
            let time = if at == 5 * ROWS / 2 { i64::MAX } else { at as i64 * 1000 };
            let set = if at == 7 { 70_000 } else { at as u32 % 5 };
            for (which, value) in [(0, at as f64 / 1000.0), (1, (at as f64).sqrt()), (2, -0.0)] {
                let set = if which == 2 { 3 } else { set };
                here[which].push(time, TagSetId(set), value, &mut recent);
                wanted[which].push((time, TagSetId(set), value));
            }
            let last = at == 3 * ROWS + 16;
            if at % 9000 == 8999 || last {
                let mut bytes = Vec::new();
                for (number, columns) in here.iter_mut().enumerate() {
                    if last {
                        columns.seal(&mut recent);
                    }
                    sender.send(number as u32, columns, usize::MAX, &mut bytes);
                }
                sender.forget();
                receiver.receive(&bytes, &mut there).expect("whole");
                pieces += 1;
                let mut other = Receiver::default();
                if pieces == 1 {
                    assert!(other.receive(&bytes[..bytes.len() - 1], &mut BTreeMap::new()).is_none(), "not whole");
                }
            }
        }
        let bits = |rows: &[(i64, TagSetId, f64)]| rows.iter().map(|r| (r.0, r.1, r.2.to_bits())).collect::<Vec<_>>();
        for (columns, wanted) in there.values().zip(&wanted) {
            assert_eq!(bits(&columns.rows().collect::<Vec<_>>()), bits(wanted));
            assert_eq!(columns.len(), wanted.len());
        }
        assert_eq!((there.len(), pieces), (3, 3));
        let shared = there[&0].chunks.iter().zip(&there[&1].chunks).all(|(a, b)| Arc::ptr_eq(&a.keys, &b.keys));
        assert!(shared, "what was shared still is");
        assert_eq!(sender.sent.values().filter(|(keys, _)| Arc::strong_count(keys) == 1).count(), 0);
    }
}
