//! sloscope-core: reads k6 results, computes exact statistics, judges objectives, writes reports; and the plans of load
//! tests. One door to the crates that do it, each a layer of its own.
//!
//! Data in, data out. No file, no clock, no browser: bytes are pushed in ([`ingest`]), joined to runs ([`run`]), asked
//! ([`report::Query`]) and answered with a small, owned [`report::Report`], from which every view and every export is
//! drawn, and with [`chart`]s.

#![deny(clippy::disallowed_methods, clippy::disallowed_types)]
#![deny(missing_docs)]

pub use sloscope_analysis::{chart, report};
pub use sloscope_compare as compare;
pub use sloscope_ingest as ingest;
pub use sloscope_model::{definitions, format, metric, names, options, order, series, stat, stats, time};
pub use sloscope_packed as packed;
pub use sloscope_site as site;
pub use sloscope_store as store;

pub mod sharing;

/// Exports: pure functions of a report, of samples, or of a load plan.
pub mod export {
    pub use sloscope_export::*;
    pub use sloscope_plan::{CONFIG_MAP_LIMIT, k6_operator, k6_script};
}

/// Plans of load tests, and their generator.
pub mod load {
    pub use sloscope_loadgen::*;
    pub use sloscope_plan::*;
}

/// Runs: sources joined, which can be asked.
pub mod run {
    pub use sloscope_analysis::session::Session;
    pub use sloscope_dataset::*;
    use sloscope_loadgen::sample_file;
    use sloscope_model::time::Nanos;
    use sloscope_packed::Kept;
    use sloscope_plan::Plan;
    use sloscope_store::Store;

    /// The session of what was kept: it answers every question as the first one did.
    pub fn session_of_kept(kept: Kept) -> Session {
        let Kept { sources, failures, run } = kept;
        match run {
            Some(notes) => Session::live_again(sources, failures, notes),
            None => Session::with_failures(sources, failures),
        }
    }

    /// What is kept of a run from the page; `None` if the session is none.
    pub fn kept_run(session: &Session) -> Option<Kept> {
        let (sources, notes) = session.live_sources()?;
        Some(Kept { sources, failures: Vec::new(), run: Some(notes) })
    }

    /// The session of a plan that is about to run; `time_step` is that of the clock, in ns.
    pub fn session_of(plan: &Plan, time_step: Nanos) -> Session {
        let name = if plan.name.is_empty() { "Run from this page" } else { plan.name.as_str() };
        Session::live(name, sample_file(plan, Store::new(), time_step), plan.options())
    }
}

/// Objectives, and verdicts on them.
pub mod slo {
    pub use sloscope_analysis::slo::*;
    pub use sloscope_model::margin::{Direction, Margin};
    pub use sloscope_objectives::*;
}
