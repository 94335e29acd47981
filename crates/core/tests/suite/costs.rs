//! Costs grow with the input, not with its square: operations are counted, not seconds, from the first byte to the last
//! line of every export.

use std::fmt::Write;

use sloscope_core::chart::{ChartAsk, ChartKind};
use sloscope_core::export;
use sloscope_core::ingest::{Reader, Source};
use sloscope_core::report::Query;
use sloscope_core::run::Session;
use sloscope_model::costs::counted;

/// Twice as much takes at most so much more; sorting takes a little more than twice.
const MOST: f64 = 2.3;

fn point(text: &mut String, metric: &str, ms: usize, value: usize, tags: &str) {
    let (minutes, seconds) = (ms / 60_000, ms / 1000 % 60);
    writeln!(
        text,
        "{{\"metric\":\"{metric}\",\"type\":\"Point\",\"data\":{{\"time\":\"2026-11-23T{:02}:{:02}:{seconds:02}.{:03}Z\",\
         \"value\":{value},\"tags\":{{{tags}}}}}}}",
        minutes / 60,
        minutes % 60,
        ms % 1000
    )
    .expect("text");
}

fn metric(text: &mut String, name: &str, kind: &str, thresholds: &[String], submetrics: &[String]) {
    let stated: Vec<String> = thresholds.iter().map(|t| format!("\"{t}\"")).collect();
    let subs: Vec<String> = submetrics.iter().map(|name| format!("{{\"name\":\"{name}\"}}")).collect();
    writeln!(
        text,
        "{{\"type\":\"Metric\",\"data\":{{\"name\":\"{name}\",\"type\":\"{kind}\",\"contains\":\"default\",\
         \"thresholds\":[{}],\"submetrics\":[{}]}},\"metric\":\"{name}\"}}",
        stated.join(","),
        subs.join(",")
    )
    .expect("text");
}

fn read(text: &str) -> Source {
    let mut reader = Reader::new("results.json");
    reader.feed(text.as_bytes());
    reader.finish()
}

/// Counted over reading, joining, the report, its charts and its exports.
fn costs(texts: &[String], query: &Query) -> u64 {
    counted(|| {
        let session = Session::new(texts.iter().map(|text| read(text)).collect());
        let report = session.report(query).expect("a report");
        let asks: Vec<ChartAsk> = ChartKind::ALL.into_iter().map(|kind| ChartAsk::new(kind, 960, 260)).collect();
        assert_eq!(session.charts(query, &asks).len(), asks.len());
        let shown =
            export::text(&report, false).len() + export::markdown(&report).len() + export::json_text(&report).len();
        assert!(shown > 0);
    })
}

/// With twice as many each time: at most 2.3 times the operations.
fn grows(what: &str, input: impl Fn(usize) -> Vec<String>) {
    grows_for(what, &Query::default(), input);
}

fn grows_for(what: &str, query: &Query, input: impl Fn(usize) -> Vec<String>) {
    let counted: Vec<u64> = [300, 600, 1200].into_iter().map(|n| costs(&input(n), query)).collect();
    for pair in counted.windows(2) {
        let ratio = pair[1] as f64 / pair[0] as f64;
        assert!(ratio <= MOST, "{what}: {counted:?} operations, {ratio:.2} times as many for twice as much");
    }
}

fn of(fill: impl Fn(&mut String)) -> Vec<String> {
    let mut text = String::new();
    fill(&mut text);
    vec![text]
}

#[test]
fn thresholds() {
    grows("thresholds on a counter", |n| {
        of(|text| {
            metric(text, "http_reqs", "counter", &(0..n).map(|i| format!("count>{i}")).collect::<Vec<_>>(), &[]);
            (0..n).for_each(|i| point(text, "http_reqs", i * 10, 1, "\"s\":\"1\""));
        })
    });
    grows("percentiles of a trend", |n| {
        of(|text| {
            let all: Vec<String> = (0..n).map(|i| format!("p({})<5", 100.0 * i as f64 / n as f64)).collect();
            metric(text, "http_req_duration", "trend", &all, &[]);
            (0..n).for_each(|i| point(text, "http_req_duration", i * 10, i, "\"s\":\"1\""));
        })
    });
}

/// Each of them is asked for with the requests of set-up, and without.
#[test]
fn objectives_beside_set_up() {
    grows("percentiles of requests, some of set-up", |n| {
        of(|text| {
            let all: Vec<String> = (0..n).map(|i| format!("p({})<5", 100.0 * i as f64 / n as f64)).collect();
            metric(text, "http_req_duration", "trend", &all, &[]);
            point(text, "http_req_duration", 0, 1, "\"group\":\"::setup\"");
            (0..n).for_each(|i| point(text, "http_req_duration", i * 10, i, "\"scenario\":\"s\""));
        })
    });
    grows("sub-metrics with an objective each, some of set-up", |n| {
        of(|text| {
            for i in 0..n {
                metric(text, &format!("http_req_duration{{a:{i}}}"), "trend", &["p(90)<5".to_owned()], &[]);
            }
            point(text, "http_req_duration", 0, 1, "\"group\":\"::setup\"");
            (0..n).for_each(|i| point(text, "http_req_duration", i * 10, i, &format!("\"a\":\"{i}\"")));
        })
    });
}

#[test]
fn submetrics() {
    let input = |n: usize| {
        of(|text| {
            let all: Vec<String> = (0..n).map(|i| format!("http_req_duration{{a:{i}}}")).collect();
            metric(text, "http_req_duration", "trend", &[], &all);
            (0..n).for_each(|i| point(text, "http_req_duration", i * 10, i, &format!("\"a\":\"{i}\"")));
        })
    };
    grows("sub-metrics of a metric", input);
    let part = Query { without: vec![("a".to_owned(), "7".to_owned())], ..Query::default() };
    grows_for("sub-metrics of a part of a run", &part, input);
    grows("metrics with a sub-metric and a tag set each", |n| {
        of(|text| {
            for i in 0..n {
                let name = format!("m{i}");
                metric(text, &name, "counter", &[], &[format!("{name}{{a:{i}}}")]);
                point(text, &name, i, i, &format!("\"a\":\"{i}\""));
            }
        })
    });
}

#[test]
fn metrics() {
    for kind in ["counter", "trend", "rate", "gauge"] {
        grows(kind, |n| {
            of(|text| {
                for i in 0..n {
                    metric(text, &format!("m{i}"), kind, &[], &[]);
                    point(text, &format!("m{i}"), i, i % 7, &format!("\"scenario\":\"s\",\"a\":\"{i}\""));
                }
            })
        });
    }
    grows("metrics of CSV, whose types are not stated", |n| {
        of(|text| {
            text.push_str("metric_name,timestamp,metric_value,scenario\n");
            (0..n).for_each(|i| writeln!(text, "m{i},1795470519,{}.000000,s", i % 3).expect("text"));
        })
    });
}

#[test]
fn scenarios() {
    let name = |i: usize| format!("\"scenario\":\"s{i}\",\"status\":\"200\"");
    grows("scenarios one after the other", |n| {
        of(|text| {
            for i in 0..n {
                point(text, "iterations", i * 100, 1, &name(i));
                point(text, "iteration_duration", i * 100, 50, &name(i));
                point(text, "http_reqs", i * 100, 1, &name(i));
            }
        })
    });
    let parallel = |n: usize| {
        of(|text| {
            for (round, ms) in [0, 50_000].into_iter().enumerate() {
                (0..n).for_each(|i| point(text, "iteration_duration", ms + i, 5 + round, &name(i)));
            }
            (0..60).for_each(|second| point(text, "vus", second * 1000, n, ""));
        })
    };
    grows("scenarios at the same time", parallel);
    grows("scenarios of options", |n| {
        let scenario = |i: usize| {
            format!(
                "\"s{i}\":{{\"executor\":\"constant-arrival-rate\",\"rate\":2,\"timeUnit\":\"1s\",\"duration\":\"1s\",\
                 \"startTime\":\"{i}s\",\"preAllocatedVUs\":1}}"
            )
        };
        let all: Vec<String> = (0..n).map(scenario).collect();
        let options = format!("{{\"scenarios\":{{{}}},\"thresholds\":{{}},\"paused\":null}}", all.join(","));
        parallel(n).into_iter().chain([options]).collect()
    });
}

#[test]
fn checks() {
    for group in ["", "::g", "::a::b"] {
        grows(&format!("checks in {group:?}"), |n| {
            of(|text| {
                metric(text, "checks", "rate", &[], &[]);
                for i in 0..n {
                    let of = if group.is_empty() { String::new() } else { format!("{group}{i}") };
                    point(text, "checks", i, i % 2, &format!("\"check\":\"c{i}\",\"group\":\"{of}\""));
                }
            })
        });
    }
}

#[test]
fn tags() {
    grows("tag keys", |n| {
        of(|text| (0..n).for_each(|i| point(text, "http_req_duration", i, 1 + i % 2 * 90, &format!("\"k{i}\":\"v\""))))
    });
    grows("tag values", |n| {
        of(|text| (0..n).for_each(|i| point(text, "http_reqs", i, 1, &format!("\"name\":\"v{i}\""))))
    });
    grows("tags of one sample", |n| {
        of(|text| {
            let tags: Vec<String> = (0..n).map(|i| format!("\"k{}\":\"v\"", i * 7919 % n)).collect();
            point(text, "http_reqs", 0, 1, &tags.join(","));
        })
    });
    grows("tags of one sub-metric", |n| {
        of(|text| {
            let tags: Vec<String> = (0..n).map(|i| format!("k{}:v", i * 7919 % n)).collect();
            let name = [format!("http_reqs{{{}}}", tags.join(","))];
            metric(text, "http_reqs", "counter", &[], &name);
            point(text, "http_reqs", 0, 1, "\"k1\":\"v\"");
        })
    });
}

#[test]
fn errors() {
    grows("kinds of errors", |n| {
        of(|text| {
            for i in 0..n {
                let tags = format!(
                    "\"name\":\"n{i}\",\"status\":\"0\",\"error\":\"dial {i}\",\"error_code\":\"1{:03}\",\
                     \"expected_response\":\"false\"",
                    i % 999
                );
                point(text, "http_req_failed", i, 1, &tags);
                point(text, "http_reqs", i, 1, &tags);
                point(text, "http_req_duration", i, 0, &tags);
            }
        })
    });
}

#[test]
fn files_of_samples() {
    let runner = |at: usize| {
        of(|text| {
            for row in 0..3000 {
                let value = row * 64 + at;
                let (millis, tail) = (row * 10 % 1000, at);
                writeln!(
                    text,
                    "{{\"metric\":\"http_req_duration\",\"type\":\"Point\",\"data\":{{\"time\":\"2026-11-23T00:00:{:02}.{millis:03}{tail:03}Z\",\
                     \"value\":{value}.5,\"tags\":{{}}}}}}",
                    row / 100
                )
                .expect("text");
            }
        })
    };
    let all: Vec<String> = (0..32).flat_map(runner).collect();
    let counted: Vec<u64> = [8, 16, 32].map(|n| costs(&all[..n], &Query::default())).into();
    for pair in counted.windows(2) {
        let ratio = pair[1] as f64 / pair[0] as f64;
        assert!(ratio <= MOST, "{counted:?} operations, {ratio:.2} times as many for twice as many files");
    }
}

#[test]
fn summaries() {
    let summary = |n: usize| {
        let one =
            |i: usize| format!("\"m{i}\":{{\"count\":{i},\"rate\":{i},\"thresholds\":{{\"count>10\":{}}}}}", i <= 10);
        let all: Vec<String> = (0..n).map(one).collect();
        let root = "{\"name\":\"\",\"path\":\"\",\"groups\":{},\"checks\":{}}";
        format!("{{\"root_group\":{root},\"metrics\":{{{}}}}}", all.join(","))
    };
    grows("metrics of a summary", |n| vec![summary(n)]);
    for asked in [0.0, 0.01] {
        grows(&format!("percentiles of one metric of a summary, objectives {asked} beside them"), |n| {
            let all = |one: &dyn Fn(f64) -> String| {
                let each = (0..n).map(|i| one(99.0 * i as f64 / n as f64));
                each.collect::<Vec<_>>().join(",")
            };
            let values = all(&|p| format!("\"p({p})\":{}", 1.0 + p));
            let stated = all(&|p| format!("\"p({})<50\":{{\"ok\":{}}}", p + asked, p < 49.0));
            let metric = format!("{{\"type\":\"trend\",\"values\":{{{values}}},\"thresholds\":{{{stated}}}}}");
            vec![format!("{{\"metrics\":{{\"http_req_duration\":{metric}}},\"root_group\":{{\"name\":\"\"}}}}")]
        });
    }
    grows("metrics of a summary with a percentile each", |n| {
        let all: Vec<String> =
            (0..n).map(|i| format!("\"m{i}\":{{\"p({})\":{i}}}", 99.0 * i as f64 / n as f64)).collect();
        vec![format!("{{\"root_group\":{{\"name\":\"\"}},\"metrics\":{{{}}}}}", all.join(","))]
    });
    grows("a summary and its samples", |n| {
        let mut texts = of(|text| {
            for i in 0..n {
                metric(text, &format!("m{i}"), "counter", &["count>10".to_owned()], &[]);
                point(text, &format!("m{i}"), i, i, "\"scenario\":\"s\"");
            }
        });
        texts.push(summary(n));
        texts
    });
}
