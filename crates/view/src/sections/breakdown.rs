//! The breakdown by one or two tags, if one was asked for: search, columns, and the table of its rows.

use std::sync::Arc;

use sloscope_core::metric::MetricType;
use sloscope_core::report::{Report, words};

use super::{breakdown_table, hint};
use crate::action::Action;
use crate::button::{button, plain};
use crate::disclosure::disclosure;
use crate::element::{Element, classed, el, part};
use crate::state::{Disclosure, ViewState};

/// The table, if one was asked for.
pub fn found(report: &Arc<Report>) -> Element {
    let stack = classed("div", "stack");
    let Some(found) = &report.breakdown else { return stack };
    let stack = stack.child(classed("p", "statement").child(words::breakdown(found)));
    if found.rows.is_empty() {
        return stack;
    }
    stack
        .child(tools(breakdown_table::heads(found), found.kind == MetricType::Trend))
        .child(breakdown_table::table(report))
        .children(words::breakdown_notes(found).into_iter().map(hint))
}

/// Search, columns, and the table as CSV.
fn tools(heads: Vec<String>, is_trend: bool) -> Element {
    // Only what was typed before is read: the field shows what is typed into it.
    let field = part(|state| {
        el("input")
            .attr("type", "text")
            .attr("aria-label", "Search the values")
            .attr("placeholder", "Search")
            .attr("data-field", "search")
            .attr("autocomplete", "off")
            .value(state.breakdown_search())
            .on("input", Action::SearchBreakdown)
    });
    let copy = button("copy-csv", "Copy as CSV", Action::CopyBreakdown);
    let save = button("download-csv", "Download CSV", Action::SaveBreakdown);
    let columns = move |state: &dyn ViewState| {
        let hidden = state.hidden_columns();
        let toggle = |head: &String| {
            let toggle = button("column", head.clone(), Action::ToggleColumn(head.clone()));
            toggle.attr("aria-pressed", (!hidden.contains(head)).to_string())
        };
        let percentile = is_trend.then(|| {
            let field = el("input")
                .attr("type", "text")
                .attr("placeholder", "p(99.5)")
                .attr("data-field", "percentile")
                .attr("autocomplete", "off")
                .attr("spellcheck", "false")
                .on("change", Action::AddPercentile);
            // Leaving the field, for the button too, is what adds.
            classed("span", "percentile")
                .child(el("label").child("Another percentile ").child(field))
                .child(plain("add-percentile").child("Add"))
        });
        classed("div", "breakdown-columns")
            .attr("role", "group")
            .attr("aria-label", "Columns")
            .children(heads.iter().map(toggle))
            .children(percentile)
    };
    let columns = disclosure(Disclosure::new("breakdown columns".to_owned()), "Columns", columns);
    let status = part(|state| el("span").child(state.breakdown_status()));
    classed("div", "breakdown-tools")
        .child(field)
        .child(copy)
        .child(save)
        .child(classed("p", "hint").attr("role", "status").child(status))
        .child(columns)
        .control()
}
