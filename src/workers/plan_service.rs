//! What is done with a plan outside of a run: reading what was pasted, and writing it for k6. The page asks a worker that
//! does nothing else and ends with its answer, so that the page's module need not hold it.

use sloscope_core::export::{k6_operator, k6_script};
use sloscope_core::load::{Found, MOST_PLAN_TEXT, Pick, Plan, PlanDraft, derived_objectives, import_any, is_plan};
use sloscope_protocol::{Imported, PlanFile, PlanRequest, Written};

use super::role::tell;

/// Runners of a TestRun, unless the plan's owner says otherwise.
const PARALLELISM: u32 = 4;

/// Answers the one request.
pub fn answer(request: PlanRequest) {
    match request {
        PlanRequest::Read(text) => tell(&PlanDraft::read(text)),
        PlanRequest::Import { text, pick } => tell(&import(text, pick)),
        PlanRequest::Write(plan, file) => tell(&write(&plan, file)),
    }
}

fn import(text: String, pick: Pick) -> Imported {
    if is_plan(&text) {
        return match PlanDraft::read(text) {
            // It is not put into the form's text, either.
            PlanDraft { text, faults, .. } if text.len() > MOST_PLAN_TEXT => {
                Imported::Unreadable(faults.into_iter().map(|fault| fault.message).collect())
            }
            draft => Imported::Plan(Box::new(draft), Vec::new()),
        };
    }
    match import_any(&text, pick) {
        Ok(Found::Plan(import)) => {
            let mut plan = import.plan;
            if plan.objectives.is_empty() {
                plan.objectives = derived_objectives(&plan);
            }
            Imported::Plan(Box::new(PlanDraft::of(plan)), import.notes)
        }
        Ok(Found::Entries(entries)) => Imported::Entries(entries),
        Err(error) => Imported::Unreadable(format!("Line {}, column {}: {}", error.line, error.column, error.message)),
    }
}

fn write(plan: &Plan, file: PlanFile) -> Written {
    let text = match file {
        PlanFile::Script => k6_script(plan),
        PlanFile::TestRun => k6_operator(plan, PARALLELISM),
    };
    text.map_err(|error| error.message)
}
