//! Change points of the rate of arrivals: the fewest spans of constant or linearly changing rate that explain them.
//!
//! Arrivals are counted in equal bins. A schedule makes counts that follow lines, to within one; the best cut into
//! lines is found by dynamic programming (optimal partitioning: Jackson et al. 2005, with the penalty of the Bayesian
//! information criterion). Each span is then fitted to its arrivals themselves, spans meet where their curves do, and
//! what is near a whole second or a round rate is taken for it. A cut that its arrivals do not keep is none.

use sloscope_model::stats::percentiles;

use super::{catch_up, fit};

pub use super::fit::Curve;

/// Of all bins so many at most: the search takes time in the square of their number.
const MOST_BINS: f64 = 400.0;
/// A span has at least so many bins, and so many arrivals.
const LEAST_BINS: usize = 3;
const LEAST_ARRIVALS: usize = 15;
/// More spans than this are no plan that a person wrote.
const MOST_SPANS: usize = 24;

/// A span in seconds after the first arrival.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    pub from_rate: f64,
    pub to_rate: f64,
    pub start: f64,
    pub end: f64,
    pub curve: Curve,
}

/// The spans of a schedule; `None` if the arrivals keep none. `at` is in ascending order and starts with 0.
pub fn segments(at: &[f64]) -> Option<Vec<Segment>> {
    let at = catch_up::spread(at);
    let at = at.as_slice();
    if let Some(whole) = fit::fit(at, 0, at.len()).filter(|c| c.is_constant() && c.keeps(at, 0, at.len(), 0.99)) {
        return Some(vec![one(at, whole)]);
    }
    let last = *at.last()?;
    let width = (last / MOST_BINS).max(5.0 * last / at.len() as f64).max((last / 40.0).min(1.0)).min(last / 8.0);
    // The last bin ends just after the last arrival.
    let number = (last / width).ceil() as usize;
    let width = last * (1.0 + 1e-9) / number as f64;
    let mut counts = vec![0.0; number];
    at.iter().for_each(|t| counts[((t / width) as usize).min(number - 1)] += 1.0);
    let mut parts: Vec<Part> = Vec::new();
    // Where a part begins that takes in what is before it.
    let mut begins = None;
    for (from, to) in cut(&without_bursts(&counts)) {
        let (start, end) = (from as f64 * width, if to == number { f64::INFINITY } else { to as f64 * width });
        let own = between(at, start, end);
        if own.len() >= LEAST_ARRIVALS {
            parts.push(Part::of(at, begins.take().unwrap_or(start), end, width)?);
        } else if own.len() as f64 > 0.05 * at.len() as f64 * (to - from) as f64 / number as f64 {
            // The edge of a pause, if it is short: its few arrivals are of the part that they are next to.
            let middle = f64::midpoint(start, to as f64 * width);
            let early = own.clone().filter(|i| at[*i] < middle).count() * 2 > own.len();
            match parts.last_mut().filter(|last| early && last.end == start) {
                _ if to - from > LEAST_BINS + 1 => return None,
                Some(last) => *last = Part::of(at, last.start, end, width)?,
                None => begins = Some(start),
            }
        }
    }
    unite(at, &mut parts, width);
    // What was cut at the edge of a bin is fitted again to where the curves meet.
    for _ in 0..2 {
        for i in 1..parts.len() {
            if parts[i].start == parts[i - 1].end {
                let met = parts[i - 1].curve.meets(&parts[i].curve, parts[i].start, 1.5 * width);
                (parts[i - 1].end, parts[i].start) = (met, met);
            }
        }
        for part in &mut parts {
            *part = Part::of(at, part.start, part.end, width)?;
        }
    }
    let kept = |p: &Part| p.curve.keeps(at, p.inner.0, p.inner.1, 0.9);
    (!parts.is_empty() && parts.len() <= MOST_SPANS && parts.iter().all(kept)).then(|| join(at, &parts, width))
}

/// Which arrivals are in a span of time.
fn between(at: &[f64], start: f64, end: f64) -> std::ops::Range<usize> {
    at.partition_point(|t| *t < start)..at.partition_point(|t| *t < end)
}

/// A span before it is rounded.
#[derive(Clone, Copy)]
struct Part {
    start: f64,
    end: f64,
    /// The arrivals that it is fitted to: those next to another span may be of that one.
    inner: (usize, usize),
    curve: Curve,
}

impl Part {
    fn of(at: &[f64], start: f64, end: f64, width: f64) -> Option<Self> {
        let length = end.min(at[at.len() - 1]) - start;
        let margin = if length > 6.0 * width { width } else { 0.3 * width };
        let from = if start <= 0.0 { start } else { start + margin };
        let inner = between(at, from, end - margin);
        let curve = fit::fit(at, inner.start, inner.end)?;
        Some(Self { start, end, inner: (inner.start, inner.end), curve })
    }
}

/// Spans that are one: neighbours whose arrivals keep one constant rate, a stall between them or not; and short ones
/// that are only where one goes over into the next.
fn unite(at: &[f64], parts: &mut Vec<Part>, width: f64) {
    let mut i = 0;
    while i < parts.len() {
        let near = |a: &Part, b: &Part| b.start - a.end <= 4.0 * width;
        for skip in [1, 2] {
            let Some(next) = parts.get(i + skip).copied().filter(|next| near(&parts[i + skip - 1], next)) else {
                continue;
            };
            let whole = Part::of(at, parts[i].start, next.end, width);
            if let Some(whole) = whole.filter(|w| w.curve.is_constant() && w.curve.keeps(at, w.inner.0, w.inner.1, 0.9))
            {
                parts[i] = whole;
                parts.drain(i + 1..=i + skip);
                return unite(at, parts, width);
            }
        }
        let short = parts[i].end - parts[i].start <= (LEAST_BINS as f64 + 1.5) * width;
        if short && i > 0 && i + 1 < parts.len() {
            let (before, after) = (parts[i - 1].curve, parts[i + 1].curve);
            let range = between(at, parts[i].start, parts[i].end);
            let limit = 2.0 + 0.005 * before.rate(parts[i].start).max(after.rate(parts[i].end));
            let kept = range.clone().filter(|n| {
                let late = |curve: &Curve| curve.late(at[*n], *n).abs();
                late(&before).min(late(&after)) <= limit
            });
            if kept.count() * 10 >= range.len() * 8 {
                let met = before.meets(&after, f64::midpoint(parts[i].start, parts[i].end), 3.0 * width);
                parts[i - 1].end = met;
                parts[i + 1].start = met;
                parts.remove(i);
                continue;
            }
        }
        i += 1;
    }
}

fn one(at: &[f64], curve: Curve) -> Segment {
    let rate = fit::round_rate(curve.rate(0.0));
    let end = at[at.len() - 1] + 1.0 / curve.rate(0.0);
    Segment { from_rate: rate, to_rate: rate, start: 0.0, end: fit::whole_seconds(end, 0.02), curve }
}

/// A stall and the catching up after it are no change of the plan: a bin far from the median of five is set to it.
fn without_bursts(counts: &[f64]) -> Vec<f64> {
    let spread = 6.0 * spread(counts) + 2.0;
    let mut calm = counts.to_vec();
    for at in 2..counts.len().saturating_sub(2) {
        let mut five = [counts[at - 2], counts[at - 1], counts[at], counts[at + 1], counts[at + 2]];
        let median = percentiles(&mut five, &[50.0])[0];
        if (counts[at] - median).abs() > spread {
            calm[at] = median;
        }
    }
    calm
}

/// The standard deviation of counts about a line, from their second differences; rounding alone makes some.
fn spread(counts: &[f64]) -> f64 {
    let mut bends: Vec<f64> = counts.windows(3).map(|w| (w[0] - 2.0 * w[1] + w[2]).abs()).collect();
    let median = percentiles(&mut bends, &[50.0]).first().copied().unwrap_or(0.0);
    (1.4826 * median / 6f64.sqrt()).max(0.4)
}

/// Sums of counts up to each bin, from which the error of a line through any of them is known.
struct Sums(Vec<[f64; 3]>);

impl Sums {
    fn of(counts: &[f64]) -> Self {
        let mut sums = vec![[0.0; 3]];
        for (x, y) in counts.iter().enumerate() {
            let [s, xy, yy] = sums[x];
            sums.push([s + y, xy + x as f64 * y, yy + y * y]);
        }
        Self(sums)
    }

    /// Squared distance from the best line through bins `from..to`.
    fn error(&self, from: usize, to: usize) -> f64 {
        let n = (to - from) as f64;
        let ([s0, xy0, yy0], [s1, xy1, yy1]) = (self.0[from], self.0[to]);
        let (sum, sum_xy, sum_yy) = (s1 - s0, xy1 - xy0, yy1 - yy0);
        let middle = from as f64 + (n - 1.0) / 2.0;
        let sxx = n * (n * n - 1.0) / 12.0;
        let sxy = sum_xy - middle * sum;
        let syy = sum_yy - sum * sum / n;
        (syy - if sxx > 0.0 { sxy * sxy / sxx } else { 0.0 }).max(0.0)
    }
}

/// The cut of bins into lines of least error, where each line costs something.
fn cut(counts: &[f64]) -> Vec<(usize, usize)> {
    let (n, sums) = (counts.len(), Sums::of(counts));
    let variance = spread(counts).powi(2);
    let price = 4.0 * (n as f64).ln();
    let mut best = vec![f64::INFINITY; n + 1];
    let mut before = vec![0; n + 1];
    best[0] = 0.0;
    for to in LEAST_BINS..=n {
        for from in 0..=to - LEAST_BINS {
            let cost = best[from] + sums.error(from, to) / variance + price;
            if cost < best[to] {
                (best[to], before[to]) = (cost, from);
            }
        }
    }
    let (mut parts, mut to) = (Vec::new(), n);
    while to > 0 {
        parts.push((before[to], to));
        to = before[to];
    }
    parts.reverse();
    parts
}

/// Spans in round numbers: they begin and end at whole seconds of the schedule, if they nearly do.
fn join(at: &[f64], parts: &[Part], width: f64) -> Vec<Segment> {
    let first = &parts[0].curve;
    let origin = if first.is_constant() { 0.0 } else { first.back_to_nothing() };
    let near = width.min(0.3);
    let round = |t: f64| origin + fit::whole_seconds(t - origin, near);
    let mut spans = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        let curve = part.curve;
        let own = between(at, part.start, part.end);
        // After a pause and before one, a span is where its arrivals are.
        let follows = i > 0 && parts[i - 1].end == part.start;
        let leads = parts.get(i + 1).is_some_and(|next| next.start == part.end);
        let start = if i == 0 {
            origin
        } else if follows {
            round(part.start)
        } else {
            at[own.start]
        };
        let end = if leads { round(part.end) } else { round(curve.ends_after(&at[own])) };
        let (mut from_rate, mut to_rate) = (curve.rate(start).max(0.0), curve.rate(end).max(0.0));
        if curve.is_constant() {
            (from_rate, to_rate) = (fit::round_rate(from_rate), fit::round_rate(to_rate));
        }
        spans.push(Segment { from_rate, to_rate, start, end, curve });
    }
    fit::round_ramps(&mut spans);
    spans
}
