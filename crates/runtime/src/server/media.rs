//! Media types of request bodies (RFC 9110, 8.3).

use http::{HeaderMap, header};

use super::{Rejection, RejectionKind};

/// The media type of a body, lower-cased, and its charset.
pub(super) struct MediaType {
    essence: String,
    charset: Option<String>,
}

/// What kinds of body an operation reads.
#[derive(Clone, Copy, Debug)]
pub(super) enum Accepted {
    /// `application/json` and all that ends in `+json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// Text in UTF-8 of these types or ranges.
    Text(&'static [&'static str]),
    /// Bytes of these types or ranges.
    Bytes(&'static [&'static str]),
}

impl Accepted {
    /// Whether the header fields name such a body; none if they name no media type at all.
    ///
    /// # Errors
    /// When the media type, the charset or the content coding is another.
    pub(super) fn check(self, headers: &HeaderMap) -> Result<Option<()>, Rejection> {
        let coded = |value: &http::HeaderValue| !value.as_bytes().eq_ignore_ascii_case(b"identity");
        if headers.get_all(header::CONTENT_ENCODING).iter().any(coded) {
            return Err(unsupported("a body with a content coding is not read".to_owned()));
        }
        let mut fields = headers.get_all(header::CONTENT_TYPE).iter();
        let Some(field) = fields.next() else { return Ok(None) };
        let media_type = field.to_str().ok().filter(|_| fields.next().is_none()).and_then(MediaType::parse);
        let Some(media_type) = media_type else {
            return Err(unsupported("the header field Content-Type is not one media type".to_owned()));
        };
        if !self.includes(&media_type.essence) {
            return Err(unsupported(format!("expected a body of the type {}", self.names())));
        }
        let unicode = media_type.charset.as_deref().is_none_or(|charset| matches!(charset, "utf-8" | "utf8" | "us-ascii"));
        if !unicode && !matches!(self, Self::Bytes(_)) {
            return Err(unsupported("expected a body in UTF-8".to_owned()));
        }
        Ok(Some(()))
    }

    /// Whether a body may come without a media type.
    pub(super) fn is_anything(self) -> bool {
        matches!(self, Self::Bytes(types) if types.contains(&"*/*"))
    }

    pub(super) fn missing(self) -> Rejection {
        unsupported(format!("the header field Content-Type is missing; expected {}", self.names()))
    }

    fn includes(self, essence: &str) -> bool {
        match self {
            Self::Json => essence == "application/json" || essence.ends_with("+json"),
            Self::Form => essence == "application/x-www-form-urlencoded",
            Self::Text(types) | Self::Bytes(types) => types.iter().any(|range| in_range(range, essence)),
        }
    }

    fn names(self) -> String {
        match self {
            Self::Json => "application/json".to_owned(),
            Self::Form => "application/x-www-form-urlencoded".to_owned(),
            Self::Text(types) | Self::Bytes(types) => types.join(", "),
        }
    }
}

impl MediaType {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let essence = parts.next()?.to_ascii_lowercase();
        let (kind, subtype) = essence.split_once('/')?;
        if !is_token(kind) || !is_token(subtype) {
            return None;
        }
        let parameters = parts.filter_map(|parameter| parameter.split_once('='));
        let charset = parameters
            .filter(|(name, _)| name.eq_ignore_ascii_case("charset"))
            .map(|(_, value)| value.trim_matches('"').to_ascii_lowercase())
            .next();
        Some(Self { essence, charset })
    }
}

/// Whether a media type is the given one or in a range such as `image/*` (RFC 9110, 12.5.1); parameters of the range don't count.
fn in_range(range: &str, essence: &str) -> bool {
    let range = range.split(';').next().unwrap_or_default().trim();
    match range.strip_suffix("/*") {
        Some("*") => true,
        Some(kind) => essence.split_once('/').is_some_and(|(of, _)| of.eq_ignore_ascii_case(kind)),
        None => range.eq_ignore_ascii_case(essence),
    }
}

/// A token (RFC 9110, 5.6.2).
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

fn unsupported(detail: String) -> Rejection {
    Rejection::new(RejectionKind::UnsupportedMediaType, detail)
}
