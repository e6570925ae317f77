#!/usr/bin/env bash
# How time and memory grow with the number of files that may call Okta: generated trees of N, 2N and 4N of them, in C# and
# TypeScript, each with calls of an SDK, of HTTP clients and of a shared wrapper.
#
# usage: benches/growth.sh [N]    (1250 if not said)
#
# Ends with 1 if doubling the files takes more than 2.2 times the time, or memory passes 1 GiB. Needs GNU time; OKTALINT names
# another build of the program.
set -euo pipefail
export LC_ALL=C

first=${1:-1250}
runs=3
root=$(cd "$(dirname "$0")/.." && pwd)
if [[ -z ${OKTALINT:-} ]]; then
    cargo build --release --quiet --manifest-path "$root/Cargo.toml"
    OKTALINT=${CARGO_TARGET_DIR:-$root/target}/release/oktalint
fi
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

generate() {
    local tree=$1 count=$2 at
    mkdir -p "$tree"
    cat >"$tree/Gateway.cs" <<'CS'
using System.Net.Http;
namespace Acme;
public class OktaGateway(HttpClient http, string org)
{
    public Task<string> Get(string path) => http.GetStringAsync($"{org}/api/v1{path}");
}
CS
    printf '%s\n' "export const okta = (path: string, method = 'GET') => fetch(\`\${process.env.OKTA_URL}/api/v1\${path}\`, { method });" >"$tree/gateway.ts"
    for ((at = 0; at < count / 2; at++)); do
        cat >"$tree/Service$at.cs" <<CS
using System.Net.Http;
using Okta.Sdk.Api;
namespace Acme.Part$at;
public class Service$at(OktaGateway gateway, IUserApi users, HttpClient http)
{
    private const string Groups = "/groups/";
    public async Task Run(string id)
    {
        await gateway.Get(Groups + id + "/users");
        await users.GetUserAsync(id);
        if (id.Length > $at) { await http.DeleteAsync(\$"https://acme.okta.com/api/v1/users/{id}/sessions"); }
        foreach (var one in new[] { "/apps", "/logs" }) { await gateway.Get(one); }
    }
}
CS
        cat >"$tree/service$at.ts" <<TS
import { okta } from './gateway';
export class Service$at {
  constructor(private readonly base: string) {}
  async run(id: string) {
    await okta(\`/users/\${id}/lifecycle/suspend\`, 'POST');
    const path = id ? '/groups' : '/apps';
    return okta(path + '?limit=$at');
  }
}
TS
    done
}

# Prints seconds (the median) and kilobytes.
measure() {
    local tree=$1 run
    for ((run = 0; run < runs; run++)); do
        /usr/bin/time -f '%e %M' -o "$folder/time" "$OKTALINT" check --exit-zero --quiet "$tree" >/dev/null
        cat "$folder/time"
    done | sort -n | sed -n "$((runs / 2 + 1))p"
}

status=0
before=0
for count in "$first" $((first * 2)) $((first * 4)); do
    generate "$folder/$count" "$count"
    read -r seconds kilobytes < <(measure "$folder/$count")
    ratio=$(awk -v a="$seconds" -v b="$before" 'BEGIN { if (b > 0) printf "%.2f", a / b; else print "-" }')
    printf '%6d files  %7.2f s  %6d MB  %s times the half\n' "$count" "$seconds" $((kilobytes / 1024)) "$ratio"
    if [[ $ratio != - ]] && awk -v r="$ratio" 'BEGIN { exit !(r > 2.2) }'; then status=1; fi
    if ((kilobytes > 1024 * 1024)); then status=1; fi
    before=$seconds
done
exit $status
