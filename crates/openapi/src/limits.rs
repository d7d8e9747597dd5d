//! Limits on the resources that reading a document may use. Documents can come from anywhere.

/// The resource limits for reading a document. A document that exceeds a limit is rejected with
/// [`Code::LimitExceeded`](crate::diagnostic::Code::LimitExceeded).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The size of one file, in bytes.
    pub bytes: usize,
    /// The number of files of one document.
    pub files: usize,
    /// The nesting depth of lists and objects in one file. Values above [`Limits::MAX_NESTING`]
    /// have no effect.
    pub nesting: usize,
    /// The number of values in one file, including the values that aliases repeat.
    pub nodes: usize,
    /// The number of values that aliases may repeat in one file, in addition to one value per byte
    /// of the file. In Swagger 2.0, the limit also applies to the media types that are repeated for
    /// operations and responses, in addition to one media type per 16 bytes of the document.
    pub alias_nodes: usize,
    /// The number of schemas in the model, in addition to one for each value of the document.
    pub schemas: usize,
    /// The total number of schemas that the `allOf` keywords of the document merge.
    pub merged_parts: usize,
    /// The length of a chain of references, and the number of schemas in one `allOf`.
    pub reference_hops: usize,
}

impl Limits {
    /// The nesting depth that any stack can handle.
    pub const MAX_NESTING: usize = 120;

    /// The number of `oneOf` and `anyOf` directly inside each other. Generated code uses a part of
    /// the stack for each, however small the value is.
    pub const MAX_UNION_NESTING: usize = 16;

    /// Returns the limit on nesting, which is never above [`Limits::MAX_NESTING`].
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
