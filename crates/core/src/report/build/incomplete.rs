//! What is missing of the files that a verdict rests on.

use crate::format;
use crate::run::Run;

/// What is missing, in a few words each: "results.json is cut short"; empty if everything is there.
pub fn incomplete(run: &Run) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(samples) = &run.samples {
        all.extend(samples.cut.iter().map(|(name, _)| format!("{name} is cut short")));
        if samples.lost > 0 {
            all.push(format!("{} that held samples could not be read", format::counted(samples.lost, "line")));
        }
    } else {
        // A recording of the dashboard that ends before its end: its numbers are of what was recorded.
        let cut = run.summaries.iter().filter(|attached| attached.cut);
        all.extend(cut.map(|attached| format!("{} ends before the run does", attached.name)));
    }
    all
}
