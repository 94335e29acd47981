//! The command line, run as a program: what it prints and its exit codes. One program, since linking takes longer than
//! running.

mod action;
mod compare;
mod convert;
mod endless;
mod exit_codes;
mod forms;
mod hostile_names;
mod merge;
mod missing_inputs;
mod output;
mod plan;
mod sharing;
mod stored;
mod support;
mod ugly_inputs;
