#!/usr/bin/env bash
# Finds the program: the one that is named, else that of a release of this repository.
set -euo pipefail

if [ -n "${PROGRAM:-}" ]; then
  echo "program=$(realpath "$PROGRAM")" >> "$GITHUB_OUTPUT"
  exit 0
fi
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) target=x86_64-unknown-linux-musl ;;
  Linux-aarch64) target=aarch64-unknown-linux-musl ;;
  Darwin-arm64) target=aarch64-apple-darwin ;;
  Darwin-x86_64) target=x86_64-apple-darwin ;;
  *) echo "::error::sloscope has no release for $(uname -sm): build it, and give its path as 'program'."; exit 1 ;;
esac
folder="${RUNNER_TEMP:-/tmp}/sloscope-release"
rm -rf "$folder"
mkdir -p "$folder"
gh release download ${VERSION:+"$VERSION"} --repo "$REPOSITORY" --pattern "*-$target.tar.gz" --pattern "*SHA256SUMS*" --dir "$folder"
cd "$folder"
# Only what was fetched is checked. macOS has the other program.
check=(sha256sum)
command -v sha256sum > /dev/null || check=(shasum -a 256)
"${check[@]}" --check --ignore-missing ./*SHA256SUMS*
tar -xzf ./*-"$target".tar.gz --strip-components 1
echo "program=$folder/sloscope" >> "$GITHUB_OUTPUT"
