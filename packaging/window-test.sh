#!/usr/bin/env bash
# Drives the real window by keyboard alone, on a display of its own: unlocks a demonstration office, begins a household,
# answers some questions and searches for a name, is killed without warning, and looks whether every answer that was said
# to be saved is there. Whatever the window may write lies in one folder: no name that was typed is readable in it.
# Screenshots of each step are kept in test-output/.
set -euo pipefail
cd "$(dirname "$0")/.."
profile="${WAYPOST_PROFILE:-debug}"
window="$PWD/target/$profile/waypost"
cli="$PWD/target/$profile/waypost-cli"
out="$PWD/test-output"
mkdir -p "$out"
place=$(mktemp -d)
display=""
cleanup() {
    kill "${waypost_pid:-}" "${openbox_pid:-}" "${xvfb_pid:-}" 2>/dev/null || true
    rm -rf "$place"
}
trap cleanup EXIT

step() { printf '   %s\n' "$*"; }
fail() {
    printf 'FAILED: %s\n' "$*" >&2
    exit 1
}
shot() { import -window root "$out/$1.png" || true; }

# Everything that the programs may write, beside the office itself.
export HOME="$place/home" TMPDIR="$place/tmp" XDG_RUNTIME_DIR="$place/runtime"
export XDG_CONFIG_HOME="$place/config" XDG_CACHE_HOME="$place/cache"
export XDG_DATA_HOME="$place/data" XDG_STATE_HOME="$place/state"
mkdir -p "$HOME" "$TMPDIR" "$XDG_CONFIG_HOME" "$XDG_CACHE_HOME" "$XDG_DATA_HOME" "$XDG_STATE_HOME"
mkdir -m 0700 -p "$XDG_RUNTIME_DIR"

# Names that nobody has: one goes into an answer, one into the search.
typed_name=Zyqwamara
searched_name=Qwenzibeth
readable_nowhere() {
    for name in "$typed_name" "$searched_name"; do
        for pattern in "$name" "$(sed 's/./&\\x00/g' <<<"$name")" "$(sed 's/./\\x00&/g' <<<"$name")"; do
            # 0: found, 1: not found; anything else is a search that failed.
            found=0
            where=$(LC_ALL=C grep -rlaiP "$pattern" "$place" "$out/window.log") || found=$?
            [ "$found" -eq 1 ] || fail "$1: $name is readable in ${where:-nobody knows where}"
        done
    done
}

step "a demonstration office"
"$cli" --json office demo --office "$place/office" --persons 60 >/dev/null
before=$("$cli" --json records list --state draft --office "$place/office" --login officer \
    --passphrase-file "$place/office/demo/officer.pass" | grep -o '"record":' | wc -l)

for number in 90 91 92 93 94 95; do
    if [ ! -e "/tmp/.X$number-lock" ]; then
        display=":$number"
        break
    fi
done
[ -n "$display" ] || fail "no free display"
Xvfb "$display" -screen 0 1280x832x24 +extension GLX +render -noreset >/dev/null 2>&1 &
xvfb_pid=$!
export DISPLAY="$display" LIBGL_ALWAYS_SOFTWARE=1
unset WAYLAND_DISPLAY
for _ in $(seq 50); do
    if xdotool getdisplaygeometry >/dev/null 2>&1; then break; fi
    sleep 0.1
done
openbox >/dev/null 2>&1 &
openbox_pid=$!

"$window" --office "$place/office" >"$out/window.log" 2>&1 &
waypost_pid=$!
for _ in $(seq 100); do
    if id=$(xdotool search --onlyvisible --name Waypost 2>/dev/null | head -n 1) && [ -n "$id" ]; then break; fi
    sleep 0.2
done
[ -n "${id:-}" ] || fail "no window"
xdotool windowsize "$id" 1280 800 windowmove "$id" 0 0 windowactivate --sync "$id"
sleep 2
shot 1-unlock

# A slow machine draws late: the pauses are long enough for it.
key() { xdotool key --clearmodifiers --delay 100 "$@"; sleep 1; }
say() { xdotool type --clearmodifiers --delay 120 "$1"; sleep 1.5; }

step "unlock, keyboard alone"
say officer
key Tab
say "$(head -n 1 "$place/office/demo/officer.pass")"
key Return
sleep 10
shot 2-today

step "begin a household"
key ctrl+n
sleep 2
shot 3-new
# The form that the office uses most comes first.
key 1
sleep 5
shot 4-entry

step "answer four questions of the consent"
say consent
key Return
say french
key Return
key 2
key Return
key 1
key Return
step "type a name into an answer"
key 1
key Return
key 1
key Return
key 1
key Return
say today
key Return
say "$typed_name"
key Return
sleep 3
shot 5-answered
readable_nowhere "while the office is open"

name=$(xdotool getwindowname "$id")
[ "$name" = "Waypost" ] || fail "the window's title says more than the product's name"

step "idle: nothing is drawn"
# The thread that draws sleeps until something happens: each frame would wake it at least once.
wakes() { awk '/^voluntary_ctxt_switches/ {print $2}' "/proc/$waypost_pid/status"; }
ticks() { awk '{print $14 + $15}' "/proc/$waypost_pid/stat"; }
sleep 8
before_wakes=$(wakes)
before_ticks=$(ticks)
sleep 5
idle_wakes=$(($(wakes) - before_wakes))
step "in 5 idle seconds: $idle_wakes wakes of the window, $(($(ticks) - before_ticks)) processor ticks"
[ "$idle_wakes" -le 2 ] || fail "an idle window woke $idle_wakes times: it draws"

step "search for a name"
key ctrl+k
sleep 2
say "$searched_name"
sleep 2
shot 6-searched
readable_nowhere "while it is searched for"

step "killed without warning; the draft is there"
kill -9 "$waypost_pid"
wait "$waypost_pid" 2>/dev/null || true
readable_nowhere "after it was killed"
listed=$("$cli" --json records list --state draft --office "$place/office" --login officer \
    --passphrase-file "$place/office/demo/officer.pass")
after=$(printf '%s' "$listed" | grep -o '"record":' | wc -l)
[ "$after" -eq $((before + 1)) ] || fail "$before drafts before, $after after"
newest=$(printf '%s' "$listed" | grep -o '"record":"[^"]*"' | head -n 1 | cut -d'"' -f4)
shown=$("$cli" --json records show "$newest" --office "$place/office" --login officer \
    --passphrase-file "$place/office/demo/officer.pass")
for answer in '"legal_basis":"consent"' '"consent_language":"fra"' '"notice_read":"yes"' "$typed_name"; do
    printf '%s' "$shown" | grep -q "$answer" || fail "the answer $answer is not in the draft"
done
"$cli" office check --office "$place/office" --login supervisor \
    --passphrase-file "$place/office/demo/supervisor.pass" >/dev/null || fail "the office does not hold"

step "nothing of it lies in the settings folder"
if grep -rqi "household\|officer\|$place" "$XDG_CONFIG_HOME" 2>/dev/null; then
    fail "the settings folder says more than it may"
fi
readable_nowhere "after all"
step "no name that was typed is readable in any of $(find "$place" -type f | wc -l) files"
echo "9 passed, 0 failed"
