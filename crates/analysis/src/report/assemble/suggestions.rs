//! Limits that fit a run that states no objective: what was measured beside them, judged by nobody yet.

use sloscope_dataset::Run;
use sloscope_model::stat::Stat;
use sloscope_objectives::Expression;

use super::Build;
use super::evidence::OfSeries;
use super::index::Index;
use crate::slo::{self, Basis, ObjectiveResult};

/// The percentiles of web vitals, which no other table asks for.
pub fn stats(run: &Run) -> Vec<Option<Stat>> {
    let samples = run.samples.as_ref();
    let vital = |name: &str| name.starts_with("browser_web_vital_");
    let has_vitals = samples.is_some_and(|s| s.file.store.columns().any(|c| vital(&c.name) && !c.is_empty()));
    if has_vitals { vec![Some(Stat::P(75.0))] } else { Vec::new() }
}

/// Only those of which the files hold the number.
pub fn suggestions(build: &Build, index: &Index) -> Vec<ObjectiveResult> {
    let judged = slo::suggestions(index.list).into_iter().map(|objective| {
        let stat = Expression::parse(&objective.expression).ok().map(|e| e.stat);
        slo::judge(&objective, &OfSeries::of(build, index, &objective.series).evidence(&objective, stat))
    });
    judged.filter(|result| result.measured.is_some() && result.basis == Basis::Measured).collect()
}
