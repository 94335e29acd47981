//! The runners of one distributed test, whose samples are in one store: which rows are of which runner, and how many VUs
//! there were at them all together.

use std::collections::HashMap;

use sloscope_model::time::{NANOS_PER_S, Nanos};
use sloscope_store::{Column, Store};

/// What k6 reads of its VUs, each second; of several runners the readings add up.
const READINGS: [&str; 2] = ["vus", "vus_max"];
/// After its last reading a runner has VUs for so long.
const SILENT: Nanos = NANOS_PER_S * 3 / 2;

/// Runners of a store, in the order in which their files were taken in. Without any, all is of one.
#[derive(Default)]
pub struct Parts {
    /// For each runner, where its rows end, by metric.
    ends: Vec<HashMap<String, usize>>,
    /// When each runner read its VUs.
    readings: Vec<Vec<Nanos>>,
}

impl Parts {
    /// A runner's file was taken in.
    pub(super) fn add(&mut self, store: &Store) {
        self.ends.push(store.columns().map(|column| (column.name.clone(), column.len())).collect());
    }

    /// How many there are, one at least.
    pub fn number(&self) -> usize {
        self.ends.len().max(1)
    }

    /// The runner that wrote a row of a metric.
    pub fn of(&self, metric: &str, row: usize) -> usize {
        let end = |part: &HashMap<String, usize>| part.get(metric).copied().unwrap_or(0);
        // Files are taken in one after the other: no end is before the one of the file before.
        let at = self.ends.partition_point(|part| end(part) <= row);
        if at < self.ends.len() { at } else { 0 }
    }

    /// When k6 read its VUs: a list for each runner.
    pub fn readings(&self, store: &Store) -> Vec<Vec<Nanos>> {
        match self.readings.is_empty() {
            true => vec![store.by_name("vus").into_iter().flat_map(Column::samples).map(|s| s.time).collect()],
            false => self.readings.clone(),
        }
    }

    /// Puts the readings of all runners together in place of those of each.
    pub(super) fn add_up(&mut self, store: &mut Store) {
        if self.ends.len() < 2 {
            return;
        }
        for name in READINGS {
            let Some(column) = store.by_name(name) else { continue };
            let mut each: Vec<Vec<(Nanos, f64)>> = vec![Vec::new(); self.ends.len()];
            column.samples().for_each(|s| each[self.of(name, s.row)].push((s.time, s.value)));
            if name == "vus" {
                self.readings = each.iter().map(|list| list.iter().map(|(at, _)| *at).collect()).collect();
            }
            let sums = sums(&each);
            store.replace(name, sums.into_iter());
        }
    }
}

/// Once a second, from the first reading to the last: the sum of the last readings.
fn sums(each: &[Vec<(Nanos, f64)>]) -> Vec<(Nanos, f64)> {
    let times = || each.iter().flatten().map(|(at, _)| *at);
    let (Some(first), Some(last)) = (times().min(), times().max()) else { return Vec::new() };
    let number = (last - first).div_euclid(NANOS_PER_S) + i64::from((last - first) % NANOS_PER_S > 0);
    // The last moment is that of the last reading.
    let moments = (0..=number).map(|i| (first + i * NANOS_PER_S).min(last));
    let at = |list: &Vec<(Nanos, f64)>, moment: Nanos| {
        let before = list.partition_point(|(at, _)| *at <= moment);
        let (read, value) = *list.get(before.checked_sub(1)?)?;
        // A second may pass between two readings, and a little more.
        (before < list.len() || moment - read <= SILENT).then_some(value)
    };
    moments.map(|moment| (moment, each.iter().filter_map(|list| at(list, moment)).sum())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_of_runners_add_up() {
        let list = |from: i64, number: i64, value: f64| -> Vec<(Nanos, f64)> {
            (0..number).map(|i| (from + i * NANOS_PER_S, value)).collect()
        };
        // One from 0 s to 9 s, one from 2.3 s to 12.3 s.
        let sums = sums(&[list(0, 10, 8.0), list(2_300_000_000, 11, 7.0)]);
        let at = |second: usize| sums[second].1;
        assert_eq!((at(0), at(2), at(3), at(9), at(12)), (8.0, 8.0, 15.0, 15.0, 7.0));
        assert_eq!(sums.last(), Some(&(12_300_000_000, 7.0)));
    }
}
