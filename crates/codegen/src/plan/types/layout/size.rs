//! Estimates of the sizes of types.
//!
//! The user's compiler determines the layout of generated types, so sizes are estimates. Boxing
//! needs stable estimates; the lint needs close estimates, but may overestimate. One model serves
//! both.

use std::collections::BTreeMap;

use crate::names::TypePath;
use crate::plan::model::structure::{FieldPlan, Presence, StructPlan};
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{Shape, TypeItem};

/// The size of pointers and the alignment of fields, in bytes.
pub(super) const WORD: usize = 8;

/// The size of a map or a list of additional properties or elements, in bytes.
const COLLECTION: usize = 24;

/// The use of an estimate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// The selection of values to box. An estimate may be too large, but it must not depend on
    /// details, because a different decision is a breaking change of the generated crate.
    ///
    /// [`RustType::Option`] adds a discriminant; an optional field adds a discriminant only for
    /// values of 8 bytes that are not boxed. A user-supplied type is small.
    Boxing,
    /// The selection of enums that need an exception from clippy's `large_enum_variant`. The
    /// estimate is close to the layout that the compiler chooses: an `Option` of a large type uses
    /// a niche. A type of unknown size is large, because a superfluous exception is harmless.
    Lint,
}

/// The estimated size of a named type.
#[derive(Clone, Copy, Debug)]
struct Estimate {
    bytes: usize,
    /// The number of types that contain each other inline, from this type inwards.
    depth: usize,
}

/// The estimated sizes of named types. A type must be added after those that it contains inline.
#[derive(Debug)]
pub(super) struct Sizes {
    purpose: Purpose,
    estimates: BTreeMap<TypePath, Estimate>,
}

impl Sizes {
    pub(super) fn new(purpose: Purpose) -> Self {
        Self {
            purpose,
            estimates: BTreeMap::new(),
        }
    }

    /// Adds the estimate of a named type.
    pub(super) fn add(&mut self, item: &TypeItem) {
        let estimate = self.item(item);
        self.estimates.insert(item.path.clone(), estimate);
    }

    /// Returns the estimated size of a type in bytes.
    pub(super) fn of(&self, ty: &RustType) -> usize {
        self.estimate(ty).bytes
    }

    fn item(&self, item: &TypeItem) -> Estimate {
        let inner = match &item.shape {
            Shape::Struct(plan) | Shape::Tuple(plan) => self.structure(plan),
            Shape::Union(plan) => {
                let variants = plan.variants.iter();
                let largest = variants.map(|variant| self.estimate(&variant.ty)).fold(
                    Estimate::leaf(0),
                    |largest, variant| Estimate {
                        bytes: largest.bytes.max(variant.bytes),
                        depth: largest.depth.max(variant.depth),
                    },
                );
                largest.plus(WORD)
            }
            Shape::StringEnum(plan) if plan.closed && self.purpose == Purpose::Lint => {
                Estimate::leaf(1)
            }
            Shape::StringEnum(_) => Estimate::leaf(24),
            Shape::IntegerEnum(_) => Estimate::leaf(16),
            Shape::ValueEnum(_) => Estimate::leaf(32),
            Shape::Alias(ty) | Shape::Newtype { ty, .. } => self.estimate(ty),
        };
        Estimate {
            bytes: inner.bytes,
            depth: inner.depth + 1,
        }
        .capped(self.purpose)
    }

    fn structure(&self, plan: &StructPlan) -> Estimate {
        let fields = plan.fields.iter().map(|field| self.field(field));
        let fields = fields.fold(Estimate::leaf(0), Estimate::and);
        fields.plus(plan.additional.as_ref().map_or(0, |_| COLLECTION))
    }

    fn field(&self, field: &FieldPlan) -> Estimate {
        let estimate = self.estimate(&field.ty).aligned();
        let is_number = self.of(&field.ty) == WORD && !matches!(field.ty, RustType::Boxed(_));
        let is_optional = field.presence != Presence::Required;
        // The discriminant of an optional number is as large as the number.
        if self.purpose == Purpose::Boxing && is_optional && is_number {
            return estimate.plus(WORD);
        }
        estimate
    }

    fn estimate(&self, ty: &RustType) -> Estimate {
        match ty {
            RustType::Option(inner) | RustType::OptionalNullable(inner) => {
                let inner = self.estimate(inner);
                match (self.purpose, inner.bytes) {
                    (Purpose::Boxing, _) => inner.plus(WORD),
                    (Purpose::Lint, bytes @ 1..=WORD) => inner.plus(bytes),
                    (Purpose::Lint, _) => inner,
                }
            }
            RustType::Tuple(parts) => {
                let parts = parts.iter().map(|part| self.estimate(part).aligned());
                parts.fold(Estimate::leaf(0), Estimate::and)
            }
            RustType::Named(name) => match self.estimates.get(name) {
                Some(estimate) => *estimate,
                None => Estimate::leaf(self.purpose.unknown()),
            },
            other => Estimate::leaf(leaf(other).unwrap_or(self.purpose.unknown())),
        }
    }
}

impl Purpose {
    /// Returns the size of a type that is not generated, in bytes.
    fn unknown(self) -> usize {
        match self {
            Purpose::Boxing => 64,
            Purpose::Lint => Estimate::MAX_BYTES,
        }
    }
}

impl Estimate {
    /// The largest size of a named type that a [`Purpose::Lint`] distinguishes, in bytes.
    const MAX_BYTES: usize = 1 << 16;

    /// The largest depth that a [`Purpose::Lint`] follows; anything deeper is large.
    const MAX_DEPTH: usize = 32;

    fn leaf(bytes: usize) -> Self {
        Self { bytes, depth: 0 }
    }

    fn plus(self, bytes: usize) -> Self {
        Self {
            bytes: self.bytes + bytes,
            ..self
        }
    }

    fn and(self, next: Self) -> Self {
        Self {
            bytes: self.bytes + next.bytes,
            depth: self.depth.max(next.depth),
        }
    }

    fn aligned(self) -> Self {
        Self {
            bytes: self.bytes.next_multiple_of(WORD),
            ..self
        }
    }

    fn capped(self, purpose: Purpose) -> Self {
        let bytes = match purpose {
            Purpose::Boxing => self.bytes,
            Purpose::Lint if self.depth > Self::MAX_DEPTH => Self::MAX_BYTES,
            Purpose::Lint => self.bytes.min(Self::MAX_BYTES),
        };
        Self { bytes, ..self }
    }
}

/// Returns the size of a type that contains no other inline, in bytes.
fn leaf(ty: &RustType) -> Option<usize> {
    Some(match ty {
        RustType::Unit => 0,
        RustType::Bool | RustType::I8 | RustType::U8 => 1,
        RustType::I16 | RustType::U16 => 2,
        RustType::I32 | RustType::U32 => 4,
        RustType::I64 | RustType::U64 | RustType::F64 | RustType::Boxed(_) => WORD,
        RustType::String
        | RustType::Constant
        | RustType::Secret
        | RustType::Date
        | RustType::DateTime
        | RustType::Base64
        | RustType::Base64Url => 24,
        RustType::Vec(_) | RustType::Map(_) => COLLECTION,
        // The items of the types crate have no streams.
        RustType::ByteStream | RustType::EventStream(_) | RustType::ItemStream(_) => COLLECTION,
        RustType::Bytes | RustType::Value => 32,
        RustType::Content => 56,
        RustType::File => 80,
        RustType::Part => 200,
        RustType::Option(_)
        | RustType::OptionalNullable(_)
        | RustType::Tuple(_)
        | RustType::Named(_)
        | RustType::User(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::samples::{field, item, named, structure, union};
    use super::*;

    fn sizes(purpose: Purpose, items: &[TypeItem]) -> Sizes {
        let mut sizes = Sizes::new(purpose);
        items.iter().for_each(|item| sizes.add(item));
        sizes
    }

    fn with_field(presence: Presence) -> TypeItem {
        item(
            "Struct",
            Shape::Struct(StructPlan {
                fields: vec![field(RustType::I64, presence)],
                additional: None,
                is_multipart: false,
                by_serde: false,
            }),
        )
    }

    #[test]
    fn fields_are_aligned_to_words() {
        let items = [structure(
            "Struct",
            vec![RustType::Bool, RustType::String, RustType::I64],
        )];
        for purpose in [Purpose::Boxing, Purpose::Lint] {
            assert_eq!(sizes(purpose, &items).of(&named("Struct")), 8 + 24 + 8);
        }
    }

    #[test]
    fn a_union_is_as_large_as_its_largest_variant_and_a_discriminant() {
        let items = [union("Union", vec![RustType::Bool, RustType::File])];
        assert_eq!(sizes(Purpose::Lint, &items).of(&named("Union")), 80 + WORD);
    }

    #[test]
    fn only_boxing_counts_the_discriminant_of_an_optional_number() {
        let items = [with_field(Presence::Optional)];
        assert_eq!(sizes(Purpose::Boxing, &items).of(&named("Struct")), 16);
        assert_eq!(sizes(Purpose::Lint, &items).of(&named("Struct")), 8);
    }

    #[test]
    fn an_option_of_a_string_uses_a_niche_for_the_lint() {
        let ty = RustType::String.optional();
        assert_eq!(sizes(Purpose::Boxing, &[]).of(&ty), 32);
        assert_eq!(sizes(Purpose::Lint, &[]).of(&ty), 24);
    }

    #[test]
    fn an_unknown_type_is_small_for_boxing_and_large_for_the_lint() {
        assert_eq!(sizes(Purpose::Boxing, &[]).of(&named("Unknown")), 64);
        assert_eq!(sizes(Purpose::Lint, &[]).of(&named("Unknown")), 1 << 16);
    }

    #[test]
    fn deep_chains_are_large_for_the_lint() {
        let mut items = vec![structure("Type0", vec![RustType::Bool])];
        for depth in 1..=32 {
            let inner = named(&format!("Type{}", depth - 1));
            items.push(structure(&format!("Type{depth}"), vec![inner]));
        }
        let sizes = sizes(Purpose::Lint, &items);
        assert_eq!(sizes.of(&named("Type31")), 8);
        assert_eq!(sizes.of(&named("Type32")), 1 << 16);
    }
}
