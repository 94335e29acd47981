//! A run that goes on, above whatever page is shown: how far it is, whether the generator holds its schedule, the way to
//! end it.

use std::sync::Arc;

use leptos::prelude::*;
use sloscope_core::format;
use sloscope_core::load::{followed_words, not_followed_words};
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
use crate::workers::protocol::{RunPhase, Running, Saving};

/// A request that is sent later than this is told.
const LATE_MS: f64 = 10.0;

pub fn panel(session: Session) -> Part {
    dynamic(move || match session.test.running.get() {
        Some(running) if session.address.route.get() != Route::Start => drawn(session, &running),
        _ => el("span").attr("hidden", ""),
    })
}

fn drawn(session: Session, running: &Running) -> Element {
    let title = match (running.phase, running.practice) {
        (RunPhase::Over, _) if running.broken.is_some() => "The test broke off",
        (RunPhase::Going, false) => "The test runs",
        (RunPhase::Going, true) => "Practice runs: no measurement",
        (RunPhase::Stopping, _) => "The test ends: what is under way may finish",
        (RunPhase::Over, false) => "The test is over",
        (RunPhase::Over, true) => "Practice is over: no measurement",
    };
    let phase = match running.phase {
        RunPhase::Going => "going",
        RunPhase::Stopping => "stopping",
        RunPhase::Over => "over",
    };
    let bar = el("progress")
        .attr("aria-label", "Time of the test")
        .attr("max", running.end_ms.max(1.0).to_string())
        .attr("value", running.at_ms.min(running.end_ms).to_string());
    classed("section", "live")
        .attr("aria-labelledby", "live-title")
        .attr("data-run", phase)
        .attr("data-practice", running.practice)
        .child(el("div").attr("role", "status").child(el("h2").attr("id", "live-title").child(title)))
        .child(bar)
        .child(figures(running))
        .children(running.broken.as_deref().map(broken))
        .children(redirects(running))
        .child(actions(session, running))
        .child(objectives(session))
}

fn figures(running: &Running) -> Element {
    let figure = |name: &'static str, label: &'static str, value: String, raw: f64| {
        let value = el("dd").attr("data-live", name).attr("data-value", raw.to_string()).child(value);
        el("div").child(el("dt").child(label)).child(value)
    };
    let count = |name, label, number: u64| figure(name, label, format::count(number), number as f64);
    let time = format!("{} of {}", format::duration(running.at_ms), format::duration(running.end_ms));
    let lag = match running.lag_ms {
        Some(ms) => {
            figure("lag", "sent late by at most", format::value(ms, Unit::Millis), ms).attr("data-late", ms > LATE_MS)
        }
        None => el("div").child(el("dt").child("sent late by at most")).child(el("dd").child("no request")),
    };
    let per_s = |rate| format::value(rate, Unit::PerSecond);
    let sent = match running.sent_per_s {
        Some(rate) => figure("sent-rate", "sent now", per_s(rate), rate),
        None => el("div").child(el("dt").child("sent now")).child(el("dd").child("no second yet")),
    };
    let planned = running.planned_per_s;
    classed("dl", "live-figures")
        .child(figure("time", "time", time, running.at_ms))
        .child(figure("planned-rate", "planned now", per_s(planned), planned))
        .child(sent)
        .child(count("due", "due by plan", running.due))
        .child(count("started", "sent", running.started))
        .child(count("finished", "ended", running.finished))
        .child(count("in-flight", "in flight", u64::from(running.in_flight)))
        .child(count("failed", "failed", running.failed))
        .child(count("dropped", "dropped", running.dropped))
        .child(lag)
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

fn actions(session: Session, running: &Running) -> Element {
    let row = classed("div", "live-actions");
    match running.phase {
        RunPhase::Going => {
            row.child(button("stop-run", "Stop", move || session.test.stop(false)).attr("class", "primary"))
        }
        RunPhase::Stopping => {
            row.child(button("stop-now", "Give up what is under way", move || session.test.stop(true)))
        }
        RunPhase::Over => row
            .child(button("save-samples", "Save the samples (k6 NDJSON)", move || session.save(Saving::Samples)))
            .child(button("save-summary", "Save the numbers (k6 summary)", move || session.save(Saving::Summary)))
            .child(button("close-run", "Close", move || session.test.running.set(None)))
            .child(classed("span", "hint").attr("role", "status").child(session.test.unsaved.get())),
    }
}
