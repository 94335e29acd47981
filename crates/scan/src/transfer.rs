//! Packed chunks as bytes: from the worker that read them to the one that keeps them, and in packed files
//! (docs/packed-samples.md).

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::chunk::{Chunk, Keys, TagSets, Times, Values};
use crate::compact;
use crate::predict::{self, Memory, TIMES};
use crate::store::{Columns, address};

/// Writes chunks; those that share times and tag sets still do at the other end.
#[derive(Debug, Default)]
pub struct Sender {
    /// What was written and may come again, with its number, by its address.
    sent: HashMap<u64, (Arc<Keys>, u32)>,
    next: u32,
    /// Takes longer to write, and is smaller once it is compressed.
    is_compact: bool,
    /// What may predict what is compact.
    memory: Memory,
    /// The column whose turn it is.
    turn: usize,
}

// How times, tag sets and values are written.
/// As they are in memory, one behind the other: times as steps from one to the next, tag sets in 2 bytes.
const SHORT: u8 = 0;
/// Each in full: times, and tag sets in 4 bytes.
const FULL: u8 = 1;
/// As [`compact`] writes them.
const COMPACT_SHORT: u8 = 2;
const COMPACT_FULL: u8 = 3;
/// The differences from what [`predict`] says of them.
const PREDICTED_SHORT: u8 = 4;
const PREDICTED_FULL: u8 = 5;
/// Of values: one for all rows, one for each, decimal fractions, the differences of these from what is predicted.
const SAME: u8 = 0;
const ALL: u8 = 1;
const DECIMALS: u8 = 2;
const PREDICTED: u8 = 3;

/// Reads what a [`Sender`] wrote.
#[derive(Debug, Default)]
pub struct Receiver {
    keys: Vec<Arc<Keys>>,
    memory: Memory,
}

impl Sender {
    /// Writes for a file.
    pub fn compact() -> Self {
        Self { is_compact: true, ..Self::default() }
    }

    /// The columns to be written next, of so many: each is written a chunk in turn, so that chunks which predict each other are
    /// near.
    pub fn turns(&mut self, columns: usize) -> impl Iterator<Item = usize> + use<> {
        let from = self.turn;
        (from..columns).chain(0..from.min(columns))
    }

    /// The turn is the next column's.
    pub fn took_turn(&mut self, column: usize) {
        self.turn = column + 1;
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
                    Some((digits, numbers)) => self.decimals(digits, numbers, out),
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

    fn decimals(&mut self, digits: u8, numbers: Vec<i64>, out: &mut Vec<u8>) {
        let terms = self.memory.terms(digits, &numbers, &numbers);
        let left = match terms.is_empty() {
            true => None,
            false => self.memory.difference(digits, numbers.clone(), &terms),
        };
        match &left {
            Some(left) => {
                out.extend([PREDICTED, digits]);
                predict::put(out, &terms);
                compact::put(out, left.iter().copied());
            }
            None => {
                out.extend([DECIMALS, digits]);
                compact::put(out, numbers.iter().copied());
            }
        }
        self.memory.learn(digits, numbers.into());
        left.into_iter().for_each(|left| self.memory.learn(digits, left.into()));
    }

    /// Times as differences from those that predict them; false if none do, and nothing is written.
    fn predicted(&mut self, times: &Times, out: &mut Vec<u8>) -> bool {
        let (kind, steps): (u8, Vec<i64>) = match times {
            Times::Steps(_, steps) => (PREDICTED_SHORT, steps.iter().map(|step| i64::from(*step)).collect()),
            Times::Exact(times) => (PREDICTED_FULL, times.to_vec()),
        };
        let all = each(times);
        let terms = self.memory.terms(TIMES, &all, &steps);
        let left = self.memory.difference(TIMES, all.clone(), &terms).filter(|_| !terms.is_empty());
        if let Some(left) = &left {
            out.push(kind);
            predict::put(out, &terms);
            compact::put(out, left.iter().copied());
        }
        self.memory.learn(TIMES, all.into());
        left.is_some()
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
            times if self.is_compact && self.predicted(times, out) => {}
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
                self.keys.push(Arc::new(keys(from, &mut self.memory)?));
            }
            let keys = self.keys.get(at)?.clone();
            let rows = match &keys.tag_sets {
                TagSets::Narrow(sets) => sets.len(),
                TagSets::Wide(sets) => sets.len(),
            };
            let values = match get::<1>(from)? {
                [SAME] => Values::Same(f64::from_le_bytes(get(from)?), rows),
                [ALL] => Values::All(several(from, rows, f64::from_le_bytes)?),
                [kind @ (DECIMALS | PREDICTED)] => {
                    let [digits] = get(from)?;
                    let terms = if kind == PREDICTED { predict::get(from)? } else { Vec::new() };
                    let left = compact::get(from, rows)?;
                    let numbers = self.memory.sum(digits, left.clone(), &terms)?;
                    let values = numbers.iter().map(|number| compact::value(*number, digits)).collect();
                    self.memory.learn(digits, numbers.into());
                    if kind == PREDICTED {
                        self.memory.learn(digits, left.into());
                    }
                    Values::All(values)
                }
                _ => return None,
            };
            columns.entry(number).or_default().put_chunk(Chunk { keys, values });
        }
        Some(())
    }
}

/// The time of each row.
fn each(times: &Times) -> Vec<i64> {
    match times {
        Times::Exact(times) => times.to_vec(),
        Times::Steps(first, steps) => {
            let mut now = *first;
            let next = |step: &i32| {
                now = now.wrapping_add(i64::from(*step));
                now
            };
            steps.iter().map(next).collect()
        }
    }
}

/// The inverse, for times whose steps are short; `None` if one is not.
fn steps(times: &[i64]) -> Option<Times> {
    let first = times.first().copied().unwrap_or_default();
    let mut before = first;
    let step = |time: &i64| i32::try_from(time.wrapping_sub(std::mem::replace(&mut before, *time))).ok();
    Some(Times::Steps(first, times.iter().map(step).collect::<Option<_>>()?))
}

fn keys(from: &mut &[u8], memory: &mut Memory) -> Option<Keys> {
    let rows = u32::from_le_bytes(get(from)?) as usize;
    let bounds = (i64::from_le_bytes(get(from)?), i64::from_le_bytes(get(from)?));
    let [kind] = get(from)?;
    let times = match kind {
        SHORT => Times::Steps(i64::from_le_bytes(get(from)?), several(from, rows, i32::from_le_bytes)?),
        FULL => Times::Exact(several(from, rows, i64::from_le_bytes)?),
        COMPACT_SHORT => Times::Steps(i64::from_le_bytes(get(from)?), narrowed(from, rows)?),
        COMPACT_FULL => Times::Exact(narrowed(from, rows)?),
        PREDICTED_SHORT | PREDICTED_FULL => {
            let terms = predict::get(from)?;
            let times = memory.sum(TIMES, compact::get(from, rows)?, &terms)?;
            if kind == PREDICTED_SHORT { steps(&times)? } else { Times::Exact(times.into()) }
        }
        _ => return None,
    };
    if !matches!(kind, SHORT | FULL) {
        memory.learn(TIMES, each(&times).into());
    }
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
