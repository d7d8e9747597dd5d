//! What a document may cost. It may come from anywhere.

/// Bounds on what is read; whatever goes beyond one is an error that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub bytes: usize,
    /// Files of one document.
    pub files: usize,
    /// Lists and objects inside each other, in the text; at most [`Limits::MAX_NESTING`] has an effect.
    pub nesting: usize,
    /// Values in one file, those that aliases repeat included.
    pub nodes: usize,
    /// Values that the aliases of one file repeat, beyond one for each byte of the file. In Swagger 2.0 also the media types that are repeated
    /// for operations and responses, beyond one for each 16 bytes of the document.
    pub alias_nodes: usize,
    /// Schemas in the model, beyond one for each value of the document.
    pub schemas: usize,
    /// Parts that are merged for all `allOf` of the document together.
    pub merged_parts: usize,
    /// References followed from one place, and parts that one `allOf` consists of.
    pub reference_hops: usize,
}

impl Limits {
    /// The deepest nesting that can be read without risk to the stack.
    pub const MAX_NESTING: usize = 120;

    /// Returns the limit on nesting that applies.
    pub(crate) fn effective_nesting(&self) -> usize {
        self.nesting.min(Self::MAX_NESTING)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 128 << 20,
            files: 2_000,
            nesting: 100,
            nodes: 3_000_000,
            alias_nodes: 100_000,
            schemas: 100_000,
            merged_parts: 1_000_000,
            reference_hops: 1_000,
        }
    }
}
