use insta::assert_snapshot;

use super::lower;
use crate::syntax::print::print;

fn lowered(source: &str) -> String {
    let module = lower(source);
    assert_eq!(module.problems, [], "in {source}");
    print(&module)
}

/// The lowered body of `fn f() { … }`.
fn body(source: &str) -> String {
    lowered(&format!("fn f() {{ {source} }}"))
}

#[test]
fn imports() {
    assert_snapshot!(lowered(
        "use reqwest;
         use std::{fmt, collections::{HashMap as Map, self}, io::*};
         use crate::client::{self, Client};
         extern crate serde as s;"
    ), @"
    import namespace as reqwest from reqwest
    import fmt as fmt from std
    import HashMap as Map from std::collections
    import collections as collections from std
    import glob from std::io
    import client as client from crate
    import Client as Client from crate::client
    import namespace as s from serde
    ");
}

#[test]
fn types_and_impls() {
    assert_snapshot!(lowered(
        r#"
        /// A client.
        #[derive(Clone)]
        pub struct Client<C: HttpClient> { http: Arc<C>, base: Option<String>, inner: C }
        struct Pair(String, u32);
        pub enum Action { Suspend, Named(String), Both { a: u8, b: Vec<Id> }, Number = 4 }
        pub trait Api: Send + Base {
            const PREFIX: &'static str = "/api/v1";
            async fn get(&self, path: &str) -> Result<User, Error>;
            fn all() -> Vec<User> { Vec::new() }
        }
        type Users = Vec<User>;
        impl<C: HttpClient> Client<C> {
            const LIMIT: u32 = 200;
            pub fn new(http: C) -> Self { Self { http: Arc::new(http), base: None } }
            pub fn boxed(&mut self, f: impl Fn(&str) -> Url, d: &dyn Api, n: [u8; 4]) -> Box<dyn Api> { self.base.take(); Self::LIMIT }
        }
        impl Api for a::Client<Http> where X: Y { async fn get(&self, path: &str) -> Result<User, Error> { self.http.get::<User>(path).await? } }
        "#
    ), @r#"
    @derive(Clone)
    class Client<C>
      field http: Arc<C>
      field base: Option<String>
      field inner: HttpClient
    class Pair
      field 0: String
      field 1: u32
    enum Action
      static field Suspend
      static field Named: String
      static field Both: { a: u8, b: Vec<Id> }
      static field Number = `4`
    interface Api : Base
      static field PREFIX: str = "/api/v1"
      abstract method get(path: str) -> Result<User, Error>
      static method all() -> Vec<User>
        return Vec.new()
    alias Users = Vec<User>
    extension Client<C>
      static field LIMIT: u32 = `200`
      static method new(http: HttpClient) -> Client<C>
        return new Client<C>() { http: Arc.new(http), base: null }
      method boxed(f: (() -> Url), d: Api, n: u8[]) -> Box<Api>
        this.base.take()
        return Client.LIMIT
    extension Client : Api = a::Client<Http>
      method get(path: str) -> Result<User, Error>
        return this.http.get<User>(path)
    "#);
}

#[test]
fn modules_in_other_files_come_before_crates() {
    assert_snapshot!(lowered(
        r#"
        mod okta;
        use okta::{users::Users, Client};
        use reqwest::Url;
        use ::okta::Group;
        fn f(client: &okta::Client, url: reqwest::Url) { okta::connect(client) }
        mod inner { use okta::Client; }
        "#,
    ), @r"
    import Users as Users from self::okta::users
    import Client as Client from self::okta
    import Url as Url from reqwest
    import Group as Group from okta
    import Client as Client from okta
    top
      fn f(client: self::okta::Client, url: reqwest::Url)
        return self.okta.connect(client)
    ");
}

#[test]
fn modules_inside_a_file() {
    assert_snapshot!(lowered(
        r#"
        mod urls {
            pub const USERS: &str = "/users";
            pub fn of(id: &str) -> String { id.into() }
            pub struct Url;
        }
        mod elsewhere;
        static ROOT: Lazy<String> = Lazy::new(|| urls::USERS.to_string());
        #[cfg(all(test, unix))]
        mod tests {
            fn helper() {}
            #[tokio::test]
            async fn works() { helper() }
        }
        #[cfg(not(test))]
        fn real() {}
        "#
    ), @r#"
    class Url in "urls"
    class urls
      static field USERS: str = "/users"
      static fn of(id: str) -> String
        return id.into()
    top
      block
        let USERS: str = "/users"
        static fn of(id: str) -> String
          return id.into()
      let ROOT: Lazy<String> = Lazy.new(fn#1)
      block
        @cfg_test
        fn helper()
        @tokio::test
        @cfg_test
        fn works()
          return helper()
      @cfg(not(test))
      fn real()
    fn#1()
      return urls.USERS.to_string()
    "#);
}

#[test]
fn expressions() {
    assert_snapshot!(body(
        r##"
        let a = "x\n" ; let b = r#"raw "text""#; let c = b"bytes"; let d = ['c', -1, 2.5, true];
        let e = base + "/users/" + &id + "/x";
        let f = (a * b - c) as u32;
        let g = client.get(&url).header("a", b).send().await?.json::<Vec<User>>()?;
        let h = Some(Ok(x)); let i = Err(y); let j = None;
        let k = User { id, name: n.clone(), ..Default::default() };
        let l = &list[1..n()]; let m = pair.0.x;
        let n = serde_json::from_str::<User>(t); let o = <T as Trait>::NAME; let p = Vec::<u8>::new();
        let q = [0u8; N]; let r = (1, "t"); let s = !flag && other();
        path += "/x"; *target = &mut value; _ = ignored();
        let (t, _, Some(u)) = v; let User { id, name: ref n, .. } = w; let [first, .., last] = x;
        self.count -= 1;
        "##
    ), @r#"
    top
      fn f()
        let a = "x\n"
        let b = "raw \"text\""
        let c = "bytes"
        let d = [`'c'`, `-1`, `2.5`, `true`]
        let e = concat(base, "/users/", id, "/x")
        let f = opaque(a, b, c)
        let g = client.get(url).header("a", b).send().json<Vec<User>>()
        let h = x
        let i = opaque(y)
        let j = null
        let k = new User() { id: id, name: n.clone(), ...Default.default() }
        let l = list[opaque(`1`, n())]
        let m = pair.0.x
        let n = serde_json.from_str<User>(t)
        let o = T.NAME
        let p = Vec.new<u8>()
        let q = opaque(`0u8`, N)
        let r = [`1`, "t"]
        let s = opaque(flag, other())
        (path += "/x")
        (target = value)
        ignored()
        let [t, , u] = v
        let { id: id, name: n } = w
        let [first, , last] = x
        opaque(this.count, `1`)
    "#);
}

#[test]
fn closures() {
    assert_snapshot!(body(
        r#"
        list.iter().map(|x| x.id).filter(move |(a, b): &(A, B)| -> bool { let y = a; return y; }).for_each(async |u| { send(u).await });
        "#
    ), @"
    top
      fn f()
        list.iter().map(fn#1).filter(fn#2).for_each(fn#3)
    fn#1(x)
      return x.id
    fn#2([a, b]: { 0: A, 1: B }) -> bool
      let y = a
      return y
    fn#3(u)
      return send(u)
    ");
}

#[test]
fn branches_and_loops() {
    assert_snapshot!(body(
        r#"
        if a() { b(); } else if let Some(x) = c() { d(x); } else { e(); }
        if let Some(x) = &f && let Ok(y) = g(x) && h(y) { i(); }
        match action {
            Action::Suspend | Action::Resume => one(),
            "text" => {}
            User { id, .. } if id.valid() => two(id),
            Some(LIMIT) => three(),
            other => return other,
        }
        for (k, v) in map.iter() { use_it(k); continue; }
        while let Some(x) = stack.pop() { if x { break; } }
        while running() { step(); }
        let Some(z) = q else { return; };
        loop { once(); break; }
        unsafe { danger() }
        "#
    ), @r#"
    top
      fn f()
        branch a() exhaustive
          arm
            b()
          arm
            branch c() exhaustive
              arm x
                d(x)
              arm
                e()
        branch f
          arm x
            let y = g(x)
            h(y)
            i()
        branch action exhaustive
          arm = Action.Suspend | Action.Resume
            one()
          arm = "text"
          arm { id: id }: User
            id.valid()
            two(id)
          arm = LIMIT
            three()
          arm other
            return other
        loop [k, v] in map.iter()
          use_it(k)
        loop
          let x = stack.pop()
          branch x
            arm = `true`
        loop
          running()
          step()
        let z = q
        branch
          arm
            return
        loop
          once()
        return danger()
    "#);
}

#[test]
fn values_of_blocks() {
    assert_snapshot!(body(
        r#"
        let a = if x { "a" } else if y() { "b" } else { return; };
        let b = match next() { Some(v) => v, None => "none" };
        let c = match kind { Kind::A => "a", _ => { log(); "z" } };
        let d = loop { if done() { break "done"; } };
        let e = 'outer: { if x { break 'outer 1; } 2 };
        let f = if let Some(v) = opt { v } else { "n" };
        let g = { let t = 1; t };
        let h = async move { call().await };
        "#
    ), @r#"
    top
      fn f()
        let a = choice(when(x = `true`: "a"), block { y(); choice("b", block { return; }); })
        let b = block { let match@93 = next(); choice(block { let v = match@93; v; }, "none"); }
        let c = choice(when(kind = Kind.A: "a"), block { log(); "z"; })
        let d = block { let break@224; loop { branch done() { arm { (break@224 = "done"); } }; }; break@224; }
        let e = block { let break@286; branch x { arm = `true` { (break@286 = `1`); } }; (break@286 = `2`); break@286; }
        let f = choice(block { let v = opt; v; }, "n")
        let g = block { let t = `1`; t; }
        let h = call()
    "#);
}

#[test]
fn what_a_function_returns() {
    assert_snapshot!(lowered(
        r#"
        fn a(x: X) -> Result<String> { if x.bad() { return Err(oops(x)); } match x { X::A => Ok("a"), X::B(s) => { go(); Ok(s) } } }
        fn b() -> u8 { if c { 1 } else { 2 } }
        fn c() -> Result<()> { Err(e) }
        fn d() -> String { format!("x") }
        "#
    ), @r#"
    top
      fn a(x: X) -> Result<String>
        branch x.bad()
          arm
            oops(x)
            return
        branch x exhaustive
          arm = X.A
            return "a"
          arm s
            go()
            return s
      fn b() -> u8
        branch c exhaustive
          arm = `true`
            return `1`
          arm
            return `2`
      fn c() -> Result<?>
        e
        return
      fn d() -> String
        return "x"
    "#);
}

#[test]
fn formatted_text() {
    assert_snapshot!(body(
        r#"
        format!("{}/api/v1/users/{id}/{{x}}", self.base);
        format!("{1}-{0:>w$}-{name:?}", a.b(), c, name = d?);
        format!("plain"); format!("{x}"); format!("{:.*}", width(), v); format!(concat!("a", "b"), x);
        write!(url, "/{}", id)?; writeln!(out);
        println!("GET {}", url); tracing::info!(target: "net", user = %id, "calling {url}");
        bail!("no {}", x); assert!(ok(), "not {}", y); assert_eq!(a(), "lit", "msg {}", z);
        concat!("a", 1, "b"); anyhow!(error);
        "#
    ), @r#"
    top
      fn f()
        concat(this.base, "/api/v1/users/", id, "/{x}")
        concat(c, "-", a.b(), "-", d)
        "plain"
        concat(x)
        block { width(); concat(v); }
        opaque(concat("a", "b"), x)
        write(url, concat("/", id))
        write(out)
        println(concat("GET ", url))
        info(opaque(target, "net"), opaque(user, id), concat("calling ", url))
        bail(concat("no ", x))
        assert(ok(), concat("not ", y))
        assert_eq(a(), "lit", concat("msg ", z))
        concat("a", `1`, "b")
        anyhow(error)
    "#);
}

#[test]
fn other_macros() {
    assert_snapshot!(body(
        r#"
        vec![a(), b]; vec![c(); 3]; dbg!(d()); matches!(e(), Some(_)); env!("HOST"); custom!(f(), key = g);
        json!({"method": "POST", "profile": {"id": h(), tags: ["x", i()]}, (k): null});
        select! { r = j() => { k(r); } _ = l() => {} }
        hash! { "a" => m(), n => "b" };
        odd!(<div onclick={o()}> p!(q()) </div>);
        include_str!("x"); stringify!(not()); block! { let z = r(); s(z); }
        "#
    ), @r#"
    top
      fn f()
        [a(), b]
        opaque(c(), `3`)
        d()
        opaque(e())
        env("HOST")
        custom(f(), key: g)
        json({ method: "POST", profile: { id: h(), tags: ["x", i()] }, [k]: null })
        select({ [(r = j())]: opaque(block { block { k(r); }; l(); }, {}) })
        hash({ a: m(), n: "b" })
        opaque(opaque(opaque(), opaque(o(), q())))
        opaque()
        opaque()
        return opaque(block { let z = r(); s(z); })
    "#);
}

#[test]
fn statics_in_macros() {
    assert_snapshot!(lowered(
        r#"
        lazy_static! { static ref BASE: String = env("BASE"); pub static ref B: u8 = 1; }
        thread_local! { static C: u8 = two(); }
        macro_rules! not_read { ($x:expr) => { never() }; }
        "#
    ), @r#"
    top
      let BASE: String = env("BASE")
      let B: u8 = `1`
      let C: u8 = two()
    "#);
}

#[test]
fn attributes() {
    assert_snapshot!(lowered(
        r#"
        #[get("/users/<id>", data = "<user>")]
        #[doc = "no"]
        fn f(#[header] h: H) {}
        #[rocket::post(path = X)] #[serde(rename_all = "x", default)] #[x = "y"] #[odd(a b)] struct S { #[serde(rename = "i")] id: u8 }
        "#
    ), @r#"
    @rocket::post(path: X)
    @serde(rename_all: "x", default)
    @x("y")
    @odd
    class S
      @serde(rename: "i")
      field id: u8
    top
      @get("/users/<id>", data: "<user>")
      fn f(@header h: H)
    "#);
}

#[test]
fn spans_are_offsets_into_the_whole_file() {
    let source = "\u{feff}#!/usr/bin/env cargo\n// é\nfn f() { näme.get(\"/x\"); format!(\"/a/{}/b\", id); }";
    let module = lower(source);
    assert_eq!(module.problems, []);
    let text = |span: crate::ir::Span| &source[span.start as usize..span.end as usize];
    let function = &module.functions[0];
    assert_eq!(text(function.name_span), "f");
    let mut seen = Vec::new();
    for stmt in &function.body {
        let crate::ir::Stmt::Expr(expr) = stmt else {
            panic!("not an expression: {stmt:?}");
        };
        seen.push(text(expr.span));
        match &expr.kind {
            crate::ir::ExprKind::Call(call) => {
                seen.push(text(call.callee.span));
                seen.push(text(call.arguments[0].value.span));
            }
            crate::ir::ExprKind::Concat(parts) => {
                seen.extend(parts.iter().map(|part| text(part.span)));
            }
            other => panic!("unexpected {other:?}"),
        }
    }
    assert_eq!(
        seen,
        [
            "näme.get(\"/x\")",
            "näme.get",
            "\"/x\"",
            "format!(\"/a/{}/b\", id)",
            "/a/",
            "id",
            "/b"
        ]
    );
}

#[test]
fn deep_nesting_is_given_up_without_overflow() {
    let n = 100_000;
    let hostile = [
        format!("fn f() {{ {}1{} }}", "(".repeat(n), ")".repeat(n)),
        format!("fn f() {{ {}1 }}", "!".repeat(n)),
        format!("fn f() {{ a{} }}", ".b()".repeat(n)),
        format!("fn f() {{ a{} }}", " + a".repeat(n)),
        format!("fn f() {{ a{} }}", " = a".repeat(n)),
        format!("fn f() {{ {} 1 }}", "|a, b| ".repeat(n)),
        format!("fn f() {{ if a {{}} {} }}", "else if a {}".repeat(n)),
        format!("fn f() {{ {}1 }}", "S{} + ".repeat(n)),
        format!("type A = {}u8{};", "V<u8, ".repeat(n), ">".repeat(n)),
        format!("type A = {}u8;", "&".repeat(n)),
        format!("use {}b;", "a::".repeat(n)),
        format!("fn f() {{ x!{}{} }}", "[".repeat(n), "]".repeat(n)),
        format!("{}{}", "mod a {".repeat(n), "}".repeat(n)),
        "{".repeat(n),
        "r#".repeat(n),
    ];
    for source in hostile {
        let module = lower(&source);
        assert!(!module.problems.is_empty(), "{}", &source[..40]);
    }
}

#[test]
fn the_deepest_source_that_is_still_parsed_fits_the_stack() {
    let sources = |n: usize| {
        [
            format!("fn f() {{ {}1{} }}", "(".repeat(n), ")".repeat(n)),
            format!(
                "fn f() {{ {}1{} }}",
                "f(|| match x { _ => ".repeat(n / 3),
                "})".repeat(n / 3)
            ),
            format!("fn f() {{ {}1{} }}", "x!(".repeat(n), ")".repeat(n)),
        ]
    };
    let chains = |n: usize| {
        [
            format!("fn f() {{ {}1 }}", "!".repeat(n)),
            format!("fn f() {{ {}1 }}", "||".repeat(n / 2)),
            format!("fn f() {{ a{} }}", ".b()".repeat(n / 3)),
            format!("fn f() {{ if a {{}} {} }}", "else if a {}".repeat(n / 4)),
            format!("fn f() {{ a{} }}", " + a".repeat(n / 2)),
            format!("type A = {}u8;", "&".repeat(n)),
            format!("use {}b;", "a::".repeat(n / 3)),
        ]
    };
    // Just below the limits for the thread's own stack, and for a large one.
    for source in sources(20)
        .into_iter()
        .chain(chains(280))
        .chain(sources(280))
        .chain(chains(7_900))
    {
        let lowered = std::thread::Builder::new()
            .stack_size(2 << 20)
            .spawn(move || lower(&source).functions.len())
            .map(|thread| thread.join());
        assert!(matches!(lowered, Ok(Ok(_))));
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_survived(source in "\\PC{0,200}") {
        lower(&source);
    }

    #[test]
    fn a_truncated_file_is_survived(cut in 0usize..400) {
        let source = "fn f() { let é = format!(\"{}/x\", a.b(|c| c + 1)); match x { Some(y) if y => json!({\"a\": [1]}), _ => 'z' } }";
        let end = (0..=cut.min(source.len())).rev().find(|i| source.is_char_boundary(*i)).unwrap_or(0);
        lower(&source[..end]);
    }
}
