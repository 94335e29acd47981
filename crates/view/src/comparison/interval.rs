//! A difference as a drawing: its interval and its estimate against the band that matters, on one scale for a group of
//! rows; and the runs of both sides as dots. Places are shares of the width, so that a drawing fits any cell.

use sloscope_core::chart::round_numbers;
use sloscope_core::compare::{Row, words};
use sloscope_core::format;
use sloscope_core::stat::Unit;

use crate::element::{Element, classed, svg};
use crate::figures::hidden;

/// Room at both ends for what is marked there, in per cent of the width.
const EDGE: f64 = 7.0;
/// The scale reaches so many times the middle of all that is drawn: what is further off is marked at its edge.
const FURTHEST: f64 = 4.0;
/// And so many bands at least.
const BANDS: f64 = 2.0;

/// What differences are drawn as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum As {
    /// Shares of the baseline.
    Share,
    /// Differences of shares, in percentage points.
    Points,
}

/// How the difference of a row is drawn; `None` where there is nothing to draw.
pub(super) fn drawn_as(row: &Row) -> Option<As> {
    let found = row.difference?;
    match row.unit {
        Unit::Fraction => Some(As::Points),
        _ => (found.baseline != 0.0).then_some(As::Share),
    }
}

/// The scale of a group of rows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Scale {
    of: As,
    low: f64,
    high: f64,
}

/// A difference in the numbers of a scale: estimate, interval, band.
struct Placed {
    found: f64,
    ends: Option<(f64, f64)>,
    same: f64,
    beyond: f64,
}

fn placed(row: &Row) -> Option<Placed> {
    let (found, band) = (row.difference?, row.band?);
    let divisor = match drawn_as(row)? {
        As::Share => found.baseline.abs(),
        As::Points => 1.0,
    };
    let placed = Placed {
        found: found.absolute / divisor,
        ends: found.interval.map(|of| (of.low / divisor, of.high / divisor)),
        same: band.same / divisor,
        beyond: band.beyond / divisor,
    };
    // A share of next to nothing has no place.
    let (low, high) = placed.ends.unwrap_or_default();
    [placed.found, placed.same, placed.beyond, low, high].iter().all(|value| value.is_finite()).then_some(placed)
}

impl Scale {
    /// A scale for all rows that are drawn in one way; `None` where none is.
    pub fn of<'a>(rows: impl Iterator<Item = &'a Row>) -> Option<Self> {
        let rows: Vec<(As, Placed)> = rows.filter_map(|row| Some((drawn_as(row)?, placed(row)?))).collect();
        let (of, _) = rows.first()?;
        let reach =
            |at: &Placed| at.ends.map_or((at.found, at.found), |(low, high)| (low.min(at.found), high.max(at.found)));
        let mut far: Vec<f64> = rows.iter().map(|(_, at)| reach(at).0.abs().max(reach(at).1.abs())).collect();
        far.sort_by(f64::total_cmp);
        let middle = far.get((far.len() - 1) / 2).copied().unwrap_or(0.0);
        let band = rows.iter().map(|(_, at)| at.same).filter(|of| of.is_finite()).fold(0.0, f64::max);
        let most = (FURTHEST * middle).max(BANDS * band);
        let least = rows.iter().map(|(_, at)| reach(at).0).fold(-BANDS * band, f64::min).max(-most);
        // Nothing is lower than by all of it, unless an interval says so.
        let is_possible = *of == As::Share && rows.iter().all(|(_, at)| reach(at).0 >= -1.0);
        let low = if is_possible { least.max(-1.0) } else { least };
        let high = rows.iter().map(|(_, at)| reach(at).1).fold(BANDS * band, f64::max).min(most);
        let (low, high) = if high > low { (low, high) } else { (-0.1, 0.1) };
        (low.is_finite() && high.is_finite()).then_some(Self { of: *of, low, high })
    }

    /// Where a value lies, in per cent of the width.
    fn at(&self, value: f64) -> f64 {
        let share = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        EDGE + share * (100.0 - 2.0 * EDGE)
    }

    /// The labels of the scale, over its column.
    pub fn axis(&self) -> Element {
        let label = |value: f64| match self.of {
            As::Share if value > 1.5 => format!("{}×", format::exact(1.0 + value, Unit::Plain)),
            As::Share => words::relative(value),
            As::Points => words::signed(value, Unit::Fraction),
        };
        // Few labels fit; 0 alone is no scale.
        let most = [3, 4, 6].into_iter().map(|most| round_numbers(self.low, self.high, most)).find(|of| of.len() > 1);
        let labels = most.unwrap_or_default().into_iter().map(|value| {
            let text = if value == 0.0 { "0".to_owned() } else { label(value) };
            svg("text").attr("class", "tick middle").attr("x", percent(self.at(value))).attr("y", "13").child(text)
        });
        drawing("interval-axis", "18").children(labels)
    }

    /// The drawing of a row, with what it says of its edges.
    pub fn drawn(&self, row: &Row) -> Element {
        let cell = classed("div", "interval-place");
        let Some(at) = placed(row).filter(|_| drawn_as(row) == Some(self.of)) else { return cell };
        let mut picture = drawing("interval", "24")
            .child(span("same", (self.at(-at.same), self.at(at.same)), 0.0, 24.0))
            .child(span("beyond", (self.at(-at.beyond), self.at(at.beyond)), 0.0, 24.0))
            .child(upright("zero", self.at(0.0), 0.0, 24.0));
        let mut outside = Vec::new();
        if let Some((low, high)) = at.ends {
            picture = picture.child(line("range", (self.at(low), self.at(high))));
            for (end, edge, is_out) in [(low, self.low, low < self.low), (high, self.high, high > self.high)] {
                picture = match is_out {
                    true => picture.child(arrow(self.at(edge), end > 0.0)),
                    false => picture.child(upright("range", self.at(end), 8.0, 16.0)),
                };
            }
            outside.extend((low < self.low).then_some("begins below the scale"));
            outside.extend((high > self.high).then_some("ends above the scale"));
        }
        if at.found >= self.low && at.found <= self.high {
            let point = svg("circle").attr("class", "point").attr("cx", percent(self.at(at.found)));
            picture = picture.child(point.attr("cy", "12").attr("r", "4"));
        } else {
            outside.push("its estimate is outside of the scale");
        }
        let note = (!outside.is_empty()).then(|| hidden(format!("The interval {}.", outside.join(", "))));
        cell.child(picture).children(note)
    }
}

/// The runs of both sides as dots on the scale of the row: the baseline above, the candidate below.
pub(super) fn runs(row: &Row) -> Element {
    let all = || row.baseline.iter().chain(&row.candidate).copied();
    let (low, high) = all().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), v| (l.min(v), h.max(v)));
    let place = classed("div", "strip-place");
    if low > high || row.baseline.len() + row.candidate.len() < 3 {
        return place;
    }
    let at = |value: f64| if high > low { 5.0 + 90.0 * (value - low) / (high - low) } else { 50.0 };
    let dots = |class: &'static str, values: &[f64], y: &'static str| {
        let dot = |value: &f64| {
            let of = svg("circle").attr("class", class).attr("cx", percent(at(*value)));
            of.attr("cy", y).attr("r", "3")
        };
        values.iter().map(dot).collect::<Vec<_>>()
    };
    let shown =
        |values: &[f64]| values.iter().map(|value| format::value(*value, row.unit)).collect::<Vec<_>>().join(", ");
    let text = format!("Baseline: {}. Candidate: {}.", shown(&row.baseline), shown(&row.candidate));
    let picture = drawing("strip", "24")
        .child(level("strip-line", "7"))
        .child(level("strip-line", "17"))
        .children(dots("one1", &row.baseline, "7"))
        .children(dots("one2", &row.candidate, "17"));
    place.attr("title", text.clone()).child(picture).child(hidden(text))
}

fn percent(value: f64) -> String {
    format!("{:.2}%", value)
}

fn drawing(class: &'static str, height: &'static str) -> Element {
    svg("svg").attr("class", class).attr("width", "100%").attr("height", height).attr("aria-hidden", "true")
}

fn span(class: &'static str, (from, to): (f64, f64), top: f64, height: f64) -> Element {
    svg("rect")
        .attr("class", class)
        .attr("x", percent(from))
        .attr("width", percent((to - from).max(0.0)))
        .attr("y", top.to_string())
        .attr("height", height.to_string())
}

fn line(class: &'static str, (from, to): (f64, f64)) -> Element {
    let line = svg("line").attr("class", class).attr("x1", percent(from)).attr("x2", percent(to));
    line.attr("y1", "12").attr("y2", "12")
}

fn level(class: &'static str, y: &'static str) -> Element {
    svg("line").attr("class", class).attr("x1", "0%").attr("x2", "100%").attr("y1", y).attr("y2", y)
}

fn upright(class: &'static str, x: f64, top: f64, bottom: f64) -> Element {
    let line = svg("line").attr("class", class).attr("x1", percent(x)).attr("x2", percent(x));
    line.attr("y1", top.to_string()).attr("y2", bottom.to_string())
}

/// It goes on beyond the edge.
fn arrow(x: f64, to_right: bool) -> Element {
    let d = if to_right { "M-1 6L6 12L-1 18Z" } else { "M1 6L-6 12L1 18Z" };
    let place = svg("svg").attr("class", "outside").attr("x", percent(x));
    place.child(svg("path").attr("d", d))
}
