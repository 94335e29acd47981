//! The routes of the page, behind `#`: static hosts have no rewrite rules.

/// A place in the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Route {
    #[default]
    Start,
    Report,
}

impl Route {
    /// Unknown routes lead to the start.
    pub fn parse(hash: &str) -> Self {
        match hash.trim_start_matches('/') {
            "report" => Self::Report,
            _ => Self::Start,
        }
    }

    pub fn hash(self) -> &'static str {
        match self {
            Self::Start => "/",
            Self::Report => "/report",
        }
    }
}
