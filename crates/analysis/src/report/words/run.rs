//! The facts of a run in words: what kind of test, which load, when, how long, which part of it.

use sloscope_dataset::DurationFrom;
use sloscope_model::format;
use sloscope_model::order::sort_short;
use sloscope_model::places::Places;
use sloscope_model::stat::{Stat, Unit};

use crate::report::{MetricSummary, PlanFrom, Report, TargetStage, Window, targets};

/// A fact and how it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The fact itself.
    pub what: String,
    /// How it is known; absent where that needs no word.
    pub how: Option<String>,
}

impl Fact {
    fn of(what: impl Into<String>, how: Option<&str>) -> Self {
        Self { what: what.into(), how: how.map(str::to_owned) }
    }
}

/// `Constant arrival rate (inferred from the samples)`.
impl std::fmt::Display for Fact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.how {
            Some(how) => write!(f, "{} ({how})", self.what),
            None => f.write_str(&self.what),
        }
    }
}

const INFERRED: &str = "inferred from the samples";
const UNKNOWN: &str = "not in these files";

/// "Constant arrival rate".
pub fn test_type(report: &Report) -> Fact {
    let run = &report.run;
    match (&run.test_type, run.test_type_from) {
        (Some(kind), Some(PlanFrom::Samples)) => Fact::of(kind, Some(INFERRED)),
        (Some(kind), _) => Fact::of(kind, None),
        (None, _) => Fact::of(UNKNOWN, None),
    }
}

/// What the planned rate is called: "Target RPS" where an iteration is a request.
pub fn target_label(report: &Report) -> &'static str {
    // Without a plan nothing says what it would count.
    if report.run.stages.is_empty() || report.load.per_request { "Target RPS" } else { "Target rate" }
}

/// "200 → 300 → 400 iterations/s"; stages of several scenarios are named. `None` without stages.
pub fn target_rates(report: &Report) -> Option<Fact> {
    let stages = &report.run.stages;
    let first = stages.first()?;
    let mut in_time: Vec<&TargetStage> = stages.iter().collect();
    sort_short(&mut in_time, |a, b| a.start_ms.total_cmp(&b.start_ms));
    let follow = in_time.windows(2).all(|pair| pair[1].start_ms >= pair[0].end_ms - 500.0);
    let mut text = if follow {
        rates(&mut in_time.iter().flat_map(|s| [s.from_rate, s.to_rate]))
    } else {
        let (mut names, mut places): (Vec<(&str, Vec<f64>)>, _) = (Vec::new(), Places::default());
        for stage in &in_time {
            let (at, is_new) = places.place(&stage.scenario);
            if is_new {
                names.push((&stage.scenario, Vec::new()));
            }
            names[at].1.extend([stage.from_rate, stage.to_rate]);
        }
        let of = |(name, own): &(&str, Vec<f64>)| format!("{name}: {}", rates(&mut own.iter().copied()));
        let together = targets::together(stages).iter().fold(0.0, |most: f64, (from, to)| most.max(*from).max(*to));
        format!(
            "{}; together up to {}",
            names.iter().map(of).collect::<Vec<_>>().join("; "),
            rates(&mut [together].into_iter())
        )
    };
    text.push_str(&format!(" {}", unit_of_load(report)));
    Some(Fact::of(text, (first.from == PlanFrom::Samples).then_some(INFERRED)))
}

fn rates(rates: &mut dyn Iterator<Item = f64>) -> String {
    let mut shown: Vec<String> = Vec::new();
    for rate in rates {
        let text = format::value((rate * 100.0).round() / 100.0, Unit::Plain);
        if shown.last() != Some(&text) {
            shown.push(text);
        }
    }
    shown.join(" → ")
}

/// What planned rates count: "RPS" where an iteration is a request, else "iterations/s".
pub fn unit_of_load(report: &Report) -> &'static str {
    load_unit(report.load.per_request)
}

/// The same for a load: does every iteration make one request?
pub fn load_unit(per_request: bool) -> &'static str {
    if per_request { "RPS" } else { "iterations/s" }
}

/// "200 RPS", "50 → 200 RPS".
pub(crate) fn stage_name(from_rate: f64, to_rate: f64, per_request: bool) -> String {
    format!("{} {}", rates(&mut [from_rate, to_rate].into_iter()), load_unit(per_request))
}

/// The planned rate of one stage, `200` or `0 → 200`.
pub fn stage_rate(stage: &TargetStage) -> String {
    rates(&mut [stage.from_rate, stage.to_rate].into_iter())
}

/// What a stage is called: by its scenario where that is its only stage, else by its rate as well.
pub fn target_stage(report: &Report, stage: &TargetStage) -> String {
    let rate = stage_name(stage.from_rate, stage.to_rate, report.load.per_request);
    let alone = report.run.stages.iter().filter(|other| other.scenario == stage.scenario).count() == 1;
    match (stage.scenario.as_str(), alone) {
        ("", _) => rate,
        (name, true) => name.to_owned(),
        (name, false) => format!("{name}: {rate}"),
    }
}

/// How long the run lasted, and who says so; in words, too, where no file tells.
pub fn duration(report: &Report) -> Fact {
    let Some(ms) = report.run.duration_ms else { return Fact::of(UNKNOWN, None) };
    let how = report.run.duration_from.as_ref().map(|from| match from {
        DurationFrom::Summary(name) => format!("stated by {name}"),
        DurationFrom::CountOverRate(name) => format!("count / rate of {name}"),
        DurationFrom::ObservedSpan => match report.run.duration_between_ms {
            Some((_, most)) if most.is_infinite() => {
                "earliest known start to last sample; k6's own may be longer".to_owned()
            }
            Some((_, most)) if most > ms => {
                format!("earliest known start to last sample; k6's own may be up to {}", format::duration(most))
            }
            _ => "earliest known start to last sample".to_owned(),
        },
    });
    Fact { what: format::duration(ms), how }
}

/// Feature flags of k6 that were in force; `None` without any.
pub fn feature_flags(report: &Report) -> Option<String> {
    let flags = &report.run.feature_flags;
    (!flags.is_empty()).then(|| flags.join(", "))
}

/// When the run began, in the time of its files where they state an offset, else in UTC.
pub fn date(report: &Report) -> String {
    match report.run.start {
        Some(start) => format::date_time(start, report.run.utc_offset_minutes.unwrap_or(0)),
        None => UNKNOWN.to_owned(),
    }
}

/// The window and the tag filter in force; `None` for the whole run.
pub fn selection(report: &Report) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(window) = report.query.window {
        parts.push(span(window, report.run.observed_ms));
    }
    parts.extend(report.query.filters());
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The title of a page on the report: "PASS in 0:34 to 0:50 · results.json · sloscope".
pub fn page_title(report: &Report) -> String {
    let part = selection(report).map(|part| format!(" in {part}")).unwrap_or_default();
    let name = report.runs.get(report.query.run).and_then(|run| run.sources.first());
    let name = name.map(|name| format!(" · {name}")).unwrap_or_default();
    format!("{}{part}{name} · sloscope", report.verdict.label())
}

/// The part of the run that is shown, beside the whole: "0:10 to 1:30, 1 min 20 s of 10 min 20 s"; `None` for the whole.
pub fn part(report: &Report) -> Option<Fact> {
    let Some(part) = report.run.part.as_ref() else {
        return is_part(report).then(|| Fact::of("no sample of the run is in it", None));
    };
    let offset = report.run.utc_offset_minutes.unwrap_or(0);
    let clock = |at| format::date_time(at, offset);
    let whole = report.run.observed_ms.map(|ms| format!(" of {}", format::duration(ms))).unwrap_or_default();
    let what = format!(
        "{} to {} ({} to {}), {}{whole}",
        format::moment(part.start_ms),
        format::moment(part.end_ms),
        clock(part.start),
        clock(part.end),
        format::duration(part.length_ms()),
    );
    Some(Fact::of(what, part.from_samples.then_some("first to last sample that the filter keeps")))
}

/// Is a part of the run shown? What a table lacks then need not be missing in the files. A summary is not narrowed.
pub fn is_part(report: &Report) -> bool {
    let in_force = report.stored.as_ref().is_none_or(|stored| !stored.narrowed);
    report.query.is_narrowed() && report.run.samples > 0 && in_force
}

/// What a selection does: a summary stays as it is, and so does a stored report.
pub fn selection_scope(report: &Report) -> &'static str {
    match &report.stored {
        _ if is_part(report) => "a part of the run only",
        Some(_) => "not applied, the numbers are those that were stored",
        None => "not applied, the numbers cover the whole run",
    }
}

/// What a table says of numbers that a selection has left nothing of.
pub const NONE_IN_PART: &str = "none in this part";

/// "0:10 to 1:30", "0:10 to the end".
pub fn span(window: Window, observed_ms: Option<f64>) -> String {
    // A moment has tenths of seconds.
    if window.end_ms - window.start_ms < 200.0 && observed_ms.is_none_or(|ms| window.end_ms <= ms) {
        let exact = |ms: f64| format::exact(ms, Unit::Millis);
        return format!("{} to {}", exact(window.start_ms), exact(window.end_ms));
    }
    let end = match observed_ms {
        Some(ms) if window.end_ms > ms => "the end".to_owned(),
        _ => format::moment(window.end_ms),
    };
    format!("{} to {end}", format::moment(window.start_ms))
}

/// What a run added up to: the metrics of which the files hold a sum, each with its name for people.
pub fn totals(report: &Report) -> Vec<(&'static str, &MetricSummary, Stat)> {
    let wanted = [
        ("Requests", "http_reqs", Stat::Count),
        ("Iterations", "iterations", Stat::Count),
        ("Dropped iterations", "dropped_iterations", Stat::Count),
        ("VUs at most", "vus", Stat::Max),
        ("Data received", "data_received", Stat::Count),
        ("Data sent", "data_sent", Stat::Count),
    ];
    let found = wanted.into_iter().filter_map(|(label, name, stat)| {
        let metric = report.metrics.iter().find(|m| m.series.tags.is_empty() && m.series.metric == name)?;
        metric.values.get(stat).map(|_| (label, metric, stat))
    });
    found.collect()
}

/// `Stopped by you at 7.2 s of 20 s; 361 of 361 due requests sent`. The length of the plan, and what was due by then, may not
/// be known.
pub fn stopped_by_user(at_ms: f64, planned_ms: Option<f64>, sent: u64, due: Option<u64>) -> String {
    let of = planned_ms.map(|ms| format!(" of {}", format::duration(ms))).unwrap_or_default();
    let sent = match due {
        Some(due) => format!("{} of {} sent", format::count(sent), format::counted(due, "due request")),
        None => format!("{} sent", format::counted(sent, "request")),
    };
    format!("Stopped by you at {}{of}; {sent}", format::duration(at_ms))
}
