//! The `boiloff` program.
fn main() {}
