//! Alternating blocks of one run: sides by a tag that changes back and forth, neighbouring blocks as pairs.

use sloscope_analysis::report::{Labelled, Query, Window};
use sloscope_analysis::session::Session;
use sloscope_model::names::BLOCK;
use sloscope_model::series::Series;

use crate::metrics::MAIN;
use crate::model::PartFacts;
use crate::parts::{Part, Selection, facts};

/// Of blocks that are found by time alone: fewer samples than this share of a typical block are stragglers, which ended
/// after the next block had begun.
const STRAGGLERS: f64 = 0.1;

/// The blocks of both sides: pairs of neighbours, in order of time.
pub struct Blocks<'a> {
    /// The value of the tag and the blocks that have it.
    pub baseline: (String, Vec<Part<'a>>),
    /// The same of the other side, pair by pair.
    pub candidate: (String, Vec<Part<'a>>),
    /// Blocks without a neighbour of the other side.
    pub left_out: usize,
}

/// A span of the run in which one side was sent.
#[derive(Clone, Debug, PartialEq)]
struct Block {
    second: bool,
    start_ms: f64,
    end_ms: f64,
    /// The value of the tag `block`.
    number: Option<String>,
}

/// Finds the blocks of the only run of a session. `values` are the values of the tag for baseline and candidate; without
/// them the tag must have exactly two, which are taken in order. The error says what to do.
pub fn blocks<'a>(
    session: &'a Session,
    tag: &str,
    values: Option<(&str, &str)>,
    selection: &Selection,
) -> Result<Blocks<'a>, String> {
    let list = session.list();
    let [run] = list.as_slice() else {
        return Err(format!("blocks are those of one run, and these files hold {}: give one", list.len()));
    };
    if session.is_stored(0) {
        return Err(format!("{} holds figures, without its samples: blocks are made of samples", run.label));
    }
    let query = Query {
        window: selection.window,
        tags: selection.tags.clone(),
        without: selection.without.clone(),
        ..Query::default()
    };
    let found = labelled(session, &query, tag)
        .ok_or_else(|| format!("no sample of a request or an iteration has the tag {tag:?}"))?;
    let mut known: Vec<&str> = found.labels.iter().filter_map(|label| label[0].as_deref()).collect();
    known.sort_unstable();
    known.dedup();
    let (first, second) = match (values, known.as_slice()) {
        (Some((a, b)), _) => {
            if let Some(missing) = [a, b].into_iter().find(|value| !known.contains(value)) {
                return Err(format!("no sample has {tag} = {missing}; its values are {}", known.join(", ")));
            }
            (a.to_owned(), b.to_owned())
        }
        (None, [a, b]) => ((*a).to_owned(), (*b).to_owned()),
        (None, several) => {
            return Err(format!(
                "the tag {tag:?} has {} values, {}: choose two with --by {tag}=A,B",
                several.len(),
                several.join(", ")
            ));
        }
    };
    let all = match found.labels.iter().any(|label| label[1].is_some()) {
        true => numbered(&found, (&first, &second)),
        false => by_time(&found, (&first, &second)),
    };
    let (mut left_out, mut pairs, mut at) = (0, Vec::new(), 0);
    while at < all.len() {
        match all.get(at + 1).filter(|next| next.second != all[at].second) {
            Some(next) => {
                pairs.push(if next.second { (&all[at], next) } else { (next, &all[at]) });
                at += 2;
            }
            None => {
                left_out += 1;
                at += 1;
            }
        }
    }
    if pairs.is_empty() {
        return Err(format!("{tag} does not change in this run: there are no blocks of both {first} and {second}"));
    }
    let part = |block: &Block| {
        let mut query = query.clone();
        query.tags.push((tag.to_owned(), if block.second { second.clone() } else { first.clone() }));
        match &block.number {
            Some(number) => query.tags.push((BLOCK.to_owned(), number.clone())),
            None => query.window = Some(Window { start_ms: block.start_ms, end_ms: block.end_ms }),
        }
        Part { session, facts: PartFacts { ..facts(&query, run, None) }, query }
    };
    Ok(Blocks {
        baseline: (first.clone(), pairs.iter().map(|pair| part(pair.0)).collect()),
        candidate: (second.clone(), pairs.iter().map(|pair| part(pair.1)).collect()),
        left_out,
    })
}

/// The samples of what is timed, with their values of a tag; `None` where none has it.
fn labelled(session: &Session, query: &Query, tag: &str) -> Option<Labelled> {
    let of = |metric: &str| session.labelled(query, &Series::metric(metric), &[tag, BLOCK]);
    let has_tag = |found: &Labelled| found.labels.iter().any(|label| label[0].is_some());
    MAIN.iter().map(|metric| of(metric)).find(|found| !found.samples.is_empty() && has_tag(found))
}

/// A tag changes back and forth between two values, each for a while: samples in turn are no blocks, and neither are the few
/// of a rare value.
pub(crate) fn alternates(session: &Session, tag: &str) -> bool {
    const FEWEST: usize = 20;
    const RARE: usize = 10;
    let Some(found) = labelled(session, &Query::default(), tag) else { return false };
    let sides = found.samples.iter().filter_map(|(_, label)| found.labels[*label][0].as_deref());
    let (mut of_first, mut all, mut changes) = (0, 0, 0);
    let mut first = None;
    let mut before = None;
    for side in sides {
        all += 1;
        of_first += usize::from(*first.get_or_insert(side) == side);
        changes += usize::from(before.replace(side).is_some_and(|before| before != side));
    }
    let is_rare = of_first.min(all - of_first) * RARE < all;
    let in_turn = changes * FEWEST > all;
    // Two pairs of blocks are the fewest that change back.
    !is_rare
        && !in_turn
        && blocks(session, tag, None, &Selection::default()).is_ok_and(|found| found.baseline.1.len() > 1)
}

/// Each number of the tag `block`, with its side.
fn numbered(found: &Labelled, (first, second): (&str, &str)) -> Vec<Block> {
    let mut starts: Vec<Option<f64>> = vec![None; found.labels.len()];
    found.samples.iter().for_each(|(ms, label)| _ = starts[*label].get_or_insert(*ms));
    let block = |(label, start): (&Vec<Option<String>>, &Option<f64>)| {
        let (side, number) = (label[0].as_deref()?, label[1].clone()?);
        let second = [first, second].iter().position(|value| *value == side)? == 1;
        Some(Block { second, start_ms: (*start)?, end_ms: (*start)?, number: Some(number) })
    };
    let mut all: Vec<Block> = found.labels.iter().zip(&starts).filter_map(block).collect();
    all.sort_by(|a, b| a.start_ms.total_cmp(&b.start_ms));
    all
}

/// Stretches of samples of one side. Requests of a block end after the next one has begun: few of them among many of the
/// other side are no block, and a block takes in its side's samples up to the middle of its neighbours.
fn by_time(found: &Labelled, (first, second): (&str, &str)) -> Vec<Block> {
    let side = |label: usize| match found.labels[label][0].as_deref() {
        Some(value) if value == first => Some(false),
        Some(value) if value == second => Some(true),
        _ => None,
    };
    // Side, start, last moment, number of samples.
    let mut stretches: Vec<(bool, f64, f64, usize)> = Vec::new();
    for (ms, label) in &found.samples {
        let Some(side) = side(*label) else { continue };
        match stretches.last_mut().filter(|last| last.0 == side) {
            Some(last) => (last.2, last.3) = (*ms, last.3 + 1),
            None => stretches.push((side, *ms, *ms, 1)),
        }
    }
    // The size of a typical block: that of the stretch in which the middle sample lies.
    let mut sizes: Vec<usize> = stretches.iter().map(|stretch| stretch.3).collect();
    sizes.sort_unstable();
    let half = sizes.iter().sum::<usize>() / 2;
    let mut passed = 0;
    let typical = sizes.iter().find(|size| {
        passed += **size;
        passed >= half
    });
    let least = typical.map_or(0.0, |size| *size as f64 * STRAGGLERS);
    let mut merged: Vec<(bool, f64, f64)> = Vec::new();
    for (side, start, end, _) in stretches.into_iter().filter(|stretch| stretch.3 as f64 >= least) {
        match merged.last_mut().filter(|last| last.0 == side) {
            Some(last) => last.2 = end,
            None => merged.push((side, start, end)),
        }
    }
    let middle = |at: usize| merged.get(at).map(|block| (block.1 + block.2) / 2.0);
    (0..merged.len())
        .map(|at| Block {
            second: merged[at].0,
            start_ms: at.checked_sub(1).and_then(middle).unwrap_or(0.0),
            end_ms: middle(at + 1).unwrap_or(Window::LAST_MS),
            number: None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(samples: &[(f64, usize)]) -> Labelled {
        let label = |value: &str| vec![Some(value.to_owned()), None];
        Labelled { labels: vec![label("a"), label("b")], samples: samples.to_vec() }
    }

    #[test]
    fn stragglers_of_a_block_are_no_block() {
        let mut samples: Vec<(f64, usize)> = Vec::new();
        for block in 0..4 {
            samples.extend((0..50).map(|i| (f64::from(block * 50 + i), (block % 2) as usize)));
        }
        // Two requests of the first block end in the second one.
        samples.extend([(51.5, 0), (53.5, 0)]);
        samples.sort_by(|a, b| a.0.total_cmp(&b.0));
        let blocks = by_time(&labelled(&samples), ("a", "b"));
        assert_eq!(blocks.iter().map(|block| block.second).collect::<Vec<_>>(), [false, true, false, true]);
        assert!(blocks[0].end_ms > 53.5, "its stragglers are its own");
        assert_eq!((blocks[0].start_ms, blocks[3].end_ms), (0.0, Window::LAST_MS));
    }

    #[test]
    fn numbered_blocks_keep_their_order() {
        let label = |side: &str, number: &str| vec![Some(side.to_owned()), Some(number.to_owned())];
        let labels = vec![label("b", "1"), label("a", "0"), label("c", "7")];
        let blocks = numbered(&Labelled { labels, samples: vec![(0.0, 1), (5.0, 0), (6.0, 1), (7.0, 2)] }, ("a", "b"));
        assert_eq!(
            blocks.iter().map(|b| (b.second, b.number.as_deref())).collect::<Vec<_>>(),
            [(false, Some("0")), (true, Some("1"))]
        );
    }
}
