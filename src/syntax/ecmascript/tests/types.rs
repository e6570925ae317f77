//! Types as written, and what declares them.

use insta::assert_snapshot;

use super::ts;

#[test]
fn interfaces() {
    assert_snapshot!(ts(
        "
        interface A<T> extends B<T>, c.D {
          a?: string;
          readonly b: { c: Client; d(): Foo }[];
          m(x: number): Promise<void>;
          get g(): string;
          f: (x: string) => Foo;
          [key: string]: any;
          new (x: string): A;
          (): void;
        }
        "
    ), @"
    interface A<T> : B<T>, c.D
      field a: string
      field b: { c: Client, d: (() -> Foo) }[]
      field f: (() -> Foo)
      abstract method m(x: number) -> Promise<void>
      abstract get g() -> string
    ");
}

#[test]
fn aliases() {
    assert_snapshot!(ts(
        r#"
        type Literals = 'a' | "b" | null | undefined;
        type Objects = { a: string; go(): Foo };
        type Added = Base & ns.Other<'x'> & { b: Client };
        type Either = A | B[] | readonly C[];
        type Functions = (a: string) => Promise<Foo>;
        type Records = { [key: string]: Foo };
        type Mapped = { readonly [K in Literals]?: Foo };
        type Both = A & B;
        type Tuple = [a: string, b?: number, ...rest: Foo[]];
        type Pair = [string, Client];
        type Query = typeof config;
        type Keys = keyof typeof METHODS;
        type Element = (typeof LIST)[number];
        type Indexed = typeof LIST[number];
        type Looked = Foo['bar'];
        type Imported = import('@okta/x').Client;
        type Chosen = X extends Y ? A : never;
        type Text = `/a/${string}`;
        type Deep = Array<Promise<a.b.C<D>>>;
        type Other = unique symbol;
        "#
    ), @r#"
    import type Client as Client from @okta/x
    alias Literals = ("a" | "b")
    interface Objects
      field a: string
      abstract method go() -> Foo
    interface Added : Base, ns.Other<"x">
      field b: Client
    alias Either = (A | B[] | C[])
    alias Functions = (() -> Promise<Foo>)
    alias Records = Record<string, Foo>
    alias Mapped = Record<Literals, Foo>
    alias Both = A
    alias Tuple = { 0: string, a: string, 1: number, b: number, 2: Foo[] }
    alias Pair = { 0: string, 1: Client }
    alias Query = typeof config
    alias Keys = typeof METHODS
    alias Element = typeof LIST
    alias Indexed = typeof LIST
    alias Looked = ?
    alias Imported = Client
    alias Chosen = A
    alias Text = string
    alias Deep = Array<Promise<a.b.C<D>>>
    alias Other = unique symbol
    "#);
}

#[test]
fn enums() {
    assert_snapshot!(ts(
        r#"
        enum Method { Get = 'GET', "Put-It" = "PUT", Next, Joined = 'A' + 'B' }
        const enum Number { One = 1 }
        declare enum Ambient { A = 'a' }
        "#
    ), @r#"
    enum Method
      static field Get = "GET"
      static field Put-It = "PUT"
      static field Next
      static field Joined = concat("A", "B")
    enum Number
      static field One = `1`
    enum Ambient
      static field A = "a"
    "#);
}

#[test]
fn asynchronous_functions_return_what_their_promise_holds() {
    assert_snapshot!(ts(
        "
        async function a(): Promise<Client> { return b(); }
        function b(): Promise<Client> { return c; }
        const d = async (): Promise<Array<User>> => [];
        async function* e(): AsyncGenerator<User> {}
        function f(x: unknown): x is User { return true; }
        function g(this: Client, x?: string, ...rest: number[]): asserts x {}
        function h(): this {}
        class K { i(): this { return this; } }
        "
    ), @"
    class K
      method i() -> K
        return this
    top
      fn a() -> Client
        return b()
      fn b() -> Promise<Client>
        return c
      fn d() -> Array<User>
        return []
      fn e() -> AsyncGenerator<User>
      fn f(x: unknown) -> boolean
        return `true`
      fn g(x: string, ...rest: number[]) -> void
      fn h() -> ?
    ");
}

#[test]
fn casts() {
    assert_snapshot!(ts(
        "
        const a = x as Client, b = <Client>x, c = x as unknown as Client, d = x as any;
        const e = { f: 1 } as const, g = h satisfies Options, i = j!.k!, l = f<Client>(m), n = g<string>;
        "
    ), @"
    top
      let a = (x as Client)
      let b = (x as Client)
      let c = (x as Client)
      let d = x
      let e = { f: `1` }
      let g = h
      let i = j.k
      let l = f<Client>(m)
      let n = g
    ");
}

#[test]
fn declarations_without_a_body() {
    assert_snapshot!(ts(
        "
        declare function a(x: string): Client;
        declare const b: Client, c: string;
        declare let d;
        export function over(x: string): A;
        export function over(x: number): B;
        export function over(x: any) { return x; }
        "
    ), @"
    export over = local over
    top
      abstract fn a(x: string) -> Client
      let b: Client
      let c: string
      let d
      fn over(x: any)
        return x
    ");
}
