//! What the address of a comparison holds: links and kept runs of both sides, and the question. Files on this machine
//! cannot stand there: their names are a text of this entry of the browser's history, so that a reload can say which to
//! choose again. Options have the names that they have on the command line.
//!
//! ```text
//! #/compare?v=1&baseline=URL&candidate=URL&candidate=kept:ID&limit=http_req_duration+p(95)+%2B5%25&anyway
//! #/compare?v=1&both=URL&by=version:a,b&blocks=version&window=10s..1m30s&where=name=/search&local=3,3
//! ```
//! `local`: how many files of each side the address lacks.

use sloscope_core::compare::{Align, Limit, Question, Selection, SidesAsk};
use sloscope_core::format::{read_moment, tag_without_users, unescape, without_users};
use sloscope_core::report::{Window, escaped, moment_of_address};

/// The only version.
const VERSION: &str = "1";
/// A name of the options of each side.
const SIDES: [&str; 2] = ["baseline", "candidate"];
/// The beginning of the history's text.
const LOCAL: &str = "compare 1";

/// A comparison, as far as an address can hold it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparing {
    /// Links as written, and kept runs as `kept:ID`.
    pub sources: [Vec<String>; 2],
    /// How many files of each side are missing in the address.
    pub local: [usize; 2],
    /// Both sides are of the files of the first.
    pub both: bool,
    /// What the sides are.
    pub sides: SidesAsk,
    /// How to compare.
    pub question: Question,
    /// Where the sides are laid on each other.
    pub align: Align,
}

impl Comparing {
    /// Reads what stands behind `?`; what cannot be read is left out, and all of it where the version is not known.
    pub fn read(text: &str) -> Self {
        let mut found = Self::default();
        for (name, value) in parts(text) {
            let plain = || without_users(&unescape(value)).into_owned();
            match name {
                "v" if value != VERSION => return Self::default(),
                "both" => {
                    found.both = true;
                    found.sources[0].push(plain());
                }
                "baseline" => found.sources[0].push(plain()),
                "candidate" => found.sources[1].push(plain()),
                "local" => {
                    let mut counts = value.split(',').map(|count| count.parse().unwrap_or_default());
                    found.local = [0, 1].map(|_: usize| counts.next().unwrap_or_default());
                }
                "together" => found.both = true,
                "by" => found.sides.by = by(value),
                "blocks" => found.sides.blocks = Some(unescape(value).into_owned()),
                "aa" => (found.sides.aa, found.question.aa) = (true, true),
                "limit" => found.question.limits.extend(Limit::parse(&plain()).ok()),
                "single-run" => found.question.single_run = true,
                "align" => found.align = Align::Stage(unescape(value).into_owned()),
                "anyway" => found.question.anyway = true,
                _ => match SIDES.iter().position(|side| name.starts_with(side)) {
                    Some(at) => {
                        let option = name[SIDES[at].len()..].trim_start_matches('-');
                        select(&mut found.sides.selections[at], option, value);
                    }
                    None => found.sides.selections.iter_mut().for_each(|selection| select(selection, name, value)),
                },
            }
        }
        found
    }

    /// The inverse of [`Comparing::read`]; empty where there is nothing to say.
    pub fn write(&self) -> String {
        let mut text = String::new();
        let mut put = |name: &str, value: &str| {
            text.push_str(if text.is_empty() { "v=1&" } else { "&" });
            text.push_str(name);
            if !value.is_empty() {
                text.push('=');
                text.push_str(value);
            }
        };
        let names = if self.both { ["both", "candidate"] } else { SIDES };
        for (name, sources) in names.iter().zip(&self.sources) {
            sources.iter().for_each(|source| put(name, &escaped(&without_users(source))));
        }
        if self.both && self.sources[0].is_empty() {
            put("together", "");
        }
        if self.local != [0, 0] {
            put("local", &format!("{},{}", self.local[0], self.local[1]));
        }
        let SidesAsk { by, blocks, aa, selections: [first, second] } = &self.sides;
        if let Some((tag, a, b)) = by {
            put("by", &format!("{}:{},{}", part(tag), part(a), part(b)));
        }
        blocks.iter().for_each(|tag| put("blocks", &escaped(tag)));
        if *aa {
            put("aa", "");
        }
        if first == second {
            options(first).for_each(|(name, value)| put(name, &value));
        } else {
            for (side, selection) in SIDES.iter().zip([first, second]) {
                options(selection).for_each(|(name, value)| put(&format!("{side}-{name}"), &value));
            }
        }
        self.question.limits.iter().for_each(|limit| put("limit", &escaped(&without_users(&limit.text))));
        for (name, is) in [("single-run", self.question.single_run), ("anyway", self.question.anyway)] {
            if is {
                put(name, "");
            }
        }
        if let Align::Stage(stage) = &self.align {
            put("align", &escaped(stage));
        }
        text
    }
}

/// The names of the local files of both sides, as a text of the browser's history.
pub fn write_local(names: &[Vec<String>; 2]) -> String {
    if names.iter().all(Vec::is_empty) {
        return String::new();
    }
    // No name of a file has these characters in it.
    format!("{LOCAL}\n{}\n{}", names[0].join("\0"), names[1].join("\0"))
}

/// The inverse of [`write_local`].
pub fn read_local(text: &str) -> [Vec<String>; 2] {
    let mut lines = text.strip_prefix(LOCAL).unwrap_or_default().split('\n').skip(1);
    [0, 1].map(|_: usize| {
        lines.next().unwrap_or_default().split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    })
}

fn parts(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('&').map(|part| part.split_once('=').unwrap_or((part, "")))
}

/// A text in which nothing divides.
fn part(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}

fn by(value: &str) -> Option<(String, String, String)> {
    let (tag, values) = value.split_once(':')?;
    let (a, b) = values.split_once(',')?;
    let [tag, a, b] = [tag, a, b].map(|part| unescape(part).into_owned());
    (a != b && !tag.is_empty()).then_some((tag, a, b))
}

fn select(selection: &mut Selection, option: &str, value: &str) {
    let tag = || {
        let (key, value) = value.split_once('=')?;
        Some((without_users(&unescape(key)).into_owned(), tag_without_users(&unescape(value)).into_owned()))
    };
    match option {
        "window" => selection.window = window(value),
        "stage" => selection.stage = Some(unescape(value).into_owned()),
        "where" => selection.tags.extend(tag()),
        "without" => selection.without.extend(tag()),
        _ => {}
    }
}

/// `10s..1m30s`; without an end it goes on to the end of the run.
fn window(text: &str) -> Option<Window> {
    let (from, to) = text.split_once("..")?;
    let moment = |text: &str, blank| if text.is_empty() { Some(blank) } else { read_moment(&unescape(text)) };
    let window = Window { start_ms: moment(from, 0.0)?, end_ms: moment(to, Window::LAST_MS)? };
    (window.start_ms < window.end_ms).then_some(window)
}

fn options(selection: &Selection) -> impl Iterator<Item = (&'static str, String)> {
    let Selection { window, stage, tags, without } = selection;
    let window = window.map(|window| {
        let end = if window.end_ms < Window::LAST_MS { moment_of_address(window.end_ms) } else { String::new() };
        ("window", format!("{}..{end}", moment_of_address(window.start_ms)))
    });
    let stage = stage.as_ref().map(|stage| ("stage", escaped(stage)));
    let tag = |name| move |(key, value): &(String, String)| (name, format!("{}={}", escaped(key), escaped(value)));
    window.into_iter().chain(stage).chain(tags.iter().map(tag("where"))).chain(without.iter().map(tag("without")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags(tags: &[(&str, &str)]) -> Vec<(String, String)> {
        tags.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    fn there_and_back(comparing: &Comparing) -> String {
        let text = comparing.write();
        assert!(text.is_ascii() && !text.contains([' ', '#', '?', '"', '<']), "{text}");
        assert_eq!(&Comparing::read(&text), comparing, "{text}");
        text
    }

    #[test]
    fn what_is_written_is_read_back() {
        assert_eq!(there_and_back(&Comparing::default()), "");
        let sources = [
            vec!["results/base_1.json.gz".to_owned(), "https://x.test/a?b=c&d=e#f".to_owned()],
            vec!["kept:0123456789abcdef".to_owned()],
        ];
        let files = Comparing { sources: sources.clone(), local: [0, 2], ..Comparing::default() };
        assert_eq!(
            there_and_back(&files),
            "v=1&baseline=results/base_1.json.gz&baseline=https://x.test/a%3Fb%3Dc%26d%3De%23f&candidate=kept:0123456789abcdef&local=0,2"
        );
        let question = Question {
            limits: vec![Limit::parse("http_req_duration{name:/a b} p(95) +5%").expect("a limit")],
            single_run: true,
            anyway: true,
            ..Question::default()
        };
        let odd = Selection {
            window: Some(Window { start_ms: 10_000.0, end_ms: 50_500.0 }),
            stage: Some("peak (a & b)".to_owned()),
            tags: tags(&[("name", "http://x/y?a=b&c=d#e"), ("a=b", "50 % 'é' \u{1f642}"), ("empty", "")]),
            without: tags(&[("group", "::setup")]),
        };
        let sides = SidesAsk {
            by: Some(("ver:s,ion".to_owned(), "a,b".to_owned(), "c:d=&".to_owned())),
            blocks: Some("ver:s,ion".to_owned()),
            aa: false,
            selections: [odd.clone(), odd.clone()],
        };
        let one = Comparing {
            sources: [sources[0].clone(), Vec::new()],
            both: true,
            sides,
            question,
            ..Comparing::default()
        };
        let one = Comparing { align: Align::Stage("peak 1".to_owned()), ..one };
        let text = there_and_back(&one);
        assert!(text.contains("&by=ver%3As%2Cion:a%2Cb,c%3Ad%3D%26&blocks="), "{text}");
        assert!(text.contains("&window=10s..50.500s&stage="), "{text}");
        let of_sides = |first: &Selection, second: &Selection| Comparing {
            both: true,
            sides: SidesAsk { selections: [first.clone(), second.clone()], ..SidesAsk::default() },
            ..Comparing::default()
        };
        let open =
            Selection { window: Some(Window { start_ms: 0.0, end_ms: Window::LAST_MS }), ..Selection::default() };
        let text = there_and_back(&of_sides(&open, &odd));
        assert!(text.starts_with("v=1&together&baseline-window=0s..&candidate-window=10s..50.500s&candidate-stage="));
        let aa = SidesAsk { aa: true, ..SidesAsk::default() };
        let question = Question { aa: true, ..Question::default() };
        assert_eq!(there_and_back(&Comparing { sides: aa, question, ..Comparing::default() }), "v=1&aa");
    }

    /// The pages of a site write such addresses themselves.
    #[test]
    fn the_links_of_a_site_are_read() {
        use sloscope_core::site::{Index, compare_link};
        let text = r#"{"schema": "sloscope.site/1", "made_by": "", "runs": [
            {"id": "a", "name": "A", "files": [], "judged_by": "", "verdict": "pass", "headline": "", "figures": []},
            {"id": "b-2", "name": "B", "files": [], "judged_by": "", "verdict": "fail", "headline": "", "figures": []}
        ]}"#;
        let runs = Index::read(text).expect("an index").runs;
        let limits = [Limit::parse("http_req_duration p(95) +5%").expect("a limit")];
        let link = compare_link("", [&[&runs[0]], &[&runs[1], &runs[0]]], &limits);
        let found = Comparing::read(link.split_once('?').expect("a question").1);
        let source = |id: &str| format!("../data/{id}.slo");
        assert_eq!(found.sources, [vec![source("a")], vec![source("b-2"), source("a")]]);
        assert_eq!(found.question.limits, limits);
    }

    #[test]
    fn what_cannot_be_read_is_left_out() {
        for text in ["", "v=2&baseline=x", "v=1", "v=1&by=x&by=x:a,a&by=:a,b", "v=1&limit=nothing", "v=1&window=9s..1s"]
        {
            assert_eq!(Comparing::read(text), Comparing::default(), "{text}");
        }
    }

    #[test]
    fn no_user_name_is_in_an_address() {
        let sources = [vec!["https://me:secret@x.test/a.json".to_owned()], Vec::new()];
        let text = Comparing { sources, ..Comparing::default() }.write();
        assert_eq!(text, "v=1&baseline=https://x.test/a.json");
        let read = Comparing::read("v=1&baseline=https://me:secret@x.test/a.json&where=name=https://me:pw@x.test/");
        assert_eq!(read.sources[0], ["https://x.test/a.json"]);
        assert_eq!(read.sides.selections[0].tags, tags(&[("name", "https://x.test/ [user left out]")]));
    }

    #[test]
    fn names_of_local_files_outlive_a_reload() {
        let names = [vec!["base_1.json.gz".to_owned(), "a b.json".to_owned()], vec!["slower.json".to_owned()]];
        assert_eq!(read_local(&write_local(&names)), names);
        let none = [Vec::new(), Vec::new()];
        assert_eq!(write_local(&none), "");
        for text in ["", "1\0results.json", "compare 1"] {
            assert_eq!(read_local(text), none, "{text:?}");
        }
    }
}
