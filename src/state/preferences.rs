//! What the user prefers: the theme, which outlives the session, and what of a run copies and files have.

use leptos::prelude::*;

use sloscope_core::sharing::Sharing;

use crate::platform::effect::effect;
use crate::platform::{page, storage};

#[derive(Clone, Copy)]
pub struct Preferences {
    pub theme: RwSignal<Theme>,
    /// What copies and files have.
    pub sharing: RwSignal<Sharing>,
}

impl Preferences {
    pub fn new() -> Self {
        Self { theme: theme(), sharing: RwSignal::default() }
    }
}

const KEY: &str = "sloscope.theme";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    fn parse(text: &str) -> Self {
        match text {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub fn next(self) -> Self {
        match self {
            Self::Auto => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::Auto,
        }
    }
}

/// The theme, kept in the browser and applied to the page.
fn theme() -> RwSignal<Theme> {
    let theme = RwSignal::new(storage::get(KEY).map(|text| Theme::parse(&text)).unwrap_or_default());
    effect(move || {
        let theme = theme.get();
        match theme {
            Theme::Auto => storage::remove(KEY),
            // If it is not kept, it still holds until the page is left.
            _ => drop(storage::set(KEY, theme.name())),
        }
        page::set_root_attribute("data-theme", (theme != Theme::Auto).then(|| theme.name()));
    });
    theme
}
