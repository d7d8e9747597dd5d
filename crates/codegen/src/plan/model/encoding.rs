//! The serialization of the properties of forms and multipart bodies.

/// An encoding that differs from the default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodingPlan {
    /// The name of the property.
    pub name: String,
    /// The `Content-Type` header of the part, if it differs from the default.
    pub content_type: Option<String>,
    /// The media types and ranges of which a file must have one, unless any is allowed.
    pub media_types: Vec<String>,
    /// The headers that the part of a file must have.
    pub required_headers: Vec<String>,
    /// The serialization of the value.
    pub form: EncodingForm,
}

/// The serialization of the value of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodingForm {
    /// By the default of the type.
    Default,
    /// As JSON.
    Json,
    /// In the style `form`, with a pair for each element or property.
    Exploded,
    /// In the style `form`, with a single pair.
    Joined,
    /// In the style `spaceDelimited`.
    SpaceDelimited,
    /// In the style `pipeDelimited`.
    PipeDelimited,
    /// In the style `deepObject`.
    DeepObject,
}
