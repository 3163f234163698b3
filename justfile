# Recipes for developers; `just` alone lists them.

default:
    @just --list

# Everything that CI runs, on this machine
ready:
    bash .ci/ready

# The census of a synthetic .jp snapshot, in seconds
demo:
    cargo run --release -- demo

format:
    cargo fmt --all

lint:
    cargo clippy --release --workspace --all-targets -- -D warnings

test *ARGS:
    cargo test --release --workspace {{ARGS}}

# The parse core alone, with overflow checks and debug assertions
test-core:
    cargo test -p zonefile -p mailpolicy -p snapshot

# Rewrites the expectations of the zone-file corpus; look at the difference before you commit it
update-corpus:
    UPDATE_EXPECT=1 cargo test -p zonefile --test corpus

# Writes the benchmark inputs and measures, engines interleaved
bench *ARGS:
    cargo run --release -p benches -- run {{ARGS}}
