//! What a reader made of the view: what is open, what was searched, in which time zone. The page answers with signals,
//! so that a part is drawn again when what it asked for changes; without a browser it is a plain value.

use std::sync::Arc;

use sloscope_core::chart::{Chart, ChartKind};
use sloscope_core::time::Nanos;

use crate::element::Element;

/// A part that opens and closes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disclosure {
    /// It keeps its state under this name.
    pub name: String,
    /// It is open until somebody closes it.
    pub is_open_at_first: bool,
    /// It is open on paper, and in a file. Otherwise it is too long for that.
    pub is_on_paper: bool,
}

impl Disclosure {
    /// One that is closed at first.
    pub fn new(name: String) -> Self {
        Self { name, is_open_at_first: false, is_on_paper: true }
    }

    /// Too long for paper unless the reader opened it.
    pub fn by_hand_only(self) -> Self {
        Self { is_on_paper: false, ..self }
    }
}

/// What was searched in a list, and how much of it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListState {
    /// A number that no other list of the page has.
    pub number: usize,
    /// What was searched.
    pub search: String,
    /// So many rows are shown.
    pub shown: usize,
}

/// The time zone in which times are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// That of the reader.
    Local,
    /// Coordinated universal time.
    Utc,
    /// As the files have it.
    File,
}

/// So many rows of a list are shown at first, and so many more each time.
pub const STEP: usize = 50;

/// What the view is drawn by, besides the report. What is not answered is as it is at first.
pub trait ViewState {
    /// Whether a part is open.
    fn is_open(&self, disclosure: &Disclosure) -> bool {
        disclosure.is_open_at_first
    }

    /// The state of the list of this name.
    fn list(&self, _name: &str) -> ListState {
        ListState { number: 0, search: String::new(), shown: STEP }
    }

    /// The time zone of moments.
    fn zone(&self) -> Zone {
        Zone::File
    }

    /// The reader's own offset from UTC at a moment, in minutes.
    fn local_offset(&self, _at: Nanos) -> i16 {
        0
    }

    /// The report is of a test that goes on.
    fn is_going(&self) -> bool {
        false
    }

    /// There is no view to scroll in: it is on paper, or in a file.
    fn is_paper(&self) -> bool {
        false
    }

    /// It is a file, in which nobody answers: what is closed is drawn, too.
    fn is_file(&self) -> bool {
        false
    }

    /// The form of the objective at this place, or of a new one, while it is open.
    fn objective_form(&self, _at: Option<usize>) -> Option<Element> {
        None
    }

    /// What was searched in the breakdown.
    fn breakdown_search(&self) -> String {
        String::new()
    }

    /// The name of the column by which the breakdown is sorted, behind a minus if the largest is first; empty: by p95.
    fn breakdown_sort(&self) -> String {
        String::new()
    }

    /// The heads of columns of the breakdown that are not shown.
    fn hidden_columns(&self) -> Vec<String> {
        vec![HIDDEN_AT_FIRST.to_owned()]
    }

    /// The first row of the breakdown that is drawn.
    fn first_row(&self) -> usize {
        0
    }

    /// What became of copying and saving the breakdown.
    fn breakdown_status(&self) -> &'static str {
        ""
    }

    /// A chart, if it is drawn.
    fn chart(&self, _kind: ChartKind) -> Option<Arc<Chart>> {
        None
    }

    /// What is said in place of a chart that will not come.
    fn no_chart(&self) -> Option<&'static str> {
        None
    }

    /// The drawing of a chart with what the page adds to it: a cursor, gestures.
    fn with_gestures(&self, plot: Element, _chart: &Arc<Chart>) -> Element {
        plot
    }

    /// The place of the finding whose span is marked in all charts of time.
    fn marked_finding(&self) -> Option<usize> {
        None
    }

    /// The row of a chart under the cursor, and whether it is on this chart and not on another.
    fn cursor(&self, _chart: &Arc<Chart>) -> Option<(usize, bool)> {
        None
    }
}

/// The column of the breakdown that is hidden until somebody shows it.
pub const HIDDEN_AT_FIRST: &str = "p90 (ms)";

/// The view as it is at first.
#[derive(Clone, Copy, Debug, Default)]
pub struct AtFirst;

impl ViewState for AtFirst {}

/// The view on paper or in a file: everything is open, and there is nobody who could ask for more.
#[derive(Clone, Debug, Default)]
pub struct Whole {
    /// What is drawn.
    pub charts: Vec<Arc<Chart>>,
}

impl ViewState for Whole {
    fn is_open(&self, disclosure: &Disclosure) -> bool {
        disclosure.is_open_at_first || disclosure.is_on_paper
    }

    fn list(&self, _name: &str) -> ListState {
        ListState { number: 0, search: String::new(), shown: usize::MAX }
    }

    fn is_paper(&self) -> bool {
        true
    }

    fn is_file(&self) -> bool {
        true
    }

    fn hidden_columns(&self) -> Vec<String> {
        Vec::new()
    }

    fn no_chart(&self) -> Option<&'static str> {
        Some("Not drawn: a file holds the charts of the worst objectives only.")
    }

    fn chart(&self, kind: ChartKind) -> Option<Arc<Chart>> {
        self.charts.iter().find(|chart| chart.ask.kind == kind).cloned()
    }
}
