//! Distinct texts or lists, each kept once and known by its place: names, tags, tag sets.
//!
//! They stand one behind the other in a few pieces of memory, and the table of their places holds their hashes. So there
//! is no allocation for each, and the table grows without a look at what they are: both would cost more for each, the
//! more there are, once they outgrow the processor's caches.

use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState};

/// The next piece of memory is twice as large, up to so many characters, or entries of a list.
const LARGEST: usize = 1 << 20;

/// What holds slices one behind the other: a `String` holds texts, a `Vec` holds lists.
pub trait Arena {
    /// A part of it.
    type Slice: ?Sized + Hash + Eq;
    /// An empty one with room for so much.
    fn with_room(room: usize) -> Self;
    /// The length that it can reach without growing.
    fn room(&self) -> usize;
    /// The end, where the next slice will start.
    fn end(&self) -> usize;
    /// Adds a slice at the end.
    fn add(&mut self, slice: &Self::Slice);
    /// The slice from a start to an end.
    fn slice(&self, start: usize, end: usize) -> &Self::Slice;
    /// How long a slice is.
    fn length(slice: &Self::Slice) -> usize;
}

impl Arena for String {
    type Slice = str;

    fn with_room(room: usize) -> Self {
        Self::with_capacity(room)
    }

    fn room(&self) -> usize {
        self.capacity()
    }

    fn end(&self) -> usize {
        self.len()
    }

    fn add(&mut self, slice: &str) {
        self.push_str(slice);
    }

    fn slice(&self, start: usize, end: usize) -> &str {
        &self[start..end]
    }

    fn length(slice: &str) -> usize {
        slice.len()
    }
}

impl<T: Copy + Hash + Eq> Arena for Vec<T> {
    type Slice = [T];

    fn with_room(room: usize) -> Self {
        Self::with_capacity(room)
    }

    fn room(&self) -> usize {
        self.capacity()
    }

    fn end(&self) -> usize {
        self.len()
    }

    fn add(&mut self, slice: &[T]) {
        self.extend_from_slice(slice);
    }

    fn slice(&self, start: usize, end: usize) -> &[T] {
        &self[start..end]
    }

    fn length(slice: &[T]) -> usize {
        slice.len()
    }
}

/// Where a slice stands.
#[derive(Clone, Copy, Debug)]
struct Span {
    piece: u32,
    start: usize,
    end: usize,
}

/// Distinct slices: the first one has the place 0, the next one 1.
#[derive(Clone, Debug)]
pub struct Distinct<A> {
    pieces: Vec<A>,
    spans: Vec<Span>,
    /// The places by hash. Of two slices with the same hash the later one is under the next number that is free.
    by_hash: HashMap<u64, u32, BuildHasherDefault<AsItIs>>,
    hasher: RandomState,
}

impl<A: Arena> Default for Distinct<A> {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

impl<A: Arena> Distinct<A> {
    /// With room for so many.
    pub fn with_capacity(number: usize) -> Self {
        Self {
            pieces: Vec::new(),
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

    /// A piece never grows: that would copy it, and take the room of both meanwhile.
    fn add(&mut self, slice: &A::Slice) -> Span {
        let length = A::length(slice);
        let room = self.pieces.last().map_or(0, A::room);
        if self.pieces.last().is_none_or(|piece| room - piece.end() < length) {
            self.pieces.push(A::with_room((2 * room).min(LARGEST).max(length)));
        }
        let at = self.pieces.len() - 1;
        let piece = &mut self.pieces[at];
        let start = piece.end();
        piece.add(slice);
        Span { piece: u32::try_from(at).unwrap_or(u32::MAX), start, end: piece.end() }
    }

    fn slice(&self, span: &Span) -> &A::Slice {
        self.pieces[span.piece as usize].slice(span.start, span.end)
    }

    /// The slice at a place.
    pub fn get(&self, at: u32) -> &A::Slice {
        self.slice(&self.spans[at as usize])
    }

    /// All of them, in the order of their places.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &A::Slice> {
        self.spans.iter().map(|span| self.slice(span))
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
        // Over several pieces.
        let mut numbers = Distinct::<String>::default();
        assert!((0..5000).all(|at| numbers.place(&at.to_string()) == (at, true)));
        assert!((0..5000).all(|at| numbers.find(&at.to_string()) == Some(at) && *numbers.get(at) == at.to_string()));
        assert!(numbers.pieces.len() > 5);
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
