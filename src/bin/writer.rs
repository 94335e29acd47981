//! The module of the workers that write texts of reports and charts.

fn main() {
    sloscope::writer();
}
