//! The module of the workers that hold samples: they read files, keep what a test measures, and answer questions.

fn main() {
    sloscope::worker();
}
