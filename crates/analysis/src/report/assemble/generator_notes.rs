//! Notes on a run of sloscope's own generator: did it hold its schedule, and was the browser the bottleneck? Its metrics
//! tell, in the page and in a file that was saved.

use sloscope_model::format;
use sloscope_model::names::SCHEDULE_LAG;
use sloscope_model::series::Series;
use sloscope_model::stat::{Stat, Unit};

use super::notes::Notes;
use crate::report::MetricSummary;

/// A schedule is held if 99 % of requests are sent within this, ms (measured: 0.7 to 2.5 on two cores) ...
const HELD_MS: f64 = 10.0;
/// ... and none later than this: a page that was frozen, a computer that slept.
const FROZEN_MS: f64 = 1000.0;
/// Waiting in the browser that is not worth a word, ms.
const SMALL_MS: f64 = 10.0;

pub fn generator(notes: &mut Notes, metrics: &[MetricSummary]) {
    let value = |name: &str, stat| metrics.iter().find(|m| m.series == Series::metric(name))?.values.get(stat);
    let ms = |ms| format::value(ms, Unit::Millis);
    let (Some(p99), Some(latest)) = (value(SCHEDULE_LAG, Stat::P(99.0)), value(SCHEDULE_LAG, Stat::Max)) else {
        return;
    };
    if p99 > HELD_MS || latest > FROZEN_MS {
        notes.warn(format!(
            "The generator did not hold its schedule: 1 % of the requests were sent {} or more after their time, the latest {}. The load had gaps and bursts that were not planned: a busy machine, a page that was frozen or a computer that slept does that.",
            ms(p99),
            ms(latest)
        ));
    } else {
        notes.info(format!(
            "The generator held its schedule: 99 % of the requests were sent within {} of their time, all within {}.",
            ms(p99),
            ms(latest)
        ));
    }
    let (timed, all) = (value("http_req_waiting", Stat::Count).unwrap_or(0.0), value("http_reqs", Stat::Count));
    if let Some(all) = all.filter(|all| timed < *all) {
        notes.caution(format!(
            "For {} of {} requests the browser does not report where the time went: they failed, or the server does not send Timing-Allow-Origin. Their http_req_duration includes the time in the browser's queue.",
            format::value(all - timed, Unit::Count),
            format::value(all, Unit::Count)
        ));
    }
    let (blocked, took) = (value("http_req_blocked", Stat::P(95.0)), value("http_req_duration", Stat::P(95.0)));
    if let Some((blocked, took)) =
        blocked.zip(took).filter(|(blocked, took)| *blocked > SMALL_MS && blocked * 2.0 > *took)
    {
        notes.warn(format!(
            "Requests waited in the browser: the 95th percentile of http_req_blocked is {}, that of http_req_duration {}. The browser was the bottleneck, not the service: over HTTP/1.1 it opens 6 connections to an origin. More origins, HTTP/2 or k6 lift that.",
            ms(blocked),
            ms(took)
        ));
    }
}
