//! What must hold for any input, as functions of bytes: no panic, no overflow, equal results however a file was cut,
//! what is written reads back. A target panics if it does not hold. The loop in `main` mutates the repository's fixtures
//! under stable Rust; `fuzz/` hands the same functions to libFuzzer.

mod corpus;
mod exports;
mod mutate;
mod targets;

pub use corpus::{corpus, dictionary, fixtures};
pub use mutate::Mutator;

/// One function and the inputs that it starts from.
pub struct Target {
    pub name: &'static str,
    /// What it checks, a phrase.
    pub what: &'static str,
    run: fn(&[u8]),
}

impl Target {
    pub fn named(name: &str) -> Option<&'static Self> {
        TARGETS.iter().find(|target| target.name == name)
    }

    /// Panics if what the target checks does not hold.
    pub fn run(&self, input: &[u8]) {
        (self.run)(input);
    }
}

/// For the entry points of libFuzzer.
pub fn run(name: &str, input: &[u8]) {
    match Target::named(name) {
        Some(target) => target.run(input),
        None => panic!("there is no target {name:?}"),
    }
}

pub const TARGETS: [Target; 14] = [
    Target {
        name: "samples",
        what: "NDJSON, CSV, arrays and prefixed lines: cut, packed, in parts, exported",
        run: targets::files::samples,
    },
    Target {
        name: "documents",
        what: "summaries, dashboards, options, archives: cut, packed, exported",
        run: targets::files::documents,
    },
    Target { name: "session", what: "several files of one run, joined and exported", run: targets::files::session },
    Target {
        name: "stored",
        what: "stored reports: cut, packed, exported, written and read back",
        run: targets::files::stored,
    },
    Target {
        name: "objectives",
        what: "thresholds: expressions, series and files are written and read back",
        run: targets::texts::objectives,
    },
    Target {
        name: "plan",
        what: "plan JSON is written and read back, described and exported",
        run: targets::plans::plan,
    },
    Target { name: "import", what: "cURL, HAR and k6 options become plans", run: targets::plans::import },
    Target {
        name: "form",
        what: "fields of the page: stages, checks, objectives, headers, data",
        run: targets::plans::form,
    },
    Target {
        name: "templates",
        what: "placeholders of requests, and templates of addresses",
        run: targets::texts::templates,
    },
    Target {
        name: "addresses",
        what: "users and queries in any text: none stays, and twice is as once",
        run: targets::addresses::addresses,
    },
    Target {
        name: "link",
        what: "addresses of the page: packed plans, and queries, asked of a run",
        run: targets::texts::link,
    },
    Target {
        name: "messages",
        what: "messages of workers, and questions of any kind",
        run: targets::messages::messages,
    },
    Target { name: "parts", what: "samples on their way to another worker", run: targets::messages::parts },
    Target { name: "packed", what: "packed runs: any bytes, and read back the same", run: targets::packed::packed },
];
