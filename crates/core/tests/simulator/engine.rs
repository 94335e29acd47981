//! Runs a test: a simulation by events of what k6's executors do with virtual users and the service answers.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use super::plan::{Nanos, Scenario, Test, due, loops, nanos, secs};
use super::random::Random;
use super::recording::{Kind, Recording, Sample};
use super::service::Answer;

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Due(usize),
    Ready(usize),
    Begin(usize),
    /// Of a VU, in its iteration of this number.
    Send(usize, u32, bool),
    Answered(usize, u32, usize),
    End(usize, u32),
    Rested(usize, u32),
    Stop(usize),
    Read,
}

struct Vu {
    scenario: usize,
    until: Nanos,
    left: usize,
    busy: bool,
    number: u32,
    started: Nanos,
    request: usize,
    connected: bool,
    hanging: bool,
}

struct Pool {
    due: Vec<Nanos>,
    next: usize,
    end: Nanos,
    idle: VecDeque<usize>,
    vus: usize,
    initialising: bool,
    /// Iterations that VUs share.
    shared: usize,
}

struct Engine<'a> {
    test: &'a mut Test,
    random: Random,
    events: BinaryHeap<Reverse<(Nanos, u64, Event)>>,
    number: u64,
    /// Events besides readings and stops.
    pending: usize,
    busy: usize,
    vus: Vec<Vu>,
    pools: Vec<Pool>,
    answers: Vec<(Answer, f64, f64)>,
    next_slot: Nanos,
    out: Recording,
}

pub fn run(test: &mut Test, seed: u64) -> Recording {
    let mut engine = Engine {
        test,
        random: Random::new(seed ^ 0xabcd),
        events: BinaryHeap::new(),
        number: 0,
        pending: 0,
        busy: 0,
        vus: Vec::new(),
        pools: Vec::new(),
        answers: Vec::new(),
        next_slot: 0,
        out: Recording::default(),
    };
    engine.whole();
    let mut out = engine.out;
    // Sorting is stable: what k6 writes together stays together.
    out.samples.sort_by_key(|s| s.at);
    out
}

impl Engine<'_> {
    fn whole(&mut self) {
        let mut now = self.outside(nanos(0.003), "::setup", self.test.setup);
        now += nanos(0.002);
        self.out.load = now;
        for i in 0..self.test.scenarios.len() {
            self.prepare(i);
        }
        self.push(nanos(1.0), Event::Read);
        let killed = self.test.generator.killed.map_or(Nanos::MAX, |at| nanos(at) + self.out.load);
        while self.pending > 0 || self.busy > 0 {
            let Some(Reverse((due, _, event))) = self.events.pop() else { break };
            if !matches!(event, Event::Read | Event::Stop(_)) {
                self.pending -= 1;
            }
            let at = self.awake(due);
            if at >= killed {
                return;
            }
            now = at;
            assert!(now < nanos(900.0), "a test that does not end: {:?}", self.test);
            self.handle(at, due, event);
        }
        self.outside(now + nanos(0.004), "::teardown", self.test.teardown);
    }

    /// Requests of set-up or tear-down, one after the other; when they are done.
    fn outside(&mut self, mut now: Nanos, group: &'static str, number: usize) -> Nanos {
        for _ in 0..number {
            // Neither the causes nor the queue of the load are there.
            let waiting = self.test.service.median_ms * 4.0 * self.random.log_normal(0.3);
            let answer = Answer { sending: 0.03, waiting, receiving: 0.1, status: 200, code: 0, error: "" };
            now += nanos(answer.duration() / 1000.0);
            self.emit(
                now,
                Kind::Request { scenario: None, group, endpoint: "/session", answer, blocked: 0.9, connecting: 0.5 },
            );
            now += nanos(0.0002);
        }
        now
    }

    fn prepare(&mut self, i: usize) {
        let scenario = self.test.scenarios[i].clone();
        let start = self.out.load + nanos(scenario.start);
        let (part, of) = self.test.segment;
        let times: Vec<Nanos> =
            due(&scenario.executor).into_iter().skip(part).step_by(of).map(|at| at + start).collect();
        let end = scenario.length().map_or(Nanos::MAX / 4, |length| start + nanos(length));
        let shared = match scenario.executor {
            super::plan::Executor::SharedIterations { all, .. } => all,
            _ => 0,
        };
        self.pools.push(Pool { due: times, next: 0, end, idle: VecDeque::new(), vus: 0, initialising: false, shared });
        if scenario.is_open() {
            for _ in 0..scenario.pre_allocated.div_ceil(of) {
                self.add_vu(i, &scenario, Nanos::MAX);
            }
            if let Some(first) = self.pools[i].due.first().copied() {
                self.push(first, Event::Due(i));
            }
        } else {
            for (from, until) in loops(&scenario.executor).into_iter().skip(part).step_by(of) {
                let vu = self.add_vu(i, &scenario, start + until);
                let late = nanos(0.003 * self.random.next());
                self.push(start + from + late, Event::Begin(vu));
            }
        }
        self.push(end.saturating_add(nanos(scenario.graceful_stop)), Event::Stop(i));
    }

    fn add_vu(&mut self, i: usize, scenario: &Scenario, until: Nanos) -> usize {
        let left = match scenario.executor {
            super::plan::Executor::PerVuIterations { each, .. } => each,
            _ => usize::MAX,
        };
        let vu = self.vus.len();
        self.vus.push(Vu {
            scenario: i,
            until,
            left,
            busy: false,
            number: 0,
            started: 0,
            request: 0,
            connected: false,
            hanging: false,
        });
        self.pools[i].vus += 1;
        if scenario.is_open() {
            self.pools[i].idle.push_back(vu);
        }
        vu
    }

    fn push(&mut self, at: Nanos, event: Event) {
        if !matches!(event, Event::Read | Event::Stop(_)) {
            self.pending += 1;
        }
        self.number += 1;
        self.events.push(Reverse((at, self.number, event)));
    }

    fn emit(&mut self, at: Nanos, kind: Kind) {
        self.out.samples.push(Sample { at, kind });
    }

    /// What is due while the machine of k6 stands still comes after that, in order.
    fn awake(&self, at: Nanos) -> Nanos {
        let Some((from, length)) = self.test.generator.pause else { return at };
        let (from, until) = (self.out.load + nanos(from), self.out.load + nanos(from + length));
        if (from..until).contains(&at) { until + (at - from) / 1_000_000 } else { at }
    }

    fn handle(&mut self, now: Nanos, due: Nanos, event: Event) {
        match event {
            Event::Due(pool) => self.due(now, pool),
            Event::Ready(pool) => {
                let scenario = self.test.scenarios[pool].clone();
                self.add_vu(pool, &scenario, Nanos::MAX);
                self.pools[pool].initialising = false;
            }
            Event::Begin(vu) => self.begin(now, vu),
            Event::Send(vu, number, free) if self.vus[vu].number == number => self.send(now, vu, free),
            Event::Answered(vu, number, answer) if self.vus[vu].number == number => {
                self.answered(now, vu, answer, (now - due) as f64 / 1e6);
            }
            Event::End(vu, number) if self.vus[vu].number == number => self.end(now, vu),
            Event::Rested(vu, number) if self.vus[vu].number == number => self.rested(now, vu),
            Event::Stop(pool) => {
                for vu in self.vus.iter_mut().filter(|vu| vu.scenario == pool && vu.busy) {
                    vu.busy = false;
                    vu.number += 1;
                    self.busy -= 1;
                    self.out.interrupted += 1;
                }
                self.forget();
            }
            Event::Read => {
                let all = self.pools.iter().map(|p| p.vus).sum();
                let busy = self.busy;
                let late = nanos(0.0003 * self.random.next());
                self.emit(now + late, Kind::Vus { busy, all });
                self.push((now / nanos(1.0) + 1) * nanos(1.0), Event::Read);
            }
            _ => {}
        }
    }

    /// What interrupted iterations were still to do.
    fn forget(&mut self) {
        let vus = &self.vus;
        self.events.retain(|Reverse((_, _, event))| match event {
            Event::Send(vu, number, _) | Event::Answered(vu, number, _) => vus[*vu].number == *number,
            Event::End(vu, number) | Event::Rested(vu, number) => vus[*vu].number == *number,
            _ => true,
        });
        let works = |event: &Event| !matches!(event, Event::Read | Event::Stop(_));
        self.pending = self.events.iter().filter(|Reverse((_, _, event))| works(event)).count();
    }

    fn due(&mut self, now: Nanos, i: usize) {
        if now >= self.pools[i].end {
            return;
        }
        if let Some(vu) = self.pools[i].idle.pop_front() {
            let jitter = nanos(0.000_06 * self.random.normal().abs());
            self.vus[vu].busy = true;
            self.busy += 1;
            self.push(now + jitter, Event::Begin(vu));
        } else {
            self.emit(now, Kind::Dropped { scenario: i });
            let scenario = &self.test.scenarios[i];
            let most = scenario.max_vus.div_ceil(self.test.segment.1);
            if self.pools[i].vus < most && !self.pools[i].initialising {
                self.pools[i].initialising = true;
                let secs = self.random.within(0.002, 0.02);
                self.push(now + nanos(secs), Event::Ready(i));
            }
        }
        let slow = self.test.generator.slow.filter(|(from, _)| secs(now - self.out.load) >= *from);
        let free = slow.map_or(0, |(_, ms)| now + nanos(ms / 1000.0));
        self.pools[i].next += 1;
        if let Some(next) = self.pools[i].due.get(self.pools[i].next).copied() {
            self.push(next.max(free), Event::Due(i));
        }
    }

    fn begin(&mut self, now: Nanos, vu: usize) {
        let i = self.vus[vu].scenario;
        let script = &self.test.scenarios[i].script;
        let hanging = self.random.chance(script.hanging);
        if matches!(self.test.scenarios[i].executor, super::plan::Executor::SharedIterations { .. }) {
            if self.pools[i].shared == 0 {
                // Another VU was faster.
                self.busy -= usize::from(std::mem::take(&mut self.vus[vu].busy));
                return;
            }
            self.pools[i].shared -= 1;
        }
        let of = &mut self.vus[vu];
        if !of.busy {
            of.busy = true;
            self.busy += 1;
        }
        of.number += 1;
        (of.started, of.request, of.hanging) = (now, 0, hanging);
        let number = of.number;
        self.push(now + 60_000, Event::Send(vu, number, false));
    }

    /// `free`: a slot of the limit `rps` is taken already.
    fn send(&mut self, now: Nanos, vu: usize, free: bool) {
        let number = self.vus[vu].number;
        if let Some(rps) = self.test.rps.filter(|_| !free) {
            let slot = self.next_slot.max(now);
            self.next_slot = slot + nanos(1.0 / rps);
            if slot > now {
                return self.push(slot, Event::Send(vu, number, true));
            }
        }
        let i = self.vus[vu].scenario;
        let endpoint = self.test.scenarios[i].script.requests[self.vus[vu].request];
        let service = &mut self.test.service;
        let fresh = !self.vus[vu].connected || self.test.no_reuse;
        let connecting = if fresh { service.connect_ms * self.random.log_normal(0.2) } else { 0.0 };
        let blocked = service.blocked_ms * self.random.log_normal(0.4) + connecting * 1.05;
        let at = secs(now - self.out.load) + blocked / 1000.0;
        let answer = service.answer(at, endpoint, &mut self.random);
        let refused = answer.status == 0 && answer.code != 1050;
        let (blocked, connecting) = if refused { (0.0, 0.0) } else { (blocked, connecting) };
        let end = now + nanos((blocked + answer.duration()) / 1000.0) + if refused { 250_000 } else { 0 };
        self.answers.push((answer, blocked, connecting));
        self.push(end, Event::Answered(vu, number, self.answers.len() - 1));
    }

    fn answered(&mut self, now: Nanos, vu: usize, answer: usize, late_ms: f64) {
        let (mut answer, blocked, connecting) = self.answers[answer].clone();
        answer.waiting += late_ms;
        let i = self.vus[vu].scenario;
        let script = self.test.scenarios[i].script.clone();
        let (ok, refused) = (!answer.failed(), answer.status == 0);
        let endpoint = script.requests[self.vus[vu].request];
        match script.grpc {
            Some(bad) => {
                let status = if self.random.chance(bad) { 14 } else { 0 };
                self.emit(now, Kind::Grpc { scenario: i, status, ms: answer.duration() });
            }
            None => {
                let scenario = Some(i);
                self.emit(now, Kind::Request { scenario, group: "", endpoint, answer, blocked, connecting });
            }
        }
        if script.bad_checks >= 0.0 {
            self.emit(now + 20_000, Kind::Check { scenario: i, name: "status is 200", ok });
            let ok = !self.random.chance(script.bad_checks);
            self.emit(now + 25_000, Kind::Check { scenario: i, name: "has a body", ok });
        }
        let of = &mut self.vus[vu];
        of.connected = !refused;
        of.request += 1;
        let number = of.number;
        if of.hanging {
            return;
        }
        if of.request < script.requests.len() {
            return self.push(now + 70_000, Event::Send(vu, number, false));
        }
        let pause = self.random.within(script.pause_ms.0, script.pause_ms.1);
        self.push(now + 80_000 + nanos(pause / 1000.0), Event::End(vu, number));
    }

    fn end(&mut self, now: Nanos, vu: usize) {
        let (i, started, number) = (self.vus[vu].scenario, self.vus[vu].started, self.vus[vu].number);
        self.emit(now, Kind::Iteration { scenario: i, ms: (now - started) as f64 / 1e6 });
        self.vus[vu].left = self.vus[vu].left.saturating_sub(1);
        let least = started + nanos(self.test.scenarios[i].script.least_ms / 1000.0);
        // Sleeping ends a little late: 0.2 to 0.9 ms in k6 2.2.
        let late = nanos(self.random.within(0.000_2, 0.000_9));
        self.push(if least > now { least + late } else { now }, Event::Rested(vu, number));
    }

    fn rested(&mut self, now: Nanos, vu: usize) {
        let i = self.vus[vu].scenario;
        let scenario = &self.test.scenarios[i];
        let shared = matches!(scenario.executor, super::plan::Executor::SharedIterations { .. });
        let more = !scenario.is_open()
            && now < self.vus[vu].until
            && self.vus[vu].left > 0
            && (!shared || self.pools[i].shared > 0);
        if more {
            return self.push(now + 15_000, Event::Begin(vu));
        }
        self.vus[vu].busy = false;
        self.busy -= 1;
        if scenario.is_open() {
            self.pools[i].idle.push_back(vu);
        }
    }
}
