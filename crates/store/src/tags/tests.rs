//! Tag sets stay equal and users stay apart, whichever worker read them.

use super::*;

#[test]
fn sets_are_equal_whatever_their_order() {
    let mut table = TagTable::default();
    let a = table.intern(&[("a", "1"), ("b", "2")]);
    assert_eq!(table.intern(&[("b", "2"), ("a", "1")]), a);
    assert_eq!(table.intern::<&str, &str>(&[]), TagSetId::EMPTY);
    assert_eq!(table.get(a, "b"), Some("2"));
    assert_eq!(table.matching(&[("a".into(), "1".into())]), [false, true]);
    assert_eq!(table.matching(&[("a".into(), "9".into())]), [false, false]);
    let empty = table.intern(&[("a", ""), ("d", "4")]);
    assert_eq!(table.matching(&[("a".into(), String::new())]), [true, false, true]);
    assert_eq!(table.matching(&[("a".into(), String::new()), ("d".into(), "4".into())]), [false, false, true]);
    assert_eq!(table.matching(&[("nope".into(), String::new())]), [true; 3]);
    assert_eq!((table.by_value("a")[empty.0 as usize], table.by_value("a")[a.0 as usize] > 0), (0, true));
    assert!(table.has_key("d") && !table.has_key("4"));
    let mut other = TagTable::default();
    let o = other.intern(&[("c", "3")]);
    let p = other.intern(&[("b", "2"), ("a", "1")]);
    let map = table.absorb(&other, None);
    assert_eq!(map[p.0 as usize], a);
    assert_eq!(table.get(map[o.0 as usize], "c"), Some("3"));
    assert_eq!(table.keys(), ["a", "b", "c", "d"]);
    assert_eq!(table.values("a"), ["", "1"]);
    assert_eq!(table.values("nope"), [""; 0]);
    let with = |user: &str| ("url".to_owned(), format!("https://{user}h/x"));
    let (plain, user) = (table.intern(&[with("")]), table.intern(&[with("u:p@")]));
    let first = "https://h/x [user left out]";
    assert_eq!(
        (plain == user, table.get(plain, "url"), table.get(user, "url")),
        (false, Some("https://h/x"), Some(first))
    );
    assert!(table.matching(&[with("v@")])[user.0 as usize], "the only one");
    // From another worker.
    let mut other = TagTable::default();
    let (second, same) = (other.intern(&[with("v:q@")]), other.intern(&[with("u:p@")]));
    let map = table.absorb(&TagTable::received(other.sent()), None);
    let (second, same) = (map[second.0 as usize], map[same.0 as usize]);
    assert_eq!((same, table.get(user, "url")), (user, Some("https://h/x [user 1 left out]")));
    assert_eq!(table.get(second, "url"), Some("https://h/x [user 2 left out]"));
    assert_eq!(table.matching(&[with("v:q@")]), vec![false; table.len()], "which of the two?");
    assert!(table.matching(&[with("")])[plain.0 as usize]);
    let one_by_one: Vec<_> = table.keys().into_iter().map(|key| (key, table.values(key))).collect();
    assert_eq!(table.all_values(), one_by_one);
    assert_eq!(table.number("1"), Some(table.by_value("a")[a.0 as usize] as usize));
    assert_eq!((table.number(""), table.number("nope")), (Some(0), None));
    assert_eq!((table.numbered(0), table.numbered(table.by_value("a")[a.0 as usize])), (None, Some("1")));
}

/// Of a file that sloscope wrote: its marks keep their numbers, whatever comes before or behind them.
#[test]
fn marks_of_a_file_are_not_those_that_are_made() {
    let url = |text: &str| vec![("url".to_owned(), text.to_owned())];
    let texts =
        ["https://h/x [user 1 left out]", "https://a:p@h/x", "https://b:p@h/x", "https://h/x [user 2 left out]"];
    let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2], [1, 2, 3, 0], [2, 3, 0, 1]];
    for order in orders {
        for split in 0..=4 {
            // As two workers read it, and one takes in the other.
            let (mut table, mut other) = (TagTable::default(), TagTable::default());
            let mut ids = [TagSetId::EMPTY; 4];
            order[..split].iter().for_each(|at| ids[*at] = table.intern(&url(texts[*at])));
            order[split..].iter().for_each(|at| ids[*at] = other.intern(&url(texts[*at])));
            let map = table.absorb(&TagTable::received(other.sent()), None);
            order[split..].iter().for_each(|at| ids[*at] = map[ids[*at].0 as usize]);
            let shown: Vec<&str> = ids.iter().map(|id| table.get(*id, "url").unwrap_or_default()).collect();
            assert_eq!((shown[0], shown[3]), (texts[0], texts[3]), "{order:?} {split}");
            assert_eq!(table.values("url").len(), 4, "{order:?} {split}: {shown:?}");
            assert!(shown.iter().all(|text| user_mark(text).is_some() && !text.contains(":p")), "{shown:?}");
            assert!(table.matching(&url(texts[0]))[ids[0].0 as usize]);
            assert_eq!(table.matching(&url(texts[1])), vec![false; table.len()], "which of them?");
            assert_eq!(table.intern(&url(texts[1])), ids[1], "known by its user");
        }
    }
    // One alone is not taken for a user that a file names without a number.
    let mut table = TagTable::default();
    let marked = table.intern(&url("https://h/x [user left out]"));
    assert_eq!(table.get(marked, "url"), Some("https://h/x [user left out]"));
    let user = table.intern(&url("https://a:p@h/x"));
    assert_ne!(marked, user);
    assert_eq!(table.get(marked, "url"), Some("https://h/x [user 1 left out]"));
    assert_eq!(table.intern(&url("https://h/x [user left out]")), marked);
    // A mark hides no user before it.
    let both = table.intern(&url("https://a:p@h/y [user 7 left out]"));
    assert_eq!(table.get(both, "url"), Some("https://h/y [user 7 left out] [user left out]"));
}
