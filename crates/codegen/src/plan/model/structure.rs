//! Structs: the types of objects and tuples.

use super::default::DefaultPlan;
use super::docs::Docs;
use super::ty::RustType;
use crate::names::FieldName;

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
