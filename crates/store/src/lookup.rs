//! Which tag sets have the tags of a filter, for many filters at once: each tag set is looked at once, not once for each
//! filter.

use std::cell::RefCell;
use std::rc::Rc;

use sloscope_model::costs::looked;
use sloscope_model::places::Places;
use sloscope_model::series::Series;

use super::tags::Pair;
use super::{BySet, Column, SomeRows, Store, TagSetId};

/// A column with more filters than these is sorted by tag set; for fewer its rows are looked at once for each.
const MANY: u32 = 32;

/// The tag sets of filters that were announced.
#[derive(Default)]
pub struct Lookup {
    /// The tags of all filters, in order.
    pairs: Vec<Pair>,
    /// Where in `sets` those of each pair end; they begin where those of the one before end.
    ends: Vec<usize>,
    /// In ascending order for each pair.
    sets: Vec<TagSetId>,
    metrics: Places,
    /// How many filters there are on each metric.
    filters: Vec<u32>,
    /// The column that was sorted last, by its place among the metrics.
    sorted: RefCell<Option<(usize, Rc<BySet>)>>,
}

impl Lookup {
    /// Looks up the tags of all these series.
    pub fn of<'s>(store: &Store, series: impl IntoIterator<Item = &'s Series>) -> Self {
        let mut this = Self::default();
        for series in series.into_iter().filter(|series| !series.tags.is_empty()) {
            let (at, is_new) = this.metrics.place(&series.metric);
            if is_new {
                this.filters.push(0);
            }
            this.filters[at] = this.filters[at].saturating_add(1);
            this.pairs.extend(series.tags.iter().filter_map(|tag| store.tags.pair(tag)));
        }
        this.pairs.sort_unstable();
        this.pairs.dedup();
        if this.pairs.is_empty() {
            return this;
        }
        this.ends = vec![0; this.pairs.len()];
        let wanted = |pair: &Pair| this.pairs.binary_search(pair).ok();
        let all = store.tags.sets();
        looked(2 * all.len());
        for at in all.iter().flat_map(|set| set.iter()).filter_map(&wanted) {
            this.ends[at] += 1;
        }
        let mut sum = 0;
        for end in &mut this.ends {
            (sum, *end) = (sum + *end, sum);
        }
        this.sets = vec![TagSetId::EMPTY; sum];
        for (id, set) in (0u32..).zip(all.iter()) {
            for at in set.iter().filter_map(&wanted) {
                this.sets[this.ends[at]] = TagSetId(id);
                this.ends[at] += 1;
            }
        }
        this
    }

    fn with(&self, pair: Pair) -> Option<&[TagSetId]> {
        let at = self.pairs.binary_search(&pair).ok()?;
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        Some(&self.sets[start..self.ends[at]])
    }

    /// The tag sets that hold all of these tags, in ascending order. `None` if the filter was not announced, or asks for
    /// sets without a tag: then each set has to be looked at ([`super::TagTable::matching`]).
    pub fn sets(&self, store: &Store, filter: &[(String, String)]) -> Option<Vec<TagSetId>> {
        let mut pairs = Vec::with_capacity(filter.len());
        for tag in filter {
            if tag.1.is_empty() {
                return None;
            }
            match store.tags.pair(tag) {
                Some(pair) => pairs.push((pair, self.with(pair)?)),
                None => return Some(Vec::new()),
            }
        }
        let (_, fewest) = pairs.iter().min_by_key(|(_, sets)| sets.len())?;
        let all = store.tags.sets();
        let holds = |set: &&TagSetId| {
            let tags = all.get(set.0);
            let has = |pair: &Pair| tags.binary_search_by_key(&pair.0, |tag| tag.0).is_ok_and(|at| tags[at] == *pair);
            pairs.len() == 1 || pairs.iter().all(|(pair, _)| has(pair))
        };
        looked(fewest.len());
        Some(fewest.iter().filter(holds).copied().collect())
    }

    /// The rows of these tag sets as a column of their own; `None` where it is less work to look at the whole one.
    pub fn rows(&self, store: &Store, column: &Column, sets: &[TagSetId]) -> Option<SomeRows> {
        let place = self.metrics.find(&column.name);
        if let Some(place) = place.filter(|at| self.filters[*at] > MANY) {
            let sorted = self.sorted(place, column);
            return (4 * sorted.count(sets) <= column.len()).then(|| sorted.rows(sets));
        }
        (column.len() < store.tags.len()).then(|| {
            looked(column.len());
            column.rows.rows_of(sets)
        })
    }

    fn sorted(&self, place: usize, column: &Column) -> Rc<BySet> {
        let mut kept = self.sorted.borrow_mut();
        if let Some((_, sorted)) = kept.as_ref().filter(|(at, _)| *at == place) {
            return sorted.clone();
        }
        // The one before is given back first.
        *kept = None;
        looked(column.len());
        let sorted = Rc::new(column.rows.by_set());
        *kept = Some((place, sorted.clone()));
        sorted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_sets_as_by_a_look_at_each() {
        let mut store = Store::new();
        for at in 0..200u32 {
            let (a, b) = ((at % 7).to_string(), (at % 11).to_string());
            let tags = [("a", a.as_str()), ("b", b.as_str()), ("c", "")];
            store.tags.intern(&tags[..(at % 4) as usize]);
        }
        let series =
            |tags: &[(&str, &str)]| tags.iter().fold(Series::metric("m"), |s, (key, value)| s.with(*key, *value));
        let filters = [
            series(&[("a", "3")]),
            series(&[("b", "10"), ("a", "3")]),
            series(&[("a", "3"), ("a", "4")]),
            series(&[("a", "nope")]),
            series(&[("nope", "1"), ("a", "1")]),
            series(&[("a", "6"), ("b", "2")]),
        ];
        let lookup = Lookup::of(&store, &filters);
        for filter in &filters {
            let mask = store.tags.matching(&filter.tags);
            let expected = (0u32..).zip(&mask).filter(|(_, holds)| **holds).map(|(set, _)| TagSetId(set));
            let expected: Vec<TagSetId> = expected.collect();
            assert_eq!(lookup.sets(&store, &filter.tags), Some(expected), "{filter}");
        }
        assert_eq!(lookup.sets(&store, &[("a".to_owned(), "5".to_owned())]), None, "it was not announced");
        assert_eq!(lookup.sets(&store, &[("a".to_owned(), String::new())]), None, "each set is to be looked at");
    }
}
