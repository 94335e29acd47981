//! Groups and checks of a summary: objects keyed by name (--summary-export), lists (handleSummary), or one flat
//! list of checks (machine-readable).

use serde_json::Value;

use sloscope_model::checks::{CheckGroup, CheckResult};
use sloscope_model::stat::{EXACT, whole};

use super::{Notes, Object};

/// The tree under `root_group`; `None` if it has neither groups nor checks.
pub(super) fn tree(root: &Object, notes: &mut Notes) -> Option<CheckGroup> {
    let group = Counting { all: 0, notes }.group(root, "");
    (!group.checks.is_empty() || !group.groups.is_empty()).then_some(group)
}

/// A flat list of checks, as the checks of the root: the file does not say their groups.
pub(super) fn list(checks: &Value, notes: &mut Notes) -> Option<CheckGroup> {
    let mut counting = Counting { all: 0, notes };
    let checks = entries(Some(checks)).filter_map(|(_, entry)| counting.check(None, entry)).collect::<Vec<_>>();
    (!checks.is_empty()).then(|| CheckGroup { checks, ..CheckGroup::default() })
}

/// Reads checks while their counts add up to a number that is exact.
struct Counting<'a> {
    /// Passes and fails of the checks before.
    all: u64,
    notes: &'a mut Notes,
}

impl Counting<'_> {
    // Recursion is as deep as the JSON was, which its parser limits to 128.
    fn group(&mut self, object: &Object, path: &str) -> CheckGroup {
        let text = |key: &str| object.get(key).and_then(Value::as_str);
        let name = text("name").unwrap_or_default().to_owned();
        let path = text("path").map_or_else(|| path.to_owned(), str::to_owned);
        let checks = entries(object.get("checks")).filter_map(|(name, entry)| self.check(name, entry)).collect();
        let groups = entries(object.get("groups"))
            .filter_map(|(key, entry)| {
                let inner = entry.as_object()?;
                let name = inner.get("name").and_then(Value::as_str).or(key)?;
                let mut group = self.group(inner, &format!("{path}::{name}"));
                name.clone_into(&mut group.name);
                Some(group)
            })
            .collect();
        CheckGroup { name, path, checks, groups }
    }

    fn check(&mut self, key: Option<&str>, entry: &Value) -> Option<CheckResult> {
        let name = entry.get("name").and_then(Value::as_str).or(key)?;
        let (passes, fails) = (entry.get("passes")?.as_f64()?, entry.get("fails")?.as_f64()?);
        let counts = whole(passes).zip(whole(fails));
        let counts = counts.filter(|(passes, fails)| self.all + passes + fails <= EXACT);
        let Some((passes, fails)) = counts else {
            self.notes.uncounted.push(format!("check {name:?}"));
            return None;
        };
        self.all += passes + fails;
        Some(CheckResult { name: name.to_owned(), passes, fails, ..CheckResult::default() })
    }
}

/// The entries of an object with their keys, or of a list.
fn entries(value: Option<&Value>) -> Box<dyn Iterator<Item = (Option<&str>, &Value)> + '_> {
    match value {
        Some(Value::Object(map)) => Box::new(map.iter().map(|(key, value)| (Some(key.as_str()), value))),
        Some(Value::Array(items)) => Box::new(items.iter().map(|value| (None, value))),
        _ => Box::new(std::iter::empty()),
    }
}
