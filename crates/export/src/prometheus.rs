//! The figures of a report in Prometheus' text exposition format 0.0.4, for pushgateways and textfile collectors. Names,
//! units and labels follow Prometheus' conventions: seconds and bytes, counters end in `_total`, shares in `_ratio`. A value
//! that is not known has no line.

use std::collections::{BTreeMap, BTreeSet};

use sloscope_analysis::report::{MetricSummary, Report};
use sloscope_model::format::safe;
use sloscope_model::metric::{Contains, MetricType};
use sloscope_model::stat::{Stat, Unit};

use super::written;

/// Labels, in the order in which they are written.
type Labels = Vec<(String, String)>;

/// All samples of a name stand together, below its help and its type.
#[derive(Default)]
struct Families {
    all: BTreeMap<String, Family>,
}

struct Family {
    /// Whose it is: two metrics of k6 can have one name here.
    owner: String,
    kind: &'static str,
    help: String,
    lines: Vec<String>,
    known: BTreeSet<Labels>,
}

impl Families {
    /// Adds a sample; `end` goes behind the name of the family, as `_count` does.
    fn add(
        &mut self,
        (name, kind, help): (&str, &'static str, &str),
        owner: &str,
        labels: Labels,
        end: &str,
        value: f64,
    ) {
        if !value.is_finite() {
            return;
        }
        let (base, mut name) = (name, name.to_owned());
        let identity = [vec![(String::new(), end.to_owned())], labels.clone()].concat();
        let taken = |family: &Family| family.owner != owner || family.kind != kind || family.known.contains(&identity);
        for number in 2.. {
            match self.all.get(&name).filter(|family| taken(family)) {
                Some(_) => name = format!("{base}_{number}"),
                None => break,
            }
        }
        let family = self.all.entry(name.clone()).or_insert_with(|| Family {
            owner: owner.to_owned(),
            kind,
            help: help.to_owned(),
            lines: Vec::new(),
            known: BTreeSet::new(),
        });
        family.known.insert(identity);
        let labels: Vec<String> =
            labels.iter().map(|(key, value)| format!("{key}=\"{}\"", escaped(value, true))).collect();
        let labels = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        family.lines.push(format!("{name}{end}{labels} {value}"));
    }

    fn written(&self) -> String {
        let mut out = String::new();
        for (name, family) in &self.all {
            out.push_str(&format!("# HELP {name} {}\n# TYPE {name} {}\n", escaped(&family.help, false), family.kind));
            family.lines.iter().for_each(|line| out.push_str(&format!("{line}\n")));
        }
        out
    }
}

/// All that a report knows in numbers: verdicts, the length of the run, and each metric with its statistics.
pub fn prometheus(report: &Report, keep_queries: bool) -> String {
    let report = &*written(report, keep_queries);
    let mut all = Families::default();
    let own = "";
    let label = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    let run = ("sloscope_run_info", "gauge", "What was run: 1, with the facts as labels.");
    let mut facts = vec![label("verdict", report.verdict.as_str())];
    facts.extend(report.run.k6_version.iter().map(|version| label("k6_version", version)));
    facts.extend(report.run.script_name.iter().map(|name| label("script", name)));
    all.add(run, own, facts, "", 1.0);
    let whole = ("sloscope_run_input_whole", "gauge", "1 if every input was read as a whole, else 0.");
    let is_whole = report.unread.is_empty() && report.incomplete.is_empty();
    all.add(whole, own, Vec::new(), "", f64::from(u8::from(is_whole)));
    if let Some(ms) = report.run.duration_ms {
        all.add(
            ("sloscope_run_duration_seconds", "gauge", "How long the run lasted."),
            own,
            Vec::new(),
            "",
            ms / 1000.0,
        );
    }
    if let Some(start) = report.run.start {
        #[allow(clippy::cast_precision_loss)]
        let start = start as f64 / 1e9;
        all.add(
            ("sloscope_run_start_timestamp_seconds", "gauge", "When the run began, Unix time."),
            own,
            Vec::new(),
            "",
            start,
        );
    }
    let verdict = ("sloscope_objective_verdict", "gauge", "1 for the verdict on an objective, which is a label.");
    let mut places = BTreeMap::new();
    for o in &report.objectives {
        let mut labels =
            vec![label("series", &o.objective.series.to_string()), label("objective", o.objective.shown())];
        // An objective that is stated twice has two lines.
        let times = places.entry(labels.clone()).and_modify(|times| *times += 1).or_insert(1);
        if *times > 1 {
            labels.push(label("nth", &times.to_string()));
        }
        labels.push(label("verdict", o.verdict.as_str()));
        all.add(verdict, own, labels, "", 1.0);
    }
    report.metrics.iter().for_each(|metric| of_metric(&mut all, metric));
    all.written()
}

fn of_metric(all: &mut Families, metric: &MetricSummary) {
    let owner = metric.series.metric.as_str();
    let mut name = format!("k6_{}", name_of(owner));
    // These ends have a meaning of their own.
    if ["_count", "_sum", "_bucket", "_total"].iter().any(|end| name.ends_with(end)) {
        name.push_str("_value");
    }
    let labels: Labels = metric.series.tags.iter().map(|(key, value)| (label_of(key), value.clone())).collect();
    let of_values = match metric.contains {
        Contains::Time => "_seconds",
        Contains::Data => "_bytes",
        Contains::Default => "",
    };
    // "k6_data_sent_bytes" already says it.
    let of_values = if name.ends_with(of_values) { "" } else { of_values };
    for (stat, value) in metric.values.iter() {
        let value = if stat.unit(metric.kind, metric.contains) == Unit::Millis { value / 1000.0 } else { value };
        let mut labels = labels.clone();
        let (family, kind, end) = match (stat, metric.kind) {
            (Stat::P(p), _) => {
                labels.push(("quantile".to_owned(), (p / 100.0).to_string()));
                (format!("{name}{of_values}"), "summary", "")
            }
            (Stat::Med, _) => {
                // It is the same as p(50), which stands for both.
                if metric.values.get(Stat::P(50.0)).is_some() {
                    continue;
                }
                labels.push(("quantile".to_owned(), "0.5".to_owned()));
                (format!("{name}{of_values}"), "summary", "")
            }
            (Stat::Count, MetricType::Counter) => (format!("{name}{of_values}_total"), "counter", ""),
            (Stat::Count, _) => (format!("{name}{of_values}"), "summary", "_count"),
            (Stat::Rate, MetricType::Rate) => (format!("{name}_ratio"), "gauge", ""),
            (Stat::Rate, _) => (format!("{name}{of_values}_per_second"), "gauge", ""),
            (Stat::RateActive, _) => (format!("{name}{of_values}_per_active_second"), "gauge", ""),
            (Stat::Passes, _) => (format!("{name}_passes_total"), "counter", ""),
            (Stat::Fails, _) => (format!("{name}_fails_total"), "counter", ""),
            (Stat::Value, _) => (format!("{name}{of_values}"), "gauge", ""),
            (Stat::Avg | Stat::Min | Stat::Max | Stat::StdDev, _) => (format!("{name}_{stat}{of_values}"), "gauge", ""),
        };
        let help = format!("k6 metric {owner} ({}): {stat}.", metric.kind.as_str());
        let help = if kind == "summary" { format!("k6 metric {owner} (trend): exact percentiles.") } else { help };
        all.add((&family, kind, &help), owner, labels, end, value);
    }
}

/// What Prometheus allows in a name.
fn name_of(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).collect()
}

/// The name of a tag as that of a label; those that Prometheus has a use for get a prefix.
fn label_of(key: &str) -> String {
    let name = name_of(key);
    match name.as_str() {
        "quantile" | "le" => format!("tag_{name}"),
        _ if name.starts_with("__") || !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') => {
            format!("tag_{name}")
        }
        _ => name,
    }
}

/// Backslashes and line ends, and in labels quotes, as the format escapes them.
fn escaped(text: &str, in_label: bool) -> String {
    let text = safe(text).replace('\\', "\\\\").replace('\n', "\\n");
    if in_label { text.replace('"', "\\\"") } else { text }
}
