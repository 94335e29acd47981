//! Charts on the page: the drawing of any scene, the cursor and the window that all charts of time share, and which of
//! them are on the screen. What they show is the core's; nothing here knows one chart from another.

mod gestures;
mod overlay;
mod places;

use leptos::prelude::*;
use sloscope_core::chart::{Chart, ChartAsk, ChartKind};
use sloscope_core::report::Window;

pub use gestures::{hold, listen, place};
pub use overlay::{moment, overlay, pixel, rect};
pub use places::watch;

use sloscope_view::figure;

use crate::platform::page;
use crate::state::session::Session;

/// Where the cursor stands: on a row of a chart and, if that is one of time, at that moment on all others.
#[derive(Clone, Copy, PartialEq)]
pub struct Cursor {
    pub chart: ChartKind,
    pub row: usize,
    pub ms: Option<f64>,
    /// The moment at which it is drawn: the middle of its span.
    pub middle: Option<f64>,
}

/// An element, and where it was on the screen, in pixels.
#[derive(Clone, PartialEq)]
pub struct Still {
    selector: String,
    top: f64,
}

impl Still {
    fn of(selector: String) -> Option<Self> {
        let top = page::find(&selector)?.get_bounding_client_rect().top();
        Some(Self { selector, top })
    }

    /// Scrolls it back to where it was, if what is above it has become higher or lower.
    pub fn hold(&self) {
        let moved = || page::find(&self.selector).map(|found| found.get_bounding_client_rect().top() - self.top);
        moved().into_iter().for_each(page::scroll_by);
        // At the top of the page there is nothing to scroll: the panel stays as high as it was.
        if let Some(up) = moved().filter(|moved| *moved < -1.0) {
            page::keep_height(".panel", Some(-up));
        }
    }
}

/// What the charts of a page share.
#[derive(Clone, Copy)]
pub struct Board {
    pub session: Session,
    pub cursor: RwSignal<Option<Cursor>>,
    /// A span of time that is being marked, in ms: where it began, where it is now.
    pub mark: RwSignal<Option<(f64, f64)>>,
    /// The place of the finding whose span is marked.
    pub finding: RwSignal<Option<usize>>,
    /// What stays where it is while the next report is drawn.
    pub still: RwSignal<Option<Still>>,
    /// Pointers that are down on a chart: id, pixel and moment where each went down.
    pub down: RwSignal<Vec<(i32, f64, f64)>>,
    /// Charts whose scale of values, linear or logarithmic, is not their usual one.
    pub turned: RwSignal<Vec<ChartKind>>,
    /// What [`ChartKind::Series`] is of.
    pub chosen: RwSignal<ChartAsk>,
}

impl Board {
    pub fn new(session: Session) -> Self {
        Self {
            session,
            cursor: RwSignal::new(None),
            mark: RwSignal::new(None),
            finding: RwSignal::new(None),
            still: RwSignal::new(None),
            down: RwSignal::new(Vec::new()),
            turned: RwSignal::default(),
            chosen: session.address.chart,
        }
    }

    /// The span of the finding that is marked.
    pub fn finding(self) -> Option<Window> {
        let at = self.finding.get()?;
        self.session.question.report.with(|report| report.as_ref()?.findings.get(at)?.window)
    }

    /// The same from a chart, which stays where it is on the screen.
    pub fn take_at(self, kind: ChartKind, span: Option<(f64, f64)>) {
        self.still.set(Still::of(format!("#{}", figure::id(kind))));
        self.take(span);
    }

    /// Takes a span of time as the window of the report, `None` the whole run.
    pub fn take(self, span: Option<(f64, f64)>) {
        self.mark.set(None);
        let mut query = self.session.question.query.get_untracked();
        // A tenth of a second is as fine as charts are.
        let tenth = |ms: f64| (ms / 100.0).round() * 100.0;
        let window = span.map(|(a, b)| Window { start_ms: tenth(a.min(b)).max(0.0), end_ms: tenth(a.max(b)) });
        let window = window.map(|w| Window { end_ms: w.end_ms.max(w.start_ms + 100.0), ..w });
        if query.window != window {
            query.window = window;
            self.session.ask(query);
        }
    }

    /// The row of a chart under the cursor.
    pub fn row(self, kind: ChartKind, chart: &Chart) -> Option<usize> {
        let cursor = self.cursor.get()?;
        if cursor.chart == kind {
            return (cursor.row < chart.table.rows.len()).then_some(cursor.row);
        }
        let (ms, (from, to)) = (cursor.ms?, chart.time?);
        // Single points have no value at other moments.
        let rows = &chart.table.rows;
        if ms < from || ms > to || rows.first().is_none_or(|row| row.y.is_some()) {
            return None;
        }
        rows.partition_point(|row| row.at <= ms).checked_sub(1)
    }
}
