//! Further parts of a plan as short lines, for a form: objectives, tags, the stages of a ramp, numbers, headers.
//! Beside `lines`, which has stages and checks.

use sloscope_model::series::Series;
use sloscope_objectives::{Expression, Objective, Origin, parse_objectives};

use super::json::duration_text;
use super::lines::duration;
use super::load::RampStage;

const ABORT: &str = "abort";

/// One objective a line: `http_req_duration: p(95)<500`, `http_req_failed: rate<0.01, abort after 10s`.
pub fn objectives_text(objectives: &[Objective]) -> String {
    let line = |objective: &Objective| {
        let abort = match (&objective.delay_abort_eval, objective.abort_on_fail) {
            (Some(delay), true) => format!(", {ABORT} after {delay}"),
            (None, true) => format!(", {ABORT}"),
            _ => String::new(),
        };
        format!("{}: {}{abort}", objective.series, objective.expression)
    };
    objectives.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads such lines, or k6's `thresholds` as they stand in a script. The error says what is wrong with the first
/// objective that is not understood.
pub fn read_objectives(text: &str) -> Result<Vec<Objective>, String> {
    if text.trim_start().starts_with('{') {
        return parse_objectives(text).map_err(|error| error.to_string());
    }
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(objective).collect()
}

fn objective(line: &str) -> Result<Objective, String> {
    // Tags of a series have colons, expressions have none.
    let parts = line.rsplit_once(':').filter(|(series, _)| series.contains('{') == series.trim_end().ends_with('}'));
    let Some((series, rest)) = parts else {
        return Err(format!(
            "{line:?} is not an objective: write \"http_req_duration: p(95)<500\", or \"http_req_failed: rate<0.01, abort after 10s\""
        ));
    };
    let series = Series::parse(series.trim()).map_err(|error| format!("{:?}: {}", series.trim(), error.message))?;
    let (expression, abort) = rest.split_once(',').map_or((rest, None), |(e, abort)| (e, Some(abort.trim())));
    let expression = expression.trim().to_owned();
    if let Err(error) = Expression::parse(&expression) {
        return Err(format!("{expression:?}, at character {}: {}", error.at + 1, error.message));
    }
    let words: Vec<&str> = abort.map(|abort| abort.split_whitespace().collect()).unwrap_or_default();
    let (abort_on_fail, delay_abort_eval) = match words.as_slice() {
        [] => (false, None),
        [ABORT] => (true, None),
        [ABORT, "after", delay] => {
            duration(delay)?;
            (true, Some((*delay).to_owned()))
        }
        _ => return Err(format!("after the comma of {line:?} comes \"abort\", or \"abort after 10s\"")),
    };
    Ok(Objective { series, expression, abort_on_fail, delay_abort_eval, origin: Origin::Edited })
}

/// One a line, `Name: value`: headers, tags.
pub fn pairs_text(pairs: &[(String, String)]) -> String {
    pairs.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("\n")
}

/// Reads the lines of [`pairs_text`]. The error quotes the first one without a colon, as no `what`: "a header".
pub fn read_pairs(text: &str, what: &str) -> Result<Vec<(String, String)>, String> {
    let mut pairs = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let Some((name, value)) = line.split_once(':') else {
            return Err(format!("{line:?} is not {what}: write \"name: value\""));
        };
        pairs.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    Ok(pairs)
}

/// The stages of a ramping scenario, one a line: `to 400 for 1m`.
pub fn ramp_text(stages: &[RampStage]) -> String {
    let line = |stage: &RampStage| format!("to {} for {}", stage.target, duration_text(stage.duration));
    stages.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Reads the lines of [`ramp_text`]. The error quotes the first line, number or duration that is not understood.
pub fn read_ramp(text: &str) -> Result<Vec<RampStage>, String> {
    let mut stages = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words.as_slice() {
            ["to", target, "for", time] => {
                stages.push(RampStage { target: read_whole(target)?, duration: duration(time)? });
            }
            _ => return Err(format!("{line:?} is not a stage: write \"to 400 for 1m\"")),
        }
    }
    Ok(stages)
}

/// A whole number from 0 to [`u32::MAX`]. The error quotes a text that is none.
pub fn read_whole(text: &str) -> Result<u32, String> {
    text.trim().parse().map_err(|_| format!("{text:?} is not a whole number from 0 on"))
}
