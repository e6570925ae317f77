//! `switch`.
//!
//! Cases without statements share the body of the next. A case that runs on into the next is part of it: its statements may
//! have run before.

use super::Lowerer;
use super::kinds::{Class, Kind, Part};
use super::node::Node;
use super::patterns::is_place;
use super::statements::{arm, perhaps};
use crate::ir::{Arm, Expr, Stmt};

/// A case that runs on repeats the labels before it. Beyond this many they narrow nothing down, and would make the result
/// grow with the square of the source.
const MOST_LABELS: usize = 64;

/// Cases up to one that ends.
#[derive(Default)]
struct Open {
    labels: Vec<Expr>,
    body: Vec<Stmt>,
    has_default: bool,
}

impl Lowerer<'_> {
    pub(super) fn switch(&mut self, node: Node<'_>) -> Option<Stmt> {
        let subject = node.get(Part::Value).map(|value| self.expression(value));
        let cases: Vec<_> = self
            .parts(node.get(Part::Body)?)
            .into_iter()
            .filter(|part| matches!(part.kind(), Kind::SwitchCase | Kind::SwitchDefault))
            .collect();
        let mut arms = Vec::new();
        let mut exhaustive = false;
        let mut open = Open::default();
        self.function.blocks += 1;
        for (index, case) in cases.iter().enumerate() {
            let is_default = case.kind() == Kind::SwitchDefault;
            exhaustive |= is_default;
            open.has_default |= is_default;
            let label = case.get(Part::Value);
            open.labels
                .extend(label.map(|label| self.expression(label)));
            let body = self.case_body(*case, label);
            let is_last = index + 1 == cases.len();
            if is_last || ends(*case) {
                open.body.extend(body);
                arms.push(std::mem::take(&mut open).arm());
            } else if !body.is_empty() {
                let known = subject.clone().filter(is_place);
                let tells =
                    known.is_some() && !open.has_default && open.labels.len() <= MOST_LABELS;
                let labels = if tells {
                    open.labels.clone()
                } else {
                    Vec::new()
                };
                open.body.push(perhaps(known, labels, body));
            }
        }
        self.function.blocks = self.function.blocks.saturating_sub(1);
        Some(Stmt::Branch {
            subject,
            arms,
            exhaustive,
        })
    }

    fn case_body(&mut self, case: Node<'_>, label: Option<Node<'_>>) -> Vec<Stmt> {
        let mut body = Vec::new();
        self.recover(case);
        self.nested(case, |this| {
            for item in case.items() {
                if item.class() == Class::Statement && Some(item) != label {
                    this.statement(item, &mut body);
                }
            }
        });
        body
    }
}

impl Open {
    /// In the body of `default` the subject may be anything, whatever other labels it has.
    fn arm(self) -> Arm {
        let labels = if self.has_default {
            Vec::new()
        } else {
            self.labels
        };
        Arm {
            decides: !labels.is_empty(),
            labels,
            ..arm(self.body)
        }
    }
}

/// Whether a case, or a statement, surely leaves the `switch`.
fn ends(node: Node<'_>) -> bool {
    // An `if` may end in both arms, and either arm's last statement decides: a chain that is walked, not recursed into.
    let mut todo = vec![node];
    let mut is_first = true;
    while let Some(node) = todo.pop() {
        match node.kind() {
            Kind::Break | Kind::Return | Kind::Throw | Kind::Continue => {}
            Kind::StatementBlock | Kind::SwitchCase | Kind::SwitchDefault | Kind::ElseClause => {
                let label = node.get(Part::Value);
                let mut items = node.items();
                items.retain(|item| Some(*item) != label);
                match items.pop() {
                    Some(last) => todo.push(last),
                    None => return false,
                }
            }
            Kind::If if !is_first => {
                match (node.get(Part::Consequence), node.get(Part::Alternative)) {
                    (Some(then), Some(otherwise)) => todo.extend([then, otherwise]),
                    _ => return false,
                }
            }
            _ => return false,
        }
        is_first = false;
    }
    true
}
