//! The first message to a worker is its role. Workers are made of several modules, so that nobody fetches what he does not
//! use: a role is of one module, and its type says of which.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sloscope_core::load::Plan;
use sloscope_core::report::Query;

use crate::{CompareRole, FilePart, Holder, InputKind, PackedPlan, PlanRequest};

/// A module that workers are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Module {
    /// Holds samples: reads files, keeps what a test measures, answers questions.
    Worker,
    /// Sends the requests of a plan; reads and writes plans.
    Load,
    /// Writes texts of reports and charts.
    Writer,
    /// Reads the runs of two sides and compares them.
    Comparer,
}

impl Module {
    /// Its name in the page's script element: `data-worker`, `data-load`, ...
    pub const fn name(self) -> &'static str {
        match self {
            Self::Worker => "worker",
            Self::Load => "load",
            Self::Writer => "writer",
            Self::Comparer => "comparer",
        }
    }
}

/// The first message to a worker of one module.
pub trait Role: Serialize + DeserializeOwned {
    /// The module that has this role.
    const MODULE: Module;
}

/// What a worker of [`Module::Worker`] is for.
#[derive(Debug, Serialize, Deserialize)]
pub enum WorkerRole {
    /// Reads the inputs, which makes it say [`crate::ReaderReply::Opened`], and answers questions on them.
    Reader {
        /// What is read. Files travel along.
        inputs: Vec<InputKind>,
        /// The question of the first report.
        query: Query,
        /// How many workers read a large file.
        workers: u32,
    },
    /// Runs a plan, and answers questions on its samples. Where [`Module::Load`] is travels along.
    Run {
        /// A plan without problems.
        plan: PackedPlan,
        /// The question of the first report.
        query: Query,
        /// How many workers may send its requests.
        generators: u32,
    },
    /// Of one worker to another: reads a part of the file that travels along.
    Helper(FilePart),
}

impl Role for WorkerRole {
    const MODULE: Module = Module::Worker;
}

/// What a worker of [`Module::Load`] is for.
#[derive(Debug, Serialize, Deserialize)]
pub enum LoadRole {
    /// Reads or writes a plan, and has nothing else to do.
    Plan(Box<PlanRequest>),
    /// Gets ready to send the requests of a plan. The counters of its pool travel along.
    Generator {
        /// A plan without problems.
        plan: Box<Plan>,
        /// Its place in the pool, from 0.
        place: u32,
        /// It probes the target for a plan: it asks first where redirects lead, if the plan follows them.
        probe: bool,
    },
}

impl Role for LoadRole {
    const MODULE: Module = Module::Load;
}

/// A worker of [`Module::Writer`] writes texts of what such a worker said.
impl Role for Holder {
    const MODULE: Module = Module::Writer;
}

impl Role for CompareRole {
    const MODULE: Module = Module::Comparer;
}
