#!/usr/bin/env bash
# Installs what is missing and runs every test: the library's first, then the window's, then the real window.
set -euo pipefail
cd "$(dirname "$0")/.."
. packaging/install.sh

need_rust
# The names of the packages are words on purpose.
# shellcheck disable=SC2086
need $build_packages $window_packages $test_packages

# Programs by other people that read what Waypost writes; pinned, in a folder of their own.
venv=target/test-tools
if ! cmp -s packaging/test-tools.txt "$venv/installed.txt"; then
    step "Installing the independent readers of batches and vaults into $venv"
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check -r packaging/test-tools.txt
    cp packaging/test-tools.txt "$venv/installed.txt"
fi
WAYPOST_PYTHON="$PWD/$venv/bin/python"
export WAYPOST_PYTHON

# Another engine for our forms; its Node came with the Python packages, because Debian 12's is too old for it.
engine="$venv/second-engine"
fixture=tests/fixtures/second-engine
if ! cmp -s "$fixture/package-lock.json" "$engine/installed.json"; then
    step "Installing a second engine for forms into $engine"
    mkdir -p "$engine"
    cp "$fixture/package.json" "$fixture/package-lock.json" "$engine"
    PATH="$PWD/$venv/bin:$PATH" npm ci --prefix "$engine" --ignore-scripts --no-audit --no-fund --silent
    cp "$fixture/package-lock.json" "$engine/installed.json"
fi
WAYPOST_SECOND_ENGINE="$PWD/$engine"
WAYPOST_NODE="$PWD/$venv/bin/node"
export WAYPOST_SECOND_ENGINE WAYPOST_NODE

export CARGO_INCREMENTAL="${CARGO_INCREMENTAL:-0}"
step "Building (the first time takes some minutes)"
cargo build --locked --tests --bins

step "Rules about the source, the library's rooms, conformance, vault and command line"
cargo test --locked --no-fail-fast --lib --test tidy --test domain --test conformance --test store
step "Examples in the documentation"
cargo test --locked --doc
step "The window, without a display"
cargo test --locked --no-fail-fast --test ui
step "The real window, by keyboard alone"
bash packaging/window-test.sh
step "Every test passed"
