//! A chunk: rows of a column that are kept together, in the shortest form that loses nothing.

use std::sync::Arc;

use crate::TagSetId;

/// Rows of a chunk, unless it is the last of its column.
pub(crate) const ROWS: usize = 8192;

/// Rows as plain slices, equally long; those that were not asked for are empty.
#[derive(Clone, Copy)]
pub(crate) struct Slices<'a> {
    pub times: &'a [i64],
    pub tag_sets: &'a [TagSetId],
    pub values: &'a [f64],
}

/// Rows that are written to, or unpacked into.
#[derive(Clone, Debug, Default)]
pub(crate) struct Plain {
    pub times: Vec<i64>,
    pub tag_sets: Vec<TagSetId>,
    pub values: Vec<f64>,
}

impl Plain {
    pub fn clear(&mut self) {
        self.times.clear();
        self.tag_sets.clear();
        self.values.clear();
    }

    /// Becomes a copy of these rows.
    pub fn copy(&mut self, rows: Slices) {
        self.clear();
        self.times.extend_from_slice(rows.times);
        self.tag_sets.extend_from_slice(rows.tag_sets);
        self.values.extend_from_slice(rows.values);
    }
}

/// Times and tag sets of a chunk. Columns that are written together have equal ones and share them.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Keys {
    /// The earliest and the latest time.
    pub bounds: (i64, i64),
    pub times: Times,
    pub tag_sets: TagSets,
    /// Which tag sets there are and how many rows of each, in the order in which they come; `None` if they are many.
    pub sets: Option<Box<[(TagSetId, u32)]>>,
}

/// More tag sets in a chunk are not listed.
const FEW_SETS: usize = 32;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Times {
    /// The first time, and the distance of each from the one before; that of the first is 0.
    Steps(i64, Box<[i32]>),
    /// Some step is longer than 2.1 s.
    Exact(Box<[i64]>),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TagSets {
    Narrow(Box<[u16]>),
    Wide(Box<[u32]>),
}

#[derive(Clone, Debug)]
pub(crate) enum Values {
    /// So many rows have this one value.
    Same(f64, usize),
    /// Shared by the copies of a column.
    All(Arc<[f64]>),
}

#[derive(Clone, Debug)]
pub(crate) struct Chunk {
    pub keys: Arc<Keys>,
    pub values: Values,
}

/// Which slices are asked for besides the values.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    pub times: bool,
    pub tag_sets: bool,
}

impl Wanted {
    pub const VALUES: Self = Self { times: false, tag_sets: false };
    pub const TIMES: Self = Self { times: true, tag_sets: false };
    pub const TAG_SETS: Self = Self { times: false, tag_sets: true };
    pub const BOTH: Self = Self { times: true, tag_sets: true };
}

impl Keys {
    /// `None` of no rows.
    pub fn pack(times: &[i64], tag_sets: &[TagSetId]) -> Option<Self> {
        let bounds = bounds(times.iter().copied())?;
        Some(Self::of(bounds, Times::pack(times), TagSets::pack(tag_sets)))
    }

    /// Those that were counted are the same if the tag sets are.
    pub fn is(&self, other: &Self) -> bool {
        self.times == other.times && self.tag_sets == other.tag_sets
    }

    pub fn of(bounds: (i64, i64), times: Times, tag_sets: TagSets) -> Self {
        let sets = tag_sets.counted();
        Self { bounds, times, tag_sets, sets }
    }

    /// The same with other tag sets: `map` has the new id of each.
    pub fn renumbered(&self, map: &[TagSetId]) -> Self {
        let old: Vec<TagSetId> = match &self.tag_sets {
            TagSets::Narrow(sets) => sets.iter().map(|set| map[usize::from(*set)]).collect(),
            TagSets::Wide(sets) => sets.iter().map(|set| map[*set as usize]).collect(),
        };
        Self::of(self.bounds, self.times.clone(), TagSets::pack(&old))
    }
}

impl TagSets {
    fn pack(sets: &[TagSetId]) -> Self {
        match sets.iter().any(|set| set.0 > u32::from(u16::MAX)) {
            true => Self::Wide(sets.iter().map(|set| set.0).collect()),
            false => Self::Narrow(sets.iter().map(|set| set.0 as u16).collect()),
        }
    }

    fn counted(&self) -> Option<Box<[(TagSetId, u32)]>> {
        let mut found: Vec<(TagSetId, u32)> = Vec::new();
        let mut last = 0;
        let mut add = |set: TagSetId| {
            if found.get(last).is_none_or(|known| known.0 != set) {
                last = found.iter().position(|known| known.0 == set).unwrap_or(found.len());
                if last == found.len() {
                    found.push((set, 0));
                }
            }
            found[last].1 += 1;
            found.len() <= FEW_SETS
        };
        let few = match self {
            Self::Narrow(sets) => sets.iter().all(|set| add(TagSetId(u32::from(*set)))),
            Self::Wide(sets) => sets.iter().all(|set| add(TagSetId(*set))),
        };
        few.then(|| found.into())
    }
}

impl Times {
    fn pack(times: &[i64]) -> Self {
        let mut before = times[0];
        let mut steps = Vec::with_capacity(times.len());
        for time in times {
            let Ok(step) = i32::try_from(time.wrapping_sub(before)) else { return Self::Exact(times.into()) };
            // A difference that does not fit wraps around to a small one only if it is a false one.
            if before.checked_add(i64::from(step)) != Some(*time) {
                return Self::Exact(times.into());
            }
            steps.push(step);
            before = *time;
        }
        Self::Steps(times[0], steps.into())
    }
}

impl Values {
    pub fn pack(values: &[f64]) -> Self {
        let first = values.first().copied().unwrap_or_default();
        // To the bit: 0 and -0 are two.
        match values.iter().all(|v| v.to_bits() == first.to_bits()) {
            true => Self::Same(first, values.len()),
            false => Self::All(values.into()),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Same(_, len) => *len,
            Self::All(values) => values.len(),
        }
    }
}

impl Chunk {
    /// Unpacks what is wanted; what is plain already is borrowed.
    pub fn load<'a>(&'a self, wanted: Wanted, into: &'a mut Plain) -> Slices<'a> {
        let Plain { times: room, tag_sets, values } = into;
        room.clear();
        tag_sets.clear();
        let times = match &self.keys.times {
            _ if !wanted.times => &[],
            Times::Exact(times) => &**times,
            Times::Steps(first, steps) => {
                let mut time = *first;
                room.extend(steps.iter().map(|step| {
                    // What was packed fits.
                    time = time.wrapping_add(i64::from(*step));
                    time
                }));
                room.as_slice()
            }
        };
        if wanted.tag_sets {
            match &self.keys.tag_sets {
                TagSets::Narrow(sets) => tag_sets.extend(sets.iter().map(|set| TagSetId(u32::from(*set)))),
                TagSets::Wide(sets) => tag_sets.extend(sets.iter().map(|set| TagSetId(*set))),
            }
        }
        let values = match &self.values {
            Values::All(values) => &**values,
            Values::Same(value, len) => {
                values.clear();
                values.resize(*len, *value);
                values.as_slice()
            }
        };
        Slices { times, tag_sets, values }
    }
}

impl Slices<'_> {
    pub fn iter(&self) -> impl Iterator<Item = (i64, TagSetId, f64)> {
        let rows = self.times.iter().zip(self.tag_sets).zip(self.values);
        rows.map(|((time, set), value)| (*time, *set, *value))
    }
}

/// The earliest and the latest; `None` of none.
pub(crate) fn bounds(mut times: impl Iterator<Item = i64>) -> Option<(i64, i64)> {
    let first = times.next()?;
    Some(times.fold((first, first), |(least, most), time| (least.min(time), most.max(time))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back(times: &[i64], tag_sets: &[u32], values: &[f64]) -> Chunk {
        let sets: Vec<TagSetId> = tag_sets.iter().map(|set| TagSetId(*set)).collect();
        let keys = Arc::new(Keys::pack(times, &sets).expect("rows"));
        let chunk = Chunk { keys, values: Values::pack(values) };
        let mut into = Plain::default();
        let got = chunk.load(Wanted::BOTH, &mut into);
        assert_eq!((got.times, got.tag_sets), (times, sets.as_slice()));
        let bits = |v: &[f64]| v.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(got.values), bits(values));
        chunk
    }

    #[test]
    fn what_is_packed_comes_back_to_the_bit() {
        let chunk = there_and_back(&[5, 9, 7], &[0, 65_535, 3], &[1.0, 1.0, 1.0]);
        assert!(matches!(chunk.values, Values::Same(_, 3)));
        assert!(matches!(chunk.keys.times, Times::Steps(5, _)));
        assert!(matches!(chunk.keys.tag_sets, TagSets::Narrow(_)));
        assert_eq!(chunk.keys.bounds, (5, 9));
        let chunk = there_and_back(&[0, 3_000_000_000], &[65_536, 1], &[0.0, -0.0]);
        assert!(matches!(chunk.values, Values::All(_)), "0 and -0 differ");
        assert!(matches!(chunk.keys.times, Times::Exact(_)), "3 s do not fit");
        assert!(matches!(chunk.keys.tag_sets, TagSets::Wide(_)));
        there_and_back(&[i64::MAX, i64::MIN, 0, -1, i64::MIN, i64::MAX], &[0; 6], &[f64::MIN_POSITIVE; 6]);
        there_and_back(&[i64::from(i32::MAX), 0, i64::from(i32::MIN), 0], &[1, 2, 3, 4], &[1e300, 5e-324, 0.1, 1.0]);
    }

    #[test]
    fn renumbering_keeps_times_and_widens_if_it_must() {
        let keys = Keys::pack(&[1, 2, 3], &[0, 1, 0].map(TagSetId)).expect("rows");
        let new = keys.renumbered(&[TagSetId(70_000), TagSetId(2)]);
        assert_eq!(new.tag_sets, TagSets::Wide([70_000, 2, 70_000].into()));
        assert_eq!(new.renumbered(&(0..70_001).map(|id| TagSetId(id % 2)).collect::<Vec<_>>()).tag_sets, {
            TagSets::Narrow([0, 0, 0].into())
        });
        assert_eq!((new.bounds, &new.times), (keys.bounds, &keys.times));
    }
}
