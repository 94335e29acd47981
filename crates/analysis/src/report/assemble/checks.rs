//! Groups and their checks, as a tree, with the moments of the first and the last failure.

use sloscope_model::checks::{CheckGroup, CheckResult};
use sloscope_model::places::Places;
use sloscope_model::time::Nanos;

use super::Build;
use super::rows::Rows;

/// What is nested deeper is one name.
const DEEPEST: usize = 64;

/// The tree from samples, in the order of first appearance; else a summary's tree; absent if no file has any.
pub fn checks(build: &Build) -> Option<CheckGroup> {
    match build.rows {
        Some(rows) => tree(&rows, |at| build.clock.ms(at)),
        None => build.run.summaries.iter().find_map(|a| a.summary.checks.clone()),
    }
}

/// The tree of the selected samples; `moment` is ms after the start of the run.
pub fn tree(rows: &Rows, moment: impl Fn(Nanos) -> f64) -> Option<CheckGroup> {
    let mut tree = Tree::default();
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
            let group = tree.group(tags.get(set, "group").unwrap_or_default());
            if let Some(name) = tags.get(set, "check") {
                let found = std::mem::take(&mut slots[set.0 as usize]);
                tree.add(group, name, CheckResult { passes: n - found.fails, ..found });
            }
        }
    }
    let root = tree.root();
    (!root.checks.is_empty() || !root.groups.is_empty()).then_some(root)
}

/// Groups and checks as they are found.
struct Tree {
    /// Without the groups in them; the root is the first, and each comes before those in it.
    groups: Vec<CheckGroup>,
    /// The group that each is in.
    inside: Vec<usize>,
    of_groups: Places,
    of_checks: Places,
    /// The group and the place in it of each check.
    checks: Vec<(usize, usize)>,
    /// For [`in_group`].
    name: String,
}

impl Default for Tree {
    fn default() -> Self {
        let (of_groups, of_checks, checks, name) = Default::default();
        Self { groups: vec![CheckGroup::default()], inside: vec![0], of_groups, of_checks, checks, name }
    }
}

impl Tree {
    /// The group of a path, `::a::b`, made if it is new.
    fn group(&mut self, path: &str) -> usize {
        let mut group = 0;
        for name in path.splitn(DEEPEST + 1, "::").skip(1) {
            let (at, is_new) = self.of_groups.place(in_group(&mut self.name, group, name));
            if is_new {
                let path = format!("{}::{name}", self.groups[group].path);
                self.groups.push(CheckGroup { name: name.to_owned(), path, ..CheckGroup::default() });
                self.inside.push(group);
            }
            group = at + 1;
        }
        group
    }

    fn add(&mut self, group: usize, name: &str, found: CheckResult) {
        let (at, is_new) = self.of_checks.place(in_group(&mut self.name, group, name));
        if is_new {
            self.checks.push((group, self.groups[group].checks.len()));
            self.groups[group].checks.push(CheckResult { name: name.to_owned(), ..found });
            return;
        }
        let (group, place) = self.checks[at];
        sum_up(&mut self.groups[group].checks[place], &found);
    }

    /// Each group put into the one that it is in.
    fn root(mut self) -> CheckGroup {
        while let (Some(mut group), Some(inside)) = (self.groups.pop(), self.inside.pop()) {
            // The last one was put in first.
            group.groups.reverse();
            match self.groups.get_mut(inside) {
                Some(outer) => outer.groups.push(group),
                None => return group,
            }
        }
        CheckGroup::default()
    }
}

/// The name of something in a group, as no other group has it.
fn in_group<'a>(memory: &'a mut String, group: usize, name: &str) -> &'a str {
    memory.clear();
    memory.push_str(&group.to_string());
    memory.push(' ');
    memory.push_str(name);
    memory
}

fn sum_up(check: &mut CheckResult, found: &CheckResult) {
    check.passes += found.passes;
    check.fails += found.fails;
    let either = |a: Option<f64>, b: Option<f64>, pick: fn(f64, f64) -> f64| match (a, b) {
        (Some(a), Some(b)) => Some(pick(a, b)),
        (a, b) => a.or(b),
    };
    check.first_fail_ms = either(check.first_fail_ms, found.first_fail_ms, f64::min);
    check.last_fail_ms = either(check.last_fail_ms, found.last_fail_ms, f64::max);
}
