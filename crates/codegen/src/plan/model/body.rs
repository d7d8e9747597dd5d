//! The request body of an operation.

use specwright_openapi::ir::TypeRef;
use specwright_openapi::media_type::MediaType;

use super::docs::Docs;
use super::encoding::EncodingPlan;
use super::multipart::FileProperties;
use super::ty::RustType;
use crate::names::{TypePath, VariantName};

/// A request body.
#[derive(Clone, Debug)]
pub struct BodyPlan {
    /// Whether every request must have a body.
    pub required: bool,
    /// The enum with a variant for each alternative. Without an enum, all alternatives are encodings
    /// of one value, of which the client sends the first one.
    pub choice: Option<TypePath>,
    /// The alternatives among the media types, the preferred one first; at least one.
    pub alternatives: Vec<AlternativePlan>,
    /// The type of the content, without the `Option` of an optional body.
    pub ty: RustType,
    /// Whether the client accepts `impl Into` of the type.
    pub into: bool,
    /// The description in the document.
    pub docs: Docs,
}

/// Media types of a request body with one encoding and one type.
#[derive(Clone, Debug)]
pub struct AlternativePlan {
    /// The variant of the enum, if the body is an enum.
    pub variant: Option<VariantName>,
    /// The media types that the client sends. The list has several entries, or a range, only if the
    /// caller chooses the media type.
    pub media_types: Vec<String>,
    /// The declared media types and ranges, which the server accepts.
    pub accepted: Vec<String>,
    /// The media type that the client sends, if it differs from the default of the runtime for the
    /// kind.
    pub content_type: Option<String>,
    /// The serialization of the content.
    pub kind: BodyKind,
    /// The encodings of properties of a form or a multipart body that differ from the default.
    pub encodings: Vec<EncodingPlan>,
    /// The type of the content.
    pub ty: RustType,
    /// Whether the type contains a user-supplied type, which only implements serde's traits.
    pub by_serde: bool,
    /// The schema that the server validates the content against.
    pub schema: Option<TypeRef>,
    /// The properties of a multipart body that are files.
    pub files: FileProperties,
}

impl BodyPlan {
    /// Returns whether the body is bytes, which both ends can stream.
    pub fn is_stream(&self) -> bool {
        matches!(self.alternatives.as_slice(), [only] if only.kind == BodyKind::Bytes)
    }

    /// Returns the type of the body in the signatures of both ends.
    pub fn signature_type(&self) -> RustType {
        match self.is_stream() {
            true => RustType::ByteStream,
            false => self.ty.clone(),
        }
    }

    /// Returns the alternatives that the client can send.
    pub fn sent(&self) -> &[AlternativePlan] {
        match self.choice {
            Some(_) => &self.alternatives,
            None => self.alternatives.get(..1).unwrap_or_default(),
        }
    }
}

impl AlternativePlan {
    /// Returns whether the server accepts the default media type of the runtime for JSON, which
    /// includes every type with the suffix `+json`.
    pub fn accepts_json(&self) -> bool {
        self.accepted
            .iter()
            .any(|accepted| accepted == "application/json")
    }
}

/// The serialization of content, in the order of preference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BodyKind {
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data` from a struct, with a part for each property.
    Multipart,
    /// Multipart from a list of parts.
    Parts,
    /// A string as text.
    Text,
    /// Another scalar as text.
    Scalar,
    /// Bytes.
    Bytes,
    /// Bytes with a media type that the caller chooses.
    Content,
}

impl BodyKind {
    /// Returns the default media type of the runtime, or `None` for bytes.
    pub fn default_media_type(self) -> Option<&'static str> {
        match self {
            Self::Json => Some(MediaType::JSON),
            Self::Form => Some(MediaType::FORM),
            Self::Multipart | Self::Parts => Some(MediaType::MULTIPART_FORM),
            Self::Text | Self::Scalar => Some(MediaType::PLAIN_TEXT),
            Self::Bytes | Self::Content => None,
        }
    }
}
