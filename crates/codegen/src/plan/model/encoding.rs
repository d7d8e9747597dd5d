//! How the properties of form and multipart bodies are serialized.

/// How one member is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncodingPlan {
    /// The member.
    pub name: String,
    /// The media type of its part.
    pub content_type: Option<String>,
    /// How its value becomes text.
    pub form: EncodingForm,
}

/// How the value of a member becomes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EncodingForm {
    /// As is usual.
    Default,
    /// As JSON.
    Json,
    /// In the style `form`, each element or member on its own.
    Exploded,
    /// In the style `form`, in one text.
    Joined,
    /// In the style `spaceDelimited`.
    SpaceDelimited,
    /// In the style `pipeDelimited`.
    PipeDelimited,
    /// In the style `deepObject`.
    DeepObject,
}
