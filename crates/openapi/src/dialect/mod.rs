//! The versions of OpenAPI, each rewritten into the forms of 3.0, and repairs of harmless mistakes.

mod repair;
mod version;

pub(crate) use repair::{TYPES_EXTENSION, repair};
pub(crate) use version::version;
