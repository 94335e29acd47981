//! The objectives file.

use std::path::Path;

use sloscope_core::format::safe;
use sloscope_core::slo::{Objective, Origin, parse_objectives};

use crate::output;

/// Reads k6's thresholds object from a file; a mistake in it is told as FILE:LINE:COLUMN.
pub fn read(path: &Path) -> Result<Vec<Objective>, String> {
    let shown = output::name(path);
    let bytes = std::fs::read(path).map_err(|error| format!("{shown}: the objectives cannot be read: {error}"))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{shown}: the objectives file is not UTF-8 text"))?;
    let mut objectives = parse_objectives(&text).map_err(|error| format!("{shown}:{}", safe(&error.to_string())))?;
    let name = path.file_name().map_or_else(|| shown.clone(), |name| name.to_string_lossy().into_owned());
    for objective in &mut objectives {
        objective.origin = Origin::ObjectivesFile(name.clone());
    }
    Ok(objectives)
}
