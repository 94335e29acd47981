//! The routes of the page, behind `#`: static hosts have no rewrite rules.

/// A place in the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Route {
    #[default]
    Start,
    Report,
    Run,
}

impl Route {
    /// Unknown routes lead to the start. What follows a question mark is the question to the run.
    pub fn parse(hash: &str) -> Self {
        let (place, _) = parts(hash);
        match place.trim_start_matches('/') {
            "report" => Self::Report,
            "run" => Self::Run,
            _ => Self::Start,
        }
    }

    pub fn hash(self) -> &'static str {
        match self {
            Self::Start => "/",
            Self::Report => "/report",
            Self::Run => "/run",
        }
    }
}

/// The place and the question of a hash, `/report?v=1&from=10s`.
pub fn parts(hash: &str) -> (&str, &str) {
    hash.split_once('?').unwrap_or((hash, ""))
}
