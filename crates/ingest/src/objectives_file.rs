//! An objectives file among results: k6's `thresholds` object alone. It is read by [`sloscope_objectives::parse_objectives`],
//! also as it stands in a script (bare keys, single quotes, comments); this file only tells it from other texts.

use sloscope_model::metric::builtin;
use sloscope_model::options::{Declared, RunOptions};
use sloscope_objectives::{Expression, parse_objectives};

use super::Diagnostics;

/// A longer text is no objectives file.
const LONGEST: usize = 1 << 20;

/// What a text is, as far as objectives go.
pub(super) enum Guess {
    Objectives(RunOptions),
    /// Meant as objectives, but with a mistake: where and what.
    Mistake(String),
    Other,
}

pub(super) fn read(text: &[u8], diagnostics: &mut Diagnostics) -> Guess {
    let text = match std::str::from_utf8(text) {
        Ok(text) if text.len() <= LONGEST => text,
        _ => return Guess::Other,
    };
    if !text.starts_with(['{', 't', 'o', '/', '"', '\'']) || !text.contains(['<', '>', '=']) {
        return Guess::Other;
    }
    match parse_objectives(text) {
        Ok(objectives) => {
            if !objectives.iter().any(|o| Expression::parse(&o.expression).is_ok()) {
                return Guess::Other;
            }
            let thresholds = objectives.into_iter().map(|o| Declared {
                series: o.series,
                expression: o.expression,
                abort_on_fail: o.abort_on_fail,
                delay_abort_eval: o.delay_abort_eval,
            });
            let options = RunOptions { thresholds: thresholds.collect(), ..RunOptions::default() };
            diagnostics.lines += options.thresholds.len() as u64;
            diagnostics.used += options.thresholds.len() as u64;
            Guess::Objectives(options)
        }
        Err(error) if is_meant(text) => Guess::Mistake(error.to_string()),
        Err(_) => Guess::Other,
    }
}

/// A metric of k6's as a key, with something that can be read as an expression in quotes after it.
fn is_meant(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['"', '\'', '`']).collect();
    let known = |part: &&str| {
        let word = part.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '[' | '{'));
        let name = word.rsplit(|c: char| c.is_whitespace() || matches!(c, ',' | '{')).find(|w| !w.is_empty());
        builtin(word.split('{').next().unwrap_or_default()).or_else(|| builtin(name?)).is_some()
    };
    parts.iter().any(known) && parts.iter().any(|part| Expression::parse(part).is_ok())
}
