//! When an objective was worst: the one definition. Its statistic is taken in consecutive spans of 10 s from the start of
//! what is shown; the worst span is the one that is furthest beyond the limit, or nearest to it where none is beyond.

use sloscope_model::format;
use sloscope_model::metric::MetricType;
use sloscope_model::stat::Unit;
use sloscope_objectives::Expression;

use super::WindowValue;

/// Spans, judged.
#[derive(Default)]
pub(crate) struct Spans {
    /// Each with what it came to.
    pub windows: Vec<WindowValue>,
    /// The first one that misses the limit.
    pub first: Option<WindowValue>,
    /// The one that is furthest beyond the limit, or nearest to it; of several alike the first.
    pub worst: Option<WindowValue>,
}

/// Judges each span. A rate per second may be off by the one sample by which a whole number differs from it.
pub(crate) fn judged(expression: &Expression, kind: Option<MetricType>, windows: &[WindowValue]) -> Spans {
    let per_second = kind == Some(MetricType::Counter);
    let kept = |w: &WindowValue| w.measured.map(|v| expression.holds(v) || per_second && within_one(expression, v, w));
    let windows: Vec<WindowValue> = windows.iter().map(|w| WindowValue { kept: kept(w), ..*w }).collect();
    let room = |w: &&WindowValue| {
        let margin = w.measured.and_then(|v| expression.margin(v)).map_or(f64::INFINITY, |margin| margin.absolute);
        (w.kept == Some(true), margin)
    };
    let measured = || windows.iter().filter(|w| w.measured.is_some());
    let first = measured().find(|w| w.kept == Some(false)).copied();
    let worst = measured().min_by(|a, b| room(a).0.cmp(&room(b).0).then(room(a).1.total_cmp(&room(b).1))).copied();
    Spans { windows, first, worst }
}

/// A rate over a short span rests on a whole number of samples: of a steady 200/s, spans of 10 s hold 1,999, 2,000 or
/// 2,001. A limit that one sample more or less would meet is not missed.
fn within_one(expression: &Expression, measured: f64, window: &WindowValue) -> bool {
    #[allow(clippy::cast_precision_loss)]
    let one = if window.samples == 0 { return false } else { measured / window.samples as f64 };
    expression.holds(measured + one) || expression.holds(measured - one)
}

/// "missed in 3 of 3 spans of 10 s, first at 0:00, worst at 0:20 with 316.5 ms"; "met in all 3 spans of 10 s, nearest to
/// the limit at 0:20 with 311.5 ms". `None` where there are fewer than two: one that is all there is says nothing more.
pub(crate) fn in_words(windows: &[WindowValue], worst: Option<&WindowValue>, limit: f64, unit: Unit) -> Option<String> {
    let of = windows.iter().filter(|w| w.kept.is_some()).count() as u64;
    let mut missed = windows.iter().filter(|w| w.kept == Some(false));
    let at = |w: &WindowValue| format::moment(w.start_ms);
    let (worst, value) = worst.and_then(|w| Some((w, w.measured?))).filter(|_| of > 1)?;
    let worst = format!("at {} with {}", at(worst), format::against(value, limit, unit));
    Some(match missed.next() {
        Some(first) => {
            let count = format::count(missed.count() as u64 + 1);
            let spans = format::counted(of, "span");
            format!("missed in {count} of {spans} of 10 s, first at {}, worst {worst}", at(first))
        }
        None => format!("met in {} of 10 s, nearest to the limit {worst}", format::some_of(of, of, "span")),
    })
}
