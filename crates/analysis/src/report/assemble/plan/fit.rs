//! The curve of a span of a schedule: how many arrivals were due, by the seconds since the first one.

use sloscope_model::stats::percentiles;

use super::segments::Segment;

/// How far a rate may be from a round one to be taken for it.
const SNAP: f64 = 0.005;

/// `count + rate t + bend t^2 / 2` arrivals before `at + t`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    at: f64,
    count: f64,
    rate: f64,
    bend: f64,
}

impl Curve {
    pub fn number(&self, t: f64) -> f64 {
        let t = t - self.at;
        self.count + self.rate * t + self.bend * t * t / 2.0
    }

    pub fn rate(&self, t: f64) -> f64 {
        self.rate + self.bend * (t - self.at)
    }

    pub fn is_constant(&self) -> bool {
        self.bend == 0.0
    }

    /// How many arrivals `at[i]` was late: the schedule's number at its moment, less its own.
    pub fn late(&self, t: f64, i: usize) -> f64 {
        self.number(t) - i as f64
    }

    /// So large a part of the arrivals is within two of the schedule, with 5 ms for the machine; of few arrivals
    /// that would be said of any, so these must be nearer.
    pub fn keeps(&self, at: &[f64], from: usize, to: usize, part: f64) -> bool {
        let mut late: Vec<f64> = (from..to).map(|i| self.late(at[i], i)).collect();
        let Some(middle) = percentiles(&mut late, &[50.0]).first().copied() else { return false };
        let mut strays: Vec<f64> = late.iter().map(|l| (l - middle).abs()).collect();
        let stray = percentiles(&mut strays, &[100.0 * part])[0];
        let (n, seconds) = ((to - from) as f64, at[to - 1] - at[from]);
        stray <= 2.0 + 0.005 * n / seconds.max(1e-9) && stray <= (0.02 * n).max(0.6)
    }

    /// Where this schedule goes over into the next: where both have the same number, or, if their rates are
    /// nearly equal there, the same rate.
    pub fn meets(&self, next: &Self, near: f64, within: f64) -> f64 {
        let apart = (self.rate(near) - next.rate(near)).abs();
        let jump = apart > 0.05 * self.rate(near).max(next.rate(near));
        let distance = |t: f64| match jump {
            true => (self.number(t) - next.number(t)).abs(),
            false => (self.rate(t) - next.rate(t)).abs(),
        };
        let step = within / 300.0;
        let steps = (-300..=300).map(|i| near + f64::from(i) * step);
        steps.min_by(|a, b| distance(*a).total_cmp(&distance(*b))).unwrap_or(near)
    }

    /// When the schedule ends, by its last arrivals: when the next one would be due, or when the rate is 0.
    pub fn ends_after(&self, at: &[f64]) -> f64 {
        let (Some(last), Some(before)) = (at.last(), at.iter().rev().nth(1)) else { return 0.0 };
        let next = last + (1.0 / self.rate(*last).max(1e-9)).min(2.0 * (last - before));
        let stop = self.at - self.rate / self.bend;
        if self.bend < 0.0 && *last < stop && stop < next { stop } else { next }
    }

    /// Before the first arrival: where the schedule began to count (k6 counts a ramp's iterations from 1).
    pub fn back_to_nothing(&self) -> f64 {
        let mut t = 0.0;
        while t > -10.0 && self.number(t) > -1.0 && self.rate(t) > 0.0 {
            t -= 0.001;
        }
        t
    }
}

/// The curve of arrivals `from..to`: by least squares, those far off left out in a second round; a constant rate
/// where a ramp explains no more. `None` if there are too few.
pub fn fit(at: &[f64], from: usize, to: usize) -> Option<Curve> {
    if to < from + 8 || at[to - 1] <= at[from] {
        return None;
    }
    let (start, half) = (at[from], (at[to - 1] - at[from]) / 2.0);
    let mut kept: Vec<usize> = (from..to).collect();
    let mut curve = parabola(at, &kept, start + half, half)?;
    for _ in 0..2 {
        let mut strays: Vec<f64> = (from..to).map(|i| curve.late(at[i], i).abs()).collect();
        let limit = 3.0 * percentiles(&mut strays, &[50.0])[0] + 0.5;
        kept.retain(|i| curve.late(at[*i], *i).abs() <= limit);
        curve = parabola(at, &kept, start + half, half)?;
    }
    let length = 2.0 * half;
    let bow = curve.bend.abs() * length * length / 8.0;
    if bow <= 1.0 + 0.005 * curve.rate {
        let period = period(&at[from..to])?;
        let rate = 1.0 / period;
        let level = |i: &usize| *i as f64 - rate * (at[*i] - curve.at);
        let mut levels: Vec<f64> = kept.iter().map(level).collect();
        curve = Curve { count: percentiles(&mut levels, &[50.0])[0], rate, bend: 0.0, ..curve };
    }
    (curve.rate > 0.0).then_some(curve)
}

/// Least squares of the numbers of arrivals over their times, which are scaled to -1..1.
fn parabola(at: &[f64], kept: &[usize], middle: f64, half: f64) -> Option<Curve> {
    let (mut m, mut v) = ([[0.0; 3]; 3], [0.0; 3]);
    let first = *kept.first()? as f64;
    for i in kept {
        let x = (at[*i] - middle) / half;
        let powers = [1.0, x, x * x];
        for (row, p) in powers.iter().enumerate() {
            v[row] += p * (*i as f64 - first);
            for (col, q) in powers.iter().enumerate() {
                m[row][col] += p * q;
            }
        }
    }
    let [a, b, c] = solve(m, v)?;
    Some(Curve { at: middle, count: a + first, rate: b / half, bend: 2.0 * c / (half * half) })
}

/// Cramer's rule.
fn solve(m: [[f64; 3]; 3], v: [f64; 3]) -> Option<[f64; 3]> {
    let det = |m: &[[f64; 3]; 3]| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let whole = det(&m);
    if whole.abs() < 1e-9 {
        return None;
    }
    let mut out = [0.0; 3];
    for (col, slot) in out.iter_mut().enumerate() {
        let mut with = m;
        (0..3).for_each(|row| with[row][col] = v[row]);
        *slot = det(&with) / whole;
    }
    Some(out)
}

/// The median distance of arrivals that are half the span apart, over their number: what is late does not bend it.
fn period(at: &[f64]) -> Option<f64> {
    let apart = at.len() / 2;
    let mut slopes: Vec<f64> = at.iter().zip(&at[apart..]).map(|(a, b)| (b - a) / apart as f64).collect();
    percentiles(&mut slopes, &[50.0]).first().copied().filter(|p| *p > 0.0)
}

/// k6's period is a whole number of ns and rates are whole numbers per time unit: take the round rate that is meant.
pub fn round_rate(raw: f64) -> f64 {
    let near = |candidate: f64| candidate > 0.0 && (raw / candidate - 1.0).abs() <= SNAP;
    let (per_second, per_minute) = (raw.round(), (raw * 60.0).round() / 60.0);
    if near(per_second) {
        per_second
    } else if near(per_minute) {
        per_minute
    } else {
        raw
    }
}

/// Stages last whole seconds, as a rule.
pub fn whole_seconds(seconds: f64, near: f64) -> f64 {
    if (seconds - seconds.round()).abs() <= near { seconds.round() } else { seconds }
}

/// The ends of ramps: the rate of the neighbour if it is meant, else a whole one.
pub fn round_ramps(spans: &mut [Segment]) {
    let same = |a: f64, b: f64| (a - b).abs() <= 0.04 * b + 0.6;
    for i in 0..spans.len() {
        if spans[i].curve.is_constant() {
            continue;
        }
        let near = |other: Option<&Segment>, of: fn(&Segment) -> f64, own: f64, when: bool| {
            let rate = other.filter(|_| when).map(of).filter(|rate| same(own, *rate));
            rate.unwrap_or_else(|| own.round())
        };
        let before = i.checked_sub(1).map(|i| spans[i]);
        let after = spans.get(i + 1).copied();
        let follows = before.is_some_and(|b| b.end == spans[i].start);
        let leads = after.is_some_and(|a| a.start == spans[i].end);
        spans[i].from_rate = near(before.as_ref(), |s| s.to_rate, spans[i].from_rate, follows);
        let constant = after.filter(|a| a.curve.is_constant());
        let to_rate = match (constant, after) {
            (None, Some(next)) if leads && same(spans[i].to_rate, next.from_rate) => {
                f64::midpoint(spans[i].to_rate, next.from_rate)
            }
            _ => spans[i].to_rate,
        };
        spans[i].to_rate = near(constant.as_ref(), |s| s.from_rate, to_rate, leads);
        if spans[i].from_rate == spans[i].to_rate {
            spans[i].curve.bend = 0.0;
        }
    }
}
