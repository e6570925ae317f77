//! How fast the stages are, each by itself: `cargo bench --bench engine`, or with a word to run only some.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};

use oktalint::analysis::{self, Input, Options};
use oktalint::call::SourceFile;
use oktalint::catalog::{Catalog, Segment, Surface};
use oktalint::sift::Sift;
use oktalint::syntax::{self, Language};

const CSHARP: &str = r#"
public class Service@(HttpClient http, string oktaUrl) : IService
{
    /// <summary>Sends the sessions of a user away.</summary>
    public async Task Run(string id, int[] numbers)
    {
        var path = "/groups/" + id + "/users";
        foreach (var one in numbers) { if (one > @ && one % 2 == 0) { path = $"/apps/{one}"; } }
        await http.GetStringAsync($"{oktaUrl}/api/v1{path}");
    }
}
"#;
const TYPESCRIPT: &str = r"
export class Service@ {
  constructor(private readonly base: string) {}
  // Sends the sessions of a user away.
  async run(id: string, numbers: number[]): Promise<unknown> {
    let path = `/groups/${id}/users`;
    for (const one of numbers) { if (one > @ && one % 2 === 0) { path = '/apps/' + one; } }
    return fetch(`${process.env.OKTA_URL}/api/v1${path}`, { method: 'GET' });
  }
}
";
const RUST: &str = r#"
/// Sends the sessions of a user away.
pub async fn run@(client: &reqwest::Client, okta_url: &str, numbers: &[u32]) -> reqwest::Result<String> {
    let mut path = format!("/groups/{}/users", numbers.len());
    for one in numbers { if *one > @ && one % 2 == 0 { path = format!("/apps/{one}"); } }
    client.get(format!("{okta_url}/api/v1{path}")).send().await?.text().await
}
"#;
const PYTHON: &str = r#"
def run@(okta_url, numbers):
    # Sends the sessions of a user away.
    for one in numbers:
        if one > @ and one % 2 == 0:
            requests.get(f"{okta_url}/api/v1/apps/{one}", timeout=10)
"#;
const MARKUP: &str = r"
<template><p>{{ name@ }}</p></template>
<script setup lang='ts'>
const load@ = (id: string) => fetch(`${import.meta.env.OKTA_URL}/api/v1/users/${id}`);
</script>
";

/// A text of so many pieces; `@` is the piece's number.
fn text(piece: &str, count: usize) -> String {
    (0..count).fold(String::new(), |mut text, at| {
        let _ = write!(text, "{}", piece.replace('@', &at.to_string()));
        text
    })
}

fn trie(c: &mut Criterion) {
    let catalog = Catalog::embedded();
    let paths: Vec<Vec<Segment<'_>>> = catalog
        .operations()
        .iter()
        .map(|operation| {
            let segments = operation.path.split('/').filter(|part| !part.is_empty());
            segments
                .map(|part| match part.starts_with('{') {
                    true => Segment::Unknown,
                    false => Segment::Literal(part),
                })
                .collect()
        })
        .collect();
    let mut group = c.benchmark_group("trie");
    group.throughput(Throughput::Elements(paths.len() as u64));
    group.bench_function("every operation", |b| {
        b.iter(|| {
            let found = paths
                .iter()
                .map(|path| catalog.matches(path, Surface::Org).len());
            black_box(found.sum::<usize>())
        });
    });
    group.finish();
}

fn sift(c: &mut Criterion) {
    let sift = Sift::okta();
    let dropped = text(TYPESCRIPT, 4_000)
        .replace("OKTA", "ACME")
        .replace("/api/v1", "/v1");
    assert!(!sift.admits(dropped.as_bytes()));
    let mut group = c.benchmark_group("sift");
    group.throughput(Throughput::Bytes(dropped.len() as u64));
    group.bench_function("a file that is dropped", |b| {
        b.iter(|| black_box(sift.admits(dropped.as_bytes())));
    });
    group.finish();
}

fn frontends(c: &mut Criterion) {
    let mut group = c.benchmark_group("frontend");
    group.sample_size(20);
    for (name, piece) in [
        ("a.cs", CSHARP),
        ("a.ts", TYPESCRIPT),
        ("a.rs", RUST),
        ("a.py", PYTHON),
        ("a.vue", MARKUP),
    ] {
        let (path, text) = (Path::new(name), text(piece, 200));
        let language = Language::of(path).expect("a language that is read");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(language.name(), |b| {
            b.iter(|| black_box(syntax::lower(language, path, &text)));
        });
    }
    group.finish();
}

/// Parsing, linking, interpreting and resolving together, for files that call one wrapper: what files beyond the first add.
fn link(c: &mut Criterion) {
    let file = |path: String, text: String| {
        let language = Language::of(Path::new(&path)).expect("a language that is read");
        let file = Arc::new(SourceFile::new(path, language, text, false));
        Input { file }
    };
    let wrapper =
        "export const okta = (path: string) => fetch(`${process.env.OKTA_URL}/api/v1${path}`);\n";
    let caller = "import { okta } from './okta';\nexport const run = (id: string) => okta(`/users/${id}`);\n";
    let mut group = c.benchmark_group("link");
    group.sample_size(10);
    for count in [100, 1_000] {
        let mut inputs = vec![file("okta.ts".to_owned(), wrapper.to_owned())];
        inputs.extend((0..count).map(|at| file(format!("run{at}.ts"), caller.to_owned())));
        group.throughput(Throughput::Elements(count));
        group.bench_function(format!("{count} callers"), |b| {
            b.iter_batched(
                || inputs.clone(),
                |inputs| {
                    let found = analysis::analyse(inputs, &Options::default(), &mut |_| Vec::new());
                    assert_eq!(found.calls.len() as u64, count);
                },
                BatchSize::LargeInput,
            );
        });
    }
    group.finish();
}

criterion_group!(engine, trie, sift, frontends, link);
criterion_main!(engine);
