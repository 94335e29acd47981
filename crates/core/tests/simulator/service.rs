//! The system under test: how long it takes to answer and what goes wrong, with the causes that are planted.

use super::random::Random;

/// What an answer is like, in ms.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub sending: f64,
    pub waiting: f64,
    pub receiving: f64,
    pub status: u16,
    /// k6's error code and message, where there is one.
    pub code: u16,
    pub error: &'static str,
}

impl Answer {
    pub fn duration(&self) -> f64 {
        self.sending + self.waiting + self.receiving
    }

    pub fn failed(&self) -> bool {
        !(200..400).contains(&self.status)
    }
}

/// Times are seconds since the load began.
#[derive(Clone, Debug)]
pub enum Cause {
    /// From `at` on everything takes `factor` times as long.
    Step {
        at: f64,
        factor: f64,
    },
    /// Linear from 1 at `from` to `factor` at `to`.
    Drift {
        from: f64,
        to: f64,
        factor: f64,
    },
    Burst {
        at: f64,
        secs: f64,
        factor: f64,
    },
    /// Starts `factor` times as slow and gets to normal in `secs`, linearly.
    WarmUp {
        secs: f64,
        factor: f64,
    },
    /// Nothing is worked on; what is under way waits.
    Stall {
        at: f64,
        secs: f64,
    },
    /// This share of the requests takes `factor` times as long.
    Tail {
        share: f64,
        factor: f64,
    },
    /// This share fails with a status, and takes `factor` of the usual time.
    Fail {
        share: f64,
        status: u16,
        factor: f64,
        from: f64,
        to: f64,
    },
    /// Connections are refused at once.
    Refuse {
        share: f64,
        from: f64,
        to: f64,
    },
    /// No answer within the timeout of the test.
    Timeout {
        share: f64,
        ms: f64,
    },
    /// More than `hinge` requests per second: longer by one median for each `slope` more.
    Crowded {
        hinge: f64,
        slope: f64,
    },
}

#[derive(Clone, Debug)]
pub struct Service {
    pub median_ms: f64,
    /// Of the log-normal noise.
    pub sigma: f64,
    /// Served at a time; without a limit if 0.
    pub servers: usize,
    pub receiving_ms: f64,
    /// Time to open a connection.
    pub connect_ms: f64,
    /// Time to get hold of a connection that is open.
    pub blocked_ms: f64,
    /// How much longer than the usual an endpoint takes.
    pub endpoints: Vec<(&'static str, f64)>,
    pub causes: Vec<Cause>,
    /// When each server is free.
    free: Vec<f64>,
    recent: std::collections::VecDeque<f64>,
}

impl Service {
    pub fn new(median_ms: f64, sigma: f64) -> Self {
        Self {
            median_ms,
            sigma,
            servers: 0,
            receiving_ms: 0.15,
            connect_ms: 0.6,
            blocked_ms: 0.004,
            endpoints: Vec::new(),
            causes: Vec::new(),
            free: Vec::new(),
            recent: std::collections::VecDeque::new(),
        }
    }

    pub fn with(mut self, cause: Cause) -> Self {
        self.causes.push(cause);
        self
    }

    /// The answer to a request that is sent at `at`; calls are in order of time.
    pub fn answer(&mut self, at: f64, endpoint: &str, random: &mut Random) -> Answer {
        self.recent.push_back(at);
        while self.recent.front().is_some_and(|t| *t < at - 1.0) {
            self.recent.pop_front();
        }
        let mut factor = self.endpoints.iter().find(|(name, _)| *name == endpoint).map_or(1.0, |(_, f)| *f);
        let (mut status, mut code, mut error, mut timeout) = (200, 0, "", None);
        for cause in &self.causes {
            match *cause {
                Cause::Step { at: from, factor: by } if at >= from => factor *= by,
                Cause::Drift { from, to, factor: by } => {
                    factor *= 1.0 + (by - 1.0) * ((at - from) / (to - from)).clamp(0.0, 1.0);
                }
                Cause::Burst { at: from, secs, factor: by } if (from..from + secs).contains(&at) => factor *= by,
                Cause::WarmUp { secs, factor: by } => factor *= 1.0 + (by - 1.0) * (1.0 - at / secs).clamp(0.0, 1.0),
                Cause::Tail { share, factor: by } if random.chance(share) => factor *= by,
                Cause::Crowded { hinge, slope } => {
                    factor *= 1.0 + ((self.recent.len() as f64 - hinge) / slope).max(0.0);
                }
                Cause::Fail { share, status: with, factor: by, from, to }
                    if (from..to).contains(&at) && random.chance(share) =>
                {
                    (status, code) = (with, 1000 + with);
                    factor *= by;
                }
                Cause::Refuse { share, from, to } if (from..to).contains(&at) && random.chance(share) => {
                    (status, code, error) = (0, 1212, "dial: connection refused");
                }
                Cause::Timeout { share, ms } if random.chance(share) => timeout = Some(ms),
                _ => {}
            }
        }
        if status == 0 {
            return Answer { sending: 0.0, waiting: 0.0, receiving: 0.0, status, code, error };
        }
        let sending = 0.02 + 0.01 * random.next();
        if let Some(ms) = timeout {
            let waiting = ms - sending - 0.3 * random.next();
            return Answer { sending, waiting, receiving: 0.0, status: 0, code: 1050, error: "request timeout" };
        }
        let receiving = self.receiving_ms * random.log_normal(0.3);
        let waiting = self.work(at, self.median_ms * factor * random.log_normal(self.sigma) / 1000.0);
        Answer { sending, waiting, receiving, status, code, error }
    }

    /// Waits for a server, works, and waits while everything stands still; ms.
    fn work(&mut self, at: f64, secs: f64) -> f64 {
        if self.servers > 0 && self.free.len() != self.servers {
            self.free = vec![0.0; self.servers];
        }
        let next = (0..self.free.len()).min_by(|a, b| self.free[*a].total_cmp(&self.free[*b]));
        let begin = next.map_or(at, |i| self.free[i].max(at));
        let mut end = begin + secs;
        for cause in &self.causes {
            if let Cause::Stall { at: from, secs } = *cause {
                let until = from + secs;
                if begin < until && end > from {
                    end += until - begin.max(from);
                }
            }
        }
        if let Some(i) = next {
            self.free[i] = end;
        }
        (end - at) * 1000.0
    }
}
