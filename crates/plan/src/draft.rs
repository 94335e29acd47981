//! A plan that is being written: its text, what could be read of it, and what is wrong with either. The page and its
//! worker make it by the same functions; which of them does depends on how long the text is.

use serde::{Deserialize, Serialize};

use sloscope_model::format;

use super::json::{PlanError, plan_json, read_draft};
use super::plan::Plan;
use super::problems::{Problem, problems};

/// A longer text is not read: nobody can edit it, and the rows of a plan are 100,000 at most.
pub const MOST_PLAN_TEXT: usize = 16 << 20;

/// The text of a plan in an editor, with everything that follows from it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PlanDraft {
    /// The text as it was written, whether it is a plan or not.
    pub text: String,
    /// `None` if the text is no plan; a plan may have mistakes.
    pub plan: Option<Plan>,
    /// The mistakes of the plan, each with its place in it.
    pub problems: Vec<Problem>,
    /// The mistakes of the text, each with its place in the text. Those of the plan are among them.
    pub faults: Vec<PlanError>,
}

impl PlanDraft {
    /// Reads a text. One above [`MOST_PLAN_TEXT`] is not read: it has no plan, and one fault that says so.
    pub fn read(text: String) -> Self {
        if text.len() > MOST_PLAN_TEXT {
            let (size, most) = (format::bytes(text.len() as u64), format::bytes(MOST_PLAN_TEXT as u64));
            let message = format!("this text has {size}, and a plan is {most} at most: take rows out of its data");
            return Self { text, faults: vec![PlanError { line: 1, column: 1, message }], ..Self::default() };
        }
        let (plan, faults) = read_draft(&text);
        let problems = plan.as_ref().map(problems).unwrap_or_default();
        Self { text, plan, problems, faults }
    }

    /// A draft of a plan: its text is its JSON form.
    pub fn of(plan: Plan) -> Self {
        let (text, problems) = (plan_json(&plan), problems(&plan));
        let faults = if problems.is_empty() { Vec::new() } else { read_draft(&text).1 };
        Self { text, plan: Some(plan), problems, faults }
    }
}
