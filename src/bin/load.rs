//! The module of the workers that send the requests of a test, and that read and write plans.

fn main() {
    sloscope::load();
}
