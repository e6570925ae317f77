//! What comes into a file and what leaves it.

use insta::assert_snapshot;

use super::{js, ts};

#[test]
fn imports() {
    assert_snapshot!(ts(
        r#"
        import D, { A as B, type T, default as E } from 'm';
        import * as N from "m";
        import type { U } from './u';
        import 'side-effect';
        import R = require('r');
        import Alias = N.Inner.Thing;
        "#
    ), @"
    import default as D from m
    import A as B from m
    import type T as T from m
    import default as E from m
    import namespace as N from m
    import type U as U from ./u
    import glob from side-effect
    import namespace as R from r
    alias Alias = N.Inner.Thing
    top
      let Alias = N.Inner.Thing
    ");
}

#[test]
fn exports() {
    assert_snapshot!(ts(
        "
        export const a = 1, { b, c: [d, ...e] } = f();
        export async function go() {}
        export class K {}
        export interface I {}
        export type T = 'x';
        export enum E { A }
        export abstract class L {}
        export declare const v: string;
        export { a as z, K as default };
        export { x, default as y } from './x';
        export * from './all';
        export * as ns from './ns';
        export type { U } from './u';
        "
    ), @r#"
    export a = local a
    export b = local b
    export d = local d
    export e = local e
    export go = local go
    export K = local K
    export I = local I
    export T = local T
    export E = local E
    export L = local L
    export v = local v
    export z = local a
    export default = local K
    export x = x from ./x
    export y = default from ./x
    export * = all of ./all
    export ns = all of ./ns
    export U = U from ./u
    class K
    interface I
    alias T = "x"
    enum E
      static field A
    class L
    top
      let a = `1`
      let { b: b, c: [d, _] } = f()
      fn go()
      let v: string
    "#);
}

#[test]
fn default_exports_without_a_name_are_called_default() {
    assert_snapshot!(js(
        "
        export default async function () { return call(); }
        "
    ), @"
    export default = local default
    top
      fn default()
        return call()
    ");
}

#[test]
fn default_exports_of_names_and_values() {
    assert_snapshot!(ts(
        "
        export default Client;
        "
    ), @"
    export default = local Client
    ");
}

#[test]
fn a_default_class_without_a_name() {
    assert_snapshot!(js(
        "
        export default class extends Base { run() {} }
        "
    ), @"
    export default = local default
    class default : Base
      method run()
    ");
}

#[test]
fn a_default_value() {
    assert_snapshot!(js(
        "
        export default { name: 'x', methods: { async load() { await go(); } } };
        "
    ), @r#"
    export default = { name: "x", methods: { load: fn#0 } }
    fn#0 methods.load()
      go()
    "#);
}

#[test]
fn export_equals() {
    assert_snapshot!(ts(
        "
        export = create();
        "
    ), @"
    export = = create()
    ");
}

#[test]
fn required_modules_are_imports_and_values() {
    assert_snapshot!(js(
        "
        const okta = require('@okta/okta-sdk-nodejs');
        const { Client, default: D, a: { b } } = require('m'), join = require(`path`).join;
        function later() { const inner = require('./inner'); return import('./lazy').then((m) => m.run()); }
        const dynamic = require(name);
        "
    ), @r#"
    import namespace as okta from @okta/okta-sdk-nodejs
    import Client as Client from m
    import default as D from m
    import join as join from path
    top
      let okta = module("@okta/okta-sdk-nodejs")
      let { Client: Client, default: D, a: { b: b } } = module("m")
      let join = module("path").join
      fn later()
        let inner = module("./inner")
        return module("./lazy").then(fn#0)
      let dynamic = require(name)
    fn#0(m)
      return m.run()
    "#);
}

#[test]
fn commonjs_exports_have_a_name_in_the_file() {
    assert_snapshot!(js(
        "
        exports.one = exports.two = void 0;
        exports.one = async (id) => exports.two(id);
        exports.two = function named(id) { return fetch(`/x/${id}`); };
        exports.fetch = () => fetch('/y');
        exports.limit = 5;
        exports.Client = Client;
        exports.Thing = class { run() {} };
        module.exports.made = make();
        "
    ), @r#"
    export one = local one
    export two = local named
    export fetch = local exports.fetch
    export limit = local limit
    export Client = local Client
    export Thing = local Thing
    export made = local made
    class Thing
      method run()
    top
      fn one(id)
        return named(id)
      fn named(id)
        return fetch(concat("/x/", id))
      fn exports.fetch()
        return fetch("/y")
      let limit = `5`
      let made = make()
    "#);
}

#[test]
fn all_names_of_one_commonjs_export_mean_it() {
    assert_snapshot!(js(
        "
        exports.a = exports.b = module.exports.c = () => exports.b();
        exports.d = exports.e = make();
        exports = module.exports = { a: exports.a, d: exports.e };
        "
    ), @"
    export a = local a
    export b = local a
    export c = local a
    export d = local d
    export e = local d
    export = = { a: a, d: d }
    top
      fn a()
        return a()
      let d = make()
    ");
}

#[test]
fn a_commonjs_object_declares_its_functions() {
    assert_snapshot!(js(
        "
        function own() {}
        module.exports = { own, other: Imported, async get(id) { return module.exports.list(id); }, list: (id) => id, get url() { return base(); }, ...require('./more') };
        "
    ), @r#"
    export = = { own: own, other: Imported, get: get, list: list, url: fn#3(), ...module("./more") }
    top
      fn own()
      fn get(id)
        return list(id)
      fn list(id)
        return id
    fn#3 url()
      return base()
    "#);
}

#[test]
fn commonjs_exports_of_one_value() {
    assert_snapshot!(js(
        "
        module.exports = class Service extends Base { run() {} };
        "
    ), @"
    export = = Service
    class Service : Base
      method run()
    ");
}

#[test]
fn commonjs_exports_of_a_function() {
    assert_snapshot!(js(
        "
        const app = module.exports = express();
        module.exports = function create(options) { return new Client(options); };
        "
    ), @"
    export = = create
    top
      let module.exports = express()
      let app = module.exports
      fn create(options)
        return new Client(options)
    ");
}

#[test]
fn what_compilers_make_of_exports() {
    assert_snapshot!(js(
        r#"
        Object.defineProperty(exports, "__esModule", { value: true });
        exports.a = void 0;
        __exportStar(require("./b"), exports);
        tslib_1.__exportStar(require("./c"), exports);
        Object.defineProperty(exports, "d", { enumerable: true, get: function () { return e_1.d; } });
        const a = () => f_1.run();
        exports.a = a;
        Object.assign(exports, { g: 1, h }, require('./i'));
        "#
    ), @"
    export a = local a
    export * = all of ./b
    export * = all of ./c
    export d = e_1.d
    export g = `1`
    export h = local h
    export * = all of ./i
    top
      fn a()
        return f_1.run()
    ");
}

#[test]
fn announced_exports_are_what_they_are_set_to_later() {
    assert_snapshot!(js(
        r#"
        exports.c = exports.b = exports.a = exports.E = exports.later = void 0;
        const m_1 = require("./m");
        Object.defineProperty(exports, "a", { enumerable: true, get: function () { return m_1.a; } });
        const b = (id) => exports.c(id);
        exports.b = b;
        function c(id) { return exports.E.A; }
        exports.c = c;
        var E; (function (E) { E["A"] = "a"; })(E || (exports.E = E = {}));
        "#
    ), @r#"
    import namespace as m_1 from ./m
    export c = local c
    export b = local b
    export a = m_1.a
    export E = local E
    export later = local later
    top
      let a
      let later
      let m_1 = module("./m")
      fn b(id)
        return c(id)
      fn c(id)
        return E.A
      let E
      fn#2(or(E, (E = (E = {}))))
    fn#2(E)
      (E["A"] = "a")
    "#);
}

#[test]
fn a_value_exported_by_several_names_has_one_name_in_the_file() {
    assert_snapshot!(js(
        "
        exports.one = exports.two = () => exports.two();
        exports.made = module.exports.other = make();
        exports.other.list();
        "
    ), @"
    export one = local one
    export two = local one
    export made = local made
    export other = local made
    top
      fn one()
        return one()
      let made = make()
      made.list()
    ");
}

#[test]
fn an_export_is_what_it_was_set_to_last() {
    assert_snapshot!(js(
        "
        exports.a = first;
        exports.a = second;
        "
    ), @"
    export a = local second
    ");
}

#[test]
fn exports_in_a_function_are_ordinary_assignments() {
    assert_snapshot!(js(
        "
        function setup(exports) { exports.x = run(); }
        "
    ), @"
    top
      fn setup(exports)
        (exports.x = run())
    ");
}

#[test]
fn namespaces_are_classes_beside_their_statements() {
    assert_snapshot!(ts(
        "
        namespace A.B {
          export const path = '/users';
          export const made = make();
          export function get() { return hidden(); }
          function hidden() {}
          export interface Options { url: string }
        }
        declare namespace C { function f(): Client; const version: string; }
        declare module 'other' { export function g(): void; export default class Client {} }
        declare global { interface Window { client: Client } }
        "
    ), @r#"
    class A
    class B in "A"
      static field path = "/users"
      static field made
      static fn get()
        return hidden()
    interface Options in "A.B"
      field url: string
    class C
      static field version: string
      static abstract fn f() -> Client
    class Client in "other"
    interface Window in "global"
      field client: Client
    top
      block
        let path = "/users"
        let made = make()
        static fn get()
          return hidden()
        fn hidden()
      block
        static abstract fn f() -> Client
        let version: string
      block
        abstract fn g() -> void
      block
    "#);
}
