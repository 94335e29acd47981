//! Keys: rows of a list are identified by what they are of, so that one that moves is the same row.

use std::collections::BTreeSet;

use crate::support::{Fixture, fixtures};
use sloscope_view::element::{Child, Element};
use sloscope_view::file::sections;
use sloscope_view::state::AtFirst;

pub fn look(element: &Element, name: &str, keyed: &mut usize) {
    let mut seen = BTreeSet::new();
    for child in &element.parts().children {
        let (key, inner) = match child {
            Child::Text(_) => continue,
            Child::Element(element) => (element.parts().key.clone(), None),
            Child::Part(part) => (part.key.clone(), Some((part.draw)(&AtFirst))),
        };
        if let Some(key) = key {
            *keyed += 1;
            assert!(seen.insert(key.clone()), "{name}: two siblings have the key {key:?}");
        }
        match (child, inner) {
            (Child::Element(element), _) => look(element, name, keyed),
            (_, Some(inner)) => look(&inner, name, keyed),
            _ => {}
        }
    }
}

#[test]
fn no_two_siblings_have_the_same_key() {
    for Fixture { name, report, .. } in fixtures() {
        let mut keyed = 0;
        look(&sections(&AtFirst, report), name, &mut keyed);
        assert!(report.metrics.is_empty() || keyed >= report.metrics.len(), "{name}: {keyed} keys");
    }
}
