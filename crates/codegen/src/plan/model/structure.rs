//! Structs: the types of objects, and of tuples that are not Rust tuples.

use super::default::{DefaultExpression, DefaultPlan};
use super::docs::Docs;
use super::ty::RustType;
use crate::names::FieldName;

/// A struct.
#[derive(Clone, Debug, PartialEq)]
pub struct StructPlan {
    /// The fields, in document order.
    pub fields: Vec<FieldPlan>,
    /// The field for all other properties or elements, if they are kept.
    pub additional: Option<AdditionalPlan>,
    /// Whether the struct is a multipart body.
    pub is_multipart: bool,
    /// Whether serde derives the conversions: a user-supplied type only implements serde's traits,
    /// a configured `serde` attribute needs a derive, and other derives read serde's attributes.
    pub by_serde: bool,
}

/// The field for properties or elements without a field of their own.
#[derive(Clone, Debug, PartialEq)]
pub struct AdditionalPlan {
    /// The name of the field.
    pub name: FieldName,
    /// The type of the values of the map, or of the elements of the list.
    pub ty: RustType,
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldPlan {
    /// The name of the field.
    pub name: FieldName,
    /// The name of the property in JSON; empty for the element of a tuple.
    pub wire: String,
    /// The documentation of the field.
    pub docs: Docs,
    /// The type of a value that is neither absent nor `null`.
    pub ty: RustType,
    /// Whether the value may be absent or `null`.
    pub presence: Presence,
    /// The accessor that returns the value or its default.
    pub default: Option<DefaultPlan>,
    /// The value that constructors set: of a constant or a discriminator.
    pub initial: Option<InitialPlan>,
}

/// The value of a required field for which constructors have no argument.
#[derive(Clone, Debug, PartialEq)]
pub struct InitialPlan {
    /// The value.
    pub expression: DefaultExpression,
    /// Whether the schema allows no other value.
    pub is_constant: bool,
    /// Whether the value is the one of `Default`.
    pub is_rust_default: bool,
}

/// Whether a property or an element may be absent or `null`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Present and not `null`: `T`.
    Required,
    /// Present, but possibly `null`: `Option<T>`.
    Nullable,
    /// Possibly absent, but not `null`: `Option<T>`.
    Optional,
    /// Possibly absent or `null`: `OptionalNullable<T>`.
    OptionalNullable,
    /// Possibly absent, with a type that includes `null`: `Option<T>`, where `Some` may contain
    /// `null`.
    OptionalValue,
}

impl FieldPlan {
    /// Returns the type of the field, including the `Option` that its presence adds.
    pub fn full_type(&self) -> RustType {
        let inner = self.ty.clone();
        match self.presence {
            Presence::Required => inner,
            Presence::Nullable | Presence::Optional | Presence::OptionalValue => inner.optional(),
            Presence::OptionalNullable => RustType::OptionalNullable(Box::new(inner)),
        }
    }

    /// Returns the value of a field of the type [`RustType::Constant`].
    pub fn constant(&self) -> Option<&str> {
        match &self.initial.as_ref()?.expression {
            DefaultExpression::FromString(RustType::Constant, value) => Some(value),
            _ => None,
        }
    }

    /// Returns the only value of a boolean field.
    pub fn flag(&self) -> Option<bool> {
        let initial = self.initial.as_ref()?;
        match initial.expression {
            DefaultExpression::Bool(value) if initial.is_constant => Some(value),
            _ => None,
        }
    }
}

impl StructPlan {
    /// Returns the types of the fields.
    pub fn types(&self) -> impl Iterator<Item = &RustType> {
        let additional = self.additional.iter().map(|additional| &additional.ty);
        self.fields.iter().map(|field| &field.ty).chain(additional)
    }

    /// Returns the fields that the constructor takes.
    pub fn arguments(&self) -> impl Iterator<Item = &FieldPlan> {
        self.fields
            .iter()
            .filter(|field| field.presence == Presence::Required && field.initial.is_none())
    }

    /// Returns whether every field has an initial value, so that the struct has a default instead
    /// of a constructor.
    pub fn has_default(&self) -> bool {
        self.arguments().next().is_none()
    }

    /// Returns whether the default of the struct consists of the defaults of its fields.
    pub fn derives_default(&self) -> bool {
        let mut initial = self
            .fields
            .iter()
            .filter_map(|field| field.initial.as_ref());
        self.has_default() && initial.all(|initial| initial.is_rust_default)
    }
}
