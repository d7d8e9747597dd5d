//! The schemas that the server validates requests against, as static tables.

mod named;
mod object;
mod rule;
mod union;
mod values;

use std::collections::{BTreeMap, VecDeque};

use specwright_openapi::ir::{
    Additional, Api, Array, SchemaId, SchemaKind, SchemaName, Tuple, TypeRef,
};

use self::named::Source;
use super::model::docs::{Docs, Inline};
use super::model::multipart::FileProperties;
use super::model::operation::GroupPlan;
use super::model::validation::{AdditionalCheck, Check, CheckKind, TablePlan};
use super::multipart;
use crate::names::{ConstName, Scope};

/// The depth at which a nested check becomes a table of its own.
const MAX_NESTING: usize = 8;

/// Returns the schemas of parameters and request bodies. For a multipart body with files, which has
/// a table of its own, these are the schemas of its other properties.
pub(super) fn roots(api: &Api, groups: &[GroupPlan]) -> Vec<SchemaId> {
    let mut roots = Vec::new();
    for operation in groups.iter().flat_map(|group| &group.operations) {
        let parameters = operation.parameters.iter();
        roots.extend(parameters.map(|parameter| parameter.schema.id));
        let bodies = operation.body.iter().flat_map(|body| &body.alternatives);
        for (body, schema) in bodies.filter_map(|body| Some((body, body.schema?))) {
            match &api.schema(schema.id).kind {
                SchemaKind::Object(object) if !body.files.is_empty() => {
                    roots.extend(multipart::other_schemas(&body.files, object));
                }
                _ => roots.push(schema.id),
            }
        }
    }
    roots
}

/// The checks of the server, and the tables that they refer to.
pub(super) struct Tables<'a> {
    api: &'a Api,
    scope: Scope,
    /// The names of the schemas and rules that have a table.
    names: BTreeMap<Source, ConstName>,
    /// The schemas and rules whose tables are referred to and may not be planned yet.
    queue: VecDeque<Source>,
    tables: BTreeMap<Source, Check>,
    /// The tables of multipart bodies with files.
    multipart: BTreeMap<SchemaId, (ConstName, Check)>,
}

impl<'a> Tables<'a> {
    /// Names the tables of components, and of inline schemas that are used more than once.
    pub(super) fn new(api: &'a Api, roots: Vec<SchemaId>) -> Self {
        let mut tables = Self {
            api,
            scope: Scope::new(),
            names: BTreeMap::new(),
            queue: VecDeque::new(),
            tables: BTreeMap::new(),
            multipart: BTreeMap::new(),
        };
        for source in named::sources(api, roots) {
            tables.give_name(source);
        }
        tables
    }

    /// Returns the check of a parameter or a body. A check with nested checks becomes a table,
    /// since a reference to a temporary value cannot be `'static`.
    pub(super) fn check(&mut self, ty: TypeRef) -> Check {
        let source = Source::Schema(ty.id);
        let is_nullable_table = ty.nullable && self.names.contains_key(&source);
        let depth = if source.is_leaf(self.api) && !is_nullable_table {
            0
        } else {
            MAX_NESTING
        };
        self.nested(ty, depth)
    }

    /// Returns the check of a multipart body.
    pub(super) fn multipart(&mut self, ty: TypeRef, files: &FileProperties) -> Check {
        let api = self.api;
        let object = match &api.schema(ty.id).kind {
            SchemaKind::Object(object) if !files.is_empty() => object,
            _ => return self.check(ty),
        };
        if let Some((name, _)) = self.multipart.get(&ty.id) {
            return CheckKind::Table(name.clone()).into();
        }
        let name: ConstName = self.scope.name(&format!("{} multipart", title(api, ty.id)));
        let check = self.multipart_object(object, files).into();
        self.multipart.insert(ty.id, (name.clone(), check));
        CheckKind::Table(name).into()
    }

    /// Returns all tables, in document order.
    pub(super) fn finish(mut self) -> Vec<TablePlan> {
        while let Some(source) = self.queue.pop_front() {
            if !self.tables.contains_key(&source) {
                let check = self.content(source, 0);
                self.tables.insert(source, check);
            }
        }
        let mut planned = Vec::new();
        for (source, check) in self.tables {
            if let Some(name) = self.names.get(&source) {
                let title = match source {
                    Source::Schema(id) => title(self.api, id),
                    Source::Rule(id) => rule::title(self.api, id),
                };
                planned.push(TablePlan {
                    name: name.clone(),
                    docs: Docs::line([Inline::code(title)]),
                    check,
                });
            }
        }
        for (id, (name, check)) in self.multipart {
            let docs = Docs::line([
                Inline::code(title(self.api, id)),
                Inline::Own(" as `multipart/form-data`."),
            ]);
            planned.push(TablePlan { name, docs, check });
        }
        planned
    }

    fn give_name(&mut self, source: Source) -> ConstName {
        let name: ConstName = match source {
            Source::Schema(id) => self.scope.name(&title(self.api, id)),
            Source::Rule(id) => self.scope.name(&rule::title(self.api, id)),
        };
        self.names.insert(source, name.clone());
        name
    }

    fn nested(&mut self, ty: TypeRef, depth: usize) -> Check {
        let check = self.of_source(Source::Schema(ty.id), depth);
        Check {
            nullable: ty.nullable || check.nullable,
            ..check
        }
    }

    /// Returns the check of a schema or a rule: its table if it has a name, or its content.
    fn of_source(&mut self, source: Source, depth: usize) -> Check {
        let name = match self.names.get(&source) {
            Some(name) => Some(name.clone()),
            None if depth >= MAX_NESTING && !source.is_leaf(self.api) => {
                Some(self.give_name(source))
            }
            None => None,
        };
        match name {
            Some(name) => {
                self.queue.push_back(source);
                CheckKind::Table(name).into()
            }
            None => self.content(source, depth),
        }
    }

    fn content(&mut self, source: Source, depth: usize) -> Check {
        match source {
            Source::Rule(id) => self.rule(id, depth),
            Source::Schema(id) => match self.api.schema(id).rule {
                Some(rule) => self.of_source(Source::Rule(rule), depth),
                None => self.kind(id, depth).into(),
            },
        }
    }

    fn kind(&mut self, id: SchemaId, depth: usize) -> CheckKind {
        let api = self.api;
        match &api.schema(id).kind {
            SchemaKind::Any => CheckKind::Any,
            SchemaKind::Null => CheckKind::Null,
            SchemaKind::Boolean => CheckKind::Boolean,
            SchemaKind::Integer { format, bounds } => CheckKind::Integer {
                format: format.clone(),
                bounds: values::integer_bounds(bounds),
            },
            SchemaKind::Number { bounds, .. } => CheckKind::Number {
                bounds: values::bounds(bounds),
            },
            SchemaKind::String {
                format,
                lengths,
                pattern,
            } => CheckKind::String {
                format: values::format(format),
                lengths: values::lengths(*lengths),
                pattern: pattern.clone(),
            },
            SchemaKind::Enum(enumeration) => values::enumeration(enumeration),
            SchemaKind::Array(array) => self.array(array, depth),
            SchemaKind::Tuple(tuple) => self.tuple(tuple, depth),
            SchemaKind::Object(object) => self.object(object, depth),
            SchemaKind::Union(union) => self.union(union, depth),
        }
    }

    fn array(&mut self, array: &Array, depth: usize) -> CheckKind {
        CheckKind::Array {
            items: Box::new(self.nested(array.items, depth + 1)),
            lengths: values::lengths(array.lengths),
            unique: array.unique,
        }
    }

    fn tuple(&mut self, tuple: &Tuple, depth: usize) -> CheckKind {
        let items = tuple.items.iter();
        CheckKind::Tuple {
            items: items.map(|item| self.nested(*item, depth + 1)).collect(),
            rest: self.additional(tuple.rest, depth),
            lengths: values::lengths(tuple.lengths),
            unique: tuple.unique,
        }
    }

    fn additional(&mut self, additional: Additional, depth: usize) -> AdditionalCheck {
        match additional {
            Additional::Unspecified | Additional::Any => AdditionalCheck::Any,
            Additional::Forbidden => AdditionalCheck::Forbidden,
            Additional::Typed(ty) => AdditionalCheck::Typed(Box::new(self.nested(ty, depth + 1))),
        }
    }
}

/// Returns the string from which the name of a table is derived: the name of the component, or the
/// path to an inline schema.
fn title(api: &Api, id: SchemaId) -> String {
    let (owner, operation, steps) = match &api.schema(id).name {
        SchemaName::Component(name) => return name.clone(),
        SchemaName::Inline {
            owner,
            operation,
            steps,
        } => (owner, operation, steps),
    };
    let owner = owner.map(|owner| match &api.schema(owner).name {
        SchemaName::Component(name) => name.as_str(),
        SchemaName::Inline { .. } => "",
    });
    let root = owner.or(operation.as_deref());
    let root = root.filter(|text| !text.is_empty());
    let words: Vec<&str> = root
        .into_iter()
        .chain(steps.iter().map(String::as_str))
        .collect();
    words.join(" ")
}
