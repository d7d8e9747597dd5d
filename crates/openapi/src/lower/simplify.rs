//! Unions that say less than they seem to.

use super::Lowering;
use crate::ir::{
    Branch, Docs, EnumValue, Enumeration, JsonType, Lengths, SchemaId, SchemaKind, StringFormat,
};

/// The longest title that names something.
pub(super) const MAX_NAME: usize = 60;

impl Lowering<'_> {
    /// Makes one enumeration of a union of enumerations, or of constants; a plain text among texts only says that the enumeration is open.
    pub fn simplify(&mut self) {
        for index in (0..self.api.schemas.len()).map(SchemaId::from) {
            let Some(schema) = self.api.schemas.get(index) else {
                continue;
            };
            let SchemaKind::Union(union) = &schema.kind else {
                continue;
            };
            if union
                .branches
                .iter()
                .all(|branch| matches!(self.api.schema(branch.ty.id).kind, SchemaKind::Any))
            {
                self.api.schemas[index].kind = SchemaKind::Any;
            } else if let Some(kind) = self.one_enumeration(&union.branches) {
                self.api.schemas[index].kind = kind;
                self.tags.remove(&index);
            }
        }
    }

    fn one_enumeration(&self, branches: &[Branch]) -> Option<SchemaKind> {
        let mut values: Vec<EnumValue> = Vec::new();
        let mut bases: Vec<Option<JsonType>> = Vec::new();
        let mut plain = 0_usize;
        let mut several = 0_usize;
        for branch in branches {
            let schema = self.api.schemas.get(branch.ty.id)?;
            match &schema.kind {
                SchemaKind::Enum(Enumeration {
                    json_type,
                    values: more,
                }) => {
                    bases.push(*json_type);
                    several += usize::from(more.len() > 1);
                    for value in more {
                        if !values.iter().any(|known| known.value == value.value) {
                            values.push(if more.len() == 1 {
                                described(value, &schema.docs)
                            } else {
                                value.clone()
                            });
                        }
                    }
                }
                SchemaKind::String {
                    format: StringFormat::Plain,
                    lengths,
                    pattern: None,
                } if *lengths == Lengths::default() => {
                    plain += 1;
                }
                _ => return None,
            }
        }
        let is_same = |wanted: Option<JsonType>| bases.iter().all(|base| *base == wanted);
        let is_one = match plain {
            // Enumerations of several values that share no type are told apart by it.
            0 => several == 0 || bases.first().is_some_and(|first| is_same(*first)),
            1 => is_same(Some(JsonType::String)),
            _ => false,
        };
        (is_one && !values.is_empty()).then(|| super::enumeration::enumeration(values))
    }
}

/// The one value of a branch, with the texts of the branch where it has none of its own. A text that is a value is its own name.
fn described(value: &EnumValue, docs: &Docs) -> EnumValue {
    let title = docs.title.clone().filter(|title| title.len() <= MAX_NAME);
    EnumValue {
        value: value.value.clone(),
        name: value
            .name
            .clone()
            .or(title.filter(|_| !value.value.is_string())),
        description: value
            .description
            .clone()
            .or_else(|| docs.description.clone())
            .or_else(|| docs.title.clone()),
    }
}
