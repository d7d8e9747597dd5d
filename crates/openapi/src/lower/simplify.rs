//! Unions that say less than they seem to.

use super::Lowering;
use crate::ir::{Branch, EnumBase, EnumValue, Enumeration, Lengths, SchemaId, SchemaKind, TextFormat};

impl Lowering<'_> {
    /// Makes one enumeration of a union of enumerations of texts; a plain text among them only says that the enumeration is open.
    pub fn simplify(&mut self) {
        for index in 0..self.api.schemas.len() {
            let Some(schema) = self.api.schemas.get(index) else { continue };
            let SchemaKind::Union(union) = &schema.kind else { continue };
            if let Some(kind) = self.one_enumeration(&union.branches) {
                self.api.schemas[index].kind = kind;
                self.tags.remove(&SchemaId(u32::try_from(index).unwrap_or(u32::MAX)));
            }
        }
    }

    fn one_enumeration(&self, branches: &[Branch]) -> Option<SchemaKind> {
        let mut values: Vec<EnumValue> = Vec::new();
        let mut plain = 0_usize;
        for branch in branches {
            let schema = self.api.schemas.get(branch.ty.id.index())?;
            match &schema.kind {
                SchemaKind::Enum(Enumeration { base: EnumBase::String, values: more }) => {
                    for value in more {
                        if values.iter().any(|known| known.value == value.value) {
                            continue;
                        }
                        // The text of a branch with one value is about that value.
                        let own = schema.docs.description.clone().or_else(|| schema.docs.title.clone());
                        let description = value.description.clone().or(own.filter(|_| more.len() == 1));
                        values.push(EnumValue { value: value.value.clone(), description });
                    }
                }
                SchemaKind::String { format: TextFormat::Plain, lengths, pattern: None } if *lengths == Lengths::default() => {
                    plain += 1;
                }
                _ => return None,
            }
        }
        let is_useful = !values.is_empty() && plain <= 1;
        is_useful.then_some(SchemaKind::Enum(Enumeration { base: EnumBase::String, values }))
    }
}
