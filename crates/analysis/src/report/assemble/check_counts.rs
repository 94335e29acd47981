//! The passes and fails of each check, beside those that a summary states: for the cross-check.

use sloscope_model::checks::{CheckGroup, CheckResult};
use sloscope_model::places::{Places, name_of};
use sloscope_model::series::Series;
use sloscope_model::stat::Stat;

/// (check, passes or fails, ours, theirs) of each check that a summary states. A machine-readable summary lists
/// checks without their groups: there the same name counts in all groups together.
pub fn pairs(ours: &CheckGroup, theirs: &CheckGroup) -> Vec<(Series, Stat, Option<f64>, f64)> {
    let (mine, stated) = (flat(ours), flat(theirs));
    let flat_list = theirs.groups.is_empty();
    let name = |path: &str, check: &CheckResult| name_of([if flat_list { "" } else { path }, check.name.as_str()]);
    let (mut places, mut counted): (Places, Vec<(u64, u64)>) = (Places::default(), Vec::new());
    for (path, check) in mine {
        let (at, is_new) = places.place(&name(path, check));
        if is_new {
            counted.push((0, 0));
        }
        counted[at] = (counted[at].0 + check.passes, counted[at].1 + check.fails);
    }
    let mut out = Vec::new();
    for (path, check) in stated {
        let found = places.find(&name(path, check)).map(|at| counted[at]);
        let mut series = Series::metric("checks").with("check", &check.name);
        if !path.is_empty() {
            series = series.with("group", path);
        }
        // k6 lists a check of a group that never ran with zeros: nothing to compare.
        if found.is_none() && check.passes + check.fails == 0 {
            continue;
        }
        out.push((series.clone(), Stat::Passes, found.map(|(passes, _)| passes as f64), check.passes as f64));
        out.push((series, Stat::Fails, found.map(|(_, fails)| fails as f64), check.fails as f64));
    }
    out
}

fn flat(group: &CheckGroup) -> Vec<(&str, &CheckResult)> {
    let mut all: Vec<_> = group.checks.iter().map(|c| (group.path.as_str(), c)).collect();
    all.extend(group.groups.iter().flat_map(flat));
    all
}
