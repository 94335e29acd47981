//! The load of a scenario: how many iterations are to start, and when.

use serde::{Deserialize, Serialize};

use sloscope_model::options::StagePlan;
use sloscope_model::time::{NANOS_PER_MS, NANOS_PER_S, Nanos};

/// When arrivals are due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Load {
    /// k6's `constant-arrival-rate`: `rate` iterations in each `time_unit`.
    Constant {
        /// Iterations in each time unit.
        rate: u32,
        /// The time that the rate refers to, ns: k6's `timeUnit`.
        time_unit: Nanos,
        /// How long arrivals come, ns.
        duration: Nanos,
    },
    /// k6's `ramping-arrival-rate`: the rate goes linearly to each stage's target in turn.
    Ramping {
        /// Iterations in each time unit at the start of the first stage.
        start_rate: u32,
        /// The time that all rates refer to, ns: k6's `timeUnit`.
        time_unit: Nanos,
        /// In order; each begins with the rate at which the one before ended.
        stages: Vec<RampStage>,
    },
}

/// A part of a ramp, in which the rate goes linearly to `target`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RampStage {
    /// Iterations per time unit at its end.
    pub target: u32,
    /// How long the rate takes to reach the target; 0 for a jump.
    pub duration: Nanos,
}

impl Load {
    /// k6's name of the executor.
    pub fn executor(&self) -> &'static str {
        match self {
            Self::Constant { .. } => "constant-arrival-rate",
            Self::Ramping { .. } => "ramping-arrival-rate",
        }
    }

    /// The time that rates refer to, ns: k6's `timeUnit`.
    pub fn time_unit(&self) -> Nanos {
        match self {
            Self::Constant { time_unit, .. } | Self::Ramping { time_unit, .. } => *time_unit,
        }
    }

    /// From the start of the scenario to the end of its schedule, ns; of a ramp, all stages together.
    pub fn duration(&self) -> Nanos {
        match self {
            Self::Constant { duration, .. } => *duration,
            Self::Ramping { stages, .. } => stages.iter().map(|stage| stage.duration).fold(0, Nanos::saturating_add),
        }
    }

    /// The highest rate per time unit.
    pub fn peak(&self) -> u32 {
        match self {
            Self::Constant { rate, .. } => *rate,
            Self::Ramping { start_rate, stages, .. } => {
                stages.iter().map(|stage| stage.target).fold(*start_rate, u32::max)
            }
        }
    }

    /// The highest rate, iterations per second.
    pub fn peak_per_s(&self) -> f64 {
        f64::from(self.peak()) * NANOS_PER_S as f64 / self.time_unit() as f64
    }

    /// The planned rate, span by span, iterations per second.
    pub fn stages(&self) -> Vec<StagePlan> {
        let per_s = NANOS_PER_S as f64 / self.time_unit() as f64;
        let span = |from: u32, to: u32, duration: Nanos| StagePlan {
            from_rate: f64::from(from) * per_s,
            to_rate: f64::from(to) * per_s,
            duration_ms: duration as f64 / NANOS_PER_MS,
        };
        match self {
            Self::Constant { rate, duration, .. } => vec![span(*rate, *rate, *duration)],
            Self::Ramping { start_rate, stages, .. } => {
                let mut from = *start_rate;
                let mut spans = Vec::new();
                for stage in stages {
                    // A stage without length is a jump.
                    if stage.duration > 0 {
                        spans.push(span(from, stage.target, stage.duration));
                    }
                    from = stage.target;
                }
                spans
            }
        }
    }
}
