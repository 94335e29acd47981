//! A run that goes on, above whatever page is shown: how far it is, whether the generator holds its schedule, the way to
//! end it; and what can be done once it is over.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::format;
use sloscope_core::load::{followed_words, not_followed_words};
use sloscope_core::report::words;
use sloscope_core::slo::ObjectiveResult;
use sloscope_core::stat::Unit;
use sloscope_page_state::Route;

use crate::components::button::button;
use crate::components::disclosure::fresh;
use crate::components::element::{Element, Part, classed, dynamic, el};
use crate::components::figures::verdict;
use crate::components::list::List;
use crate::components::name::name;
use crate::state::session::Session;
use crate::workers::protocol::{Pressure, RunPhase, Running, Saving};

/// A request that is sent later than this is reported.
const LATE_MS: f64 = 10.0;

pub fn panel(session: Session) -> Part {
    dynamic(move || match session.test.running.get() {
        // What is over is shown where its report is, and where the next test begins.
        Some(running) if running.phase != RunPhase::Over || session.address.route.get() != Route::Start => {
            drawn(session, &running)
        }
        _ => el("span").attr("hidden", ""),
    })
}

fn drawn(session: Session, running: &Running) -> Element {
    let phase = match running.phase {
        RunPhase::Going => "going",
        RunPhase::Stopping => "stopping",
        RunPhase::Over => "over",
    };
    let bar = el("progress")
        .attr("aria-label", "Time of the test")
        .attr("max", running.end_ms.max(1.0).to_string())
        .attr("value", running.at_ms.min(running.end_ms).to_string());
    let over = running.phase == RunPhase::Over;
    let main = classed("div", "live-bar")
        .child(el("div").attr("role", "status").child(el("h2").attr("id", "live-title").child(title(session, running))))
        .children((!over).then_some(bar))
        .child(main_figures(running))
        .children((!over).then(|| actions(session, running)));
    let rest = classed("div", "live-rest")
        .children(stopped(running))
        .children(running.broken.as_deref().map(broken))
        .children(redirects(running))
        .children(over.then(|| actions(session, running)))
        .child(figures(running))
        .children((!over).then(|| objectives(session)));
    classed("section", "live")
        .attr("aria-labelledby", "live-title")
        .attr("data-run", phase)
        .attr("data-practice", running.practice)
        .child(main)
        .child(rest)
}

/// Running, or the verdict.
fn title(session: Session, running: &Running) -> Part {
    let (phase, practice, broken) = (running.phase, running.practice, running.broken.is_some());
    dynamic(move || {
        let what = match phase {
            RunPhase::Over if broken => "The test broke off".to_owned(),
            RunPhase::Going => "Running".to_owned(),
            RunPhase::Stopping => "Stopping".to_owned(),
            RunPhase::Over => {
                let report = session.question.report.get().filter(|_| session.files.is_settled());
                report.map_or_else(|| "Reading the samples".to_owned(), |report| report.verdict.label().to_owned())
            }
        };
        el("span").child(if practice { format!("{what}: practice, not a measurement") } else { what })
    })
}

fn figure(name: &'static str, label: &'static str, value: String, raw: f64) -> Element {
    let value = el("dd").attr("data-live", name).attr("data-value", raw.to_string()).child(value);
    el("div").child(el("dt").child(label)).child(value)
}

fn count(name: &'static str, label: &'static str, number: u64) -> Element {
    figure(name, label, format::count(number), number as f64)
}

/// What is in sight on every page.
fn main_figures(running: &Running) -> Element {
    let time = format!("{} of {}", format::duration(running.at_ms), format::duration(running.end_ms));
    let sent = format!("{} of {}", format::count(running.started), format::count(running.planned));
    let lag = match running.lag_ms {
        Some(ms) => figure("lag", "late", format::value(ms, Unit::Millis), ms).attr("data-late", ms > LATE_MS),
        None => el("div").child(el("dt").child("late")).child(el("dd").child("–")),
    };
    classed("dl", "live-main")
        .child(figure("time", "time", time, running.at_ms))
        .child(figure("started", "sent", sent, running.started as f64))
        .child(count("failed", "failed", running.failed))
        .child(lag)
}

fn figures(running: &Running) -> Element {
    let per_s = |rate| format::value(rate, Unit::PerSecond);
    let sent = match running.sent_per_s {
        Some(rate) => figure("sent-rate", "sent now", per_s(rate), rate),
        None => el("div").child(el("dt").child("sent now")).child(el("dd").child("no second yet")),
    };
    let planned = running.planned_per_s;
    let pressure = running.pressure.map(|pressure| {
        let state = el("dd").attr("data-live", "pressure").child(pressure.as_str());
        el("div").attr("data-late", pressure >= Pressure::Serious).child(el("dt").child("processor")).child(state)
    });
    let now = [figure("planned-rate", "planned now", per_s(planned), planned), sent];
    classed("dl", "live-figures")
        .children(now.into_iter().filter(|_| running.phase != RunPhase::Over))
        .child(count("due", "due by plan", running.due))
        .child(count("finished", "ended", running.finished))
        .child(count("in-flight", "in flight", u64::from(running.in_flight)))
        .child(count("dropped", "dropped", running.dropped))
        .children(pressure)
}

/// What the user, or an objective, has ended.
fn stopped(running: &Running) -> Option<Element> {
    let at = running.stopped_ms?;
    let said = match &running.aborted_on {
        Some(objective) => format!("Stopped at {}: the objective {objective} was missed", format::duration(at)),
        None => words::stopped_by_user(at, Some(running.end_ms), running.started, Some(running.due)),
    };
    Some(el("p").attr("data-stopped", "").child(said + "."))
}

fn broken(why: &str) -> Element {
    classed("p", "grave").attr("data-broken", "").child(format!(
        "It ended before its plan did: {why}. The report has what was measured until then. Save the samples if you need them, then start the test again; if it breaks off again, reload the page."
    ))
}

/// What is to be known of redirects: the run ends where one leads away from the hosts of the plan.
fn redirects(running: &Running) -> Vec<Element> {
    let away = running.redirected.as_ref().filter(|redirect| redirect.away);
    let away = away
        .map(|redirect| classed("p", "grave").attr("data-redirect", "away").child(followed_words(&redirect.to, true)));
    let not_followed = (running.redirects > 0).then(|| {
        let count = running.redirects;
        classed("p", "note")
            .attr("data-redirect", "not-followed")
            .attr("data-value", count.to_string())
            .child(not_followed_words(count))
    });
    away.into_iter().chain(not_followed).collect()
}

/// The objectives as they stand in the newest report; the reports follow the run.
fn objectives(session: Session) -> Part {
    let id = fresh("live objectives");
    dynamic(move || {
        let item = move |o: &ObjectiveResult| {
            let measured = o.measured.zip(o.unit).map(|(value, unit)| format!(" {}", format::value(value, unit)));
            el("li")
                .attr("data-live-objective", o.verdict.as_str())
                .child(verdict(o.verdict))
                .child(" ")
                .child(name(&format!("{}: {}", o.objective.series, o.objective.shown())))
                .children(measured.map(|text| el("b").child(text)))
        };
        // Before its first report what is open is something else.
        let report = session.question.report.get().filter(|_| session.files.is_settled());
        let Some(report) = report.filter(|report| !report.objectives.is_empty()) else { return el("div") };
        let time = |ms| classed("p", "note").child(format!("Objectives, {} into the run:", format::duration(ms)));
        let list = List::items("Objectives so far", "objectives", "live-objectives", report.objectives.len());
        let list = List { id: id.clone(), ..list };
        let searched = Arc::clone(&report);
        let text =
            |o: &ObjectiveResult| format!("{} {}: {}", o.verdict.label(), o.objective.series, o.objective.shown());
        el("div").children(report.run.observed_ms.map(time)).child(list.of(
            move || searched.objectives.iter().map(text).collect(),
            move |rows, body| body.children(rows.iter().map(|at| item(&report.objectives[*at]))),
        ))
    })
}

/// The run that was kept before this one, to be compared with it.
fn previous(session: Session) -> Option<Element> {
    let id = session.previous_run()?;
    Some(button("compare-previous", "Compare with the previous", move || session.compare_open(Some(id.clone()))))
}

fn actions(session: Session, running: &Running) -> Element {
    let row = classed("div", "live-actions");
    match running.phase {
        RunPhase::Going => {
            row.child(button("stop-run", "Stop", move || session.test.stop(false)).attr("class", "stop"))
        }
        RunPhase::Stopping => {
            row.child(button("stop-now", "Stop waiting for answers", move || session.test.stop(true)))
        }
        RunPhase::Over => row
            .child(button("run-again", "Run again", move || session.run_again()).attr("class", "primary"))
            .child(button("edit-plan", "Edit plan", move || session.edit_plan()))
            .child(button("save-samples", "Save the samples (k6 NDJSON)", move || session.save(Saving::Samples)))
            .child(button("save-summary", "Save the numbers (k6 summary)", move || session.save(Saving::Summary)))
            .children(previous(session))
            .child(button("close-run", "Close", move || session.test.running.set(None)).attr("class", "quiet"))
            .child(classed("span", "hint").attr("role", "status").child(session.test.unsaved.get())),
    }
}
