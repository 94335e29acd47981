//! What k6 says a metric is: its type, what it contains, and k6's built-in metrics.
//!
//! Formats that carry no types (CSV, the legacy summary) look them up here.

use serde::{Deserialize, Serialize};

use crate::stat::whole;

/// k6's four metric types.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MetricType {
    /// Values are added up.
    Counter,
    /// The last value counts; k6 also keeps the smallest and the largest one.
    Gauge,
    /// The share of values that are not zero.
    Rate,
    /// Also of what nobody named: a trend loses nothing.
    #[default]
    Trend,
}

impl MetricType {
    /// Reads k6's spelling, as in `"type":"trend"`.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "counter" => Self::Counter,
            "gauge" => Self::Gauge,
            "rate" => Self::Rate,
            "trend" => Self::Trend,
            _ => return None,
        })
    }

    /// k6's spelling, as [`Self::parse`] reads it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Counter => "counter",
            Self::Gauge => "gauge",
            Self::Rate => "rate",
            Self::Trend => "trend",
        }
    }
}

/// What the values of a metric are: `time` is milliseconds, `data` is bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Contains {
    /// Numbers without a unit.
    #[default]
    Default,
    /// Milliseconds.
    Time,
    /// Bytes.
    Data,
}

impl Contains {
    /// Reads k6's spelling, as in `"contains":"time"`.
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "default" => Self::Default,
            "time" => Self::Time,
            "data" => Self::Data,
            _ => return None,
        })
    }

    /// k6's spelling, as [`Self::parse`] reads it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Time => "time",
            Self::Data => "data",
        }
    }
}

/// The phases of one HTTP request, in the order in which k6 writes them.
pub const HTTP_PHASES: [&str; 6] = [
    "http_req_blocked",
    "http_req_connecting",
    "http_req_tls_handshaking",
    "http_req_sending",
    "http_req_waiting",
    "http_req_receiving",
];

/// Does k6 count things by it? Another counter is a sum of anything.
pub fn counts_things(name: &str) -> bool {
    builtin(name).is_some_and(|(kind, _)| kind == MetricType::Counter)
}

/// The sum of samples, not a number where k6 counts things by the metric and it is no number of things.
pub fn usable_sum(metric: &str, sum: f64) -> f64 {
    if counts_things(metric) && whole(sum).is_none() { f64::NAN } else { sum }
}

/// Why a series has samples and no such statistic.
pub fn why_unknown(name: &str) -> &'static str {
    match counts_things(name) {
        true => "the samples add up to no count from 0 to 2^53",
        false => "the samples are too large to compute with",
    }
}

/// Type and contents of k6's built-in metrics (k6: metrics/builtin.go, browser and grpc modules).
pub fn builtin(name: &str) -> Option<(MetricType, Contains)> {
    use Contains::{Data, Default, Time};
    use MetricType::{Counter, Gauge, Rate, Trend};
    Some(match name {
        "vus" | "vus_max" => (Gauge, Default),
        "iterations" | "dropped_iterations" | "http_reqs" => (Counter, Default),
        "iteration_duration" | "group_duration" => (Trend, Time),
        "checks" | "http_req_failed" | "browser_http_req_failed" => (Rate, Default),
        "http_req_duration"
        | "http_req_blocked"
        | "http_req_connecting"
        | "http_req_tls_handshaking"
        | "http_req_sending"
        | "http_req_waiting"
        | "http_req_receiving"
        | "http_req_looking_up" => (Trend, Time),
        "data_sent" | "data_received" | "browser_data_sent" | "browser_data_received" => (Counter, Data),
        "ws_sessions" | "ws_msgs_sent" | "ws_msgs_received" => (Counter, Default),
        "ws_ping" | "ws_session_duration" | "ws_connecting" | "grpc_req_duration" => (Trend, Time),
        "grpc_streams" | "grpc_streams_msgs_sent" | "grpc_streams_msgs_received" => (Counter, Default),
        "browser_web_vital_ttfb"
        | "browser_web_vital_lcp"
        | "browser_web_vital_inp"
        | "browser_web_vital_fcp"
        | "browser_web_vital_fid"
        | "browser_http_req_duration" => (Trend, Time),
        // What sloscope's own generator adds.
        "sloscope_schedule_lag" | "sloscope_response_time" => (Trend, Time),
        "sloscope_stopped" => (Gauge, Default),
        "browser_web_vital_cls" => (Trend, Default),
        _ => return None,
    })
}
