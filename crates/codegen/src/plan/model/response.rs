//! Responses of operations.

use super::docs::Docs;
use super::ty::RustType;
use crate::names::{TypeName, VariantName};
use specwright_openapi::Status;

/// One response.
#[derive(Clone, Debug)]
pub struct ResponsePlan {
    /// The statuses that it is for.
    pub status: Status,
    /// The statuses as written: `404`, `4XX`, `default`.
    pub label: String,
    /// The variant of the enums that it stands in.
    pub variant: VariantName,
    /// What the document says about it.
    pub docs: Docs,
    /// The struct of its header fields.
    pub headers: Option<TypeName>,
    /// Its content.
    pub content: Content,
}

/// The content of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// None.
    Empty,
    /// JSON.
    Json {
        /// The media type.
        media_type: String,
        /// The type.
        ty: RustType,
    },
    /// Text.
    Text {
        /// The media type.
        media_type: String,
        /// The type: `String`, or that of a scalar value.
        ty: RustType,
    },
    /// Octets.
    Bytes {
        /// The media type.
        media_type: String,
    },
    /// Octets of a media type that the service chooses.
    Open {
        /// The media types and ranges.
        media_types: Vec<String>,
    },
}

impl Content {
    /// The type of the content.
    pub fn ty(&self) -> RustType {
        match self {
            Content::Empty => RustType::Unit,
            Content::Json { ty, .. } | Content::Text { ty, .. } => ty.clone(),
            Content::Bytes { .. } => RustType::Bytes,
            Content::Open { .. } => RustType::Content,
        }
    }

    /// The media types and ranges of the content: none without content, several only where the service chooses.
    pub fn media_types(&self) -> &[String] {
        match self {
            Content::Empty => &[],
            Content::Json { media_type, .. }
            | Content::Text { media_type, .. }
            | Content::Bytes { media_type } => std::slice::from_ref(media_type),
            Content::Open { media_types } => media_types,
        }
    }
}
