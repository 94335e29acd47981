//! Entry point; filled in by the next commit.
fn main() {}
