//! A chart in words, for readers who do not see it: its span, and of each line where it is lowest and highest.

use sloscope_model::format;

use super::time_series::{Shape, TimeSeries, Trace};

/// A course: its span, then each trace.
pub fn course(course: &TimeSeries) -> String {
    let (Some(from), Some(to)) = (course.edges_ms.first(), course.edges_ms.last()) else {
        return String::new();
    };
    let mut text = format!(
        "From {} to {}, {}.",
        format::moment(*from),
        format::moment(*to),
        format::counted(course.edges_ms.len().saturating_sub(1) as u64, "span")
    );
    for trace in course.traces.iter().filter(|t| t.shape != Shape::Hidden) {
        text.push(' ');
        text.push_str(&of_trace(trace, &course.edges_ms));
    }
    for limit in &course.limits {
        text.push_str(&format!(" Limit: {}.", limit.label));
    }
    for (at, (from, to)) in course.broken_ms.iter().enumerate() {
        if at == 5 {
            text.push_str(&format!(" And in {} further spans.", course.broken_ms.len() - at));
            break;
        }
        text.push_str(&format!(" Objective missed from {} to {}.", format::moment(*from), format::moment(*to)));
    }
    text
}

fn of_trace(trace: &Trace, edges: &[f64]) -> String {
    let known = || trace.values.iter().enumerate().filter_map(|(at, v)| v.map(|v| (at, v)));
    let lowest = known().min_by(|a, b| a.1.total_cmp(&b.1));
    let highest = known().max_by(|a, b| a.1.total_cmp(&b.1));
    let at = |(at, value): (usize, f64)| {
        format!("{} at {}", format::value(value, trace.unit), format::moment(edges.get(at).copied().unwrap_or(0.0)))
    };
    match (lowest, highest) {
        (Some(low), Some(high)) if low.1 == high.1 => {
            format!("{}: {} throughout.", trace.label, format::value(low.1, trace.unit))
        }
        (Some(low), Some(high)) => format!("{}: lowest {}, highest {}.", trace.label, at(low), at(high)),
        _ => format!("{}: no values.", trace.label),
    }
}
