//! By what the runs of a side can be divided: their tags and their stages, to choose from.

use serde::{Deserialize, Serialize};

use sloscope_analysis::report::{Query, TagValues, words};
use sloscope_analysis::session::Session;

use sloscope_model::names::BLOCK;

use crate::blocks::alternates;

/// A tag with more values than this has no two sides.
const MOST_VALUES: usize = 20;

/// What of the first run can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Offers {
    /// Tags with several values, few enough to choose two.
    pub tags: Vec<TagOffer>,
    /// All tags, for filters.
    pub filters: Vec<TagValues>,
    /// Stages, as the report calls them.
    pub stages: Vec<String>,
}

/// A tag that divides a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TagOffer {
    /// Its name.
    pub key: String,
    /// Its values, in order.
    pub values: Vec<String>,
    /// It changes back and forth in time between its two values.
    pub alternates: bool,
}

/// What the runs of a session offer: what its first one does.
pub fn offers(session: &Session) -> Offers {
    let Some(report) = session.report(&Query::default()) else { return Offers::default() };
    let divides =
        |tag: &&TagValues| tag.key != BLOCK && tag.left_out == 0 && (2..=MOST_VALUES).contains(&tag.values.len());
    let offer = |tag: &TagValues| TagOffer {
        key: tag.key.clone(),
        values: tag.values.clone(),
        alternates: tag.values.len() == 2 && alternates(session, &tag.key),
    };
    let mut tags: Vec<TagOffer> = report.tags.iter().filter(divides).map(offer).collect();
    tags.sort_by_key(|tag| !tag.alternates);
    let stages = report.load.stages.iter().map(|stage| words::stage_label(&report, stage)).collect();
    Offers { tags, stages, filters: report.tags }
}
