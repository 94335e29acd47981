//! What the files of a run are called: made of the name of its file or folder, and safe in addresses and in file systems
//! whatever that was.

/// A longer name is cut.
const LONGEST: usize = 80;
/// Ends of names that say the form of a file, which its page does not have.
const ENDS: [&str; 8] = [".gz", ".json", ".ndjson", ".jsonl", ".csv", ".slo", ".parquet", ".html"];

/// A name for the files of a run that nobody has yet: letters, digits, `-`, `_` and `.` of ASCII, in lower case, since file
/// systems differ in case.
pub fn new_id(name: &str, is_taken: &dyn Fn(&str) -> bool) -> String {
    let mut plain = name.to_lowercase();
    while let Some(end) = ENDS.iter().find(|end| plain.len() > end.len() && plain.ends_with(*end)) {
        plain.truncate(plain.len() - end.len());
    }
    let mut id = String::new();
    for c in plain.chars() {
        let c = if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
        if !(matches!(c, '-' | '.') && id.ends_with(['-', '.'])) {
            id.push(c);
        }
        if id.len() == LONGEST {
            break;
        }
    }
    let id = id.trim_matches(['-', '.']);
    let id = if id.is_empty() { "run" } else { id };
    let numbered = (2_u32..).map(|number| format!("{id}-{number}"));
    [id.to_owned()].into_iter().chain(numbered).find(|id| !is_taken(id)).unwrap_or_default()
}

/// Is it such a name? An index that was changed by hand may hold anything.
pub fn is_id(id: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    !id.is_empty() && id.len() <= LONGEST + 12 && id.chars().all(is_plain) && !id.starts_with(['.', '-'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_the_name_the_id_is_plain() {
        let free = |_: &str| false;
        for (name, id) in [
            ("results.json.gz", "results"),
            ("Run 12 (main).slo", "run-12-main"),
            ("2026-11-23T21:41", "2026-11-23t21-41"),
            ("../../etc/passwd", "etc-passwd"),
            ("<script>alert(1)</script>", "script-alert-1-script"),
            (".json", "json"),
            ("\u{202e}\u{0}", "run"),
            ("-rf", "rf"),
            ("v1.2.3.json", "v1.2.3"),
        ] {
            assert_eq!(new_id(name, &free), id, "{name:?}");
            assert!(is_id(id), "{id}");
        }
        assert!(is_id(&new_id(&"long".repeat(1000), &free)));
        for id in ["", ".", "..", "a/b", "a\\b", "A", "a b", "-x", "ä"] {
            assert!(!is_id(id), "{id:?}");
        }
    }

    #[test]
    fn no_two_runs_have_one_id() {
        let taken = ["run".to_owned(), "run-2".to_owned()];
        assert_eq!(new_id("run.json", &|id| taken.iter().any(|of| of == id)), "run-3");
    }
}
