//! The parts of the page that are modules of their own beside it, in the same window: the form of a test, and comparisons.
//! The page says when a part is shown; the part says what the page is to do.

use serde::{Deserialize, Serialize};

use crate::InputKind;

/// A plan as the bytes of a message: the page hands it from the form to the worker that runs it, and cannot read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedPlan {
    /// The message that the plan is.
    pub bytes: Vec<u8>,
    /// It goes to the practice file: no measurement.
    pub practice: bool,
}

/// What a part gets.
#[derive(Debug, Serialize, Deserialize)]
pub enum PartRequest {
    /// Its place is on the page.
    Show,
    /// Its place has gone.
    Hide,
    /// The page has another address, which may hold a plan, or a comparison.
    Moved,
    /// Files were dropped on the page, and travel along: the place in the window, in pixels.
    Dropped(i32, i32),
    /// To the form: a test runs now, or none does.
    Running(bool),
    /// To the form: shows the plan of a run.
    Edit(PackedPlan),
    /// To comparisons: what the page has open. Files travel along.
    Open(Vec<InputKind>),
    /// To comparisons: what is open becomes the candidate, and this run the baseline, if there is one.
    Compare(Option<InputKind>),
}

/// What a part says.
#[derive(Debug, Serialize, Deserialize)]
pub enum PartReply {
    /// Of the form: a test is to be started with this plan, which has no problems.
    Start(PackedPlan),
    /// What stands in the page's address while the part is shown.
    Link(Linked),
}

/// What a part has in the page's address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    /// What stands behind `?`; absent if there is no link to what is shown.
    pub question: Option<String>,
    /// The text of this entry of the browser's history.
    pub state: String,
    /// The address that is left can be gone back to.
    pub is_step: bool,
}
