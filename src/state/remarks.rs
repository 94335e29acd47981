//! What was changed before a run, noted by the user and kept in the browser, by the run.

use serde::{Deserialize, Serialize};
use sloscope_core::report::{DurationFrom, Remarks, Report};

use crate::platform::storage;

/// What is stored; a type of its own, so that the model can change.
#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    server: String,
    test: String,
}

/// A run is known by its start and what it counts: the same files opened again, in any form, are the same run.
fn key(report: &Report) -> String {
    let start = report.run.start.unwrap_or_default();
    let run = &report.run;
    // What samples tell of the length was told otherwise once; from first to last sample it is always the same.
    let of_samples = run.observed_ms.filter(|_| run.duration_from == Some(DurationFrom::ObservedSpan));
    let duration = of_samples.or(run.duration_ms).unwrap_or_default().round();
    format!("sloscope.remarks.{start}.{duration}")
}

pub fn load(report: &Report) -> Remarks {
    let stored = storage::get(&key(report)).and_then(|text| serde_json::from_str::<Stored>(&text).ok());
    match stored {
        Some(Stored { version: 1, server, test }) => Remarks { server, test },
        _ => Remarks::default(),
    }
}

/// False if the browser did not keep them.
pub fn save(report: &Report, remarks: &Remarks) -> bool {
    if *remarks == Remarks::default() {
        storage::remove(&key(report));
        return true;
    }
    let stored = Stored { version: 1, server: remarks.server.clone(), test: remarks.test.clone() };
    serde_json::to_string(&stored).is_ok_and(|text| storage::set(&key(report), &text))
}
