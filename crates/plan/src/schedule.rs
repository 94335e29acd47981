//! When each arrival is due: the arithmetic of k6's two arrival-rate executors, to the nanosecond.
//!
//! `constant-arrival-rate` (k6: lib/executor/constant_arrival_rate.go, helpers.go getTickerPeriod): the period is
//! `timeUnit / rate` cut to whole nanoseconds, arrival i (from 0) is due at i periods. At 300/s the period is
//! 3,333,333 ns, and 20 s hold 6,001 arrivals.
//!
//! `ramping-arrival-rate` (k6: lib/executor/ramping_arrival_rate.go, cal): the area under the rate is the number of
//! arrivals so far; arrival i (from 1) is due where it reaches i.
//!
//! An arrival that is due at the very end of a scenario is not counted: in k6 the end and the arrival race.

use sloscope_model::time::Nanos;

use super::load::{Load, RampStage};

/// So many arrivals at the end of a ramp may be due at the end of its scenario, by rounding.
const FEW: f64 = 4.0;

/// The due times of one scenario in order, counted from its start.
#[derive(Clone, Debug)]
pub struct Arrivals {
    form: Form,
    duration: Nanos,
    next: Option<Nanos>,
}

#[derive(Clone, Debug)]
enum Form {
    Constant {
        period: Nanos,
        i: Nanos,
    },
    /// In k6's names; rates are in iterations per nanosecond.
    Ramping {
        time_unit: f64,
        stages: Vec<RampStage>,
        /// Index of the stage in hand; its `end_count` is known.
        stage: usize,
        i: f64,
        from: f64,
        done_so_far: f64,
        end_count: f64,
        stage_start: Nanos,
    },
}

impl Arrivals {
    /// From the first arrival on. Constant rates are due at 0 first; ramps where the area under the rate reaches 1.
    pub fn new(load: &Load) -> Self {
        let form = match load {
            // The exact quotient, rounded to 53 bits, then cut, as k6 does it.
            Load::Constant { rate, time_unit, .. } => {
                Form::Constant { period: (*time_unit as f64 / f64::from((*rate).max(1))) as Nanos, i: 0 }
            }
            Load::Ramping { start_rate, time_unit, stages } => {
                let time_unit = *time_unit as f64;
                let from = f64::from(*start_rate) / time_unit;
                let end_count = stages.first().map_or(0.0, |stage| area(from, stage, time_unit));
                Form::Ramping {
                    time_unit,
                    stages: stages.clone(),
                    stage: 0,
                    i: 1.0,
                    from,
                    done_so_far: 0.0,
                    end_count,
                    stage_start: 0,
                }
            }
        };
        let mut arrivals = Self { form, duration: load.duration(), next: None };
        arrivals.next = arrivals.advance();
        arrivals
    }

    /// The due time of the next arrival, ns after the start of the scenario; `None` after the last.
    pub fn peek(&self) -> Option<Nanos> {
        self.next
    }

    /// Number of arrivals that are left; takes no longer for more of them.
    pub fn planned(mut self) -> u64 {
        if self.next.is_none() {
            return 0;
        }
        let skipped = match &mut self.form {
            // The one in hand is number i - 1.
            Form::Constant { period, i } => {
                let all = self.duration.saturating_add(*period - 1) / (*period).max(1);
                return (all - (*i - 1)).unsigned_abs();
            }
            Form::Ramping { time_unit, stages, stage, i, end_count, .. } => {
                let rate = |stage: &RampStage| f64::from(stage.target) / *time_unit;
                // The area of all stages, added up as `advance` does.
                let area = |total: f64, pair: &[RampStage]| total + area(rate(&pair[0]), &pair[1], *time_unit);
                let total = stages.get(*stage..).unwrap_or_default().windows(2).fold(*end_count, area);
                // A plan that has a mistake still: no unit of time.
                if !total.is_finite() {
                    return 0;
                }
                // All but the last few are due before the end; those are looked at one by one.
                let skipped = (total.floor() - *i - FEW).max(0.0);
                *i += skipped;
                skipped
            }
        };
        // And the one in hand.
        let mut left = (skipped as u64).saturating_add(1);
        while self.advance().is_some() {
            left += 1;
        }
        left
    }

    fn advance(&mut self) -> Option<Nanos> {
        let due = match &mut self.form {
            Form::Constant { period, i } => {
                let due = *period * *i;
                *i += 1;
                due
            }
            Form::Ramping { time_unit, stages, stage, i, from, done_so_far, end_count, stage_start } => loop {
                let current = stages.get(*stage)?;
                let to = f64::from(current.target) / *time_unit;
                let dur = current.duration as f64;
                if *i <= *end_count {
                    let from = *from;
                    let x = if from == to {
                        (*i - *done_so_far) / to
                    } else {
                        let inside = dur * (from * from * dur + 2.0 * (*i - *done_so_far) * (to - from));
                        // k6's noNegativeSqrt.
                        let root = if inside.is_sign_negative() { 0.0 } else { inside.sqrt() };
                        (from * dur - root) / (from - to)
                    };
                    *i += 1.0;
                    break (x as Nanos).saturating_add(*stage_start);
                }
                *done_so_far = *end_count;
                *from = to;
                *stage_start = stage_start.saturating_add(current.duration);
                *stage += 1;
                if let Some(following) = stages.get(*stage) {
                    *end_count += area(*from, following, *time_unit);
                }
            },
        };
        (due < self.duration).then_some(due)
    }
}

/// The arrivals of a stage, with their fraction.
fn area(from: f64, stage: &RampStage, time_unit: f64) -> f64 {
    let (to, dur) = (f64::from(stage.target) / time_unit, stage.duration as f64);
    if from == to { dur * to } else { dur * ((to - from) / 2.0 + from) }
}

impl Iterator for Arrivals {
    type Item = Nanos;

    fn next(&mut self) -> Option<Nanos> {
        let due = self.next?;
        self.next = self.advance();
        Some(due)
    }
}

impl Load {
    /// Number of arrivals in all.
    pub fn planned(&self) -> u64 {
        Arrivals::new(self).planned()
    }
}
