//! What came of one request, as a browser can tell it, and what it is in k6's terms.

use serde::{Deserialize, Serialize};

use sloscope_model::time::{NANOS_PER_MS, Nanos};

/// One iteration: one request, from its intended start to its end. Times are nanoseconds since the run began.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Index in `Plan::scenarios`.
    pub scenario: u32,
    /// Index in `Plan::requests`.
    pub request: u32,
    /// Index of the target it was sent to, among those of its side.
    pub target: u32,
    /// When the schedule wanted it.
    pub intended: Nanos,
    /// When it was handed to the network.
    pub sent: Nanos,
    /// When the response's headers were there; absent if none came.
    pub headers: Option<Nanos>,
    /// When the body had been read, or the failure was known.
    pub done: Nanos,
    /// How it ended; it decides status, error code and whether the request failed.
    pub end: End,
    /// Where the time went, if the browser may tell.
    pub phases: Option<Phases>,
    /// `nextHopProtocol` of Resource Timing, empty if the browser does not tell: `http/1.1`, `h2`, `h3`.
    pub protocol: String,
    /// Bytes sent and received, headers included, where known.
    pub bytes_sent: Option<u64>,
    /// The same for the response.
    pub bytes_received: Option<u64>,
    /// The checks of its request that held, by number: bit 0 is the first.
    pub checks: u64,
}

/// How a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// With a complete response, whatever its status.
    Response(u16),
    /// The plan's time-out.
    Timeout,
    /// The response began with this status, its body did not end.
    BodyCut(u16),
    /// Nothing came, and the browser does not say why: refused, reset, no such host.
    Network,
    /// The server answers, but does not allow this page to read it (CORS).
    Cors,
    /// The response was a redirect, and the plan does not follow them: where to, the browser does not tell.
    Redirected,
    /// A redirect was followed to a host that is not of the plan, or nobody can say where to. The run ends there.
    OtherHost,
    /// The machine is not connected to a network.
    Offline,
    /// The browser did not send it: mixed content, a policy, local-network permission, an extension.
    Blocked,
    /// The URL, a header or the method is not one that can be sent.
    Invalid,
    /// The run was stopped, or its graceful stop was over. Such iterations leave no samples, as in k6.
    Interrupted,
}

/// The spans of a request, ms, from Resource Timing. k6's `http_req_sending` cannot be distinguished from waiting.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Phases {
    /// In the browser's queue, and looking up the name: all before the request that is not connecting.
    pub blocked: f64,
    /// k6's `http_req_connecting`: the TCP connection; 0 where one was reused.
    pub connecting: f64,
    /// k6's `http_req_tls_handshaking`; 0 without TLS, or where a connection was reused.
    pub tls: f64,
    /// From the first byte sent to the first byte received.
    pub waiting: f64,
    /// From the first byte received to the last.
    pub receiving: f64,
}

/// The times of a PerformanceResourceTiming entry, as it has them: ms, 0 for what the browser may not tell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ResourceTimes {
    /// When the request was made, ahead of any redirect.
    pub start_time: f64,
    /// When the browser began to fetch the last hop.
    pub fetch_start: f64,
    /// When the connection was begun; equal to `fetch_start` where one was reused.
    pub connect_start: f64,
    /// When the TLS handshake began; 0 without TLS.
    pub secure_connection_start: f64,
    /// When the connection was ready, TLS included.
    pub connect_end: f64,
    /// When the request was begun; 0 without Timing-Allow-Origin.
    pub request_start: f64,
    /// When the first byte of the response came; 0 without Timing-Allow-Origin.
    pub response_start: f64,
    /// When the last byte came, or the connection closed.
    pub response_end: f64,
}

impl Phases {
    /// `None` without the server's leave (Timing-Allow-Origin): zeros are not measurements.
    pub fn of(times: &ResourceTimes) -> Option<Self> {
        let known = times.request_start > 0.0 && times.response_start > 0.0 && times.response_end > 0.0;
        if !known {
            return None;
        }
        // A connection that was there already: all of these are equal.
        let (mut connecting, mut tls) = ((times.connect_end - times.connect_start).max(0.0), 0.0);
        if times.secure_connection_start > times.connect_start && times.secure_connection_start <= times.connect_end {
            tls = times.connect_end - times.secure_connection_start;
            connecting -= tls;
        }
        // After a redirect the times are those of the last hop.
        let began = if times.fetch_start > 0.0 { times.fetch_start } else { times.start_time };
        Some(Self {
            blocked: (times.request_start - began - connecting - tls).max(0.0),
            connecting,
            tls,
            waiting: (times.response_start - times.request_start).max(0.0),
            receiving: (times.response_end - times.response_start).max(0.0),
        })
    }
}

impl Outcome {
    /// k6's `http_req_duration`, ms. Without phases it is the time around the request, which has the browser's own
    /// queue in it.
    pub fn duration_ms(&self) -> f64 {
        match &self.phases {
            Some(phases) => phases.waiting + phases.receiving,
            None => (self.done - self.sent) as f64 / NANOS_PER_MS,
        }
    }

    /// How much later than intended it was sent, ms.
    pub fn lag_ms(&self) -> f64 {
        (self.sent - self.intended) as f64 / NANOS_PER_MS
    }

    /// From the intended start to the end, ms: what somebody who arrived by plan has waited.
    pub fn response_ms(&self) -> f64 {
        (self.done - self.intended) as f64 / NANOS_PER_MS
    }
}

impl End {
    /// The status that k6 tags a request with: 0 unless all of the response came.
    pub fn status(self) -> u16 {
        match self {
            Self::Response(status) => status,
            _ => 0,
        }
    }

    /// k6 expects 200 to 399 unless a script says otherwise.
    pub fn expected(self) -> bool {
        (200..400).contains(&self.status())
    }

    /// k6's `error_code`; 1900 and above are what only a browser can say.
    pub fn error_code(self) -> Option<u16> {
        Some(match self {
            Self::Response(status) if status >= 400 => 1000 + status,
            Self::Response(_) | Self::Interrupted => return None,
            Self::Invalid => 1020,
            Self::Timeout => 1050,
            Self::Network => 1900,
            Self::Cors => 1901,
            Self::BodyCut(_) => 1902,
            Self::Blocked => 1903,
            Self::Offline => 1904,
            Self::Redirected => 1905,
            Self::OtherHost => 1906,
        })
    }

    /// The `error` tag. HTTP errors have none, as in k6.
    pub fn error(self) -> Option<&'static str> {
        Some(match self {
            Self::Response(_) | Self::Interrupted => return None,
            Self::Invalid => "invalid URL",
            Self::Timeout => "request timeout",
            Self::Network => "network failure",
            Self::Cors => "not allowed by CORS",
            Self::BodyCut(_) => "response body cut",
            Self::Blocked => "blocked by the browser",
            Self::Offline => "offline",
            Self::Redirected => "redirect not followed: followRedirects in the plan",
            Self::OtherHost => "redirected away from the hosts of the plan",
        })
    }

    /// What it means, for a person: sentences.
    pub fn explain(self) -> String {
        sloscope_model::error_codes::explain(self.error_code().map(|code| code.to_string()).as_deref(), None)
    }
}

/// k6's `proto` tag for a name of Resource Timing.
pub fn proto(protocol: &str) -> Option<&str> {
    match protocol {
        "" => None,
        "h2" => Some("HTTP/2.0"),
        "h3" => Some("HTTP/3.0"),
        "http/1.1" => Some("HTTP/1.1"),
        "http/1.0" => Some("HTTP/1.0"),
        other => Some(other),
    }
}
