//! Version 1: what a packed file says besides samples. The names of all fields are a part of the format: changing one is a
//! new version, and `crates/core/tests/suite/packed.rs` opens a file of each.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sloscope_dataset::{InputFailure, Note};
use sloscope_ingest::{Content, Diagnostics, Format, SampleFile, Source, SourceInfo, Summary, Unreadable};
use sloscope_model::options::RunOptions;
use sloscope_store::Store;

use crate::Kept;

/// All but samples.
#[derive(Serialize, Deserialize)]
pub(crate) struct About {
    sources: Vec<File>,
    failures: Vec<InputFailure>,
    run: Option<Vec<Note>>,
}

#[derive(Serialize, Deserialize)]
struct File {
    info: SourceInfo,
    diagnostics: Diagnostics,
    content: Holds,
}

/// What a file holds. The stores of samples follow in the order in which they stand here.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Holds {
    Samples(Box<SampleFile>),
    Summary(Box<Summary>),
    Options(Box<RunOptions>),
    /// In its own form, docs/report-json.md.
    Stored(Value),
    Several(Vec<(Format, Holds)>),
    Unreadable(Unreadable),
}

impl About {
    /// With the stores, in order.
    pub fn of(kept: Kept) -> (Self, Vec<Store>) {
        let mut stores = Vec::new();
        let file =
            |Source { info, content, diagnostics }| File { info, diagnostics, content: holds(content, &mut stores) };
        let sources = kept.sources.into_iter().map(file).collect();
        (Self { sources, failures: kept.failures, run: kept.run }, stores)
    }

    /// The inverse of [`About::of`]; `None` if they do not fit.
    pub fn kept(self, stores: Vec<Store>) -> Option<Kept> {
        let mut stores = stores.into_iter();
        let source = |File { info, diagnostics, content }| {
            Some(Source { info, content: content_of(content, &mut stores)?, diagnostics })
        };
        let sources = self.sources.into_iter().map(source).collect::<Option<_>>()?;
        stores.next().is_none().then_some(Kept { sources, failures: self.failures, run: self.run })
    }
}

fn holds(content: Content, stores: &mut Vec<Store>) -> Holds {
    match content {
        Content::Samples(mut file) => {
            stores.push(std::mem::take(&mut file.store));
            Holds::Samples(file)
        }
        Content::Summary(summary) => Holds::Summary(summary),
        Content::Options(options) => Holds::Options(options),
        Content::Stored(report) => Holds::Stored(sloscope_stored::write(*report)),
        Content::Several(list) => {
            Holds::Several(list.into_iter().map(|(format, content)| (format, holds(content, stores))).collect())
        }
        Content::Unreadable(why) => Holds::Unreadable(why),
    }
}

fn content_of(holds: Holds, stores: &mut std::vec::IntoIter<Store>) -> Option<Content> {
    Some(match holds {
        Holds::Samples(mut file) => {
            file.store = stores.next()?;
            Content::Samples(file)
        }
        Holds::Summary(summary) => Content::Summary(summary),
        Holds::Options(options) => Content::Options(options),
        Holds::Stored(document) => Content::Stored(Box::new(sloscope_stored::read(&document).ok()?)),
        Holds::Several(list) => {
            let content = |(format, holds)| Some((format, content_of(holds, stores)?));
            Content::Several(list.into_iter().map(content).collect::<Option<_>>()?)
        }
        Holds::Unreadable(why) => Content::Unreadable(why),
    })
}
