#!/usr/bin/env bash
# The long forms of tests that are short in every run: hours, not minutes. Say what came of it in the changelog, dated.
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/install.sh
need_rust
step "2,000 kills of the writing process"
WAYPOST_KILL_ROUNDS=2000 cargo test --locked --release --no-default-features --test store kill:: -- --nocapture
step "Every golden result of the anonymiser"
WAYPOST_GOLDEN=all cargo test --locked --release --no-default-features --test domain privacy
step "Ten minutes of made-up input for each reader of what others wrote"
if ! cargo fuzz --version >/dev/null 2>&1; then cargo install --locked cargo-fuzz; fi
for target in expression workbook xml; do
    # What it finds on the way lies under target; only the small corpus in the tree is a seed.
    found="target/fuzz/$target"
    mkdir -p "$found"
    cargo +nightly fuzz run --fuzz-dir tests/fuzz --target-dir target/fuzz-build "$target" "$found" "tests/fuzz/corpus/$target" -- \
        -max_total_time="${WAYPOST_FUZZ_SECS:-600}" -timeout=10 -rss_limit_mb=1500 -max_len=8192
done
step "Speed, as ratios to lower bounds measured in the same run"
cargo bench --locked --no-default-features
