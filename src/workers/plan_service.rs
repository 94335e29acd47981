//! What is done with a plan outside of a run: reading what was pasted, and writing it for k6. The page asks a worker that
//! does nothing else and ends with its answer, so that the page's module need not hold it.

use sloscope_core::export::{k6_operator, k6_script};
use sloscope_core::load::{Found, MOST_PLAN_TEXT, PlanDraft, import_any, is_plan};

use super::protocol::{PlanRequest, Reply};

/// Runners of a TestRun, unless the plan's owner says otherwise.
const PARALLELISM: u32 = 4;

pub fn answer(ask: PlanRequest) -> Reply {
    match ask {
        PlanRequest::Read(text) => Reply::Imported(Box::new(PlanDraft::read(text)), Vec::new()),
        PlanRequest::Import { text, .. } if is_plan(&text) => match PlanDraft::read(text) {
            // It is not put into the form's text, either.
            PlanDraft { text, faults, .. } if text.len() > MOST_PLAN_TEXT => {
                Reply::Unreadable(faults.into_iter().map(|fault| fault.message).collect())
            }
            draft => Reply::Imported(Box::new(draft), Vec::new()),
        },
        PlanRequest::Import { text, pick } => match import_any(&text, pick) {
            Ok(Found::Plan(import)) => Reply::Imported(Box::new(PlanDraft::of(import.plan)), import.notes),
            Ok(Found::Entries(entries)) => Reply::Entries(entries),
            Err(error) => Reply::Unreadable(format!("Line {}, column {}: {}", error.line, error.column, error.message)),
        },
        // The page asks only for plans without problems, whose templates can be read.
        PlanRequest::Script(plan) => Reply::Written(k6_script(&plan).unwrap_or_default()),
        PlanRequest::TestRun(plan) => Reply::Written(k6_operator(&plan, PARALLELISM).unwrap_or_default()),
    }
}
