//! Members of types.

use insta::assert_snapshot;

use super::lowered;

#[test]
fn fields_and_constants() {
    assert_snapshot!(lowered(
        r#"
        class A
        {
            private const string Path = "/api", Other = Path + "/x";
            static readonly HttpClient Http = new() { BaseAddress = new Uri("https://a") };
            readonly Dictionary<string, Uri> uris = new() { ["a"] = new("https://b") };
            volatile int n = 1, m;
            [NonSerialized] List<User> users = [new("a")];
            public required string Id;
            unsafe fixed byte buffer[16];
            string late = Find(out var found) ?? found;
        }
        "#
    ), @r#"
    class A
      static field Path: string = "/api"
      static field Other: string = concat(Path, "/x")
      static field Http: HttpClient = new HttpClient() { BaseAddress: new Uri("https://a") }
      field uris: Dictionary<string, Uri> = new Dictionary<string, Uri>() { ["a"]: new Uri("https://b") }
      field n: int = `1`
      field m: int
      @NonSerialized
      field users: List<User> = [new User("a")]
      field Id: string
      field buffer: byte
      field late: string = block { let found; choice(Find(found), found); }
    "#);
}

#[test]
fn properties_that_store() {
    assert_snapshot!(lowered(
        r#"
        class A
        {
            public string B { get; set; }
            [JsonProperty("c")] public required User C { get; init; }
            public static string D { get; private set; } = "/d";
            public Client E { get; } = new("x");
            protected abstract string F { get; }
            string IFace.G { get; set; }
        }
        "#
    ), @r#"
    class A
      field B: string
      @JsonProperty("c")
      field C: User
      static field D: string = "/d"
      field E: Client = new Client("x")
      field F: string
      field G: string
    "#);
}

#[test]
fn properties_that_compute() {
    assert_snapshot!(lowered(
        r#"
        class A
        {
            string b;
            public string B { get => b; set => b = value.Trim(); }
            public string C { get { return $"{b}/c"; } private set { Set(value); } }
            public static Uri D => new($"https://{host}");
            public string E { get; init => field = Check(value); } = "e";
            public string F { get => field ??= Load(); set; }
            public int G { [Hot] get { return 1; } }
            string IFace<int>.H => "h";
        }
        "#
    ), @r#"
    class A
      field b: string
      field E: string = "e"
      field F: string
      get B() -> string
        return b
      set B(value: string)
        return (b = value.Trim())
      get C() -> string
        return concat(b, "/c")
      set C(value: string)
        Set(value)
      static get D() -> Uri
        return new Uri(concat("https://", host))
      set E(value: string)
        return (field = Check(value))
      get F() -> string
        return (field = choice(field, Load()))
      get G() -> int
        return `1`
      get H() -> string
        return "h"
    "#);
}

#[test]
fn constructors() {
    assert_snapshot!(lowered(
        r#"
        class A : B
        {
            static A() { Count = 1; }
            [Inject] public A(HttpClient http) : base(http, "https://x", name: "n") { this.http = http; }
            public A() : this(new HttpClient()) => Init();
            private A(int i) : this(Make(out var made), made) { }
            ~A() { Close(); }
            extern A(string s);
        }
        "#
    ), @r#"
    class A : B
      static constructor A()
        (Count = `1`)
      @Inject
      constructor A(http: HttpClient) : base(http, "https://x", name: "n")
        (this.http = http)
      constructor A() : this(new HttpClient())
        return Init()
      constructor A(i: int) : this(block { let made; Make(made); }, made)
      method ~A()
        Close()
      abstract constructor A(s: string)
    "#);
}

#[test]
fn methods() {
    assert_snapshot!(lowered(
        r#"
        abstract class A
        {
            public async Task<User> Get<T, U>(string id, CancellationToken token = default) where T : class => await http.Get<T>(id);
            protected abstract void B(int? a = null, string s = "x", params string[] rest);
            public static extern int C();
            void D(params List<int> all) { }
            void D2(int a, params ReadOnlySpan<int> all) { }
            async ValueTask<User> E() { return new() { Id = "e" }; }
            User F() { return new("f"); }
            async Task G() { return; }
            Task<User> IApi.H() => throw new NotImplementedException(Text());
            public override string ToString() => base.ToString();
        }
        "#
    ), @r#"
    class A
      method Get<T, U>(id: string, token: CancellationToken = null) -> Task<User>
        return http.Get<T>(id)
      abstract method B(a: int = null, s: string = "x", ...rest: string[]) -> void
      static abstract method C() -> int
      method D(...all: List<int>) -> void
      method D2(a: int, ...all: ReadOnlySpan<int>) -> void
      method E() -> ValueTask<User>
        return new User() { Id: "e" }
      method F() -> User
        return new User("f")
      method G() -> Task
        return
      method H() -> Task<User>
        opaque(new NotImplementedException(Text()))
      method ToString() -> string
        return super.ToString()
    "#);
}

#[test]
fn operators_and_indexers() {
    assert_snapshot!(lowered(
        r#"
        class A
        {
            public static A operator +(A a, A b) => Join(a, b);
            public static bool operator true(A a) { return true; }
            public static implicit operator string(A a) => a.Text;
            public static explicit operator checked int(A a) => a.N;
            public void operator +=(int n) { Add(n); }
            public static bool operator <=(A a, A b) => Less(a, b);
            public static bool operator ==(A a, A b) => Same(a, b);
            public void operator >>= (int n) { Shift(n); }
            public User this[string id, int n = 1] { get => Find(id); set { Store(id, value); } }
            public User this[int i] => users[i];
        }
        "#
    ), @"
    class A
      static method operator +(a: A, b: A) -> A
        return Join(a, b)
      static method operator true(a: A) -> bool
        return `true`
      static method operator(a: A) -> string
        return a.Text
      static method operator(a: A) -> int
        return a.N
      method operator +(n: int) -> void
        Add(n)
      static method operator <=(a: A, b: A) -> bool
        return Less(a, b)
      static method operator ==(a: A, b: A) -> bool
        return Same(a, b)
      method operator >>(n: int) -> void
        Shift(n)
      get this[](id: string, n: int = `1`) -> User
        return Find(id)
      set this[](id: string, n: int = `1`, value: User)
        Store(id, value)
      get this[](i: int) -> User
        return users[i]
    ");
}

#[test]
fn events() {
    assert_snapshot!(lowered(
        r#"
        class A
        {
            public event EventHandler<Args> Changed, Closed;
            static event Action Done { add { hook(value); } remove => unhook(value); }
            void M() { Changed += (s, e) => Send(e); Changed -= Handler; Changed?.Invoke(this, new Args()); Done(); }
        }
        "#
    ), @"
    class A
      field Changed: EventHandler<Args>
      field Closed: EventHandler<Args>
      static set Done(value: Action)
        hook(value)
      static set Done(value: Action)
        return unhook(value)
      method M() -> void
        (Changed += fn#2)
        (Changed = opaque(Handler))
        Changed.Invoke(this, new Args())
        Done()
    fn#2[in A] (s, e)
      return Send(e)
    ");
}

#[test]
fn extension_methods() {
    assert_snapshot!(lowered(
        r#"
        static class Extensions
        {
            public static Task<T> Fetch<T>(this HttpClient http, string url) => http.GetAsync<T>(url);
            public static void Plain(HttpClient http) { }
            public static void Ref(this ref Counter counter, in int by) { }
        }
        "#
    ), @"
    class Extensions
      static extension method Fetch<T>(http: HttpClient, url: string) -> Task<T>
        return http.GetAsync<T>(url)
      static method Plain(http: HttpClient) -> void
      static extension method Ref(counter: Counter, by: int) -> void
    ");
}

#[test]
fn extension_blocks() {
    assert_snapshot!(lowered(
        r#"
        static class Extensions
        {
            extension(HttpClient http)
            {
                public Task Fetch(string url) => http.GetAsync(url);
                public static HttpClient Make() => new();
                public async Task<User> Find(string id) { return await http.Get<User>($"/users/{id}"); }
            }
            static void Other() { }
        }
        "#
    ), @r#"
    class Extensions
      static extension method Fetch(http: HttpClient, url: string) -> Task
        return http.GetAsync(url)
      static method Make() -> HttpClient
        return new HttpClient()
      static extension method Find(http: HttpClient, id: string) -> Task<User>
        return http.Get<User>(concat("/users/", id))
      static method Other() -> void
    "#);
}

#[test]
fn extension_blocks_with_properties_and_type_parameters() {
    assert_snapshot!(lowered(
        r#"
        static class Extensions
        {
            static void extension() { extension(1); }
            extension<T>(IEnumerable<T> source) where T : class
            {
                public bool IsEmpty => !source.Any();
                public string Path { get { return "/p"; } }
                public U First<U>(int n) => source.ElementAt(n);
                public static IEnumerable<T> operator +(IEnumerable<T> a, T b) => a.Append(b);
            }
            static void Other() { Send("other"); }
        }
        "#
    ), @r#"
    class Extensions
      static method extension() -> void
        extension(`1`)
      static extension get IsEmpty<T>(source: IEnumerable<T>) -> bool
        return source.Any()
      static extension get Path<T>(source: IEnumerable<T>) -> string
        return "/p"
      static extension method First<T, U>(source: IEnumerable<T>, n: int) -> U
        return source.ElementAt(n)
      static method operator +<T>(a: IEnumerable<T>, b: T) -> IEnumerable<T>
        return a.Append(b)
      static method Other() -> void
        Send("other")
    "#);
}
