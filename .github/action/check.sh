#!/usr/bin/env bash
# Runs the check for the action. Reads INPUT_* and OKTALINT, sets the outputs `status` and `sarif`, ends with the check's status.
set -euo pipefail

output=${GITHUB_OUTPUT:-/dev/stdout}
temp=${RUNNER_TEMP:-/tmp}
temp=$(mktemp -d "${temp//\\//}/oktalint.XXXXXX")
arguments=(check)

if [[ ${INPUT_ANNOTATIONS:-true} == true ]]; then
  arguments+=(--format github)
else
  arguments+=(--format text)
fi
sarif=${INPUT_SARIF_FILE:-}
if [[ -n $sarif ]]; then
  # An older report must not be taken for this one.
  rm -f -- "$sarif"
  arguments+=(--format "sarif=$sarif")
fi
summary=
if [[ ${INPUT_SUMMARY:-true} == true && -n ${GITHUB_STEP_SUMMARY:-} ]]; then
  summary=$temp/summary.md
  arguments+=(--format "markdown=$summary")
fi
[[ -z ${INPUT_CONFIG:-} ]] || arguments+=("--config=$INPUT_CONFIG")
[[ -z ${INPUT_FAIL_ON:-} ]] || arguments+=("--fail-on=$INPUT_FAIL_ON")
[[ -z ${INPUT_BASELINE:-} ]] || arguments+=("--baseline=$INPUT_BASELINE")
[[ -z ${INPUT_CATEGORY:-} ]] || arguments+=("--sarif-category=$INPUT_CATEGORY")
[[ -z ${INPUT_BASELINE_COMMIT:-} ]] || arguments+=("--baseline-commit=$INPUT_BASELINE_COMMIT")
while IFS= read -r line; do
  [[ -z $line ]] || arguments+=("$line")
done <<< "${INPUT_ARGS:-}"
arguments+=(--)
while IFS= read -r line; do
  [[ -z $line ]] || arguments+=("$line")
done <<< "${INPUT_PATHS:-.}"

status=0
"$OKTALINT" "${arguments[@]}" || status=$?

echo "status=$status" >> "$output"
if [[ -n $sarif && -f $sarif ]]; then
  # What is uploaded is named from the workspace's root.
  echo "sarif=$(cd "$(dirname -- "$sarif")" && pwd)/$(basename -- "$sarif")" >> "$output"
fi
if [[ -n $summary && -f $summary ]]; then
  cat -- "$summary" >> "$GITHUB_STEP_SUMMARY"
fi
exit "$status"
