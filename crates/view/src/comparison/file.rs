//! A comparison as one HTML file, as that of a report: nothing is loaded, and no script is in it or allowed.

use std::sync::Arc;

use sloscope_core::compare::{Align, Comparison, Overlay, OverlayAsk, words};

use super::comparison;
use crate::element::{classed, el};
use crate::file::still;
use crate::state::Whole;

/// What is asked for to be drawn in a file, whose charts are scaled to their place.
pub const OVERLAY: OverlayAsk = OverlayAsk { width: 1300, half: 640, align: Align::Start };

/// The file, without the query strings of addresses unless they are to be kept.
pub fn html_file(shown: &Comparison, overlay: Overlay, keep_queries: bool) -> String {
    let (shown, overlay) = match keep_queries {
        true => (shown.clone(), overlay),
        false => (shown.without_queries(), overlay.without_queries()),
    };
    let title = format!("{}: comparison of load tests", words::word(&shown));
    let written = format!("Written by sloscope {}.", env!("CARGO_PKG_VERSION"));
    let body = classed("article", "report")
        .child(comparison(&Arc::new(shown), Some(&Arc::new(overlay))))
        .child(el("footer").child(classed("p", "hint").child(written)));
    still(&Whole::default(), title, body, include_str!("../../../../static/css/compare.css"))
}
