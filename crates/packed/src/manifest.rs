//! What goes out when a run is handed on, and what is left out, counted: for whoever is about to hand it on.

use std::collections::{BTreeMap, BTreeSet};

use sloscope_dataset::secrets_of;
use sloscope_ingest::Content;
use sloscope_model::format::{Holds, Queries, user_mark};
use sloscope_model::options::Secret;
use sloscope_model::order::sort_short_by_key;

use crate::replace::{Renamed, Replacements};
use crate::{Kept, Sharing};

/// What is in the files that are open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The names of the files.
    pub files: Vec<String>,
    /// Samples of all files.
    pub samples: u64,
    /// Tags, with how many values each has. Those of summaries are in their series.
    pub tags: BTreeMap<String, usize>,
    /// Different query strings of addresses.
    pub queries: usize,
    /// Names of hosts.
    pub hosts: Vec<String>,
    /// Values of tags that had a user name or a password in them.
    pub users: usize,
    /// Lines of a console between the samples.
    pub console_lines: u64,
    /// What was dropped on reading.
    pub secrets: Vec<Secret>,
    /// What the rules for names do.
    pub renamed: Vec<Renamed>,
}

impl Manifest {
    /// Of all that goes out together.
    pub fn of(kept: &[&Kept], sharing: &Sharing) -> Self {
        let mut all = Self::default();
        let (mut values, mut queries) = (BTreeMap::<String, BTreeSet<String>>::new(), Queries::default());
        // Whoever does not replace hosts wants to know which go out.
        let every = Sharing { replace_hosts: true, ..sharing.clone() };
        let replacements = Replacements::of(&every, kept.iter().copied(), []);
        for kept in kept {
            let mut copy = (*kept).clone();
            copy.each(&mut |text, field| {
                if field.holds != Holds::Text {
                    queries.learn(text, field.holds);
                }
                if let Some(tag) = field.tag {
                    values.entry(tag.to_owned()).or_default().insert(text.clone());
                }
            });
            for source in &kept.sources {
                all.files.push(source.info.name.clone());
                all.console_lines += source.diagnostics.skipped.iter().map(|skip| skip.count).sum::<u64>();
                all.samples += samples(&source.content);
                all.secrets.extend(secrets_of(&source.content));
            }
        }
        sort_short_by_key(&mut all.secrets, |secret| *secret as u8);
        all.secrets.dedup();
        all.queries = queries.count();
        all.users = values.values().flatten().filter(|value| user_mark(value).is_some()).count();
        values.into_iter().for_each(|(tag, values)| _ = all.tags.insert(tag, values.len()));
        all.hosts = replacements.hosts().map(str::to_owned).collect();
        all.renamed = replacements.renamed();
        all
    }
}

fn samples(content: &Content) -> u64 {
    match content {
        Content::Samples(file) => file.store.samples(),
        Content::Several(list) => list.iter().map(|(_, content)| samples(content)).sum(),
        _ => 0,
    }
}
