//! Lists with a schema for each position.

use super::facets::Facets;
use super::{Lowering, Scope};
use crate::diagnostic::Code;
use crate::ir::{Additional, Array, SchemaKind, Tuple, TypeRef};
use crate::node::Node;

impl Lowering<'_> {
    /// Reads `prefixItems` with what stands beside it, and a list under `items`, which was a tuple in older drafts of JSON Schema.
    pub fn positions(&mut self, facets: &mut Facets) {
        let place = facets.place.clone();
        let node = |key: &str| self.forest.node(&place.join(key));
        let list = |key: &str| {
            let at = place.join(key);
            node(key).and_then(Node::as_list).map(|list| {
                (0..list.len())
                    .map(|index| vec![at.index(index)])
                    .collect::<Vec<_>>()
            })
        };
        let (prefix, items) = (list("prefixItems"), list("items"));
        let is_old = items.is_some();
        if is_old {
            facets.items.clear();
        }
        let rest = match (prefix, items) {
            (Some(prefix), _) => {
                facets.prefix = prefix;
                "items"
            }
            (None, Some(list)) if list.len() > 1 => {
                facets.prefix = list;
                "additionalItems"
            }
            // A list of one is a schema with a dash too many.
            (None, one) => {
                facets.items.extend(one.into_iter().flatten().flatten());
                "items"
            }
        };
        let said = [rest, "unevaluatedItems"]
            .into_iter()
            .find_map(|key| match node(key) {
                Some(node @ (Node::Bool(_) | Node::Map(_))) => Some((key, node)),
                _ => None,
            });
        match said {
            Some((_, Node::Bool(false))) => facets.no_more_items = true,
            Some((key, Node::Map(_))) if facets.items.is_empty() => {
                facets.items = vec![place.join(key)]
            }
            _ => {}
        }
        if is_old {
            let message = "`items` is a list, as in older drafts of JSON Schema";
            self.report.warn(
                Code::InvalidPiece,
                &place.join("items"),
                message,
                "write `prefixItems`, or one schema for all elements",
            );
        }
    }

    /// A list with a schema for each position; positions behind the greatest length are left out.
    pub fn tuple(&mut self, facets: &Facets, scope: &Scope) -> SchemaKind {
        let lengths = facets.list_lengths;
        let most = lengths
            .max
            .and_then(|max| usize::try_from(max).ok())
            .unwrap_or(usize::MAX);
        let first = facets.prefix.iter().take(most).enumerate();
        let items: Vec<TypeRef> = first
            .map(|(index, sites)| self.use_of(sites, &step(scope, index)).ty)
            .collect();
        if items.is_empty() {
            return SchemaKind::Array(Array {
                items: TypeRef::new(self.any()),
                lengths,
                unique: facets.unique,
            });
        }
        let rest = if facets.no_more_items || most <= facets.prefix.len() {
            Additional::Forbidden
        } else if facets.items.is_empty() {
            Additional::Unspecified
        } else {
            self.additional(&facets.items, &scope.step("rest"))
        };
        SchemaKind::Tuple(Tuple {
            items,
            rest,
            lengths,
            unique: facets.unique,
        })
    }
}

/// What the schema of a position is named after.
pub(super) fn step(scope: &Scope, index: usize) -> Scope {
    scope.step(format!("item {}", index + 1))
}
