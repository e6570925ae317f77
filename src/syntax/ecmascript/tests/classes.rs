//! Classes, their members, and classes from before there was a syntax for them.

use insta::assert_snapshot;

use super::{js, ts};

#[test]
fn members() {
    assert_snapshot!(ts(
        "
        export class Svc<T> extends okta.Client<T> implements I, J<string> {
          name!: string;
          static readonly URL: string = '/api' + V;
          private cache?: Map<string, User> = new Map();
          #secret = load();
          declare x: number;
          constructor(private readonly http: Http, readonly b = make(), public c?: number, plain?: string) { super(http); this.x = c; }
          get url(): string { return `${this.base}/x`; }
          set url(value) { this.base = value; }
          static async create(): Promise<Svc> { return new Svc(); }
          async #load(id: string): Promise<User[]> { return super.load(id); }
          ['computed']() {}
          [Symbol.iterator]() {}
          'quoted-name' = 1;
        }
        "
    ), @r#"
    export Svc = local Svc
    class Svc<T> : okta.Client<T>, I, J<string>
      field name: string
      static field URL: string = concat("/api", V)
      field cache: Map<string, User> = new Map()
      field #secret = load()
      field x: number
      field quoted-name = `1`
      constructor constructor(field http: Http, field b = make(), field c: number, plain: string)
        super(http)
        (this.x = c)
      get url() -> string
        return concat(this.base, "/x")
      set url(value)
        (this.base = value)
      static method create() -> Svc
        return new Svc()
      method #load(id: string) -> User[]
        return super.load(id)
      method computed()
      method [Symbol.iterator]()
    "#);
}

#[test]
fn fields_that_hold_functions_are_methods() {
    assert_snapshot!(ts(
        "
        class A {
          get = async (id: string): Promise<User> => this.http.get(id);
          static make = function () { return new A(); };
          wrapped = debounce(() => this.get('1'));
        }
        "
    ), @r#"
    class A
      field wrapped = debounce(fn#2)
      method get(id: string) -> User
        return this.http.get(id)
      static method make()
        return new A()
    fn#2[in A] ()
      return this.get("1")
    "#);
}

#[test]
fn abstract_members_and_overloads() {
    assert_snapshot!(ts(
        "
        abstract class A<T> {
          protected abstract readonly path: string;
          abstract get(id: T): Promise<T>;
          constructor(x: string);
          constructor(x: any) { }
          over(a: string): void;
          over(a: any) { return a; }
          optional?(): void;
        }
        declare class B { method(x: string): B; static s: number }
        "
    ), @"
    class A<T>
      field path: string
      abstract method get(id: T) -> Promise<T>
      constructor constructor(x: any)
      method over(a: any)
        return a
      abstract method optional() -> void
    class B
      static field s: number
      abstract method method(x: string) -> B
    ");
}

#[test]
fn decorators() {
    assert_snapshot!(ts(
        "
        @Injectable({ providedIn: 'root' })
        @a.b
        export class A {
          @Input() name: string;
          @Get('/users/:id') @Guard(() => check()) async user(@Param('id') id: string, @Inject(TOKEN) private client: Client) {}
        }
        "
    ), @r#"
    export A = local A
    @Injectable({ providedIn: "root" })
    @a.b
    class A
      @Input
      field name: string
      @Get("/users/:id")
      @Guard(fn#0)
      method user(@Param("id") id: string, @Inject(TOKEN) field client: Client)
    fn#0[in A] ()
      return check()
    "#);
}

#[test]
fn decorators_of_javascript() {
    assert_snapshot!(js(
        "
        @tagged class A { @observable x = 1; @action('go') go() {} }
        "
    ), @r#"
    @tagged
    class A
      @observable
      field x = `1`
      @action("go")
      method go()
    "#);
}

#[test]
fn classes_as_values() {
    assert_snapshot!(js(
        "
        const A = class Inner {};
        const B = class { run() {} };
        use(class { go() {} });
        function make() { return class Local extends mixin(Base, ns.Other) {}; }
        "
    ), @"
    class Inner
    class B
      method run()
    class class 3
      method go()
    class Local : Base, ns.Other
    top
      let A = Inner
      use(class 3)
      fn make()
        mixin(Base, ns.Other)
        return Local
    ");
}

#[test]
fn static_blocks_run_where_the_class_stands() {
    assert_snapshot!(js(
        "
        class A { static x; static { this.x = load(); } }
        after();
        "
    ), @"
    class A
      static field x
    top
      block
        (this.x = load())
      after()
    ");
}

#[test]
fn constructor_functions_are_classes() {
    assert_snapshot!(js(
        "
        function Client(options) { Base.call(this, options.url); this.token = options.token; }
        util.inherits(Client, Base);
        Client.prototype.get = function (path) { return this.http(path); };
        Client.prototype.put = async (path) => path;
        Client.create = function (o) { return new Client(o); };
        var Other = function (x) { this.x = x; };
        Other.prototype = Object.create(Client.prototype);
        Other.prototype.constructor = Other;
        Object.assign(Other.prototype, { del() {}, list: function () {}, limit: max() });
        "
    ), @"
    class Client : Base
      constructor constructor(options)
        super(options.url)
        (this.token = options.token)
    extension Client
      method get(path)
        return this.http(path)
      method put(path)
        return path
      static method create(o)
        return new Client(o)
    class Other : Client
      constructor constructor(x)
        (this.x = x)
    extension Other
      method del()
      method list()
    top
      max()
    ");
}

#[test]
fn prototypes_of_others_are_left_alone() {
    assert_snapshot!(js(
        "
        Array.prototype.last = function () { return 1; };
        function plain() { this.x = 1; }
        "
    ), @"
    top
      (Array.prototype.last = fn#0)
      fn plain()
        (this.x = `1`)
    fn#0()
      return `1`
    ");
}
