//! The generators of one distributed test, whose samples are in one store: which samples are of which, by a tag, and how
//! many VUs there were of them all together.

use sloscope_model::places::Places;
use sloscope_model::time::{NANOS_PER_S, Nanos};
use sloscope_store::{Column, Store, TagSetId};

/// The tag that names the generator of a sample: that of merged files, that of k6's operator for Kubernetes, and one that
/// is free where a test uses both for something else.
const KEYS: [&str; 3] = ["instance", "instance_id", "generator"];
/// What is always of one generator: an iteration that ended.
const ITERATIONS: [&str; 2] = ["iteration_duration", "iterations"];
/// What k6 reads of its VUs, each second; of several generators the readings add up.
const READINGS: [&str; 2] = ["vus", "vus_max"];
/// After its last reading a generator has VUs for so long.
const SILENT: Nanos = NANOS_PER_S * 3 / 2;

/// The generators of a store. Without any, all is of one.
#[derive(Default)]
pub struct Parts {
    /// The tag by which they are known.
    key: &'static str,
    /// Their names, the values of the tag, in order.
    names: Vec<String>,
    /// For each tag set its generator.
    of_set: Vec<Option<usize>>,
    /// When each read its VUs; of files that were merged before, only the sums are known.
    readings: Vec<Vec<Nanos>>,
}

impl Parts {
    /// The tag that names the generators of these files: their own, or one that none of them has.
    pub(super) fn key_of<'a>(files: impl Iterator<Item = &'a Store> + Clone) -> &'static str {
        let fits = |key: &&&str| files.clone().all(|file| !file.tags.has_key(key) || names_iterations(file, key));
        KEYS.iter().find(fits).unwrap_or(&KEYS[0])
    }

    /// Takes in the file of a generator. Its samples get its name as a tag, unless they have one; `taken` are the names of
    /// those before.
    pub(super) fn take_in(store: &mut Store, file: Store, key: &str, name: &str, taken: &mut Places) {
        if file.tags.has_key(key) {
            for name in file.tags.values(key) {
                taken.add(name);
            }
            return store.absorb(file);
        }
        let mut names = (1..).map(|number| if number == 1 { name.to_owned() } else { format!("{name} ({number})") });
        let name = names.find(|name| taken.add(name)).unwrap_or_default();
        store.absorb_tagged(file, key, &name);
    }

    /// The generators that a tag names in a store.
    pub(super) fn by_tag(store: &Store, key: &'static str) -> Self {
        let names: Vec<String> = store.tags.values(key).into_iter().map(str::to_owned).collect();
        if names.len() < 2 {
            return Self::default();
        }
        let places = Places::of(&names);
        let sets = store.tags.by_value(key).into_iter();
        let of_set = sets.map(|number| places.find(store.tags.numbered(number)?)).collect();
        Self { key, names, of_set, readings: Vec::new() }
    }

    /// The generators of a file that holds the samples of several: a tag names that of each iteration.
    pub(super) fn of_file(store: &Store) -> Self {
        let key = KEYS[..2].iter().find(|key| store.tags.has_key(key) && names_iterations(store, key));
        key.map_or_else(Self::default, |key| Self::by_tag(store, key))
    }

    /// How many there are, one at least.
    pub fn number(&self) -> usize {
        self.names.len().max(1)
    }

    /// The tag by which several are known, and the names that it gives them; none of one.
    pub fn named(&self) -> (&'static str, &[String]) {
        (self.key, &self.names)
    }

    /// For each tag set the place of its generator; of one generator there is nothing to say.
    pub fn of_sets(&self) -> &[Option<usize>] {
        &self.of_set
    }

    /// The generator of the samples with these tags.
    pub fn of(&self, set: TagSetId) -> usize {
        self.of_set.get(set.0 as usize).copied().flatten().unwrap_or(0)
    }

    /// When k6 read its VUs: a list for each generator, as far as the files tell them apart.
    pub fn readings(&self, store: &Store) -> Vec<Vec<Nanos>> {
        match self.readings.is_empty() {
            true => vec![store.by_name("vus").into_iter().flat_map(Column::samples).map(|s| s.time).collect()],
            false => self.readings.clone(),
        }
    }

    /// Puts the readings of all generators together in place of those of each.
    pub(super) fn add_up(&mut self, store: &mut Store) {
        for name in READINGS {
            let Some(column) = store.by_name(name) else { continue };
            let mut each: Vec<Vec<(Nanos, f64)>> = vec![Vec::new(); self.names.len()];
            for sample in column.samples() {
                // Readings without a name were added up before.
                let Some(of) = self.of_set.get(sample.tag_set.0 as usize).copied().flatten() else { return };
                each[of].push((sample.time, sample.value));
            }
            if name == "vus" {
                self.readings = each.iter().map(|list| list.iter().map(|(at, _)| *at).collect()).collect();
            }
            let sums = sums(&each);
            store.replace(name, sums.into_iter());
        }
    }
}

/// Does this tag name something of each iteration?
fn names_iterations(store: &Store, key: &str) -> bool {
    let values = store.tags.by_value(key);
    let iterations = ITERATIONS.iter().find_map(|name| store.by_name(name).filter(|column| !column.is_empty()));
    iterations.is_some_and(|column| column.samples().all(|sample| values[sample.tag_set.0 as usize] > 0))
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
    fn readings_of_generators_add_up() {
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
