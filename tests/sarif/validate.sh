#!/usr/bin/env bash
# Holds SARIF reports to Microsoft's validator, with the rules of SARIF and of GitHub's code scanning. Needs npm and a network.
#
#     tests/sarif/validate.sh [FOLDER…]
#
# Checks the fixtures, and each of the folders. OKTALINT is the program (target/debug/oktalint), MULTITOOL an installed validator.
# Notes are printed and counted; an error or a warning ends the script with 1.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
oktalint=${OKTALINT:-$root/target/debug/oktalint}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

multitool=${MULTITOOL:-}
if [[ -z $multitool ]]; then
  if ! command -v npm > /dev/null; then
    echo "validate.sh: npm is not there, so that the validator can't be installed" >&2
    exit 2
  fi
  npm install --silent --ignore-scripts --prefix "$work/npm" @microsoft/sarif-multitool-linux@5.7.0 > /dev/null
  multitool=$work/npm/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
  chmod u+x "$multitool"
fi
if ! ldconfig -p 2> /dev/null | grep -q libicu; then
  export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
fi

failed=0
# validate NAME FOLDER ARGUMENT…: a check of the folder from within it.
validate() {
  local name=$1 folder=$2 log=$work/$1.sarif said=$work/$1.txt status=0
  shift 2
  (cd "$folder" && "$oktalint" check --quiet --format "sarif=$log" "$@") > /dev/null || status=$?
  if ((status > 1)); then
    echo "$name: the check ended with $status"
    failed=1
    return
  fi
  "$multitool" validate "$log" --rule-kind "Sarif;Ghas" --level "Error;Warning;Note" > "$said" 2>&1 || status=$?
  if ! grep -q '^Analysis completed successfully' "$said"; then
    cat "$said"
    failed=1
  fi
  local results errors warnings notes
  results=$(grep -c '"ruleIndex"' "$log" || true)
  errors=$(grep -cE '^/.*: error ' "$said" || true)
  warnings=$(grep -cE '^/.*: warning ' "$said" || true)
  notes=$(grep -oE ': note [A-Z]+[0-9]+' "$said" | sed 's/: note //' | sort | uniq -c | awk '{ printf "%s%s×%s", sep, $1, $2; sep = " " }')
  echo "$name: $results results: $errors errors, $warnings warnings; notes: ${notes:-none}"
  if ((errors + warnings > 0)); then
    grep -E '^/.*: (error|warning) ' "$said"
    failed=1
  fi
}

validate fixtures "$root" --no-config --include-tests fixtures/lints fixtures/calls fixtures/example-app
for folder in "$root"/fixtures/lints/*/failing; do
  validate "$(basename "$(dirname "$folder")")" "$folder" --sarif-suppressed
done
mkdir "$work/empty"
validate empty "$work/empty"
# A token that may do next to nothing: every call of it is a finding.
printf '[[token]]\nname = "poor"\ncredential = "oauth-service"\nscopes = ["okta.logs.read"]\n' > "$work/poor.toml"
for folder in "$@"; do
  validate "$(basename "$folder")" "$folder" --config "$work/poor.toml" --include-tests --min-confidence possible
done
exit "$failed"
