//! Sorting what a report lists: objectives, scenarios, statistics, the tags of a set. Such lists are short as a rule.
//!
//! The standard library's sorts are made anew for each type, 6 to 9 KB of WebAssembly each time. Samples are sorted with
//! them; what a report lists is sorted here: short lists by insertion, long ones by merging places, which is made once
//! for all types.

use std::cmp::Ordering;

use crate::costs::looked;

/// A longer list is merged.
const SHORT: usize = 32;

/// Sorts stably by comparison.
pub fn sort_short<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    let mut compare = |a: &T, b: &T| {
        looked(1);
        compare(a, b)
    };
    if list.len() > SHORT {
        let places = merged(list.len(), &mut |a, b| compare(&list[a], &list[b]) == Ordering::Greater);
        return arrange(list, places);
    }
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && compare(&list[at - 1], &list[at]) == Ordering::Greater {
            list.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// Sorts stably by a key, which is made anew for each comparison.
pub fn sort_short_by_key<T, K: Ord>(list: &mut [T], mut key: impl FnMut(&T) -> K) {
    sort_short(list, |a, b| key(a).cmp(&key(b)));
}

/// The places of a list in ascending order: runs of one, two, four … places are merged.
fn merged(length: usize, is_greater: &mut dyn FnMut(usize, usize) -> bool) -> Vec<usize> {
    let mut from: Vec<usize> = (0..length).collect();
    let mut into = Vec::with_capacity(length);
    let mut run = 1;
    while run < length {
        into.clear();
        for pair in from.chunks(2 * run) {
            let (left, right) = pair.split_at(run.min(pair.len()));
            let (mut l, mut r) = (0, 0);
            while l < left.len() && r < right.len() {
                let take_right = is_greater(left[l], right[r]);
                into.push(if take_right { right[r] } else { left[l] });
                (l, r) = if take_right { (l, r + 1) } else { (l + 1, r) };
            }
            into.extend_from_slice(&left[l..]);
            into.extend_from_slice(&right[r..]);
        }
        std::mem::swap(&mut from, &mut into);
        run *= 2;
    }
    from
}

/// Puts at each place what stands at the one that is named there.
fn arrange<T>(list: &mut [T], mut places: Vec<usize>) {
    for start in 0..places.len() {
        let mut at = start;
        // Around the circle that this place is of; a place that names itself is done.
        while places[at] != start {
            let next = places[at];
            list.swap(at, next);
            places[at] = at;
            at = next;
        }
        places[at] = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stable_and_ascending() {
        let mut list = [(2, 'a'), (1, 'b'), (2, 'c'), (0, 'd'), (1, 'e')];
        sort_short_by_key(&mut list, |pair| pair.0);
        assert_eq!(list, [(0, 'd'), (1, 'b'), (1, 'e'), (2, 'a'), (2, 'c')]);
        let mut none: [f64; 0] = [];
        sort_short(&mut none, f64::total_cmp);
    }

    #[test]
    fn long_lists_are_sorted_stably_in_few_comparisons() {
        for length in [33, 64, 1000, 4097] {
            let mut list: Vec<(usize, usize)> = (0..length).map(|at| (at * 7919 % 101, at)).collect();
            let mut expected = list.clone();
            expected.sort_by_key(|pair| pair.0);
            let mut comparisons = 0;
            sort_short(&mut list, |a, b| {
                comparisons += 1;
                a.0.cmp(&b.0)
            });
            assert_eq!(list, expected);
            assert!(comparisons < length * 13, "{comparisons} comparisons of {length}");
        }
    }
}
