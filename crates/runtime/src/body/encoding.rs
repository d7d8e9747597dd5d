use crate::media_type::MediaType;
use crate::parameter::Style;

/// The encoding of one property of a form or multipart body, where it differs from the default
/// (Encoding Object, OpenAPI 3.0.3, 4.7.15).
///
/// By default a scalar is a string, and an object is JSON. An array has one pair or part for each
/// element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    pub(super) name: &'static str,
    content_type: Option<&'static str>,
    media_types: &'static [&'static str],
    required_headers: &'static [&'static str],
    pub(super) serialization: Serialization,
}

/// How the value of a property is serialized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Serialization {
    /// The default of the media type.
    Default,
    /// JSON.
    Json,
    /// A style of parameters.
    Styled { style: Style, explode: bool },
}

impl Serialization {
    /// Returns whether the properties of an object appear under their own names.
    pub(super) fn is_exploded(self) -> bool {
        matches!(self, Self::Styled { style, explode: true } if style != Style::DeepObject)
    }

    /// Returns whether the properties of an object appear in brackets after its name.
    #[cfg(feature = "server")]
    pub(super) fn is_nested(self) -> bool {
        matches!(
            self,
            Self::Styled {
                style: Style::DeepObject,
                ..
            }
        )
    }
}

impl Encoding {
    /// Creates an encoding of the property with this name, initially the default.
    pub const fn of(name: &'static str) -> Self {
        Self {
            name,
            content_type: None,
            media_types: &[],
            required_headers: &[],
            serialization: Serialization::Default,
        }
    }

    /// Sets the media type of the part. A file with its own media type keeps that.
    #[must_use]
    pub const fn content_type(mut self, content_type: &'static str) -> Self {
        self.content_type = Some(content_type);
        self
    }

    /// Allows only files of these media types or ranges, such as `image/*`.
    #[must_use]
    pub const fn media_types(mut self, media_types: &'static [&'static str]) -> Self {
        self.media_types = media_types;
        self
    }

    /// Requires these headers of each file.
    #[must_use]
    pub const fn required_headers(mut self, names: &'static [&'static str]) -> Self {
        self.required_headers = names;
        self
    }

    /// Serializes the value as JSON.
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.serialization = Serialization::Json;
        self
    }

    /// Serializes objects as `name[key]` and arrays as `name[0]`, to any depth (`deepObject`).
    #[must_use]
    pub const fn deep_object(self) -> Self {
        self.styled(Style::DeepObject, true)
    }

    /// Serializes values in the style `form`: as `a,b`, or exploded, with array elements under the
    /// name of the property and object properties under their own names.
    #[must_use]
    pub const fn form(self, explode: bool) -> Self {
        self.styled(Style::Form, explode)
    }

    /// Serializes arrays as `a b` (`spaceDelimited`).
    #[must_use]
    pub const fn space_delimited(self) -> Self {
        self.styled(Style::SpaceDelimited, false)
    }

    /// Serializes arrays as `a|b` (`pipeDelimited`).
    #[must_use]
    pub const fn pipe_delimited(self) -> Self {
        self.styled(Style::PipeDelimited, false)
    }

    const fn styled(mut self, style: Style, explode: bool) -> Self {
        self.serialization = Serialization::Styled { style, explode };
        self
    }

    /// Returns the serialization of a property; the default if it has no encoding.
    pub(crate) fn serialization_of(encodings: &[Self], name: &str) -> Serialization {
        Self::find(encodings, name)
            .map_or(Serialization::Default, |encoding| encoding.serialization)
    }

    /// Returns the media type that the encoding of a property declares.
    pub(super) fn content_type_of(encodings: &[Self], name: &str) -> Option<&'static str> {
        Self::find(encodings, name)?.content_type
    }

    /// Returns the media types that the files of a property must have one of, unless the file has
    /// one of them or any is allowed.
    pub(crate) fn unmatched_media_types(
        encodings: &[Self],
        name: &str,
        content_type: &str,
    ) -> Option<&'static [&'static str]> {
        let allowed = Self::find(encodings, name)?.media_types;
        let media_type = MediaType::new(content_type);
        let is_allowed = allowed.is_empty() || allowed.iter().any(|range| media_type.is_in(range));
        (!is_allowed).then_some(allowed)
    }

    /// Returns the headers that each file of a property must have.
    pub(crate) fn required_headers_of(encodings: &[Self], name: &str) -> &'static [&'static str] {
        Self::find(encodings, name).map_or(&[], |encoding| encoding.required_headers)
    }

    fn find<'e>(encodings: &'e [Self], name: &str) -> Option<&'e Self> {
        encodings.iter().find(|encoding| encoding.name == name)
    }
}
