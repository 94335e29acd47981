//! The filters of a query: those of a tag's value, and those of a template, which are answered once for each tag set.

use super::groups::Labels;
use super::rows::Rows;
use crate::report::Query;
use crate::report::breakdown::tag_of;
use crate::report::templates::Templates;
use crate::store::{Store, TagTable};
use crate::time::Nanos;

#[derive(Default)]
pub struct Filter {
    tags: Vec<(String, String)>,
    kept: Option<Vec<bool>>,
}

impl Filter {
    /// A summary has no tags to filter by.
    pub fn of(tags: Option<&TagTable>, query: &Query) -> Self {
        let mut this = Self::default();
        let Some(tags) = tags else { return this };
        for (key, value) in &query.tags {
            if !tag_of(key, |key| tags.has_key(key)).1 {
                this.tags.push((key.clone(), value.clone()));
                continue;
            }
            let are = Labels::of(tags, key, &Templates::new(&query.templates)).are(value);
            match &mut this.kept {
                Some(kept) => kept.iter_mut().zip(are).for_each(|(kept, is)| *kept &= is),
                None => this.kept = Some(are),
            }
        }
        this
    }

    pub fn rows<'a>(&'a self, store: &'a Store, window: Option<(Nanos, Nanos)>) -> Rows<'a> {
        Rows { store, window, tags: &self.tags, kept: self.kept.as_deref() }
    }
}
