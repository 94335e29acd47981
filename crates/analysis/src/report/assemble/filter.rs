//! The filters of a query, answered once for each tag set: by the value of a tag, by its absence, by its template.

use sloscope_dataset::Run;

use super::groups::Labels;
use crate::report::Query;
use crate::report::breakdown::tag_of;
use crate::report::templates::Templates;

/// For each tag set: does it have all the tags that are asked for and none of those that are not? `None` where nothing is
/// filtered.
pub fn kept(run: &Run, query: &Query) -> Option<Vec<bool>> {
    let tags = &run.samples.as_ref().filter(|_| query.is_filtered())?.file.store.tags;
    let mut kept = vec![true; tags.len()];
    for (filters, wanted) in [(&query.tags, true), (&query.without, false)] {
        for filter in filters {
            let has = match tag_of(&filter.0, |key| tags.has_key(key)) {
                (_, true) => Labels::of(tags, &filter.0, &Templates::new(&query.templates)).are(&filter.1),
                _ => tags.matching(std::slice::from_ref(filter)),
            };
            kept.iter_mut().zip(has).for_each(|(kept, has)| *kept &= has == wanted);
        }
    }
    Some(kept)
}
