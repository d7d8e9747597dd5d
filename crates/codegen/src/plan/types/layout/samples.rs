//! Types for the tests of this folder.

use crate::names::{FieldName, Scope, TypePath, VariantName};
use crate::plan::model::docs::Docs;
use crate::plan::model::structure::{FieldPlan, Presence, StructPlan};
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{Shape, TypeItem};
use crate::plan::model::union::{Discrimination, MatchCondition, Tag, UnionPlan, UnionVariant};

pub(super) fn named(name: &str) -> RustType {
    RustType::Named(path(name))
}

/// Returns a struct with required fields of some types.
pub(super) fn structure(name: &str, fields: Vec<RustType>) -> TypeItem {
    let fields = fields.into_iter().map(|ty| field(ty, Presence::Required));
    item(
        name,
        Shape::Struct(StructPlan {
            fields: fields.collect(),
            additional: None,
            is_multipart: false,
            by_serde: false,
        }),
    )
}

pub(super) fn field(ty: RustType, presence: Presence) -> FieldPlan {
    FieldPlan {
        name: Scope::new().name::<FieldName>("field"),
        wire: "field".to_owned(),
        docs: Docs::new(),
        ty,
        presence,
        default: None,
        initial: None,
    }
}

/// Returns an open union with variants of some types.
pub(super) fn union(name: &str, variants: Vec<RustType>) -> TypeItem {
    let variants = variants.into_iter().map(|ty| UnionVariant {
        by_serde: false,
        name: Scope::new().name::<VariantName>("variant"),
        docs: Docs::new(),
        ty,
        discriminator_values: Vec::new(),
        tag: Tag::OfType,
        required_properties: Vec::new(),
        is_open_union: false,
        by_json_type: false,
        condition: MatchCondition::Deserializes,
    });
    item(
        name,
        Shape::Union(UnionPlan {
            variants: variants.collect(),
            discrimination: Discrimination::BestMatch,
            dispatch: Vec::new(),
            without_discriminator: Vec::new(),
            match_order: Vec::new(),
            closed: false,
            has_large_variant: false,
        }),
    )
}

pub(super) fn item(name: &str, shape: Shape) -> TypeItem {
    TypeItem {
        path: path(name),
        file: Vec::new(),
        docs: Docs::new(),
        shape,
        derives: Vec::new(),
        attributes: Vec::new(),
    }
}

fn path(name: &str) -> TypePath {
    TypePath::new(Vec::new(), Scope::new().name(name))
}
