//! Groups and their checks, as a tree, with the moments of the first and the last failure.

use super::Build;
use super::rows::Rows;
use crate::report::{CheckGroup, CheckResult};
use crate::time::Nanos;

/// The tree from samples, in the order of first appearance; else a summary's tree; absent if no file has any.
pub fn checks(build: &Build) -> Option<CheckGroup> {
    match build.rows {
        Some(rows) => tree(&rows, |at| build.clock.ms(at)),
        None => build.run.summaries.iter().find_map(|a| a.summary.checks.clone()),
    }
}

/// The tree of the selected samples; `moment` is ms after the start of the run.
pub fn tree(rows: &Rows, moment: impl Fn(Nanos) -> f64) -> Option<CheckGroup> {
    let mut root = CheckGroup::default();
    let tags = &rows.store.tags;
    for column in rows.store.columns().filter(|c| c.name == "group_duration" || c.name == "checks") {
        let selected = rows.of_column(column, &[]);
        // One slot for each tag set: a look-up by text is done once for each, not for each sample.
        let mut slots: Vec<CheckResult> = vec![CheckResult::default(); tags.len()];
        selected.each_by_zero(true, &mut |time, set| {
            let slot = &mut slots[set.0 as usize];
            slot.fails += 1;
            let at = moment(time);
            slot.first_fail_ms = Some(slot.first_fail_ms.map_or(at, |first: f64| first.min(at)));
            slot.last_fail_ms = Some(slot.last_fail_ms.map_or(at, |last: f64| last.max(at)));
        });
        for (set, n) in selected.seen() {
            let group = descend(&mut root, tags.get(set, "group").unwrap_or_default());
            if let Some(name) = tags.get(set, "check") {
                let found = std::mem::take(&mut slots[set.0 as usize]);
                add(group, name, CheckResult { passes: n - found.fails, ..found });
            }
        }
    }
    (!root.checks.is_empty() || !root.groups.is_empty()).then_some(root)
}

/// The group of a path, `::a::b`, made if it is new.
fn descend<'a>(root: &'a mut CheckGroup, path: &str) -> &'a mut CheckGroup {
    let mut group = root;
    for name in path.split("::").skip(1) {
        let at = group.groups.iter().position(|g| g.name == name).unwrap_or_else(|| {
            let path = format!("{}::{name}", group.path);
            group.groups.push(CheckGroup { name: name.to_owned(), path, ..CheckGroup::default() });
            group.groups.len() - 1
        });
        group = &mut group.groups[at];
    }
    group
}

fn add(group: &mut CheckGroup, name: &str, found: CheckResult) {
    let Some(check) = group.checks.iter_mut().find(|c| c.name == name) else {
        group.checks.push(CheckResult { name: name.to_owned(), ..found });
        return;
    };
    check.passes += found.passes;
    check.fails += found.fails;
    let either = |a: Option<f64>, b: Option<f64>, pick: fn(f64, f64) -> f64| match (a, b) {
        (Some(a), Some(b)) => Some(pick(a, b)),
        (a, b) => a.or(b),
    };
    check.first_fail_ms = either(check.first_fail_ms, found.first_fail_ms, f64::min);
    check.last_fail_ms = either(check.last_fail_ms, found.last_fail_ms, f64::max);
}
