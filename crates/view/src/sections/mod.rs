//! The sections of the report, a file each: functions from a report, and some of them from the state of the view, to
//! elements. What is read of the state is drawn again when it changes.

pub mod banner;
pub mod breakdown;
pub mod breakdown_table;
pub mod charts;
pub mod checks;
pub mod errors;
pub mod findings;
pub mod latency;
pub mod load;
mod markers;
pub mod metrics;
pub mod narrow;
mod objective_detail;
pub mod objectives;
pub mod overall;
pub mod overview;
pub mod panel;
pub mod reading;
mod rows;
pub mod runs;
pub mod sources;
pub mod stages;
pub mod timeline;

use crate::element::{Element, Text, classed, el};
use crate::name::prose;

/// The sections of a report in a file, where a list leads to them: ids and names.
pub const SECTIONS: [(&str, &str); 16] = [
    ("findings", "What stands out"),
    ("overview", "Overview"),
    ("objectives", "Objectives"),
    ("overall", "Overall"),
    ("latency", "Latency"),
    ("load", "Load"),
    ("stages", "Stages"),
    ("timeline", "Timeline"),
    ("charts", "Charts"),
    ("metrics", "All metrics"),
    ("breakdown", "Breakdown"),
    ("checks", "Checks"),
    ("errors", "Errors"),
    ("reading", "Reading notes"),
    ("sources", "Files"),
    ("remarks", "Changes"),
];

/// A section with its heading, to which links lead.
pub fn section(id: &'static str, title: &'static str) -> Element {
    let heading = format!("{id}-title");
    classed("section", "part")
        .attr("id", id)
        .attr("aria-labelledby", heading.clone())
        .child(el("h2").attr("id", heading).attr("tabindex", "-1").child(title))
}

/// A sentence under a heading or a table.
pub fn hint(text: impl Into<Text>) -> Element {
    prose(classed("p", "hint"), &text.into())
}
