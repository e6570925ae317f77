use std::path::Path;

use proptest::prelude::*;

use super::{code, scripts};
use crate::syntax::print::print;

fn printed(name: &str, source: &str) -> String {
    print(&scripts(Path::new(name), source))
}

fn printed_code(name: &str, source: &str) -> String {
    print(&code(Path::new(name), source).expect("a Razor page with code"))
}

#[test]
fn both_scripts_of_a_vue_component_are_one_module() {
    let source = "<script lang=\"ts\">\nconst base: string = '/a';\n</script>\n<script setup lang=\"ts\">\nfetch(base);\n</script>\n<template><p>fetch('/no')</p></template>\n";
    insta::assert_snapshot!(printed("A.vue", source), @r#"
    top
      let base: string = "/a"
      fetch(base)
    "#);
}

#[test]
fn scripts_that_are_no_code_here_stay_unread() {
    let source = "<!-- <script>a('/comment')</script> -->\n<SCRIPT type=\"application/json\">{\"b\": \"/json\"}</SCRIPT>\n<script src=\"x.js\"></script>\n<script type=\"text/template\"><b>c</b></script>\n<script />\n<script type=module>d('/module')</script>\n<scripts>e()</scripts>\n";
    insta::assert_snapshot!(printed("a.html", source), @r#"
    top
      d("/module")
    "#);
}

#[test]
fn astro_frontmatter_is_typescript() {
    let source = "---\nconst users: string[] = await load('/users');\n---\n<p>---</p>\n<script>go('/x' as string)</script>\n";
    insta::assert_snapshot!(printed("a.astro", source), @r#"
    top
      let users: string[] = load("/users")
      go(("/x" as string))
    "#);
}

#[test]
fn spans_are_those_of_the_whole_file() {
    let source = "<p>ü</p>\n<script>\nlet ü = '/x';\n</script>";
    let module = scripts(Path::new("a.svelte"), source);
    let found = match module.top.first() {
        Some(crate::ir::Stmt::Let {
            value: Some(value), ..
        }) => &source[value.span.start as usize..value.span.end as usize],
        other => panic!("no declaration: {other:?}"),
    };
    assert_eq!(found, "'/x'");
}

#[test]
fn code_of_a_razor_component_is_a_class_with_what_is_injected() {
    let source = "@page \"/users\"\n@using System.Net.Http\n@inject HttpClient Http\n<h1>It's @title</h1>\n\n@code {\n    string title = \"}\";\n    async Task Load() { await Http.GetAsync(\"/users\"); }\n}\n";
    insta::assert_snapshot!(printed_code("a.razor", source), @r#"
    import glob from System.Net.Http
    class C
      field Http: HttpClient
      field title: string = "}"
      method Load() -> Task
        Http.GetAsync("/users")
    "#);
}

#[test]
fn statements_of_a_razor_page_stand_in_a_method() {
    let source =
        "@model Users\n\n<b>x</b>\n@{\n    var users = Client.Get(\"/users\");\n}\n<p>@@x</p>\n";
    insta::assert_snapshot!(printed_code("a.cshtml", source), @r#"
    class C
      method M() -> void
        let users = Client.Get("/users")
    "#);
    let module = code(Path::new("a.cshtml"), source).expect("a Razor page with code");
    assert!(module.functions.iter().all(|f| {
        source
            .get(f.span.start as usize..f.span.end as usize)
            .is_some()
    }));
}

#[test]
fn expressions_of_a_razor_page_are_names_in_its_scripts() {
    let source =
        "<p>@Model.Title</p>\n<script>\npoll(@Model.Interval, @(Model.Url + 1));\n</script>\n";
    insta::assert_snapshot!(printed("a.cshtml", source), @r#"
    top
      poll(_Model.Interval, concat(Model.Url, `1`))
    "#);
}

proptest! {
    #[test]
    fn any_text_is_survived(source in "(<script( lang=ts| type='module'|/)?>|</script>|---\n|@code|@inject |@using |[{}\"'@<>/*\n ;()a-cü]){0,60}", name in "a\\.(vue|html|astro|svelte|razor|cshtml)") {
        code(Path::new(&name), &source);
        scripts(Path::new(&name), &source);
    }
}
