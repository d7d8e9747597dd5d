//! The messages and hints of this crate, by topic. Each function describes one problem and returns it
//! as a [`Finding`](super::Finding); the caller adds the location.

pub(crate) mod reference;
pub(crate) mod syntax;
