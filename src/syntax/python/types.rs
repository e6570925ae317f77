//! Type annotations. They may be quoted, so they are read from their text.

use tree_sitter::Node;

use super::Lowerer;
use crate::ir::{Text, TypeRef};

/// Brackets inside one another, at most.
const DEEPEST: usize = 40;

impl Lowerer<'_> {
    /// A type as an annotation has it.
    pub(super) fn annotation(&self, node: Node<'_>) -> TypeRef {
        parse(self.text(node))
    }
}

/// Reads a type: `a.B`, `"B"`, `List[B]`, `A | None`, `Union[A, B]`, `Literal["a"]`, `Callable[…, B]`.
pub(super) fn parse(text: &str) -> TypeRef {
    Reader { rest: text }.union(0).unwrap_or(TypeRef::Other)
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    /// `None` stands for the type of `None`, which says nothing.
    fn union(&mut self, depth: usize) -> Option<TypeRef> {
        let mut parts = Vec::new();
        loop {
            parts.extend(self.one(depth));
            if !self.eat('|') {
                break;
            }
        }
        one_of(parts)
    }

    fn one(&mut self, depth: usize) -> Option<TypeRef> {
        self.skip_space();
        if depth > DEEPEST {
            return Some(TypeRef::Other);
        }
        if let Some(text) = self.quoted() {
            return Reader { rest: text }.union(depth + 1);
        }
        if self.eat('[') {
            // The parameters of `Callable`.
            self.list(depth + 1);
            return Some(TypeRef::Other);
        }
        let end = self
            .rest
            .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.')
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        let simple = name.rsplit('.').next().unwrap_or(name);
        if name.is_empty() || name.chars().all(|c| c == '.') {
            return Some(TypeRef::Other);
        }
        if simple == "None" {
            return None;
        }
        if !self.eat('[') {
            return Some(TypeRef::named(name));
        }
        if simple == "Literal" {
            return Some(self.literals());
        }
        let mut arguments = self.list(depth + 1);
        match simple {
            "Union" => one_of(arguments),
            "Callable" => {
                let returned = arguments.pop().unwrap_or(TypeRef::Other);
                Some(TypeRef::Function(Box::new(returned)))
            }
            // The class itself, not an instance.
            "Type" | "type" => Some(TypeRef::Other),
            _ => Some(TypeRef::Named {
                name: name.into(),
                arguments,
            }),
        }
    }

    /// Types up to the closing bracket.
    fn list(&mut self, depth: usize) -> Vec<TypeRef> {
        let mut types = Vec::new();
        while !self.eat(']') {
            let before = self.rest.len();
            types.extend(self.union(depth));
            self.eat(',');
            if self.rest.len() == before {
                // Not a type: `Annotated[A, x > 1]`.
                let mut chars = self.rest.chars();
                if chars.next().is_none() {
                    break;
                }
                self.rest = chars.as_str();
            }
        }
        types
    }

    fn literals(&mut self) -> TypeRef {
        let mut literals = Vec::new();
        while !self.eat(']') {
            self.skip_space();
            if let Some(text) = self.quoted() {
                literals.push(TypeRef::Literal(Text::from(text)));
                continue;
            }
            let mut chars = self.rest.chars();
            if chars.next().is_none() {
                break;
            }
            self.rest = chars.as_str();
        }
        one_of(literals).unwrap_or(TypeRef::Other)
    }

    fn quoted(&mut self) -> Option<&'t str> {
        let quote = self.rest.chars().next().filter(|c| "\"'".contains(*c))?;
        let inner = &self.rest[1..];
        let end = inner.find(quote)?;
        self.rest = &inner[end + 1..];
        Some(&inner[..end])
    }

    fn eat(&mut self, wanted: char) -> bool {
        self.skip_space();
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn skip_space(&mut self) {
        self.rest = self
            .rest
            .trim_start_matches(|c: char| c.is_whitespace() || c == '\\');
    }
}

fn one_of(mut types: Vec<TypeRef>) -> Option<TypeRef> {
    match types.len() {
        0 => None,
        1 => types.pop(),
        _ => Some(TypeRef::Union(types)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, arguments: Vec<TypeRef>) -> TypeRef {
        TypeRef::Named {
            name: name.into(),
            arguments,
        }
    }

    #[test]
    fn what_may_be_none_is_the_rest_of_it() {
        assert_eq!(parse("a.Client | None"), TypeRef::named("a.Client"));
        assert_eq!(parse("Union[None, 'Client']"), TypeRef::named("Client"));
        assert_eq!(parse("None"), TypeRef::Other);
    }

    #[test]
    fn arguments_and_quotes_are_read() {
        assert_eq!(
            parse("\"Dict[str, List['User']]\""),
            named(
                "Dict",
                vec![
                    TypeRef::named("str"),
                    named("List", vec![TypeRef::named("User")])
                ]
            )
        );
        assert_eq!(
            parse("Callable[[int, str], Client]"),
            TypeRef::Function(Box::new(TypeRef::named("Client")))
        );
        assert_eq!(
            parse("Literal['get', \"put\"]"),
            TypeRef::Union(vec![
                TypeRef::Literal("get".into()),
                TypeRef::Literal("put".into())
            ])
        );
    }

    #[test]
    fn what_is_no_type_ends_all_the_same() {
        for text in [
            "",
            "[",
            "A[",
            "A[1 > 2, é]",
            "'",
            "A | ",
            "...",
            "Literal['",
            "Literal[é",
        ] {
            parse(text);
        }
        parse(&"A[".repeat(100_000));
        parse(&"['".repeat(1_000));
    }
}
