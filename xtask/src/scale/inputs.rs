//! Inputs with many of one thing: lines as k6 writes them, and k6's summary.

use std::io::{Result, Write};

/// A kind of input.
pub struct Kind {
    pub name: &'static str,
    /// What there are n of.
    pub what: &'static str,
    pub write: fn(&mut dyn Write, usize) -> Result<()>,
}

pub const KINDS: &[Kind] = &[
    Kind { name: "thresholds", what: "thresholds on one metric", write: thresholds },
    Kind { name: "percentiles", what: "thresholds on one trend, each on a percentile of its own", write: percentiles },
    Kind { name: "scenarios", what: "scenarios, one after the other", write: scenarios },
    Kind { name: "parallel", what: "scenarios, all at the same time", write: parallel },
    Kind { name: "submetrics", what: "sub-metrics of one metric, each of a tag value of its own", write: submetrics },
    Kind { name: "metrics", what: "metrics", write: metrics },
    Kind { name: "both", what: "metrics, each with a sub-metric and a tag set of its own", write: both },
    Kind { name: "checks", what: "checks in one group", write: checks },
    Kind { name: "groups", what: "groups with a check each", write: groups },
    Kind { name: "keys", what: "tag keys", write: keys },
    Kind { name: "values", what: "values of a tag", write: values },
    Kind { name: "errors", what: "kinds of errors", write: errors },
    Kind { name: "summary", what: "metrics of a summary, with a threshold each", write: summary },
    Kind { name: "stated", what: "percentiles of one metric of a summary", write: stated },
    Kind { name: "set_up", what: "objectives on percentiles that requests of set-up may decide", write: set_up },
];

fn metric(out: &mut dyn Write, name: &str, kind: &str, thresholds: &[String], submetrics: &[String]) -> Result<()> {
    let subs: Vec<String> = submetrics.iter().map(|name| format!("{{\"name\":\"{name}\"}}")).collect();
    let stated: Vec<String> = thresholds.iter().map(|text| format!("\"{text}\"")).collect();
    let contains = if kind == "trend" { "time" } else { "default" };
    writeln!(
        out,
        "{{\"type\":\"Metric\",\"data\":{{\"name\":\"{name}\",\"type\":\"{kind}\",\"contains\":\"{contains}\",\
         \"thresholds\":[{}],\"submetrics\":[{}]}},\"metric\":\"{name}\"}}",
        stated.join(","),
        subs.join(",")
    )
}

/// A sample, so many ms after the start.
fn point(out: &mut dyn Write, metric: &str, ms: usize, value: usize, tags: &str) -> Result<()> {
    let (hours, minutes, seconds) = (ms / 3_600_000 % 24, ms / 60_000 % 60, ms / 1000 % 60);
    writeln!(
        out,
        "{{\"metric\":\"{metric}\",\"type\":\"Point\",\"data\":{{\"time\":\"2026-11-23T{hours:02}:{minutes:02}:\
         {seconds:02}.{:03}Z\",\"value\":{value},\"tags\":{{{tags}}}}}}}",
        ms % 1000
    )
}

fn thresholds(out: &mut dyn Write, n: usize) -> Result<()> {
    let all: Vec<String> = (0..n).map(|i| format!("count>{i}")).collect();
    metric(out, "http_reqs", "counter", &all, &[])?;
    (0..1000).try_for_each(|i| point(out, "http_reqs", i * 10, 1, "\"s\":\"1\""))
}

fn percentiles(out: &mut dyn Write, n: usize) -> Result<()> {
    let all: Vec<String> = (0..n).map(|i| format!("p({})<500", 100.0 * i as f64 / n as f64)).collect();
    metric(out, "http_req_duration", "trend", &all, &[])?;
    (0..1000).try_for_each(|i| point(out, "http_req_duration", i * 10, i, "\"s\":\"1\""))
}

fn set_up(out: &mut dyn Write, n: usize) -> Result<()> {
    percentiles(out, n)?;
    point(out, "http_req_duration", 0, 1, "\"group\":\"::setup\"")
}

fn scenarios(out: &mut dyn Write, n: usize) -> Result<()> {
    metric(out, "iterations", "counter", &[], &[])?;
    for i in 0..n {
        point(out, "iterations", i * 100, 1, &format!("\"scenario\":\"s{i}\""))?;
        point(out, "http_reqs", i * 100, 1, &format!("\"scenario\":\"s{i}\",\"status\":\"200\""))?;
    }
    Ok(())
}

fn parallel(out: &mut dyn Write, n: usize) -> Result<()> {
    metric(out, "iteration_duration", "trend", &[], &[])?;
    for (round, ms) in [0, 50_000].into_iter().enumerate() {
        for i in 0..n {
            let scenario = format!("\"scenario\":\"s{i}\"");
            point(out, "iteration_duration", ms + i % 1000, 5 + round, &scenario)?;
        }
    }
    (0..60).try_for_each(|second| point(out, "vus", second * 1000, n, ""))
}

fn submetrics(out: &mut dyn Write, n: usize) -> Result<()> {
    let all: Vec<String> = (0..n).map(|i| format!("http_req_duration{{a:{i}}}")).collect();
    metric(out, "http_req_duration", "trend", &[], &all)?;
    (0..n).try_for_each(|i| point(out, "http_req_duration", i / 10, i % 977, &format!("\"a\":\"{i}\"")))
}

fn metrics(out: &mut dyn Write, n: usize) -> Result<()> {
    for i in 0..n {
        metric(out, &format!("my_metric_{i}"), "trend", &[], &[])?;
        point(out, &format!("my_metric_{i}"), i / 10, i % 977, "\"scenario\":\"default\"")?;
    }
    Ok(())
}

fn both(out: &mut dyn Write, n: usize) -> Result<()> {
    for i in 0..n {
        let name = format!("my_metric_{i}");
        metric(out, &name, "counter", &[], &[format!("{name}{{a:{i}}}")])?;
        point(out, &name, i / 10, i % 977, &format!("\"a\":\"{i}\""))?;
    }
    Ok(())
}

fn checks(out: &mut dyn Write, n: usize) -> Result<()> {
    metric(out, "checks", "rate", &[], &[])?;
    (0..n).try_for_each(|i| point(out, "checks", i / 10, i % 2, &format!("\"check\":\"c{i}\",\"group\":\"\"")))
}

fn groups(out: &mut dyn Write, n: usize) -> Result<()> {
    metric(out, "checks", "rate", &[], &[])?;
    (0..n).try_for_each(|i| point(out, "checks", i / 10, i % 2, &format!("\"check\":\"c{i}\",\"group\":\"::g{i}\"")))
}

fn keys(out: &mut dyn Write, n: usize) -> Result<()> {
    metric(out, "http_reqs", "counter", &[], &[])?;
    (0..n).try_for_each(|i| point(out, "http_reqs", i / 10, 1, &format!("\"k{i}\":\"v\"")))
}

fn values(out: &mut dyn Write, n: usize) -> Result<()> {
    metric(out, "http_reqs", "counter", &[], &[])?;
    (0..n).try_for_each(|i| point(out, "http_reqs", i / 10, 1, &format!("\"name\":\"v{i}\"")))
}

fn errors(out: &mut dyn Write, n: usize) -> Result<()> {
    for i in 0..n {
        let tags = format!(
            "\"name\":\"n{i}\",\"status\":\"0\",\"error\":\"dial {i}\",\"error_code\":\"1{:03}\",\
             \"expected_response\":\"false\",\"method\":\"GET\"",
            i % 999
        );
        point(out, "http_req_failed", i / 10, 1, &tags)?;
        point(out, "http_reqs", i / 10, 1, &tags)?;
        point(out, "http_req_duration", i / 10, 0, &tags)?;
    }
    Ok(())
}

fn summary(out: &mut dyn Write, n: usize) -> Result<()> {
    let one = |i: usize| {
        let sign = if i == 0 { "" } else { "," };
        format!("{sign}\"m{i}\":{{\"count\":{i},\"rate\":{i},\"thresholds\":{{\"count>10\":{}}}}}", i <= 10)
    };
    write!(out, "{{\"root_group\":{{\"name\":\"\",\"path\":\"\",\"groups\":{{}},\"checks\":{{}}}},\"metrics\":{{")?;
    (0..n).try_for_each(|i| out.write_all(one(i).as_bytes()))?;
    writeln!(out, "}}}}")
}

fn stated(out: &mut dyn Write, n: usize) -> Result<()> {
    write!(out, "{{\"root_group\":{{\"name\":\"\",\"path\":\"\",\"groups\":{{}},\"checks\":{{}}}},")?;
    write!(out, "\"metrics\":{{\"http_req_duration\":{{\"avg\":50")?;
    let p = |i: usize| 100.0 * i as f64 / n as f64;
    (0..n).try_for_each(|i| write!(out, ",\"p({})\":{}", p(i), 1.0 + p(i)))?;
    writeln!(out, "}}}}}}")
}
