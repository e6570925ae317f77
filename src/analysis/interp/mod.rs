//! The abstract interpreter: runs every function once, on symbols for what only its callers know, and writes down which
//! requests it sends.
//!
//! A function is analysed when it is first called, or in its turn; its [`Summary`] is then filled in at each call. A function
//! that is being analysed already (recursion) adds nothing. Loops run once, branches are joined, and every value is
//! bounded, so that the time is linear in the size of the program and the number of its calls.

mod arguments;
mod bases;
mod bounds;
mod call;
mod callers;
mod clients;
mod collection;
mod deferred;
mod described;
mod effects;
mod exec;
mod expr;
mod extension;
mod external;
mod fields;
mod guess;
mod instance;
mod leftover;
mod lookups;
mod made;
mod methods;
mod names;
mod object;
mod project_calls;
mod settings;
mod sources;
mod strangers;
mod text;
mod types;
mod variants;

pub(super) use bounds::Bound;
pub(super) use guess::looks_like_path;
pub(super) use text::url_join;

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::ir::{FunctionKind, Parameter, Pattern as Binding, Span, Text};
use crate::library::{Family, Libraries, LibraryId, TypeKey};

use bounds::Bounds;
use clients::Clients;
use lookups::Lookups;
use made::Made;
pub use settings::Settings;
use types::Known;

use super::program::{FileId, FunctionKey, Program, TypeId, names_okta};
use super::summary::{DeferredCall, Site, Summary, Target, Template};
use super::value::{Pattern, Piece, Root, Symbol, Value};
use crate::config::Wrapper;

/// Functions analysed inside one another, at most; deeper ones count as unknown.
const DEEPEST_CALLS: usize = 150;
/// Expressions evaluated inside one another, over all functions on the way.
const DEEPEST_EXPRESSIONS: usize = 12_000;

/// The interpreter and what it has found so far.
pub struct Interpreter<'p> {
    pub program: &'p Program,
    pub libraries: &'static Libraries,
    wrappers: &'p [Wrapper],
    summaries: HashMap<FunctionKey, Rc<Summary>>,
    running: HashSet<FunctionKey>,
    scopes_of_modules: HashMap<FileId, Rc<Scope>>,
    running_modules: HashSet<FileId>,
    fields: HashMap<(TypeId, Text), Option<Value>>,
    running_fields: HashSet<(TypeId, Text)>,
    /// Constructor of a subtype → what it hands to the constructor of its base.
    base_arguments: HashMap<TypeId, (FunctionKey, Vec<Value>)>,
    /// What the constructor of a type that extends a library's makes of that.
    external_bases: HashMap<TypeId, Value>,
    /// What instances were made with: arguments of constructors, fields of literals.
    made: Made,
    /// How clients that others hand out are set up.
    clients: Clients,
    /// What symbols are when no caller says more; filled once everything has run.
    settled_symbols: HashMap<(Root, Vec<Text>), Value>,
    /// Pairs of types that an instance may be both of, or none can; the lesser id first.
    shared_instances: HashMap<(TypeId, TypeId), bool>,
    /// What functions that callers bring return, by their declared types.
    results: HashMap<(Root, Vec<Text>), Known>,
    frames: Vec<Frame>,
    /// Entries of the object literals around the place, outermost first, as far as they are known.
    objects: Vec<BTreeMap<Text, Value>>,
    /// What the functions in object literals do: other files may call them through the object.
    entry_summaries: Vec<(FunctionKey, Rc<Summary>)>,
    depth: usize,
    /// Calls left open that are being followed, outermost first, and how many have been since the outermost began.
    resuming: Vec<Site>,
    resumed: usize,
    /// Defaults of parameters; `None` while one is evaluated: it may call its own function.
    defaults: HashMap<(FunctionKey, usize), Option<Value>>,
    /// What files export, while it is being looked for.
    exported_values: Lookups<Value>,
    exported_types: Lookups<Known>,
    /// Loops around the place whose body is run for each record.
    record_loops: usize,
    /// What every component of the project has from libraries.
    component_members: HashMap<Text, (LibraryId, TypeKey)>,
    /// Every request seen, callees before the callers that filled them in.
    pub templates: Vec<Rc<Template>>,
    /// Requests that are described and not sent where they stand.
    pub described: Vec<Rc<Template>>,
    /// What functions hold against constants, as far as only their callers know it, and those constants.
    tests: HashMap<FunctionKey, Rc<variants::Tests>>,
    /// What is known of the function whose variant is being run, and of those around it.
    assumptions: Vec<variants::Assumption>,
    variants: HashMap<Vec<variants::Assumption>, Rc<Summary>>,
    /// How many variants of a function have been run.
    variants_of: HashMap<FunctionKey, usize>,
    variants_run: variants::Cost,
    /// Where a call was followed once a caller said what is called, and the requests that came of it, in `templates`.
    pub answered: Vec<(Site, std::ops::Range<usize>)>,
    /// Calls of an Okta SDK whose method is computed.
    pub computed: Vec<(Site, FunctionKey, String)>,
    /// What lay behind a bound.
    bounds: Bounds,
    /// What mocks and helpers that send nothing were told: it is no request, though it may look like one.
    mocked: Vec<Value>,
    /// What the program tells SDKs about their tokens, by file and place.
    settings: BTreeMap<(FileId, Span), Settings>,
}

/// Names and their values.
pub type Scope = HashMap<Text, Value>;

/// A function being analysed.
struct Frame {
    function: FunctionKey,
    file: FileId,
    /// It sees the variables of the frame below: a lambda or a local function.
    is_nested: bool,
    this: Option<Value>,
    owner: Option<TypeId>,
    scopes: Vec<Scope>,
    returns: Option<Value>,
    requests: Vec<Rc<Template>>,
    calls: Vec<Rc<DeferredCall>>,
    fields: BTreeMap<Text, Value>,
    /// Variables of the file that this function, or one in it, has set: what it reads them as from then on.
    module_variables: Scope,
    /// Local functions of this frame that have been analysed.
    locals: HashMap<FunctionKey, Rc<Summary>>,
    /// Assignments since each open branch began: frame, scope, name, the value before.
    changes: Vec<Change>,
    open_branches: usize,
    /// Loops around the place: what a variable is there may change from round to round.
    open_loops: usize,
}

/// How a function is run.
#[derive(Clone, Copy)]
enum Run<'a> {
    /// For whoever may call it.
    Alone,
    /// Within the frame on top, whose variables it sees.
    Nested,
    /// So, and called there and nowhere else, with these arguments.
    InPlace(&'a [Value]),
    /// So, as a function of an object that is its `this`.
    Entry(&'a Value),
}

/// What the analysis of a function leaves.
#[derive(Default)]
struct Analysed {
    summary: Rc<Summary>,
    parameters: Scope,
    this: Option<Value>,
}

/// An assignment that a branch may have to take back.
struct Change {
    place: VariablePlace,
    name: Text,
    before: Value,
}

/// Where a variable lives.
#[derive(Clone, Copy, PartialEq, Eq)]
enum VariablePlace {
    Scope { frame: usize, scope: usize },
    Field { frame: usize },
    Module { frame: usize },
}

/// Where a call is written, and in which function.
#[derive(Clone, Copy)]
pub struct Place {
    /// The whole call.
    pub site: Site,
    /// The name of what is called.
    pub name: Span,
    pub function: FunctionKey,
}

impl<'p> Interpreter<'p> {
    /// An interpreter that has seen nothing yet.
    pub fn new(program: &'p Program, wrappers: &'p [Wrapper]) -> Self {
        Interpreter {
            program,
            libraries: Libraries::embedded(),
            wrappers,
            summaries: HashMap::new(),
            running: HashSet::new(),
            scopes_of_modules: HashMap::new(),
            running_modules: HashSet::new(),
            fields: HashMap::new(),
            running_fields: HashSet::new(),
            base_arguments: HashMap::new(),
            external_bases: HashMap::new(),
            made: Made::default(),
            clients: Clients::default(),
            results: HashMap::default(),
            settled_symbols: HashMap::new(),
            shared_instances: HashMap::new(),
            frames: Vec::new(),
            objects: Vec::new(),
            entry_summaries: Vec::new(),
            depth: 0,
            resuming: Vec::new(),
            resumed: 0,
            defaults: HashMap::new(),
            exported_values: Lookups::default(),
            exported_types: Lookups::default(),
            record_loops: 0,
            component_members: program.component_members(),
            templates: Vec::new(),
            described: Vec::new(),
            tests: HashMap::new(),
            assumptions: Vec::new(),
            variants: HashMap::new(),
            variants_of: HashMap::new(),
            variants_run: variants::Cost::default(),
            answered: Vec::new(),
            computed: Vec::new(),
            bounds: Bounds::default(),
            mocked: Vec::new(),
            settings: BTreeMap::new(),
        }
    }

    /// What the program tells SDKs about tokens, by place.
    pub fn settings(&self) -> impl Iterator<Item = &Settings> {
        self.settings.values()
    }

    /// Runs every file and every function, in file order.
    pub fn run(&mut self) {
        for file in 0..u32::try_from(self.program.units.len()).unwrap_or(u32::MAX) {
            self.module_scope(file);
            let functions = self.program.units[file as usize].module.functions.len();
            for id in (0..u32::try_from(functions).unwrap_or(u32::MAX)).map(crate::ir::FnId) {
                let key = FunctionKey { file, function: id };
                let is_nested = self.program.parents.contains_key(&key);
                let is_lambda = self
                    .program
                    .function(key)
                    .is_some_and(|f| f.kind == FunctionKind::Lambda);
                if !is_nested && !is_lambda {
                    self.summary(key);
                }
                self.attribute_request(key);
            }
            self.run_types(file);
        }
        self.leftover_requests();
    }

    /// Field initialisers run even if nothing reads the field: a lambda in one may hold a call.
    fn run_types(&mut self, file: FileId) {
        let module = &self.program.units[file as usize].module;
        for (index, ty) in (0u32..).map(crate::ir::TypeId).zip(&module.types) {
            if let Some(id) = self.program.type_of_part(file, index) {
                for field in ty.fields.iter().filter(|field| field.value.is_some()) {
                    self.field_value(id, &field.name);
                }
                if self.program.ty(id).parts.first() == Some(&(file, index)) {
                    self.describe_type(file, id);
                }
            }
        }
    }

    /// What a function does. A function that is being analysed already does nothing yet.
    pub fn summary(&mut self, key: FunctionKey) -> Rc<Summary> {
        // In a variant of a function, too, what it does by calling itself is no more than that.
        let is_known = self.summaries.contains_key(&key) && !self.is_variant();
        if !is_known && self.running.contains(&key) {
            return Rc::default();
        }
        if let Some(summary) = self.summaries.get(&key) {
            return summary.clone();
        }
        if self.is_too_deep() {
            self.hit(Bound::Depth);
            return Rc::default();
        }
        self.running.insert(key);
        let before = self.templates.len();
        let summary = self.for_all_callers(|this| this.analyse(key, Run::Alone).summary);
        self.running.remove(&key);
        self.summaries.insert(key, summary.clone());
        self.tell_apart(key, before);
        summary
    }

    /// Whether so many functions are being analysed, each for another, that no more may be.
    fn is_too_deep(&self) -> bool {
        self.running.len() >= DEEPEST_CALLS || self.depth >= DEEPEST_EXPRESSIONS
    }

    /// Analyses a function: what it does, and how it leaves its parameters and its `this`.
    fn analyse(&mut self, key: FunctionKey, run: Run<'_>) -> Analysed {
        let program = self.program;
        let Some(function) = program.function(key) else {
            return Analysed::default();
        };
        let owner = program.owner(key);
        let is_nested = !matches!(run, Run::Alone);
        let this = match (run, owner) {
            (Run::Entry(this), _) => Some(this.clone()),
            (Run::Nested | Run::InPlace(_), _) => {
                self.frames.last().and_then(|frame| frame.this.clone())
            }
            (Run::Alone, Some(owner)) if !function.is_static => Some(self.this_of(owner)),
            _ => None,
        };
        self.frames.push(Frame::new(key, is_nested, this, owner));
        for (index, parameter) in (0u16..).zip(&function.parameters) {
            if let Run::InPlace(given) = run
                && let Some(value) = given.get(usize::from(index))
            {
                self.bind(&parameter.pattern, value.clone());
                continue;
            }
            let value = self.parameter_value(key, index, parameter);
            if parameter.is_field
                && let Binding::Name { name, .. } = &parameter.pattern
            {
                self.set_field(name.clone(), value.clone());
            }
            self.bind(&parameter.pattern, value);
        }
        if let Some(call) = &function.constructor_call {
            self.constructor_call(call);
        }
        self.exec_body(&function.body);
        let frame = self.frames.pop();
        let Some(mut frame) = frame else {
            return Analysed::default();
        };
        // What a local function or lambda asked for was taken over where it was called.
        frame.requests.retain(|request| !request.taken.get());
        if is_nested {
            self.hand_to_enclosing(key, &frame);
        }
        if let (Run::Nested | Run::InPlace(_), Some(outer)) = (run, self.frames.last_mut())
            && let (Some(Value::Object(_)), Some(Value::Object(_))) = (&outer.this, &frame.this)
        {
            outer.this = frame.this.clone();
        }
        let parameters = frame.scopes.drain(..).next().unwrap_or_default();
        let summary = Summary {
            requests: frame.requests,
            calls: frame.calls,
            returns: frame.returns,
            fields: frame.fields,
        };
        Analysed {
            summary: Rc::new(summary),
            parameters,
            this: frame.this,
        }
    }

    /// A parameter as its function sees it: what only callers know, with the type and the default that it is declared with.
    fn parameter_value(&mut self, key: FunctionKey, index: u16, parameter: &Parameter) -> Value {
        let name = match &parameter.pattern {
            Binding::Name { name, .. } => name.clone(),
            _ => Text::default(),
        };
        let domain = parameter
            .default
            .as_ref()
            .map(|default| self.eval(default))
            .and_then(|value| match value {
                Value::Text(patterns) => Some(patterns),
                _ => None,
            });
        let symbol = Rc::new(Symbol {
            root: Root::Parameter(key, index),
            path: Vec::new(),
            name,
            domain,
        });
        self.typed(key.file, parameter.ty.as_ref(), symbol)
    }

    /// What a nested function does with the variables around it concerns the callers of the function around it too.
    fn hand_to_enclosing(&mut self, key: FunctionKey, nested: &Frame) {
        for request in &nested.requests {
            if uses_other_symbols(&request.target, key) {
                self.leave_request(request.clone());
            }
        }
        for call in &nested.calls {
            if other_root(&call.callee, key) {
                self.leave_call(call.clone());
            }
        }
        let Some(outer) = self.frames.last_mut() else {
            return;
        };
        for (name, value) in &nested.fields {
            outer.fields.insert(name.clone(), value.clone());
        }
    }

    /// The names that a file's top level defines; runs the top level on first use.
    pub fn module_scope(&mut self, file: FileId) -> Rc<Scope> {
        if let Some(scope) = self.scopes_of_modules.get(&file) {
            return scope.clone();
        }
        if self.running_modules.contains(&file) {
            return Rc::default();
        }
        if self.running_modules.len() >= DEEPEST_CALLS {
            self.hit(Bound::Depth);
            return Rc::default();
        }
        self.running_modules.insert(file);
        // What runs now asks for itself, whoever wanted a name of this file.
        let lookups = std::mem::take(&mut self.exported_values);
        let key = FunctionKey::top(file);
        self.frames.push(Frame::new(key, false, None, None));
        let program = self.program;
        let unit = &program.units[file as usize];
        self.hoist(&unit.module.top);
        self.for_all_callers(|this| {
            for statement in &unit.module.top {
                this.exec(statement);
            }
        });
        for export in &unit.module.exports {
            if let crate::ir::ExportValue::Value(value) = &export.value {
                let value = self.eval(value);
                self.define(Text::from(format!("export {}", export.name)), value);
            }
        }
        if unit.family.is_none() {
            self.raw_requests(file, |_| true);
        }
        let scope = match self.frames.pop() {
            Some(mut frame) if !frame.scopes.is_empty() => Rc::new(frame.scopes.swap_remove(0)),
            _ => Rc::default(),
        };
        self.exported_values = lookups;
        self.running_modules.remove(&file);
        self.scopes_of_modules.insert(file, scope.clone());
        scope
    }

    /// Names that other files must hold to send requests to Okta through this one's functions, or to get at an SDK client: the
    /// function's, or for a method the type's; with the file that has them.
    pub fn open_names(&self) -> BTreeSet<(FileId, Text)> {
        let mut names = self.clients.okta_names.clone();
        let entries = self.entry_summaries.iter();
        for (key, summary) in self.summaries.iter().chain(entries.map(|(k, s)| (k, s))) {
            let hands_out = summary
                .returns
                .as_ref()
                .is_some_and(|value| self.is_okta_client(value));
            let completes =
                |request: &Rc<Template>| is_completable(request) && self.points_to_okta(request);
            if (hands_out || summary.requests.iter().any(completes))
                && let Some(function) = self.program.function(*key)
            {
                let name = match self.program.owner(*key) {
                    Some(owner) => self.program.ty(owner).name.clone(),
                    // Functions of an object are called through it.
                    None if function.kind == FunctionKind::Lambda => {
                        let path = self.program.symbol_path(*key);
                        Text::from(path.split('.').next().unwrap_or_default())
                    }
                    None => function.name.clone(),
                };
                names.insert((key.file, name));
            }
        }
        for (file, scope) in &self.scopes_of_modules {
            for (name, value) in scope.iter() {
                if self.is_okta_client(value) {
                    names.insert((*file, name.clone()));
                }
            }
        }
        names.retain(|(_, name)| !name.is_empty());
        names
    }

    /// Whether anything about a request whose URL is not whole yet says Okta.
    fn points_to_okta(&self, request: &Template) -> bool {
        let unit = &self.program.units[request.site.file as usize];
        let Target::Url(url) = &request.target else {
            return true;
        };
        let says_okta = |value: &Value| {
            value
                .patterns()
                .iter()
                .flat_map(|pattern| &pattern.pieces)
                .any(|piece| match piece {
                    Piece::Literal { text, .. } => names_okta(text),
                    Piece::Hole(name) => names_okta(name),
                    Piece::Symbol(symbol) => names_okta(&symbol.name),
                })
        };
        unit.has_ssws
            || unit.names_okta
            || names_okta(&self.program.symbol_path(request.function))
            || request.names.iter().any(|name| names_okta(name))
            || says_okta(&url.url)
            || url.base.as_ref().is_some_and(says_okta)
    }

    fn is_okta_client(&self, value: &Value) -> bool {
        match value {
            Value::External(external) => {
                let library = self.libraries.ty(external.ty).library;
                self.libraries.library(library).role == crate::library::Role::Okta
            }
            _ => false,
        }
    }

    fn frame(&self) -> &Frame {
        // Values are only computed inside a function or a file's top level, and both push a frame first.
        &self.frames[self.frames.len() - 1]
    }

    fn frame_mut(&mut self) -> &mut Frame {
        let top = self.frames.len() - 1;
        &mut self.frames[top]
    }

    /// The file of the function that is being run. What is only looked up, when all have run, is none's: then the first.
    fn file(&self) -> FileId {
        self.frames.last().map_or(0, |frame| frame.file)
    }

    fn family(&self) -> Option<Family> {
        self.program.units[self.file() as usize].family
    }

    fn place(&self, call: Span, name: Span) -> Place {
        let frame = self.frame();
        Place {
            site: Site {
                file: frame.file,
                span: call,
            },
            name,
            function: frame.function,
        }
    }

    /// Records a request; one that callers may change is handed to them.
    fn record(&mut self, template: Template) {
        let template = Rc::new(template);
        self.templates.push(template.clone());
        if template.is_open() {
            self.leave_request(template);
        }
    }

    /// Records a lambda's request that its caller adds nothing to but the variables around the lambda.
    fn record_copy(&mut self, copy: &Rc<Template>) {
        self.templates.push(copy.clone());
        if let Some(parent) = &copy.parent {
            parent.take();
        }
        if copy.is_open() {
            self.leave_request(copy.clone());
        }
    }

    /// A request as it is first seen.
    fn new_template(
        &self,
        place: Place,
        symbol: Text,
        target: Target,
        names: Vec<Text>,
    ) -> Template {
        Template {
            site: place.site,
            request_site: Site {
                file: place.site.file,
                span: place.name,
            },
            function: place.function,
            symbol,
            target,
            names,
            authorization: None,
            parent: None,
            is_copy: false,
            taken: Cell::new(false),
            as_is: Cell::new(false),
        }
    }
}

impl Frame {
    fn new(
        function: FunctionKey,
        is_nested: bool,
        this: Option<Value>,
        owner: Option<TypeId>,
    ) -> Self {
        Frame {
            function,
            file: function.file,
            is_nested,
            this,
            owner,
            scopes: vec![Scope::new()],
            returns: None,
            requests: Vec::new(),
            calls: Vec::new(),
            fields: BTreeMap::new(),
            module_variables: Scope::new(),
            locals: HashMap::new(),
            changes: Vec::new(),
            open_branches: 0,
            open_loops: 0,
        }
    }
}

/// Whether a caller may make the request one of the org's: it brings the path, or what follows a path's root, or the verb.
fn is_completable(request: &Template) -> bool {
    let Target::Url(url) = &request.target else {
        return false;
    };
    let brings_path = |pattern: &Pattern| {
        let shape = pattern.shape();
        let is_symbol = |piece: &Piece| matches!(piece, Piece::Symbol(_));
        let written = shape.trim_start_matches("{}").trim_matches('/');
        pattern.pieces.iter().any(is_symbol)
            && (written.chars().all(|c| !c.is_alphanumeric()) || guess::looks_like_path(&shape))
    };
    let has_verb = url.verb.as_ref().is_some_and(Value::has_symbols);
    url.url.patterns().iter().any(|pattern| {
        brings_path(pattern) || (has_verb && guess::looks_like_path(&pattern.shape()))
    })
}

/// Whether the request has a symbol that is not a parameter of this function.
fn uses_other_symbols(target: &Target, own: FunctionKey) -> bool {
    match target {
        Target::Operation { .. } => false,
        Target::Url(url) => [
            Some(&url.url),
            url.base.as_ref(),
            url.client.as_ref(),
            url.request.as_ref(),
            url.verb.as_ref(),
        ]
        .into_iter()
        .flatten()
        .any(|value| other_root(value, own)),
    }
}

fn other_root(value: &Value, own: FunctionKey) -> bool {
    let other = |symbol: &Symbol| !matches!(symbol.root, Root::Parameter(key, _) if key == own);
    match value {
        Value::Symbol(symbol) => other(symbol),
        Value::Text(patterns) => patterns
            .iter()
            .flat_map(|pattern| &pattern.pieces)
            .any(|piece| match piece {
                super::value::Piece::Symbol(symbol) => other(symbol),
                _ => false,
            }),
        Value::Union(values) => values.iter().any(|value| other_root(value, own)),
        value => value.has_symbols(),
    }
}
