//! The tree of groups as a list of checks, each with the path of its group: for exports without a tree.

use crate::report::{CheckGroup, CheckResult};

/// Depth first, in the order of the tree.
pub(super) fn flat(root: &CheckGroup) -> Vec<(&str, &CheckResult)> {
    let mut all = Vec::new();
    let mut open = vec![root];
    while let Some(group) = open.pop() {
        all.extend(group.checks.iter().map(|check| (group.path.as_str(), check)));
        open.extend(group.groups.iter().rev());
    }
    all
}

/// The share of a check that passed; `None` if it never ran.
#[allow(clippy::cast_precision_loss)]
pub(super) fn share(check: &CheckResult) -> Option<f64> {
    let all = check.passes + check.fails;
    (all > 0).then(|| check.passes as f64 / all as f64)
}
