//! What requests are checked against: the schemas of the document as tables, each named schema once.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde_json::{Number, Value};
use specwright_openapi::ir::{
    Access, Additional, Api, Array, Bounds, Discrimination, Enumeration, JsonType, Lengths, Object,
    Property, SchemaId, SchemaKind, SchemaName, StringFormat, TypeRef, Union,
};

use super::multipart;
use crate::names::{ConstName, Scope};
use crate::plan::model::docs::{Docs, Inline};
use crate::plan::model::multipart::{FileCount, FileProperties};
use crate::plan::model::operation::GroupPlan;
use crate::plan::model::validation::{
    AdditionalCheck, BoundsPlan, Check, CheckKind, LengthsPlan, PropertyCheck, TablePlan,
};

/// How deep tables are nested before one gets a name of its own.
const MAX_NESTING: usize = 8;

/// The schemas that requests begin with.
pub fn roots(api: &Api, groups: &[GroupPlan]) -> Vec<SchemaId> {
    let mut roots = Vec::new();
    for operation in groups.iter().flat_map(|group| &group.operations) {
        roots.extend(
            operation
                .parameters
                .iter()
                .map(|parameter| parameter.schema.id),
        );
        for (body, schema) in operation
            .body
            .iter()
            .filter_map(|body| Some((body, body.schema?)))
        {
            match &api.schema(schema.id).kind {
                // Such a body has a table of its own; what its other members are is that of their schemas.
                SchemaKind::Object(object) if !body.files.is_empty() => {
                    roots.extend(multipart::others(&body.files, object))
                }
                _ => roots.push(schema.id),
            }
        }
    }
    roots
}

/// Gives out checks, and gathers the tables that they name.
pub struct Tables<'a> {
    api: &'a Api,
    names: BTreeMap<SchemaId, ConstName>,
    scope: Scope,
    tables: BTreeMap<SchemaId, Check>,
    /// The tables of multipart bodies with files: those of the other members stand among the other tables.
    multipart: BTreeMap<SchemaId, (ConstName, Check)>,
    queue: VecDeque<SchemaId>,
}

impl<'a> Tables<'a> {
    /// Names the schemas that get tables: components, and inline ones that stand in more than one place or in themselves.
    pub fn new(api: &'a Api, roots: Vec<SchemaId>) -> Self {
        let mut tables = Self {
            api,
            names: BTreeMap::new(),
            scope: Scope::new(),
            tables: BTreeMap::new(),
            multipart: BTreeMap::new(),
            queue: VecDeque::new(),
        };
        for id in shared(api, roots) {
            tables.give_name(id);
        }
        tables
    }

    /// What values of a schema are checked against. Only what has nothing inside stands outside the tables: references to what is made in a
    /// function do not outlive it.
    pub fn check(&mut self, ty: TypeRef) -> Check {
        let nullable_table = ty.nullable && self.names.contains_key(&ty.id);
        let depth = if is_leaf(self.api, ty.id) && !nullable_table {
            0
        } else {
            MAX_NESTING
        };
        self.nested(ty, depth)
    }

    /// What a multipart body is checked against.
    pub fn multipart(&mut self, ty: TypeRef, files: &FileProperties) -> Check {
        let api = self.api;
        let object = match &api.schema(ty.id).kind {
            SchemaKind::Object(object) if !files.is_empty() => object,
            _ => return self.check(ty),
        };
        let name = match self.multipart.get(&ty.id) {
            Some((name, _)) => name.clone(),
            None => {
                let name: ConstName = self.scope.name(&format!("{} multipart", title(api, ty.id)));
                let check = Check {
                    kind: self.object(object, 0, Some(files)),
                    nullable: false,
                };
                self.multipart.insert(ty.id, (name.clone(), check));
                name
            }
        };
        Check {
            kind: CheckKind::Table(name),
            nullable: false,
        }
    }

    /// All tables that were named, in the order of the document.
    pub fn finish(mut self) -> Vec<TablePlan> {
        while let Some(id) = self.queue.pop_front() {
            if !self.tables.contains_key(&id) {
                let kind = self.kind(id, 0);
                self.tables.insert(
                    id,
                    Check {
                        kind,
                        nullable: false,
                    },
                );
            }
        }
        let mut planned = Vec::new();
        for (id, check) in self.tables {
            if let Some(name) = self.names.get(&id) {
                planned.push(TablePlan {
                    name: name.clone(),
                    docs: Docs::line([Inline::code(title(self.api, id))]),
                    check,
                });
            }
        }
        for (id, (name, check)) in self.multipart {
            let docs = Docs::line([
                Inline::code(title(self.api, id)),
                Inline::Own(" as multipart/form-data."),
            ]);
            planned.push(TablePlan { name, docs, check });
        }
        planned
    }

    fn give_name(&mut self, id: SchemaId) -> ConstName {
        let name: ConstName = self.scope.name(&title(self.api, id));
        self.names.insert(id, name.clone());
        name
    }

    fn nested(&mut self, ty: TypeRef, depth: usize) -> Check {
        let name = match self.names.get(&ty.id) {
            Some(name) => Some(name.clone()),
            None if depth >= MAX_NESTING && !is_leaf(self.api, ty.id) => {
                Some(self.give_name(ty.id))
            }
            None => None,
        };
        let kind = match name {
            Some(name) => {
                self.queue.push_back(ty.id);
                CheckKind::Table(name)
            }
            None => self.kind(ty.id, depth),
        };
        Check {
            kind,
            nullable: ty.nullable,
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
                bounds: bounds.into(),
            },
            SchemaKind::Number { bounds, .. } => CheckKind::Number {
                bounds: bounds.into(),
            },
            SchemaKind::String {
                format,
                lengths,
                pattern,
            } => CheckKind::String {
                format: format_name(format),
                lengths: lengths.into(),
                pattern: pattern.clone(),
            },
            SchemaKind::Enum(enumeration) => values(enumeration),
            SchemaKind::Array(array) => self.array(array, depth),
            SchemaKind::Tuple(tuple) => CheckKind::Tuple {
                items: tuple
                    .items
                    .iter()
                    .map(|item| self.nested(*item, depth + 1))
                    .collect(),
                rest: self.additional(tuple.rest, depth),
                lengths: (&tuple.lengths).into(),
                unique: tuple.unique,
            },
            SchemaKind::Object(object) => self.object(object, depth, None),
            SchemaKind::Union(union) => self.union(union, depth),
        }
    }

    fn array(&mut self, array: &Array, depth: usize) -> CheckKind {
        CheckKind::Array {
            items: Box::new(self.nested(array.items, depth + 1)),
            lengths: (&array.lengths).into(),
            unique: array.unique,
        }
    }

    fn object(
        &mut self,
        object: &Object,
        depth: usize,
        files: Option<&FileProperties>,
    ) -> CheckKind {
        let mut properties: Vec<PropertyCheck> = Vec::new();
        for property in &object.properties {
            if let Some(count) = files.and_then(|files| files.named.get(&property.name)) {
                properties.push(self.file(property, *count));
                continue;
            }
            // OpenAPI 3.0.3, 4.7.24.2: what is read-only and required is required in responses only.
            let required = property.required && property.access != Access::ReadOnly;
            properties.push(PropertyCheck {
                name: property.name.clone(),
                required,
                check: self.nested(property.ty, depth + 1),
            });
        }
        let described: BTreeSet<&str> = object
            .properties
            .iter()
            .map(|property| property.name.as_str())
            .collect();
        for name in object
            .required
            .iter()
            .filter(|name| !described.contains(name.as_str()))
        {
            properties.push(PropertyCheck {
                name: name.clone(),
                required: true,
                check: Check::any(),
            });
        }
        CheckKind::Object {
            properties,
            patterns: object
                .pattern_properties
                .iter()
                .map(|members| (members.pattern.clone(), self.nested(members.ty, depth + 1)))
                .collect(),
            additional: match (object.additional, files.and_then(|files| files.additional)) {
                (Additional::Typed(_), Some(count)) => {
                    AdditionalCheck::Typed(Box::new(files_check(count, Lengths::default())))
                }
                (additional, _) => self.additional(additional, depth),
            },
            keys: object
                .property_names
                .map(|keys| Box::new(self.nested(keys, depth + 1))),
            lengths: (&object.lengths).into(),
        }
    }

    fn additional(&mut self, additional: Additional, depth: usize) -> AdditionalCheck {
        match additional {
            Additional::Unspecified | Additional::Any => AdditionalCheck::Any,
            Additional::Forbidden => AdditionalCheck::Forbidden,
            Additional::Typed(ty) => AdditionalCheck::Typed(Box::new(self.nested(ty, depth + 1))),
        }
    }

    /// A member that is a file. One that may be `null` may be absent, since no file is `null`.
    fn file(&self, property: &Property, count: FileCount) -> PropertyCheck {
        let lengths = match &self.api.schema(property.ty.id).kind {
            SchemaKind::Array(array) => array.lengths,
            _ => Lengths::default(),
        };
        let required =
            property.required && property.access != Access::ReadOnly && !property.ty.nullable;
        PropertyCheck {
            name: property.name.clone(),
            required,
            check: files_check(count, lengths),
        }
    }

    fn union(&mut self, union: &Union, depth: usize) -> CheckKind {
        let choice = if union.exclusive {
            CheckKind::OneOf
        } else {
            CheckKind::AnyOf
        };
        if let Discrimination::Discriminator {
            property,
            is_string: true,
        } = &union.discrimination
            && union.branches.iter().all(|branch| !branch.never_object)
        {
            let mut tagged: Vec<(String, Vec<Check>)> = Vec::new();
            for branch in &union.branches {
                let check = self.nested(branch.ty, depth + 1);
                for tag in &branch.discriminator_values {
                    match tagged.iter_mut().find(|(known, _)| known == tag) {
                        Some((_, checks)) => checks.push(check.clone()),
                        None => tagged.push((tag.clone(), vec![check.clone()])),
                    }
                }
            }
            let branches =
                tagged
                    .into_iter()
                    .map(|(tag, mut checks)| match (checks.len(), checks.pop()) {
                        (1, Some(check)) => (tag, check),
                        (_, last) => {
                            checks.extend(last);
                            (
                                tag,
                                Check {
                                    kind: choice(checks),
                                    nullable: false,
                                },
                            )
                        }
                    });
            let branches = branches.collect();
            let lacking = union
                .branches
                .iter()
                .filter(|branch| self.api.is_property_optional(branch.ty.id, property))
                .map(|branch| branch.ty);
            let lacking: Vec<Check> = lacking
                .collect::<Vec<_>>()
                .into_iter()
                .map(|ty| self.nested(ty, depth + 1))
                .collect();
            return CheckKind::Discriminated {
                property: property.clone(),
                branches,
                untagged: lacking,
            };
        }
        choice(
            union
                .branches
                .iter()
                .map(|branch| self.nested(branch.ty, depth + 1))
                .collect(),
        )
    }
}

impl From<&Bounds> for BoundsPlan {
    fn from(bounds: &Bounds) -> Self {
        let side = |value: &Option<Number>, wanted: bool, exclusive: bool| {
            value.clone().filter(|_| wanted == exclusive)
        };
        Self {
            minimum: side(&bounds.minimum, false, bounds.exclusive_minimum),
            exclusive_minimum: side(&bounds.minimum, true, bounds.exclusive_minimum),
            maximum: side(&bounds.maximum, false, bounds.exclusive_maximum),
            exclusive_maximum: side(&bounds.maximum, true, bounds.exclusive_maximum),
            multiple_of: bounds.multiple_of.clone(),
        }
    }
}

impl From<&Lengths> for LengthsPlan {
    fn from(lengths: &Lengths) -> Self {
        Self {
            min: lengths.min.filter(|min| *min > 0),
            max: lengths.max,
        }
    }
}

/// The schemas that get tables of their own, in the order of the document.
fn shared(api: &Api, roots: Vec<SchemaId>) -> BTreeSet<SchemaId> {
    let mut uses: BTreeMap<SchemaId, usize> = BTreeMap::new();
    let mut open = roots;
    while let Some(id) = open.pop() {
        let count = uses.entry(id).or_default();
        *count += 1;
        if *count == 1 {
            open.extend(children(&api.schema(id).kind));
        }
    }
    let is_shared = |id: &SchemaId, count: usize| match api.schema(*id).name {
        SchemaName::Component(_) => !matches!(
            api.schema(*id).kind,
            SchemaKind::Any | SchemaKind::Null | SchemaKind::Boolean
        ),
        SchemaName::Inline { .. } => count > 1 && !is_leaf(api, *id),
    };
    uses.into_iter()
        .filter(|(id, count)| is_shared(id, *count))
        .map(|(id, _)| id)
        .collect()
}

fn children(kind: &SchemaKind) -> Vec<SchemaId> {
    match kind {
        SchemaKind::Array(array) => vec![array.items.id],
        SchemaKind::Tuple(tuple) => tuple
            .items
            .iter()
            .copied()
            .chain(tuple.rest.typed())
            .map(|item| item.id)
            .collect(),
        SchemaKind::Object(object) => {
            let members = object.properties.iter().map(|property| property.ty);
            members
                .chain(object.undeclared_type_refs())
                .map(|ty| ty.id)
                .collect()
        }
        SchemaKind::Union(union) => union.branches.iter().map(|branch| branch.ty.id).collect(),
        _ => Vec::new(),
    }
}

/// Whether nothing stands inside; a member that must be there does, described or not.
fn is_leaf(api: &Api, id: SchemaId) -> bool {
    let kind = &api.schema(id).kind;
    children(kind).is_empty()
        && !matches!(kind, SchemaKind::Object(object) if !object.required.is_empty())
}

/// What a schema is called: the component, or the way to an inline one.
fn title(api: &Api, id: SchemaId) -> String {
    match &api.schema(id).name {
        SchemaName::Component(name) => name.clone(),
        SchemaName::Inline {
            owner,
            operation,
            steps,
        } => {
            let owner = owner.map(|owner| match &api.schema(owner).name {
                SchemaName::Component(name) => name.as_str(),
                SchemaName::Inline { .. } => "",
            });
            let first = owner.or(operation.as_deref());
            first
                .into_iter()
                .filter(|text| !text.is_empty())
                .chain(steps.iter().map(String::as_str))
                .collect::<Vec<_>>()
                .join(" ")
        }
    }
}

fn format_name(format: &StringFormat) -> Option<String> {
    Some(match format {
        StringFormat::Plain | StringFormat::Binary | StringFormat::Password => return None,
        StringFormat::DateTime => "date-time".to_owned(),
        StringFormat::Date => "date".to_owned(),
        StringFormat::Base64 => "byte".to_owned(),
        StringFormat::Other(name) => name.clone(),
    })
}

fn values(enumeration: &Enumeration) -> CheckKind {
    let values = || enumeration.values.iter().map(|value| &value.value);
    match enumeration.json_type {
        Some(JsonType::String) => CheckKind::Strings(
            values()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        ),
        Some(JsonType::Integer) => {
            CheckKind::Integers(values().filter_map(Value::as_i64).collect())
        }
        Some(JsonType::Boolean) => {
            CheckKind::BooleanConstant(values().any(|value| *value == Value::Bool(true)))
        }
        _ => CheckKind::Values(values().map(ToString::to_string).collect()),
    }
}

fn files_check(count: FileCount, lengths: Lengths) -> Check {
    let file = Check {
        kind: CheckKind::File,
        nullable: false,
    };
    match count {
        FileCount::One => file,
        FileCount::Many => Check {
            kind: CheckKind::Array {
                items: Box::new(file),
                lengths: (&lengths).into(),
                unique: false,
            },
            nullable: false,
        },
    }
}
