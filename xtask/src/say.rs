//! What xtask tells: each step when it starts, and how long it took.

use std::time::Instant;

/// A step that is under way.
pub struct Step {
    name: String,
    start: Instant,
}

/// Announces a step.
pub fn step(name: &str) -> Step {
    eprintln!("» {name}");
    Step { name: name.to_owned(), start: Instant::now() }
}

impl Step {
    pub fn done(self) {
        eprintln!("  done: {} ({:.1} s)", self.name, self.start.elapsed().as_secs_f64());
    }
}

/// Something worth knowing.
pub fn note(text: &str) {
    eprintln!("  {text}");
}
