//! Paths as people and programs write them: placeholders, hosts, queries.

use super::Segment;

/// `{id}`, `:id`, `<id>`, `{{id}}`, `${id}`, `%s`: a place to be filled.
pub fn is_placeholder(segment: &str) -> bool {
    (segment.starts_with('{') && segment.ends_with('}'))
        || (segment.starts_with("${") && segment.ends_with('}'))
        || (segment.starts_with('<') && segment.ends_with('>'))
        || (segment.starts_with(':') && segment.len() > 1)
        || (segment.starts_with('%') && matches!(segment, "%s" | "%d" | "%v"))
}

/// The segments of a path, without empty ones.
pub fn segments_of(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|segment| !segment.is_empty())
}

/// A written URL or path, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written<'a> {
    /// Scheme and host as written, or what stands for them; empty for a bare path.
    pub base: &'a str,
    /// From its first `/` on, without query and fragment.
    pub path: &'a str,
    /// Without the `?`.
    pub query: &'a str,
}

impl<'a> Written<'a> {
    /// Takes a URL or a path apart.
    pub fn of(text: &'a str) -> Written<'a> {
        let authority = text.find("://").map_or(0, |at| at + "://".len());
        let start = text[authority..]
            .find('/')
            .map_or(text.len(), |at| authority + at);
        let (base, rest) = text.split_at(start);
        let (rest, _) = rest.split_once('#').unwrap_or((rest, ""));
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        Written { base, path, query }
    }

    /// The path's segments; placeholders are unknown values.
    pub fn segments(&self) -> Vec<Segment<'a>> {
        segments_of(self.path)
            .map(|segment| match is_placeholder(segment) {
                true => Segment::Unknown,
                false => Segment::Literal(segment),
            })
            .collect()
    }

    /// The names of the query's parameters.
    pub fn query_names(&self) -> impl Iterator<Item = &'a str> {
        self.query_pairs().map(|(name, _)| name)
    }

    /// The query's parameters: names and values.
    pub fn query_pairs(&self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let pairs = self.query.split('&').filter(|pair| !pair.is_empty());
        pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_and_paths_are_taken_apart() {
        let whole = Written::of("https://acme.okta.com/api/v1/users/{id}?activate=true&x#top");
        assert_eq!(whole.base, "https://acme.okta.com");
        assert_eq!(whole.path, "/api/v1/users/{id}");
        assert_eq!(whole.query_names().collect::<Vec<_>>(), ["activate", "x"]);
        assert_eq!(whole.segments().last(), Some(&Segment::Unknown));
        assert_eq!(Written::of("{{url}}/api/v1/apps").base, "{{url}}");
        assert_eq!(Written::of("/api/v1/apps/").segments().len(), 3);
        assert_eq!(Written::of("nothing").path, "");
    }
}
