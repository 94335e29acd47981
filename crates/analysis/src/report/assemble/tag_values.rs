//! The tags of the samples and their values: what one can filter by.

use sloscope_model::definitions::flag_of_tag;
use sloscope_store::TagTable;

use crate::report::TagValues;

/// So many values of a tag are listed; more is no list to choose from.
const MOST: usize = 200;

pub fn tag_values(tags: &TagTable) -> Vec<TagValues> {
    let list = |(key, mut values): (&str, Vec<&str>)| {
        let left_out = values.len().saturating_sub(MOST) as u64;
        values.truncate(MOST);
        TagValues { key: key.to_owned(), values: values.into_iter().map(str::to_owned).collect(), left_out }
    };
    // A feature flag is the same on every sample: a fact of the run.
    tags.all_values().into_iter().filter(|(key, _)| flag_of_tag(key).is_none()).map(list).collect()
}
