//! What is missing of the inputs, or of the run, that a verdict rests on.

use super::findings::is_without_load;
use crate::format;
use crate::run::Run;

/// What is said of a run of which only set-up or tear-down left samples: a verdict on them is none on the load.
pub fn without_load(run: &Run) -> Option<String> {
    let samples = run.samples.as_ref()?;
    let text = "no iteration ended: all of what was measured is of set-up or tear-down";
    is_without_load(&samples.file.store).then(|| text.to_owned())
}

/// What is missing of inputs, in a few words each: "results.json is cut short"; empty if everything is there.
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
    let told = |name: &str, all: &[String]| all.iter().any(|told| *told == format!("{name} is cut short"));
    for (input, partly) in run.unread.iter().zip(&run.partly_read) {
        if !told(&input.name, &all) {
            let whole = if *partly { " as a whole" } else { "" };
            all.push(format!("{} could not be read{whole}", input.name));
        }
    }
    all
}
