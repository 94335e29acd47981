//! What each chart is called before it has a finding, and how it is read.

use super::ChartKind;

impl ChartKind {
    /// What the chart is called where it has no finding for a title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Brush | Self::Rate => "Requests per second",
            Self::Latency => "Request duration over time",
            Self::Errors => "Failed requests per second",
            Self::Checks => "Failed checks per second",
            Self::Vus => "VUs",
            Self::Data => "Data received and sent",
            Self::Heatmap => "Every request by time and duration",
            Self::Histogram => "Distribution of the request duration",
            Self::Spectrum => "Percentiles of the request duration",
            Self::Slowest => "The slowest requests",
            Self::Phases => "Phases of a request",
            Self::Series => "Any metric over time",
            Self::Objective(_) => "The objective over time",
        }
    }

    /// What its lane is called.
    pub fn lane_title(self) -> &'static str {
        match self {
            Self::Rate => "Requests/s",
            Self::Latency => "Latency",
            Self::Errors => "Failed requests",
            Self::Checks => "Failed checks",
            Self::Vus => "VUs",
            kind => kind.title(),
        }
    }

    /// How to read this.
    pub fn how(self) -> &'static str {
        match self {
            Self::Brush | Self::Rate => {
                "Requests and iterations that ended in each span of time, per second. The dashed line is the \
                 planned rate of iterations, stage by stage; where the solid line falls below it, the load was not \
                 delivered. Iterations that were dropped, because no VU was free, are drawn at the foot."
            }
            Self::Latency => {
                "Exact percentiles of the requests that ended in each span: half of them took no longer than p50, \
                 99 of 100 no longer than p99. Lines that rise together mean that everything became slower; a p99 \
                 that leaves p50 behind means that a few requests became much slower. In a shaded span of 10 s an \
                 objective is missed. With fewer than 100 requests in a span, p99 is nearly the slowest of them; \
                 the table shows how many there were."
            }
            Self::Errors => {
                "Requests that count as failed in each span of time, per second, one on top of the other by error \
                 code. The Errors section explains each code. A burst that begins for all codes at once has one \
                 cause."
            }
            Self::Checks => {
                "Checks that failed in each span of time, per second, one on top of the other by name. A check that \
                 fails does not fail its request: put a threshold on checks if they are to count."
            }
            Self::Vus => {
                "k6 notes once a second how many VUs are at work and how many are allocated; the highest of each \
                 span is drawn. When the VUs at work reach the allocated ones, none is left for the next iteration: \
                 an arrival-rate executor then drops iterations."
            }
            Self::Data => {
                "Bytes that came in and went out in each span of time, per second: bodies and headers, as k6 counts \
                 them. Where the line of the data received flattens while the rate of requests rises, the network \
                 may be full."
            }
            Self::Heatmap => {
                "Each cell is a span of time and a span of durations; the darker, the more requests ended in it. \
                 The scale of durations is logarithmic. Two bands mean that there are two kinds of requests; a dark \
                 band that moves up means that most became slower; stray cells at the top are the slow few."
            }
            Self::Histogram => {
                "Each bar counts the requests whose duration lies in its span. Upright lines mark percentiles and \
                 limits. More than one hill means that there is more than one kind of request, or that some of them \
                 wait. On the logarithmic scale each bar spans the same ratio, on the linear scale the same number \
                 of ms."
            }
            Self::Spectrum => {
                "Read a percentile below and its duration at the left: each step to the right leaves out ten times \
                 fewer requests. A line that bends upwards has a long tail. Right of the mark fewer than 10 \
                 requests are slower, so chance decides. A limit is drawn at its percentile."
            }
            Self::Slowest => {
                "Each dot is one of the slowest requests, placed at the moment when it ended. Point at one, or open \
                 the table, to see its tags. Dots in a column have a common cause in time (a pause, a deployment); \
                 dots of one endpoint have their cause there."
            }
            Self::Phases => {
                "The mean of each phase in each span, one on top of the other. k6's request duration is sending + \
                 waiting + receiving; connecting and the TLS handshake lie within blocked and come before it, so \
                 blocked is drawn without them. Waiting is the server's part; blocked and connecting grow when \
                 connections are not reused."
            }
            Self::Series => {
                "One line for each series: of a trend the statistic that is chosen, of a counter its sum per \
                 second, of a rate its share, of a gauge its highest value, in each span of time. A span without a \
                 sample has no value and breaks the line; only a counter is 0 there."
            }
            Self::Objective(_) => {
                "The steps are the objective's own statistic in spans of 10 s, as its table of spans has them; the \
                 thin line is the same in shorter spans. The dashed line is the limit, and a span that misses it is \
                 shaded. The verdict covers all that is selected: it can be PASS although the objective is missed \
                 in one span. A count is drawn as the sum so far."
            }
        }
    }
}
