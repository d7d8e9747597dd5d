//! The messages and hints of this crate, by topic. Each function describes one problem and returns
//! it as a [`Finding`](super::Finding); the caller adds the location.

pub(crate) mod body;
pub(crate) mod object;
pub(crate) mod operation;
pub(crate) mod overlay;
pub(crate) mod parameter;
pub(crate) mod reference;
pub(crate) mod response;
pub(crate) mod root;
pub(crate) mod schema;
pub(crate) mod security;
pub(crate) mod swagger;
pub(crate) mod syntax;
pub(crate) mod union;
pub(crate) mod version;
