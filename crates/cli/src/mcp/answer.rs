//! What the tools answer: the same reports, comparisons and charts as the other commands write, in no more bytes than asked for.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use serde::Deserialize;
use serde_json::{Map, Value, json};

use sloscope_core::chart::{ChartAsk, ChartKind, standalone};
use sloscope_core::compare::{Limit, Question, Selection, SidesAsk, compare, sides};
use sloscope_core::export::{JsonPart, comparison_json_within, json_part, json_within};
use sloscope_core::format;
use sloscope_core::report::words::unread_line;
use sloscope_core::report::{Query, Report, RunRef};
use sloscope_core::run::{Session, session_of_kept};
use sloscope_core::slo::parse_objectives;

use super::places::Places;
use super::tools::{Definition, Name};
use super::{MOST_BYTES, USUAL_BYTES, USUAL_CHART};
use crate::arguments::{filter, window};
use crate::charts::{HEIGHT, WIDTH};
use crate::compare::arguments::by;
use crate::reading;

/// How many sets of files stay in memory.
const KEPT: usize = 4;

/// What may be asked of the tools.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Asked {
    files: Vec<String>,
    run: Option<usize>,
    objectives: Option<Map<String, Value>>,
    by: Option<Value>,
    #[serde(rename = "where")]
    tags: Vec<String>,
    without: Vec<String>,
    window: Option<String>,
    baseline: Vec<String>,
    candidate: Vec<String>,
    limits: Vec<String>,
    blocks: Option<String>,
    stage: Option<String>,
    single_run: bool,
    anyway: bool,
    chart: String,
    max_bytes: Option<usize>,
}

/// Files as they were when they were read.
type Files = Vec<(PathBuf, u64, Option<SystemTime>)>;

/// The files that may be read, and what was read last.
pub struct Answers {
    places: Places,
    /// The one that was used last comes last.
    known: Mutex<Vec<(Files, Arc<Session>)>>,
}

/// The most bytes of an answer that says nothing of it.
pub const fn usual(name: Name) -> usize {
    match name {
        Name::Chart => USUAL_CHART,
        _ => USUAL_BYTES,
    }
}

impl Answers {
    pub fn of(places: Places) -> Self {
        Self { places, known: Mutex::new(Vec::new()) }
    }

    /// The texts of an answer; the error says what is wrong and what to do.
    pub fn answer(&self, tool: &Definition, arguments: Map<String, Value>) -> Result<Vec<String>, String> {
        if let Some(unknown) = arguments.keys().find(|field| !tool.takes(field)) {
            return Err(format!("{} takes no {unknown:?}: see its schema", tool.called));
        }
        let asked: Asked = serde_json::from_value(Value::Object(arguments))
            .map_err(|error| format!("{}: {error}: see its schema", tool.called))?;
        let most = asked.max_bytes.unwrap_or(usual(tool.name)).min(MOST_BYTES);
        let select = |parts: &[&str]| self.parts(&asked, parts, most);
        match tool.name {
            Name::Open if asked.files.is_empty() => self.listed(most),
            Name::Open => self.opened(&asked, most),
            Name::Summary => select(&["figures", "latency", "findings", "load", "run"]),
            Name::Objectives => select(&["objectives", "suggestions"]),
            Name::Breakdown => select(&["breakdown"]),
            Name::Window => select(&["figures", "latency", "objectives", "errors", "metrics"]),
            Name::Compare => self.compared(&asked, most),
            Name::Chart => self.chart(&asked, most),
        }
    }

    fn listed(&self, most: usize) -> Result<Vec<String>, String> {
        let (files, more) = self.places.list();
        let number = files.len();
        let files: Vec<Value> = files.into_iter().map(|of| json!({ "name": of.name, "bytes": of.bytes })).collect();
        let mut texts = cut(json_within(&json!({ "folders": self.places.shown(), "files": files }), most), most)?;
        if more {
            texts.insert(0, format!("TRUNCATED: only the first {number} files are listed; others can be named."));
        }
        Ok(texts)
    }

    fn opened(&self, asked: &Asked, most: usize) -> Result<Vec<String>, String> {
        let session = self.session(&asked.files)?;
        let run = |(at, of): (usize, RunRef)| {
            let report = session.report(&Query { run: at, ..Query::default() });
            let verdict = report.as_ref().map(|report| report.verdict.as_str());
            json!({ "run": at + 1, "label": of.label, "files": of.sources, "verdict": verdict, "samples": report.map(|of| of.run.samples) })
        };
        let runs: Vec<Value> = session.list().into_iter().enumerate().map(run).collect();
        let unread: Vec<String> = session.unread().iter().map(unread_line).collect();
        cut(json_within(&json!({ "runs": runs, "not_read": unread }), most), most)
    }

    /// Parts of a report.
    fn parts(&self, asked: &Asked, parts: &[&str], most: usize) -> Result<Vec<String>, String> {
        let (_, report) = self.report(asked)?;
        if let Some(why) = report.breakdown.as_ref().and_then(|found| found.absent.as_ref()) {
            return Err(format!("by: {why}"));
        }
        let select: Vec<String> = parts.iter().map(|part| (*part).to_owned()).collect();
        json_part(&report, &select, Some(most), false)
            .map(texts)
            .map_err(|_| format!("{most} bytes are too few for this answer: allow more with max_bytes"))
    }

    fn compared(&self, asked: &Asked, most: usize) -> Result<Vec<String>, String> {
        let tag = asked.by.as_ref().map(|of| of.as_str().ok_or("by: write TAG=A,B, as in version=a,b"));
        let selection = selection(asked)?;
        let ask = SidesAsk {
            by: tag.transpose()?.map(by).transpose()?,
            blocks: asked.blocks.clone(),
            aa: false,
            selections: [selection.clone(), selection],
        };
        if asked.candidate.is_empty() && !ask.splits() {
            return Err(
                "the candidate is missing: give its files, or say what the sides of these are: by or blocks".to_owned()
            );
        }
        if !asked.candidate.is_empty() && ask.blocks.is_some() {
            return Err("blocks are of one run: leave candidate out".to_owned());
        }
        let first = self.session(&asked.baseline)?;
        let second = if asked.candidate.is_empty() { None } else { Some(self.session(&asked.candidate)?) };
        let limit = |text: &String| Limit::parse(text).map_err(|error| format!("limit {text:?}: {error}"));
        let question = Question {
            limits: asked.limits.iter().map(limit).collect::<Result<_, _>>()?,
            single_run: asked.single_run,
            anyway: asked.anyway,
            ..Question::default()
        };
        let found = compare(&sides(&ask, &first, second.as_deref())?, &question)?;
        cut(comparison_json_within(&found, most, false), most)
    }

    fn chart(&self, asked: &Asked, most: usize) -> Result<Vec<String>, String> {
        let (session, report) = self.report(asked)?;
        let objectives = (0..=u16::MAX).take(report.objectives.len()).map(ChartKind::Objective);
        let all: Vec<ChartKind> = ChartKind::ALL.into_iter().chain(objectives).collect();
        let Some(kind) = all.iter().find(|kind| kind.name() == asked.chart) else {
            let names: Vec<String> = all.iter().map(|kind| kind.name().to_string()).collect();
            return Err(format!("there is no chart {:?}; there are {}", asked.chart, names.join(", ")));
        };
        let ask = ChartAsk { turned: *kind == ChartKind::Spectrum, ..ChartAsk::new(*kind, WIDTH, HEIGHT) };
        let chart = session.charts(&report.query, &[ask]).into_iter().next().ok_or("the run has no such chart")?;
        if let Some(why) = chart.absent {
            return Err(format!("no chart {}: {why}", asked.chart));
        }
        let text = standalone(&chart, false);
        match text.len() {
            length if length > most => Err(format!(
                "this chart takes {}, and {} are allowed: allow more with max_bytes, or ask for a window",
                format::bytes(length as u64),
                format::bytes(most as u64)
            )),
            _ => Ok(vec![text]),
        }
    }

    /// The run that is asked for, or the part of it.
    fn report(&self, asked: &Asked) -> Result<(Arc<Session>, Report), String> {
        let session = self.session(&asked.files)?;
        let runs = session.runs();
        let run = match asked.run {
            None if runs > 1 => {
                return Err(format!("these files hold {runs} runs: choose one with run; open lists them"));
            }
            Some(number) if !(1..=runs).contains(&number) => {
                return Err(format!("run {number}: these files hold {}", format::counted(runs as u64, "run")));
            }
            number => number.unwrap_or(1) - 1,
        };
        let Selection { window, tags, without, .. } = selection(asked)?;
        let tag = |tag: &Value| tag.as_str().map(str::to_owned).ok_or("by: give the names of tags");
        let group_by = match &asked.by {
            Some(Value::Array(tags)) => tags.iter().map(tag).collect::<Result<_, _>>()?,
            Some(tag_name) => vec![tag(tag_name)?],
            None => Vec::new(),
        };
        let objectives = asked.objectives.as_ref().map(|of| {
            parse_objectives(&Value::Object(of.clone()).to_string()).map_err(|error| format!("objectives: {error}"))
        });
        let query =
            Query { run, window, tags, without, group_by, objectives: objectives.transpose()?, ..Query::default() };
        let report = session.report(&query).ok_or("none of the files holds results of a k6 run")?;
        Ok((session, report))
    }

    /// What the files hold; read again only if one of them changed.
    fn session(&self, names: &[String]) -> Result<Arc<Session>, String> {
        if names.is_empty() {
            return Err("no file is named; open lists those that can be read".to_owned());
        }
        let paths = names.iter().map(|name| self.places.file(name)).collect::<Result<Vec<_>, _>>()?;
        let now = |path: &PathBuf| {
            let facts = path.metadata().ok()?;
            Some((path.clone(), facts.len(), facts.modified().ok()))
        };
        let files: Option<Files> = paths.iter().map(now).collect();
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = known.iter().position(|(of, _)| Some(of) == files.as_ref()) {
            let found = known.remove(at);
            let session = Arc::clone(&found.1);
            known.push(found);
            return Ok(session);
        }
        let session = Arc::new(session_of_kept(reading::inputs(&paths)?.kept()));
        if session.runs() == 0 {
            let unread: Vec<String> = session.unread().iter().map(unread_line).collect();
            return Err(format!("none of the files holds results of a k6 run. {}", unread.join(" ")));
        }
        if known.len() >= KEPT {
            known.remove(0);
        }
        known.extend(files.map(|files| (files, Arc::clone(&session))));
        Ok(session)
    }
}

fn selection(asked: &Asked) -> Result<Selection, String> {
    let tags = |field: &str, texts: &[String]| {
        let tag = |text: &String| match filter(text) {
            Ok(tag) if tag.wanted => Ok((tag.key, tag.value)),
            Ok(_) => Err(format!("{field}: write TAG=VALUE; what is not wanted goes into without")),
            Err(error) => Err(format!("{field}: {error}")),
        };
        texts.iter().map(tag).collect::<Result<Vec<_>, String>>()
    };
    Ok(Selection {
        window: asked.window.as_deref().map(window).transpose().map_err(|error| format!("window: {error}"))?,
        stage: asked.stage.clone(),
        tags: tags("where", &asked.tags)?,
        without: tags("without", &asked.without)?,
    })
}

/// The document, behind what was cut of it.
fn texts(part: JsonPart) -> Vec<String> {
    part.cut.into_iter().chain([part.text]).collect()
}

fn cut(found: Result<JsonPart, usize>, most: usize) -> Result<Vec<String>, String> {
    let too_few = |least: usize| {
        let least = format::bytes(least as u64);
        format!("{most} bytes are too few for this answer, which takes {least} at least: allow more with max_bytes")
    };
    found.map(texts).map_err(too_few)
}
