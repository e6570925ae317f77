//! The tokens of a source, as its grammar sees them: what may be written between them is not the program.

use std::ops::Range;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned as _;
use syn::visit::Visit;
use tree_sitter::{Language, Node, Parser};

/// A source and what of it can be changed without changing what it says.
pub struct Source<'s> {
    pub text: &'s str,
    pub is_rust: bool,
    /// In their order; pieces of an interpolation are tokens of their own.
    pub tokens: Vec<Range<usize>>,
    /// What may not be changed inside: literals, comments, directives, markup.
    frozen: Vec<Range<usize>>,
    /// The methods of each type, whose order says nothing.
    pub members: Vec<Vec<Range<usize>>>,
}

impl<'s> Source<'s> {
    /// `None` for a language without a grammar here, and for what is not well-formed.
    pub fn read(path: &str, text: &'s str) -> Option<Source<'s>> {
        let mut source = Source {
            text,
            is_rust: false,
            tokens: Vec::new(),
            frozen: Vec::new(),
            members: Vec::new(),
        };
        match Path::new(path).extension()?.to_str()? {
            "rs" => source.read_rust()?,
            "cs" => source.read_tree(&tree_sitter_c_sharp::LANGUAGE.into())?,
            "ts" => source.read_tree(&tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into())?,
            "tsx" => source.read_tree(&tree_sitter_typescript::LANGUAGE_TSX.into())?,
            "js" | "jsx" => source.read_tree(&tree_sitter_javascript::LANGUAGE.into())?,
            _ => return None,
        }
        Some(source)
    }

    pub fn token(&self, at: usize) -> &'s str {
        self.tokens
            .get(at)
            .map_or("", |range| &self.text[range.clone()])
    }

    /// Whether what stands there between two tokens is part of a literal, comment or the like.
    pub fn is_frozen(&self, gap: &Range<usize>) -> bool {
        let holds = |range: &Range<usize>| range.start < gap.start && gap.end < range.end;
        self.frozen.iter().any(holds)
    }

    fn read_tree(&mut self, language: &Language) -> Option<()> {
        let mut parser = Parser::new();
        parser.set_language(language).expect("a grammar that fits");
        let tree = parser.parse(self.text, None)?;
        if tree.root_node().has_error() {
            return None;
        }
        self.visit(tree.root_node(), false);
        Some(())
    }

    fn visit(&mut self, node: Node<'_>, in_method: bool) {
        const FROZEN: [&str; 9] = [
            "string",
            "char",
            "regex",
            "comment",
            "template",
            "jsx",
            "preproc",
            "shebang",
            "hash_bang",
        ];
        if node.is_named() && FROZEN.iter().any(|word| node.kind().contains(word)) {
            self.frozen.push(node.byte_range());
        }
        if node.child_count() == 0 {
            if !node.byte_range().is_empty() {
                self.tokens.push(node.byte_range());
            }
            return;
        }
        let mut cursor = node.walk();
        let children: Vec<Node<'_>> = node.children(&mut cursor).collect();
        let is_method =
            |node: &Node<'_>| matches!(node.kind(), "method_declaration" | "method_definition");
        // A decorator, or the signature of an overload, belongs to what follows.
        let is_bound =
            |node: &Node<'_>| matches!(node.kind(), "decorator" | "method_signature" | "comment");
        let is_body = matches!(node.kind(), "declaration_list" | "class_body");
        if is_body && !in_method && !children.iter().any(is_bound) {
            let methods = children.iter().filter(|child| is_method(child));
            self.members.push(methods.map(Node::byte_range).collect());
        }
        for child in children {
            self.visit(child, in_method || is_method(&child));
        }
    }

    fn read_rust(&mut self) -> Option<()> {
        self.is_rust = true;
        let stream: TokenStream = self.text.parse().ok()?;
        self.take(stream);
        // A documentation comment is an attribute, each of whose tokens is all of it.
        let mut end = 0;
        self.tokens.retain(|range| {
            let is_next = range.start >= end && !range.is_empty();
            end = end.max(range.end);
            is_next
        });
        let file = syn::parse_file(self.text).ok()?;
        let mut methods = Methods(Vec::new());
        methods.visit_file(&file);
        self.members = methods.0;
        Some(())
    }

    fn take(&mut self, stream: TokenStream) {
        for tree in stream {
            match tree {
                TokenTree::Group(group) => {
                    self.tokens.push(group.span_open().byte_range());
                    self.take(group.stream());
                    self.tokens.push(group.span_close().byte_range());
                }
                TokenTree::Literal(literal) => {
                    let range = literal.span().byte_range();
                    self.frozen.push(range.clone());
                    self.tokens.push(range);
                }
                other => self.tokens.push(other.span().byte_range()),
            }
        }
    }
}

struct Methods(Vec<Vec<Range<usize>>>);

impl<'a> Visit<'a> for Methods {
    fn visit_item_impl(&mut self, item: &'a syn::ItemImpl) {
        let methods = item.items.iter().filter_map(|item| match item {
            // A documentation comment is an attribute without a span of its own.
            syn::ImplItem::Fn(method) if method.attrs.is_empty() => {
                Some(method.span().byte_range())
            }
            _ => None,
        });
        self.0.push(methods.collect());
    }
}
