//! Tag sets, interned: each distinct set of tags is stored once and named by a small number.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use serde::{Deserialize, Serialize};

use sloscope_model::costs::looked;
use sloscope_model::distinct::Distinct;
use sloscope_model::format::{tag_without_users, user_left_out, user_mark, without_users};
use sloscope_model::order::{sort_short, sort_short_by_key};
use sloscope_scan::TagSetId;

type Symbol = u32;
pub(super) type Pair = (Symbol, Symbol);

/// All tag sets of a store.
#[derive(Clone, Debug)]
pub struct TagTable {
    /// Keys and values; the place of each is its symbol.
    strings: Distinct<String>,
    /// Pairs of (key, value), sorted by key; the place of each set is its id.
    sets: Distinct<Vec<Pair>>,
    /// Texts that had users, without them: which symbol each user's is.
    users: HashMap<Box<str>, HashMap<User, Symbol>>,
}

/// What distinguishes users and is never written anywhere: a hash of the text with its user, in halves that any message
/// between workers can hold.
type User = [u32; 2];

/// What the marks of users end with.
const MARK_END: &str = " left out]";

fn user_of(text: &str) -> User {
    let mut hash = DefaultHasher::new();
    text.hash(&mut hash);
    let hash = hash.finish();
    [(hash >> 32) as u32, hash as u32]
}

/// The users of one address, for another worker.
type SentUsers = Vec<(User, Symbol)>;

/// A table on its way to another worker, or to a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SentTags {
    strings: Vec<Box<str>>,
    sets: Vec<Box<[(Symbol, Symbol)]>>,
    users: Vec<(Box<str>, SentUsers)>,
}

impl SentTags {
    /// Without what distinguishes users: that stays in memory.
    pub(super) fn forget_users(&mut self) {
        self.users.clear();
    }
}

impl Default for TagTable {
    fn default() -> Self {
        let mut sets = Distinct::default();
        sets.place([].as_slice());
        Self { strings: Distinct::default(), sets, users: HashMap::new() }
    }
}

impl TagTable {
    /// All samples come in here: no user name and password of an address gets any further.
    fn symbol(&mut self, text: &str) -> Symbol {
        let has_mark = text.ends_with(MARK_END);
        if let Some(symbol) = self.strings.find(text).filter(|_| !has_mark) {
            return symbol;
        }
        match without_users(text) {
            Cow::Owned(plain) => self.of_user(&plain, user_of(text), None),
            Cow::Borrowed(_) => match user_mark(text) {
                Some((plain, number)) => self.of_user(plain, user_of(text), number),
                None => self.strings.place(text).0,
            },
        }
    }

    /// Two users of one address stay two values: as soon as there is a second one, each has a number. A selector cannot
    /// tell which of them it means, and finds neither. A mark in a file is a user, too. It keeps its `number`, since
    /// selectors in that file name it; who has that number gets another one.
    fn of_user(&mut self, plain: &str, user: User, number: Option<usize>) -> Symbol {
        let known = self.users.entry(plain.into()).or_default();
        if let Some(symbol) = known.get(&user) {
            return *symbol;
        }
        let is_alone = known.is_empty();
        let (own, unnumbered) = (user_left_out(plain, number), user_left_out(plain, None));
        let mut moved: Vec<Symbol> =
            [&own, &unnumbered].into_iter().filter_map(|mark| self.strings.find(mark)).collect();
        moved.dedup();
        for moved in moved {
            let mark = self.free(plain, &own);
            self.strings.replace(moved, &mark);
        }
        let mark = if number.is_some() || is_alone { own } else { self.free(plain, &own) };
        let symbol = self.strings.place(&mark).0;
        self.users.entry(plain.into()).or_default().insert(user, symbol);
        symbol
    }

    /// The mark of a user with a number that no other of the address has, and that is not this one.
    fn free(&self, plain: &str, own: &str) -> String {
        let known = self.users.get(plain).map_or(0, HashMap::len);
        let mut marks = (known.max(1)..).map(|number| user_left_out(plain, Some(number)));
        marks.find(|mark| mark != own && self.strings.find(mark).is_none()).unwrap_or_default()
    }

    /// The id of a set of tags, whatever their order. A key that occurs twice keeps its last value.
    pub fn intern<K: AsRef<str>, V: AsRef<str>>(&mut self, tags: &[(K, V)]) -> TagSetId {
        let mut set: Vec<Pair> = Vec::with_capacity(tags.len());
        for (key, value) in tags {
            let pair = (self.symbol(key.as_ref()), self.symbol(value.as_ref()));
            set.push(pair);
        }
        sort_short_by_key(&mut set, |pair| pair.0);
        set.dedup_by(|later, kept| {
            let same = later.0 == kept.0;
            *kept = if same { *later } else { *kept };
            same
        });
        self.intern_symbols(&set)
    }

    fn intern_symbols(&mut self, set: &[Pair]) -> TagSetId {
        TagSetId(self.sets.place(set).0)
    }

    /// Number of distinct tag sets, the empty one included.
    pub fn len(&self) -> usize {
        self.sets.len()
    }

    /// Never: the empty set is always there.
    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// The value of a tag in a set; `None` if the set does not have the tag.
    pub fn get(&self, id: TagSetId, key: &str) -> Option<&str> {
        let key = self.strings.find(key)?;
        looked(1);
        self.sets.get(id.0).iter().find(|pair| pair.0 == key).map(|pair| self.strings.get(pair.1))
    }

    /// The tags of a set.
    pub fn iter(&self, id: TagSetId) -> impl Iterator<Item = (&str, &str)> {
        self.sets.get(id.0).iter().map(|pair| (self.strings.get(pair.0), self.strings.get(pair.1)))
    }

    /// For each tag set: does it hold all of these tags (k6: TagSet.Contains)? An empty value asks for sets in which
    /// the tag has no value: k6's CSV cannot tell an empty value from a tag that is not there.
    pub fn matching(&self, filter: &[(String, String)]) -> Vec<bool> {
        looked(self.sets.len());
        let mut all = vec![true; self.sets.len()];
        for (key, value) in filter {
            if value.is_empty() {
                all.iter_mut().zip(self.by_value(key)).for_each(|(holds, value)| *holds &= value == 0);
                continue;
            }
            match self.pair_of(key, &tag_without_users(value)) {
                Some(pair) => {
                    all.iter_mut().zip(self.sets.iter()).for_each(|(holds, set)| *holds &= set.contains(&pair));
                }
                _ => all.fill(false),
            }
        }
        all
    }

    /// The pair of a tag as it is kept; `None` if no tag set has the key, or the value.
    pub(super) fn pair(&self, (key, value): &(String, String)) -> Option<Pair> {
        self.pair_of(key, value)
    }

    fn pair_of(&self, key: &str, value: &str) -> Option<Pair> {
        self.strings.find(key).zip(self.strings.find(value))
    }

    /// The tags of each set, in the order of the keys' numbers.
    pub(super) fn sets(&self) -> &Distinct<Vec<Pair>> {
        &self.sets
    }

    /// For each tag set a number for its value of a key, the same for the same value; 0 without a value.
    pub fn by_value(&self, key: &str) -> Vec<u32> {
        looked(self.sets.len());
        let (key, empty) = (self.strings.find(key), self.strings.find(""));
        let Some(key) = key else { return vec![0; self.sets.len()] };
        let value = |set: &[(Symbol, Symbol)]| set.iter().find(|pair| pair.0 == key).map(|pair| pair.1);
        let number = |value: Option<Symbol>| value.filter(|v| Some(*v) != empty).map_or(0, |v| v + 1);
        self.sets.iter().map(|set| number(value(set))).collect()
    }

    /// Does any set have this key?
    pub fn has_key(&self, key: &str) -> bool {
        let Some(key) = self.strings.find(key) else { return false };
        self.sets.iter().any(|set| set.iter().any(|pair| pair.0 == key))
    }

    /// All keys that occur, in order.
    pub fn keys(&self) -> Vec<&str> {
        looked(self.sets.len());
        let mut seen = vec![false; self.strings.len()];
        for pair in self.sets.iter().flat_map(|set| set.iter()) {
            seen[pair.0 as usize] = true;
        }
        let mut keys: Vec<_> = self.strings.iter().zip(seen).filter(|(_, s)| *s).map(|(k, _)| k).collect();
        sort_short_by_key(&mut keys, |key| *key);
        keys
    }

    /// All values of a key that occur, in order; none for a key that does not.
    pub fn values(&self, key: &str) -> Vec<&str> {
        looked(self.sets.len());
        let Some(key) = self.strings.find(key) else { return Vec::new() };
        let mut seen = vec![false; self.strings.len()];
        for pair in self.sets.iter().flat_map(|set| set.iter()).filter(|pair| pair.0 == key) {
            seen[pair.1 as usize] = true;
        }
        let found = self.strings.iter().zip(seen).filter(|(_, seen)| *seen).map(|(value, _)| value);
        let mut values: Vec<&str> = found.collect();
        sort_short(&mut values, Ord::cmp);
        values
    }

    /// All keys with their values, both in order: what [`Self::keys`] and [`Self::values`] have, by one look at each set.
    pub fn all_values(&self) -> Vec<(&str, Vec<&str>)> {
        looked(self.sets.len());
        let mut pairs: Vec<Pair> = self.sets.iter().flat_map(|set| set.iter().copied()).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let of_key = |pairs: &[Pair]| {
            let mut values: Vec<&str> = pairs.iter().map(|pair| self.strings.get(pair.1)).collect();
            sort_short(&mut values, Ord::cmp);
            (self.strings.get(pairs[0].0), values)
        };
        let mut all: Vec<(&str, Vec<&str>)> = pairs.chunk_by(|a, b| a.0 == b.0).map(of_key).collect();
        sort_short_by_key(&mut all, |(key, _)| *key);
        all
    }

    /// The number that [`Self::by_value`] has for a value; `None` if no tag set has it.
    pub fn number(&self, value: &str) -> Option<usize> {
        if value.is_empty() { Some(0) } else { self.strings.find(value).map(|symbol| symbol as usize + 1) }
    }

    /// The inverse of [`Self::number`]: the text of a value by its number of [`Self::by_value`]; `None` of 0.
    pub fn numbered(&self, number: u32) -> Option<&str> {
        number.checked_sub(1).map(|symbol| self.strings.get(symbol))
    }

    /// All of it, for another worker.
    pub fn sent(&self) -> SentTags {
        let strings = self.strings.iter().map(Into::into).collect();
        let sets = self.sets.iter().map(Into::into).collect();
        let pairs = |known: &HashMap<User, Symbol>| known.iter().map(|(user, symbol)| (*user, *symbol)).collect();
        let users = self.users.iter().map(|(plain, known)| (plain.clone(), pairs(known))).collect();
        SentTags { strings, sets, users }
    }

    /// The inverse of [`Self::sent`]: the same ids.
    pub fn received(sent: SentTags) -> Self {
        let mut this = Self::default();
        for text in &sent.strings {
            this.strings.place(text);
        }
        for set in &sent.sets {
            this.intern_symbols(set);
        }
        this.users = sent.users.into_iter().map(|(plain, known)| (plain, known.into_iter().collect())).collect();
        this
    }

    /// The same of what comes from a file, which may be anything, and in which users are marks only, as in any file that
    /// sloscope writes. `None` if it is no table.
    pub fn of_file(sent: SentTags) -> Option<Self> {
        let (strings, sets) = (sent.strings.len(), sent.sets.len());
        let is_sorted = |set: &[(Symbol, Symbol)]| set.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let is_known = |set: &[(Symbol, Symbol)]| set.iter().all(|pair| pair.0.max(pair.1) < strings as u32);
        let all = sent.users.is_empty() && sent.sets.first().is_some_and(|set| set.is_empty());
        if !all || !sent.sets.iter().all(|set| is_sorted(set) && is_known(set)) {
            return None;
        }
        let mut this = Self::received(sent);
        let marks = this.strings.iter().zip(0..).filter(|(text, _)| text.ends_with(MARK_END));
        let marks = marks.filter_map(|(text, symbol)| Some((user_mark(text)?.0.into(), user_of(text), symbol)));
        for (plain, user, symbol) in marks.collect::<Vec<(Box<str>, User, Symbol)>>() {
            this.users.entry(plain).or_default().insert(user, symbol);
        }
        (this.strings.len() == strings && this.sets.len() == sets).then_some(this)
    }

    /// Changes values, each once, by a function of the key and the value. Those that differ stay apart, so that ids of sets
    /// stay what they are.
    pub fn each_value(&mut self, mut change: impl FnMut(&str, &mut String)) {
        let sent = self.sent();
        let (mut strings, mut sets) = (Distinct::<String>::default(), Vec::new());
        let (mut known, mut taken) = (HashMap::new(), HashSet::new());
        for set in &sent.sets {
            let mut pair = |(key, value): &Pair| {
                let (name, text) = (&sent.strings[*key as usize], &sent.strings[*value as usize]);
                let changed = known.entry((*key, *value)).or_insert_with(|| {
                    let mut changed = text.to_string();
                    change(name, &mut changed);
                    while !taken.insert((*key, changed.clone())) {
                        changed.push('_');
                    }
                    changed
                });
                (strings.place(name).0, strings.place(changed).0)
            };
            let mut set: Vec<Pair> = set.iter().map(&mut pair).collect();
            sort_short_by_key(&mut set, |pair| pair.0);
            sets.push(set.into_boxed_slice());
        }
        let strings = strings.iter().map(Into::into).collect();
        // As in a file: users are marks only.
        *self = Self::of_file(SentTags { strings, sets, users: Vec::new() }).unwrap_or_default();
    }

    /// Takes in another table; answers the new id of each of its sets. A tag `with` is added to the sets without its key.
    pub fn absorb(&mut self, other: &Self, with: Option<(&str, &str)>) -> Vec<TagSetId> {
        // In the order in which they came, whatever that of the map.
        let mut of_users: Vec<Option<(&str, User)>> = vec![None; other.strings.len()];
        for (plain, known) in &other.users {
            known.iter().for_each(|(user, at)| of_users[*at as usize] = Some((plain, *user)));
        }
        let mine = |(text, user): (&str, Option<(&str, User)>)| match user {
            // One that is a mark in its file is the same wherever it was read.
            Some((plain, user)) => {
                self.of_user(plain, user, user_mark(text).filter(|_| user == user_of(text)).and_then(|mark| mark.1))
            }
            None => self.strings.place(text).0,
        };
        let symbols: Vec<Symbol> = other.strings.iter().zip(of_users).map(mine).collect();
        let with = with.map(|(key, value)| (self.symbol(key), self.symbol(value)));
        other
            .sets
            .iter()
            .map(|set| {
                let mut mine: Vec<_> = set.iter().map(|p| (symbols[p.0 as usize], symbols[p.1 as usize])).collect();
                mine.extend(with.filter(|with| mine.iter().all(|pair| pair.0 != with.0)));
                sort_short_by_key(&mut mine, |pair| pair.0);
                self.intern_symbols(&mine)
            })
            .collect()
    }
}
