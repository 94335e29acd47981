//! VUs over time. They carry no tags: a filter does not narrow them.

use sloscope_model::format;
use sloscope_model::series::Series;
use sloscope_model::stat::Unit;

use super::{Canvas, number, per_span};
use crate::chart::{Chart, FLAT, Shape, TimeSeries, Trace};
use crate::report::assemble::rows::Rows;

pub fn vus(canvas: &Canvas, rows: Rows, chart: &mut Chart) -> Option<()> {
    let rows = Rows { kept: None, ..rows };
    let of =
        |metric: &str| rows.select(&Series::metric(metric)).map(|s| (number(&s, &rows), s)).filter(|(n, _)| *n > 0);
    let (busy, allocated) = (of("vus"), of("vus_max"));
    let samples = busy.iter().chain(&allocated).map(|(n, _)| *n).max()?;
    let grid = canvas.grid(samples, 1)?;
    let (start, length, spans) = grid.spans();
    let highest = |selected: &super::Selected| -> Vec<Option<f64>> {
        let each = selected.split(start, length, spans).into_iter();
        each.map(|values| values.into_iter().reduce(f64::max)).collect()
    };
    let mut course = canvas.course(&grid, Unit::Count);
    let mut most = [None; 2];
    for (at, (class, label, found)) in
        [("s1", "at work", busy), ("plan", "allocated", allocated)].into_iter().enumerate()
    {
        let Some((_, selected)) = found else { continue };
        let values = highest(&selected);
        most[at] = values.iter().flatten().copied().reduce(f64::max);
        course.whole.extend(most[at].map(|most| (label.to_owned(), most, Unit::Count)));
        course.traces.push(Trace { class, label: label.to_owned(), unit: Unit::Count, shape: Shape::Step, values });
    }
    if canvas.ask.lane {
        keep_apart(&mut course, most);
    }
    if let [Some(busy), allocated] = most {
        let words = format!("{} at work at most", format::counted_of(busy, "VU"));
        chart.title = match allocated {
            Some(all) if busy >= all => format!("{words}: all that were allocated"),
            Some(all) => format!("{words}, of {} allocated", format::value(all, Unit::Count)),
            None => words,
        };
    }
    chart.subtitle = format!("VUs, {}, the highest", per_span(&grid));
    if canvas.build.query.tags.len() + canvas.build.query.without.len() > 0 {
        chart.subtitle.push_str("; VUs carry no tags, so these are all");
    }
    course.draw(chart);
    if let Some(all) = course.traces.iter().find(|t| t.class == "plan" && t.shape == Shape::Hidden).and(most[1]) {
        chart.unit = format!("{} allocated", format::value(all, Unit::Count));
    }
    Some(())
}

/// If more than this many times the VUs at work are allocated, a line for them would flatten the other one: the text
/// gives their number instead.
fn keep_apart(course: &mut TimeSeries, most: [Option<f64>; 2]) {
    if let [Some(busy), Some(all)] = most {
        let hidden = course.traces.iter_mut().filter(|t| t.class == "plan" && all > FLAT * busy);
        hidden.for_each(|trace| trace.shape = Shape::Hidden);
    }
}
