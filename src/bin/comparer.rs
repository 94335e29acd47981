//! The module of the worker that reads the runs of two sides and compares them.

fn main() {
    sloscope::comparer();
}
