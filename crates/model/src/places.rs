//! Where things stand in a list, by their name: so that a list can be long. Finding one by looking at all takes time in
//! the square of their number, and what a file names can be a hundred thousand.

use std::collections::HashMap;

use crate::costs::looked;

/// The places of named things.
#[derive(Clone, Debug, Default)]
pub struct Places(HashMap<Box<str>, u32>);

impl Places {
    /// Those of names in the order of a list; of equal names the first.
    pub fn of<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Self {
        let mut this = Self::default();
        for (at, name) in (0u32..).zip(names) {
            looked(1);
            this.0.entry(name.as_ref().into()).or_insert(at);
        }
        this
    }

    /// The place of a name; `None` if it has none.
    pub fn find(&self, name: &str) -> Option<usize> {
        looked(1);
        self.0.get(name).map(|at| *at as usize)
    }

    /// Is the name known?
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The place of a name, and whether it is new: then it is the next one.
    pub fn place(&mut self, name: &str) -> (usize, bool) {
        if let Some(at) = self.find(name) {
            return (at, false);
        }
        let at = self.0.len();
        self.0.insert(name.into(), u32::try_from(at).unwrap_or(u32::MAX));
        (at, true)
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
