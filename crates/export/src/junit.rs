//! A report as JUnit XML, as CI servers show it: a test case for each objective. What is missed is a failure, what could not
//! be judged an error, and what does not apply is skipped. Valid against the schema of Jenkins (junit-10.xsd).

use sloscope_analysis::report::{Report, words};
use sloscope_analysis::slo::{ObjectiveResult, Verdict};
use sloscope_model::time::to_rfc3339;

use super::written;
use super::xml::xml;

/// What a test case came to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Passed,
    Failure,
    Error,
    Skipped,
}

impl Outcome {
    fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Pass => Self::Passed,
            Verdict::Fail => Self::Failure,
            Verdict::NoData | Verdict::CannotJudge => Self::Error,
            Verdict::NotInPart | Verdict::NotInRun | Verdict::NotJudged => Self::Skipped,
        }
    }
}

struct Case {
    class: String,
    name: String,
    outcome: Outcome,
    /// The verdict.
    kind: &'static str,
    why: String,
}

/// The objectives as test cases, in their order. An input that is not whole is a case more, an error: nothing passes then
/// that is not known.
pub fn junit(report: &Report, keep_queries: bool) -> String {
    let report = &*written(report, keep_queries);
    let missing: Vec<String> =
        report.unread.iter().map(words::unread_line).chain(report.incomplete.iter().cloned()).collect();
    let whole = (!missing.is_empty()).then(|| Case {
        class: "input".to_owned(),
        name: "The input is whole".to_owned(),
        outcome: Outcome::Error,
        kind: "not-whole",
        why: missing.join(" "),
    });
    let cases: Vec<Case> = report.objectives.iter().map(case).chain(whole).collect();
    let number = |of: Outcome| cases.iter().filter(|case| case.outcome == of).count();
    let (failures, errors, skipped) = (number(Outcome::Failure), number(Outcome::Error), number(Outcome::Skipped));
    let time = report.run.duration_ms.map(|ms| format!(" time=\"{:.3}\"", ms / 1000.0)).unwrap_or_default();
    let counts = format!("tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\"", cases.len());
    let start = report.run.start.map(|start| format!(" timestamp=\"{}\"", to_rfc3339(start))).unwrap_or_default();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!("<testsuites name=\"sloscope\" {counts}{time}>\n"));
    out.push_str(&format!(
        "  <testsuite name=\"{}\" {counts} skipped=\"{skipped}\"{time}{start}>\n",
        xml(&suite(report))
    ));
    cases.iter().for_each(|case| write(&mut out, case));
    let lines =
        [words::stored_report(report), vec![format!("{}: {}", report.verdict.label(), report.headline)]].concat();
    out.push_str(&format!("    <system-out>{}</system-out>\n  </testsuite>\n</testsuites>\n", xml(&lines.join(" "))));
    out
}

/// The name of the run, as far as there is one.
fn suite(report: &Report) -> String {
    let run = report.runs.get(report.query.run).map(|run| run.label.clone());
    run.or_else(|| report.run.script_name.clone()).unwrap_or_else(|| "objectives".to_owned())
}

fn case(o: &ObjectiveResult) -> Case {
    Case {
        class: o.objective.series.to_string(),
        name: format!("{} {}", o.objective.series, o.objective.shown()),
        outcome: Outcome::of(o.verdict),
        kind: o.verdict.as_str(),
        why: [vec![o.reason.clone()], o.caveats.clone()].concat().join(" ").trim().to_owned(),
    }
}

fn write(out: &mut String, case: &Case) {
    out.push_str(&format!("    <testcase classname=\"{}\" name=\"{}\"", xml(&case.class), xml(&case.name)));
    let (kind, why) = (case.kind, xml(&case.why));
    let inner = match case.outcome {
        Outcome::Passed => return out.push_str("/>\n"),
        Outcome::Failure => format!("<failure type=\"{kind}\" message=\"{why}\"/>"),
        Outcome::Error => format!("<error type=\"{kind}\" message=\"{why}\"/>"),
        Outcome::Skipped => format!("<skipped type=\"{kind}\" message=\"{why}\"/>"),
    };
    out.push_str(&format!(">\n      {inner}\n    </testcase>\n"));
}
