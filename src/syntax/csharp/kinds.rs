//! The grammar's node kinds and field names that the frontend reads: all of them stand here and nowhere else, because
//! they change with the grammar's releases.

use std::sync::LazyLock;

use tree_sitter::{Language, Node};

/// The grammar.
pub(super) fn language() -> Language {
    tree_sitter_c_sharp::LANGUAGE.into()
}

/// What a node is, as far as its place in the grammar goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Declaration,
    Statement,
    Expression,
    /// Comments and directives, which may stand anywhere.
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
    Declaration {
        ExternAlias = "extern_alias_directive",
        Using = "using_directive",
        Namespace = "namespace_declaration",
        FileScopedNamespace = "file_scoped_namespace_declaration",
        Class = "class_declaration",
        Struct = "struct_declaration",
        Record = "record_declaration",
        Interface = "interface_declaration",
        Enum = "enum_declaration",
        Delegate = "delegate_declaration",
        Field = "field_declaration",
        EventField = "event_field_declaration",
        Event = "event_declaration",
        Property = "property_declaration",
        Indexer = "indexer_declaration",
        Method = "method_declaration",
        Constructor = "constructor_declaration",
        Destructor = "destructor_declaration",
        Operator = "operator_declaration",
        ConversionOperator = "conversion_operator_declaration",
        EnumMember = "enum_member_declaration",
    }
    Statement {
        GlobalStatement = "global_statement",
        Block = "block",
        BreakStatement = "break_statement",
        CheckedStatement = "checked_statement",
        ContinueStatement = "continue_statement",
        DoStatement = "do_statement",
        EmptyStatement = "empty_statement",
        ExpressionStatement = "expression_statement",
        FixedStatement = "fixed_statement",
        ForStatement = "for_statement",
        ForeachStatement = "foreach_statement",
        GotoStatement = "goto_statement",
        IfStatement = "if_statement",
        LabeledStatement = "labeled_statement",
        LocalDeclaration = "local_declaration_statement",
        LocalFunction = "local_function_statement",
        LockStatement = "lock_statement",
        ReturnStatement = "return_statement",
        SwitchStatement = "switch_statement",
        ThrowStatement = "throw_statement",
        TryStatement = "try_statement",
        UnsafeStatement = "unsafe_statement",
        UsingStatement = "using_statement",
        WhileStatement = "while_statement",
        YieldStatement = "yield_statement",
        VariableDeclaration = "variable_declaration",
    }
    Expression {
        AliasQualifiedName = "alias_qualified_name",
        AnonymousMethod = "anonymous_method_expression",
        AnonymousObject = "anonymous_object_creation_expression",
        ArrayCreation = "array_creation_expression",
        AsExpression = "as_expression",
        Assignment = "assignment_expression",
        Await = "await_expression",
        Base = "base",
        Binary = "binary_expression",
        BooleanLiteral = "boolean_literal",
        Cast = "cast_expression",
        CharacterLiteral = "character_literal",
        CheckedExpression = "checked_expression",
        Collection = "collection_expression",
        Conditional = "conditional_expression",
        ConditionalAccess = "conditional_access_expression",
        DeclarationExpression = "declaration_expression",
        DefaultExpression = "default_expression",
        ElementAccess = "element_access_expression",
        GenericName = "generic_name",
        Identifier = "identifier",
        ImplicitArray = "implicit_array_creation_expression",
        ImplicitObject = "implicit_object_creation_expression",
        ImplicitStackalloc = "implicit_stackalloc_expression",
        Initializer = "initializer_expression",
        IntegerLiteral = "integer_literal",
        InterpolatedString = "interpolated_string_expression",
        Invocation = "invocation_expression",
        IsExpression = "is_expression",
        IsPattern = "is_pattern_expression",
        Lambda = "lambda_expression",
        MakeRef = "makeref_expression",
        MemberAccess = "member_access_expression",
        NullLiteral = "null_literal",
        ObjectCreation = "object_creation_expression",
        Parenthesized = "parenthesized_expression",
        PostfixUnary = "postfix_unary_expression",
        PredefinedType = "predefined_type",
        PrefixUnary = "prefix_unary_expression",
        PreprocIf = "preproc_if",
        QualifiedName = "qualified_name",
        Query = "query_expression",
        Range = "range_expression",
        RawString = "raw_string_literal",
        RealLiteral = "real_literal",
        RefExpression = "ref_expression",
        RefType = "reftype_expression",
        RefValue = "refvalue_expression",
        Sizeof = "sizeof_expression",
        Stackalloc = "stackalloc_expression",
        StringLiteral = "string_literal",
        SwitchExpression = "switch_expression",
        This = "this",
        ThrowExpression = "throw_expression",
        Tuple = "tuple_expression",
        Typeof = "typeof_expression",
        VerbatimString = "verbatim_string_literal",
        With = "with_expression",
    }
    Trivia {
        Comment = "comment",
        PreprocRegion = "preproc_region",
        PreprocEndregion = "preproc_endregion",
        PreprocLine = "preproc_line",
        PreprocPragma = "preproc_pragma",
        PreprocNullable = "preproc_nullable",
        PreprocError = "preproc_error",
        PreprocWarning = "preproc_warning",
        PreprocDefine = "preproc_define",
        PreprocUndef = "preproc_undef",
        Shebang = "shebang_directive",
    }
    Part {
        AccessorDeclaration = "accessor_declaration",
        AccessorList = "accessor_list",
        AndPattern = "and_pattern",
        Argument = "argument",
        ArgumentList = "argument_list",
        ArrayRank = "array_rank_specifier",
        ArrayType = "array_type",
        ArrowClause = "arrow_expression_clause",
        Attribute = "attribute",
        AttributeArgument = "attribute_argument",
        AttributeArgumentList = "attribute_argument_list",
        AttributeList = "attribute_list",
        BaseList = "base_list",
        BracketedArguments = "bracketed_argument_list",
        CatchClause = "catch_clause",
        CatchDeclaration = "catch_declaration",
        CatchFilter = "catch_filter_clause",
        CollectionElement = "collection_element",
        ConstantPattern = "constant_pattern",
        ConstructorInitializer = "constructor_initializer",
        DeclarationList = "declaration_list",
        DeclarationPattern = "declaration_pattern",
        Discard = "discard",
        ElementBinding = "element_binding_expression",
        ExpressionElement = "expression_element",
        FinallyClause = "finally_clause",
        FromClause = "from_clause",
        FunctionPointerType = "function_pointer_type",
        GroupClause = "group_clause",
        ImplicitParameter = "implicit_parameter",
        ImplicitType = "implicit_type",
        Interpolation = "interpolation",
        InterpolationStart = "interpolation_start",
        JoinClause = "join_clause",
        JoinInto = "join_into_clause",
        LetClause = "let_clause",
        ListPattern = "list_pattern",
        Modifier = "modifier",
        NegatedPattern = "negated_pattern",
        NullableType = "nullable_type",
        OrderBy = "order_by_clause",
        OrPattern = "or_pattern",
        Parameter = "parameter",
        ParameterList = "parameter_list",
        ParenthesizedDesignation = "parenthesized_variable_designation",
        ParenthesizedPattern = "parenthesized_pattern",
        PointerType = "pointer_type",
        PositionalClause = "positional_pattern_clause",
        PreprocElif = "preproc_elif",
        PreprocElse = "preproc_else",
        PrimaryConstructorBase = "primary_constructor_base_type",
        PropertyClause = "property_pattern_clause",
        RecursivePattern = "recursive_pattern",
        RefTypeName = "ref_type",
        RelationalPattern = "relational_pattern",
        ScopedType = "scoped_type",
        SelectClause = "select_clause",
        Spread = "spread_element",
        Subpattern = "subpattern",
        SwitchArm = "switch_expression_arm",
        SwitchSection = "switch_section",
        TupleElement = "tuple_element",
        TuplePattern = "tuple_pattern",
        TupleType = "tuple_type",
        TypeArgumentList = "type_argument_list",
        TypeParameter = "type_parameter",
        TypeParameterList = "type_parameter_list",
        TypePattern = "type_pattern",
        VariableDeclarator = "variable_declarator",
        VarPattern = "var_pattern",
        WhenClause = "when_clause",
        WhereClause = "where_clause",
        WithInitializer = "with_initializer",
    }
}

/// Kinds by the grammar's numbers. A keyword has the text of its kind, but only `this` and `base` are looked for.
static BY_ID: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let language = language();
    (0..language.node_kind_count())
        .map(|id| {
            let id = u16::try_from(id).unwrap_or(u16::MAX);
            let text = language.node_kind_for_id(id).unwrap_or_default();
            if !language.node_kind_is_named(id) && !matches!(text, "this" | "base") {
                return Kind::Unknown;
            }
            Kind::ALL
                .iter()
                .find(|(name, _)| *name == text)
                .map_or(Kind::Unknown, |(_, kind)| *kind)
        })
        .collect()
});

impl Kind {
    pub(super) fn of(node: Node<'_>) -> Kind {
        if node.is_error() {
            return Kind::Error;
        }
        BY_ID
            .get(usize::from(node.kind_id()))
            .copied()
            .unwrap_or(Kind::Unknown)
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
    Accessors = "accessors",
    Alias = "alias",
    Alternative = "alternative",
    Arguments = "arguments",
    Body = "body",
    Condition = "condition",
    Consequence = "consequence",
    Expression = "expression",
    Function = "function",
    Initializer = "initializer",
    Left = "left",
    Name = "name",
    Operator = "operator",
    Parameters = "parameters",
    Pattern = "pattern",
    Qualifier = "qualifier",
    Rank = "rank",
    Returns = "returns",
    Right = "right",
    Subscript = "subscript",
    Type = "type",
    TypeParameters = "type_parameters",
    Update = "update",
    Value = "value",
}

static FIELD_IDS: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let language = language();
    let id = |name: &&str| language.field_id_for_name(name).map_or(0, Into::into);
    Part::ALL.iter().map(id).collect()
});

impl Part {
    /// The node's child in this field.
    pub(super) fn of(self, node: Node<'_>) -> Option<Node<'_>> {
        node.child_by_field_id(self.id())
    }

    /// The grammar's number of the field.
    pub(super) fn id(self) -> u16 {
        FIELD_IDS[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_field_exists_in_the_grammar() {
        let language = language();
        for (text, kind) in Kind::ALL {
            let named = language.id_for_node_kind(text, true);
            let keyword = language.id_for_node_kind(text, false);
            let found = if matches!(kind, Kind::This | Kind::Base) {
                keyword
            } else {
                named
            };
            assert_ne!(found, 0, "{text} is no node of the grammar");
        }
        for text in Part::ALL {
            assert!(
                language.field_id_for_name(text).is_some(),
                "{text} is no field of the grammar"
            );
        }
    }

    #[test]
    fn every_expression_and_statement_of_the_grammar_is_known() {
        let nodes: serde_json::Value =
            serde_json::from_str(tree_sitter_c_sharp::NODE_TYPES).expect("the grammar's own JSON");
        let mut unknown = Vec::new();
        for supertype in nodes.as_array().into_iter().flatten() {
            let class = match supertype["type"].as_str() {
                Some("expression" | "lvalue_expression" | "non_lvalue_expression" | "literal") => {
                    Class::Expression
                }
                Some("statement") => Class::Statement,
                Some("declaration" | "type_declaration") => Class::Declaration,
                _ => continue,
            };
            for subtype in supertype["subtypes"].as_array().into_iter().flatten() {
                let text = subtype["type"].as_str().unwrap_or_default();
                let kind = Kind::ALL.iter().find(|(name, _)| *name == text);
                let known = kind.is_some_and(|(_, kind)| {
                    // The same node stands in several places.
                    kind.class() == class || matches!(kind, Kind::PreprocIf | Kind::ElementBinding)
                });
                if !known && !text.ends_with("lvalue_expression") && text != "literal" {
                    unknown.push(text.to_owned());
                }
            }
        }
        assert_eq!(unknown, Vec::<String>::new());
    }
}
