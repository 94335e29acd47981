//! Distinct texts or lists, each kept once and known by its place: names, tags, tag sets.
//!
//! They stand one behind the other in one piece of memory, and the table of their places holds their hashes. So there is
//! no allocation for each, and the table grows without a look at what they are: both would cost more for each, the more
//! there are, once they outgrow the processor's caches.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState};

/// What holds slices one behind the other: a `String` holds texts, a `Vec` holds lists.
pub trait Arena: Default {
    /// A part of it.
    type Slice: ?Sized + Hash + Eq;
    /// Adds a slice at the end.
    fn add(&mut self, slice: &Self::Slice);
    /// The end, where the next slice will start.
    fn end(&self) -> usize;
    /// The slice from a start to an end.
    fn slice(&self, start: usize, end: usize) -> &Self::Slice;
}

impl Arena for String {
    type Slice = str;

    fn add(&mut self, slice: &str) {
        self.push_str(slice);
    }

    fn end(&self) -> usize {
        self.len()
    }

    fn slice(&self, start: usize, end: usize) -> &str {
        &self[start..end]
    }
}

impl<T: Copy + Hash + Eq> Arena for Vec<T> {
    type Slice = [T];

    fn add(&mut self, slice: &[T]) {
        self.extend_from_slice(slice);
    }

    fn end(&self) -> usize {
        self.len()
    }

    fn slice(&self, start: usize, end: usize) -> &[T] {
        &self[start..end]
    }
}

/// Distinct slices: the first one has the place 0, the next one 1.
#[derive(Clone, Debug, Default)]
pub struct Distinct<A> {
    arena: A,
    spans: Vec<(usize, usize)>,
    /// The places by hash. Of two slices with the same hash the later one is under the next number that is free.
    by_hash: HashMap<u64, u32, BuildHasherDefault<AsItIs>>,
    hasher: RandomState,
}

impl<A: Arena> Distinct<A> {
    /// Makes room for so many.
    pub fn with_capacity(number: usize) -> Self {
        Self {
            arena: A::default(),
            spans: Vec::with_capacity(number),
            by_hash: HashMap::with_capacity_and_hasher(number, BuildHasherDefault::default()),
            hasher: RandomState::new(),
        }
    }

    /// The place of a slice, or the number under which it would be.
    fn look(&self, slice: &A::Slice) -> Result<u32, u64> {
        let mut hash = self.hasher.hash_one(slice);
        while let Some(at) = self.by_hash.get(&hash) {
            if self.get(*at) == slice {
                return Ok(*at);
            }
            hash = hash.wrapping_add(1);
        }
        Err(hash)
    }

    /// The place of a slice; `None` if it has none.
    pub fn find(&self, slice: &A::Slice) -> Option<u32> {
        self.look(slice).ok()
    }

    /// The place of a slice, and whether it is new: then it is the next one.
    pub fn place(&mut self, slice: &A::Slice) -> (u32, bool) {
        match self.look(slice) {
            Ok(at) => (at, false),
            Err(hash) => {
                let at = u32::try_from(self.spans.len()).unwrap_or(u32::MAX);
                let span = self.add(slice);
                self.spans.push(span);
                self.by_hash.insert(hash, at);
                (at, true)
            }
        }
    }

    /// Puts another slice at a place, if it is at none.
    pub fn replace(&mut self, at: u32, slice: &A::Slice) {
        if let Err(hash) = self.look(slice) {
            self.spans[at as usize] = self.add(slice);
            // The place is still under the hash of the slice before. A look-up finds there that it has another one.
            self.by_hash.insert(hash, at);
        }
    }

    fn add(&mut self, slice: &A::Slice) -> (usize, usize) {
        let start = self.arena.end();
        self.arena.add(slice);
        (start, self.arena.end())
    }

    /// The slice at a place.
    pub fn get(&self, at: u32) -> &A::Slice {
        let (start, end) = self.spans[at as usize];
        self.arena.slice(start, end)
    }

    /// All of them, in the order of their places.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &A::Slice> {
        self.spans.iter().map(|(start, end)| self.arena.slice(*start, *end))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }
}

/// The hash of a hash.
#[derive(Clone, Debug, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = (self.0 << 8) | u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_slice_has_one_place() {
        let mut texts = Distinct::<String>::default();
        assert_eq!((texts.place("a"), texts.place(""), texts.place("b")), ((0, true), (1, true), (2, true)));
        assert_eq!((texts.place("a"), texts.find(""), texts.find("c")), ((0, false), Some(1), None));
        assert_eq!((texts.get(2), texts.len(), texts.is_empty()), ("b", 3, false));
        texts.replace(0, "c");
        assert_eq!((texts.find("a"), texts.find("c"), texts.get(0)), (None, Some(0), "c"));
        texts.replace(2, "c");
        assert_eq!(texts.get(2), "b", "no two places have the same");
        assert_eq!((texts.place("a"), texts.place("a")), ((3, true), (3, false)));
        assert_eq!(texts.iter().collect::<Vec<_>>(), ["c", "", "b", "a"]);
        let mut lists = Distinct::<Vec<u8>>::with_capacity(2);
        assert_eq!((lists.place(&[1, 2]), lists.place(&[1]), lists.find(&[1, 2])), ((0, true), (1, true), Some(0)));
    }

    #[test]
    fn slices_of_one_hash_are_kept_apart() {
        /// All of them have the same hash.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        struct Alike(u8);
        impl Hash for Alike {
            fn hash<H: Hasher>(&self, _: &mut H) {}
        }
        let mut lists = Distinct::<Vec<Alike>>::default();
        for number in 0..100 {
            assert_eq!(lists.place(&[Alike(number)]), (u32::from(number), true));
        }
        lists.replace(50, &[Alike(200)]);
        assert_eq!((lists.find(&[Alike(99)]), lists.find(&[Alike(50)])), (Some(99), None));
        assert_eq!(lists.find(&[Alike(200)]), Some(50));
    }
}
