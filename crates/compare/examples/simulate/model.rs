//! Simulated runs whose truth is known: latencies that depend on the ones before, and runs that differ from each other.

use sloscope_analysis::session::Session;
use sloscope_compare::stats::Random;
use sloscope_compare::{Comparison, Limit, Question, Selection, Sides, compare, parts};
use sloscope_ingest::SampleFile;
use sloscope_model::options::RunOptions;
use sloscope_store::{Store, TagSetId};

/// 2026-01-01.
const START: i64 = 1_767_225_600_000_000_000;
const NANOS_PER_MS: f64 = 1e6;

/// A service under a steady load. Latencies are log-normal around a level that moves slowly: a first-order autoregression,
/// a step each 100 ms.
#[derive(Clone, Copy, Debug)]
pub struct Service {
    /// The median, ms.
    pub median: f64,
    /// The standard deviation of the logarithm of a request, given the level.
    pub sigma: f64,
    /// The standard deviation of the level's logarithm, inside of a run.
    pub wander: f64,
    /// The correlation of the level with that of 100 ms before.
    pub memory: f64,
    /// The standard deviation of the logarithm from run to run.
    pub between: f64,
    /// Requests per second.
    pub rate: usize,
    /// How long a run lasts.
    pub seconds: usize,
}

/// The service of all simulations.
pub const SERVICE: Service =
    Service { median: 20.0, sigma: 0.3, wander: 0.1, memory: 0.8, between: 0.03, rate: 50, seconds: 20 };

impl Service {
    /// The percentile that a run of this service tends to if it goes on for ever.
    pub fn percentile(&self, z: f64) -> f64 {
        self.median * (z * self.sigma.hypot(self.wander)).exp()
    }

    /// One run, the `at`-th of its day.
    pub fn run(&self, random: &mut Random, at: usize) -> Session {
        let mut store = Store::new();
        let (duration, requests) = (store.metric("http_req_duration"), store.metric("http_reqs"));
        let start = START + at as i64 * 600_000_000_000;
        let of_run = self.between * random.normal();
        let mut level = random.normal();
        let steps = self.seconds * 10;
        let number = self.seconds * self.rate;
        let mut done = 0;
        for step in 0..steps {
            level = self.memory * level + (1.0 - self.memory * self.memory).sqrt() * random.normal();
            while done < number * (step + 1) / steps {
                let log = of_run + self.wander * level + self.sigma * random.normal();
                let ms = self.median * log.exp();
                let time = start + (done as f64 * 1000.0 / self.rate as f64 * NANOS_PER_MS) as i64;
                store.push(duration, time, TagSetId::EMPTY, ms);
                store.push(requests, time, TagSetId::EMPTY, 1.0);
                done += 1;
            }
        }
        store.seal();
        Session::live("simulated", SampleFile { store, time_step: 1, ..SampleFile::default() }, RunOptions::default())
    }

    /// So many runs, taken in turn with those of another side.
    pub fn runs(&self, random: &mut Random, number: usize, side: usize) -> Vec<Session> {
        (0..number).map(|run| self.run(random, 2 * run + side)).collect()
    }
}

/// Compares all runs of both sides.
pub fn compared(sides: [&[Session]; 2], limits: &[&str], question: &Question) -> Comparison {
    let [baseline, candidate] = sides.map(|sessions| {
        let of_each = |session| parts(session, &Selection::default()).expect("one run");
        sessions.iter().flat_map(of_each).collect::<Vec<_>>()
    });
    let sides = Sides {
        baseline: ("baseline".to_owned(), baseline),
        candidate: ("candidate".to_owned(), candidate),
        paired: false,
        blocks: false,
        left_out: 0,
    };
    let limits = limits.iter().map(|text| Limit::parse(text).expect(text)).collect();
    compare(&sides, &Question { limits, ..question.clone() }).expect("comparable")
}
