//! The module of the worker that reads files and answers queries.

fn main() {
    sloscope::worker();
}
