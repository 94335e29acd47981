//! The slowest requests, one dot each, with their tags.

use sloscope_model::format;
use sloscope_model::stat::Unit;
use sloscope_model::time::Nanos;
use sloscope_store::{TagSetId, TagTable};

use super::{Canvas, number, times};
use crate::chart::{Axis, Chart, ChartRow, ChartTable, Frame, Key, Margins, TableColumn};
use crate::report::assemble::rows::Rows;

/// So many are drawn: more would hide each other.
const MOST: usize = 200;
/// The tags that tell most of a request, in this order; then all others.
const FIRST: [&str; 5] = ["name", "method", "status", "error_code", "scenario"];
/// What every request has and what tells nothing of it.
const LEFT_OUT: [&str; 3] = ["proto", "expected_response", "url"];

pub fn draw(canvas: &Canvas, rows: Rows, chart: &mut Chart) -> Option<()> {
    let (selected, label) = times(&rows)?;
    let samples = number(&selected, &rows);
    let found: Vec<(Nanos, TagSetId, f64)> = selected.largest(MOST);
    let largest = found.first()?.2;
    let clock = &canvas.build.clock;
    let (from, to) = canvas.span()?;
    let (from, to) = (clock.ms(from), clock.ms(to));
    let plot = canvas.plot(Margins::CHART);
    let smallest = found.iter().map(|f| f.2).filter(|v| *v > 0.0).reduce(f64::min);
    let up = match smallest.filter(|_| chart.log) {
        Some(low) => Axis::log_up(low * 0.9, largest * 1.1, Unit::Millis, plot.height()),
        None => Axis::up(largest, Unit::Millis, plot.height()),
    };
    let (width, height) = canvas.size();
    let mut frame = Frame::new(width, height, plot, &Axis::time(from, to, plot.width()), &up);
    frame.uprights("stageline", &canvas.stage_marks());
    let (x, y) = (frame.x, frame.y);
    let tags = &rows.store.tags;
    let failed = |set| tags.get(set, "expected_response") == Some("false");
    let dots = |wanted: bool| {
        let some = found.iter().filter(|f| failed(f.1) == wanted);
        some.map(|(time, _, value)| (x.at(clock.ms(*time)), y.at(*value))).collect::<Vec<_>>()
    };
    frame.scene.dots("dot", dots(false));
    frame.scene.dots("dot failed", dots(true));
    let some_failed = found.iter().filter(|f| failed(f.1)).count();
    chart.keys = vec![Key { class: "dot".to_owned(), label: "request".to_owned() }];
    if some_failed > 0 {
        chart.keys.push(Key { class: "dot failed".to_owned(), label: "failed request".to_owned() });
    }
    let table = found.iter().map(|(time, set, value)| ChartRow {
        at: clock.ms(*time),
        x: x.at(clock.ms(*time)),
        y: Some(y.at(*value)),
        label: format::moment(clock.ms(*time)),
        values: vec![Some(*value)],
        note: note(tags, *set),
    });
    chart.table = ChartTable {
        first: "Ended at".to_owned(),
        columns: vec![TableColumn { label: "duration".to_owned(), unit: Unit::Millis }],
        rows: table.collect(),
        ..ChartTable::default()
    };
    let values =
        found.iter().flat_map(|(_, set, _)| tags.iter(*set)).filter(|(_, value)| value.contains(['?', '#', ';', '%']));
    chart.values.extend(values.map(|(key, value)| (key.to_owned(), value.to_owned())));
    chart.time = Some((from, to));
    let ms = format::value(largest, Unit::Millis);
    chart.title = format!("The slowest request took {ms}, at {}", format::moment(clock.ms(found[0].0)));
    chart.subtitle = format!(
        "{} in ms, the slowest {} of {}",
        label.to_lowercase(),
        format::count(found.len() as u64),
        format::count(samples)
    );
    let least = found.last().map_or(0.0, |f| f.2);
    chart.description = format!(
        "{} from {} to {ms}. The slowest: {}.",
        format::counted(found.len() as u64, "request"),
        format::value(least, Unit::Millis),
        note(tags, found[0].1)
    );
    chart.scene = frame.scene;
    Some(())
}

/// The tags of a request in a line, the telling ones first. The address is left out where a name stands for it.
fn note(tags: &TagTable, set: TagSetId) -> String {
    let named = tags.get(set, "name").is_some();
    let mut parts: Vec<String> =
        FIRST.iter().filter_map(|key| Some(format!("{key} = {}", tags.get(set, key)?))).collect();
    let rest = tags.iter(set).filter(|(key, value)| {
        let left_out = LEFT_OUT.contains(key) && (*key != "url" || named);
        !FIRST.contains(key) && !left_out && !value.is_empty()
    });
    parts.extend(rest.map(|(key, value)| format!("{key} = {value}")));
    parts.join(", ")
}
