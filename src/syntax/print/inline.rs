//! What fits on one line: expressions, patterns, types, and statements within an expression.

use std::fmt;

use crate::ir::{
    Argument, Arm, Attribute, Call, Expr, ExprKind, Key, New, Parameter, Pattern, PatternEntry,
    Property, Stmt, Text, TypeRef,
};

/// A statement on one line: those without a body as a whole, the others within an expression.
pub(super) struct Head<'a>(pub(super) &'a Stmt);

impl fmt::Display for Head<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Stmt::Let {
                pattern,
                ty,
                value,
                span: _,
            } => {
                write!(f, "let {}", P(pattern))?;
                if let Some(ty) = ty {
                    write!(f, ": {}", T(ty))?;
                }
                match value {
                    Some(value) => write!(f, " = {}", E(value)),
                    None => Ok(()),
                }
            }
            Stmt::Expr(expr) => write!(f, "{}", E(expr)),
            Stmt::Return(None) => f.write_str("return"),
            Stmt::Return(Some(value)) => write!(f, "return {}", E(value)),
            Stmt::Loop {
                pattern,
                ty,
                iterable,
                body: _,
            } => {
                f.write_str("loop")?;
                if let Some(pattern) = pattern {
                    write!(f, " {}", P(pattern))?;
                }
                if let Some(ty) = ty {
                    write!(f, ": {}", T(ty))?;
                }
                match iterable {
                    Some(iterable) => write!(f, " in {}", E(iterable)),
                    None => Ok(()),
                }
            }
            Stmt::Branch { .. } => f.write_str("branch"),
            Stmt::Block(_) => f.write_str("block"),
            Stmt::Function(id) => write!(f, "fn#{}", id.0),
        }
    }
}

/// A statement with its body on one line.
fn inline(statement: &Stmt, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match statement {
        Stmt::Branch {
            subject,
            arms,
            exhaustive,
        } => {
            f.write_str("branch ")?;
            if let Some(subject) = subject {
                write!(f, "{} ", E(subject))?;
            }
            if *exhaustive {
                f.write_str("exhaustive ")?;
            }
            f.write_str("{ ")?;
            for arm in arms {
                write!(f, "{} {} ", ArmHead(arm), Inline(&arm.body))?;
            }
            f.write_str("}")
        }
        Stmt::Loop { body, .. } => write!(f, "{} {}", Head(statement), Inline(body)),
        Stmt::Block(body) => write!(f, "block {}", Inline(body)),
        _ => write!(f, "{}", Head(statement)),
    }
}

/// Statements on one line: the body of a block within an expression.
pub(super) struct Inline<'a>(pub(super) &'a [Stmt]);

impl fmt::Display for Inline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("{ ")?;
        for statement in self.0 {
            inline(statement, f)?;
            f.write_str("; ")?;
        }
        f.write_str("}")
    }
}

pub(super) struct ArmHead<'a>(pub(super) &'a Arm);

impl fmt::Display for ArmHead<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("arm")?;
        if let Some(pattern) = &self.0.pattern {
            write!(f, " {}", P(pattern))?;
        }
        if let Some(ty) = &self.0.ty {
            write!(f, ": {}", T(ty))?;
        }
        if !self.0.labels.is_empty() {
            write!(f, " = {}", Separated(&self.0.labels, " | ", expression))?;
            if !self.0.decides {
                f.write_str(" and more")?;
            }
        }
        Ok(())
    }
}

pub(super) struct A<'a>(pub(super) &'a Attribute);

impl fmt::Display for A<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}", self.0.name)?;
        if self.0.arguments.is_empty() {
            return Ok(());
        }
        write!(f, "({})", commas(&self.0.arguments, argument))
    }
}

pub(super) struct E<'a>(pub(super) &'a Expr);

impl fmt::Display for E<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        expression(self.0, f)
    }
}

fn expression(expr: &Expr, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &expr.kind {
        ExprKind::Str(text) => write!(f, "{text:?}"),
        ExprKind::Literal(text) => write!(f, "`{text}`"),
        ExprKind::Null => f.write_str("null"),
        ExprKind::Concat(parts) => write!(f, "concat({})", commas(parts, expression)),
        ExprKind::Name(name) => f.write_str(name),
        ExprKind::This => f.write_str("this"),
        ExprKind::Super => f.write_str("super"),
        ExprKind::Member {
            object,
            name,
            name_span: _,
        } => write!(f, "{}.{name}", E(object)),
        ExprKind::Index { object, index } => write!(f, "{}[{}]", E(object), E(index)),
        ExprKind::Call(call) => {
            let Call {
                callee,
                arguments,
                type_arguments,
            } = &**call;
            expression(callee, f)?;
            if !type_arguments.is_empty() {
                write!(f, "<{}>", commas(type_arguments, type_ref))?;
            }
            write!(f, "({})", commas(arguments, argument))
        }
        ExprKind::New(new) => {
            let New {
                ty,
                arguments,
                properties,
            } = &**new;
            match ty {
                Some(ty) => write!(f, "new {}", T(ty))?,
                None => f.write_str("new _")?,
            }
            write!(f, "({})", commas(arguments, argument))?;
            if properties.is_empty() {
                return Ok(());
            }
            write!(f, " {{ {} }}", commas(properties, property))
        }
        ExprKind::Object(properties) if properties.is_empty() => f.write_str("{}"),
        ExprKind::Object(properties) => write!(f, "{{ {} }}", commas(properties, property)),
        ExprKind::Array(items) => write!(f, "[{}]", commas(items, expression)),
        ExprKind::Choice(options) => write!(f, "choice({})", commas(options, expression)),
        ExprKind::When(when) => {
            let labels = Separated(&when.labels, " | ", expression);
            write!(f, "when({} = {labels}", E(&when.subject))?;
            let more = if when.decides { "" } else { " and more" };
            write!(f, "{more}: {})", E(&when.value))
        }
        ExprKind::Or(options) => write!(f, "or({})", commas(options, expression)),
        ExprKind::Cast { value, ty } => write!(f, "({} as {})", E(value), T(ty)),
        ExprKind::Assign {
            target,
            value,
            append,
        } => {
            let operator = if *append { "+=" } else { "=" };
            write!(f, "({} {operator} {})", E(target), E(value))
        }
        ExprKind::Lambda(id) => write!(f, "fn#{}", id.0),
        ExprKind::Module(module) => write!(f, "module({module:?})"),
        ExprKind::Block(body) => write!(f, "block {}", Inline(body)),
        ExprKind::Opaque(parts) => write!(f, "opaque({})", commas(parts, expression)),
    }
}

pub(super) fn argument(argument: &Argument, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let Some(name) = &argument.name {
        write!(f, "{name}: ")?;
    }
    if argument.is_spread {
        f.write_str("...")?;
    }
    expression(&argument.value, f)
}

fn property(property: &Property, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match &property.key {
        Key::Name(name) => write!(f, "{name}: ")?,
        Key::Computed(key) => write!(f, "[{}]: ", E(key))?,
        Key::Spread => f.write_str("...")?,
    }
    expression(&property.value, f)
}

pub(super) fn parameter(parameter: &Parameter, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for attribute in &parameter.attributes {
        write!(f, "{} ", A(attribute))?;
    }
    if parameter.is_keywords {
        f.write_str("**")?;
    }
    if parameter.is_rest {
        f.write_str("...")?;
    }
    if parameter.is_field {
        f.write_str("field ")?;
    }
    pattern(&parameter.pattern, f)?;
    if let Some(ty) = &parameter.ty {
        write!(f, ": {}", T(ty))?;
    }
    if let Some(default) = &parameter.default {
        write!(f, " = {}", E(default))?;
    }
    Ok(())
}

pub(super) struct P<'a>(pub(super) &'a Pattern);

impl fmt::Display for P<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        pattern(self.0, f)
    }
}

fn pattern(pattern: &Pattern, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match pattern {
        Pattern::Name { name, span: _ } => f.write_str(name),
        Pattern::Object { entries, rest } => {
            write!(f, "{{ {}", commas(entries, entry))?;
            match rest {
                Some(rest) => write!(f, ", ...{rest} }}"),
                None => f.write_str(" }"),
            }
        }
        Pattern::Array(items) => write!(f, "[{}]", commas(items, place)),
        Pattern::Ignore => f.write_str("_"),
    }
}

fn place(item: &Option<Pattern>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    item.as_ref().map_or(Ok(()), |item| pattern(item, f))
}

fn entry(entry: &PatternEntry, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{}: {}", entry.key, P(&entry.pattern))?;
    match &entry.default {
        Some(default) => write!(f, " = {}", E(default)),
        None => Ok(()),
    }
}

pub(super) struct T<'a>(pub(super) &'a TypeRef);

impl fmt::Display for T<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        type_ref(self.0, f)
    }
}

pub(super) fn type_ref(ty: &TypeRef, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match ty {
        TypeRef::Named { name, arguments } if arguments.is_empty() => f.write_str(name),
        TypeRef::Named { name, arguments } => write!(f, "{name}<{}>", commas(arguments, type_ref)),
        TypeRef::Array(item) => write!(f, "{}[]", T(item)),
        TypeRef::Union(options) => write!(f, "({})", Separated(options, " | ", type_ref)),
        TypeRef::Literal(text) => write!(f, "{text:?}"),
        TypeRef::Object(properties) => write!(f, "{{ {} }}", commas(properties, property_type)),
        TypeRef::Function(returns) => write!(f, "(() -> {})", T(returns)),
        TypeRef::TypeOf(name) => write!(f, "typeof {name}"),
        TypeRef::Other => f.write_str("?"),
    }
}

fn property_type((name, ty): &(Text, TypeRef), f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{name}: {}", T(ty))
}

/// Type parameters in angle brackets; nothing where there are none.
pub(super) struct Parameters<'a>(pub(super) &'a [Text]);

impl fmt::Display for Parameters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return Ok(());
        }
        write!(f, "<{}>", self.0.join(", "))
    }
}

type Show<I> = fn(&I, &mut fmt::Formatter<'_>) -> fmt::Result;

pub(super) struct Separated<'a, I>(pub(super) &'a [I], &'static str, Show<I>);

impl<I> fmt::Display for Separated<'_, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(self.1)?;
            }
            (self.2)(item, f)?;
        }
        Ok(())
    }
}

pub(super) fn commas<I>(items: &[I], show: Show<I>) -> Separated<'_, I> {
    Separated(items, ", ", show)
}
