//! The grammars' node kinds and field names that the frontend reads: all of them stand here and nowhere else, because
//! they change with the grammars' releases.
//!
//! There are three grammars (JavaScript, TypeScript, TSX). They number their nodes differently but name them alike, so a
//! [`Kind`] is what they have in common.

use std::num::NonZeroU16;
use std::sync::LazyLock;

use tree_sitter::Language;

use super::Dialect;

/// What a node is, as far as its place in the grammar goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Statements and declarations.
    Statement,
    Expression,
    /// Members of classes and interfaces.
    Member,
    Type,
    /// Comments, which may stand anywhere.
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
        AbstractClass = "abstract_class_declaration",
        Ambient = "ambient_declaration",
        Break = "break_statement",
        ClassDeclaration = "class_declaration",
        Continue = "continue_statement",
        Debugger = "debugger_statement",
        Do = "do_statement",
        Empty = "empty_statement",
        Enum = "enum_declaration",
        Export = "export_statement",
        ExpressionStatement = "expression_statement",
        For = "for_statement",
        ForIn = "for_in_statement",
        FunctionDeclaration = "function_declaration",
        FunctionSignature = "function_signature",
        GeneratorDeclaration = "generator_function_declaration",
        If = "if_statement",
        Import = "import_statement",
        ImportAlias = "import_alias",
        Interface = "interface_declaration",
        InternalModule = "internal_module",
        Labeled = "labeled_statement",
        LexicalDeclaration = "lexical_declaration",
        Module = "module",
        Return = "return_statement",
        StatementBlock = "statement_block",
        Switch = "switch_statement",
        Throw = "throw_statement",
        Try = "try_statement",
        TypeAlias = "type_alias_declaration",
        UsingDeclaration = "using_declaration",
        VariableDeclaration = "variable_declaration",
        While = "while_statement",
        With = "with_statement",
    }
    Expression {
        Array = "array",
        Arrow = "arrow_function",
        As = "as_expression",
        Assignment = "assignment_expression",
        AugmentedAssignment = "augmented_assignment_expression",
        Await = "await_expression",
        Binary = "binary_expression",
        Call = "call_expression",
        Class = "class",
        False = "false",
        FunctionExpression = "function_expression",
        GeneratorFunction = "generator_function",
        Identifier = "identifier",
        Instantiation = "instantiation_expression",
        JsxElement = "jsx_element",
        JsxSelfClosing = "jsx_self_closing_element",
        Member = "member_expression",
        MetaProperty = "meta_property",
        New = "new_expression",
        NonNull = "non_null_expression",
        Null = "null",
        Number = "number",
        Object = "object",
        Parenthesized = "parenthesized_expression",
        Regex = "regex",
        Satisfies = "satisfies_expression",
        Sequence = "sequence_expression",
        String = "string",
        Subscript = "subscript_expression",
        Super = "super",
        Template = "template_string",
        Ternary = "ternary_expression",
        This = "this",
        True = "true",
        TypeAssertion = "type_assertion",
        Unary = "unary_expression",
        Undefined = "undefined",
        Update = "update_expression",
        Yield = "yield_expression",
    }
    Member {
        AbstractMethod = "abstract_method_signature",
        CallSignature = "call_signature",
        ConstructSignature = "construct_signature",
        Field = "field_definition",
        IndexSignature = "index_signature",
        Method = "method_definition",
        MethodSignature = "method_signature",
        PropertySignature = "property_signature",
        PublicField = "public_field_definition",
        StaticBlock = "class_static_block",
    }
    Type {
        ArrayType = "array_type",
        ConditionalType = "conditional_type",
        ConstructorType = "constructor_type",
        ExistentialType = "existential_type",
        FlowMaybeType = "flow_maybe_type",
        FunctionType = "function_type",
        GenericType = "generic_type",
        IndexTypeQuery = "index_type_query",
        InferType = "infer_type",
        IntersectionType = "intersection_type",
        LiteralType = "literal_type",
        LookupType = "lookup_type",
        NestedType = "nested_type_identifier",
        ObjectType = "object_type",
        OptionalType = "optional_type",
        ParenthesizedType = "parenthesized_type",
        PredefinedType = "predefined_type",
        ReadonlyType = "readonly_type",
        RestType = "rest_type",
        TemplateLiteralType = "template_literal_type",
        ThisType = "this_type",
        TupleType = "tuple_type",
        TypeName = "type_identifier",
        TypePredicate = "type_predicate",
        TypeQuery = "type_query",
        UnionType = "union_type",
    }
    Trivia {
        Comment = "comment",
        HashBang = "hash_bang_line",
        HtmlComment = "html_comment",
    }
    Part {
        AccessibilityModifier = "accessibility_modifier",
        AddingAnnotation = "adding_type_annotation",
        Arguments = "arguments",
        ArrayPattern = "array_pattern",
        AssertsAnnotation = "asserts_annotation",
        AssignmentPattern = "assignment_pattern",
        CatchClause = "catch_clause",
        ClassBody = "class_body",
        ClassHeritage = "class_heritage",
        ComputedName = "computed_property_name",
        Decorator = "decorator",
        ElseClause = "else_clause",
        EnumAssignment = "enum_assignment",
        EscapeSequence = "escape_sequence",
        ExportClause = "export_clause",
        ExportSpecifier = "export_specifier",
        ExtendsClause = "extends_clause",
        ExtendsTypeClause = "extends_type_clause",
        FormalParameters = "formal_parameters",
        HtmlCharacter = "html_character_reference",
        ImplementsClause = "implements_clause",
        ImportClause = "import_clause",
        ImportKeyword = "import",
        ImportRequire = "import_require_clause",
        ImportSpecifier = "import_specifier",
        JsxAttribute = "jsx_attribute",
        JsxExpression = "jsx_expression",
        JsxNamespaceName = "jsx_namespace_name",
        JsxText = "jsx_text",
        MappedTypeClause = "mapped_type_clause",
        NamedImports = "named_imports",
        NamespaceExport = "namespace_export",
        NamespaceImport = "namespace_import",
        NestedIdentifier = "nested_identifier",
        ObjectAssignmentPattern = "object_assignment_pattern",
        ObjectPattern = "object_pattern",
        OmittingAnnotation = "omitting_type_annotation",
        OptingAnnotation = "opting_type_annotation",
        OptionalParameter = "optional_parameter",
        OverrideModifier = "override_modifier",
        Pair = "pair",
        PairPattern = "pair_pattern",
        PredicateAnnotation = "type_predicate_annotation",
        PrivateName = "private_property_identifier",
        PropertyName = "property_identifier",
        RequiredParameter = "required_parameter",
        RestPattern = "rest_pattern",
        ShorthandPattern = "shorthand_property_identifier_pattern",
        ShorthandProperty = "shorthand_property_identifier",
        Spread = "spread_element",
        StringFragment = "string_fragment",
        SwitchCase = "switch_case",
        SwitchDefault = "switch_default",
        TemplateSubstitution = "template_substitution",
        TemplateType = "template_type",
        TypeAnnotation = "type_annotation",
        TypeArguments = "type_arguments",
        TypeParameter = "type_parameter",
        VariableDeclarator = "variable_declarator",
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
    Argument = "argument",
    Arguments = "arguments",
    Attribute = "attribute",
    Body = "body",
    Condition = "condition",
    Consequence = "consequence",
    Constructor = "constructor",
    Declaration = "declaration",
    Finalizer = "finalizer",
    Function = "function",
    Handler = "handler",
    Increment = "increment",
    Index = "index",
    IndexType = "index_type",
    Initializer = "initializer",
    Key = "key",
    Left = "left",
    Name = "name",
    Object = "object",
    OpenTag = "open_tag",
    Operator = "operator",
    Parameter = "parameter",
    Parameters = "parameters",
    Pattern = "pattern",
    Property = "property",
    ReturnType = "return_type",
    Right = "right",
    Source = "source",
    Type = "type",
    TypeArguments = "type_arguments",
    TypeParameters = "type_parameters",
    Value = "value",
}

/// A grammar, with its numbers for our kinds and fields.
pub(super) struct Grammar {
    pub(super) language: Language,
    kinds: Vec<Kind>,
    fields: Vec<Option<NonZeroU16>>,
}

impl Grammar {
    /// The grammar of a dialect.
    pub(super) fn of(dialect: Dialect) -> &'static Grammar {
        static JAVASCRIPT: LazyLock<Grammar> =
            LazyLock::new(|| Grammar::new(tree_sitter_javascript::LANGUAGE.into()));
        static TYPESCRIPT: LazyLock<Grammar> =
            LazyLock::new(|| Grammar::new(tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()));
        static TSX: LazyLock<Grammar> =
            LazyLock::new(|| Grammar::new(tree_sitter_typescript::LANGUAGE_TSX.into()));
        match dialect {
            Dialect::JavaScript => &JAVASCRIPT,
            Dialect::TypeScript => &TYPESCRIPT,
            Dialect::Tsx => &TSX,
        }
    }

    fn new(language: Language) -> Grammar {
        let kind = |id: usize| {
            let id = u16::try_from(id).unwrap_or(u16::MAX);
            let text = language.node_kind_for_id(id).unwrap_or_default();
            if !language.node_kind_is_named(id) {
                return Kind::Unknown;
            }
            let known = Kind::ALL.iter().find(|(name, _)| *name == text);
            known.map_or(Kind::Unknown, |(_, kind)| *kind)
        };
        let kinds = (0..language.node_kind_count()).map(kind).collect();
        let fields = Part::ALL
            .iter()
            .map(|name| language.field_id_for_name(name))
            .collect();
        Grammar {
            language,
            kinds,
            fields,
        }
    }

    pub(super) fn kind(&self, id: u16) -> Kind {
        self.kinds
            .get(usize::from(id))
            .copied()
            .unwrap_or(Kind::Unknown)
    }

    /// The grammar's number of a field; `None` where it has no such field.
    pub(super) fn field(&self, part: Part) -> Option<NonZeroU16> {
        self.fields.get(part as usize).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIALECTS: [Dialect; 3] = [Dialect::JavaScript, Dialect::TypeScript, Dialect::Tsx];

    #[test]
    fn every_kind_and_field_exists_in_a_grammar() {
        for (text, _) in Kind::ALL {
            let known = DIALECTS
                .iter()
                .any(|dialect| Grammar::of(*dialect).language.id_for_node_kind(text, true) != 0);
            assert!(known, "{text} is no node of any grammar");
        }
        for text in Part::ALL {
            let known = DIALECTS.iter().any(|dialect| {
                let language = &Grammar::of(*dialect).language;
                language.field_id_for_name(text).is_some()
            });
            assert!(known, "{text} is no field of any grammar");
        }
    }

    #[test]
    fn every_expression_and_statement_of_the_grammars_is_known() {
        let mut unknown = Vec::new();
        for json in [
            tree_sitter_javascript::NODE_TYPES,
            tree_sitter_typescript::TYPESCRIPT_NODE_TYPES,
            tree_sitter_typescript::TSX_NODE_TYPES,
        ] {
            let nodes: serde_json::Value =
                serde_json::from_str(json).expect("the grammar's own JSON");
            for supertype in nodes.as_array().into_iter().flatten() {
                let class = match supertype["type"].as_str() {
                    Some("expression" | "primary_expression") => Class::Expression,
                    Some("statement" | "declaration") => Class::Statement,
                    Some("type" | "primary_type") => Class::Type,
                    _ => continue,
                };
                for subtype in supertype["subtypes"].as_array().into_iter().flatten() {
                    let text = subtype["type"].as_str().unwrap_or_default();
                    let kind = Kind::ALL.iter().find(|(name, _)| *name == text);
                    let known = kind.is_some_and(|(_, kind)| {
                        // The same node stands in several places.
                        kind.class() == class
                            || matches!(kind, Kind::InternalModule | Kind::Call | Kind::Member)
                    });
                    let is_supertype = ["declaration", "primary_expression", "primary_type"];
                    if !known && !is_supertype.contains(&text) && subtype["named"] == true {
                        unknown.push(text.to_owned());
                    }
                }
            }
        }
        assert_eq!(unknown, Vec::<String>::new());
    }
}
