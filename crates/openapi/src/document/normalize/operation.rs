//! Operations.

use super::{Properties, normalize_external_docs};
use crate::node::Node;

/// Empties the properties of an operation that are read from the value tree instead.
pub(super) fn normalize(operation: &mut Properties) {
    operation.insert("responses".to_owned(), Node::Map(Properties::default()));
    for key in ["callbacks", "security", "servers"] {
        operation.shift_remove(key);
    }
    normalize_external_docs(operation);
}
