//! Arrays and tuples.

use super::{Additional, Lengths, TypeRef};

/// An array whose elements share one schema.
#[derive(Clone, Debug)]
pub struct Array {
    /// The schema of the elements.
    pub items: TypeRef,
    /// The allowed number of elements.
    pub lengths: Lengths,
    /// Whether elements must differ from each other.
    pub unique: bool,
}

/// An array with a schema for each position (`prefixItems`, JSON Schema 2020-12, 10.3.1.1).
#[derive(Clone, Debug)]
pub struct Tuple {
    /// The schemas of the first elements. Only the first [`required`](Self::required) of these
    /// elements are always present.
    pub items: Vec<TypeRef>,
    /// The elements after the positions in `items`.
    pub rest: Additional,
    /// The allowed number of elements, `rest` included.
    pub lengths: Lengths,
    /// Whether elements must differ from each other.
    pub unique: bool,
}

impl Tuple {
    /// Returns how many of the first elements are always present.
    pub fn required(&self) -> usize {
        let min = self
            .lengths
            .min
            .and_then(|min| usize::try_from(min).ok())
            .unwrap_or(0);
        min.min(self.items.len())
    }
}
