//! What a reader can do with a report, by name: handlers are data, and the page carries them out.

use sloscope_core::chart::ChartKind;
use sloscope_core::compare::Align;
use sloscope_core::report::{Cited, Window};
use sloscope_core::slo::Objective;

use crate::state::{Disclosure, Zone};

/// What an event asks for. What was typed or chosen is the value of the event's field.
#[derive(Clone, Debug, PartialEq)]
pub enum Action {
    /// Opens what is closed, and closes what is open.
    Toggle(Disclosure),
    /// Searches the list of this name for what is typed.
    SearchList(String),
    /// Shows more rows of the list of this name; of so many batches are shown.
    ShowMore(String, usize),
    /// Tells moments in this time zone.
    SetZone(Zone),
    /// Reports the run that is chosen, by its place.
    ChooseRun,
    /// Reports this span of time only.
    SetWindow(Window),
    /// Shows the table, chart or objective that a finding cites.
    Show(Cited),
    /// Reports samples with these tags only.
    Only(Vec<(String, String)>),
    /// Judges by these objectives instead of those that the files state.
    JudgeBy(Vec<Objective>),
    /// Opens the form of the objective at this place, or of a new one.
    EditObjective(Option<usize>),
    /// Searches the breakdown for what is typed.
    SearchBreakdown,
    /// Sorts the breakdown by the column of this name, behind a minus with the largest first.
    SortBreakdown(String),
    /// Shows or hides the column with this head.
    ToggleColumn(String),
    /// Adds the percentile that is typed to the columns of latency.
    AddPercentile,
    /// The breakdown was scrolled.
    ScrollBreakdown,
    /// Copies the breakdown as CSV.
    CopyBreakdown,
    /// Saves the breakdown as CSV.
    SaveBreakdown,
    /// Marks the span of the finding with this place in all charts of time, or of none.
    MarkFinding(Option<usize>),
    /// Lays the values of a chart on the other scale, linear or logarithmic.
    TurnScale(ChartKind),
    /// Saves a chart as SVG.
    SaveSvg(ChartKind),
    /// Saves a chart as PNG.
    SavePng(ChartKind),
    /// Does something with a comparison; a report has none.
    Compare(OnComparison),
}

/// What a reader can do with a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnComparison {
    /// Copies it as Markdown.
    CopyMarkdown,
    /// Saves it as one HTML file.
    SaveHtml,
    /// Lays the sides on each other here.
    Align(Align),
    /// Compares what should not be compared, or no more.
    Anyway(bool),
    /// Lets one run a side decide, or no more.
    SingleRun(bool),
}
