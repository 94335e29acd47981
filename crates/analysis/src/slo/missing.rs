//! Why there is nothing to judge: NO DATA where there was no sample, CANNOT JUDGE where the files do not say.
//! k6 has neither: it takes 0 for what is missing, which passes most objectives.

use sloscope_model::format;
use sloscope_model::metric::{MetricType, why_unknown};
use sloscope_model::stat::{Stat, Values};
use sloscope_objectives::{Expression, Objective};

use super::{Evidence, Verdict};
use crate::report::MeasuredFrom;

/// So many statistics of a summary are named in a reason.
const MOST_LISTED: usize = 20;

/// A verdict that is neither PASS nor FAIL, and its reason.
#[derive(Debug)]
pub(super) struct Missing {
    pub verdict: Verdict,
    pub reason: String,
    /// Only this statistic of the series is not stated: others may bound it.
    pub is_unstated: bool,
    /// There may have been no sample, of which k6 takes 0: its verdict says nothing.
    pub may_be_empty: bool,
}

fn no_data(reason: String) -> Missing {
    Missing { verdict: Verdict::NoData, reason, is_unstated: false, may_be_empty: true }
}

fn cannot_judge(reason: String) -> Missing {
    Missing { verdict: Verdict::CannotJudge, reason, is_unstated: false, may_be_empty: false }
}

/// The measured value of the objective, or why there is none.
pub(super) fn missing(objective: &Objective, expression: &Expression, evidence: &Evidence) -> Result<f64, Missing> {
    let series = &objective.series;
    let Some(from) = evidence.from else {
        return Err(cannot_judge("No file with measurements was given.".to_owned()));
    };
    let known = evidence.kind.or_else(|| sloscope_model::metric::builtin(&series.metric).map(|(kind, _)| kind));
    if let Some((kind, Err(message))) = known.map(|kind| (kind, expression.check(kind))) {
        let guess = if evidence.kind_guessed {
            " The type was guessed from the values, since the file does not state it."
        } else {
            ""
        };
        return Err(cannot_judge(format!("{} is a {}, and {message}.{guess}", series.metric, kind.as_str())));
    }
    if expression.limit.is_nan() {
        return Err(cannot_judge(
            "The limit is not a number: nothing can be compared with it. k6 fails it.".to_owned(),
        ));
    }
    if let Some(tag) = evidence.picked_by.as_ref().filter(|_| series.metric == "http_req_failed") {
        return Err(cannot_judge(format!(
            "Requests are filtered by their outcome ({tag}): the share of failures among them says nothing about the run."
        )));
    }
    let empty = |what: String| {
        if evidence.partial {
            return Err(no_data(format!("{what} in this part.")));
        }
        if evidence.incomplete && from == MeasuredFrom::Samples {
            return Err(cannot_judge(format!("{what}, and the missing part of the file may hold some.")));
        }
        Err(no_data(format!("{what}. {}", k6_on_empty(known, expression))))
    };
    let Some(values) = &evidence.values else {
        return match from {
            MeasuredFrom::Samples => empty("No samples".to_owned()),
            _ => Err(cannot_judge(not_in_summary(objective, evidence, from))),
        };
    };
    if evidence.samples == Some(0) || counts_nothing(known, values) {
        let note = evidence.samples_note.as_ref().map(|n| format!(" ({n})")).unwrap_or_default();
        return empty(format!("No samples{note}"));
    }
    let summarised = from != MeasuredFrom::Samples;
    if summarised && evidence.samples.is_none() && values.only_zeros() {
        match known {
            Some(MetricType::Trend) => {
                return empty(
                    "No samples, judging by its values: all are 0, which k6 writes without samples".to_owned(),
                );
            }
            Some(MetricType::Gauge) => {
                let reason = format!(
                    "Every value that the file states of {series} is 0: k6 writes that for a gauge at 0 and for one \
                     without samples alike."
                );
                return Err(Missing { may_be_empty: true, ..cannot_judge(reason) });
            }
            _ => {}
        }
    }
    values.known(expression.stat).ok_or_else(|| Missing {
        verdict: Verdict::CannotJudge,
        reason: not_stated(objective, expression, values, from),
        is_unstated: true,
        may_be_empty: false,
    })
}

/// A counter at 0 or a rate over nothing; a rate says so by its own counts.
fn counts_nothing(kind: Option<MetricType>, values: &Values) -> bool {
    match kind {
        Some(MetricType::Counter) => values.get(Stat::Count) == Some(0.0),
        Some(MetricType::Rate) => values.get(Stat::Passes) == Some(0.0) && values.get(Stat::Fails) == Some(0.0),
        Some(MetricType::Trend) => values.get(Stat::Count) == Some(0.0),
        _ => false,
    }
}

/// What k6 does with an empty series: a rate is left out and passes, everything else is taken as 0.
fn k6_on_empty(kind: Option<MetricType>, expression: &Expression) -> String {
    match kind {
        Some(MetricType::Rate) => "k6 reports an objective on a rate without samples as passed.".to_owned(),
        Some(_) if expression.holds(0.0) => "k6 takes 0 for the missing value and reports it as passed.".to_owned(),
        Some(_) => "k6 takes 0 for the missing value and reports it as failed.".to_owned(),
        None => {
            "k6 takes 0 for the missing value of a metric that it knows, and refuses one that it does not.".to_owned()
        }
    }
}

fn not_in_summary(objective: &Objective, evidence: &Evidence, from: MeasuredFrom) -> String {
    let series = &objective.series;
    let file = match from {
        MeasuredFrom::Dashboard => "dashboard file",
        _ => "summary",
    };
    if evidence.partial {
        return format!(
            "A {file} is of the whole run: it cannot be narrowed to a window or a tag. Open the results file (--out json)."
        );
    }
    if series.tags.is_empty() {
        return format!(
            "{} is not in this {file}. Open the results file (--out json), which holds every sample.",
            series.metric
        );
    }
    let kept = match from {
        MeasuredFrom::Dashboard => "k6's dashboard separates groups, no other tags",
        _ => "k6 writes only those tag filters that had a threshold",
    };
    format!("{series} is not in this {file}: {kept}. Open the results file (--out json) to judge any tag.")
}

fn not_stated(objective: &Objective, expression: &Expression, values: &Values, from: MeasuredFrom) -> String {
    let (series, stat) = (&objective.series, expression.stat);
    let mut has: Vec<String> = values.iter().take(MOST_LISTED).map(|(s, _)| s.to_string()).collect();
    if values.len() > MOST_LISTED {
        has.push(format!("and {} more", format::count((values.len() - MOST_LISTED) as u64)));
    }
    match (from, stat) {
        (MeasuredFrom::Samples, Stat::Rate) if values.get(Stat::Count).is_some() => {
            format!("The rate of {series} needs the length of the run, and the samples span no time.")
        }
        (MeasuredFrom::Samples, _) => format!("{stat} of {series} is not known: {}.", why_unknown(&series.metric)),
        (MeasuredFrom::Dashboard, _) => {
            format!("{stat} of {series} is not in this dashboard file, which has {}.", listed(&has))
        }
        (_, Stat::P(_) | Stat::StdDev | Stat::Avg | Stat::Min | Stat::Med | Stat::Max) => {
            let cure = match stat {
                Stat::StdDev => String::new(),
                _ => format!(" Add it with --summary-trend-stats \"…,{stat}\", or open"),
            };
            let cure = if cure.is_empty() { " Open".to_owned() } else { cure };
            format!(
                "{stat} of {series} is not in this summary, which has {}.{cure} the results file (--out json).",
                listed(&has)
            )
        }
        _ => format!("{stat} of {series} is not in this summary, which has {}.", listed(&has)),
    }
}

fn listed(names: &[String]) -> String {
    match names {
        [] => "no value of it".to_owned(),
        names => names.join(", "),
    }
}
