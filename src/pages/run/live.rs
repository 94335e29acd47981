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
use crate::components::element::{Element, classed, dynamic, el};
use crate::components::figures::verdict;
use crate::components::list::{Around, List, Looked};
use crate::components::name::name;
use crate::state::session::Session;
use crate::workers::protocol::{RunPhase, Running, Saving};

/// A request that is sent later than this is told.
const LATE_MS: f64 = 10.0;

pub fn panel(session: Session) -> AnyView {
    dynamic(move || match session.test.running.get() {
        Some(running) if session.address.route.get() != Route::Start => drawn(session, &running),
        _ => el("span").at("hidden", ""),
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
        .at("aria-label", "Time of the test")
        .at("max", running.end_ms.max(1.0).to_string())
        .at("value", running.at_ms.min(running.end_ms).to_string());
    classed("section", "live")
        .at("aria-labelledby", "live-title")
        .at("data-run", phase)
        .flag("data-practice", running.practice)
        .add(el("div").at("role", "status").add(el("h2").at("id", "live-title").text(title)))
        .add(bar)
        .add(figures(running))
        .all(running.broken.as_deref().map(broken))
        .all(redirects(running))
        .add(actions(session, running))
        .view(objectives(session))
}

fn figures(running: &Running) -> Element {
    let figure = |name: &'static str, label: &'static str, value: String, raw: f64| {
        let value = el("dd").at("data-live", name).at("data-value", raw.to_string()).text(value);
        el("div").add(el("dt").text(label)).add(value)
    };
    let count = |name, label, number: u64| figure(name, label, format::count(number), number as f64);
    let time = format!("{} of {}", format::duration(running.at_ms), format::duration(running.end_ms));
    let lag = match running.lag_ms {
        Some(ms) => {
            figure("lag", "sent late by at most", format::value(ms, Unit::Millis), ms).flag("data-late", ms > LATE_MS)
        }
        None => el("div").add(el("dt").text("sent late by at most")).add(el("dd").text("no request")),
    };
    let per_s = |rate| format::value(rate, Unit::PerSecond);
    let sent = match running.sent_per_s {
        Some(rate) => figure("sent-rate", "sent now", per_s(rate), rate),
        None => el("div").add(el("dt").text("sent now")).add(el("dd").text("no second yet")),
    };
    let planned = running.planned_per_s;
    classed("dl", "live-figures")
        .add(figure("time", "time", time, running.at_ms))
        .add(figure("planned-rate", "planned now", per_s(planned), planned))
        .add(sent)
        .add(count("due", "due by plan", running.due))
        .add(count("started", "sent", running.started))
        .add(count("finished", "ended", running.finished))
        .add(count("in-flight", "in flight", u64::from(running.in_flight)))
        .add(count("failed", "failed", running.failed))
        .add(count("dropped", "dropped", running.dropped))
        .add(lag)
}

fn broken(why: &str) -> Element {
    classed("p", "grave").at("data-broken", "").text(format!(
        "It ended before its plan did: {why}. The report has what was measured until then. Save the samples if you need them, then start the test again; if it breaks off again, reload the page."
    ))
}

/// What is to be known of redirects: the run ends where one leads away from the hosts of the plan.
fn redirects(running: &Running) -> Vec<Element> {
    let away = running.redirected.as_ref().filter(|redirect| redirect.away);
    let away =
        away.map(|redirect| classed("p", "grave").at("data-redirect", "away").text(followed_words(&redirect.to, true)));
    let not_followed = (running.redirects > 0).then(|| {
        let count = running.redirects;
        classed("p", "note")
            .at("data-redirect", "not-followed")
            .at("data-value", count.to_string())
            .text(not_followed_words(count))
    });
    away.into_iter().chain(not_followed).collect()
}

/// The objectives as they stand in the newest report; the reports follow the run.
fn objectives(session: Session) -> AnyView {
    let looked = Looked::new();
    dynamic(move || {
        let item = move |o: &ObjectiveResult| {
            let measured = o.measured.zip(o.unit).map(|(value, unit)| format!(" {}", format::value(value, unit)));
            el("li")
                .at("data-live-objective", o.verdict.as_str())
                .add(verdict(o.verdict))
                .text(" ")
                .add(name(&format!("{}: {}", o.objective.series, o.objective.shown())))
                .all(measured.map(|text| el("b").text(text)))
        };
        // Before its first report what is open is something else.
        let report = session.question.report.get().filter(|_| session.files.is_settled());
        let Some(report) = report.filter(|report| !report.objectives.is_empty()) else { return el("div") };
        let time = |ms| classed("p", "note").text(format!("Objectives, {} into the run:", format::duration(ms)));
        let list = List {
            looked: looked.clone(),
            around: Around::Items("live-objectives"),
            name: "Objectives so far".into(),
            things: "objectives",
            rows: report.objectives.len(),
            left_out: 0,
        };
        let searched = Arc::clone(&report);
        let text =
            |o: &ObjectiveResult| format!("{} {}: {}", o.verdict.label(), o.objective.series, o.objective.shown());
        el("div").all(report.run.observed_ms.map(time)).add(list.of(
            move || searched.objectives.iter().map(text).collect(),
            move |rows, body| body.all(rows.iter().map(|at| item(&report.objectives[*at]))),
        ))
    })
}

fn actions(session: Session, running: &Running) -> Element {
    let row = classed("div", "live-actions");
    match running.phase {
        RunPhase::Going => row.add(button("stop-run", "Stop", move || session.test.stop(false)).at("class", "primary")),
        RunPhase::Stopping => row.add(button("stop-now", "Give up what is under way", move || session.test.stop(true))),
        RunPhase::Over => row
            .add(button("save-samples", "Save the samples (k6 NDJSON)", move || session.save(Saving::Samples)))
            .add(button("save-summary", "Save the numbers (k6 summary)", move || session.save(Saving::Summary)))
            .add(button("close-run", "Close", move || session.test.running.set(None)))
            .add(classed("span", "hint").at("role", "status").text(session.test.unsaved.get())),
    }
}
