//! What the two sides of a comparison are, as a user describes them, and the sides that this makes of what was read: the
//! same for the command line and the page.

use serde::{Deserialize, Serialize};

use sloscope_analysis::session::Session;
use sloscope_model::format;

use crate::blocks::blocks;
use crate::compare::Sides;
use crate::parts::{Part, Selection, parts};

/// What the two sides are. The default: all runs of the files of each side.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SidesAsk {
    /// A tag and the values that the samples of baseline and candidate have.
    pub by: Option<(String, String, String)>,
    /// The sides are blocks of one run, by this tag, which changes back and forth; `by` may name its values.
    pub blocks: Option<String>,
    /// Every other run is the candidate: all runs are of one thing.
    pub aa: bool,
    /// What of each run counts, of the baseline and of the candidate.
    pub selections: [Selection; 2],
}

impl SidesAsk {
    /// The same files can be both sides: this says what each side of them is.
    pub fn splits(&self) -> bool {
        let [baseline, candidate] = &self.selections;
        self.by.is_some() || self.blocks.is_some() || self.aa || baseline != candidate
    }

    /// The same with the sides in each other's place. Blocks stay as they are where nobody names the values of their tag.
    pub fn swapped(&self) -> Self {
        let [baseline, candidate] = self.selections.clone();
        let by = self.by.clone().map(|(tag, a, b)| (tag, b, a));
        Self { by, selections: [candidate, baseline], ..self.clone() }
    }
}

/// The sides of what was read; without a `second` session both are of the first. The error says what is missing.
pub fn sides<'a>(ask: &SidesAsk, first: &'a Session, second: Option<&'a Session>) -> Result<Sides<'a>, String> {
    let [of_first, of_second] = &ask.selections;
    if let Some(tag) = &ask.blocks {
        let by = ask.by.as_ref().filter(|(of, ..)| of == tag);
        let values = by.map(|(_, a, b)| (a.as_str(), b.as_str()));
        let found = blocks(first, tag, values, of_first)?;
        let label = |(value, parts): (String, Vec<Part<'a>>)| (format!("{tag} = {value}"), parts);
        let (baseline, candidate) = (label(found.baseline), label(found.candidate));
        return Ok(Sides { baseline, candidate, paired: true, blocks: true, left_out: found.left_out });
    }
    if ask.aa {
        let mut all = parts(first, of_first)?;
        all.sort_by_key(|part| part.facts.start);
        let every_other = |odd: usize| all.iter().skip(odd).step_by(2).cloned().collect::<Vec<_>>();
        let side = |odd: usize| (runs(&every_other(odd)), every_other(odd));
        return Ok(Sides { baseline: side(0), candidate: side(1), paired: false, blocks: false, left_out: 0 });
    }
    let of = |session: &'a Session, selection: &Selection, value: Option<&str>| -> Result<_, String> {
        let (selection, label) = match ask.by.as_ref().zip(value) {
            Some(((tag, ..), value)) => (selection.with(tag, value), Some(format!("{tag} = {value}"))),
            None => (selection.clone(), None),
        };
        let parts = parts(session, &selection)?;
        Ok((label.unwrap_or_else(|| runs(&parts)), parts))
    };
    let values = ask.by.as_ref().map(|(_, a, b)| (a.as_str(), b.as_str()));
    let baseline = of(first, of_first, values.map(|values| values.0))?;
    let candidate = of(second.unwrap_or(first), of_second, values.map(|values| values.1))?;
    Ok(Sides { baseline, candidate, paired: second.is_none(), blocks: false, left_out: 0 })
}

/// "base_1, 23 Nov 2026 21:41", "6 runs".
fn runs(parts: &[Part]) -> String {
    match parts {
        [one] => one.facts.label.clone(),
        several => format::counted(several.len() as u64, "run"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_set_of_files_is_enough_where_something_says_what_its_sides_are() {
        let by = SidesAsk { by: Some(("version".into(), "a".into(), "b".into())), ..SidesAsk::default() };
        let blocks = SidesAsk { blocks: Some("version".into()), ..SidesAsk::default() };
        let aa = SidesAsk { aa: true, ..SidesAsk::default() };
        let stage = Selection { stage: Some("peak".into()), ..Selection::default() };
        let stages = SidesAsk { selections: [Selection::default(), stage.clone()], ..SidesAsk::default() };
        for ask in [&by, &blocks, &aa, &stages] {
            assert!(ask.splits(), "{ask:?}");
        }
        let same = SidesAsk { selections: [stage.clone(), stage], ..SidesAsk::default() };
        assert!(!same.splits() && !SidesAsk::default().splits());
    }

    #[test]
    fn sides_that_are_swapped_twice_are_as_they_were() {
        let window = Selection { tags: vec![("a".into(), "b".into())], ..Selection::default() };
        let ask = SidesAsk {
            by: Some(("version".into(), "a".into(), "b".into())),
            blocks: Some("version".into()),
            aa: false,
            selections: [Selection::default(), window],
        };
        let swapped = ask.swapped();
        assert_eq!(swapped.by, Some(("version".into(), "b".into(), "a".into())));
        assert_eq!(swapped.selections[1], Selection::default());
        assert_eq!(swapped.swapped(), ask);
    }
}
