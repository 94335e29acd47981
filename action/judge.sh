#!/usr/bin/env bash
# Judges the results, compares them with the baseline if there is one, and writes all forms into a folder. The exit code of
# sloscope is an output: a later step is the gate, so that summary, comment and files are there whatever it is.
set -euo pipefail

folder="${RUNNER_TEMP:-/tmp}/sloscope"
rm -rf "$folder"
mkdir -p "$folder"

# The lines of a text as patterns: names may have spaces in them.
files() {
  local line
  while IFS= read -r line; do
    [ -n "${line// /}" ] || continue
    local found=()
    mapfile -t found < <(compgen -G "$line" | sort || true)
    if [ ${#found[@]} -eq 0 ]; then
      echo "::error::no file is named $line" >&2
      return 1
    fi
    printf '%s\n' "${found[@]}"
  done <<< "$1"
}

# Runs sloscope; its exit code is in `code`.
run() {
  code=0
  "$SLOSCOPE" "$@" || code=$?
}

BASELINE=${BASELINE:-}
list=$(files "$RESULTS")
mapfile -t results <<< "$list"
limits=()
while IFS= read -r limit; do
  [ -n "${limit// /}" ] && limits+=(--limit "$limit")
done <<< "${LIMITS:-}"

if [ -n "${BASELINE// /}" ]; then
  list=$(files "$BASELINE")
  mapfile -t baseline <<< "$list"
  both=(compare --baseline "${baseline[@]}" --candidate "${results[@]}" ${limits[@]+"${limits[@]}"})
  run "${both[@]}" --format html --out "$folder/report.html"
  run "${both[@]}" --format json --out "$folder/report.json"
  run "${both[@]}" --format junit --out "$folder/junit.xml"
  run "${both[@]}" --format markdown --out "$folder/report.md"
  [ ! -f "$folder/report.md" ] || cp "$folder/report.md" "$folder/comment.md"
else
  objectives=()
  [ -z "${OBJECTIVES:-}" ] || objectives=(--objectives "$OBJECTIVES")
  one=(report "${results[@]}" ${objectives[@]+"${objectives[@]}"})
  run "${one[@]}" --format html --out "$folder/report.html"
  run "${one[@]}" --format json --out "$folder/report.json"
  run "${one[@]}" --format junit --out "$folder/junit.xml"
  run "${one[@]}" --format markdown --out "$folder/report.md"
  run "${one[@]}" --format markdown --short --out "$folder/comment.md"
fi

# Only runs that are whole and met every objective are what others are compared with.
if [ -n "${SAVE:-}" ] && [ "$code" -eq 0 ]; then
  mkdir -p "$(dirname "$SAVE")"
  "$SLOSCOPE" baseline save "${results[@]}" ${limits[@]+"${limits[@]}"} --append --keep "${KEEP:-20}" --out "$SAVE"
fi

case "$code" in
  0) verdict=pass ;;
  1) verdict=fail ;;
  3) verdict=not-known ;;
  *) verdict=unreadable ;;
esac
{
  echo "verdict=$verdict"
  echo "exit-code=$code"
  echo "folder=$folder"
} >> "$GITHUB_OUTPUT"
# A summary may have 1 MiB; the short form has less than a tenth.
if [ -f "$folder/comment.md" ]; then
  head -c 1000000 "$folder/comment.md" >> "$GITHUB_STEP_SUMMARY"
else
  echo "sloscope could not read the results: see the log of this step." >> "$GITHUB_STEP_SUMMARY"
fi
