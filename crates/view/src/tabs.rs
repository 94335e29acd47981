//! The tabs of a report, and which of its sections stands in which.

/// A tab: a part of the report with an address of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// The verdict, six figures, what was missed, what stands out.
    #[default]
    Summary,
    /// What happened when.
    Timeline,
    /// The requests, by name or by another tag.
    Endpoints,
    /// Every objective, and the editor of them.
    Objectives,
    /// Failed requests and checks.
    Errors,
    /// Every metric that the files have.
    Metrics,
    /// The test, its files, and what the reader noted.
    Files,
    /// All of them, one below the other: to search in and to print.
    All,
}

impl Tab {
    /// In the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Summary,
        Self::Timeline,
        Self::Endpoints,
        Self::Objectives,
        Self::Errors,
        Self::Metrics,
        Self::Files,
        Self::All,
    ];

    /// Its name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Summary => "summary",
            Self::Timeline => "timeline",
            Self::Endpoints => "endpoints",
            Self::Objectives => "objectives",
            Self::Errors => "errors",
            Self::Metrics => "metrics",
            Self::Files => "files",
            Self::All => "all",
        }
    }

    /// The inverse of [`Tab::name`].
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.name() == name)
    }

    /// Its name for readers.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Summary => "Summary",
            Self::Timeline => "Timeline",
            Self::Endpoints => "Endpoints",
            Self::Objectives => "Objectives",
            Self::Errors => "Errors & checks",
            Self::Metrics => "All metrics",
            Self::Files => "Files & notes",
            Self::All => "Everything",
        }
    }

    /// Whether it shows what stands in another one.
    pub fn shows(self, other: Self) -> bool {
        self == other || self == Self::All
    }

    /// The tab of a section, by the section's id.
    pub fn of_section(id: &str) -> Self {
        match id {
            "timeline" | "charts" | "load" => Self::Timeline,
            "breakdown" | "latency" => Self::Endpoints,
            "objectives" => Self::Objectives,
            "checks" | "errors" => Self::Errors,
            "overall" | "metrics" => Self::Metrics,
            "overview" | "reading" | "sources" | "remarks" => Self::Files,
            _ => Self::Summary,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sections::SECTIONS;

    #[test]
    fn names_are_read_back() {
        for tab in Tab::ALL {
            assert_eq!(Tab::of_name(tab.name()), Some(tab));
        }
        assert_eq!(Tab::of_name("elsewhere"), None);
    }

    #[test]
    fn every_tab_but_the_last_has_sections() {
        for tab in Tab::ALL.into_iter().filter(|tab| *tab != Tab::All) {
            assert!(SECTIONS.iter().any(|(id, _)| Tab::of_section(id) == tab), "{tab:?}");
        }
    }
}
