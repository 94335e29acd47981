//! Sorting short lists: objectives, scenarios, statistics, the tags of a set.
//!
//! The standard library's sorts are made anew for each type, 6 to 9 KB of WebAssembly each time, and are meant for
//! long lists. Samples are sorted with them; what a report lists is sorted here.

use std::cmp::Ordering;

/// Sorts stably by comparison; takes time in the square of the length, so for some hundreds of items at most.
pub(crate) fn sort_short<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    for end in 1..list.len() {
        let mut at = end;
        while at > 0 && compare(&list[at - 1], &list[at]) == Ordering::Greater {
            list.swap(at - 1, at);
            at -= 1;
        }
    }
}

/// The same by a key.
pub(crate) fn sort_short_by_key<T, K: Ord>(list: &mut [T], mut key: impl FnMut(&T) -> K) {
    sort_short(list, |a, b| key(a).cmp(&key(b)));
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
}
