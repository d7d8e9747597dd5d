//! The types of the types crate, decided.

use serde_json::Value;
use specwright_openapi::ir::JsonType;

use crate::config::{Attribute, Derive};
use crate::names::{FieldName, MethodName, ModuleName, TypeName, VariantName};
use crate::plan::docs::Docs;
use crate::plan::ty::RustType;

/// A type with a name.
#[derive(Clone, Debug)]
pub struct TypeItem {
    /// Its name.
    pub name: TypeName,
    /// The module that it stands in, alone.
    pub module: ModuleName,
    /// Its documentation.
    pub docs: Docs,
    /// What it is.
    pub shape: Shape,
    /// What it derives besides what it needs; nothing for an alias.
    pub derives: Vec<Derive>,
    /// Its attributes besides those that it needs; none for an alias.
    pub attributes: Vec<Attribute>,
}

/// What a type is.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A struct with a field for each member of an object.
    Struct(StructPlan),
    /// A struct with a field for each position of a list.
    Tuple(StructPlan),
    /// One of listed texts.
    StringEnum(EnumPlan<String>),
    /// One of listed whole numbers.
    IntegerEnum(EnumPlan<i64>),
    /// One of listed values of several types.
    ValueEnum(EnumPlan<Value>),
    /// One of several types.
    Union(UnionPlan),
    /// Another name of a type.
    Alias(RustType),
    /// A type around another, where an alias would contain itself.
    Newtype {
        /// The other.
        ty: RustType,
        /// Whether there is a value of all that is optional.
        has_default: bool,
    },
}

/// A struct.
#[derive(Clone, Debug)]
pub struct StructPlan {
    /// The fields in the document's order.
    pub fields: Vec<FieldPlan>,
    /// The field for the members or elements that have no field of their own, if they are kept.
    pub additional: Option<AdditionalPlan>,
    /// Whether it is a multipart body.
    pub is_multipart: bool,
}

/// The field for the members or elements that have no field of their own.
#[derive(Clone, Debug)]
pub struct AdditionalPlan {
    /// The field.
    pub name: FieldName,
    /// The values of the map, or of the list.
    pub ty: RustType,
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub struct FieldPlan {
    /// The field.
    pub name: FieldName,
    /// The key of the member; empty for an element, whose position tells it.
    pub wire: String,
    /// Its documentation.
    pub docs: Docs,
    /// What its value is when it is there.
    pub ty: RustType,
    /// Whether it may be absent or `null`.
    pub presence: Presence,
    /// The accessor of the value or its default.
    pub default: Option<DefaultPlan>,
}

/// Whether a member may be absent or `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Always there: `T`.
    Required,
    /// Always there, and maybe `null`: `Option<T>`.
    Nullable,
    /// Maybe absent: `Option<T>`.
    Optional,
    /// Maybe absent, maybe `null`: `OptionalNullable<T>`.
    OptionalNullable,
    /// Maybe absent, with `null` among the values of the type itself: `Option<T>` where `Some` may hold `null`.
    OptionalValue,
}

/// An accessor of the value of a field or its default.
#[derive(Clone, Debug)]
pub struct DefaultPlan {
    /// The method.
    pub method: MethodName,
    /// The default as the document writes it.
    pub json: Value,
    /// The default.
    pub expression: DefaultExpression,
    /// Whether the value is copied and not cloned.
    pub copied: bool,
}

/// A default as an expression of a type.
#[derive(Clone, Debug)]
pub enum DefaultExpression {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// A number.
    Float(f64),
    /// A text as `String`.
    Text(String),
    /// What `From` makes of a text.
    FromText(RustType, String),
    /// What `From` makes of a number.
    FromInteger(RustType, i64),
    /// A variant of an enum.
    Variant(RustType, VariantName),
    /// What `From` makes of a JSON value that is neither a list nor an object.
    FromValue(RustType, Value),
    /// A list.
    List(Vec<DefaultExpression>),
    /// A tuple.
    Tuple(Vec<DefaultExpression>),
    /// What `Default` says.
    Default,
}

/// An enum of listed values.
#[derive(Clone, Debug)]
pub struct EnumPlan<T> {
    /// The values in the document's order.
    pub variants: Vec<EnumVariant<T>>,
    /// The variant that `Default` gives.
    pub default: Option<VariantName>,
    /// Whether it refuses values that the document does not name, and has no variant for them.
    pub closed: bool,
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub struct EnumVariant<T> {
    /// The variant.
    pub name: VariantName,
    /// The value.
    pub value: T,
    /// Its documentation.
    pub docs: Docs,
}

/// An enum of several types.
#[derive(Clone, Debug)]
pub struct UnionPlan {
    /// The branches, in the document's order.
    pub variants: Vec<UnionVariant>,
    /// How a reader tells them apart.
    pub telling: Telling,
    /// What the scalars of a tag choose, each of them once.
    pub tagged: Vec<TaggedPlan>,
    /// The positions of the branches that a value without a tag may have.
    pub untagged: Vec<usize>,
    /// The positions of all branches in the order in which they are tried: the first that keeps all of a value is taken.
    pub tried: Vec<usize>,
    /// Whether it refuses values that fit no branch, and has no variant for them.
    pub closed: bool,
    /// Whether one branch is so much larger than the others that a lint asks for a box.
    pub is_lopsided: bool,
}

/// What some scalars of a tag choose.
#[derive(Clone, Debug)]
pub struct TaggedPlan {
    /// The scalars.
    pub tags: Vec<String>,
    /// The positions of the branches; several are tried.
    pub variants: Vec<usize>,
}

/// How a reader tells the branches of a union apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Telling {
    /// By the scalar in a member.
    Tag {
        /// The member.
        property: String,
        /// Whether the scalar is a text.
        is_text: bool,
    },
    /// By the constant in a member.
    Constant(String),
    /// By the JSON type.
    JsonType,
    /// By the members that are there.
    Keys,
    /// By trying all of them.
    Trial,
}

/// A branch of a union.
#[derive(Clone, Debug)]
pub struct UnionVariant {
    /// The variant.
    pub name: VariantName,
    /// Its documentation.
    pub docs: Docs,
    /// What it holds.
    pub ty: RustType,
    /// The texts that choose it.
    pub tags: Vec<String>,
    /// Whether the tag must be added when it is written, since the type has no member for it.
    pub adds_tag: bool,
    /// The constant that chooses it.
    pub constant: Option<Value>,
    /// The members that choose it, or that it needs where several branches are tried.
    pub keys: Vec<String>,
    /// Whether its JSON types choose it, whatever tells the others apart.
    pub by_type: bool,
    /// The JSON types that choose it; empty when it takes any.
    pub json_types: Vec<JsonType>,
}

impl DefaultExpression {
    /// The types that the expression names.
    pub fn types(&self) -> Vec<&RustType> {
        match self {
            DefaultExpression::FromText(ty, _)
            | DefaultExpression::FromInteger(ty, _)
            | DefaultExpression::FromValue(ty, _)
            | DefaultExpression::Variant(ty, _) => vec![ty],
            DefaultExpression::List(values) | DefaultExpression::Tuple(values) => {
                values.iter().flat_map(DefaultExpression::types).collect()
            }
            _ => Vec::new(),
        }
    }
}

impl FieldPlan {
    /// The type of the field, with what its presence puts around it.
    pub fn full_type(&self) -> RustType {
        let inner = self.ty.clone();
        match self.presence {
            Presence::Required => inner,
            Presence::Nullable | Presence::Optional | Presence::OptionalValue => inner.optional(),
            Presence::OptionalNullable => RustType::OptionalNullable(Box::new(inner)),
        }
    }
}

impl StructPlan {
    /// The fields that must be given.
    pub fn required(&self) -> impl Iterator<Item = &FieldPlan> {
        self.fields
            .iter()
            .filter(|field| field.presence == Presence::Required)
    }
}
