//! Two kinds of requests in one metric, and the tag that parts them.

use sloscope_model::format;
use sloscope_model::places::Places;
use sloscope_model::series::Series;
use sloscope_model::stat::Unit;
use sloscope_store::TagSetId;

use super::Known;
use crate::report::Consequence::Minor;
use crate::report::Finding;
use crate::report::assemble::shape::middle;

/// A tag with more values than this does not part, it numbers.
const MOST_VALUES: usize = 12;

pub fn all(known: &Known) -> Vec<Finding> {
    bimodal(known).into_iter().collect()
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
    let parted = parted_by(known, metric, middle(valley));
    let title = format!(
        "There are two kinds of {metric}: {} of them take about {}, the others about {}. {}",
        format::value(below, Unit::Fraction),
        about(middle(low)),
        about(middle(high)),
        match &parted {
            Some((key, slow)) => format!("The slower ones are those with {key} {slow}."),
            None => "A percentile between the two says little about either.".to_owned(),
        }
    );
    let next = match &parted {
        Some((key, _)) => {
            format!("Set an objective for each, by the tag {key}: a percentile of both together says little about either.")
        }
        None => "Find out what separates them (endpoint, cache hit or miss, status) and set an objective for each, by a tag."
            .to_owned(),
    };
    Some(
        Finding::new("two-kinds", Minor, title, &next)
            .with("faster peak, about", middle(low), Unit::Millis)
            .with("slower peak, about", middle(high), Unit::Millis)
            .with("share of the faster", below, Unit::Fraction),
    )
}

/// Two digits: a peak is no sharper than its bin.
fn about(ms: f64) -> String {
    match ms {
        ms if ms < 9.95 => format!("{ms:.1} ms"),
        ms => {
            let unit = 10f64.powf(ms.log10().floor() - 1.0);
            format!("{} ms", format::count(((ms / unit).round() * unit) as u64))
        }
    }
}

/// The tag by which at least nine in ten requests of each kind are distinguished, and its values of the slower kind.
fn parted_by(known: &Known, metric: &str, valley: f64) -> Option<(String, String)> {
    let rows = known.build.rows?;
    let (tags, selected) = (&rows.store.tags, rows.select(&Series::metric(metric))?);
    let mut sides = vec![[0u64; 2]; tags.len()];
    selected.samples().for_each(|s| sides[s.tag_set.0 as usize][usize::from(s.value > valley)] += 1);
    let total = |side: usize| sides.iter().map(|of| of[side]).sum::<u64>();
    let (fast, slow) = (total(0), total(1));
    let usual = ["name", "scenario", "group", "status", "expected_response", "method", "url"];
    let mut keys = tags.keys();
    sloscope_model::order::sort_short_by_key(&mut keys, |key| {
        usual.iter().position(|k| k == key).unwrap_or(usual.len())
    });
    let sets = || (0u32..).zip(&sides).filter(|(_, of)| **of != [0, 0]);
    let mut by_key = ByKey::default();
    sets().for_each(|(id, of)| by_key.add(tags.iter(TagSetId(id)), *of));
    keys.into_iter().find_map(|key| {
        let values = by_key.values(key, [fast, slow]).filter(|values| values.len() <= MOST_VALUES)?;
        let is_slow = |of: &[u64; 2]| of[1] > of[0];
        let right = |side: usize| {
            values.iter().filter(|(_, of)| is_slow(of) == (side == 1)).map(|(_, of)| of[side]).sum::<u64>()
        };
        if right(0) * 10 < fast * 9 || right(1) * 10 < slow * 9 {
            return None;
        }
        let named: Vec<&str> =
            values.iter().filter(|(_, of)| is_slow(of)).map(|(value, _)| value.unwrap_or("(none)")).collect();
        let more = if named.len() > 3 { format!(" and {} more", named.len() - 3) } else { String::new() };
        Some((key.to_owned(), named[..named.len().min(3)].join(", ") + &more))
    })
}

/// Requests of both kinds by the value of each tag, from one look at each tag set.
#[derive(Default)]
struct ByKey<'a> {
    keys: Places,
    of_keys: Vec<OfKey<'a>>,
    /// Tag sets looked at.
    sets: usize,
}

/// The values of a tag, in the order in which they come, one more than may be at most.
#[derive(Default)]
struct OfKey<'a> {
    /// Each with the number of the tag set that was the first with it.
    values: Vec<(&'a str, usize, [u64; 2])>,
    /// The first so many tag sets have the tag.
    without_gap: usize,
}

impl<'a> ByKey<'a> {
    fn add(&mut self, tags: impl Iterator<Item = (&'a str, &'a str)>, of: [u64; 2]) {
        for (key, value) in tags {
            let (at, is_new) = self.keys.place(key);
            if is_new {
                self.of_keys.push(OfKey::default());
            }
            let known = &mut self.of_keys[at];
            known.without_gap += usize::from(known.without_gap == self.sets);
            match known.values.iter().position(|known| known.0 == value) {
                Some(at) => (0..2).for_each(|side| known.values[at].2[side] += of[side]),
                None if known.values.len() > MOST_VALUES => {}
                None => known.values.push((value, self.sets, of)),
            }
        }
        self.sets += 1;
    }

    /// The values of a tag; those without it are one as well. `all` is the number of requests of both kinds.
    fn values(&self, key: &str, all: [u64; 2]) -> Option<Vec<(Option<&'a str>, [u64; 2])>> {
        let Some(known) = self.keys.find(key).map(|at| &self.of_keys[at]) else {
            return Some(vec![(None, all)]);
        };
        if known.values.len() > MOST_VALUES {
            return None;
        }
        let mut values: Vec<_> = known.values.iter().map(|(value, first, of)| (Some(*value), *first, *of)).collect();
        if known.without_gap < self.sets {
            let rest = |side: usize| all[side] - known.values.iter().map(|(.., of)| of[side]).sum::<u64>();
            values.push((None, known.without_gap, [rest(0), rest(1)]));
        }
        sloscope_model::order::sort_short_by_key(&mut values, |value| value.1);
        Some(values.into_iter().map(|(value, _, of)| (value, of)).collect())
    }
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
