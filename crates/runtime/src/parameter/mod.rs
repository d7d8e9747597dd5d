//! Parameters: values of a request outside its body, and how they become text (OpenAPI 3.0.3, 4.7.12.3).

mod brackets;
#[cfg(feature = "server")]
mod decode;
mod encode;
mod form;
mod percent;

#[cfg(feature = "server")]
pub use self::decode::{DecodeError, Source, decode};
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use self::encode::scalar;
pub use self::encode::{EncodeError, encode_cookie, encode_header, encode_path, encode_query};
#[cfg(feature = "server")]
pub use self::form::decode_form;
pub use self::form::encode_form;
pub(crate) use self::form::encode_member;
#[cfg(feature = "server")]
pub(crate) use self::form::{Pair, decode_members};
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) use self::percent::encode_literal;

/// Where a parameter stands in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query string.
    Query,
    /// In a header field.
    Header,
    /// In the `Cookie` header field.
    Cookie,
}

/// A style of writing a parameter; each expands as RFC 6570 says where that knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a,b` in paths and header fields.
    Simple,
    /// `name=a,b` in queries and cookies.
    Form,
    /// `.a.b` in paths.
    Label,
    /// `;name=a,b` in paths.
    Matrix,
    /// `name=a%20b` in queries.
    SpaceDelimited,
    /// `name=a%7Cb` in queries.
    PipeDelimited,
    /// `name[key]=value` in queries.
    DeepObject,
}

/// What the document says of one parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name on the wire.
    pub name: &'static str,
    /// Where it stands.
    pub location: Location,
    /// The style of its text.
    pub style: Style,
    /// Whether each element or member is written on its own.
    pub explode: bool,
    /// Whether reserved characters of a query are left as they are.
    pub allow_reserved: bool,
    /// Whether the text is JSON, whatever the style.
    pub json: bool,
}

impl Parameter {
    /// In the path, in the simple style.
    pub const fn path(name: &'static str) -> Self {
        Self::new(name, Location::Path, Style::Simple, false)
    }

    /// In the query, in the form style, exploded.
    pub const fn query(name: &'static str) -> Self {
        Self::new(name, Location::Query, Style::Form, true)
    }

    /// In a header field, in the simple style.
    pub const fn header(name: &'static str) -> Self {
        Self::new(name, Location::Header, Style::Simple, false)
    }

    /// In a cookie, in the form style, exploded.
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(name, Location::Cookie, Style::Form, true)
    }

    /// In another style. The default of `explode` stays that of the location: say it as well where the document does.
    #[must_use]
    pub const fn style(mut self, style: Style) -> Self {
        self.style = style;
        self
    }

    /// With each element or member on its own, or not.
    #[must_use]
    pub const fn explode(mut self, explode: bool) -> Self {
        self.explode = explode;
        self
    }

    /// With the reserved characters of a query left as they are, save `#`, `&`, `=` and `+`, which would change what is read.
    #[must_use]
    pub const fn allow_reserved(mut self) -> Self {
        self.allow_reserved = true;
        self
    }

    /// As JSON text.
    #[must_use]
    pub const fn json(mut self) -> Self {
        self.json = true;
        self
    }

    const fn new(name: &'static str, location: Location, style: Style, explode: bool) -> Self {
        Self {
            name,
            location,
            style,
            explode,
            allow_reserved: false,
            json: false,
        }
    }
}
