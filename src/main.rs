//! The page's module.

fn main() {
    sloscope::page();
}
