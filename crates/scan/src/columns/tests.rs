//! Passes over columns are compared with the same done by hand on the rows that were written.

use super::*;
use crate::chunk::ROWS;
use crate::store::{Recent, Renumbered};

type Row = (i64, u32, f64);

fn columns(rows: &[Row]) -> Columns {
    let (mut columns, mut recent) = (Columns::default(), Recent::default());
    rows.iter().for_each(|(time, set, value)| columns.push(*time, TagSetId(*set), *value, &mut recent));
    columns
}

/// Two and a half chunks: one of one value, one with a jump in time, one that is open; nearly in order.
fn many() -> Vec<Row> {
    let row = |at: usize| {
        let late = if at.is_multiple_of(97) { 40 } else { 0 };
        let jump = if at >= ROWS + 100 { 10_000_000_000 } else { 0 };
        let value = if at < ROWS { 1.0 } else { (at as f64).sqrt() };
        (at as i64 * 1_000 - late + jump, (at % 3) as u32, value)
    };
    (0..ROWS * 5 / 2).map(row).collect()
}

/// Runs of one tag set, longer than a chunk; the values of a chunk are one whole number, or zero.
fn in_runs() -> Vec<Row> {
    (0..ROWS * 7 / 2).map(|at| (at as i64 * 1_000, (at / (ROWS + 500) % 3) as u32, (at / ROWS % 3) as f64)).collect()
}

/// More tag sets in a chunk than are listed; some values are zero.
fn of_many_sets() -> Vec<Row> {
    (0..ROWS * 3 / 2).map(|at| (at as i64 * 1_000, (at * 7 % 90) as u32, (at % 5) as f64 / 4.0)).collect()
}

/// Windows that hold all, nothing, the border of a chunk, and one within the jump.
const WINDOWS: [Option<(i64, i64)>; 6] = [
    None,
    Some((i64::MIN, i64::MAX)),
    Some((8_100_000, 8_200_000)),
    Some((8_191_000, 8_192_000)),
    Some((9_000_000, 10_000_000_000)),
    Some((5, 5)),
];

fn masks() -> [Option<Vec<bool>>; 4] {
    let wide = |mut mask: Vec<bool>| {
        mask.extend((3..90).map(|set| set % 4 == 0));
        Some(mask)
    };
    [None, wide(vec![true, false, true]), Some(vec![false; 90]), Some(vec![true; 90])]
}

/// Calls `each` with every window and mask, and the rows that they select.
fn every(rows: &[Row], mut each: impl FnMut(Selection, Vec<Row>)) {
    for window in WINDOWS {
        for mask in masks() {
            let holds = |row: &&Row| {
                window.is_none_or(|(from, to)| from <= row.0 && row.0 < to)
                    && mask.as_ref().is_none_or(|mask| mask[row.1 as usize])
            };
            let selected = rows.iter().filter(holds).copied().collect();
            each(Selection { window, tag_sets: mask.as_deref() }, selected);
        }
    }
}

#[test]
fn rows_come_back_as_they_were_written() {
    let rows = many();
    let mut columns = columns(&rows);
    for _ in 0..2 {
        let got: Vec<Row> = columns.rows().map(|(time, set, value)| (time, set.0, value)).collect();
        assert_eq!(got, rows);
        assert!(columns.samples().enumerate().all(|(at, sample)| sample.row == at));
        assert_eq!(columns.len(), rows.len());
        assert_eq!(columns.values(), rows.iter().map(|row| row.2).collect::<Vec<_>>());
        assert_eq!(columns.sum().to_bits(), rows.iter().map(|row| row.2).sum::<f64>().to_bits());
        let times = || rows.iter().map(|row| row.0);
        assert_eq!(columns.span(), times().min().zip(times().max()));
        columns.seal(&mut Recent::default());
    }
    assert_eq!(Columns::default().span(), None);
    assert!(Columns::default().rows().next().is_none());
}

#[test]
fn a_window_passes_over_chunks_and_counts_their_rows() {
    let rows = many();
    let columns = columns(&rows);
    for window in WINDOWS {
        let near: Vec<_> = columns.samples_near(window).collect();
        assert!(near.iter().all(|s| rows[s.row] == (s.time, s.tag_set.0, s.value)));
        let inside = |time: i64| window.is_none_or(|(from, to)| from <= time && time < to);
        let wanted: Vec<usize> = (0..rows.len()).filter(|at| inside(rows[*at].0)).collect();
        assert_eq!(near.iter().filter(|s| inside(s.time)).map(|s| s.row).collect::<Vec<_>>(), wanted);
    }
    assert_eq!(columns.samples_near(Some((5, 5))).count(), ROWS, "two of three chunks are passed over");
}

#[test]
fn rows_are_selected_by_tags_and_window() {
    for rows in [many(), in_runs(), of_many_sets()] {
        let columns = columns(&rows);
        every(&rows, |selection, selected| {
            let values: Vec<f64> = selected.iter().map(|row| row.2).collect();
            assert_eq!(columns.select(selection), values, "{selection:?}");
            assert_eq!(columns.count(selection), selected.len() as u64, "{selection:?}");
            let total = values.iter().fold((0, 0, 0.0), |sum: (u64, u64, f64), value| {
                (sum.0 + 1, sum.1 + u64::from(*value != 0.0), sum.2 + value)
            });
            assert_eq!(columns.total(selection), total, "{selection:?}");
            let mut wanted = vec![(0, 0.0); 90];
            let mut order: Vec<u32> = Vec::new();
            for (_, set, value) in &selected {
                wanted[*set as usize].0 += 1;
                wanted[*set as usize].1 += value;
                if !order.contains(set) {
                    order.push(*set);
                }
            }
            assert_eq!(columns.by_tag_set(selection, 90), wanted, "{selection:?}");
            let seen: Vec<_> = order.into_iter().map(|set| (TagSetId(set), wanted[set as usize].0)).collect();
            assert_eq!(columns.seen(selection), seen, "{selection:?}");
            for zero in [true, false] {
                let mut found = Vec::new();
                columns.each_by_zero(selection, zero, &mut |time, set, value| found.push((time, set.0, value)));
                let wanted: Vec<Row> = selected.iter().copied().filter(|row| (row.2 == 0.0) == zero).collect();
                assert_eq!(found, wanted, "{selection:?} {zero}");
            }
        });
    }
}

/// Sums of tag sets are those of adding up row by row, whatever is known of a chunk.
#[test]
fn sums_are_equal_to_the_bit() {
    let of = |value: fn(usize) -> f64| -> Vec<Row> { (0..2 * ROWS).map(|at| (0, 0, value(at))).collect() };
    let values: [fn(usize) -> f64; 4] =
        [|_| 0.1, |at| if at < ROWS { 0.3 } else { 1.0 }, |_| (1_u64 << 50) as f64 + 1.0, |_| -3.0];
    for value in values {
        let rows = of(value);
        let sum = rows.iter().fold(0.0, |sum, row| sum + row.2);
        let found = columns(&rows).by_tag_set(Selection::default(), 1);
        assert_eq!((found[0].0, found[0].1.to_bits()), (rows.len() as u64, sum.to_bits()));
        assert_eq!(columns(&rows).total(Selection::default()).2.to_bits(), sum.to_bits());
    }
}

#[test]
fn spans_follow_each_other_and_take_all() {
    let values = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let few: Vec<Row> = [9, 10, 19, 12, 20, 35, 99].into_iter().zip(values).map(|(time, v)| (time, 0, v)).collect();
    let spans = columns(&few).split(Selection::default(), 10, 10, 3);
    assert_eq!(spans, [vec![0.0, 1.0, 2.0, 3.0], vec![4.0], vec![5.0, 6.0]]);
    assert_eq!(columns(&few).split(Selection::default(), 10, 10, 1), [values.to_vec()]);
    for rows in [many(), in_runs(), of_many_sets()] {
        for length in [2_000_000, 9_000_000] {
            let columns = columns(&rows);
            every(&rows, |selection, selected| {
                let mut wanted = vec![Vec::new(); 7];
                selected.iter().for_each(|row| wanted[((row.0 - 100).max(0) / length).min(6) as usize].push(row.2));
                assert_eq!(columns.split(selection, 100, length, 7), wanted, "{selection:?}");
                let sum = |values: &Vec<f64>| (values.len() as u64, values.iter().fold(0.0, |sum, value| sum + value));
                let wanted: Vec<_> = wanted.iter().map(sum).collect();
                assert_eq!(columns.tally(selection, (100, length, 7), &[0; 90], 1), wanted, "{selection:?}");
            });
        }
    }
}

#[test]
fn rows_are_parted_by_tag_set_and_time() {
    let lists = vec![
        vec![(3_000_000, Some(0)), (5_000_000, None), (9_000_000, Some(2)), (i64::MAX, Some(1))],
        vec![(100_000, Some(3))],
    ];
    let mut of_tag_set = vec![Some(0), Some(1), None];
    of_tag_set.resize(90, Some(0));
    let by = Partition { of_tag_set, lists };
    for rows in [many(), in_runs(), of_many_sets()] {
        let columns = columns(&rows);
        every(&rows, |selection, selected| {
            let mut wanted = vec![Vec::new(); 4];
            for (time, set, value) in selected {
                let part = match set {
                    1 if time < 100_000 => 3,
                    1 | 2 => continue,
                    _ if time < 3_000_000 => 0,
                    _ if time < 5_000_000 => continue,
                    _ if time < 9_000_000 => 2,
                    _ => 1,
                };
                wanted[part].push(value);
            }
            assert_eq!(columns.part(selection, &by, 4), wanted, "{selection:?}");
        });
    }
}

#[test]
fn columns_that_are_written_together_share_times_and_tags() {
    let (mut a, mut b, mut recent) = (Columns::default(), Columns::default(), Recent::default());
    for (time, set, value) in many() {
        a.push(time, TagSetId(set), value, &mut recent);
        b.push(time, TagSetId(set), 0.5, &mut recent);
    }
    assert!(a.same_times(&b));
    assert!(a.chunks.iter().zip(&b.chunks).all(|(x, y)| std::sync::Arc::ptr_eq(&x.keys, &y.keys)));
    let mut spans = vec![(i64::MAX, i64::MIN); 3];
    let mut seen = HashMap::new();
    a.widen_spans(&mut spans, &mut seen);
    let of_a = spans.clone();
    for (set, span) in spans.iter().enumerate() {
        let times = || many().into_iter().filter(|row| row.1 as usize == set).map(|row| row.0);
        assert_eq!(Some(*span), times().min().zip(times().max()));
    }
    b.widen_spans(&mut spans, &mut seen);
    assert_eq!(spans, of_a);
    let mut later = b.clone();
    later.push(0, TagSetId(0), 1.0, &mut recent);
    assert!(!a.same_times(&later));

    let (mut shared, map) = (Renumbered::default(), [4, 5, 6].map(TagSetId));
    let mut both = [Columns::default(), Columns::default()];
    for (into, from) in both.iter_mut().zip([&a, &b]) {
        into.push(-1, TagSetId(9), 2.0, &mut recent);
        into.append(from.clone(), &map, &mut recent, &mut shared);
        into.push(-2, TagSetId(8), 3.0, &mut recent);
        let got: Vec<_> = into.rows().collect();
        assert_eq!((got[0], got[got.len() - 1]), ((-1, TagSetId(9), 2.0), (-2, TagSetId(8), 3.0)));
        let of_other = from.rows().map(|(time, set, value)| (time, TagSetId(set.0 + 4), value));
        assert!(got[1..got.len() - 1].iter().copied().eq(of_other));
    }
    let [x, y] = both.map(|columns| columns.chunks[1].keys.clone());
    assert!(std::sync::Arc::ptr_eq(&x, &y), "what was shared still is");
}
