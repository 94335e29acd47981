//! The command line, run as a program: what it prints and its exit codes. One program, since linking takes longer than
//! running.

mod action;
mod baseline;
mod compare;
mod convert;
mod endless;
mod exit_codes;
mod forms;
mod hostile_names;
mod mcp;
mod merge;
mod missing_inputs;
mod output;
mod pictures;
mod plan;
mod sharing;
mod site;
mod stored;
mod support;
mod ugly_inputs;
