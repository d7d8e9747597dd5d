//! Schemas: what values look like.

use serde_json::Value;

use super::JsonType;
use crate::pointer::Span;

/// Names a [`Schema`] of one `Api`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(pub u32);

/// One schema: a component, or one that stands inline where it is used.
#[derive(Clone, Debug)]
pub struct Schema {
    /// Where a name for it can be taken from.
    pub name: SchemaName,
    /// The texts of the schema.
    pub docs: Docs,
    /// What its values look like; `null` is never among them (see [`TypeRef::nullable`]), save for [`SchemaKind::Null`].
    pub kind: SchemaKind,
    /// The value that stands for an absent one.
    pub default: Option<Value>,
    /// On which ways its values travel.
    pub usage: Usage,
    /// Where it stands.
    pub span: Span,
}

/// Where the name of a schema comes from. It never depends on what else is in the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaName {
    /// The key under `components/schemas` (or another named place of the components).
    Component(String),
    /// An inline schema: the nearest named thing around it (a component, an operation's id), and the steps from there to here, such as
    /// `["address"]`, `["items"]`, `["request", "body"]`, `["created", "body"]`. A `title` is not part of it.
    Inline {
        /// The component that holds it, if it stands in one: its types are named after that component's.
        owner: Option<SchemaId>,
        /// The operation that holds it, if it does not stand in a component: the operation's id.
        operation: Option<String>,
        /// The steps from the owner to here, outermost first.
        steps: Vec<String>,
    },
}

/// The texts and marks that go into documentation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs {
    /// A short text: a schema's `title` or an operation's `summary`.
    pub title: Option<String>,
    /// A longer text, CommonMark.
    pub description: Option<String>,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// Where more is written.
    pub external: Option<String>,
    /// An example, as it was given.
    pub example: Option<Value>,
}

/// A use of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeRef {
    /// The schema.
    pub id: SchemaId,
    /// Whether `null` is a value here, by the use or by the schema itself.
    pub nullable: bool,
    /// Whether this use closes a cycle of values that hold each other directly (not through an array or a map), so that a language with
    /// values in place must put it behind a pointer. Set on as few uses as break all cycles.
    pub cyclic: bool,
}

/// What the values of a schema look like.
#[derive(Clone, Debug)]
pub enum SchemaKind {
    /// Any value: the schema says nothing.
    Any,
    /// Only `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A whole number; `format` as written (`int32`, `int64`, `uint32` …).
    Integer {
        /// The format, any text.
        format: Option<String>,
        /// The bounds.
        bounds: Bounds,
    },
    /// A number; `format` as written (`float`, `double` …).
    Number {
        /// The format, any text.
        format: Option<String>,
        /// The bounds.
        bounds: Bounds,
    },
    /// A text.
    String {
        /// What kind of text.
        format: StringFormat,
        /// Length bounds in Unicode characters.
        lengths: Lengths,
        /// An ECMA-262 regular expression that is found somewhere in the text.
        pattern: Option<String>,
    },
    /// One of listed values.
    Enum(Enumeration),
    /// A list.
    Array(Array),
    /// A list with a schema for each position.
    Tuple(Tuple),
    /// An object; without properties it is a map.
    Object(Object),
    /// One of several schemas.
    Union(Union),
}

/// The `format` of a string, as far as it changes what is written for it (OpenAPI 3.0.3, 4.4; the format registry).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StringFormat {
    /// None.
    Plain,
    /// `date-time`: RFC 3339.
    DateTime,
    /// `date`: RFC 3339, full-date.
    Date,
    /// `byte`: base64.
    Base64,
    /// `binary`: raw octets; a text only where the medium is JSON.
    Binary,
    /// `password`: a text that must not be shown.
    Password,
    /// Another one, as written: `uuid`, `uri`, `email` …
    Other(String),
}

/// Bounds of a number; none of them is NaN.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bounds {
    /// The least value.
    pub minimum: Option<serde_json::Number>,
    /// The greatest value.
    pub maximum: Option<serde_json::Number>,
    /// Whether the least value itself is excluded.
    pub exclusive_minimum: bool,
    /// Whether the greatest value itself is excluded.
    pub exclusive_maximum: bool,
    /// Values are multiples of this, which is above 0.
    pub multiple_of: Option<serde_json::Number>,
}

/// Bounds of a count: characters, elements or members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Lengths {
    /// The least count.
    pub min: Option<u64>,
    /// The greatest count.
    pub max: Option<u64>,
}

/// One of listed values, `null` not among them.
#[derive(Clone, Debug)]
pub struct Enumeration {
    /// The type that all values share: string, integer (of 64 bits, signed) or boolean. `None` for any other values and for values of
    /// several types. An enumeration of type boolean has one value.
    pub json_type: Option<JsonType>,
    /// The values in the document's order, each once.
    pub values: Vec<EnumValue>,
}

/// A value of an enumeration.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The value; a number that is whole is an integer.
    pub value: Value,
    /// What the document calls it.
    pub name: Option<String>,
    /// What it means, if the document says so.
    pub description: Option<String>,
}

/// A list.
#[derive(Clone, Debug)]
pub struct Array {
    /// The elements.
    pub items: TypeRef,
    /// Bounds of their number.
    pub lengths: Lengths,
    /// Whether no element occurs twice.
    pub unique: bool,
}

/// A list with a schema for each position (JSON Schema 2020-12, 10.3.1.1, `prefixItems`).
#[derive(Clone, Debug)]
pub struct Tuple {
    /// The schemas of the first elements. Unless the lengths say so, they need not all be there.
    pub items: Vec<TypeRef>,
    /// The elements after those.
    pub rest: Additional,
    /// Bounds of the number of all elements.
    pub lengths: Lengths,
    /// Whether no element occurs twice.
    pub unique: bool,
}

/// An object, all its `allOf` parts merged in.
#[derive(Clone, Debug, Default)]
pub struct Object {
    /// The named members in the document's order.
    pub properties: Vec<Property>,
    /// Members that are required but not described.
    pub required: Vec<String>,
    /// The members whose keys a pattern is found in, named ones among them.
    pub pattern_properties: Vec<PatternProperty>,
    /// The members that are neither named nor have such a key.
    pub additional: Additional,
    /// All members that are not named: what `patterns` and `additional` say together.
    pub undeclared: Additional,
    /// What every key has to be: a schema of texts.
    pub property_names: Option<TypeRef>,
    /// Bounds of the number of members.
    pub lengths: Lengths,
}

/// The members of an object whose keys a pattern is found in (JSON Schema 2020-12, 10.3.2.2, `patternProperties`).
#[derive(Clone, Debug)]
pub struct PatternProperty {
    /// An ECMA-262 regular expression.
    pub pattern: String,
    /// The values.
    pub ty: TypeRef,
}

/// A named member of an object.
#[derive(Clone, Debug)]
pub struct Property {
    /// The key.
    pub name: String,
    /// The value.
    pub ty: TypeRef,
    /// Whether the document requires it, whatever `access` says.
    pub required: bool,
    /// Which way it travels.
    pub access: Access,
    /// The texts of the use, or those of the schema where the use has none.
    pub docs: Docs,
    /// The value that stands for an absent one.
    pub default: Option<Value>,
    /// Where it stands.
    pub span: Span,
}

/// Which way a member travels (OpenAPI 3.0.3, 4.7.24.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Access {
    /// Both ways.
    #[default]
    ReadWrite,
    /// `readOnly`: only in responses.
    ReadOnly,
    /// `writeOnly`: only in requests.
    WriteOnly,
}

/// What the members that are not named look like, or the elements that have no position of their own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Additional {
    /// The schema does not say: allowed, of any kind, of no interest.
    #[default]
    Unspecified,
    /// `false`: there are none.
    Forbidden,
    /// `true` or `{}`: of any kind, and meant to be there.
    Any,
    /// A schema.
    Typed(TypeRef),
}

/// One of several schemas (`oneOf`, `anyOf`).
#[derive(Clone, Debug)]
pub struct Union {
    /// The schemas in the document's order; `null` is not among them.
    pub branches: Vec<Branch>,
    /// How a reader tells which one a value has.
    pub discrimination: Discrimination,
    /// Whether a value must fit exactly one (`oneOf`) or at least one (`anyOf`).
    pub exclusive: bool,
}

/// One schema of a union.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The schema.
    pub ty: TypeRef,
    /// A name for the branch, unique in the union: a component's name, a title, the JSON type, or a position as the last resort.
    pub name: String,
    /// Whether its values are no objects; their JSON types tell them from those of all other branches unless [`Discrimination::BestMatch`] does.
    pub never_object: bool,
    /// With [`Discrimination::Discriminator`]: the values of the property that choose this branch, at least one. Another branch may have one of
    /// them too.
    pub discriminator_values: Vec<String>,
    /// With [`Discrimination::Constant`]: the value of the member that chooses this branch.
    pub constant: Option<Value>,
    /// With [`Discrimination::RequiredProperty`]: the keys that must be there and that no later branch has.
    pub unique_properties: Vec<String>,
}

/// How a reader tells the branches of a union apart, those whose values are objects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Discrimination {
    /// By the value of a member that the document names (OpenAPI 3.0.3, 4.7.25), or that has other scalars in each branch.
    Discriminator {
        /// The member.
        property: String,
        /// Whether its values are texts; otherwise tags are what JSON writes for numbers and booleans.
        is_string: bool,
    },
    /// By a member that has another constant in each branch.
    Constant {
        /// The member.
        property: String,
    },
    /// No two branches share a JSON type.
    JsonType,
    /// All branches are texts, numbers or booleans of one kind, and differ in what is checked only.
    SameRepresentation,
    /// By a required member that only that branch has; branches are looked at in order.
    RequiredProperty,
    /// All branches are tried, and the one that keeps the most of the value is taken.
    BestMatch,
}

/// On which ways values of a schema travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// In a parameter or a request body.
    pub request: bool,
    /// In a response body or header.
    pub response: bool,
}

impl SchemaId {
    /// The position in [`Api::schemas`](super::Api::schemas).
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl Object {
    /// The schemas of the members that are not named, and of the keys.
    pub fn undeclared_uses(&self) -> impl Iterator<Item = TypeRef> {
        let patterns = self.pattern_properties.iter().map(|members| members.ty);
        patterns
            .chain(self.additional.typed())
            .chain(self.undeclared.typed())
            .chain(self.property_names)
    }
}

impl Tuple {
    /// How many of the first elements are always there.
    pub fn required(&self) -> usize {
        let min = self
            .lengths
            .min
            .and_then(|min| usize::try_from(min).ok())
            .unwrap_or(0);
        min.min(self.items.len())
    }
}

impl Additional {
    /// The schema, if there is one.
    pub fn typed(self) -> Option<TypeRef> {
        match self {
            Additional::Typed(ty) => Some(ty),
            Additional::Unspecified | Additional::Forbidden | Additional::Any => None,
        }
    }
}

impl TypeRef {
    /// A use without `null` that closes no cycle.
    pub fn plain(id: SchemaId) -> Self {
        Self {
            id,
            nullable: false,
            cyclic: false,
        }
    }
}
