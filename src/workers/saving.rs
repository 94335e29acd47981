//! Files of a run: its samples as k6's NDJSON, its numbers as k6's summary.

use js_sys::{Array, Uint8Array};
use sloscope_core::export::{K6Json, k6_summary};
use sloscope_core::names::PRACTICE;
use sloscope_core::report::Query;
use sloscope_core::run::Session;
use sloscope_core::sharing::Sharing;
use sloscope_protocol::{Refused, SaveRequest, Saving};
use web_sys::File;

/// Bytes of a file that are written at once.
const PART: usize = 1 << 20;

/// Writes a file in memory.
pub fn save(session: &Session, request: SaveRequest) -> Result<File, Refused> {
    let SaveRequest { what, sharing: Sharing { keep_queries, .. } } = request;
    let parts = Array::new();
    let push = |text: &str| parts.push(&Uint8Array::from(text.as_bytes()));
    let (store, thresholds) = session.samples().ok_or(Refused::NoSamples)?;
    match what {
        Saving::Samples => {
            // In parts: a run may be longer than a text can be.
            let lines = K6Json::new(store, thresholds).saved_as(session.name().unwrap_or_default());
            let mut lines = if keep_queries { lines } else { lines.without_queries() };
            loop {
                let mut text = String::new();
                let more = lines.write(&mut text, PART);
                push(&text);
                if !more {
                    break;
                }
            }
        }
        Saving::Summary => {
            let report = session.report(&Query::default()).ok_or(Refused::NoReport)?;
            push(&k6_summary(&report, keep_queries));
        }
        Saving::Runs => return Err(Refused::NotHeld),
    }
    let practice = store.tags.has_key(PRACTICE);
    let name = match what {
        Saving::Samples => "results.json",
        Saving::Summary => "summary.json",
        Saving::Runs => "run.slo",
    };
    let name = if practice { format!("practice-{name}") } else { name.to_owned() };
    file(&name, &parts)
}

/// A file in memory.
pub fn file(name: &str, parts: &Array) -> Result<File, Refused> {
    File::new_with_u8_array_sequence(parts, name).map_err(|_| Refused::NoFile)
}
