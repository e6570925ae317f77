//! Declarations of types.

use insta::assert_snapshot;

use super::lowered;

#[test]
fn classes() {
    assert_snapshot!(lowered(
        "public abstract class A<T, in U> : B<T>, C.ID where T : class, new() where U : struct { }
         static class E { }
         sealed partial class F;
         file class G { private protected class H { } }"
    ), @r#"
    class A<T, U> : B<T>, C.ID
    class E
    class F
    class G
    class H in "G"
    "#);
}

#[test]
fn records_and_structs() {
    assert_snapshot!(lowered(
        r#"
        record A(string Id, [property: Name("n")] int? Count = 1);
        record class B(string Id) : A(Id, Make(Id)), IB { public string C { get; init; } }
        readonly record struct D(int E);
        struct F { int g; }
        readonly ref struct H { }
        record I;
        "#
    ), @r#"
    class A(field Id: string, @Name("n") field Count: int = `1`)
    class B(field Id: string) : A, IB base(Id, Make(Id))
      field C: string
    class D(field E: int)
    class F
      field g: int
    class H
    class I
    "#);
}

#[test]
fn primary_constructors() {
    assert_snapshot!(lowered(
        r#"
        class Api(HttpClient http, string path = "/x") : Base<int>(http, $"{path}/y"), IApi
        {
            private readonly string url = path + "/z";
            public Task Get() => http.GetAsync(url);
        }
        struct Point(int x);
        interface IApi<out T> { }
        class Plain() : Base(new() { A = 1 }, out var x);
        "#
    ), @r#"
    class Api(http: HttpClient, path: string = "/x") : Base<int>, IApi base(http, concat(path, "/y"))
      field url: string = concat(path, "/z")
      method Get() -> Task
        return http.GetAsync(url)
    class Point(x: int)
    interface IApi<T>
    class Plain : Base base(block { let x; new _() { A: `1` }; }, x)
    "#);
}

#[test]
fn interfaces() {
    assert_snapshot!(lowered(
        r#"
        public interface IApi<T> : IBase, IDisposable where T : notnull
        {
            string Name { get; }
            T this[int i] { get; set; }
            event Handler Changed;
            Task<T> GetAsync(string id);
            Task RunAsync() => GetAsync("a");
            static abstract IApi<T> Create(HttpClient http);
            static virtual int operator +(int a) => 1;
            const string Path = "/p";
        }
        "#
    ), @r#"
    interface IApi<T> : IBase, IDisposable
      field Name: string
      field Changed: Handler
      static field Path: string = "/p"
      abstract method GetAsync(id: string) -> Task<T>
      method RunAsync() -> Task
        return GetAsync("a")
      static abstract method Create(http: HttpClient) -> IApi<T>
      static method operator +(a: int) -> int
        return `1`
    "#);
}

#[test]
fn a_refit_interface_keeps_its_attributes() {
    assert_snapshot!(lowered(
        r#"
        [Headers("Authorization: SSWS", Order = 1)]
        public interface IOkta
        {
            [Get("/api/v1/users/{id}")]
            [Obsolete, My.Own<string>(typeof(A), Names = new[] { "b", nameof(C.D) })]
            Task<User> GetUser([AliasAs("id")] string userId, [Body(BodySerializationMethod.Json)] User body, [Query] int? limit);
            [Post(Routes.Prefix + "/users")]
            [return: NotNull]
            Task<ApiResponse<User>> Create([Body] NewUser user);
        }
        "#
    ), @r#"
    @Headers("Authorization: SSWS", Order: `1`)
    interface IOkta
      @Get("/api/v1/users/{id}")
      @Obsolete
      @My.Own(A, Names: ["b", "D"])
      abstract method GetUser(@AliasAs("id") userId: string, @Body(BodySerializationMethod.Json) body: User, @Query limit: int) -> Task<User>
      @Post(concat(Routes.Prefix, "/users"))
      @NotNull
      abstract method Create(@Body user: NewUser) -> Task<ApiResponse<User>>
    "#);
}

#[test]
fn enums() {
    assert_snapshot!(lowered(
        r#"
        [Flags]
        enum Action : byte
        {
            [EnumMember(Value = "activate")] Activate,
            Suspend = 2,
            Both = Activate | Suspend,
        }
        "#
    ), @r#"
    @Flags
    enum Action : byte
      @EnumMember(Value: "activate")
      static field Activate
      static field Suspend = `2`
      static field Both = opaque(Activate, Suspend)
    "#);
}

#[test]
fn delegates_are_named_function_types() {
    assert_snapshot!(lowered(
        "delegate Task<T> Fetch<T>(string url); class A { public delegate void B(); }"
    ), @r#"
    alias Fetch<T> = (() -> Task<T>)
    class A
    alias B = (() -> void) in "A"
    "#);
}

#[test]
fn parts_of_a_partial_class_stand_by_themselves() {
    assert_snapshot!(lowered(
        "partial class A { partial void M(); public partial string P { get; set; } }
         partial class A { partial void M() { f(); } public partial string P { get => f(); set { } } }"
    ), @"
    class A
      field P: string
      abstract method M() -> void
    class A
      method M() -> void
        f()
      get P() -> string
        return f()
      set P(value: string)
    ");
}

#[test]
fn types_as_written() {
    assert_snapshot!(lowered(
        r#"
        class A
        {
            string? a; int[] b; int[,][] c; List<Dictionary<string, User?>>? d; A.B<C>.D<E> e; global::F.G g;
            (string Id, int) h; int* i; delegate*<int, void> j; nint k; dynamic l; object?[]? m; User[]? n; Func<Task<User>> o;
            ref struct P { ref readonly int q; scoped Span<int> R() => default; }
            void S(ref int a, out string b, in C c, scoped ref D d, ref readonly E e, this F f) { }
            ref int T() => ref x;
        }
        "#
    ), @r#"
    class A
      field a: string
      field b: int[]
      field c: int[][]
      field d: List<Dictionary<string, User>>
      field e: A.B.D<E>
      field g: F.G
      field h: { 0: string, Id: string, 1: int }
      field i: int
      field j: (() -> void)
      field k: nint
      field l: dynamic
      field m: object[]
      field n: User[]
      field o: Func<Task<User>>
      method S(a: int, b: string, c: C, d: D, e: E, f: F) -> void
      method T() -> int
        return x
    class P in "A"
      field q: int
      method R() -> Span<int>
        return null
    "#);
}
