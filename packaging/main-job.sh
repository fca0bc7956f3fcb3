#!/usr/bin/env bash
# The main job without a window, on a demonstration office, each step said:
# a household and a return case are entered, one is returned with a comment, answered and approved,
# a batch is sealed, and headquarters verifies, opens and certifies it.
# Usage: packaging/main-job.sh CLI OFFICE [OUT]
set -euo pipefail
cli="$1"
office="$2"
out="${3:-$office/demo/out}"
here="$(cd "$(dirname "$0")/.." && pwd)"

step() { printf '\n-- %s\n' "$*"; }
as() { # as LOGIN NOUN VERB ...: the command line in somebody's name
    local login="$1" noun="$2" verb="$3"
    shift 3
    "$cli" --json "$noun" "$verb" "$@" --office "$office" --login "$login" --passphrase-file "$office/demo/$login.pass"
}
field() { # field NAME: one value of the JSON document on standard input
    sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1
}

mkdir -p "$out"
officer=officer supervisor=supervisor data=data

step "The field officer enters and submits a displaced household"
household=$(as $officer records add --form household_registration --answers "$here/assets/demo/household.json" --submit | field record)
echo "   record $household"

step "The supervisor returns it with a comment on the date of arrival"
printf 'Which day did they arrive? The site opened later.\n' >"$out/comment.txt"
as $supervisor records return "$household" --question displacement/arrival_date --comment-file "$out/comment.txt" >/dev/null

step "The officer answers at the question and submits again"
printf 'I asked again: the day is right, they waited outside.\n' >"$out/answer.txt"
as $officer records comment "$household" --question displacement/arrival_date --comment-file "$out/answer.txt" >/dev/null
as $officer records submit "$household" >/dev/null

step "The supervisor approves it"
as $supervisor records approve "$household" >/dev/null

step "A return case goes the same way"
case=$(as $officer records add --form return_case --answers "$here/assets/demo/return_case.json" --submit | field record)
as $supervisor records approve "$case" >/dev/null
echo "   record $case"

step "The data officer looks at the risk: who could be recognised, before and after"
"$cli" batch risk --form household_registration --office "$office" --login $data --passphrase-file "$office/demo/$data.pass"

step "The data officer seals a batch"
batch="$out/$(date -u +%Y%m%d%H%M%S).waypost"
"$cli" batch seal --form household_registration --out "$batch" --office "$office" --login $data --passphrase-file "$office/demo/$data.pass"

step "Headquarters verifies the signature"
"$cli" batch verify "$batch" --signer "$office/demo/office.pub"

step "Headquarters opens it"
opened="${batch%.waypost}"
"$cli" batch open "$batch" --signer "$office/demo/office.pub" --identity "$office/demo/hq.key" --to "$opened"

step "Headquarters recomputes the privacy statement from the files alone"
"$cli" batch certify "$opened"

step "The audit log holds"
"$cli" audit verify --office "$office" --login $supervisor --passphrase-file "$office/demo/$supervisor.pass"

printf '\nDone. The batch: %s\nWhat headquarters sees: %s\n' "$batch" "$opened"
