//! How fast documents are cleaned, in bytes a second: `cargo bench --bench speed`; `-- micro` or `-- corpus` for one part.

mod corpus;
mod data;
mod micro;

fn main() {
    divan::main();
}
