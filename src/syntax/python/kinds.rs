//! The grammar's node kinds and field names that the frontend reads: all of them stand here and nowhere else, because
//! they change with the grammar's releases.

use std::sync::LazyLock;

use tree_sitter::{Language, Node};

/// The grammar.
pub(super) fn language() -> Language {
    tree_sitter_python::LANGUAGE.into()
}

/// What a node is, as far as its place in the grammar goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Statement,
    Expression,
    /// Comments and continued lines, which may stand anywhere.
    Trivia,
    /// Parts of the others.
    Part,
}

macro_rules! kinds {
    ($($class:ident { $($name:ident = $text:literal,)* })*) => {
        /// A node kind that the frontend knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Kind {
            $($($name,)*)*
            /// The parser's own: what it could not fit into the grammar.
            Error,
            Unknown,
        }

        impl Kind {
            const ALL: &[(&'static str, Kind)] = &[$($(($text, Kind::$name),)*)*];

            pub(super) fn class(self) -> Class {
                match self {
                    $($(Kind::$name)|* => Class::$class,)*
                    Kind::Error | Kind::Unknown => Class::Part,
                }
            }
        }
    };
}

kinds! {
    Statement {
        Assert = "assert_statement",
        Break = "break_statement",
        ClassDefinition = "class_definition",
        Continue = "continue_statement",
        DecoratedDefinition = "decorated_definition",
        Delete = "delete_statement",
        Exec = "exec_statement",
        ExpressionStatement = "expression_statement",
        For = "for_statement",
        FunctionDefinition = "function_definition",
        FutureImport = "future_import_statement",
        Global = "global_statement",
        If = "if_statement",
        Import = "import_statement",
        ImportFrom = "import_from_statement",
        Match = "match_statement",
        Nonlocal = "nonlocal_statement",
        Pass = "pass_statement",
        Print = "print_statement",
        Raise = "raise_statement",
        Return = "return_statement",
        Try = "try_statement",
        TypeAlias = "type_alias_statement",
        While = "while_statement",
        With = "with_statement",
    }
    Expression {
        AsPattern = "as_pattern",
        Assignment = "assignment",
        Attribute = "attribute",
        AugmentedAssignment = "augmented_assignment",
        Await = "await",
        BinaryOperator = "binary_operator",
        BooleanOperator = "boolean_operator",
        Call = "call",
        Comparison = "comparison_operator",
        ConcatenatedString = "concatenated_string",
        Conditional = "conditional_expression",
        Dictionary = "dictionary",
        DictionaryComprehension = "dictionary_comprehension",
        Ellipsis = "ellipsis",
        ExpressionList = "expression_list",
        False = "false",
        Float = "float",
        Generator = "generator_expression",
        Identifier = "identifier",
        Integer = "integer",
        Lambda = "lambda",
        List = "list",
        ListComprehension = "list_comprehension",
        ListPattern = "list_pattern",
        ListSplat = "list_splat",
        NamedExpression = "named_expression",
        None = "none",
        Not = "not_operator",
        Parenthesized = "parenthesized_expression",
        PatternList = "pattern_list",
        Set = "set",
        SetComprehension = "set_comprehension",
        String = "string",
        Subscript = "subscript",
        True = "true",
        Tuple = "tuple",
        TuplePattern = "tuple_pattern",
        UnaryOperator = "unary_operator",
        Yield = "yield",
    }
    Trivia {
        Comment = "comment",
        LineContinuation = "line_continuation",
    }
    Part {
        AliasedImport = "aliased_import",
        Block = "block",
        CaseClause = "case_clause",
        CasePattern = "case_pattern",
        Decorator = "decorator",
        DefaultParameter = "default_parameter",
        DictionarySplat = "dictionary_splat",
        DictionarySplatPattern = "dictionary_splat_pattern",
        DottedName = "dotted_name",
        ElifClause = "elif_clause",
        ElseClause = "else_clause",
        ExceptClause = "except_clause",
        FinallyClause = "finally_clause",
        ForInClause = "for_in_clause",
        IfClause = "if_clause",
        Interpolation = "interpolation",
        KeywordArgument = "keyword_argument",
        KeywordSeparator = "keyword_separator",
        ListSplatPattern = "list_splat_pattern",
        Pair = "pair",
        PositionalSeparator = "positional_separator",
        Slice = "slice",
        StringEnd = "string_end",
        StringStart = "string_start",
        TypedDefaultParameter = "typed_default_parameter",
        TypedParameter = "typed_parameter",
        UnionPattern = "union_pattern",
        WildcardImport = "wildcard_import",
        WithClause = "with_clause",
        WithItem = "with_item",
    }
}

/// Kinds by the grammar's numbers. Keywords may have the text of a kind.
static BY_ID: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let language = language();
    (0..language.node_kind_count())
        .map(|id| {
            let id = u16::try_from(id).unwrap_or(u16::MAX);
            let text = language.node_kind_for_id(id).unwrap_or_default();
            if !language.node_kind_is_named(id) {
                return Kind::Unknown;
            }
            let mut known = Kind::ALL.iter();
            let found = known.find(|(name, _)| *name == text);
            found.map_or(Kind::Unknown, |(_, kind)| *kind)
        })
        .collect()
});

impl Kind {
    pub(super) fn of(node: Node<'_>) -> Kind {
        if node.is_error() {
            return Kind::Error;
        }
        let known = BY_ID.get(usize::from(node.kind_id()));
        known.copied().unwrap_or(Kind::Unknown)
    }
}

macro_rules! fields {
    ($($name:ident = $text:literal,)*) => {
        /// A field of a node that the frontend reads.
        #[derive(Clone, Copy, Debug)]
        pub(super) enum Part {
            $($name,)*
        }

        impl Part {
            const ALL: &[&'static str] = &[$($text,)*];
        }
    };
}

fields! {
    Alias = "alias",
    Alternative = "alternative",
    Arguments = "arguments",
    Attribute = "attribute",
    Body = "body",
    Condition = "condition",
    Consequence = "consequence",
    Definition = "definition",
    Expression = "expression",
    Function = "function",
    Guard = "guard",
    Key = "key",
    Left = "left",
    ModuleName = "module_name",
    Name = "name",
    Object = "object",
    Operator = "operator",
    Parameters = "parameters",
    ReturnType = "return_type",
    Right = "right",
    Subject = "subject",
    Subscript = "subscript",
    Superclasses = "superclasses",
    Type = "type",
    Value = "value",
}

static FIELD_IDS: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let language = language();
    let id = |name: &&str| language.field_id_for_name(name).map_or(0, Into::into);
    Part::ALL.iter().map(id).collect()
});

impl Part {
    /// The node's child in this field; the first where there are several.
    pub(super) fn of(self, node: Node<'_>) -> Option<Node<'_>> {
        node.child_by_field_id(FIELD_IDS[self as usize])
    }

    /// All named children in this field.
    pub(super) fn all(self, node: Node<'_>) -> Vec<Node<'_>> {
        let field = std::num::NonZeroU16::new(FIELD_IDS[self as usize]);
        let Some(field) = field else {
            return Vec::new();
        };
        let mut cursor = node.walk();
        let children = node.children_by_field_id(field, &mut cursor);
        children.filter(Node::is_named).collect()
    }
}

/// The named children without comments.
pub(super) fn items(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    let children = node.named_children(&mut cursor);
    children
        .filter(|child| Kind::of(*child).class() != Class::Trivia)
        .collect()
}

/// The first child of a kind.
pub(super) fn child_of(node: Node<'_>, kind: Kind) -> Option<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor)
        .find(|child| Kind::of(*child) == kind)
}

/// Whether a keyword or punctuation stands among the node's own tokens.
pub(super) fn has_token(node: Node<'_>, token: &str) -> bool {
    let mut cursor = node.walk();
    node.children(&mut cursor)
        .any(|child| !child.is_named() && child.kind() == token)
}

/// The text of an operation's operator.
pub(super) fn operator(node: Node<'_>) -> &str {
    Part::Operator.of(node).map_or("", |found| found.kind())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_field_exists_in_the_grammar() {
        let language = language();
        for (text, _) in Kind::ALL {
            assert_ne!(
                language.id_for_node_kind(text, true),
                0,
                "{text} is no node of the grammar"
            );
        }
        for text in Part::ALL {
            let known = language.field_id_for_name(text).is_some();
            assert!(known, "{text} is no field of the grammar");
        }
    }

    #[test]
    fn every_expression_and_statement_of_the_grammar_is_known() {
        let nodes: serde_json::Value =
            serde_json::from_str(tree_sitter_python::NODE_TYPES).expect("the grammar's own JSON");
        let mut unknown = Vec::new();
        for supertype in nodes.as_array().into_iter().flatten() {
            let class = match supertype["type"].as_str() {
                Some("expression" | "primary_expression") => Class::Expression,
                Some("_simple_statement" | "_compound_statement") => Class::Statement,
                _ => continue,
            };
            for subtype in supertype["subtypes"].as_array().into_iter().flatten() {
                let text = subtype["type"].as_str().unwrap_or_default();
                let kind = Kind::ALL.iter().find(|(name, _)| *name == text);
                let known = kind.is_some_and(|(_, kind)| kind.class() == class);
                if !known && text != "primary_expression" {
                    unknown.push(text.to_owned());
                }
            }
        }
        assert_eq!(unknown, Vec::<String>::new());
    }
}
