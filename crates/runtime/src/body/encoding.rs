use crate::parameter::Style;

/// How one member of a form or a multipart body is written where that is not the usual way (Encoding Object, OpenAPI 3.0.3, 4.7.15).
///
/// The usual way in a form: a text; a list as one pair an element; an object as `name[key]`. In a multipart body: a text, a list as one part
/// an element, an object as a part of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    pub(crate) name: &'static str,
    pub(crate) content_type: Option<&'static str>,
    pub(crate) form: Form,
}

/// How the value of a member becomes text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// As is usual.
    Usual,
    /// As one JSON text.
    Json,
    /// In a style, exploded or not.
    Style(Style, bool),
}

impl Encoding {
    /// The encoding of the member of this name.
    pub const fn of(name: &'static str) -> Self {
        Self {
            name,
            content_type: None,
            form: Form::Usual,
        }
    }

    /// With a media type of the part, unless a file says its own.
    #[must_use]
    pub const fn content_type(mut self, content_type: &'static str) -> Self {
        self.content_type = Some(content_type);
        self
    }

    /// As one JSON text.
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.form = Form::Json;
        self
    }

    /// As `name[key]`, and `name[0]` for the elements of a list (`deepObject`).
    #[must_use]
    pub const fn deep_object(self) -> Self {
        self.style(Style::DeepObject, true)
    }

    /// As `a,b`, or exploded: elements by the name of the member, and members of an object by their own names (`form`).
    #[must_use]
    pub const fn form(self, explode: bool) -> Self {
        self.style(Style::Form, explode)
    }

    /// As `a b` (`spaceDelimited`).
    #[must_use]
    pub const fn space_delimited(self) -> Self {
        self.style(Style::SpaceDelimited, false)
    }

    /// As `a|b` (`pipeDelimited`).
    #[must_use]
    pub const fn pipe_delimited(self) -> Self {
        self.style(Style::PipeDelimited, false)
    }

    const fn style(mut self, style: Style, explode: bool) -> Self {
        self.form = Form::Style(style, explode);
        self
    }

    /// The encoding of a member; the usual one where nothing is said.
    pub(crate) fn find(encodings: &[Self], name: &str) -> (Form, Option<&'static str>) {
        let found = encodings.iter().find(|encoding| encoding.name == name);
        found.map_or((Form::Usual, None), |encoding| {
            (encoding.form, encoding.content_type)
        })
    }
}
