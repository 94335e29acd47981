//! A worker that reads or writes a plan. It has one request, which is its role, and answers it once; what the answer is
//! depends on the request.

use serde::{Deserialize, Serialize};
use sloscope_core::load::{Pick, Plan, PlanDraft};

/// What is done with a plan.
#[derive(Debug, Serialize, Deserialize)]
pub enum PlanRequest {
    /// It is read from JSON. The answer is a [`PlanDraft`].
    Read(String),
    /// It is made of whatever else holds a request or a load; a plan is read, too. The answer is an [`Imported`].
    Import {
        /// A cURL command, a HAR file, k6 options, or a plan.
        text: String,
        /// Which entry of a HAR file.
        pick: Pick,
    },
    /// It is written for k6. The answer is a [`Written`].
    Write(Box<Plan>, PlanFile),
}

/// A file for k6 that a plan is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PlanFile {
    /// A script.
    Script,
    /// A TestRun of k6-operator.
    TestRun,
}

/// What a text was.
#[derive(Debug, Serialize, Deserialize)]
pub enum Imported {
    /// A plan could be made of it, and this is to be known of that.
    Plan(Box<PlanDraft>, Vec<String>),
    /// A HAR file with these entries, to pick one.
    Entries(Vec<String>),
    /// Why no plan could be made of it.
    Unreadable(String),
}

/// A text for k6, or what is wrong with the plan.
pub type Written = Result<String, String>;
