//! Responses of operations.

use specwright_openapi::media_type::MediaType;
use specwright_openapi::vocabulary::{EventData, Status};

use super::docs::Docs;
use super::ty::RustType;
use crate::names::{TypePath, VariantName};

/// A response.
#[derive(Clone, Debug)]
pub struct ResponsePlan {
    /// The statuses that the response is declared for.
    pub status: Status,
    /// The statuses of other responses of the operation among those of a range or `default`.
    pub exceptions: Vec<Status>,
    /// The status in the document: `404`, `4XX` or `default`.
    pub label: String,
    /// The variant in the enums of responses.
    pub variant: VariantName,
    /// The description in the document.
    pub docs: Docs,
    /// The struct of the headers.
    pub headers: Option<TypePath>,
    /// The content.
    pub content: Content,
}

/// The content of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// No content.
    Empty,
    /// JSON.
    Json {
        /// The media type that the server sends.
        media_type: String,
        /// Whether the media type is the default of the runtime for JSON.
        is_default: bool,
        /// The declared media types and ranges with this content, which the client accepts.
        accepted: Vec<String>,
        /// The type.
        ty: RustType,
        /// Whether the type contains a user-supplied type, which only implements serde's traits.
        by_serde: bool,
    },
    /// Text.
    Text {
        /// The media type that the server sends.
        media_type: String,
        /// The declared media types and ranges with this content, which the client accepts.
        accepted: Vec<String>,
        /// `String`, or the type of another scalar.
        ty: RustType,
    },
    /// Bytes.
    Bytes {
        /// The media type.
        media_type: String,
    },
    /// Bytes with a media type that the server chooses.
    Open {
        /// The declared media types and ranges.
        media_types: Vec<String>,
    },
    /// A stream of items.
    Stream {
        /// The media type.
        media_type: String,
        /// The format.
        format: StreamFormat,
        /// The type of an item, or of the data of an event.
        item: RustType,
    },
    /// Several types or encodings.
    Several {
        /// The enum with a variant for each alternative, or the type of the only value, of which the
        /// alternatives are encodings.
        ty: RustType,
        /// The alternatives, the preferred one first; none of them is empty or has alternatives.
        alternatives: Vec<ContentAlternative>,
    },
}

/// The format of a stream of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamFormat {
    /// Server-sent events.
    Events(EventData),
    /// JSON values, one in each line.
    Lines,
    /// A JSON text sequence.
    Records,
}

/// An alternative among the media types of a response.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentAlternative {
    /// The variant of the enum, if the content is an enum.
    pub variant: Option<VariantName>,
    /// The content.
    pub content: Content,
}

impl ResponsePlan {
    /// Returns whether the content is a stream of items.
    pub fn is_stream(&self) -> bool {
        matches!(self.content, Content::Stream { .. })
    }

    /// Returns whether another response is the same stream with another status, so that the client reads
    /// both with one method.
    pub fn is_same_stream(&self, other: &Self) -> bool {
        let parts = |response: &Self| match &response.content {
            Content::Stream {
                media_type,
                format,
                item,
            } => {
                let media_type = MediaType::new(media_type).essence().to_owned();
                Some((media_type, *format, item.clone(), response.headers.clone()))
            }
            _ => None,
        };
        self.is_stream() && parts(self) == parts(other)
    }

    /// Returns the type of the content that the server sends. Bytes can be a stream.
    pub fn sent_type(&self) -> RustType {
        match self.content {
            Content::Bytes { .. } => RustType::ByteStream,
            _ => self.content.ty(),
        }
    }
}

impl Content {
    /// Returns the type of the content.
    pub fn ty(&self) -> RustType {
        match self {
            Content::Empty => RustType::Unit,
            Content::Json { ty, .. } | Content::Text { ty, .. } | Content::Several { ty, .. } => {
                ty.clone()
            }
            Content::Bytes { .. } => RustType::Bytes,
            Content::Stream { format, item, .. } => match format {
                StreamFormat::Events(_) => RustType::EventStream(Box::new(item.clone())),
                StreamFormat::Lines | StreamFormat::Records => {
                    RustType::ItemStream(Box::new(item.clone()))
                }
            },
            Content::Open { .. } => RustType::Content,
        }
    }

    /// Returns the media types that the server sends. A list of several entries, or a range, leaves
    /// the choice to the server.
    pub fn media_types(&self) -> Vec<&str> {
        match self {
            Content::Empty => Vec::new(),
            Content::Json { media_type, .. }
            | Content::Text { media_type, .. }
            | Content::Stream { media_type, .. }
            | Content::Bytes { media_type } => vec![media_type],
            Content::Open { media_types } => media_types.iter().map(String::as_str).collect(),
            Content::Several { .. } => {
                let contents = self.alternatives().into_iter();
                contents.flat_map(Content::media_types).collect()
            }
        }
    }

    /// Returns the media types and ranges that the client accepts.
    pub fn accepted(&self) -> Vec<&str> {
        match self {
            Content::Json { accepted, .. } | Content::Text { accepted, .. } => {
                accepted.iter().map(String::as_str).collect()
            }
            Content::Several { .. } => {
                let contents = self.alternatives().into_iter();
                contents.flat_map(Content::accepted).collect()
            }
            other => other.media_types(),
        }
    }

    /// Returns the contents without alternatives of their own: the alternatives, or the content
    /// itself.
    pub fn alternatives(&self) -> Vec<&Content> {
        match self {
            Content::Several { alternatives, .. } => {
                let contents = alternatives.iter().map(|alternative| &alternative.content);
                contents.collect()
            }
            content => vec![content],
        }
    }
}
