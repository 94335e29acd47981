//! `sloscope site`: a folder of runs becomes a site, and what is known is not read again.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use crate::support::{code, err, fixture, out, scratch, sloscope};

/// A folder of runs, and the site of it.
struct Place {
    results: PathBuf,
    public: PathBuf,
    app: PathBuf,
}

impl Place {
    /// Empty, but for a page: one is needed, and what is in it is of no matter here.
    fn new(test: &str) -> Self {
        let root = scratch(test);
        let _ = std::fs::remove_dir_all(&root);
        let place = Self { results: root.join("results"), public: root.join("public"), app: root.join("dist") };
        std::fs::create_dir_all(&place.results).expect("a folder");
        std::fs::create_dir_all(place.app.join("sample")).expect("a folder");
        let modules = ["app", "worker", "writer"]
            .map(|name| [format!("sloscope-{name}-1.js"), format!("sloscope-{name}-1_bg.wasm")]);
        for name in modules.into_iter().flatten().chain(["worker.js", "index.html", "sample/a.json"].map(str::to_owned))
        {
            std::fs::write(place.app.join(&name), name).expect("written");
        }
        place
    }

    /// With ten real runs of one service.
    fn of_ten(test: &str) -> Self {
        let place = Self::new(test);
        for name in (1..=5).flat_map(|number| [format!("base_{number}.json.gz"), format!("slower_{number}.json.gz")]) {
            std::fs::copy(real(&name), place.results.join(&name)).expect("copied");
        }
        place
    }

    fn make(&self, more: &[&str]) -> Output {
        let [results, public, app] = [&self.results, &self.public, &self.app].map(|path| path.to_str().expect("UTF-8"));
        sloscope(&[&["site", results, "--out", public, "--app", app], more].concat())
    }

    /// Makes it, and what it says at the end.
    fn made(&self, expected: i32) -> String {
        let made = self.make(&[]);
        assert_eq!(code(&made), expected, "{}", err(&made));
        assert_eq!(out(&made), "");
        last_line(&made)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.results.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, content).expect("written");
    }

    fn page(&self, name: &str) -> String {
        std::fs::read_to_string(self.public.join(name)).unwrap_or_else(|why| panic!("{name}: {why}"))
    }

    fn index(&self) -> Value {
        serde_json::from_str(&self.page("data/index.json")).expect("JSON")
    }

    fn runs(&self) -> Vec<Value> {
        self.index()["runs"].as_array().expect("a list").clone()
    }

    /// The names of the files in a folder of the site.
    fn files(&self, folder: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.public.join(folder)).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

fn real(name: &str) -> String {
    format!("{}/../compare/tests/fixtures/runs/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// Behind the folder.
fn last_line(made: &Output) -> String {
    let said = err(made);
    let line = said.lines().last().unwrap_or_default();
    line.split_once("public: ").unwrap_or_else(|| panic!("{said}")).1.to_owned()
}

/// A run that lasts ten seconds, of a hundred requests about this duration.
fn run_at(hour: i64, ms: f64, tags: &str) -> String {
    let mut lines = String::new();
    for request in 0..100 {
        let (second, milli) = (request / 10, request % 10 * 100);
        let time = format!("2026-11-{:02}T{:02}:00:{second:02}.{milli:03}Z", 1 + hour / 24, hour % 24);
        let value = ms * (1.0 + f64::from(request * 37 % 100) / 1000.0);
        for (metric, value) in
            [("http_req_duration", value), ("http_reqs", 1.0), ("iterations", 1.0), ("http_req_failed", 0.0)]
        {
            lines.push_str(&format!(
                "{{\"metric\":\"{metric}\",\"type\":\"Point\",\"data\":{{\"time\":\"{time}\",\"value\":{value},\"tags\":{{{tags}}}}}}}\n"
            ));
        }
    }
    lines
}

fn report(path: &Path) -> Value {
    let found = sloscope(&["report", "--format", "json", path.to_str().expect("UTF-8")]);
    serde_json::from_str(&out(&found)).unwrap_or_else(|why| panic!("{why}: {}", err(&found)))
}

#[test]
fn ten_runs_become_a_site_and_are_read_once() {
    let place = Place::of_ten("site_ten");
    assert_eq!(place.made(0), "10 runs: 10 read, 0 known");
    let first = (place.index(), place.page("index.html"));
    let runs = place.runs();
    assert_eq!(runs.len(), 10);
    assert!(
        runs.windows(2).all(|pair| pair[0]["start_ms"].as_i64() < pair[1]["start_ms"].as_i64()),
        "in the order of time"
    );
    for run in &runs {
        let (id, name) = (run["id"].as_str().expect("an id"), run["name"].as_str().expect("a name"));
        let (then, now) = (report(&place.results.join(name)), report(&place.public.join(format!("data/{id}.slo"))));
        assert!(then == now, "{name}: the samples of the site are those of the file");
        assert_eq!(run["verdict"], then["verdict"], "{name}");
        assert_eq!(run["headline"], then["headline"], "{name}");
        let p95 = then["metrics"]["http_req_duration"]["values"]["p(95)"].as_f64();
        assert_eq!(run["figures"][2]["value"].as_f64(), p95, "{name}");
        for page in ["runs", "compare"] {
            assert!(place.page(&format!("{page}/{id}.html")).contains(name), "{page} of {name}");
        }
    }
    assert_eq!(place.files("app/sample"), ["a.json"], "the whole page");

    assert_eq!(place.made(0), "10 runs: 0 read, 10 known");
    assert!((place.index(), place.page("index.html")) == first, "nothing has changed");
    // A copy, as CI makes it, has another time.
    let (one, copy) = (place.results.join("base_1.json.gz"), place.results.join("copy"));
    std::fs::copy(&one, &copy).and_then(|_| std::fs::rename(&copy, &one)).expect("copied");
    assert_eq!(place.made(0), "10 runs: 0 read, 10 known");
    std::fs::copy(real("base_6.json.gz"), &one).expect("copied");
    assert_eq!(place.made(0), "10 runs: 1 read, 9 known");
    let kept = place.runs().iter().find(|run| run["name"] == "base_1.json.gz").map(|run| run["id"].clone());
    assert_eq!(kept, Some(Value::from("base_1")), "its address stays");
}

#[test]
fn other_objectives_are_judged_from_the_samples_of_the_site() {
    let place = Place::of_ten("site_objectives");
    place.made(0);
    let verdicts =
        || place.runs().iter().map(|run| run["verdict"].as_str().expect("a verdict").to_owned()).collect::<Vec<_>>();
    let before = verdicts();
    place.write("sloscope.json", r#"{"title": "Clarify", "objectives": {"http_req_duration": ["p(50)<0.001"]}}"#);
    assert_eq!(place.made(0), "10 runs: 0 read, 0 known, 10 judged again");
    assert_eq!(verdicts(), ["fail"; 10]);
    assert!(
        place.page("index.html").contains("<title>Clarify</title>")
            && place.page("runs/base_1.html").contains(">Clarify</a>")
    );
    assert!(place.page("index.html").contains("#/report?v=2&amp;objectives=%7B"), "the page judges as the site does");
    assert_eq!(place.made(0), "10 runs: 0 read, 10 known");
    // A note is of one run.
    let notes = r#"{"title": "Clarify", "objectives": {"http_req_duration": ["p(50)<0.001"]}, "runs": {"base_2.json.gz": {"note": "before the cache", "version": "1.4.2"}}}"#;
    place.write("sloscope.json", notes);
    assert_eq!(place.made(0), "10 runs: 0 read, 9 known, 1 judged again");
    assert!(place.page("index.html").contains("before the cache") && place.page("index.html").contains("1.4.2"));
    std::fs::remove_file(place.results.join("sloscope.json")).expect("removed");
    assert_eq!(place.made(0), "10 runs: 0 read, 0 known, 10 judged again");
    assert_eq!(verdicts(), before);
    // Samples that are gone are read again.
    std::fs::remove_file(place.public.join("data/base_3.slo")).expect("removed");
    assert_eq!(place.made(0), "10 runs: 1 read, 9 known");
}

#[test]
fn runs_that_are_gone_leave_unless_they_are_kept() {
    let place = Place::of_ten("site_gone");
    place.made(0);
    std::fs::write(place.public.join("CNAME"), "example.org").expect("written");
    for name in ["base_1.json.gz", "slower_1.json.gz"] {
        std::fs::remove_file(place.results.join(name)).expect("removed");
    }
    let kept = place.make(&["--keep"]);
    assert_eq!((code(&kept), last_line(&kept).as_str()), (0, "10 runs: 0 read, 10 known"));
    place.write("sloscope.json", r#"{"objectives": {"http_req_duration": ["p(50)<0.001"]}}"#);
    let judged = place.make(&["--keep"]);
    assert_eq!(last_line(&judged), "10 runs: 0 read, 0 known, 10 judged again", "without its files");
    std::fs::rename(place.app.join("worker.js"), place.app.join("worker-2.js")).expect("another page");
    assert_eq!(place.made(0), "8 runs: 0 read, 8 known");
    assert_eq!((place.files("data").len(), place.files("runs").len(), place.files("compare").len()), (9, 8, 8));
    assert!(
        place.files("app").contains(&"worker-2.js".to_owned()) && !place.files("app").contains(&"worker.js".to_owned())
    );
    assert_eq!(place.page("CNAME"), "example.org", "what is not of the site stays");
}

#[test]
fn a_shift_is_marked_and_runs_of_one_thing_are_not() {
    // Seeded: the noise of a run is that of its number.
    let noise = |hour: i64| 1.0 + (hour * 7919 % 101) as f64 / 2000.0;
    for (test, after, word) in
        [("site_worse", 150.0, "worse"), ("site_better", 60.0, "better"), ("site_same", 100.0, "")]
    {
        let place = Place::new(test);
        for hour in 0..16 {
            let ms = if hour < 9 { 100.0 } else { after };
            place.write(&format!("run-{hour:02}.json"), run_at(hour, ms * noise(hour), ""));
        }
        place.write("sloscope.json", r#"{"objectives": {"http_req_duration": ["p(95)<500"]}}"#);
        assert_eq!(place.made(0), "16 runs: 16 read, 0 known");
        let page = place.page("index.html");
        let marks = page.matches("<path class=\"change\"").count();
        assert_eq!(marks, usize::from(!word.is_empty()), "{test}");
        if !word.is_empty() {
            assert!(page.contains(&format!("data-sense=\"{word}\"")), "{test}");
            assert!(page.contains("<a href=\"runs/run-09.html\">run-09.json</a>"), "{test}: since when");
            assert!(page.contains("Medians of 9 runs before and 7 since"), "{test}");
        }
    }
}

#[test]
fn a_folder_is_one_run_and_what_cannot_be_read_is_said() {
    let place = Place::new("site_folder");
    for file in ["results.json.gz", "summary.json"] {
        let content = std::fs::read(fixture(&format!("v2.2/thresholds_fail/{file}"))).expect("the fixture");
        place.write(&format!("joined/{file}"), content);
    }
    assert_eq!(place.made(0), "1 run: 1 read, 0 known");
    let both = ["results.json.gz", "summary.json"].map(|file| place.results.join("joined").join(file));
    let both = both.iter().map(|path| path.to_str().expect("UTF-8")).collect::<Vec<_>>();
    let joined: Value =
        serde_json::from_str(&out(&sloscope(&[&["report", "--format", "json"], &both[..]].concat()))).expect("JSON");
    assert_eq!(place.runs()[0]["headline"], joined["headline"]);
    place.write("notes.txt", "nothing of k6");
    place.write(".hidden", "left out");
    place.write("joined/inner/results.json", "{}");
    std::fs::create_dir_all(place.results.join("nothing")).expect("made");
    for name in ["one.json", "two.json"] {
        place.write(&format!("two runs/{name}"), run_at(if name == "one.json" { 1 } else { 50 }, 5.0, ""));
    }
    let made = place.make(&[]);
    assert_eq!(code(&made), 3, "{}", err(&made));
    assert_eq!(last_line(&made), "1 run: 0 read, 1 known, 4 could not be read");
    let unread = place.index()["unread"].as_array().expect("a list").clone();
    let mut names: Vec<&str> = unread.iter().map(|of| of["name"].as_str().expect("a name")).collect();
    names.sort_unstable();
    assert_eq!(names, ["joined/inner", "notes.txt", "nothing", "two runs"]);
    let page = place.page("index.html");
    for name in names {
        assert!(page.contains(&format!("data-unread=\"{name}\"")), "{name}");
        assert!(err(&made).contains(name), "{name}: {}", err(&made));
    }
    assert!(page.contains("This holds 2 runs."), "{page:.100}");
}

#[test]
fn a_run_that_is_cut_is_on_the_site_and_marked() {
    let place = Place::new("site_cut");
    let whole = std::fs::read(fixture("v2.2/thresholds_fail/results.json.gz")).expect("the fixture");
    place.write("cut.json.gz", &whole[..whole.len() / 2]);
    assert_eq!(place.made(3), "1 run: 1 read, 0 known");
    assert!(!place.runs()[0]["incomplete"].as_array().expect("what is missing").is_empty());
    assert!(place.page("index.html").contains("▲ "));
    assert_eq!(place.made(3), "1 run: 0 read, 1 known", "it is as incomplete as before");
}

#[test]
fn what_cannot_be_done_is_said_before_anything_is_written() {
    let place = Place::new("site_usage");
    let refused = |made: &Output, part: &str| {
        assert_eq!(code(made), 2, "{}", err(made));
        assert!(err(made).contains(part), "{}", err(made));
        assert!(!place.public.join("index.html").exists());
    };
    refused(&place.make(&[]), "there is no run in this folder");
    place.write("run.json", run_at(0, 5.0, ""));
    place.write("sloscope.json", r#"{"titel": "x"}"#);
    refused(&place.make(&[]), "sloscope.json: this cannot be read: unknown field `titel`");
    std::fs::remove_file(place.results.join("sloscope.json")).expect("removed");
    let [results, public, app] = [&place.results, &place.public, &place.app].map(|path| path.to_str().expect("UTF-8"));
    refused(&sloscope(&["site", results, "--out", public, "--app", results]), "this is no built page");
    refused(&sloscope(&["site", "/no/such/folder", "--out", public, "--app", app]), "/no/such/folder");
    refused(&sloscope(&["site", results]), "--out");
    refused(&sloscope(&["site", results, "--out", results, "--app", app]), "--out is the folder of runs");
    // Nor is the page of somebody else, and a site of a later version.
    std::fs::create_dir_all(&place.public).expect("made");
    std::fs::write(place.public.join("index.html"), "<title>Ours</title>").expect("written");
    let made = place.make(&[]);
    assert_eq!((code(&made), place.page("index.html").as_str()), (2, "<title>Ours</title>"));
    assert!(err(&made).contains("would be lost"), "{}", err(&made));
    std::fs::remove_file(place.public.join("index.html")).expect("removed");
    std::fs::create_dir_all(place.public.join("data")).expect("made");
    std::fs::write(place.public.join("data/index.json"), r#"{"schema":"sloscope.site/2","made_by":"","runs":[]}"#)
        .expect("written");
    refused(&place.make(&[]), "a later version of sloscope wrote it");
}

#[test]
fn names_of_files_are_safe_in_addresses_pages_and_on_the_screen() {
    let place = Place::new("site_names");
    let names =
        ["<img src=x onerror=alert(1)>.json", "\u{1b}[31mred.json", "a&b=c#d%20.json", "RUN.json", "run.csv.json"];
    for (hour, name) in (0..).zip(names) {
        place.write(name, run_at(hour, 5.0, ""));
    }
    place.made(0);
    let mut ids: Vec<String> = place.runs().iter().map(|run| run["id"].as_str().expect("an id").to_owned()).collect();
    ids.sort();
    assert_eq!(ids, ["31mred", "a-b-c-d-20", "img-src-x-onerror-alert-1", "run", "run-2"]);
    let page = place.page("index.html");
    assert!(page.contains("&lt;img src=x onerror=alert(1)&gt;.json") && !page.contains("<img"), "it is text");
    assert!(!page.contains('\u{1b}') && !place.page("data/index.json").contains('\u{1b}'));
    assert!(page.contains("app/index.html?src=../data/a-b-c-d-20.slo#/report"));
}

#[test]
fn the_version_is_what_every_sample_says() {
    let place = Place::new("site_version");
    place.write("all.json", run_at(0, 5.0, r#""version":"1.4.2""#));
    place.write("some.json", run_at(1, 5.0, r#""version":"v1""#) + &run_at(1, 5.0, r#""group":"""#));
    place.write("two.json", run_at(2, 5.0, r#""version":"v1""#) + &run_at(2, 5.0, r#""version":"v2""#));
    place.write("release.json", run_at(3, 5.0, r#""release":"2026-11""#));
    place.made(0);
    let versions: Vec<Value> = place.runs().iter().map(|run| run["version"].clone()).collect();
    assert_eq!(versions, [Value::from("1.4.2"), Value::Null, Value::Null, Value::from("2026-11")]);
}

#[test]
fn no_secret_is_on_the_site() {
    let place = Place::new("site_secrets");
    let tags = r#""name":"https://alice:wonder@example.test/pay?token=sesame","scenario":"s""#;
    place.write("run", run_at(0, 5.0, tags));
    place.write("named?key=opensesame", run_at(1, 5.0, tags));
    let everything = || -> String {
        let mut all = String::new();
        for folder in ["", "data", "runs", "compare"] {
            for name in place.files(folder).iter().filter(|name| name.contains('.')) {
                let path = place.public.join(folder).join(name);
                all.push_str(name);
                match name.ends_with(".slo") {
                    true => all.push_str(&out(&sloscope(&[
                        "report",
                        "--keep-queries",
                        "--group-by",
                        "name",
                        path.to_str().expect("UTF-8"),
                    ]))),
                    false => all.push_str(&std::fs::read_to_string(path).expect("text")),
                }
            }
        }
        all
    };
    place.made(0);
    let said = everything();
    assert!(said.contains("example.test/pay"), "it looks where the secrets would be");
    for secret in ["alice", "wonder", "sesame"] {
        assert!(!said.contains(secret), "{secret}");
    }
    let kept = place.make(&["--keep-queries"]);
    assert_eq!(last_line(&kept), "2 runs: 2 read, 0 known", "they are not in the samples of the site");
    assert!(everything().contains("token=sesame") && !everything().contains("wonder"));
    assert_eq!(place.made(0), "2 runs: 1 read, 0 known, 1 judged again", "one has another name now");
    assert!(!everything().contains("sesame"), "they are taken out of the samples of the site");
}
