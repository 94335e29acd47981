//! `--objectives`: a file, or objectives of sloscope's own by name.

use std::path::Path;

use sloscope_core::slo::{Objective, Origin, parse_objectives, preset};

use crate::reading;

/// What to judge by instead of what the files state.
pub enum Objectives {
    These(Vec<Objective>),
    /// Limits that fit the run: known when it is read.
    Suggested,
}

/// The name under which suggestions are asked for.
const SUGGESTED: &str = "suggested";

/// Reads k6's `thresholds` object from a file and reports errors as FILE:LINE:COLUMN. `suggested` and the names of presets
/// are keywords; to read a file of that name, write `./suggested`.
pub fn read(path: &Path) -> Result<Objectives, String> {
    let shown = path.display().to_string();
    if path == Path::new(SUGGESTED) {
        return Ok(Objectives::Suggested);
    }
    if let Some(objectives) = path.to_str().and_then(preset) {
        return Ok(Objectives::These(objectives));
    }
    let text = reading::text(path).map_err(|what| format!("{shown}: the objectives {what}"))?;
    let mut objectives = parse_objectives(&text).map_err(|error| format!("{shown}:{error}"))?;
    if objectives.is_empty() {
        return Err(format!(
            "{shown}: this file states no objective; leave --objectives out to judge by those of the run"
        ));
    }
    let name = path.file_name().map_or_else(|| shown.clone(), |name| name.to_string_lossy().into_owned());
    for objective in &mut objectives {
        objective.origin = Origin::ObjectivesFile(name.clone());
    }
    Ok(Objectives::These(objectives))
}
