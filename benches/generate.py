#!/usr/bin/env python3
"""Writes a tree of C# and TypeScript files to measure on. The same arguments give the same bytes.

Half of the files that call Okta are C#, half TypeScript. Half of each call an SDK or an HTTP client, too; the other half
say nothing of Okta and are found by the wrapper that they call. A wrapper is a chain of files, of which each hands a path on
to the next, and the last sends the request. Every C# file has a type of a name that all of them use, and one that implements
an interface that all of them share. The other files of the tree call nothing.
"""

import argparse
import pathlib

CS_LINK = """using System.Threading.Tasks;
namespace Acme.Directory{chain};
// Of Okta's directory.
public class DirectoryLink{chain}At{at}(DirectoryLink{chain}At{next} next)
{{
    public Task<string> GetDirectory(string path) => next.GetDirectory(path);
}}
"""

CS_END = """using System.Net.Http;
using System.Threading.Tasks;
namespace Acme.Directory{chain};
// Of Okta's directory.
public class DirectoryLink{chain}At{at}(HttpClient http, string oktaUrl)
{{
    public Task<string> GetDirectory(string path) => http.GetStringAsync($"{{oktaUrl}}/api/v1{{path}}");
}}
"""

CS_CALLER = """using System.Net.Http;
using System.Threading.Tasks;
using Acme.Directory{chain};
using Okta.Sdk.Api;
namespace Acme.Part{at};
public class Options {{ public string Path => "/groups/"; }}
public class Service{at}(DirectoryLink{chain}At0 directory, IUserApi users, HttpClient http, Options options) : IService
{{
    public async Task Run(string id)
    {{
        await directory.GetDirectory(options.Path + id + "/users");
        await users.GetUserAsync(id);
        if (id.Length > {at}) {{ await http.DeleteAsync($"https://acme.okta.com/api/v1/users/{{id}}/sessions"); }}
        foreach (var one in new[] {{ "/apps", "/logs" }}) {{ await directory.GetDirectory(one); }}
    }}
}}
"""

CS_QUIET = """using System.Threading.Tasks;
using Acme.Directory{chain};
namespace Acme.Part{at};
public class Options {{ public string Path => "/groups/"; }}
public class Service{at}(DirectoryLink{chain}At0 directory, Options options) : IService
{{
    public async Task Run(string id)
    {{
        await directory.GetDirectory(options.Path + id + "/apps");
        await directory.GetDirectory("/users/" + id + "/factors?limit={at}");
    }}
}}
"""

CS_SHARED = """using System.Threading.Tasks;
namespace Acme;
/// <summary>What asks Okta.</summary>
public interface IService
{
    Task Run(string id);
}
"""

TS_LINK = """// Of Okta's directory.
import {{ directoryGet as next }} from './directory{next}';
export const directoryGet = (path: string, method = 'GET') => next(path, method);
"""

TS_END = """export const directoryGet = (path: string, method = 'GET') =>
  fetch(`${{process.env.OKTA_URL}}/api/v1${{path}}`, {{ method }});
"""

TS_CALLER = """import {{ directoryGet }} from './chain{chain}/directory0';
export class Service{at} {{
  constructor(private readonly base: string) {{}}
  async run(id: string) {{
    await directoryGet(`/users/${{id}}/lifecycle/suspend`, 'POST');
    const path = id ? '/groups' : '/apps';
    return directoryGet(path + '?limit={at}');
  }}
}}
"""

TS_QUIET = """import {{ directoryGet }} from './chain{chain}/directory0';
export const run{at} = async (id: string) => {{
  await directoryGet(`/groups/${{id}}/users?limit={at}`);
  await directoryGet('/apps/' + id, 'DELETE');
}};
"""

CS_OTHER = """namespace Acme.Other{at};
public class Other{at}(string name)
{{
    public string Name => name + "{at}";
    public int Count(int[] numbers) {{ var sum = {at}; foreach (var one in numbers) {{ sum += one; }} return sum; }}
}}
"""

TS_OTHER = """export const other{at} = (numbers: number[]) => numbers.reduce((sum, one) => sum + one, {at});
"""


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def chain(root, number, depth):
    """Writes a wrapper of so many links in both languages."""
    for at in range(depth):
        is_end = at + 1 == depth
        cs, ts = (CS_END, TS_END) if is_end else (CS_LINK, TS_LINK)
        names = {"chain": number, "at": at, "next": at + 1}
        write(root / f"chain{number}" / f"DirectoryLink{at}.cs", cs.format(**names))
        write(root / f"chain{number}" / f"directory{at}.ts", ts.format(**names))


def generate(root, files, share, depth, fan_in):
    candidates = round(files * share)
    wrappers = max(1, -(-candidates // 2 // fan_in))
    write(root / "IService.cs", CS_SHARED)
    for at in range(files):
        is_cs = at % 2 == 0
        if at >= candidates:
            text = CS_OTHER if is_cs else TS_OTHER
            name = f"other/Other{at}.cs" if is_cs else f"other/other{at}.ts"
            write(root / name, text.format(at=at))
            continue
        # Callers take turns, so that those of one wrapper are spread over the tree.
        wrapper = at // 2 % wrappers
        is_quiet = at // 2 % 2 == 1
        if is_cs:
            text = CS_QUIET if is_quiet else CS_CALLER
        else:
            text = TS_QUIET if is_quiet else TS_CALLER
        name = f"Service{at}.cs" if is_cs else f"service{at}.ts"
        write(root / name, text.format(at=at, chain=wrapper))
    for number in range(wrappers):
        chain(root, number, depth)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--files", type=int, default=1000, help="how many, without the wrappers")
    parser.add_argument("--share", type=float, default=1.0, help="of them call Okta")
    parser.add_argument("--depth", type=int, default=1, help="files that a wrapper's path goes through")
    parser.add_argument("--fan-in", type=int, default=1000, help="files that call one wrapper")
    given = parser.parse_args()
    if given.folder.exists() and any(given.folder.iterdir()):
        parser.error(f"{given.folder} is not empty")
    if min(given.files, given.depth, given.fan_in) < 1 or not 0 <= given.share <= 1:
        parser.error("numbers begin with 1, and a share is from 0 to 1")
    generate(given.folder, given.files, given.share, given.depth, given.fan_in)


if __name__ == "__main__":
    main()
