//! What must hold of a parameter for a request to be sent: `if method == "GET": session.get(url)`.

use std::rc::Rc;

use crate::ir::Text;

use super::summary::Substitution;
use super::value::{Pattern, Symbol, Value};

/// A condition on what a caller gives: it is one of these texts, or none of them.
#[derive(Clone, Debug)]
pub struct Guard {
    symbol: Rc<Symbol>,
    texts: Rc<Vec<Text>>,
    is_one: bool,
}

impl Guard {
    /// The guard of a branch's arm; `None` if no caller decides.
    pub fn new(subject: &Value, texts: Vec<Text>, is_one: bool) -> Option<Guard> {
        match subject {
            Value::Symbol(symbol) if !texts.is_empty() => Some(Guard {
                symbol: symbol.clone(),
                texts: Rc::new(texts),
                is_one,
            }),
            _ => None,
        }
    }

    /// Whether one of the texts that the caller may give passes. Case is left open: it may be changed before it is compared.
    fn admits(&self, patterns: &[Pattern]) -> bool {
        patterns.iter().any(|pattern| {
            let text = Value::text(vec![pattern.clone()]).constant();
            let is_listed = |text: &Text| {
                let mut texts = self.texts.iter();
                texts.any(|one| one.eq_ignore_ascii_case(text))
            };
            text.is_none_or(|text| is_listed(&text) == self.is_one)
        })
    }
}

/// What is left of guards when a caller fills them in; `None` if it gives what does not pass.
pub fn filled_in(guards: &[Guard], substitution: &Substitution) -> Option<Vec<Guard>> {
    let mut left = Vec::new();
    for guard in guards {
        match substitution.apply(&Value::Symbol(guard.symbol.clone())) {
            Value::Symbol(symbol) => left.push(Guard {
                symbol,
                ..guard.clone()
            }),
            Value::Text(patterns) if !guard.admits(&patterns) => return None,
            _ => {}
        }
    }
    Some(left)
}
