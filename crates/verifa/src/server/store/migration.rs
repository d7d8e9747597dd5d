//! Policies for the tables of a store that is opened.

/// Whether opening a store may change its tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaPolicy {
    /// Create the tables, or migrate them to the current version.
    Migrate,
    /// Change nothing. Missing or outdated tables are an error that names `verifa migrate`.
    RequireCurrent,
}

/// The result of a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migrated {
    /// The version before the migration; 0 if the store had no tables.
    pub from: i64,
    /// The version after the migration.
    pub to: i64,
}
