//! What the values of a schema look like.

use std::collections::BTreeMap;

use super::facets::Facets;
use super::{Job, Lowering, Mode, Part, Scope};
use crate::ir::{
    Array, Branch, JsonType, Lengths, Object, Property, SchemaId, SchemaKind, StringFormat,
    TypeRef, Union,
};

impl Lowering<'_> {
    /// Lowers a schema that has been given an id.
    pub fn build(&mut self, job: &Job) {
        let facets = self.merged(&job.parts);
        let scope = Scope::inside(job.id, &self.api.schema(job.id).name);
        let null_value = facets
            .values
            .as_ref()
            .is_some_and(|values| values.iter().any(|value| value.value.is_null()));
        let null_type = facets.types.contains(&JsonType::Null) && facets.types.len() > 1;
        self.nullable[job.id] |= facets.nullable || null_value || null_type;
        let kind = self.kind(&facets, job, &scope);
        let schema = &mut self.api.schemas[job.id];
        schema.kind = kind;
        schema.docs = facets.docs;
        schema.default = facets.default;
    }

    pub fn kind(&mut self, facets: &Facets, job: &Job, scope: &Scope) -> SchemaKind {
        if let Some(values) = &facets.values
            && let Some(kind) = super::enumeration::lower(facets, values, &mut self.report)
        {
            return kind;
        }
        if !facets.choices.is_empty()
            && let Some(kind) = self.choice(facets, job, scope)
        {
            return kind;
        }
        if let [
            Part {
                place,
                mode: Mode::Whole,
            },
        ] = job.parts.as_slice()
            && facets.choices.is_empty()
            && let Some(kind) = self.family(place, facets, job, scope)
        {
            return kind;
        }
        let mut types: Vec<JsonType> = facets
            .types
            .iter()
            .copied()
            .filter(|ty| *ty != JsonType::Null)
            .collect();
        if types.contains(&JsonType::Number) {
            types.retain(|ty| *ty != JsonType::Integer);
        }
        match types.as_slice() {
            [] if !facets.types.is_empty() => SchemaKind::Null,
            [] => self.of_type(implied_type(facets), facets, scope),
            [ty] => self.of_type(Some(*ty), facets, scope),
            several if several.len() >= 5 => SchemaKind::Any,
            several => self.several_types(several, job, scope),
        }
    }

    fn of_type(&mut self, ty: Option<JsonType>, facets: &Facets, scope: &Scope) -> SchemaKind {
        match ty {
            None => SchemaKind::Any,
            Some(JsonType::Null) => SchemaKind::Null,
            Some(JsonType::Boolean) => SchemaKind::Boolean,
            Some(JsonType::Integer) => SchemaKind::Integer {
                format: facets.format.clone(),
                bounds: facets.bounds.clone(),
            },
            Some(JsonType::Number) => SchemaKind::Number {
                format: facets.format.clone(),
                bounds: facets.bounds.clone(),
            },
            Some(JsonType::String) => SchemaKind::String {
                format: text_format(facets.format.as_deref()),
                lengths: facets.text_lengths,
                pattern: facets.pattern.clone(),
            },
            Some(JsonType::Array) => self.array(facets, scope),
            Some(JsonType::Object) => self.object(facets, scope),
        }
    }

    fn array(&mut self, facets: &Facets, scope: &Scope) -> SchemaKind {
        if !facets.prefix.is_empty() {
            return self.tuple(facets, scope);
        }
        let items = self.use_of(&facets.items, &scope.step("items")).ty;
        let mut lengths = facets.list_lengths;
        if facets.no_more_items {
            lengths.max = Some(0);
        }
        SchemaKind::Array(Array {
            items,
            lengths,
            unique: facets.unique,
        })
    }

    fn object(&mut self, facets: &Facets, scope: &Scope) -> SchemaKind {
        let mut object = Object {
            lengths: facets.member_lengths,
            ..Object::default()
        };
        for (name, sites) in &facets.properties {
            let usage = self.use_of(sites, &scope.step(name));
            object.properties.push(Property {
                name: name.clone(),
                ty: usage.ty,
                required: facets.required.contains(name),
                access: usage.access,
                docs: usage.docs,
                default: usage.default,
                span: sites.last().unwrap_or(&facets.place).clone(),
            });
        }
        object.required = facets
            .required
            .iter()
            .filter(|name| !facets.properties.contains_key(*name))
            .cloned()
            .collect();
        self.other_members(&mut object, facets, scope);
        SchemaKind::Object(object)
    }

    /// One branch for each of several types.
    fn several_types(&mut self, types: &[JsonType], job: &Job, scope: &Scope) -> SchemaKind {
        let branches = types.iter().map(|ty| {
            let parts = job
                .parts
                .iter()
                .map(|part| Part {
                    place: part.place.clone(),
                    mode: Mode::Only(*ty),
                })
                .collect();
            let id = self.intern(parts, &scope.step(ty.name()));
            Branch {
                ty: TypeRef::new(id),
                ..Branch::new(ty.name().to_owned(), id)
            }
        });
        SchemaKind::Union(Union {
            branches: branches.collect(),
            discrimination: crate::ir::Discrimination::JsonType,
            exclusive: false,
        })
    }

    /// Marks every use of a schema that allows `null` itself, or by one of its choices.
    pub fn spread_nullable(&mut self) {
        let mut nullable = std::mem::take(&mut self.nullable);
        let mut unions: BTreeMap<SchemaId, Vec<SchemaId>> = BTreeMap::new();
        let mut waiting: Vec<SchemaId> = Vec::new();
        for (id, schema) in self.api.schemas.iter_enumerated() {
            let SchemaKind::Union(union) = &schema.kind else {
                continue;
            };
            for branch in &union.branches {
                unions.entry(branch.ty.id).or_default().push(id);
                let is_null = matches!(self.api.schema(branch.ty.id).kind, SchemaKind::Null);
                if branch.ty.nullable
                    || is_null
                    || nullable.get(branch.ty.id).copied().unwrap_or_default()
                {
                    waiting.push(id);
                }
            }
        }
        while let Some(id) = waiting.pop() {
            if let Some(flag) = nullable.get_mut(id)
                && !std::mem::replace(flag, true)
            {
                waiting.extend(unions.get(&id).into_iter().flatten());
            }
        }
        self.api.for_each_type_ref_mut(|ty| {
            ty.nullable |= nullable.get(ty.id).copied().unwrap_or_default()
        });
        // Who may be `null` is the union; what a branch holds is never `null`.
        for schema in &mut self.api.schemas {
            if let SchemaKind::Union(union) = &mut schema.kind {
                union
                    .branches
                    .iter_mut()
                    .for_each(|branch| branch.ty.nullable = false);
            }
        }
    }
}

/// The type that keywords are about, where no type is said.
fn implied_type(facets: &Facets) -> Option<JsonType> {
    let lists = facets.has_items() || facets.list_lengths != Lengths::default() || facets.unique;
    // A format is not about objects: what has one, and says that members are required, says nothing about its type.
    let requires = !facets.required.is_empty() && facets.format.is_none();
    let objects = !facets.properties.is_empty()
        || requires
        || facets.has_other_members()
        || facets.member_lengths != Lengths::default();
    let texts = facets.pattern.is_some() || facets.text_lengths != Lengths::default();
    let format = match facets.format.as_deref() {
        Some("int32" | "int64") => Some(JsonType::Integer),
        Some("float" | "double") => Some(JsonType::Number),
        Some(
            "date" | "date-time" | "byte" | "binary" | "password" | "uuid" | "uri" | "email"
            | "hostname" | "ipv4" | "ipv6",
        ) => Some(JsonType::String),
        _ => None,
    };
    let numbers = facets.bounds != crate::ir::Bounds::default();
    match (objects, lists, texts) {
        (true, false, false) => Some(JsonType::Object),
        (false, true, false) => Some(JsonType::Array),
        (false, false, true) => Some(JsonType::String),
        (false, false, false) => format.or(numbers.then_some(JsonType::Number)),
        _ => None,
    }
}

fn text_format(format: Option<&str>) -> StringFormat {
    match format {
        None | Some("") => StringFormat::Plain,
        Some("date-time") => StringFormat::DateTime,
        Some("date") => StringFormat::Date,
        Some("byte" | "base64") => StringFormat::Base64,
        Some("binary") => StringFormat::Binary,
        Some("password") => StringFormat::Password,
        Some(other) => StringFormat::Other(other.to_owned()),
    }
}
