//! All texts of a comparison: query strings of addresses are left out of whatever is written, unless they are asked for.

use sloscope_model::format::{Holds, Queries};
use sloscope_model::names::holds;

use crate::Overlay;
use crate::model::{Comparison, Side};

impl Overlay {
    /// Without query strings of addresses.
    pub fn without_queries(self) -> Self {
        let of = |chart: sloscope_analysis::chart::Chart| chart.without_queries().unwrap_or(chart);
        Self { lanes: self.lanes.into_iter().map(of).collect(), ..self }
    }
}

impl Comparison {
    /// Without query strings of addresses; those that differ stay apart by a number.
    pub fn without_queries(&self) -> Self {
        let mut queries = Queries::default();
        let mut all = self.clone();
        for tag in all.rows.iter().flat_map(|row| &row.series.tags) {
            queries.learn(&tag.1, holds(&tag.0));
        }
        let Self {
            verdict: _,
            headline,
            design: _,
            baseline,
            candidate,
            comparability,
            changes,
            rows,
            notes,
            kept: _,
            aa: _,
            bootstrap: _,
        } = &mut all;
        let mut leave_out = |text: &mut String, holds: Holds| *text = queries.left_out(text, holds).into_owned();
        for row in rows.iter_mut() {
            row.series.tags.iter_mut().for_each(|(key, value)| leave_out(value, holds(key)));
            leave_out(&mut row.sentence, Holds::Text);
            row.why.iter_mut().for_each(|why| leave_out(why, Holds::Text));
            row.gate.iter_mut().for_each(|gate| leave_out(&mut gate.limit, Holds::Text));
        }
        for Side { label, parts } in [baseline, candidate] {
            leave_out(label, Holds::Text);
            for part in parts {
                leave_out(&mut part.label, Holds::Text);
                part.sources.iter_mut().for_each(|source| leave_out(source, Holds::Value));
                part.stages.iter_mut().for_each(|(name, _)| leave_out(name, Holds::Text));
            }
        }
        for concern in comparability {
            leave_out(&mut concern.text, Holds::Text);
            leave_out(&mut concern.evidence, Holds::Text);
        }
        for change in &mut changes.objectives {
            leave_out(&mut change.title, Holds::Text);
        }
        for failure in &mut changes.failures {
            leave_out(&mut failure.what, Holds::Text);
        }
        leave_out(headline, Holds::Text);
        notes.iter_mut().for_each(|note| leave_out(note, Holds::Text));
        all
    }
}
