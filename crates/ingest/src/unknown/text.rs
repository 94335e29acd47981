//! Texts that are neither JSON nor markup: scripts, what k6 prints, manifests, tables, logs.

use sloscope_model::metric::builtin;

use super::{HOW, SPREADSHEET, Unreadable, WRONG_FILE, of, tools};
use crate::prefix::without_escapes;

/// What is looked through.
const HEAD: usize = 64 * 1024;

/// Names a text.
pub(crate) fn text(text: &[u8]) -> Unreadable {
    let head = without_escapes(&text[..text.len().min(HEAD)]);
    let tail = without_escapes(&text[text.len().saturating_sub(HEAD)..]);
    let first = head.lines().find(|line| !line.trim().is_empty()).unwrap_or_default().trim();
    None.or_else(|| k6_script(&head))
        .or_else(|| k6_output(&head, &tail))
        .or_else(|| tools::result(&head, first))
        .or_else(|| manifest(&head))
        .or_else(|| tools::exposition(&head, first))
        .or_else(|| script(&head))
        .or_else(|| table(&head, first))
        .or_else(|| log(&head))
        .or_else(|| yaml(&head, first))
        .unwrap_or_else(|| of("plain text", HOW))
}

fn k6_script(head: &str) -> Option<Unreadable> {
    let imports = ["from 'k6", "from \"k6", "require('k6", "require(\"k6"];
    imports.iter().any(|i| head.contains(i)).then(|| {
        let advice = "Run it, `k6 run --out json=results.json.gz --summary-export=summary.json FILE`, and open what it \
                      writes. Its objectives and its plan alone: `k6 inspect FILE > options.json`.";
        of("a k6 script", advice)
    })
}

fn k6_output(head: &str, tail: &str) -> Option<Unreadable> {
    let marks = [
        "TOTAL RESULTS",
        "http_req_duration..",
        "iteration_duration..",
        "checks_total..",
        "vus_max....",
        "data_received..",
        "http_reqs..",
        "iterations..",
    ];
    let running =
        head.contains("execution: local") || (head.contains("running (") && head.contains("interrupted iterations"));
    (running || marks.iter().any(|m| head.contains(m) || tail.contains(m))).then(|| {
        let advice = "Its numbers are rounded for reading. Have k6 write them to files: `k6 run --out \
                      json=results.json.gz --summary-export=summary.json script.js`.";
        of("what k6 prints on the screen", advice)
    })
}

/// Kubernetes.
fn manifest(head: &str) -> Option<Unreadable> {
    let starts = |word: &str| head.lines().any(|line| line.starts_with(word));
    if !(starts("apiVersion:") && starts("kind:")) {
        return None;
    }
    let advice =
        "It says how a test is run and holds no results: let its k6 write some, `--out json=/results/results.json.gz`.";
    let is_k6 = starts("kind: TestRun") || starts("kind: K6");
    Some(of(if is_k6 { "a manifest of k6-operator (YAML)" } else { "a Kubernetes manifest (YAML)" }, advice))
}

fn script(head: &str) -> Option<Unreadable> {
    const JAVASCRIPT: [&str; 8] =
        ["import ", "export ", "const ", "let ", "function ", "'use strict'", "\"use strict\"", "module.exports"];
    let lines = || head.lines().map(str::trim_start);
    if head.starts_with("#!") {
        return Some(of("a program (script)", WRONG_FILE));
    }
    let codes = lines().filter(|l| JAVASCRIPT.iter().any(|word| l.starts_with(word))).count();
    let braces = lines().any(|l| l.contains('{') || l.ends_with(';') || l.contains(" from "));
    (codes > 0 && braces).then(|| {
        let advice = "If it is a k6 script, run it: `k6 run --out json=results.json.gz FILE`. Its options alone: \
                      `k6 inspect FILE > options.json`.";
        of("JavaScript or TypeScript", advice)
    })
}

fn table(head: &str, first: &str) -> Option<Unreadable> {
    let mut lines = head.lines().filter(|line| !line.trim().is_empty());
    let (one, two) = (lines.next()?, lines.next());
    for (separator, name) in [(',', "CSV"), (';', "CSV with semicolons"), ('\t', "a table with tabs")] {
        let columns = one.matches(separator).count();
        let differs = two.is_some_and(|line| line.matches(separator).count() != columns);
        // A space after it: a comma in a sentence.
        if columns == 0 || differs || one.contains(&format!("{separator} ")) {
            continue;
        }
        let cells: Vec<&str> = first.split(separator).map(|cell| cell.trim_matches('"')).collect();
        let of_k6 = cells.first().is_some_and(|name| builtin(name).is_some());
        if separator != ',' && cells.contains(&"metric_name") && cells.contains(&"metric_value") {
            return Some(of("k6's CSV as a spreadsheet saves it, with another separator", SPREADSHEET));
        }
        if of_k6 && columns >= 2 {
            let advice = "Put k6's header line back on top, metric_name,timestamp,metric_value,… with the names of the \
                          tags that follow, and open it again.";
            return Some(of("k6's CSV without its header line", advice));
        }
        if two.is_some() || columns >= 2 {
            let advice = "k6's CSV begins with metric_name,timestamp,metric_value: `k6 run --out csv=results.csv.gz script.js` writes it.";
            return Some(of(format!("{name}, but not k6's"), advice));
        }
    }
    None
}

fn log(head: &str) -> Option<Unreadable> {
    let levels =
        ["level=", " INFO ", " ERROR ", " WARN ", " DEBUG ", "[INFO]", "[ERROR]", "[WARN]", "[info]", "[error]"];
    let lines: Vec<&str> = head.lines().filter(|line| !line.trim().is_empty()).collect();
    let marked = lines.iter().filter(|line| levels.iter().any(|level| line.contains(level))).count();
    (marked > 0 && marked * 2 >= lines.len()).then(|| of("a log", HOW))
}

fn yaml(head: &str, first: &str) -> Option<Unreadable> {
    let key = |line: &str| {
        let name = line
            .trim_start_matches("- ")
            .split_once(':')
            .map(|(name, rest)| (name, rest.is_empty() || rest.starts_with(' ')));
        name.is_some_and(|(name, ends)| ends && !name.is_empty() && !name.contains(' '))
    };
    let lines: Vec<&str> =
        head.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#') && *l != "---").collect();
    let like = lines.iter().filter(|line| key(line) || line.starts_with("- ")).count();
    let is = first == "---" || (lines.len() >= 2 && like * 10 >= lines.len() * 8);
    if !is || like == 0 {
        return None;
    }
    let artillery = head.contains("target:") && head.contains("phases:");
    Some(of(if artillery { "an Artillery script (YAML)" } else { "a YAML file" }, HOW))
}
