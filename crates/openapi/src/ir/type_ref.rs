//! References to schemas.

/// The id of a [`Schema`](super::Schema): its index in [`Api::schemas`](super::Api::schemas).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(u32);

/// A reference to a schema, with the properties of this one use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeRef {
    /// The schema.
    pub id: SchemaId,
    /// Whether `null` is allowed, by the use or by the schema.
    pub nullable: bool,
    /// Whether the reference closes a cycle of values that contain each other without an array or a
    /// map in between. A language with inline values must put the value behind a pointer. Only as
    /// many references are marked as necessary to break all cycles.
    pub cyclic: bool,
}

impl SchemaId {
    /// Returns the index in [`Api::schemas`](super::Api::schemas).
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl From<usize> for SchemaId {
    /// Saturates at `u32::MAX`; documents are limited to far fewer schemas.
    fn from(index: usize) -> Self {
        Self(u32::try_from(index).unwrap_or(u32::MAX))
    }
}

impl From<SchemaId> for usize {
    fn from(id: SchemaId) -> Self {
        id.index()
    }
}

impl TypeRef {
    /// Creates a reference that is neither nullable nor cyclic.
    pub fn new(id: SchemaId) -> Self {
        Self {
            id,
            nullable: false,
            cyclic: false,
        }
    }
}
