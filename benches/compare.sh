#!/usr/bin/env bash
# oktalint beside other tools on the same sources, in one run: what a grep for its needles takes, a search by syntax with one
# pattern and with a rule set (ast-grep, semgrep; benches/peers), and a tool that does for AWS what oktalint does for Okta
# (iam-policy-autopilot). Then start-up and memory.
#
# usage: benches/compare.sh TOOLS REPO...
#
# TOOLS is a folder into which the peers are installed, from npm and PyPI; one that can't be had is left out, with a message.
# Of each REPO the C# and TypeScript files are copied, so that all read the same. Figures are medians of five runs in turn
# (BENCH_RUNS says otherwise), wall and CPU seconds; `x` is oktalint's wall time over the peer's. Needs GNU time and ripgrep;
# OKTALINT names another build of the program.
set -euo pipefail
export LC_ALL=C

if [[ $# -lt 2 ]]; then
    echo "usage: $0 TOOLS REPO..." >&2
    exit 2
fi
mkdir -p "$1"
tools=$(cd "$1" && pwd)
shift
runs=${BENCH_RUNS:-5}
root=$(cd "$(dirname "$0")/.." && pwd)
peers=$root/benches/peers
if [[ -z ${OKTALINT:-} ]]; then
    cargo build --release --quiet --manifest-path "$root/Cargo.toml"
    OKTALINT=${CARGO_TARGET_DIR:-$root/target}/release/oktalint
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Installs what is not there yet.
install_peers() {
    if [[ ! -x $tools/node_modules/.bin/ast-grep ]]; then
        npm install --silent --no-audit --no-fund --prefix "$tools" @ast-grep/cli >/dev/null 2>&1 ||
            echo "ast-grep can't be installed: left out" >&2
    fi
    [[ -x $tools/python/bin/pip ]] || python3 -m venv "$tools/python" || true
    local package
    for package in semgrep iam-policy-autopilot; do
        if [[ ! -x $tools/python/bin/$package ]]; then
            "$tools/python/bin/pip" install --quiet "$package" >/dev/null 2>&1 ||
                echo "$package can't be installed: left out" >&2
        fi
    done
}

# The commands that are compared; each runs in the folder with the sources.
run_oktalint() { "$OKTALINT" check --exit-zero --quiet .; }
run_rg() { rg -il 'okta|api/v1|ssws' . || [[ $? -eq 1 ]]; }
run_ast_grep_pattern() { "$tools/node_modules/.bin/ast-grep" run -p '$A.ListUsers($$$)' -l "$language" . || [[ $? -eq 1 ]]; }
run_ast_grep_rules() { "$tools/node_modules/.bin/ast-grep" scan -r "$peers/ast-grep.yml" --json=stream .; }
run_semgrep_rules() {
    PATH=$tools/python/bin:$PATH semgrep scan --metrics=off --disable-version-check --quiet --json \
        --x-ignore-semgrepignore-files --no-git-ignore --jobs 2 --config "$peers/semgrep.yml" .
}
run_iam_policy_autopilot() {
    DISABLE_IAM_POLICY_AUTOPILOT_TELEMETRY=true xargs -0 -a "$folder/typescript" \
        "$tools/python/bin/iam-policy-autopilot" generate-policies
}
export -f run_oktalint run_rg run_ast_grep_pattern run_ast_grep_rules run_semgrep_rules run_iam_policy_autopilot
export OKTALINT tools peers folder language=csharp

# Writes wall seconds, CPU seconds and kilobytes of one run behind those before.
measure() {
    local name=$1 at=$2
    (cd "$at" && /usr/bin/time -a -f '%e %U %S %M' -o "$folder/$name.times" bash -c "run_$name" >/dev/null 2>"$folder/$name.err") ||
        echo failed >"$folder/$name.failed"
}

# The median of a column: 1 wall, 2 CPU, 3 kilobytes.
median() {
    awk 'NF == 4 { print $1, $2 + $3, $4 }' "$folder/$1.times" | sort -n -k"$2,$2" |
        awk -v column="$2" '{ all[NR] = $column } END { print all[int((NR + 1) / 2)] }'
}

install_peers
all=(oktalint rg)
[[ -x $tools/node_modules/.bin/ast-grep ]] && all+=(ast_grep_pattern ast_grep_rules)
[[ -x $tools/python/bin/semgrep ]] && all+=(semgrep_rules)
[[ -x $tools/python/bin/iam-policy-autopilot ]] && all+=(iam_policy_autopilot)

for repository in "$@"; do
    rm -rf "$folder/sources" "$folder"/*.times "$folder"/*.failed
    mkdir "$folder/sources"
    (cd "$repository" && rg --files --no-ignore --null -g '*.cs' -g '*.ts' -g '*.tsx' -g '!node_modules' |
        xargs -0 cp --parents -t "$folder/sources")
    (cd "$folder/sources" && find . -name '*.ts' -type f -print0 >"$folder/typescript")
    # The pattern is looked for in the language that most files are in.
    sharp=$(find "$folder/sources" -name '*.cs' | wc -l)
    files=$(find "$folder/sources" -type f | wc -l)
    language=typescript
    ((sharp * 2 > files)) && language=csharp
    used=("${all[@]}")
    [[ -s $folder/typescript ]] || used=("${all[@]/iam_policy_autopilot/}")
    # Once before, so that the files are in memory for all that is measured.
    for ((run = 0; run <= runs; run++)); do
        for name in "${used[@]}"; do
            [[ -z $name ]] || measure "$name" "$folder/sources"
        done
        ((run == 0)) && rm -f "$folder"/*.times
    done
    echo "$(basename "$repository"): $files files, $(find "$folder/sources" -type f -print0 | xargs -0 cat | wc -c) bytes"
    printf '  %-22s %8s %8s %6s %6s\n' '' 'wall s' 'CPU s' MB x
    ours=$(median oktalint 1)
    for name in "${used[@]}"; do
        [[ -n $name ]] || continue
        if [[ -e $folder/$name.failed ]]; then
            echo "  ${name//_/ } failed: $(tail -n 1 "$folder/$name.err")"
            continue
        fi
        wall=$(median "$name" 1)
        printf '  %-22s %8.2f %8.2f %6d %6s\n' "${name//_/ }" "$wall" "$(median "$name" 2)" \
            $(($(median "$name" 3) / 1024)) \
            "$(awk -v a="$ours" -v b="$wall" 'BEGIN { if (b > 0) printf "%.2f", a / b; else print "-" }')"
    done
done

# Start-up: an empty folder, against a command that does nothing; milliseconds for each of 50 runs.
mkdir "$folder/empty"
cd "$folder/empty"
took() {
    local start=$EPOCHREALTIME run
    for ((run = 0; run < 50; run++)); do "$@" >/dev/null; done
    awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f\n", (b - a) * 1000 / 50 }'
}
starts=() nothings=()
for ((run = 0; run < runs; run++)); do
    starts+=("$(took "$OKTALINT" check --exit-zero --quiet .)")
    nothings+=("$(took /bin/true)")
done
middle() { printf '%s\n' "$@" | sort -n | sed -n "$(((runs + 1) / 2))p"; }
/usr/bin/time -f %M -o "$folder/start" "$OKTALINT" check --exit-zero --quiet . >/dev/null
echo "start-up on an empty folder: $(middle "${starts[@]}") ms, true $(middle "${nothings[@]}") ms; $(($(cat "$folder/start") / 1024)) MB"
