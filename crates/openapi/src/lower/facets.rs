//! One schema as it stands, in one form whatever `openapiv3` made of it. Schemas inside it are places.

use indexmap::{IndexMap, IndexSet};
use openapiv3::{
    AdditionalProperties, AnySchema, ReferenceOr, Schema, SchemaKind,
    StringFormat as WrittenStringFormat, Type, VariantOrUnknownOrEmpty,
};
use serde_json::{Number, Value};

use crate::document::TYPES_EXTENSION;
use crate::ir::{Access, Bounds, Docs, EnumValue, JsonType, Lengths};
use crate::pointer::Span;

/// What a schema says of members that it does not name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Others {
    Forbidden,
    Any,
    Typed(Vec<Span>),
}

/// `oneOf` or `anyOf`.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub branches: Vec<Span>,
    pub exclusive: bool,
}

/// A discriminator as written.
#[derive(Clone, Debug)]
pub(crate) struct Discriminator {
    pub property: String,
    pub mapping: IndexMap<String, String>,
    pub place: Span,
}

/// What one schema says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facets {
    pub place: Span,
    pub docs: Docs,
    pub nullable: bool,
    pub access: Access,
    pub default: Option<Value>,
    /// The types that values may have; empty where nothing is said.
    pub types: Vec<JsonType>,
    pub format: Option<String>,
    pub pattern: Option<String>,
    pub bounds: Bounds,
    pub text_lengths: Lengths,
    pub list_lengths: Lengths,
    pub member_lengths: Lengths,
    pub unique: bool,
    pub values: Option<Vec<EnumValue>>,
    pub properties: IndexMap<String, Vec<Span>>,
    pub required: IndexSet<String>,
    pub others: Option<Others>,
    /// The schemas of members by a pattern that is found in their keys.
    pub patterns: IndexMap<String, Vec<Span>>,
    /// The schemas of all keys.
    pub keys: Vec<Span>,
    pub items: Vec<Span>,
    /// The schemas of the first elements by position; `items` is about those after.
    pub prefix: Vec<Vec<Span>>,
    /// Whether there are no elements after the first ones.
    pub no_more_items: bool,
    pub all_of: Vec<Span>,
    pub choices: Vec<Choice>,
    pub discriminator: Option<Discriminator>,
    pub has_not: bool,
}

impl Facets {
    /// The facets of a schema at a place.
    pub fn of(schema: Schema, place: &Span) -> Self {
        let data = schema.schema_data;
        let mut facets = Self {
            place: place.clone(),
            nullable: data.nullable,
            default: data.default,
            ..Self::default()
        };
        facets.access = match (data.read_only, data.write_only) {
            (true, false) => Access::ReadOnly,
            (false, true) => Access::WriteOnly,
            _ => Access::ReadWrite,
        };
        if let Some(Value::Array(types)) = data.extensions.get(TYPES_EXTENSION) {
            facets.types = types
                .iter()
                .filter_map(|name| JsonType::from_name(name.as_str()?))
                .collect();
        }
        facets.discriminator = data.discriminator.map(|discriminator| Discriminator {
            property: discriminator.property_name,
            mapping: discriminator.mapping,
            place: place.join("discriminator"),
        });
        facets.docs = Docs {
            title: data.title,
            description: data.description,
            deprecated: data.deprecated,
            external: data.external_docs.map(|docs| docs.url),
            example: data.example,
        };
        facets.kind(schema.schema_kind);
        super::enumeration::annotate(
            facets.values.as_deref_mut().unwrap_or_default(),
            &data.extensions,
        );
        facets
    }

    /// Whether it says something about values beyond what its parts say, annotations and types left aside.
    pub fn has_content(&self) -> bool {
        self.values.is_some() || self.has_structure() || self.has_scalar_bounds()
    }

    /// Whether it speaks of members.
    pub fn has_structure(&self) -> bool {
        !self.properties.is_empty()
            || !self.required.is_empty()
            || self.has_other_members()
            || self.has_items()
            || self.member_lengths != Lengths::default()
            || self.list_lengths != Lengths::default()
            || self.unique
    }

    /// Whether it says what members look like that are not named.
    pub fn has_other_members(&self) -> bool {
        self.others.is_some() || !self.patterns.is_empty() || !self.keys.is_empty()
    }

    /// Whether it says what elements look like.
    pub fn has_items(&self) -> bool {
        !self.items.is_empty() || !self.prefix.is_empty() || self.no_more_items
    }

    fn has_scalar_bounds(&self) -> bool {
        self.format.is_some()
            || self.pattern.is_some()
            || self.bounds != Bounds::default()
            || self.text_lengths != Lengths::default()
    }

    fn kind(&mut self, kind: SchemaKind) {
        match kind {
            SchemaKind::Type(ty) => self.single_type(ty),
            SchemaKind::OneOf { one_of } => self.choice("oneOf", one_of.len(), true),
            SchemaKind::AnyOf { any_of } => self.choice("anyOf", any_of.len(), false),
            SchemaKind::AllOf { all_of } => self.parts(all_of.len()),
            SchemaKind::Not { .. } => self.has_not = true,
            SchemaKind::Any(any) => self.any(any),
        }
    }

    fn single_type(&mut self, ty: Type) {
        match ty {
            Type::String(string) => {
                self.types = vec![JsonType::String];
                self.format = format_name(string.format, string_format);
                self.pattern = string.pattern;
                self.text_lengths = lengths(string.min_length, string.max_length);
                self.set_values(string.enumeration, Value::String);
            }
            Type::Number(number) => {
                self.types = vec![JsonType::Number];
                self.format = format_name(number.format, |format| match format {
                    openapiv3::NumberFormat::Float => "float",
                    openapiv3::NumberFormat::Double => "double",
                });
                self.bounds = bounds(
                    number.minimum.map(decimal),
                    number.maximum.map(decimal),
                    number.multiple_of.map(decimal),
                );
                self.exclusive(number.exclusive_minimum, number.exclusive_maximum);
                self.set_values(number.enumeration, |value| {
                    decimal(value).map_or(Value::Null, Value::Number)
                });
            }
            Type::Integer(integer) => {
                self.types = vec![JsonType::Integer];
                self.format = format_name(integer.format, |format| match format {
                    openapiv3::IntegerFormat::Int32 => "int32",
                    openapiv3::IntegerFormat::Int64 => "int64",
                });
                let whole = |value: i64| Some(Number::from(value));
                self.bounds = bounds(
                    integer.minimum.map(whole),
                    integer.maximum.map(whole),
                    integer.multiple_of.map(whole),
                );
                self.exclusive(integer.exclusive_minimum, integer.exclusive_maximum);
                self.set_values(integer.enumeration, Value::from);
            }
            Type::Boolean(boolean) => {
                self.types = vec![JsonType::Boolean];
                self.set_values(boolean.enumeration, Value::Bool);
            }
            Type::Object(object) => {
                self.types = vec![JsonType::Object];
                self.object(
                    object.properties.into_keys(),
                    object.required,
                    object.additional_properties,
                );
                self.member_lengths = lengths(object.min_properties, object.max_properties);
            }
            Type::Array(array) => {
                self.types = vec![JsonType::Array];
                self.list(
                    array.items.is_some(),
                    lengths(array.min_items, array.max_items),
                    array.unique_items,
                );
            }
        }
    }

    fn any(&mut self, any: AnySchema) {
        if let Some(ty) = any.typ.as_deref().and_then(JsonType::from_name) {
            self.types = vec![ty];
        }
        self.format = any.format;
        self.pattern = any.pattern;
        self.bounds = bounds(
            any.minimum.map(decimal),
            any.maximum.map(decimal),
            any.multiple_of.map(decimal),
        );
        self.exclusive(
            any.exclusive_minimum.unwrap_or_default(),
            any.exclusive_maximum.unwrap_or_default(),
        );
        self.text_lengths = lengths(any.min_length, any.max_length);
        if !any.enumeration.is_empty() {
            self.values = Some(any.enumeration.into_iter().map(EnumValue::from).collect());
        }
        self.object(
            any.properties.into_keys(),
            any.required,
            any.additional_properties,
        );
        self.member_lengths = lengths(any.min_properties, any.max_properties);
        self.list(
            any.items.is_some(),
            lengths(any.min_items, any.max_items),
            any.unique_items.unwrap_or_default(),
        );
        self.parts(any.all_of.len());
        self.choice("oneOf", any.one_of.len(), true);
        self.choice("anyOf", any.any_of.len(), false);
        self.has_not = any.not.is_some();
    }

    fn object(
        &mut self,
        names: impl Iterator<Item = String>,
        required: Vec<String>,
        additional: Option<AdditionalProperties>,
    ) {
        let properties = self.place.join("properties");
        self.properties = names
            .map(|name| (name.clone(), vec![properties.join(&name)]))
            .collect();
        self.required = required.into_iter().collect();
        self.others = additional.map(|additional| match additional {
            AdditionalProperties::Any(true) => Others::Any,
            AdditionalProperties::Any(false) => Others::Forbidden,
            AdditionalProperties::Schema(schema) => match *schema {
                ReferenceOr::Reference { .. } | ReferenceOr::Item(_) => {
                    Others::Typed(vec![self.place.join("additionalProperties")])
                }
            },
        });
    }

    fn list(&mut self, has_items: bool, lengths: Lengths, unique: bool) {
        if has_items {
            self.items = vec![self.place.join("items")];
        }
        self.list_lengths = lengths;
        self.unique = unique;
    }

    fn parts(&mut self, count: usize) {
        let at = self.place.join("allOf");
        self.all_of = (0..count).map(|index| at.index(index)).collect();
    }

    fn choice(&mut self, key: &str, count: usize, exclusive: bool) {
        if count > 0 {
            let at = self.place.join(key);
            self.choices.push(Choice {
                branches: (0..count).map(|index| at.index(index)).collect(),
                exclusive,
            });
        }
    }

    fn exclusive(&mut self, minimum: bool, maximum: bool) {
        self.bounds.exclusive_minimum = minimum && self.bounds.minimum.is_some();
        self.bounds.exclusive_maximum = maximum && self.bounds.maximum.is_some();
    }

    fn set_values<T>(&mut self, values: Vec<Option<T>>, json: impl Fn(T) -> Value) {
        if !values.is_empty() {
            self.values = Some(
                values
                    .into_iter()
                    .map(|value| value.map_or(Value::Null, &json).into())
                    .collect(),
            );
        }
    }
}

fn format_name<T>(
    format: VariantOrUnknownOrEmpty<T>,
    name: impl Fn(T) -> &'static str,
) -> Option<String> {
    match format {
        VariantOrUnknownOrEmpty::Item(format) => Some(name(format).to_owned()),
        VariantOrUnknownOrEmpty::Unknown(format) => Some(format),
        VariantOrUnknownOrEmpty::Empty => None,
    }
}

fn string_format(format: WrittenStringFormat) -> &'static str {
    match format {
        WrittenStringFormat::Date => "date",
        WrittenStringFormat::DateTime => "date-time",
        WrittenStringFormat::Password => "password",
        WrittenStringFormat::Byte => "byte",
        WrittenStringFormat::Binary => "binary",
    }
}

/// A number; whole if it can be, since `openapiv3` makes floats of most.
fn decimal(value: f64) -> Option<Number> {
    if value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0 {
        return Some(Number::from(value as i64));
    }
    Number::from_f64(value)
}

fn bounds(
    minimum: Option<Option<Number>>,
    maximum: Option<Option<Number>>,
    multiple: Option<Option<Number>>,
) -> Bounds {
    Bounds {
        minimum: minimum.flatten(),
        maximum: maximum.flatten(),
        multiple_of: multiple
            .flatten()
            .filter(|number| number.as_f64().is_some_and(|value| value > 0.0)),
        ..Bounds::default()
    }
}

fn lengths(min: Option<usize>, max: Option<usize>) -> Lengths {
    Lengths {
        min: min.map(|min| min as u64),
        max: max.map(|max| max as u64),
    }
}
