//! The form of a test ("Run a test"): a module of its own beside the page's, in the same window. The page says when it is
//! shown; the form says what the page is to do.

use serde::{Deserialize, Serialize};

/// A plan as the bytes of a message: the page hands it from the form to the worker that runs it, and cannot read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedPlan {
    /// The message that the plan is.
    pub bytes: Vec<u8>,
    /// It goes to the practice file: no measurement.
    pub practice: bool,
}

/// What the form gets.
#[derive(Debug, Serialize, Deserialize)]
pub enum FormRequest {
    /// Its place is on the page.
    Show,
    /// Its place has gone.
    Hide,
    /// The page has another address, which may hold a plan.
    Moved,
    /// A test runs now, or none does.
    Running(bool),
    /// Shows the plan of a run.
    Edit(PackedPlan),
    /// Makes a plan of the file that travels along.
    Import,
}

/// What the form says.
#[derive(Debug, Serialize, Deserialize)]
pub enum FormReply {
    /// A test is to be started with this plan, which has no problems.
    Start(PackedPlan),
    /// The plan has this link, which stands in the page's address; `None` if there is none to it.
    Link(Option<String>),
}
