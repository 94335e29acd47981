//! Where things stand in a list, by their name: so that a list can be long. Finding one by looking at all takes time in
//! the square of their number, and what a file names can be a hundred thousand.

use crate::costs::looked;
use crate::distinct::Distinct;

/// The places of named things.
#[derive(Clone, Debug, Default)]
pub struct Places {
    names: Distinct<String>,
    /// Where each name stands.
    places: Vec<u32>,
}

impl Places {
    /// Those of names in the order of a list; of equal names the first.
    pub fn of<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Self {
        let names = names.into_iter();
        let least = names.size_hint().0;
        let mut this = Self { names: Distinct::with_capacity(least), places: Vec::with_capacity(least) };
        for (at, name) in (0u32..).zip(names) {
            looked(1);
            if this.names.place(name.as_ref()).1 {
                this.places.push(at);
            }
        }
        this
    }

    /// The place of a name; `None` if it has none.
    pub fn find(&self, name: &str) -> Option<usize> {
        looked(1);
        self.names.find(name).map(|at| self.places[at as usize] as usize)
    }

    /// Is the name known?
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The place of a name, and whether it is new: then it is the next one.
    pub fn place(&mut self, name: &str) -> (usize, bool) {
        looked(1);
        let (at, is_new) = self.names.place(name);
        if is_new {
            self.places.push(at);
        }
        (self.places[at as usize] as usize, is_new)
    }

    /// Adds a name; false if it is known.
    pub fn add(&mut self, name: &str) -> bool {
        self.place(name).1
    }
}

/// One name of several texts: no other list of texts has the same.
pub fn name_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut name = String::new();
    for text in texts {
        name.push_str(&text.len().to_string());
        name.push(':');
        name.push_str(text);
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_places() {
        let mut places = Places::of(["a", "b", "a"]);
        assert_eq!((places.find("a"), places.find("b"), places.find("c")), (Some(0), Some(1), None));
        assert_eq!((places.place("b"), places.place("c")), ((1, false), (2, true)));
        assert!(places.has("c") && !places.add("c") && places.add("d"));
        assert_ne!(name_of(["a", "bc"]), name_of(["ab", "c"]));
        assert_ne!(name_of(["a1:", "b"]), name_of(["a", "1:b"]));
    }
}
