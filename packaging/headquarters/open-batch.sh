#!/usr/bin/env bash
# Opens a batch with the tools of any Debian: tar, minisign, age, zstd, sha256sum. Waypost is not needed.
#
#   open-batch.sh OFF017-000123.waypost OFF017.pub hq.key FOLDER
#
# OFF017.pub   the office's public key, from the office profile or from `waypost-cli office signer`
# hq.key       headquarters' secret key, as age-keygen writes it
# FOLDER       must not exist yet; it appears when everything was checked, and not before
#
#   sudo apt-get install age minisign zstd
set -euo pipefail

if [ $# -ne 4 ]; then
    sed -n '2,10p' "$0" | cut -c3-
    exit 2
fi
batch=$(realpath -- "$1")
signer=$(realpath -- "$2")
identity=$(realpath -- "$3")
to=$(realpath -m -- "$4")
if [ -e "$to" ]; then
    echo "$to exists already; nothing was done" >&2
    exit 2
fi

work=$(mktemp -d -- "$to.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
cd -- "$work"
mkdir outer inner

# The outer archive has exactly two members. Anything else is not a batch.
[ "$(tar -tf "$batch")" = $'payload.age\npayload.age.minisig' ] || { echo "not a batch" >&2; exit 4; }
tar -C outer -xf "$batch" payload.age payload.age.minisig

# The office signed this file, as a batch of this version. Before this holds, nothing looks inside.
check() {
    [ "$(minisign -V -Q -p "$signer" -m "$1")" = "waypost-batch/1" ]
}
check outer/payload.age || { echo "not what the office signed" >&2; exit 1; }

# age hands out good parts before it sees a bad one: to a file, and used only if all of it was good.
age -d -i "$identity" -o payload.tar.zst outer/payload.age || { echo "not for this key" >&2; exit 1; }
zstd -q -d payload.tar.zst
tar -C inner --no-same-owner -xf payload.tar

# The manifest stays signed after decryption; it lists every file, SHA256SUMS among them.
check inner/manifest.json || { echo "the manifest is not what the office signed" >&2; exit 1; }
(cd inner && sha256sum --quiet --strict -c SHA256SUMS)
sums=$(sha256sum < inner/SHA256SUMS | cut -c1-64)
grep -q "\"name\":\"SHA256SUMS\",\"sha256\":\"$sums\"" inner/manifest.json \
    || { echo "SHA256SUMS is not the one of the manifest" >&2; exit 1; }

cd /
mv -- "$work/inner" "$to"
echo "batch $(sha256sum < "$to/manifest.json" | cut -c1-64)"
