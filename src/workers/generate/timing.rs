//! Where the time of a request went, by the browser's Resource Timing. Its entries come shortly after the response and
//! are known by their address and start; the browser keeps only so many, so they are taken out as they come.

use sloscope_core::load::{Phases, ResourceTimes};
use wasm_bindgen::JsCast;
use web_sys::{Performance, PerformanceResourceTiming};

use crate::platform::clock;

/// The browser's room for entries that were not taken out yet; its default of 250 is half a second's.
const ROOM: u32 = 20_000;
/// When a request was handed to the browser: just before, and just after. Its entry starts in between, however long a
/// busy machine stopped there.
pub type Handed = (f64, f64);
/// Clocks have steps of 0.1 ms, and processes of a browser read them apart.
const APART_MS: f64 = 3.0;
/// Entries that nobody asks for are kept for so long.
const KEEP_MS: f64 = 3000.0;

pub struct Timing {
    performance: Option<Performance>,
    entries: Vec<Entry>,
}

struct Entry {
    url: String,
    start: f64,
    end: f64,
    found: Found,
}

/// What the browser tells.
#[derive(Clone)]
pub struct Found {
    pub phases: Option<Phases>,
    pub protocol: String,
    /// Received, headers included; absent without the server's leave.
    pub bytes: Option<u64>,
}

impl Timing {
    pub fn new() -> Self {
        let performance = clock::performance();
        if let Some(performance) = &performance {
            performance.set_resource_timing_buffer_size(ROOM);
        }
        Self { performance, entries: Vec::new() }
    }

    /// Takes in what the browser has.
    pub fn look(&mut self) {
        let Some(performance) = &self.performance else { return };
        let new = performance.get_entries_by_type("resource");
        if new.length() == 0 {
            return;
        }
        performance.clear_resource_timings();
        self.entries.extend(new.iter().map(|entry| read(entry.unchecked_ref())));
    }

    /// The entry of a request that was handed over at this time.
    fn at(&self, url: &str, (from, to): Handed) -> Option<usize> {
        let mut best = None;
        for (at, entry) in self.entries.iter().enumerate() {
            let apart = (from - entry.start).max(entry.start - to).max(0.0);
            if apart < APART_MS && best.is_none_or(|(_, least)| apart < least) && entry.url == url {
                best = Some((at, apart));
            }
        }
        best.map(|(at, _)| at)
    }

    pub fn has(&self, url: &str, handed: Handed) -> bool {
        self.performance.is_none() || self.at(url, handed).is_some()
    }

    /// Takes it out: no other request has it.
    pub fn take(&mut self, url: &str, handed: Handed) -> Option<Found> {
        let at = self.at(url, handed)?;
        Some(self.entries.swap_remove(at).found)
    }

    /// Drops what nobody asked for: what the generator asked on its own account.
    pub fn forget(&mut self) {
        let newest = self.entries.iter().map(|entry| entry.end).fold(0.0, f64::max);
        self.entries.retain(|entry| newest - entry.end < KEEP_MS);
    }
}

fn read(entry: &PerformanceResourceTiming) -> Entry {
    let times = ResourceTimes {
        start_time: entry.start_time(),
        fetch_start: entry.fetch_start(),
        connect_start: entry.connect_start(),
        secure_connection_start: entry.secure_connection_start(),
        connect_end: entry.connect_end(),
        request_start: entry.request_start(),
        response_start: entry.response_start(),
        response_end: entry.response_end(),
    };
    let bytes = entry.transfer_size();
    let found = Found {
        phases: Phases::of(&times),
        protocol: entry.next_hop_protocol(),
        bytes: (bytes > 0.0).then_some(bytes as u64),
    };
    Entry { url: entry.name(), start: times.start_time, end: times.response_end, found }
}
