//! Remarks that two tabs write at the same time: neither text is lost, both tabs come to show the same, and what an earlier
//! version kept is read.

use std::collections::VecDeque;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;
use sloscope_core::report::Noted;

const A: u64 = 11;
const B: u64 = 12;

fn noted(text: &str, now: u64, tab: u64) -> Noted {
    let mut noted = Noted::default();
    noted.server.edit(text, now, tab);
    noted
}

fn others(noted: &Noted) -> String {
    noted.server.others.join("\n")
}

#[test]
fn a_tab_that_only_looked_takes_what_another_wrote() {
    let before = noted("4 workers", 100, A);
    let mut after = before.clone();
    after.server.edit("4 workers, no log", 200, B);
    assert_eq!(before.merge(&after), after);
    assert_eq!(after.merge(&before), after);
    // Letter by letter, of which a tab may miss some.
    after.server.edit("4 workers, no logs", 201, B);
    after.test.edit("warm-up", 202, B);
    assert_eq!(before.merge(&after), after);
    assert_eq!(after.merge(&before), after);
}

#[test]
fn fields_are_apart() {
    let (mut a, mut b) = (Noted::default(), Noted::default());
    a.server.edit("of A", 100, A);
    b.test.edit("of B", 101, B);
    let both = a.merge(&b);
    assert_eq!(both, b.merge(&a));
    assert_eq!((both.server.text.as_str(), both.test.text.as_str()), ("of A", "of B"));
    assert!(both.server.others.is_empty() && both.test.others.is_empty());
}

#[test]
fn both_texts_of_a_conflict_are_kept_until_the_user_decides() {
    let start = noted("before", 1, A);
    let (mut a, mut b) = (start.clone(), start);
    a.server.edit("of A", 100, A);
    b.server.edit("of B", 101, B);
    let mut both = a.merge(&b);
    assert_eq!(both, b.merge(&a));
    assert_eq!((both.server.text.as_str(), others(&both).as_str()), ("of B", "of A"));
    // Neither tab takes it for something else when it hears of the older ones again.
    assert_eq!(both.merge(&a), both);
    assert_eq!(b.merge(&both), both);
    // Written on, the other text stays.
    both.server.edit("of B, more", 300, A);
    assert_eq!(others(&both), "of A");
    assert_eq!(b.merge(&both), both);
    let mut dropped = both.clone();
    dropped.server.settle(false, 400, A);
    assert_eq!((dropped.server.text.as_str(), others(&dropped).as_str()), ("of B, more", ""));
    assert_eq!(both.merge(&dropped), dropped);
    both.server.settle(true, 400, B);
    assert_eq!((both.server.text.as_str(), others(&both).as_str()), ("of B, more\nof A", ""));
}

#[test]
fn equal_texts_are_no_conflict_and_an_empty_one_is_none() {
    let (a, b) = (noted("same", 100, A), noted("same", 101, B));
    assert_eq!(others(&a.merge(&b)), "");
    let (mut a, mut b) = (noted("x", 1, A), noted("x", 1, A));
    a.server.edit("", 100, A);
    b.server.edit("y", 99, B);
    let both = a.merge(&b);
    assert_eq!((both.server.text.as_str(), others(&both).as_str()), ("", "y"), "what was emptied is newer");
}

#[test]
fn a_clock_that_goes_back_makes_no_older_version() {
    let mut a = noted("first", 1000, A);
    let first = a.clone();
    a.server.edit("second", 5, A);
    assert_eq!(first.merge(&a), a);
    let mut b = a.clone();
    b.server.edit("third", 5, B);
    assert_eq!(a.merge(&b), b);
}

#[test]
fn records_are_read_back_upgraded_or_left_alone() {
    let mut both = noted("of A\n\"quoted\"", 100, A).merge(&noted("of B", 101, B));
    both.test.edit("t", 5, B);
    assert_eq!(Noted::read(&both.write()), Some(both));
    let old = Noted::read(r#"{"version":1,"server":"4 workers","test":"warm-up"}"#).unwrap();
    assert_eq!((old.server.text.as_str(), old.test.text.as_str()), ("4 workers", "warm-up"));
    // What is written on it replaces it; what is written without it does not.
    let mut on = old.clone();
    on.server.edit("5 workers", 100, A);
    assert_eq!(old.merge(&on), on);
    assert_eq!(Noted::default().merge(&old), old);
    assert_eq!(others(&noted("new", 100, A).merge(&old)), "4 workers");
    for later in [r#"{"version":3,"server":"","test":""}"#, r#"{"version":3,"fields":[]}"#, "{", "text"] {
        assert_eq!(Noted::read(later), None, "{later} is not ours to overwrite");
    }
}

/// A tab of a browser: it hears late of what others keep, and what it reads itself may be old.
struct Tab {
    number: u64,
    noted: Noted,
    heard: VecDeque<Noted>,
}

/// What happens in a tab: it hears of what another kept, or a line is written there, over what is kept now or over what was.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Hear,
    Write,
    WriteLate,
}

const STEPS: [Step; 3] = [Step::Hear, Step::Write, Step::WriteLate];

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 2000, failure_persistence: None, rng_seed: RngSeed::Fixed(1), ..ProptestConfig::default()
    })]

    /// Whatever the order: every line that a user wrote, and did not take away, is there in the end, in every tab and in what
    /// is kept.
    #[test]
    fn nothing_is_lost_however_late_tabs_hear_of_each_other(steps in vec((0..2_usize, select(&STEPS)), 12)) {
        let tab = |number| Tab { number, noted: Noted::default(), heard: VecDeque::new() };
        let (mut tabs, mut kept, mut lines) = ([tab(A), tab(B)], Noted::default(), Vec::new());
        let keep = |tabs: &mut [Tab; 2], kept: &mut Noted, at: usize| {
            if *kept != tabs[at].noted {
                kept.clone_from(&tabs[at].noted);
                let record = kept.clone();
                tabs[1 - at].heard.push_back(record);
            }
        };
        let hear = |tabs: &mut [Tab; 2], kept: &mut Noted, at: usize| {
            let Some(record) = tabs[at].heard.pop_front() else { return };
            tabs[at].noted = tabs[at].noted.merge(&record);
            // What is kept lacks something.
            if tabs[at].noted != record {
                keep(tabs, kept, at);
            }
        };
        for (number, (at, step)) in steps.into_iter().enumerate() {
            match step {
                Step::Hear => hear(&mut tabs, &mut kept, at),
                Step::Write | Step::WriteLate => {
                    if step == Step::Write {
                        tabs[at].noted = tabs[at].noted.merge(&kept);
                    }
                    let line = format!("line {number}");
                    let text = format!("{}\n{line}", tabs[at].noted.server.text);
                    let tab = tabs[at].number;
                    tabs[at].noted.server.edit(&text, 1000 + number as u64, tab);
                    lines.push(line);
                    keep(&mut tabs, &mut kept, at);
                }
            }
        }
        for round in 0.. {
            if tabs.iter().all(|tab| tab.heard.is_empty()) {
                break;
            }
            assert!(round < 100, "the tabs do not come to an end");
            for at in 0..2 {
                hear(&mut tabs, &mut kept, at);
            }
        }
        for noted in [&tabs[0].noted, &tabs[1].noted, &kept] {
            let all = format!("{}\n{}", noted.server.text, others(noted));
            for line in &lines {
                assert!(all.lines().any(|found| found == line), "{line} is lost: {noted:?}");
            }
        }
        assert_eq!(tabs[0].noted.server.text, tabs[1].noted.server.text);
    }
}
