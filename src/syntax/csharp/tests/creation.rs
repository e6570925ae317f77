//! What makes a new value.

use insta::assert_snapshot;

use super::lowered;

#[test]
fn objects() {
    assert_snapshot!(lowered(
        r#"
        new User();
        new A.B<C>(1, name: "n", ref x, out var y, in z);
        new User { Id = "a", Profile = { Name = "b", Tags = { "c", "d" } }, [0] = e, };
        new HttpRequestMessage(HttpMethod.Get, $"/x/{id}") { Content = new StringContent("{}") };
        new User("x") { };
        "#
    ), @r#"
    top
      new User()
      let y
      new A.B<C>(`1`, name: "n", x, y, z)
      new User() { Id: "a", Profile: { Name: "b", Tags: ["c", "d"] }, [`0`]: e }
      new HttpRequestMessage(HttpMethod.Get, concat("/x/", id)) { Content: new StringContent("{}") }
      new User("x")
    "#);
}

#[test]
fn dictionaries_and_collections() {
    assert_snapshot!(lowered(
        r#"
        new Dictionary<string, string> { { "a", "b" }, { "c", d() } };
        new Dictionary<string, User> { ["a"] = new("b"), [key] = c };
        new List<string> { "a", b };
        new Matrix { [1, 2] = 3, { 4, 5, 6 } };
        "#
    ), @r#"
    top
      new Dictionary<string, string>() { ["a"]: "b", ["c"]: d() }
      new Dictionary<string, User>() { ["a"]: new User("b"), [key]: c }
      new List<string>() { [`0`]: "a", [`1`]: b }
      new Matrix() { [[`1`, `2`]]: `3`, [`4`]: [`5`, `6`] }
    "#);
}

#[test]
fn arrays() {
    assert_snapshot!(lowered(
        r#"
        string[] a = { "x", "y" };
        var b = new[] { "x", c };
        var d = new User[] { new("x"), new() { Id = "y" } };
        var e = new byte[size()];
        int[,] f = new int[2, 3] { { 1, 2, 3 }, { 4, 5, 6 } };
        Span<int> g = stackalloc int[3] { 1, 2, 3 };
        var h = stackalloc[] { 1, 2 };
        int[][] i = new int[f()][];
        var j = new string[] { };
        User[] k = { new("x") };
        "#
    ), @r#"
    top
      let a: string[] = ["x", "y"]
      let b = ["x", c]
      let d = [new User("x"), new User() { Id: "y" }]
      let e = new byte[](size())
      let f: int[] = [[`1`, `2`, `3`], [`4`, `5`, `6`]]
      let g: Span<int> = [`1`, `2`, `3`]
      let h = [`1`, `2`]
      let i: int[][] = new int[][](f())
      let j = []
      let k: User[] = [new User("x")]
    "#);
}

#[test]
fn collection_expressions() {
    assert_snapshot!(lowered(
        r#"
        string[] a = ["x", ..others, y];
        List<User> b = [new("a"), .. c ? [new("d")] : []];
        f([]);
        string[] k = [.. l ?? m(), ..n.O(), ..p as string[], ..q];
        int[][] g = [[1, 2], [.. h]];
        "#
    ), @r#"
    top
      let a: string[] = ["x", others[opaque()], y]
      let b: List<User> = [new User("a"), choice(when(c = `true`: [new User("d")]), [])[opaque()]]
      f([])
      let k: string[] = [choice(l, m())[opaque()], n.O()[opaque()], (p as string[])[opaque()], q[opaque()]]
      let g: int[][] = [[`1`, `2`], [h[opaque()]]]
    "#);
}

#[test]
fn anonymous_objects() {
    assert_snapshot!(lowered(
        r#"f(new { a, b.C, D = 1, e?.F, this.G, H = new { I = "j" } }); f(new { });"#
    ), @r#"
    top
      f({ a: a, C: b.C, D: `1`, F: e.F, G: this.G, H: { I: "j" } })
      f({})
    "#);
}

#[test]
fn a_target_gives_its_type() {
    assert_snapshot!(lowered(
        r#"
        Uri a = new("x");
        Uri b = c ? new("d") : new("e");
        Uri? f = g ?? new("h");
        Dictionary<string, List<Uri>> i = new() { ["j"] = new() { new("k") } };
        Uri l(int m = 1) => n switch { 1 => new("o"), _ => new("p") };
        void q(Uri r = new()) { }
        using HttpClient s = new();
        foreach (Uri t in u) { }
        Uri v, w = new("x");
        "#
    ), @r#"
    top
      let a: Uri = new Uri("x")
      let b: Uri = choice(when(c = `true`: new Uri("d")), new Uri("e"))
      let f: Uri = choice(g, new Uri("h"))
      let i: Dictionary<string, List<Uri>> = new Dictionary<string, List<Uri>>() { ["j"]: new List<Uri>() { [`0`]: new Uri("k") } }
      fn l(m: int = `1`) -> Uri
        return choice(when(n = `1`: new Uri("o")), new Uri("p"))
      fn q(r: Uri = new Uri()) -> void
      let s: HttpClient = new HttpClient()
      loop t: Uri in u
      let v: Uri
      let w: Uri = new Uri("x")
    "#);
}

#[test]
fn with_takes_over_the_value() {
    assert_snapshot!(lowered(
        r#"var a = b with { C = "d", E = f() }; var g = h with { };"#
    ), @r#"
    top
      let a = { ...b, C: "d", E: f() }
      let g = { ...h }
    "#);
}

#[test]
fn tuples() {
    assert_snapshot!(lowered(
        r#"var a = (1, "b"); var c = (Id: "d", e); return (f(), g: h);"#
    ), @r#"
    top
      let a = [`1`, "b"]
      let c = ["d", e]
      return [f(), h]
    "#);
}
