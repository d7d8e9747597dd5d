//! The arena of schemas while it is filled.

use std::collections::{HashMap, VecDeque};

use typed_index_collections::TiVec;

use crate::ir::{Docs, Schema, SchemaId, SchemaKind, SchemaName, Usage};
use crate::lower::part::Part;
use crate::pointer::Span;

/// Schemas by id, and the queue of those that have an id but no content yet.
///
/// Queued schemas are identified by the parts that they are merged from, so that all references to
/// the same schema share an id. Schemas from [`add`](Self::add) are always new.
pub(in crate::lower) struct SchemaTable {
    schemas: TiVec<SchemaId, Schema>,
    /// Whether each schema itself allows `null`.
    nullable: TiVec<SchemaId, bool>,
    ids: HashMap<Vec<Part>, SchemaId>,
    queue: VecDeque<Job>,
    limit: usize,
    /// The schema that replaces all schemas beyond the limit.
    overflow: Option<SchemaId>,
}

/// A schema whose content is still missing.
#[derive(Clone, Debug)]
pub(in crate::lower) struct Job {
    pub id: SchemaId,
    /// The schemas to merge.
    pub parts: Vec<Part>,
    /// The number of enclosing unions whose sibling properties were distributed to their branches.
    pub depth: usize,
}

/// The error of an arena that has as many schemas as the limit allows.
#[derive(Debug)]
pub(in crate::lower) struct LimitReached;

/// The complete arena.
pub(in crate::lower) struct FinishedTable {
    pub schemas: TiVec<SchemaId, Schema>,
    pub nullable: TiVec<SchemaId, bool>,
    pub ids: HashMap<Vec<Part>, SchemaId>,
}

impl SchemaTable {
    pub fn new(limit: usize) -> Self {
        Self {
            schemas: TiVec::new(),
            nullable: TiVec::new(),
            ids: HashMap::new(),
            queue: VecDeque::new(),
            limit,
            overflow: None,
        }
    }

    /// Returns the largest number of schemas.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Returns the id of a schema that was added before.
    pub fn id(&self, parts: &[Part]) -> Option<SchemaId> {
        self.ids.get(parts).copied()
    }

    /// Adds a schema whose content follows from its parts, and queues it.
    ///
    /// # Errors
    /// Returns an error if the limit is reached.
    pub fn enqueue(
        &mut self,
        parts: Vec<Part>,
        name: SchemaName,
        depth: usize,
    ) -> Result<SchemaId, LimitReached> {
        if self.schemas.len() >= self.limit {
            return Err(LimitReached);
        }
        let span = parts.last().map(|part| part.span.clone());
        let id = self.add(name, span.unwrap_or_default(), SchemaKind::Any);
        self.ids.insert(parts.clone(), id);
        self.queue.push_back(Job { id, parts, depth });
        Ok(id)
    }

    /// Adds a schema with its content.
    pub fn add(&mut self, name: SchemaName, span: Span, kind: SchemaKind) -> SchemaId {
        self.nullable.push(false);
        self.schemas.push_and_get_key(Schema {
            name,
            docs: Docs::default(),
            kind,
            rule: None,
            default: None,
            usage: Usage::default(),
            span,
        })
    }

    /// Returns the schema that replaces all schemas beyond the limit. The document is rejected, so
    /// the schema never becomes part of a model.
    pub fn overflow(&mut self) -> SchemaId {
        match self.overflow {
            Some(id) => id,
            None => {
                let name = SchemaName::Component(String::new());
                let id = self.add(name, Span::default(), SchemaKind::Any);
                self.overflow = Some(id);
                id
            }
        }
    }

    /// Takes a schema from the queue.
    pub fn next_job(&mut self) -> Option<Job> {
        self.queue.pop_front()
    }

    /// Returns a schema.
    pub fn schema(&self, id: SchemaId) -> &Schema {
        &self.schemas[id]
    }

    /// Returns a schema, to set its content.
    pub fn schema_mut(&mut self, id: SchemaId) -> &mut Schema {
        &mut self.schemas[id]
    }

    /// Marks a schema as one that allows `null`.
    pub fn set_nullable(&mut self, id: SchemaId) {
        self.nullable[id] = true;
    }

    /// Returns the complete arena.
    pub fn finish(self) -> FinishedTable {
        FinishedTable {
            schemas: self.schemas,
            nullable: self.nullable,
            ids: self.ids,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inline() -> SchemaName {
        SchemaName::Inline {
            owner: None,
            operation: None,
            steps: Vec::new(),
        }
    }

    #[test]
    fn the_limit_is_an_error_and_the_overflow_schema_is_added_once() {
        let mut table = SchemaTable::new(1);
        let parts = |key: &str| vec![Part::whole(Span::default().join(key))];
        let id = table
            .enqueue(parts("a"), inline(), 0)
            .expect("room for one");
        assert_eq!(table.id(&parts("a")), Some(id));
        assert!(table.enqueue(parts("b"), inline(), 0).is_err());
        let overflow = table.overflow();
        assert_eq!(table.overflow(), overflow);
        assert_ne!(overflow, id);
    }
}
