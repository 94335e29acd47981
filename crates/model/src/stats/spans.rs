//! Spans of time: their union, and how much of a window they cover.

use crate::order::sort_short_by_key;
use crate::time::{NANOS_PER_MS, Nanos};

/// A set of moments, kept as disjoint spans in ascending order; the end of a span is excluded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spans(Vec<(Nanos, Nanos)>);

impl Spans {
    /// The union of spans that may overlap.
    pub fn union(spans: impl IntoIterator<Item = (Nanos, Nanos)>) -> Self {
        let mut sorted: Vec<_> = spans.into_iter().filter(|(start, end)| start < end).collect();
        sort_short_by_key(&mut sorted, |span| *span);
        let mut merged: Vec<(Nanos, Nanos)> = Vec::new();
        for (start, end) in sorted {
            match merged.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        Self(merged)
    }

    /// The part inside a window; `None` is all of it.
    pub fn within(&self, window: Option<(Nanos, Nanos)>) -> Self {
        let Some((from, to)) = window else {
            return self.clone();
        };
        Self::union(self.0.iter().map(|(start, end)| (*start.max(&from), *end.min(&to))))
    }

    /// True if there are no spans.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Length of all spans together, in ms.
    pub fn length_ms(&self) -> f64 {
        self.0.iter().map(|(start, end)| (end - start) as f64).sum::<f64>() / NANOS_PER_MS
    }

    /// From the first start to the last end; `None` if there are no spans.
    pub fn hull(&self) -> Option<(Nanos, Nanos)> {
        Some((self.0.first()?.0, self.0.last()?.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlaps_count_once_and_gaps_do_not_count() {
        let spans = Spans::union([(8_000_000, 9_000_000), (0, 2_000_000), (1_000_000, 3_000_000), (5, 5)]);
        assert_eq!(spans.length_ms(), 4.0);
        assert_eq!(spans.hull(), Some((0, 9_000_000)));
        assert_eq!(spans.within(Some((2_000_000, 8_500_000))).length_ms(), 1.5);
        assert!(spans.within(Some((4_000_000, 5_000_000))).is_empty());
    }
}
