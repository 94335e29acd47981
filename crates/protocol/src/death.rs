//! Why a worker is of no use any more: its parts did not come, or it ended. Between workers that is a plain text, which the
//! script of a worker can say, too, before there is a module.

use std::fmt;

use serde::{Deserialize, Serialize};

/// In front of a text that a worker passes on, of a worker of its own that was not loaded.
const NOT_LOADED: &str = "not loaded: ";

/// Its text is for the developers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Death {
    /// The script or the module could not be fetched, or is not what it should be.
    NotLoaded(String),
    /// It started, and has ended since.
    Ended(String),
}

impl Death {
    /// What a worker says of its own death; before it `started`, most often its parts did not come.
    pub fn of_word(word: &str, started: bool) -> Self {
        match word.strip_prefix(NOT_LOADED) {
            Some(text) => Self::NotLoaded(text.to_owned()),
            // Where there is no memory for a module, browsers say it by this error.
            None if started || word.starts_with("RangeError") => Self::Ended(word.to_owned()),
            None => Self::NotLoaded(word.to_owned()),
        }
    }

    /// The inverse of [`Death::of_word`].
    pub fn word(&self) -> String {
        match self {
            Self::NotLoaded(text) => format!("{NOT_LOADED}{text}"),
            Self::Ended(text) => text.clone(),
        }
    }
}

impl fmt::Display for Death {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::NotLoaded(text) | Self::Ended(text)) = self;
        f.write_str(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_death_is_passed_on_by_a_word() {
        for (word, started, loaded) in [
            ("not loaded: worker.wasm (HTTP 404)", true, false),
            ("TypeError: Failed to fetch", false, false),
            ("RangeError: out of memory", false, true),
            ("sloscope 0.1.0 at src/x.rs:1: a panic", true, true),
        ] {
            let death = Death::of_word(word, started);
            assert_eq!(matches!(death, Death::Ended(_)), loaded, "{word}");
            let passed = Death::of_word(&death.word(), true);
            assert_eq!((passed.word(), matches!(passed, Death::Ended(_))), (death.word(), loaded), "{word}");
        }
    }
}
