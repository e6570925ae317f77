#!/usr/bin/env bash
# How time and memory grow with the number of files that call Okta: trees of generate.py, each twice the one before, without
# chains of wrappers and with chains of 20 files that 1,000 files share.
#
# usage: benches/growth.sh [FIRST [LAST]]    (2500 and 20000 if not said)
#
# Seconds are medians of three; CPU is user and system time together. Ends with 1 if doubling the files takes more than 2.2
# times the CPU time, if memory passes 1 GiB, or if not all calls are found. Needs GNU time, Python and jq; OKTALINT names
# another build of the program.
set -euo pipefail
export LC_ALL=C

first=${1:-2500}
last=${2:-20000}
runs=3
root=$(cd "$(dirname "$0")/.." && pwd)
if [[ -z ${OKTALINT:-} ]]; then
    cargo build --release --quiet --manifest-path "$root/Cargo.toml"
    OKTALINT=${CARGO_TARGET_DIR:-$root/target}/release/oktalint
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Prints wall seconds, CPU seconds and kilobytes of the run whose CPU time is the median.
measure() {
    local tree=$1 run
    for ((run = 0; run < runs; run++)); do
        /usr/bin/time -f '%e %U %S %M' -o "$folder/time" "$OKTALINT" check --exit-zero --quiet "$tree" >/dev/null
        awk '{ print $1, $2 + $3, $4 }' "$folder/time"
    done | sort -k2,2n | sed -n "$((runs / 2 + 1))p"
}

status=0
printf '%6s %7s %7s %8s %8s %8s %8s\n' depth files calls 'wall s' 'CPU s' MB 'CPU x'
for depth in 1 20; do
    before=0
    for ((count = first; count <= last; count *= 2)); do
        tree=$folder/$depth-$count
        "$root/benches/generate.py" "$tree" --files "$count" --depth "$depth" --fan-in 1000
        calls=$("$OKTALINT" check --exit-zero --format json "$tree" | jq .summary.calls)
        read -r wall cpu kilobytes < <(measure "$tree")
        ratio=$(awk -v a="$cpu" -v b="$before" 'BEGIN { if (b > 0) printf "%.2f", a / b; else print "-" }')
        printf '%6d %7d %7d %8.2f %8.2f %8d %8s\n' "$depth" "$count" "$calls" "$wall" "$cpu" $((kilobytes / 1024)) "$ratio"
        if [[ $ratio != - ]] && awk -v r="$ratio" 'BEGIN { exit !(r > 2.2) }'; then status=1; fi
        # Of four files one makes five calls, the others two each.
        if ((kilobytes > 1024 * 1024 || calls * 4 != count * 11)); then status=1; fi
        before=$cpu
        rm -rf "$tree"
    done
done
exit $status
