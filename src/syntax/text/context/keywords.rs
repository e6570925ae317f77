//! Words of many languages that are no names.

/// Names that stand for the object itself, and tell nothing.
pub(super) fn is_self(name: &str) -> bool {
    matches!(
        name,
        "self" | "this" | "super" | "cls" | "base" | "$this" | "new"
    )
}

/// Whether a word declares the type behind it.
pub(super) fn is_type_keyword(word: &str) -> bool {
    matches!(
        word,
        "class"
            | "struct"
            | "interface"
            | "object"
            | "module"
            | "trait"
            | "defmodule"
            | "type"
            | "enum"
    )
}

/// Whether a word declares the name behind it.
pub(super) fn is_declaration(word: &str) -> bool {
    is_type_keyword(word)
        || matches!(
            word,
            "def" | "func" | "fun" | "function" | "fn" | "sub" | "defp" | "proc" | "void"
        )
}

/// Words before a bracket or a literal that are no call.
pub(super) fn is_control(word: &str) -> bool {
    matches!(
        word,
        "if" | "elif"
            | "elseif"
            | "else"
            | "unless"
            | "while"
            | "until"
            | "for"
            | "foreach"
            | "switch"
            | "match"
            | "return"
            | "and"
            | "or"
            | "not"
            | "in"
            | "is"
            | "do"
            | "then"
            | "when"
            | "case"
            | "yield"
            | "await"
            | "async"
            | "with"
            | "catch"
            | "let"
            | "var"
            | "val"
            | "const"
            | "final"
            | "static"
            | "public"
            | "private"
            | "def"
            | "new"
            | "end"
            | "begin"
            | "from"
            | "import"
            | "String"
            | "my"
            | "our"
            | "local"
            | "to"
    )
}
