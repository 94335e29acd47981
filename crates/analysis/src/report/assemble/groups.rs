//! Which group each tag set belongs to: by the values of one or two tags, or by their templates.

use sloscope_store::{TagSetId, TagTable};

use crate::report::breakdown::tag_of;
use crate::report::templates::Templates;

/// Tag sets by the values of one key. A tag that is not there and one without a value are the same: k6's CSV cannot
/// tell them apart.
pub struct Labels {
    /// For each tag set: 0 without a value, else an id in `texts`.
    of_tag_set: Vec<u32>,
    texts: TagTable,
}

impl Labels {
    pub fn of(tags: &TagTable, key: &str, rules: &Templates) -> Self {
        let (tag, alike) = tag_of(key, |key| tags.has_key(key));
        let values = tags.by_value(tag);
        let mut texts = TagTable::default();
        // One look at each value, not at each tag set.
        let mut known = vec![0; values.iter().max().map_or(0, |most| *most as usize + 1)];
        let of_tag_set = values.into_iter().enumerate().map(|(set, value)| {
            if value == 0 {
                return 0;
            }
            if known[value as usize] == 0 {
                let text = tags.get(TagSetId(set as u32), tag).unwrap_or_default();
                known[value as usize] = match alike {
                    true => texts.intern(&[("", rules.of(text).as_str())]).0,
                    false => texts.intern(&[("", text)]).0,
                };
            }
            known[value as usize]
        });
        Self { of_tag_set: of_tag_set.collect(), texts }
    }

    fn text(&self, id: u32) -> Option<&str> {
        self.texts.get(TagSetId(id), "")
    }

    /// Which tag sets have this value; the empty text asks for those without one.
    pub fn are(&self, value: &str) -> Vec<bool> {
        self.of_tag_set.iter().map(|id| self.text(*id).unwrap_or_default() == value).collect()
    }

    /// Does a tag set have a value?
    pub fn has(&self, set: TagSetId) -> bool {
        self.of_tag_set[set.0 as usize] != 0
    }
}

/// Tag sets by one or two keys.
pub struct Groups {
    labels: Vec<Labels>,
    pub of_tag_set: Vec<u32>,
    /// For each group the two ids of its texts.
    ids: Vec<u64>,
}

impl Groups {
    pub fn of(labels: Vec<Labels>) -> Self {
        let sets = labels.first().map_or(0, |l| l.of_tag_set.len());
        let id = |set: usize| labels.iter().fold(0, |id, l| id << 32 | u64::from(l.of_tag_set[set]));
        let of_sets: Vec<u64> = (0..sets).map(id).collect();
        let mut ids = of_sets.clone();
        ids.sort_unstable();
        ids.dedup();
        let group = |id: &u64| ids.binary_search(id).unwrap_or_default() as u32;
        Self { of_tag_set: of_sets.iter().map(group).collect(), ids, labels }
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// The values of a group, one for each key.
    pub fn values(&self, group: usize) -> impl Iterator<Item = Option<&str>> {
        let last = self.labels.len() - 1;
        self.labels.iter().enumerate().map(move |(at, l)| l.text((self.ids[group] >> (32 * (last - at))) as u32))
    }
}
