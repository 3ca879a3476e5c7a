# `just ready` before every push: what the checks of a pull request run.

# List the recipes
default:
    @just --list

# All checks
ready:
    .ci/run

# The Python package's tests, in a fresh virtual environment; `just python -m cluster` those that kill parts of a Spark cluster
python *arguments:
    .ci/python {{arguments}}

# Rewrite expected outputs, docs/rules.md and the order of the phrase lists; read what changed
update:
    UPDATE=1 cargo test
    git diff --stat

# Advisories, licences, doubles and sources of all dependencies. Not part of `ready`: building cargo-deny takes minutes.
deny:
    command -v cargo-deny >/dev/null || cargo install --locked cargo-deny
    cargo deny check

# Benches of stages, rules and a generated corpus; `just bench micro` for a part
bench *filter:
    cargo bench --bench speed -- {{filter}}

# Fuzz the cleaner, the parser (parse) or the readers (records) for some seconds; needs a nightly toolchain
fuzz target="clean" seconds="300":
    command -v cargo-fuzz >/dev/null || cargo install --locked cargo-fuzz
    mkdir -p fuzz/corpus/{{target}}
    cp -n seeds/*.txt fixtures/formats/*.html fixtures/warc/*.gz fuzz/corpus/{{target}}/
    cargo +nightly fuzz run {{target}} -- -max_total_time={{seconds}}
