//! The discriminator of a union, with the schemas that its values select.

use std::collections::{BTreeMap, HashMap};

use indexmap::IndexMap;

use crate::ir::SchemaId;
use crate::lower::keywords::DiscriminatorKeyword;
use crate::lower::part::Part;
use crate::pointer::Span;

/// The discriminator of a union.
#[derive(Clone, Debug)]
pub(in crate::lower) struct Mapping {
    /// The name of the property.
    pub property: String,
    /// The branches by value, as far as `mapping` names them.
    pub branches: IndexMap<String, SchemaId>,
    /// The locations of other schemas in `mapping` by value. They may be branches of branches.
    pub others: IndexMap<String, Span>,
    /// The names of the components that branches were made of, which are values too (OpenAPI 3.0.3,
    /// 4.7.25.2).
    pub names: BTreeMap<SchemaId, String>,
    /// The location of the discriminator.
    pub span: Span,
    /// Whether the branches come from a base schema with the discriminator.
    pub is_hierarchy: bool,
}

impl Mapping {
    /// Creates the mapping of a discriminator, without any values.
    pub fn new(discriminator: &DiscriminatorKeyword, is_hierarchy: bool) -> Self {
        Self {
            property: discriminator.property.clone(),
            branches: IndexMap::new(),
            others: IndexMap::new(),
            names: BTreeMap::new(),
            span: discriminator.span.clone(),
            is_hierarchy,
        }
    }
}

/// The discriminators of all unions, once every schema has an id.
pub(in crate::lower) struct Discriminators {
    pub mappings: BTreeMap<SchemaId, Mapping>,
    /// The ids of schemas by the parts that they consist of.
    pub ids: HashMap<Vec<Part>, SchemaId>,
}

impl Discriminators {
    /// Returns the id of the schema at a location.
    pub fn schema_at(&self, span: &Span) -> Option<SchemaId> {
        let parts = vec![Part::whole(span.clone())];
        self.ids.get(&parts).copied()
    }
}
