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
step "Speed, as ratios to lower bounds measured in the same run"
cargo bench --locked --no-default-features
