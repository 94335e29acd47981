//! What was computed once of a run as a whole, whatever is asked of it.

use std::sync::{Mutex, OnceLock};

use crate::report::{Active, ByStage, CrossCheck, Length, Plan, Query, Report, Shape, Timecourse, Timeline};
use crate::slo::Verdict;

/// What is known of a run already. When the run grows it is forgotten.
#[derive(Default)]
pub struct Memory {
    /// The whole run against other files.
    pub cross_checks: OnceLock<Vec<CrossCheck>>,
    /// When scenarios were active, and what load was planned and delivered.
    pub active: OnceLock<Active>,
    /// How long it lasted, where no file states it.
    pub length: OnceLock<Option<Length>>,
    pub plan: OnceLock<Plan>,
    pub timeline: OnceLock<Option<Timeline>>,
    /// The stages of the whole run; those of a part are measured when it is asked for.
    pub by_stage: OnceLock<ByStage>,
    /// What the rules on findings look at, of the whole run.
    pub timecourse: OnceLock<Timecourse>,
    pub shape: OnceLock<Shape>,
    /// The verdict on the whole run, by the objectives and percentiles of this question.
    pub whole: Mutex<Option<(Query, Verdict)>>,
    /// The last report, and the last one of the whole run: for a question that differs from theirs in the breakdown alone.
    pub last: Mutex<Vec<Report>>,
}
