//! Places of SARIF: URIs of files, and regions in UTF-16 columns.

use serde_json::{Value as Json, json};

use crate::call::{Location, SourceFile};

/// The name that stands for the folder in which the program is run.
pub const ROOT: &str = "%SRCROOT%";

/// Where a place is. Of one of several lines, only what is on the first: code scanning shows an alert in a pull request only where
/// all of its lines are changed.
pub fn physical(location: &Location, working_directory: &str) -> Json {
    let (start, end) = (location.start(), location.end());
    let file = &location.file;
    let start_column = utf16_column(file, start.line, start.column);
    let end_column = match start.line == end.line {
        true => utf16_column(file, end.line, end.column),
        false => file.line(start.line).trim_end().encode_utf16().count() + 1,
    };
    json!({
        "artifactLocation": artifact(&file.path, working_directory),
        "region": {
            "startLine": start.line,
            "startColumn": start_column,
            "endLine": start.line,
            "endColumn": end_column.max(start_column),
        },
    })
}

/// One-based column in UTF-16 code units of a one-based column in characters.
fn utf16_column(file: &SourceFile, line: u32, column: u32) -> usize {
    let before = file.line(line).chars().take(column as usize - 1);
    before.map(char::len_utf16).sum::<usize>() + 1
}

/// A file by its path in reports: relative to the root, or by an absolute URI if it lies outside, because no relative one may
/// climb out of its root.
pub fn artifact(path: &str, working_directory: &str) -> Json {
    let path = match cfg!(windows) {
        true => path.replace('\\', "/"),
        false => path.to_owned(),
    };
    if is_absolute(&path, cfg!(windows)) {
        return json!({ "uri": file_uri(&path) });
    }
    match path == ".." || path.starts_with("../") {
        true => json!({ "uri": file_uri(&climbed(working_directory, &path)) }),
        false => json!({ "uri": percent_encoded(&path), "uriBaseId": ROOT }),
    }
}

fn is_absolute(path: &str, on_windows: bool) -> bool {
    let drive = || matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    path.starts_with('/') || (on_windows && drive())
}

/// A path that begins with `..`, from a folder on.
fn climbed(folder: &str, path: &str) -> String {
    let folder = match cfg!(windows) {
        true => folder.replace('\\', "/"),
        false => folder.to_owned(),
    };
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.split('/') {
        match part {
            // The root is its own parent.
            ".." if parts.len() > 1 => drop(parts.pop()),
            ".." => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// An absolute path as a URI: `/a`, `C:/a`, `//server/a`.
fn file_uri(path: &str) -> String {
    if let Some(share) = path.strip_prefix("//") {
        return format!("file://{}", percent_encoded(share));
    }
    match path.starts_with('/') {
        true => format!("file://{}", percent_encoded(path)),
        false => match path.split_once(':') {
            Some((drive, rest)) => format!("file:///{drive}:{}", percent_encoded(rest)),
            None => format!("file:///{}", percent_encoded(path)),
        },
    }
}

/// A path as a relative URI.
fn percent_encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte);
        match is_plain {
            true => uri.push(char::from(byte)),
            false => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        let uri = |path| artifact(path, "/home/me/repo")["uri"].clone();
        assert_eq!(uri("src/a b/ü#%?.cs"), "src/a%20b/%C3%BC%23%25%3F.cs");
        assert_eq!(artifact("a.cs", "/")["uriBaseId"], ROOT);
        // The first part of a relative URI must not look like a scheme.
        assert_eq!(uri("javascript:x"), "javascript%3Ax");
        assert_eq!(uri("/a:b.cs"), "file:///a%3Ab.cs");
        assert_eq!(artifact("/a.cs", "/")["uriBaseId"], Json::Null);
        assert_eq!(uri("../other/a b.cs"), "file:///home/me/other/a%20b.cs");
        assert_eq!(uri("../../../../../a.cs"), "file:///a.cs");
        assert_eq!(uri("..a/b.cs"), "..a/b.cs");
        if !cfg!(windows) {
            assert_eq!(uri(r"a\b.cs"), "a%5Cb.cs");
        }
    }

    #[test]
    fn drives_and_shares_become_uris() {
        assert!(is_absolute("C:/a.cs", true) && !is_absolute("C:/a.cs", false));
        assert_eq!(file_uri("C:/a b.cs"), "file:///C:/a%20b.cs");
        assert_eq!(file_uri("//server/a.cs"), "file://server/a.cs");
        assert_eq!(climbed("C:/me/repo", "../a.cs"), "C:/me/a.cs");
    }

    #[test]
    fn a_region_is_on_one_line() {
        let text = "a 𝒳(b, \r\n  c)".to_owned();
        let language = crate::syntax::Language::CSharp;
        let file = SourceFile::new("a.cs".to_owned(), language, text, false);
        let span = crate::ir::Span::new(2, file.text.len());
        let file = std::sync::Arc::new(file);
        let region = &physical(&Location { file, span }, "/")["region"];
        let expected = json!({ "startLine": 1, "startColumn": 3, "endLine": 1, "endColumn": 8 });
        assert_eq!(*region, expected);
    }

    #[test]
    fn columns_count_utf16_units() {
        let text = "é𝒳 call".to_owned();
        let language = crate::syntax::Language::CSharp;
        let file = SourceFile::new("a.cs".to_owned(), language, text, false);
        assert_eq!(utf16_column(&file, 1, 4), 5);
    }
}
