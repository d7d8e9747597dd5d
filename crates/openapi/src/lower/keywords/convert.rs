//! Conversion of the types of `openapiv3` to [`Keywords`].

use indexmap::IndexMap;
use openapiv3::{
    AdditionalProperties, AnySchema, ArrayType, IntegerFormat, IntegerType, NumberFormat,
    NumberType, ObjectType, Schema, SchemaKind, StringFormat, StringType, Type,
    VariantOrUnknownOrEmpty,
};
use serde_json::{Number, Value};

use super::{AdditionalKeyword, Choice, DiscriminatorKeyword, Keywords};
use crate::document::TYPES_EXTENSION;
use crate::ir::{Access, Bounds, Docs, EnumValue, Lengths};
use crate::lower::number::MAX_EXACT_INTEGER;
use crate::pointer::Span;
use crate::vocabulary::JsonType;

/// Returns the keywords of a schema at a location.
pub(super) fn from_schema(schema: Schema, span: &Span) -> Keywords {
    let data = schema.schema_data;
    let mut keywords = Keywords {
        span: span.clone(),
        nullable: data.nullable,
        default: data.default,
        ..Keywords::default()
    };
    keywords.access = match (data.read_only, data.write_only) {
        (true, false) => Access::ReadOnly,
        (false, true) => Access::WriteOnly,
        _ => Access::ReadWrite,
    };
    if let Some(Value::Array(types)) = data.extensions.get(TYPES_EXTENSION) {
        keywords.types = types
            .iter()
            .filter_map(|name| JsonType::from_name(name.as_str()?))
            .collect();
    }
    keywords.discriminator = data
        .discriminator
        .map(|discriminator| DiscriminatorKeyword {
            property: discriminator.property_name,
            mapping: discriminator.mapping,
            span: span.join("discriminator"),
        });
    keywords.docs = Docs {
        title: data.title,
        description: data.description,
        deprecated: data.deprecated,
        external: data.external_docs.map(|docs| docs.url),
        example: data.example,
    };
    keywords.set_kind(schema.schema_kind);
    annotate_values(
        keywords.values.as_deref_mut().unwrap_or_default(),
        &data.extensions,
    );
    keywords
}

impl Keywords {
    fn set_kind(&mut self, kind: SchemaKind) {
        match kind {
            SchemaKind::Type(ty) => self.set_type(ty),
            SchemaKind::OneOf { one_of } => self.add_choice("oneOf", one_of.len(), true),
            SchemaKind::AnyOf { any_of } => self.add_choice("anyOf", any_of.len(), false),
            SchemaKind::AllOf { all_of } => self.set_all_of(all_of.len()),
            // `not` is read from the value tree, where it can be a boolean.
            SchemaKind::Not { .. } => {}
            SchemaKind::Any(any) => self.set_any(any),
        }
    }

    fn set_type(&mut self, ty: Type) {
        match ty {
            Type::String(string) => self.set_string(string),
            Type::Number(number) => self.set_number(number),
            Type::Integer(integer) => self.set_integer(integer),
            Type::Boolean(boolean) => {
                self.types = vec![JsonType::Boolean];
                self.set_values(boolean.enumeration, Value::Bool);
            }
            Type::Object(object) => {
                let ObjectType {
                    properties,
                    required,
                    additional_properties,
                    min_properties,
                    max_properties,
                } = object;
                self.types = vec![JsonType::Object];
                self.set_properties(properties.into_keys(), required);
                self.set_additional(additional_properties);
                self.object_lengths = lengths(min_properties, max_properties);
            }
            Type::Array(array) => {
                let ArrayType {
                    items,
                    min_items,
                    max_items,
                    unique_items,
                } = array;
                self.types = vec![JsonType::Array];
                self.set_items(items.is_some());
                self.array_lengths = lengths(min_items, max_items);
                self.unique = unique_items;
            }
        }
    }

    fn set_string(&mut self, string: StringType) {
        self.types = vec![JsonType::String];
        self.format = format_name(string.format, |format| match format {
            StringFormat::Date => "date",
            StringFormat::DateTime => "date-time",
            StringFormat::Password => "password",
            StringFormat::Byte => "byte",
            StringFormat::Binary => "binary",
        });
        self.pattern = string.pattern;
        self.string_lengths = lengths(string.min_length, string.max_length);
        self.set_values(string.enumeration, Value::String);
    }

    fn set_number(&mut self, number: NumberType) {
        self.types = vec![JsonType::Number];
        self.format = format_name(number.format, |format| match format {
            NumberFormat::Float => "float",
            NumberFormat::Double => "double",
        });
        self.bounds = Bounds {
            minimum: number.minimum.and_then(decimal),
            maximum: number.maximum.and_then(decimal),
            multiple_of: number.multiple_of.and_then(decimal).filter(is_positive),
            ..Bounds::default()
        };
        self.set_exclusive(number.exclusive_minimum, number.exclusive_maximum);
        self.set_values(number.enumeration, |value| {
            decimal(value).map_or(Value::Null, Value::Number)
        });
    }

    fn set_integer(&mut self, integer: IntegerType) {
        self.types = vec![JsonType::Integer];
        self.format = format_name(integer.format, |format| match format {
            IntegerFormat::Int32 => "int32",
            IntegerFormat::Int64 => "int64",
        });
        self.bounds = Bounds {
            minimum: integer.minimum.map(Number::from),
            maximum: integer.maximum.map(Number::from),
            multiple_of: integer.multiple_of.map(Number::from).filter(is_positive),
            ..Bounds::default()
        };
        self.set_exclusive(integer.exclusive_minimum, integer.exclusive_maximum);
        self.set_values(integer.enumeration, Value::from);
    }

    /// Sets the keywords of a schema without `type`, or with a combination of keywords that
    /// `openapiv3` has no type for.
    fn set_any(&mut self, any: AnySchema) {
        if let Some(ty) = any.typ.as_deref().and_then(JsonType::from_name) {
            self.types = vec![ty];
        }
        self.format = any.format;
        self.pattern = any.pattern;
        self.bounds = Bounds {
            minimum: any.minimum.and_then(decimal),
            maximum: any.maximum.and_then(decimal),
            multiple_of: any.multiple_of.and_then(decimal).filter(is_positive),
            ..Bounds::default()
        };
        self.set_exclusive(
            any.exclusive_minimum.unwrap_or_default(),
            any.exclusive_maximum.unwrap_or_default(),
        );
        self.string_lengths = lengths(any.min_length, any.max_length);
        if !any.enumeration.is_empty() {
            self.values = Some(any.enumeration.into_iter().map(EnumValue::from).collect());
        }
        self.set_properties(any.properties.into_keys(), any.required);
        self.set_additional(any.additional_properties);
        self.object_lengths = lengths(any.min_properties, any.max_properties);
        self.set_items(any.items.is_some());
        self.array_lengths = lengths(any.min_items, any.max_items);
        self.unique = any.unique_items.unwrap_or_default();
        self.set_all_of(any.all_of.len());
        self.add_choice("oneOf", any.one_of.len(), true);
        self.add_choice("anyOf", any.any_of.len(), false);
    }

    fn set_properties(&mut self, names: impl Iterator<Item = String>, required: Vec<String>) {
        let properties = self.span.join("properties");
        self.properties = names
            .map(|name| (name.clone(), vec![properties.join(&name)]))
            .collect();
        self.required = required.into_iter().collect();
    }

    fn set_additional(&mut self, additional: Option<AdditionalProperties>) {
        self.additional = additional.map(|additional| match additional {
            AdditionalProperties::Any(true) => AdditionalKeyword::Any,
            AdditionalProperties::Any(false) => AdditionalKeyword::Forbidden,
            AdditionalProperties::Schema(_) => {
                AdditionalKeyword::Typed(vec![self.span.join("additionalProperties")])
            }
        });
    }

    fn set_items(&mut self, has_items: bool) {
        if has_items {
            self.items = vec![self.span.join("items")];
        }
    }

    fn set_all_of(&mut self, count: usize) {
        let all_of = self.span.join("allOf");
        self.all_of = (0..count).map(|index| all_of.index(index)).collect();
    }

    fn add_choice(&mut self, key: &str, count: usize, exclusive: bool) {
        if count > 0 {
            let choice = self.span.join(key);
            self.choices.push(Choice {
                branches: (0..count).map(|index| choice.index(index)).collect(),
                exclusive,
            });
        }
    }

    fn set_exclusive(&mut self, minimum: bool, maximum: bool) {
        self.bounds.exclusive_minimum = minimum && self.bounds.minimum.is_some();
        self.bounds.exclusive_maximum = maximum && self.bounds.maximum.is_some();
    }

    fn set_values<T>(&mut self, values: Vec<Option<T>>, json: impl Fn(T) -> Value) {
        if !values.is_empty() {
            let values = values
                .into_iter()
                .map(|value| value.map_or(Value::Null, &json).into());
            self.values = Some(values.collect());
        }
    }
}

/// Sets the names and descriptions of values from widespread extensions: lists with an entry for
/// each value, or objects that repeat the value.
fn annotate_values(values: &mut [EnumValue], extensions: &IndexMap<String, Value>) {
    let list = |keys: &[&str]| keys.iter().find_map(|key| extensions.get(*key)?.as_array());
    let text = |value: &Value| {
        let text = value.as_str().filter(|text| !text.trim().is_empty());
        text.map(str::to_owned)
    };
    // If the lengths differ, it is unclear which value a name belongs to.
    if let Some(names) =
        list(&["x-enum-varnames", "x-enumNames"]).filter(|names| names.len() == values.len())
    {
        values
            .iter_mut()
            .zip(names)
            .for_each(|(value, name)| value.name = text(name));
    }
    if let Some(descriptions) = list(&["x-enum-descriptions", "x-enumDescriptions"]) {
        values
            .iter_mut()
            .zip(descriptions)
            .for_each(|(value, description)| value.description = text(description));
    }
    let objects = extensions
        .get("x-ms-enum")
        .and_then(|extension| extension.get("values")?.as_array());
    for object in objects.into_iter().flatten() {
        let described = values
            .iter_mut()
            .filter(|value| object.get("value") == Some(&value.value));
        for value in described {
            value.name = object.get("name").and_then(text);
            value.description = object.get("description").and_then(text);
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

/// Converts a number to an integer if it has no fraction, since `openapiv3` reads most numbers as
/// floats.
fn decimal(value: f64) -> Option<Number> {
    if value.fract() == 0.0 && value.abs() < MAX_EXACT_INTEGER {
        return Some(Number::from(value as i64));
    }
    Number::from_f64(value)
}

fn is_positive(number: &Number) -> bool {
    number.as_f64().is_some_and(|value| value > 0.0)
}

fn lengths(min: Option<usize>, max: Option<usize>) -> Lengths {
    Lengths {
        min: min.map(|min| min as u64),
        max: max.map(|max| max as u64),
    }
}
