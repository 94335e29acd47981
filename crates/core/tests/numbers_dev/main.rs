//! dev
use sloscope_core::ingest::*;
use sloscope_core::metric::{Contains, MetricType};
use sloscope_core::report::*;
use sloscope_core::run::Session;
use sloscope_core::series::Series;
use sloscope_core::stat::*;
use sloscope_core::time::parse_rfc3339;
use std::process::Command;

fn read(path: &str) -> String {
    if path.ends_with(".gz") {
        let out = Command::new("zcat").arg(path).output().unwrap();
        return String::from_utf8_lossy(&out.stdout).into_owned();
    }
    std::fs::read_to_string(path).unwrap()
}
fn info(name: &str, format: Format) -> SourceInfo {
    SourceInfo {
        name: name.to_owned(),
        bytes: 0,
        unpacked: 0,
        format,
        compression: Compression::None,
        encoding: Encoding::Utf8,
    }
}
fn samples(path: &str) -> Source {
    let text = read(path);
    let mut file = SampleFile { time_step: 1, utc_offset_minutes: Some(0), ..SampleFile::default() };
    let mut diagnostics = Diagnostics::default();
    for (n, raw) in text.lines().enumerate() {
        let Ok(line) = serde_json::from_str::<serde_json::Value>(raw) else {
            diagnostics.cut = Some(format!("line {n}"));
            continue;
        };
        let Some(name) = line["metric"].as_str() else { continue };
        let data = &line["data"];
        let id = file.store.metric(name);
        if line["type"] == "Metric" {
            let kind = MetricType::parse(data["type"].as_str().expect("type")).expect("kind");
            file.store.declare(id, kind, data["contains"].as_str().and_then(Contains::parse));
            for sub in data["submetrics"].as_array().into_iter().flatten() {
                file.submetrics.push(Series::parse(sub["name"].as_str().expect("name")).expect("a series"));
            }
            for t in data["thresholds"].as_array().into_iter().flatten() {
                let e = t.as_str().or(t["threshold"].as_str()).unwrap();
                file.thresholds.push(Declared {
                    series: Series::metric(name),
                    expression: e.to_owned(),
                    abort_on_fail: false,
                    delay_abort_eval: None,
                });
            }
            continue;
        }
        let tags: Vec<(&str, &str)> = data["tags"]
            .as_object()
            .map(|tags| tags.iter().map(|(k, v)| (k.as_str(), v.as_str().expect("text"))).collect())
            .unwrap_or_default();
        let set = file.store.tags.intern(&tags);
        let time = parse_rfc3339(data["time"].as_str().expect("time").as_bytes()).expect("time");
        file.store.push(id, time.nanos, set, data["value"].as_f64().expect("value"));
    }
    Source { info: info(path, Format::Ndjson), content: Content::Samples(Box::new(file)), diagnostics }
}
fn summary(path: &str) -> Source {
    let v: serde_json::Value = serde_json::from_str(&read(path)).unwrap();
    let mut s = Summary::default();
    let mut format = Format::SummaryLegacy;
    if let Some(d) = v["state"]["testRunDurationMs"].as_f64() {
        s.duration_ms = Some(d);
        format = Format::SummaryHandle;
    }
    let mut list: Vec<(String, serde_json::Value)> = Vec::new();
    if let Some(m) = v["metrics"].as_object() {
        for (k, m) in m {
            list.push((k.clone(), m.clone()));
        }
    }
    if v["results"].is_object() {
        format = Format::SummaryMachineReadable;
        s.duration_ms = v["config"]["duration"].as_f64().map(|x| x * 1000.0);
        for m in v["results"]["metrics"].as_array().unwrap() {
            list.push((m["name"].as_str().unwrap().to_owned(), m.clone()));
        }
    }
    for (name, m) in list {
        let vals = if m["values"].is_object() { &m["values"] } else { &m };
        let o = vals.as_object().unwrap();
        let rate = o.contains_key("passes") || o.contains_key("matches");
        let kind = if rate {
            MetricType::Rate
        } else if o.contains_key("count") && !o.contains_key("avg") {
            MetricType::Counter
        } else if o.contains_key("avg") {
            MetricType::Trend
        } else {
            MetricType::Gauge
        };
        let mut values = Values::new();
        for (k, x) in o {
            let Some(x) = x.as_f64() else { continue };
            let stat = match k.as_str() {
                "value" if rate => Stat::Rate,
                "matches" => Stat::Passes,
                "total" => {
                    values.set(Stat::Fails, x - o["matches"].as_f64().unwrap());
                    continue;
                }
                k => Stat::parse(k).unwrap(),
            };
            values.set(stat, x);
        }
        let mut thresholds = vec![];
        for (e, t) in m["thresholds"].as_object().into_iter().flatten() {
            let ok = t["ok"].as_bool().or(t.as_bool().map(|b| !b));
            thresholds.push(SummaryThreshold { expression: e.clone(), ok });
        }
        s.metrics.push(SummaryMetric {
            series: Series::parse(&name).unwrap(),
            kind,
            contains: None,
            values,
            thresholds,
        });
    }
    Source { info: info(path, format), content: Content::Summary(Box::new(s)), diagnostics: Diagnostics::default() }
}
#[test]
fn dev() {
    let root = std::env::var("SLOSCOPE_FIXTURES").unwrap();
    let only = std::env::var("ONLY").ok();
    for v in ["v0.38", "v0.57", "v1.8", "v2.2"] {
        let Ok(dir) = std::fs::read_dir(format!("{root}/{v}")) else { continue };
        for d in dir {
            let d = d.unwrap().path();
            let d = d.to_str().unwrap().to_owned();
            if only.as_ref().is_some_and(|o| !d.contains(o.as_str())) || (only.is_none() && d.contains("seed_10min")) {
                continue;
            }
            let mut sources = vec![];
            for f in std::fs::read_dir(&d).unwrap() {
                let f = f.unwrap().path().to_str().unwrap().to_owned();
                if f.contains("results.json") {
                    sources.push(samples(&f));
                }
                if f.contains("summary") && serde_json::from_str::<serde_json::Value>(&read(&f)).is_ok() {
                    sources.push(summary(&f));
                }
            }
            if sources.is_empty() {
                continue;
            }
            let t = std::time::Instant::now();
            let s = Session::new(sources);
            let t1 = t.elapsed();
            println!("=== {d}: runs {}", s.runs());
            for r in 0..s.runs() {
                let t = std::time::Instant::now();
                let rep = s.report(&Query { run: r, ..Query::default() }).unwrap();
                println!("join {t1:?} report {:?}", t.elapsed());
                let t = std::time::Instant::now();
                s.report(&Query { run: r, ..Query::default() }).unwrap();
                println!("second report {:?}, json {}", t.elapsed(), serde_json::to_string(&rep).unwrap().len());
                println!("HEAD {}", rep.headline);
                println!(
                    "{:?} dur {:?} {:?} obs {:?} act {:?}",
                    rep.run.test_type,
                    rep.run.duration_ms,
                    rep.run.duration_from,
                    rep.run.observed_ms,
                    rep.run.active_ms
                );
                for st in &rep.run.stages {
                    println!("  stage {st:?}");
                }
                for st in &rep.run.scenarios {
                    println!("  scenario {st:?}");
                }
                for o in &rep.overall {
                    println!("  {} = {:?} {:?} obj {:?}", o.label, o.value, o.absent, o.objective);
                }
                for o in &rep.objectives {
                    println!(
                        "  OBJ {} {} {:?} k6 {:?} windows {}: {} {:?}",
                        o.objective.series,
                        o.objective.expression,
                        o.verdict,
                        o.k6_verdict,
                        o.windows.len(),
                        o.reason,
                        o.caveats
                    );
                }
                for c in &rep.cross_checks {
                    println!(
                        "  CHECK {} {} {} {}",
                        c.source.rsplit('/').next().unwrap(),
                        c.compared,
                        c.matching,
                        c.conclusion
                    );
                    for x in c.differences.iter().take(8) {
                        println!("     {x:?}");
                    }
                }
                for e in rep.errors.rows.iter().take(6) {
                    println!("  ERR {e:?}");
                }
                println!("  errors {:?}/{:?} {:?}", rep.errors.failed, rep.errors.requests, rep.errors.absent);
                for n in &rep.notes {
                    println!("  NOTE {:?} {}", n.level, n.text);
                }
                if only.is_some() {
                    for l in &rep.latency.rows {
                        println!(
                            "  LAT {} {:?} {:?}",
                            l.label,
                            l.scope,
                            l.values.iter().map(|(s, v)| format!("{s}={v:.3}")).collect::<Vec<_>>()
                        );
                    }
                    println!("{:?}", rep.checks);
                }
            }
        }
    }
}
