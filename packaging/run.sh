#!/usr/bin/env bash
# Installs what is missing, builds Waypost, and starts it on a demonstration office.
# Where there is no display it does the same main job without a window, printing each step.
# Usage: packaging/run.sh [FOLDER]   FOLDER: where the demonstration office lies (default: demo-office beside this checkout's target)
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/install.sh

folder="${1:-target/demo-office}"
need_rust
# The names of the packages are words on purpose.
# shellcheck disable=SC2086
need $build_packages

step "Building Waypost (the first time takes ten to fifteen minutes on two cores)"
cargo build --locked --release --bins
cli=target/release/waypost-cli

if [ ! -e "$folder/vault.hdr" ]; then
    step "Making a demonstration office of invented families in $folder"
    "$cli" office demo --office "$folder"
fi

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    # shellcheck disable=SC2086
    need $window_packages
    step "Starting Waypost. The logins and their passphrases:"
    for file in "$folder"/demo/*.pass; do
        printf '   %-12s %s\n' "$(basename "$file" .pass)" "$(head -n 1 "$file")" >&2
    done
    exec target/release/waypost --office "$folder"
fi

step "No display here: the main job runs without a window"
exec packaging/main-job.sh "$cli" "$folder"
