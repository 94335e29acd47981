//! The shape of latency: a mean above the 95th percentile, two kinds of requests in one metric.

use super::Known;
use crate::format;
use crate::report::Consequence::{Minor, Notable};
use crate::report::Finding;
use crate::report::build::shape::middle;
use crate::stat::{Stat, Unit};

pub fn all(known: &Known) -> Vec<Finding> {
    [mean_above_p95(known), bimodal(known)].into_iter().flatten().collect()
}

/// The mean is above the 95th percentile: few very slow requests carry most of the time.
fn mean_above_p95(known: &Known) -> Option<Finding> {
    let metric = known.requests()?;
    let values = known.values(metric)?;
    let (avg, p95, max) = (values.get(Stat::Avg)?, values.get(Stat::P(95.0))?, values.get(Stat::Max)?);
    // Equal numbers differ in their last digits.
    if avg <= p95 * 1.001 || p95 <= 0.0 {
        return None;
    }
    let title = format!(
        "The average of {metric} ({}) is above its 95th percentile ({}): a few very slow ones, up to {}, make it. The tail is the story.",
        format::value(avg, Unit::Millis),
        format::value(p95, Unit::Millis),
        format::value(max, Unit::Millis)
    );
    let next = "Look at the slowest requests and when they happened; do not report the average alone.";
    Some(
        Finding::new("mean-above-p95", Notable, title, next)
            .with_stat(metric, Stat::Avg, avg, Unit::Millis)
            .with_stat(metric, Stat::P(95.0), p95, Unit::Millis)
            .with_stat(metric, Stat::Max, max, Unit::Millis),
    )
}

/// Two peaks on a logarithmic scale, of which each holds a tenth of the requests and the slower one takes four times
/// as long; between them the counts fall below a third of the lower peak. At least 200 requests.
fn bimodal(known: &Known) -> Option<Finding> {
    let metric = known.requests()?;
    let (counts, n) = (&known.shape.counts, known.shape.requests);
    let (low, valley, high) = (n >= 200.0).then(|| peaks(counts))??;
    let below: f64 = counts[..valley].iter().sum::<f64>() / n;
    if !(0.1..=0.9).contains(&below) || middle(high) < 4.0 * middle(low) || middle(high) < 2.0 {
        return None;
    }
    let title = format!(
        "There are two kinds of {metric}: {} of them take about {}, the others about {}. A percentile between the two says little of either.",
        format::value(below, Unit::Fraction),
        format::value(middle(low), Unit::Millis),
        format::value(middle(high), Unit::Millis)
    );
    let next = "Find out what parts them (endpoint, cache hit or miss, status) and put objectives on each by a tag.";
    Some(
        Finding::new("two-kinds", Minor, title, next)
            .with("faster peak", middle(low), Unit::Millis)
            .with("slower peak", middle(high), Unit::Millis)
            .with("share of the faster", below, Unit::Fraction),
    )
}

/// The two highest peaks with a valley of less than a third of the lower one between them.
fn peaks(counts: &[f64]) -> Option<(usize, usize, usize)> {
    let mut smooth = counts.to_vec();
    for _ in 0..3 {
        let before = smooth.clone();
        for i in 1..smooth.len() - 1 {
            smooth[i] = (before[i - 1] + 2.0 * before[i] + before[i + 1]) / 4.0;
        }
    }
    let top = (0..smooth.len()).max_by(|a, b| smooth[*a].total_cmp(&smooth[*b]))?;
    // The second peak: the highest one behind a valley deep enough.
    let mut best: Option<(usize, usize)> = None;
    for step in [-1i64, 1] {
        let (mut valley, mut at) = (top, top as i64);
        while (0..smooth.len() as i64).contains(&at) {
            let i = at as usize;
            if smooth[i] < smooth[valley] {
                valley = i;
            }
            if smooth[valley] * 3.0 < smooth[i] && best.is_none_or(|(_, peak)| smooth[i] > smooth[peak]) {
                best = Some((valley, i));
            }
            at += step;
        }
    }
    let (valley, other) = best.filter(|(_, peak)| smooth[*peak] >= 3.0)?;
    Some((top.min(other), valley, top.max(other)))
}
