//! What is missing of the inputs, or of the run, that a verdict rests on.

use sloscope_dataset::Run;
use sloscope_model::format;

use super::findings::is_without_load;

/// What is said of a run of which only set-up or tear-down left samples: a verdict on them is none on the load.
pub fn without_load(run: &Run) -> Option<String> {
    let samples = run.samples.as_ref()?;
    let text = "no iteration ended: everything that was measured belongs to set-up or tear-down";
    is_without_load(&samples.file.store).then(|| text.to_owned())
}

/// What is missing of inputs, in a few words each: "results.json is cut short"; empty if everything is there.
pub fn incomplete(run: &Run) -> Vec<String> {
    let mut all = Vec::new();
    if let Some(stored) = &run.stored {
        all.extend(stored.incomplete.iter().flatten().cloned());
    } else if let Some(samples) = &run.samples {
        all.extend(samples.cut.iter().map(|(name, _)| format!("{name} is cut short")));
        if samples.lost > 0 {
            all.push(format!("{} that held samples could not be read", format::counted(samples.lost, "line")));
        }
    } else {
        // A recording of the dashboard that ends before its end: its numbers are of what was recorded.
        let cut = run.summaries.iter().filter(|attached| attached.cut);
        all.extend(cut.map(|attached| format!("{} ends before the run does", attached.name)));
    }
    let is_reported = |name: &str| all.iter().any(|line| *line == format!("{name} is cut short"));
    let unread = run.unread.iter().zip(&run.partly_read);
    let open: Vec<_> = unread.filter(|(input, _)| !is_reported(&input.name)).collect();
    for (is_part, how) in [(false, "could not be read"), (true, "could not be read completely")] {
        let names: Vec<&str> =
            open.iter().filter(|(_, partly)| **partly == is_part).map(|(input, _)| input.name.as_str()).collect();
        all.extend(listed(&names).map(|names| format!("{names} {how}")));
    }
    all
}

/// "a", "a and b", "a, b and 7 more"; `None` of none.
fn listed(names: &[&str]) -> Option<String> {
    match names {
        [] => None,
        [one] => Some((*one).to_owned()),
        [one, other] => Some(format!("{one} and {other}")),
        [one, other, rest @ ..] => Some(format!("{one}, {other} and {} more", rest.len())),
    }
}
