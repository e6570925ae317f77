Users.cs
using System.Net.Http;
namespace A;
partial record Users(HttpClient Http) : Base<int>
{
    const string Root = $@"https://{"acme"}.okta.com/api";
#if DEBUG
    async Task<string> All(string id = "x") => await Http.GetStringAsync(Root + $"/v1/users/{id ?? "me":x}");
#else
    void F() { foreach (var (a, b) in from x in Y where x is { Z: > 1 and not 2 } select (x, 1)) { switch (a) { case 1 when b: break; default: goto case 1; } } }
#endif
    string Raw = """
        /api/v1/groups
        """;
}
