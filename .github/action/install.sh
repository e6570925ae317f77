#!/usr/bin/env bash
# Installs oktalint for the action: a binary of a release, or this commit built from source. Reads INPUT_*, sets the output `program`.
set -euo pipefail

fail() {
  echo "::error title=oktalint::$1"
  exit 2
}

root=$(cd "$(dirname "$0")/../.." && pwd)
temp=${RUNNER_TEMP:-/tmp}
temp=$(mktemp -d "${temp//\\//}/oktalint.XXXXXX")

# This commit's own version is the default, so that an action pinned by commit installs what it was made for.
version=${INPUT_VERSION:-}
if [[ -z $version ]]; then
  version=v$(sed -n 's/^version = "\(.*\)"$/\1/p' "$root/Cargo.toml" | head -n 1)
fi
[[ $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+([-.][0-9A-Za-z.-]+)?$ ]] || fail "\`version\` must look like v1.2.3"

target() {
  case "${RUNNER_OS:-}-${RUNNER_ARCH:-}" in
    Linux-X64) echo x86_64-unknown-linux-musl ;;
    Linux-ARM64) echo aarch64-unknown-linux-musl ;;
    macOS-X64) echo x86_64-apple-darwin ;;
    macOS-ARM64) echo aarch64-apple-darwin ;;
    Windows-X64) echo x86_64-pc-windows-msvc ;;
    *) return 1 ;;
  esac
}

sha256() {
  if command -v sha256sum > /dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

download() {
  curl --fail --silent --show-error --location --proto '=https' --retry 3 --output "$2" "$1" || fail "cannot download $1"
}

from_release() {
  [[ ${INPUT_REPOSITORY:-} =~ ^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$ ]] || fail "\`repository\` must be owner/name"
  local target kind=tar.gz ending='' archive url expected
  target=$(target) || fail "there is no release for ${RUNNER_OS:-?} on ${RUNNER_ARCH:-?}; use \`install: source\`"
  if [[ $target == *windows* ]]; then
    kind=zip
    ending=.exe
  fi
  archive=oktalint-${version#v}-$target.$kind
  url=${GITHUB_SERVER_URL:-https://github.com}/$INPUT_REPOSITORY/releases/download/$version
  download "$url/$archive" "$temp/$archive"
  expected=${INPUT_SHA256:-}
  if [[ -z $expected ]]; then
    download "$url/SHA256SUMS" "$temp/SHA256SUMS"
    expected=$(awk -v name="$archive" '$2 == name || $2 == "*" name { print $1 }' "$temp/SHA256SUMS")
  fi
  expected=$(tr '[:upper:]' '[:lower:]' <<< "$expected")
  [[ $expected =~ ^[0-9a-f]{64}$ ]] || fail "there is no checksum for $archive"
  [[ $(sha256 "$temp/$archive") == "$expected" ]] || fail "$archive has another checksum than it must have"
  if [[ ${INPUT_VERIFY_ATTESTATION:-} == true ]]; then
    gh attestation verify "$temp/$archive" --repo "$INPUT_REPOSITORY" || fail "$archive has no valid attestation"
  fi
  case $kind in
    zip) unzip -q "$temp/$archive" -d "$temp" ;;
    *) tar -xzf "$temp/$archive" -C "$temp" ;;
  esac
  program=$temp/oktalint-${version#v}-$target/oktalint$ending
}

case ${INPUT_INSTALL:-release} in
  release) from_release ;;
  source)
    command -v cargo > /dev/null || fail "\`install: source\` needs cargo"
    cargo install --locked --path "$root" --root "$temp"
    program=$temp/bin/oktalint
    ;;
  none)
    program=$(command -v oktalint) || fail "oktalint is not in PATH"
    ;;
  *) fail "\`install\` is release, source or none" ;;
esac

"$program" --version
echo "program=$program" >> "${GITHUB_OUTPUT:-/dev/stdout}"
