//! Expressions.

use syn::spanned::Spanned;
use syn::{BinOp, Lit, Member, PathArguments, UnOp};

use super::patterns::member_name;
use super::types::simple_name;
use super::{Lowerer, cover, name, opaque, text_of};
use crate::ir::{
    Argument, Call, Expr, ExprKind, FnId, Function, FunctionKind, Key, New, Parameter, Property,
    Span, Stmt, TypeRef,
};

/// Constructors of the wrappers that patterns see through too: a value in one of them stands for itself.
const TRANSPARENT: [&str; 2] = ["Ok", "Some"];

impl Lowerer<'_> {
    pub(super) fn expr(&mut self, expr: &syn::Expr) -> Expr {
        // The span of a whole expression costs a walk over its tokens: only asked for where lowering stops.
        self.deeper(Span::default(), |this| this.expr_within(expr))
            .unwrap_or_else(|| opaque(Vec::new(), self.span(expr.span())))
    }

    fn expr_within(&mut self, expr: &syn::Expr) -> Expr {
        match expr {
            syn::Expr::Lit(it) => self.literal(&it.lit),
            syn::Expr::Path(it) => self.path(it.qself.as_ref(), &it.path),
            syn::Expr::MethodCall(it) => self.method_call(it),
            syn::Expr::Call(it) => self.call(it),
            syn::Expr::Macro(it) => self.macro_expr(&it.mac),
            syn::Expr::Field(it) => self.field(it),
            syn::Expr::Index(it) => self.index(it),
            syn::Expr::Struct(it) => self.struct_literal(it),
            syn::Expr::Closure(it) => self.closure(it),
            syn::Expr::Binary(it) => self.binary(it),
            syn::Expr::Unary(it) => self.unary(it),
            syn::Expr::Assign(it) => self.assign(it),
            syn::Expr::Array(it) => {
                let span = self.span(it.bracket_token.span.join());
                self.array(&it.elems, span)
            }
            syn::Expr::Tuple(it) => {
                let span = self.span(it.paren_token.span.join());
                if it.elems.is_empty() {
                    opaque(Vec::new(), span)
                } else {
                    self.array(&it.elems, span)
                }
            }
            syn::Expr::Repeat(it) => {
                let operands = vec![self.expr(&it.expr), self.expr(&it.len)];
                opaque(operands, self.span(it.bracket_token.span.join()))
            }
            syn::Expr::Range(it) => self.range(it),
            syn::Expr::Paren(it) => {
                let inner = self.expr(&it.expr);
                Expr::new(inner.kind, self.span(it.paren_token.span.join()))
            }
            syn::Expr::Group(it) => self.expr(&it.expr),
            syn::Expr::Reference(it) => self.prefixed(it.and_token.span, &it.expr),
            syn::Expr::RawAddr(it) => self.prefixed(it.and_token.span, &it.expr),
            syn::Expr::Try(it) => self.suffixed(&it.expr, it.question_token.span),
            syn::Expr::Await(it) => self.suffixed(&it.base, it.await_token.span),
            syn::Expr::Cast(it) => self.expr(&it.expr),
            syn::Expr::Let(it) => {
                let value = self.expr(&it.expr);
                let span = cover(self.span(it.let_token.span), value.span);
                opaque(vec![value], span)
            }
            syn::Expr::Yield(it) => match &it.expr {
                Some(inner) => self.prefixed(it.yield_token.span, inner),
                None => opaque(Vec::new(), self.span(it.yield_token.span)),
            },
            syn::Expr::Infer(it) => opaque(Vec::new(), self.span(it.underscore_token.span)),
            _ => self.control_expr(expr),
        }
    }

    pub(super) fn literal(&mut self, lit: &Lit) -> Expr {
        let span = self.span(lit.span());
        let kind = match lit {
            Lit::Str(it) => ExprKind::Str(it.value().into()),
            Lit::ByteStr(it) => ExprKind::Str(String::from_utf8_lossy(&it.value()).into()),
            Lit::CStr(it) => ExprKind::Str(it.value().to_string_lossy().into()),
            Lit::Bool(it) => ExprKind::Literal(if it.value { "true" } else { "false" }.into()),
            Lit::Int(it) => ExprKind::Literal(it.to_string().into()),
            Lit::Float(it) => ExprKind::Literal(it.to_string().into()),
            Lit::Char(it) => ExprKind::Literal(it.token().to_string().into()),
            Lit::Byte(it) => ExprKind::Literal(it.token().to_string().into()),
            _ => ExprKind::Opaque(Vec::new()),
        };
        Expr::new(kind, span)
    }

    /// A path as a value: `x` is a name, `a::b::C` a chain of members.
    pub(super) fn path(&mut self, qself: Option<&syn::QSelf>, path: &syn::Path) -> Expr {
        let mut value = qself.map(|qself| {
            let span = self.span(qself.lt_token.span);
            let ty = self.ty(&qself.ty);
            name(simple_name(&ty), span)
        });
        if let (None, None, Some(first)) = (qself, path.leading_colon, path.segments.first())
            && path.segments.len() > 1
            && self.is_own_module(&first.ident)
        {
            value = Some(name("self", self.span(first.ident.span())));
        }
        // `<T as Trait>::NAME` is `T`'s: the trait's own segments are left out.
        let skipped = qself.map_or(0, |qself| qself.position);
        for segment in path.segments.iter().skip(skipped) {
            let span = self.span(segment.ident.span());
            value = Some(match value {
                Some(object) => member(object, text_of(&segment.ident), span),
                None if segment.ident == "self" && path.segments.len() == 1 => {
                    Expr::new(ExprKind::This, span)
                }
                None if segment.ident == "None" && path.segments.len() == 1 => {
                    Expr::new(ExprKind::Null, span)
                }
                None if segment.ident == "Self" => match self.self_types.last() {
                    Some(Some(ty)) => name(simple_name(ty), span),
                    _ => name("Self", span),
                },
                None => name(text_of(&segment.ident), span),
            });
        }
        value.unwrap_or_else(|| opaque(Vec::new(), Span::default()))
    }

    fn method_call(&mut self, it: &syn::ExprMethodCall) -> Expr {
        let object = self.expr(&it.receiver);
        let callee = member(object, text_of(&it.method), self.span(it.method.span()));
        let type_arguments = match &it.turbofish {
            Some(turbofish) => self.type_arguments(turbofish),
            None => Vec::new(),
        };
        let end = self.span(it.paren_token.span.close());
        let arguments = self.arguments(&it.args);
        call(callee, arguments, type_arguments, end)
    }

    fn call(&mut self, it: &syn::ExprCall) -> Expr {
        let end = self.span(it.paren_token.span.close());
        if let (syn::Expr::Path(function), 1) = (&*it.func, it.args.len())
            && let Some(ident) = function.path.get_ident()
        {
            if TRANSPARENT.iter().any(|wrapper| ident == wrapper) {
                let span = cover(self.span(ident.span()), end);
                return Expr::new(self.expr(&it.args[0]).kind, span);
            }
            if ident == "Err" {
                let span = cover(self.span(ident.span()), end);
                return opaque(vec![self.expr(&it.args[0])], span);
            }
        }
        let callee = self.expr(&it.func);
        let mut type_arguments = Vec::new();
        if let syn::Expr::Path(function) = &*it.func {
            for segment in &function.path.segments {
                if let PathArguments::AngleBracketed(turbofish) = &segment.arguments {
                    type_arguments.extend(self.type_arguments(turbofish));
                }
            }
        }
        let arguments = self.arguments(&it.args);
        call(callee, arguments, type_arguments, end)
    }

    pub(super) fn arguments<'e>(
        &mut self,
        arguments: impl IntoIterator<Item = &'e syn::Expr>,
    ) -> Vec<Argument> {
        arguments
            .into_iter()
            .map(|argument| positional(self.expr(argument)))
            .collect()
    }

    fn field(&mut self, it: &syn::ExprField) -> Expr {
        let object = self.expr(&it.base);
        let span = match &it.member {
            Member::Named(ident) => self.span(ident.span()),
            Member::Unnamed(index) => self.span(index.span),
        };
        member(object, member_name(&it.member), span)
    }

    fn index(&mut self, it: &syn::ExprIndex) -> Expr {
        let object = self.expr(&it.expr);
        let index = self.expr(&it.index);
        let span = cover(object.span, self.span(it.bracket_token.span.close()));
        let kind = ExprKind::Index {
            object: Box::new(object),
            index: Box::new(index),
        };
        Expr::new(kind, span)
    }

    fn struct_literal(&mut self, it: &syn::ExprStruct) -> Expr {
        let first = it
            .path
            .segments
            .first()
            .map(|segment| self.span(segment.ident.span()));
        let end = self.span(it.brace_token.span.close());
        let mut properties: Vec<Property> = Vec::new();
        for field in &it.fields {
            properties.push(Property {
                key: Key::Name(member_name(&field.member)),
                value: self.expr(&field.expr),
            });
        }
        if let Some(rest) = &it.rest {
            properties.push(Property {
                key: Key::Spread,
                value: self.expr(rest),
            });
        }
        let new = New {
            ty: Some(self.path_type(&it.path)),
            arguments: Vec::new(),
            properties,
        };
        Expr::new(
            ExprKind::New(Box::new(new)),
            cover(first.unwrap_or(end), end),
        )
    }

    fn closure(&mut self, it: &syn::ExprClosure) -> Expr {
        let start = self.span(it.inputs_begin.span);
        let parameters = it
            .inputs
            .iter()
            .map(|input| {
                let ty = match input {
                    syn::Pat::Type(typed) => Some(self.declared_type(&typed.ty)),
                    _ => None,
                };
                let pattern = self.pattern(input);
                Parameter {
                    span: pattern_span(&pattern).unwrap_or(start),
                    pattern,
                    ty,
                    default: None,
                    is_rest: false,
                    is_keywords: false,
                    is_field: false,
                    attributes: Vec::new(),
                }
            })
            .collect();
        let returns = self.returns(&it.output);
        let id = self.module.add_function(Function::default());
        let (body, end) = self.function_body(|this| this.closure_body(&it.body));
        let span = cover(start, end);
        self.module.functions[id.0 as usize] = Function {
            kind: FunctionKind::Lambda,
            parameters,
            returns,
            body,
            name_span: start,
            span,
            ..Function::default()
        };
        Expr::new(ExprKind::Lambda(id), span)
    }

    fn closure_body(&mut self, body: &syn::Expr) -> (Vec<Stmt>, Span) {
        match body {
            syn::Expr::Block(block) if block.label.is_none() => (
                self.returning_block(&block.block),
                self.span(block.block.brace_token.span.close()),
            ),
            syn::Expr::Async(block) => (
                self.returning_block(&block.block),
                self.span(block.block.brace_token.span.close()),
            ),
            _ => {
                let mut stmts = Vec::new();
                let end = self.returned(body, &mut stmts);
                (stmts, end)
            }
        }
    }

    /// Operators: `+` joins text, whatever its operands; all others only keep them.
    fn binary(&mut self, it: &syn::ExprBinary) -> Expr {
        if let BinOp::AddAssign(_) = it.op {
            let target = self.expr(&it.left);
            let value = self.expr(&it.right);
            return assignment(target, value, true);
        }
        // A chain of one kind is flattened, since a long sum is nested as deep as it is long.
        let joins = matches!(it.op, BinOp::Add(_));
        let mut right_operands = vec![&*it.right];
        let mut left = &*it.left;
        while let syn::Expr::Binary(inner) = left {
            if matches!(inner.op, BinOp::Add(_)) != joins || matches!(inner.op, BinOp::AddAssign(_))
            {
                break;
            }
            right_operands.push(&inner.right);
            left = &inner.left;
        }
        let mut operands = vec![self.expr(left)];
        operands.extend(right_operands.into_iter().rev().map(|e| self.expr(e)));
        let span = cover(operands[0].span, operands[operands.len() - 1].span);
        if joins {
            Expr::new(ExprKind::Concat(operands), span)
        } else {
            opaque(operands, span)
        }
    }

    fn unary(&mut self, it: &syn::ExprUnary) -> Expr {
        let operator = match &it.op {
            UnOp::Deref(token) => token.span,
            UnOp::Not(token) => token.span,
            UnOp::Neg(token) => token.span,
            _ => return self.expr(&it.expr),
        };
        let operand = self.prefixed(operator, &it.expr);
        let kind = match (&it.op, operand.kind) {
            (UnOp::Neg(_), ExprKind::Literal(number)) => {
                ExprKind::Literal(format!("-{number}").into())
            }
            (_, kind) => kind,
        };
        Expr::new(kind, operand.span)
    }

    fn assign(&mut self, it: &syn::ExprAssign) -> Expr {
        let value = self.expr(&it.right);
        if let syn::Expr::Infer(_) = &*it.left {
            return value;
        }
        let target = self.expr(&it.left);
        assignment(target, value, false)
    }

    fn array<'e>(&mut self, elements: impl IntoIterator<Item = &'e syn::Expr>, span: Span) -> Expr {
        let elements = elements.into_iter().map(|e| self.expr(e)).collect();
        Expr::new(ExprKind::Array(elements), span)
    }

    fn range(&mut self, it: &syn::ExprRange) -> Expr {
        let operator = match &it.limits {
            syn::RangeLimits::HalfOpen(token) => self.span(token.spans[0]),
            syn::RangeLimits::Closed(token) => self.span(token.spans[0]),
        };
        let ends: Vec<Expr> = [&it.start, &it.end]
            .into_iter()
            .flatten()
            .map(|e| self.expr(e))
            .collect();
        let start = ends.first().map_or(operator, |e| e.span);
        let end = ends.last().map_or(operator, |e| e.span);
        let span = Span {
            start: start.start.min(operator.start),
            end: end.end.max(operator.end),
        };
        opaque(ends, span)
    }

    /// The inner expression in place of one with a transparent operator before it.
    pub(super) fn prefixed(&mut self, operator: proc_macro2::Span, inner: &syn::Expr) -> Expr {
        let inner = self.expr(inner);
        let span = cover(self.span(operator), inner.span);
        Expr::new(inner.kind, span)
    }

    /// The inner expression in place of one with a transparent operator behind it.
    fn suffixed(&mut self, inner: &syn::Expr, operator: proc_macro2::Span) -> Expr {
        let inner = self.expr(inner);
        let span = cover(inner.span, self.span(operator));
        Expr::new(inner.kind, span)
    }

    /// Lowers a function's body: the loops around the function are none of its own.
    pub(super) fn function_body<T>(&mut self, lower: impl FnOnce(&mut Self) -> T) -> T {
        let targets = std::mem::take(&mut self.targets);
        let lowered = lower(self);
        self.targets = targets;
        lowered
    }

    /// The function of an id that this frontend has just reserved.
    pub(super) fn set_function(&mut self, id: FnId, function: Function) {
        self.module.functions[id.0 as usize] = function;
    }
}

pub(super) fn member(object: Expr, name: crate::ir::Text, name_span: Span) -> Expr {
    let span = cover(object.span, name_span);
    let kind = ExprKind::Member {
        object: Box::new(object),
        name,
        name_span,
    };
    Expr::new(kind, span)
}

pub(super) fn call(
    callee: Expr,
    arguments: Vec<Argument>,
    type_arguments: Vec<TypeRef>,
    end: Span,
) -> Expr {
    let span = cover(callee.span, end);
    let call = Call {
        callee,
        arguments,
        type_arguments,
    };
    Expr::new(ExprKind::Call(Box::new(call)), span)
}

pub(super) fn positional(value: Expr) -> Argument {
    Argument {
        name: None,
        value,
        is_spread: false,
    }
}

pub(super) fn assignment(target: Expr, value: Expr, append: bool) -> Expr {
    let span = cover(target.span, value.span);
    let kind = ExprKind::Assign {
        target: Box::new(target),
        value: Box::new(value),
        append,
    };
    Expr::new(kind, span)
}

fn pattern_span(pattern: &crate::ir::Pattern) -> Option<Span> {
    match pattern {
        crate::ir::Pattern::Name { span, .. } => Some(*span),
        _ => None,
    }
}
