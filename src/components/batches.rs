//! Long tables, drawn a batch of rows a frame, so that the page answers meanwhile. What was drawn once is drawn at once
//! when the report changes: nothing jumps.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use leptos::prelude::*;

use super::disclosure::{Disclosures, Part};
use super::element::{Element, dynamic, el};
use super::table::{Column, frame};

/// Adds rows of the table to a body.
pub type Rows = Arc<dyn Fn(Range<usize>, Element) -> Element + Send + Sync>;

/// A table of `rows` rows in batches of `size`.
#[inline(never)]
pub fn long_table(
    known: Disclosures,
    name: Cow<'static, str>,
    columns: &[Column],
    rows: usize,
    size: usize,
    draw: Rows,
) -> Element {
    let mut table = el("table").add(draw(0..rows.min(size), el("tbody")));
    let mut waiting = Vec::new();
    for start in (size..rows).step_by(size) {
        let batch = known.part(format!("{name} from {start}")).by_hand_only();
        let draw = Arc::clone(&draw);
        waiting.push(batch.clone());
        table = table.view(dynamic(move || {
            let body = el("tbody");
            if batch.is_open() { draw(start..rows.min(start + size), body) } else { body }
        }));
    }
    next(waiting.into_iter());
    frame(name, columns, table)
}

/// Draws the next batch in the next frame.
fn next(mut waiting: std::vec::IntoIter<Part>) {
    if let Some(batch) = waiting.find(|batch| !batch.was_opened()) {
        request_animation_frame(move || {
            batch.toggle();
            next(waiting);
        });
    }
}
