//! Lowering of schemas: ids, names and content.

pub(super) mod array;
pub(super) mod build;
mod conditional;
pub(super) mod enumeration;
pub(super) mod lowering;
pub(super) mod need;
pub(super) mod object;
pub(super) mod reference;
mod required;
pub(super) mod scalar;
pub(super) mod subject;
pub(super) mod table;
