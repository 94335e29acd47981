//! Checks and the groups that they stand in, as k6 counts them.

use serde::{Deserialize, Serialize};

/// A group: the checks in it, and the groups inside.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CheckGroup {
    /// The last part of the path; empty for the root.
    pub name: String,
    /// k6's path, `::a::b`.
    pub path: String,
    pub checks: Vec<CheckResult>,
    pub groups: Vec<CheckGroup>,
}

/// How often a check held.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CheckResult {
    pub name: String,
    pub passes: u64,
    pub fails: u64,
    /// ms after the start of the run, where samples say.
    pub first_fail_ms: Option<f64>,
    pub last_fail_ms: Option<f64>,
}
