//! What the columns and the notes in the footer are called, and which tag has which column.

use std::collections::{BTreeMap, BTreeSet};

/// Says which version of the layout a file has.
pub const SCHEMA_KEY: &str = "sloscope.schema";
pub const SCHEMA: &str = "sloscope.parquet/1";
/// JSON: all but samples, as in packed files.
pub const ABOUT_KEY: &str = "sloscope.about";
/// JSON: for each file of samples its metrics and tag sets.
pub const STORES_KEY: &str = "sloscope.stores";
/// JSON: {column: tag}.
pub const TAGS_KEY: &str = "sloscope.tags";
/// JSON: {metric: {type, contains}}, for people and engines.
pub const METRICS_KEY: &str = "sloscope.metrics";
/// JSON: for each file of samples their number, and a checksum.
pub const CHECK_KEY: &str = "sloscope.check";

pub const TIME: &str = "time";
pub const METRIC: &str = "metric";
pub const VALUE: &str = "value";
/// Of which file a sample is, by its place: where there are several.
pub const FILE: &str = "file";

/// The column of each tag. Engines know no letter case in names of columns: a tag that would have the name of another column
/// gets another one.
pub fn columns<'a>(tags: impl Iterator<Item = &'a str>) -> BTreeMap<String, String> {
    let tags: BTreeSet<&str> = tags.collect();
    let mut taken: BTreeSet<String> = [TIME, METRIC, VALUE, FILE].map(str::to_owned).into();
    let mut columns = BTreeMap::new();
    for tag in tags {
        let base = if tag.is_empty() { "tag" } else { tag };
        let others = std::iter::once(format!("tag_{base}")).chain((2..).map(|number| format!("tag_{base}_{number}")));
        let mut names = std::iter::once(base.to_owned()).chain(others);
        let name = names.find(|name| taken.insert(name.to_lowercase())).unwrap_or_default();
        columns.insert(name, tag.to_owned());
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_columns_have_one_name() {
        let columns = columns(["url", "URL", "time", "tag_time", "", "scenario"].into_iter());
        let lower: BTreeSet<String> = columns.keys().map(|name| name.to_lowercase()).collect();
        assert_eq!((columns.len(), lower.len()), (6, 6), "{columns:?}");
        assert!(!lower.contains("time") && columns["scenario"] == "scenario", "{columns:?}");
    }
}
