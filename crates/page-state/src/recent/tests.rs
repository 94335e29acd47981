//! Records of kept runs: versions, what has to go, what is said.

use super::*;

const MB: u64 = 1_000_000;

fn run(id: &str, opened_ms: u64, bytes: Option<u64>) -> RecentRun {
    let files = vec![(format!("{id}.json"), 10)];
    let facts = RunLine { name: id.to_owned(), files, verdict: "pass".to_owned(), ..RunLine::default() };
    RecentRun { id: id.to_owned(), opened_ms, bytes, facts }
}

fn some(number: u64, bytes: u64) -> Vec<RecentRun> {
    let mut runs: Vec<_> = (0..number).map(|at| run(&format!("r{at}"), at, Some(bytes))).collect();
    sort(&mut runs);
    runs
}

#[test]
fn a_record_is_read_back() {
    for record in [run("a1", 5, Some(7)), run("b2", u64::MAX, None)] {
        assert_eq!(RecentRun::read(&record.id, &record.write()), Some(record));
    }
}

/// What the first version wrote is read for ever.
#[test]
fn the_first_version_is_read() {
    let text = r#"{"version":1,"opened_ms":1764313314000,"bytes":123,"run":{"name":"seed","files":[["results.json",7],["summary.json",9]],"verdict":"fail","started":"2026-11-23 21:41:00 UTC","length":"1 min","requests":"18,005","p95":"15.90 ms","failed":"0 %","objectives":"1 missed, 3 met","note":""}}"#;
    let record = RecentRun::read("a1", text).expect("it is read");
    assert_eq!(record.write(), text);
    assert_eq!((record.verdict(), record.origin().as_str()), (Verdict::Fail, "2 files, 123 B"));
}

#[test]
fn a_later_version_and_damage_are_left_alone() {
    for text in
        [r#"{"version":2}"#, r#"{"version":2,"opened_ms":1,"bytes":1,"run":{}}"#, "", "{}", "[]", r#"{"version":1}"#]
    {
        assert_eq!(RecentRun::read("a1", text), None, "{text}");
    }
}

#[test]
fn consent_is_asked_again_of_another_version() {
    for consent in [Consent::Keep, Consent::Not, Consent::Open] {
        assert_eq!(Consent::read(Some(consent.write())), consent);
    }
    assert_eq!((Consent::read(None), Consent::read(Some("2 keep"))), (Consent::Open, Consent::Open));
}

#[test]
fn ids_are_names_of_files_and_nothing_else() {
    let id = RecentRun::new_id(1_764_313_314_000, u64::MAX);
    assert_eq!(RecentRun::id_of(&RecentRun::key(&id)), Some(id.as_str()));
    assert_ne!(id, RecentRun::new_id(1_764_313_314_000, 1));
    for other in ["", "../x", "a/b", "a.b", "é", &"a".repeat(33)] {
        assert!(!is_id(other), "{other}");
    }
    assert_eq!(RecentRun::id_of("sloscope.theme"), None);
}

#[test]
fn the_oldest_go_first() {
    assert_eq!(to_go(&some(10, MB), "r9"), Vec::<String>::new());
    assert_eq!(to_go(&some(12, MB), "r11"), ["r1", "r0"]);
    // The one that was just kept stays, whatever its clock says.
    assert_eq!(to_go(&some(11, MB), "r0"), ["r1"]);
    assert_eq!(to_go(&some(5, 400 * MB), "r4"), ["r2", "r1", "r0"]);
    // A smaller one that is older has room beside it.
    let mut runs = vec![run("big", 2, Some(999 * MB)), run("mid", 1, Some(2 * MB)), run("old", 0, Some(MB))];
    assert_eq!(to_go(&runs, "big"), ["mid"]);
    runs[0].bytes = Some(5000 * MB);
    assert_eq!(to_go(&runs, "big"), ["mid", "old"], "the newest is kept however large it is");
}

#[test]
fn the_same_files_are_kept_once() {
    let mut runs = some(3, MB);
    runs[1].facts.files = runs[0].facts.files.clone();
    assert_eq!(to_go(&runs, "r2"), ["r1"]);
    // Tests from the page have no files: each is another.
    runs.iter_mut().for_each(|run| run.facts.files.clear());
    assert_eq!(to_go(&runs, "r2"), Vec::<String>::new());
}

#[test]
fn room_is_made_by_the_oldest_but_never_by_what_is_open() {
    let runs = some(3, MB);
    assert_eq!(oldest(&runs, "r2", None).as_deref(), Some("r0"));
    assert_eq!(oldest(&runs, "r2", Some("r0")).as_deref(), Some("r1"));
    assert_eq!(oldest(&runs[..1], "r2", None), None);
}

#[test]
fn what_a_closed_tab_left_is_found() {
    let now = 100 * ABANDONED_MS;
    let runs = [run("whole", 0, Some(1)), run("now", now - 1, None), run("left", now - ABANDONED_MS - 1, None)];
    assert_eq!(abandoned(&runs, now), ["left"]);
}

#[test]
fn what_is_gone_is_named() {
    let words = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        gone_words(&write_gone(&names)).expect("something is gone")
    };
    assert!(words(&[]).starts_with("This report was of a test from this page."));
    assert!(words(&["a.json"]).contains("of a.json, which") && words(&["a.json"]).ends_with("Choose the file again."));
    assert!(words(&["a", "b", "c"]).contains("of a, b and c, which"));
    assert_eq!((gone_words(""), gone_words("2\0a")), (None, None));
}

#[test]
fn sizes_are_said() {
    assert_eq!(kept_words(&some(2, 3 * MB)), "2 runs, 6.00 MB, in this browser only");
    assert!(question().contains("The last 10, 1 GB at most, with samples, addresses"), "{}", question());
}
