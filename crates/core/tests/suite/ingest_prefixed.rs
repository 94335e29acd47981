//! k6's lines behind what log collectors and CI systems put before each line.

use crate::support::{canonical, fixture, read, read_in, unpacked};
use sloscope_core::ingest::{Content, Format, Source};
use sloscope_core::report::Query;
use sloscope_core::run::Session;

fn lines(bytes: &[u8], each: impl Fn(usize, &str) -> String) -> Vec<u8> {
    let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
    text.lines().enumerate().map(|(at, line)| each(at, line) + "\n").collect::<String>().into_bytes()
}

fn noted(source: &Source, wanted: &str) {
    let notes = source.diagnostics.notes.join(" | ");
    assert!(notes.contains(wanted), "{wanted:?} is not in {notes:?}");
}

#[test]
fn every_collector_gives_what_the_plain_file_gives() {
    let plain = fixture("v2.2/tz_kolkata/results.json");
    let wanted = read(&plain);
    type Prefix = fn(usize, &str) -> String;
    let collectors: [(&str, Prefix); 9] = [
        ("docker compose", |_, line| format!("k6-1  | {line}")),
        ("docker compose in colours", |_, line| format!("\u{1b}[36mk6-1  |\u{1b}[0m {line}")),
        ("docker compose -t", |at, line| format!("k6-1  | 2026-01-01T00:00:00.{at:09}Z {line}")),
        ("kubectl --prefix", |_, line| format!("[pod/k6-test-1-abcde/k6] {line}")),
        ("stern", |_, line| format!("\u{1b}[32mk6-test-1\u{1b}[0m k6 {line}\u{1b}[0m")),
        ("GitHub Actions", |at, line| format!("2026-01-01T00:00:00.{at:07}Z {line}")),
        ("GitLab", |at, line| format!("2026-01-01T00:00:00.{at:06}Z 01O {line}")),
        ("journald", |at, line| format!("Jan 01 00:{:02}:{:02} host k6[123]: {line}", at / 60 % 60, at % 60)),
        ("docker's log files", |_, line| {
            format!(
                "{}",
                serde_json::json!({"log": format!("{line}\n"), "stream": "stdout", "time": "2026-01-01T00:00:00Z"})
            )
            .replacen("{\"log\"", "{\"log\"", 1)
        }),
    ];
    for (name, prefix) in collectors {
        let log = [b"Attaching to k6-1\n\n".to_vec(), lines(&plain, prefix)].concat();
        for slice in [7, 1 << 20] {
            let source = read_in(&log, slice);
            assert_eq!(source.info.format, Format::NdjsonPrefixed, "{name}");
            assert_eq!(canonical(&source), canonical(&wanted), "{name}");
            assert_eq!(source.diagnostics.used, wanted.diagnostics.used, "{name}");
            noted(&source, "taken off");
        }
    }
    let csv = fixture("v2.2/tz_kolkata/results.csv");
    for prefix in ["k6-1  | ", "2026-01-01T00:00:00.0000000Z "] {
        let source = read(&lines(&csv, |at, line| prefix.replace("00.0", &format!("0{}.{}", at % 10, at % 7)) + line));
        assert_eq!(source.info.format, Format::Csv, "{prefix}");
        assert_eq!(canonical(&source), canonical(&read(&csv)), "{prefix}");
        noted(&source, "taken off");
    }
    // Console output before the header.
    let source = read(&[b"running (0m01.0s), 1/1 VUs\n".to_vec(), csv.clone()].concat());
    assert_eq!(canonical(&source), canonical(&read(&csv)));
}

#[test]
fn the_case_of_docker_compose() {
    let source = read(&fixture("cases/10-docker-compose-prefix.log"));
    let Content::Samples(file) = &source.content else { panic!("{:?}", source.info.format) };
    assert_eq!(file.thresholds.len(), 1);
    noted(&source, "\"k6-1  |\"");
    assert!(source.diagnostics.is_clean());
}

#[test]
fn two_processes_in_one_log() {
    // Two runs, line by line in turn, as compose mixes them.
    let one = fixture("v2.2/default_only/results.json");
    let two = fixture("v2.2/tz_kolkata/results.json");
    let (a, b) = (String::from_utf8_lossy(&one), String::from_utf8_lossy(&two));
    let mut log = String::new();
    let (mut a, mut b) = (a.lines(), b.lines());
    loop {
        let next = (a.next(), b.next());
        next.0.into_iter().for_each(|line| log += &format!("k6-1 | {line}\n"));
        next.1.into_iter().for_each(|line| log += &format!("k6-2 | {line}\n"));
        log += "web-1 | GET / 200\n";
        if next == (None, None) {
            break;
        }
    }
    let source = read(log.as_bytes());
    noted(&source, "2 processes wrote them: k6-1 |, k6-2 |");
    let both = Session::new(vec![source]);
    let apart = Session::new(vec![read(&one), read(&two)]);
    assert_eq!((both.runs(), apart.runs()), (2, 2));
    for run in 0..2 {
        let report = |session: &Session| session.report(&Query { run, ..Query::default() }).expect("a report");
        assert_eq!(report(&both).metrics, report(&apart).metrics);
    }
}

#[test]
fn a_cut_last_line_and_a_progress_bar() {
    let plain = unpacked(&fixture("v2.2/default_only/results.json"));
    let log = lines(&plain, |_, line| format!("k6-1  | {line}"));
    let source = read(&log[..log.len() - 40]);
    assert!(source.diagnostics.cut.as_ref().is_some_and(|cut| cut.contains("ends in the middle")), "{source:?}");
    // The file itself is k6's, one line of it has something in front.
    let bar = lines(&plain, |at, line| if at == 5 { format!("running (0m01.0s) {line}") } else { line.to_owned() });
    assert_eq!(canonical(&read(&bar)), canonical(&read(&plain)));
}
