#!/usr/bin/env bash
# How long `oktalint check` takes on a tree, against a grep for the same words: the median of five runs each, in turn.
#
# usage: benches/sift.sh FOLDER
#
# Meant for a large tree in which Okta hardly occurs, where sifting is nearly all there is to do. Ends with 1 if the ratio is
# above 1.5. Needs ripgrep (`rg`); OKTALINT names another build of the program.
set -euo pipefail
# The decimal separator of EPOCHREALTIME and of awk depends on it.
export LC_ALL=C

if [[ $# -ne 1 || ! -d $1 ]]; then
    echo "usage: ${0} FOLDER" >&2
    exit 2
fi
folder=$1
words='okta|/api/v1|SSWS'
runs=5
most=1.5

if [[ -z ${OKTALINT:-} ]]; then
    root=$(cd "$(dirname "$0")/.." && pwd)
    cargo build --release --quiet --manifest-path "$root/Cargo.toml"
    OKTALINT=${CARGO_TARGET_DIR:-$root/target}/release/oktalint
fi

check() {
    # Findings are no failure here.
    "$OKTALINT" check --exit-zero --quiet "$folder" >/dev/null
}

grep_() {
    # 1 is no match.
    rg -il "$words" "$folder" >/dev/null || [[ $? -eq 1 ]]
}

# Milliseconds that a command takes.
took() {
    local start=$EPOCHREALTIME
    "$@"
    awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f\n", (b - a) * 1000 }'
}

median() {
    printf '%s\n' "$@" | sort -n | sed -n "$(((runs + 1) / 2))p"
}

# Both once, so that the files are in memory for all that is measured.
check
grep_
checks=() greps=()
for ((run = 0; run < runs; run++)); do
    checks+=("$(took check)")
    greps+=("$(took grep_)")
done

files=$(rg --files "$folder" | wc -l)
check_median=$(median "${checks[@]}")
grep_median=$(median "${greps[@]}")
ratio=$(awk -v a="$check_median" -v b="$grep_median" 'BEGIN { printf "%.2f", a / b }')
echo "files              $files"
echo "oktalint check     $check_median ms   (${checks[*]})"
echo "rg -il '$words'    $grep_median ms   (${greps[*]})"
echo "ratio              $ratio (target: at most $most)"
awk -v ratio="$ratio" -v most="$most" 'BEGIN { exit ratio > most }'
