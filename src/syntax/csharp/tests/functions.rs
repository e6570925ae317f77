//! Local functions, lambdas, iterators.

use insta::assert_snapshot;

use super::lowered;

#[test]
fn local_functions() {
    assert_snapshot!(lowered(
        r#"
        class A
        {
            async Task M()
            {
                await Inner("a");
                static int Twice(int n) => n + n;
                async Task<User> Inner<T>([Id] string id, params T[] rest) where T : new() { return new(id); }
                extern static void Native();
            }
        }
        "#
    ), @r#"
    class A
      method M() -> Task
        Inner("a")
        static fn Twice(n: int) -> int
          return concat(n, n)
        fn Inner<T>(@Id id: string, ...rest: T[]) -> Task<User>
          return new User(id)
        static abstract fn Native() -> void
    "#);
}

#[test]
fn lambdas() {
    assert_snapshot!(lowered(
        r#"
        list.Select(x => x.Id).Where((User u, int i) => { return u.Ok; });
        Run(async () => await Send(), static _ => 1, delegate (int n) { Stop(n); }, delegate { Go(); });
        var typed = User (string id, int n = 1) => new(id);
        var attributed = [A] ([B] int x) => x;
        Func<int, Task> nested = a => async b => { await c(a, b); };
        Handle((ref int a, out string b) => b = "x", (x, _) => throw new E(), (params int[] all) => all);
        app.MapGet("/x", async (HttpContext c, [FromServices] IApi api) => await api.Get(c));
        "#
    ), @r#"
    top
      list.Select(fn#0).Where(fn#1)
      Run(fn#2, fn#3, fn#4, fn#5)
      let typed = fn#6
      let attributed = fn#7
      let nested: Func<int, Task> = fn#9
      Handle(fn#10, fn#11, fn#12)
      app.MapGet("/x", fn#13)
    fn#0(x)
      return x.Id
    fn#1(u: User, i: int)
      return u.Ok
    fn#2()
      return Send()
    static fn#3(_)
      return `1`
    fn#4(n: int)
      Stop(n)
    fn#5()
      Go()
    fn#6(id: string, n: int = `1`) -> User
      return new User(id)
    @A
    fn#7(@B x: int)
      return x
    fn#8(b)
      c(a, b)
    fn#9(a)
      return fn#8
    fn#10(a: int, b: string)
      return (b = "x")
    fn#11(x, _)
      opaque(new E())
    fn#12(...all: int[])
      return all
    fn#13(c: HttpContext, @FromServices api: IApi)
      return api.Get(c)
    "#);
}

#[test]
fn a_lambdas_variables_stay_in_it() {
    assert_snapshot!(lowered(
        "f(x => x is User u && g(u)); h(y => m.TryGetValue(y, out var z) ? z : null);"
    ), @"
    top
      f(fn#0)
      h(fn#1)
    fn#0(x)
      let u: User = (x as User)
      return opaque(g(u))
    fn#1(y)
      let z
      m.TryGetValue(y, z)
      return choice(z, null)
    ");
}

#[test]
fn an_iterator_returns_what_it_yields() {
    assert_snapshot!(lowered(
        r#"
        class A
        {
            IEnumerable<User> All()
            {
                yield return new("a");
                foreach (var u in more) { if (u == null) yield break; yield return u; }
            }
            IEnumerable<int> B { get { yield return 1; } }
            void C() { IEnumerable<int> Local() { yield return 2; } Local(); }
        }
        "#
    ), @r#"
    class A
      method All() -> IEnumerable<User>
        let $yield
        ($yield = [new User("a")])
        loop u in more
          branch u
            arm = null
          ($yield = [u])
        return $yield
      get B() -> IEnumerable<int>
        let $yield
        ($yield = [`1`])
        return $yield
      method C() -> void
        fn Local() -> IEnumerable<int>
          let $yield
          ($yield = [`2`])
          return $yield
        Local()
    "#);
}

#[test]
fn await_is_transparent() {
    assert_snapshot!(lowered(
        "var a = await b; (await c.D()).E(); await F().ConfigureAwait(false); await foreach (var g in h) { } await using var i = j();"
    ), @"
    top
      let a = b
      c.D().E()
      F().ConfigureAwait(`false`)
      loop g in h
      let i = j()
    ");
}
