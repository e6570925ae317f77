//! The IR as text, for tests and for looking at a frontend's work.
//!
//! Every node shows, one line a statement, bodies indented. Literals that are no strings stand in backticks, so that
//! they differ from names; spans are left out. A lambda shows as `fn#N` where it is used and in full at the end.

use std::fmt::{self, Write};

use crate::ir::{
    Attribute, Export, ExportValue, Field, FnId, Function, FunctionKind, Import, ImportKind,
    Module, RawRequest, Stmt, Type, TypeKind,
};

mod inline;

use inline::{A, ArmHead, E, Head, Parameters, T, argument, commas, parameter, type_ref};

/// The module as compact, deterministic pseudo-code.
pub fn print(module: &Module) -> String {
    let mut printer = Printer {
        module,
        out: String::new(),
        indent: 0,
        printed: vec![false; module.functions.len()],
    };
    // Writing into a `String` never fails.
    let _ = printer.module();
    printer.out
}

struct Printer<'m> {
    module: &'m Module,
    out: String,
    indent: usize,
    /// The functions that were shown where they are declared.
    printed: Vec<bool>,
}

impl Printer<'_> {
    fn module(&mut self) -> fmt::Result {
        let module = self.module;
        if let Some(namespace) = &module.namespace {
            self.line(format_args!("namespace {namespace}"))?;
        }
        for import in &module.imports {
            self.import(import)?;
        }
        for export in &module.exports {
            self.export(export)?;
        }
        for ty in &module.types {
            self.ty(ty)?;
        }
        if !module.top.is_empty() {
            self.line("top")?;
            self.body(&module.top)?;
        }
        for index in 0..module.functions.len() {
            if !self.printed[index] {
                self.function(FnId(u32::try_from(index).unwrap_or(u32::MAX)))?;
            }
        }
        for request in &module.raw_requests {
            self.request(request)?;
        }
        for problem in &module.problems {
            self.line(format_args!("problem {}", problem.what))?;
        }
        Ok(())
    }

    fn import(&mut self, import: &Import) -> fmt::Result {
        let Import {
            module,
            kind,
            local,
            global,
            type_only,
            span: _,
        } = import;
        let global = if *global { "global " } else { "" };
        let types = if *type_only { "type " } else { "" };
        match kind {
            ImportKind::Named(name) => self.line(format_args!(
                "import {global}{types}{name} as {local} from {module}"
            )),
            ImportKind::Default => self.line(format_args!(
                "import {global}{types}default as {local} from {module}"
            )),
            ImportKind::Namespace => self.line(format_args!(
                "import {global}{types}namespace as {local} from {module}"
            )),
            ImportKind::Glob => self.line(format_args!("import {global}{types}glob from {module}")),
            ImportKind::Members => {
                self.line(format_args!("import {global}{types}members from {module}"))
            }
        }
    }

    fn export(&mut self, export: &Export) -> fmt::Result {
        let name = &export.name;
        match &export.value {
            ExportValue::Local(local) => self.line(format_args!("export {name} = local {local}")),
            ExportValue::Value(value) => self.line(format_args!("export {name} = {}", E(value))),
            ExportValue::From { module, name: of } => {
                self.line(format_args!("export {name} = {of} from {module}"))
            }
            ExportValue::All { module } => {
                self.line(format_args!("export {name} = all of {module}"))
            }
        }
    }

    fn ty(&mut self, ty: &Type) -> fmt::Result {
        self.attributes(&ty.attributes)?;
        let kind = match ty.kind {
            TypeKind::Class => "class",
            TypeKind::Interface => "interface",
            TypeKind::Enum => "enum",
            TypeKind::Alias => "alias",
            TypeKind::Extension => "extension",
        };
        self.start(format_args!(
            "{kind} {}{}",
            ty.name,
            Parameters(&ty.type_parameters)
        ))?;
        if !ty.primary_parameters.is_empty() {
            write!(self.out, "({})", commas(&ty.primary_parameters, parameter))?;
        }
        if !ty.bases.is_empty() {
            write!(self.out, " : {}", commas(&ty.bases, type_ref))?;
        }
        if !ty.base_arguments.is_empty() {
            write!(self.out, " base({})", commas(&ty.base_arguments, argument))?;
        }
        if let Some(alias) = &ty.alias {
            write!(self.out, " = {}", T(alias))?;
        }
        if let Some(namespace) = &ty.namespace {
            write!(self.out, " in {namespace:?}")?;
        }
        self.end();
        self.indent += 1;
        for field in &ty.fields {
            self.field(field)?;
        }
        for &method in &ty.methods {
            self.function(method)?;
        }
        self.indent -= 1;
        Ok(())
    }

    fn field(&mut self, field: &Field) -> fmt::Result {
        self.attributes(&field.attributes)?;
        let keyword = if field.is_static {
            "static field"
        } else {
            "field"
        };
        self.start(format_args!("{keyword} {}", field.name))?;
        if let Some(ty) = &field.ty {
            write!(self.out, ": {}", T(ty))?;
        }
        if let Some(value) = &field.value {
            write!(self.out, " = {}", E(value))?;
        }
        self.end();
        Ok(())
    }

    fn function(&mut self, id: FnId) -> fmt::Result {
        let Some(function) = self.module.functions.get(id.0 as usize) else {
            return self.line(format_args!("fn#{} missing", id.0));
        };
        self.printed[id.0 as usize] = true;
        self.attributes(&function.attributes)?;
        let Function {
            name,
            kind,
            owner,
            parameters,
            returns,
            type_parameters,
            body,
            is_abstract,
            is_static,
            is_extension,
            binds_this: _,
            constructor_call,
            attributes: _,
            name_span: _,
            span: _,
        } = function;
        self.start("")?;
        for (set, word) in [
            (is_static, "static "),
            (is_abstract, "abstract "),
            (is_extension, "extension "),
        ] {
            if *set {
                self.out.push_str(word);
            }
        }
        self.out.push_str(match kind {
            FunctionKind::Function => "fn ",
            FunctionKind::Method => "method ",
            FunctionKind::Constructor => "constructor ",
            FunctionKind::Getter => "get ",
            FunctionKind::Setter => "set ",
            FunctionKind::Lambda => "",
        });
        if *kind == FunctionKind::Lambda {
            write!(self.out, "fn#{}", id.0)?;
            if !name.is_empty() {
                self.out.push(' ');
            }
        }
        // A method stands below its type; what stands elsewhere says whose it is.
        if self.indent == 0
            && let Some(owner) = owner.and_then(|id| self.module.types.get(id.0 as usize))
        {
            write!(self.out, "[in {}] ", owner.name)?;
        }
        write!(
            self.out,
            "{name}{}({})",
            Parameters(type_parameters),
            commas(parameters, parameter)
        )?;
        if let Some(returns) = returns {
            write!(self.out, " -> {}", T(returns))?;
        }
        if let Some(call) = constructor_call {
            let callee = if call.to_base { "base" } else { "this" };
            write!(
                self.out,
                " : {callee}({})",
                commas(&call.arguments, argument)
            )?;
        }
        self.end();
        self.body(body)
    }

    fn attributes(&mut self, attributes: &[Attribute]) -> fmt::Result {
        for attribute in attributes {
            self.line(format_args!("{}", A(attribute)))?;
        }
        Ok(())
    }

    fn request(&mut self, request: &RawRequest) -> fmt::Result {
        self.start(format_args!("request {}", E(&request.url)))?;
        if let Some(verb) = &request.verb {
            write!(self.out, " verb {verb}")?;
        }
        if let Some(authorization) = &request.authorization {
            write!(self.out, " authorization {authorization:?}")?;
        }
        if !request.names.is_empty() {
            write!(self.out, " names {}", request.names.join(", "))?;
        }
        self.end();
        Ok(())
    }

    fn body(&mut self, body: &[Stmt]) -> fmt::Result {
        self.indent += 1;
        for statement in body {
            self.statement(statement)?;
        }
        self.indent -= 1;
        Ok(())
    }

    fn statement(&mut self, statement: &Stmt) -> fmt::Result {
        match statement {
            Stmt::Branch {
                subject,
                arms,
                exhaustive,
            } => {
                self.start("branch")?;
                if let Some(subject) = subject {
                    write!(self.out, " {}", E(subject))?;
                }
                if *exhaustive {
                    self.out.push_str(" exhaustive");
                }
                self.end();
                self.indent += 1;
                for arm in arms {
                    self.line(format_args!("{}", ArmHead(arm)))?;
                    self.body(&arm.body)?;
                }
                self.indent -= 1;
                Ok(())
            }
            Stmt::Loop { body, .. } => {
                self.line(format_args!("{}", Head(statement)))?;
                self.body(body)
            }
            Stmt::Block(body) => {
                self.line("block")?;
                self.body(body)
            }
            Stmt::Function(id) => self.function(*id),
            Stmt::Let { .. } | Stmt::Expr(_) | Stmt::Return(_) => {
                self.line(format_args!("{}", Head(statement)))
            }
        }
    }

    fn line(&mut self, text: impl fmt::Display) -> fmt::Result {
        self.start(text)?;
        self.end();
        Ok(())
    }

    fn start(&mut self, text: impl fmt::Display) -> fmt::Result {
        for _ in 0..self.indent {
            self.out.push_str("  ");
        }
        write!(self.out, "{text}")
    }

    fn end(&mut self) {
        self.out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{
        Argument, Arm, Call, Expr, ExprKind, Pattern, PatternEntry, Problem, Span, TypeRef,
    };

    fn name(text: &str) -> Expr {
        Expr::new(ExprKind::Name(text.into()), Span::default())
    }

    fn text(text: &str) -> Expr {
        Expr::new(ExprKind::Str(text.into()), Span::default())
    }

    fn binding(text: &str) -> Pattern {
        Pattern::Name {
            name: text.into(),
            span: Span::default(),
        }
    }

    #[test]
    fn methods_stand_below_their_type_and_lambdas_at_the_end() {
        let mut module = Module::default();
        let lambda = module.add_function(Function {
            kind: FunctionKind::Lambda,
            body: vec![Stmt::Return(Some(text("x")))],
            ..Function::default()
        });
        let method = module.add_function(Function {
            name: "Run".into(),
            kind: FunctionKind::Method,
            returns: Some(TypeRef::named("void")),
            body: vec![Stmt::Expr(Expr::new(
                ExprKind::Call(Box::new(Call {
                    callee: name("f"),
                    arguments: vec![Argument {
                        name: Some("k".into()),
                        value: Expr::new(ExprKind::Lambda(lambda), Span::default()),
                        is_spread: true,
                    }],
                    type_arguments: vec![TypeRef::Array(Box::new(TypeRef::named("T")))],
                })),
                Span::default(),
            ))],
            ..Function::default()
        });
        module.add_type(Type {
            name: "A".into(),
            methods: vec![method],
            ..Type::default()
        });
        module.problems.push(Problem {
            span: Span::default(),
            what: "syntax error".into(),
        });
        insta::assert_snapshot!(print(&module), @r#"
        class A
          method Run() -> void
            f<T[]>(k: ...fn#0)
        fn#0()
          return "x"
        problem syntax error
        "#);
    }

    #[test]
    fn branches_and_loops_indent_their_bodies_and_blocks_in_expressions_do_not() {
        let inner = Stmt::Branch {
            subject: Some(name("s")),
            arms: vec![Arm {
                pattern: Some(Pattern::Array(vec![Some(binding("a")), None])),
                ty: Some(TypeRef::named("T")),
                labels: vec![text("l"), text("m")],
                decides: true,
                body: vec![Stmt::Return(None)],
            }],
            exhaustive: true,
        };
        let top = vec![
            Stmt::Loop {
                pattern: Some(binding("u")),
                ty: None,
                iterable: Some(name("us")),
                body: vec![inner.clone()],
            },
            Stmt::Let {
                pattern: Pattern::Object {
                    entries: vec![PatternEntry {
                        key: "k".into(),
                        pattern: binding("v"),
                        default: Some(Expr::new(ExprKind::Null, Span::default())),
                    }],
                    rest: Some("r".into()),
                },
                ty: None,
                value: Some(Expr::new(ExprKind::Block(vec![inner]), Span::default())),
                span: Span::default(),
            },
        ];
        let module = Module {
            top,
            ..Module::default()
        };
        insta::assert_snapshot!(print(&module), @r#"
        top
          loop u in us
            branch s exhaustive
              arm [a, ]: T = "l" | "m"
                return
          let { k: v = null, ...r } = block { branch s exhaustive { arm [a, ]: T = "l" | "m" { return; } }; }
        "#);
    }
}
