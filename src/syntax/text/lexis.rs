//! How the languages that are read as text write comments, strings and joined text: as much of their grammar as it takes
//! to find a URL literal and what stands around it.

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Statements with strings, calls and operators.
    Code,
    /// Command lines.
    Commands,
    /// Request lines, headers and bodies (`.http`, `.rest`, `.hurl`).
    Requests,
    /// Objects, lists and blocks of keys and values: a URL is a request only where a verb stands beside it.
    Data,
    /// Keys and values by indentation, with command lines among the values.
    Indented,
}

/// One kind of string literal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quote {
    pub open: &'static str,
    pub close: &'static str,
    /// The character that takes the meaning of the next one away.
    pub escape: Option<u8>,
    pub lines: Lines,
}

/// How far a string literal may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lines {
    One,
    Many,
    /// A single character.
    Character,
}

/// What the reading of a language needs to know of its grammar.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lexis {
    pub reading: Reading,
    pub line_comments: &'static [&'static str],
    pub block_comments: &'static [(&'static str, &'static str)],
    /// Longer openings first.
    pub quotes: &'static [Quote],
    /// Operators that join text.
    pub joins: &'static [&'static str],
    /// `$name` within a string is a variable.
    pub dollar: bool,
    /// `\(x)` within a string is an expression.
    pub backslash: bool,
    /// A call needs no parentheses.
    pub bare_calls: bool,
    /// Literals in a row are one.
    pub adjacent: bool,
    /// Names may hold a hyphen.
    pub hyphens: bool,
    /// Indentation says what belongs together: a line's end ends a statement.
    pub indented: bool,
}

const fn quote(open: &'static str, close: &'static str, escape: Option<u8>, lines: Lines) -> Quote {
    Quote {
        open,
        close,
        escape,
        lines,
    }
}

const SLASHES: &[&str] = &["//"];
const HASH: &[&str] = &["#"];
const STARS: &[(&str, &str)] = &[("/*", "*/")];
const DOUBLE: Quote = quote("\"", "\"", Some(b'\\'), Lines::One);
const DOUBLE_LINES: Quote = quote("\"", "\"", Some(b'\\'), Lines::Many);
const SINGLE: Quote = quote("'", "'", Some(b'\\'), Lines::One);
const SINGLE_LINES: Quote = quote("'", "'", Some(b'\\'), Lines::Many);
const CHARACTER: Quote = quote("'", "'", Some(b'\\'), Lines::Character);
const TRIPLE: Quote = quote("\"\"\"", "\"\"\"", Some(b'\\'), Lines::Many);
const TRIPLE_SINGLE: Quote = quote("'''", "'''", Some(b'\\'), Lines::Many);
const BACKTICK: Quote = quote("`", "`", None, Lines::Many);
const RUST: &[Quote] = &[
    quote("r##\"", "\"##", None, Lines::Many),
    quote("r#\"", "\"#", None, Lines::Many),
    DOUBLE_LINES,
    CHARACTER,
];
const POWERSHELL: &[Quote] = &[
    quote("@\"", "\n\"@", None, Lines::Many),
    quote("@'", "\n'@", None, Lines::Many),
    quote("\"", "\"", Some(b'`'), Lines::Many),
    quote("'", "'", None, Lines::Many),
];
const BASIC: &[Quote] = &[quote("\"", "\"", None, Lines::One)];

const BASE: Lexis = Lexis {
    reading: Reading::Code,
    line_comments: SLASHES,
    block_comments: STARS,
    quotes: &[DOUBLE, CHARACTER],
    joins: &["+"],
    dollar: false,
    backslash: false,
    bare_calls: false,
    adjacent: false,
    hyphens: false,
    indented: false,
};

impl Lexis {
    /// The grammar of a language, by the name that reports use; a plain one for those that are not known.
    pub(super) fn of(language: &str) -> Lexis {
        let strings = &[DOUBLE, SINGLE];
        match language {
            "python" => Lexis {
                line_comments: HASH,
                block_comments: &[],
                quotes: &[TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE],
                adjacent: true,
                indented: true,
                ..BASE
            },
            "go" => Lexis {
                quotes: &[DOUBLE, BACKTICK, CHARACTER],
                ..BASE
            },
            "rust" => Lexis {
                quotes: RUST,
                ..BASE
            },
            "java" => Lexis {
                quotes: &[TRIPLE, DOUBLE, CHARACTER],
                ..BASE
            },
            "c" => Lexis {
                adjacent: true,
                ..BASE
            },
            "kotlin" | "scala" => Lexis {
                quotes: &[TRIPLE, DOUBLE, CHARACTER],
                dollar: true,
                ..BASE
            },
            "groovy" => Lexis {
                quotes: &[TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE],
                dollar: true,
                bare_calls: true,
                ..BASE
            },
            "dart" => Lexis {
                quotes: &[TRIPLE, TRIPLE_SINGLE, DOUBLE, SINGLE],
                dollar: true,
                adjacent: true,
                ..BASE
            },
            "swift" => Lexis {
                quotes: &[TRIPLE, DOUBLE],
                backslash: true,
                ..BASE
            },
            "php" => Lexis {
                line_comments: &["//", "#"],
                quotes: &[DOUBLE_LINES, SINGLE_LINES],
                joins: &[".", "+"],
                dollar: true,
                ..BASE
            },
            "ruby" | "crystal" => Lexis {
                line_comments: HASH,
                block_comments: &[("\n=begin", "\n=end")],
                quotes: &[DOUBLE_LINES, SINGLE_LINES, BACKTICK],
                bare_calls: true,
                indented: true,
                ..BASE
            },
            "elixir" => Lexis {
                line_comments: HASH,
                block_comments: &[],
                quotes: &[TRIPLE, DOUBLE, CHARACTER],
                joins: &["<>"],
                bare_calls: true,
                indented: true,
                ..BASE
            },
            "perl" => Lexis {
                line_comments: HASH,
                block_comments: &[("\n=pod", "\n=cut"), ("\n=head1", "\n=cut")],
                quotes: &[DOUBLE_LINES, SINGLE_LINES],
                joins: &["."],
                dollar: true,
                bare_calls: true,
                ..BASE
            },
            "powershell" => Lexis {
                line_comments: HASH,
                block_comments: &[("<#", "#>")],
                quotes: POWERSHELL,
                dollar: true,
                bare_calls: true,
                hyphens: true,
                indented: true,
                ..BASE
            },
            "lua" => Lexis {
                line_comments: &["--"],
                block_comments: &[("--[[", "]]")],
                quotes: strings,
                joins: &[".."],
                bare_calls: true,
                ..BASE
            },
            "r" | "julia" => Lexis {
                line_comments: HASH,
                block_comments: &[],
                quotes: strings,
                joins: &["+", "*"],
                indented: true,
                ..BASE
            },
            "nim" => Lexis {
                line_comments: HASH,
                block_comments: &[("#[", "]#")],
                quotes: &[TRIPLE, DOUBLE, CHARACTER],
                joins: &["&"],
                indented: true,
                ..BASE
            },
            "vb" => Lexis {
                line_comments: &["'"],
                block_comments: &[],
                quotes: BASIC,
                joins: &["&", "+"],
                indented: true,
                ..BASE
            },
            "fsharp" => Lexis {
                block_comments: &[("(*", "*)")],
                quotes: &[TRIPLE, DOUBLE, CHARACTER],
                bare_calls: true,
                indented: true,
                ..BASE
            },
            "haskell" => Lexis {
                line_comments: &["--"],
                block_comments: &[("{-", "-}")],
                joins: &["++", "<>"],
                bare_calls: true,
                indented: true,
                ..BASE
            },
            "clojure" => Lexis {
                line_comments: &[";"],
                block_comments: &[],
                quotes: &[DOUBLE_LINES],
                joins: &[],
                hyphens: true,
                bare_calls: true,
                ..BASE
            },
            "erlang" => Lexis {
                line_comments: &["%"],
                block_comments: &[],
                joins: &["++"],
                ..BASE
            },
            "json" | "postman" => Lexis {
                reading: Reading::Data,
                quotes: strings,
                joins: &[],
                ..BASE
            },
            "terraform" => Lexis {
                reading: Reading::Data,
                line_comments: &["#", "//"],
                quotes: &[DOUBLE],
                joins: &[],
                ..BASE
            },
            "yaml" => Lexis {
                reading: Reading::Indented,
                line_comments: HASH,
                ..BASE
            },
            "http" => Lexis {
                reading: Reading::Requests,
                ..BASE
            },
            "shell" | "batch" | "dockerfile" | "makefile" | "just" => Lexis {
                reading: Reading::Commands,
                line_comments: HASH,
                ..BASE
            },
            _ => BASE,
        }
    }
}
