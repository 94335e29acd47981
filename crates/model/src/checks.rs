//! Checks and the groups that they stand in, as k6 counts them.

use serde::{Deserialize, Serialize};

/// A group: the checks in it, and the groups inside.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CheckGroup {
    /// The last part of the path; empty for the root.
    pub name: String,
    /// k6's path, `::a::b`.
    pub path: String,
    /// Those directly in this group.
    pub checks: Vec<CheckResult>,
    /// Those directly inside this one.
    pub groups: Vec<CheckGroup>,
}

/// How often a check held.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CheckResult {
    /// As the script names it: the `check` tag of its samples.
    pub name: String,
    /// How often the check held.
    pub passes: u64,
    /// How often it did not.
    pub fails: u64,
    /// The first failure, in ms after the start of the run; `None` without failures, and where no samples tell.
    pub first_fail_ms: Option<f64>,
    /// The last failure, in ms after the start of the run; `None` as for the first.
    pub last_fail_ms: Option<f64>,
}
