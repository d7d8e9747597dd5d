//! Why a request was not answered by a handler.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

/// Why a request was not answered by a handler.
pub struct Rejection {
    inner: Box<Inner>,
}

/// The kinds of [`Rejection`], with the status that each has unless the service renders another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RejectionKind {
    /// No operation has the path: 404.
    NotFound,
    /// No operation of the path has the method: 405.
    MethodNotAllowed {
        /// The methods that the path has, as the header field `Allow` lists them.
        allow: String,
    },
    /// Credentials are missing or wrong: 401.
    Unauthorized,
    /// The caller is known and may not do this: 403.
    Forbidden,
    /// Parameters are missing or break their schemas: 400.
    InvalidParameters,
    /// The body can't be read or is not in the syntax of its media type: 400.
    MalformedBody,
    /// The body breaks its schema: 422.
    InvalidBody,
    /// The body is larger than the service allows: 413.
    TooLarge,
    /// The body is of another media type, charset or content coding: 415.
    UnsupportedMediaType,
    /// The service does not implement the operation: 501.
    NotImplemented,
    /// The server failed: 500.
    Internal,
    /// A reason of the service's own, by its status.
    Other(StatusCode),
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The part of the request.
    pub place: Place,
    /// Where in that part, a JSON pointer (RFC 6901); empty for the whole.
    pub pointer: String,
    /// The keyword of JSON Schema that is broken (`type`, `enum`, `maxLength`, `required`), or `style` where the text of a
    /// parameter is not in its style.
    pub keyword: &'static str,
    /// What is wrong, for a person to read.
    pub message: String,
}

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The path parameter of this name.
    Path(&'static str),
    /// The query parameter of this name.
    Query(&'static str),
    /// The header field of this name.
    Header(&'static str),
    /// The cookie of this name.
    Cookie(&'static str),
    /// The body.
    Body,
}

struct Inner {
    kind: RejectionKind,
    detail: Cow<'static, str>,
    violations: Vec<Violation>,
    headers: HeaderMap,
    source: Option<Box<dyn Error + Send + Sync>>,
}

impl Rejection {
    /// A rejection of this kind; the detail is shown to the caller.
    pub fn new(kind: RejectionKind, detail: impl Into<Cow<'static, str>>) -> Self {
        let inner = Inner { kind, detail: detail.into(), violations: Vec::new(), headers: HeaderMap::new(), source: None };
        Self { inner: Box::new(inner) }
    }

    /// Credentials are missing or wrong: 401.
    pub fn unauthorized(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(RejectionKind::Unauthorized, detail)
    }

    /// The caller is known and may not do this: 403.
    pub fn forbidden(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(RejectionKind::Forbidden, detail)
    }

    /// A reason of the service's own, such as 409 or 429.
    pub fn other(status: StatusCode, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(RejectionKind::Other(status), detail)
    }

    /// The server failed: 500. The error is logged and not shown to the caller.
    pub fn internal(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let mut rejection = Self::new(RejectionKind::Internal, "the server failed");
        rejection.inner.source = Some(error.into());
        rejection
    }

    pub(super) fn not_implemented() -> Self {
        Self::new(RejectionKind::NotImplemented, "the operation is not implemented")
    }

    pub(super) fn violating(kind: RejectionKind, violations: Vec<Violation>) -> Self {
        let detail = match violations.as_slice() {
            [] => "the request breaks a rule".to_owned(),
            [one] => one.to_string(),
            [first, rest @ ..] => format!("{first} (and {} more)", rest.len()),
        };
        let mut rejection = Self::new(kind, detail);
        rejection.inner.violations = violations;
        rejection
    }

    /// The same with a header field that its response is to have, such as `Retry-After`.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.inner.headers.append(name, value);
        self
    }

    /// The kind.
    pub fn kind(&self) -> &RejectionKind {
        &self.inner.kind
    }

    /// The status that fits the kind.
    pub fn status(&self) -> StatusCode {
        match &self.inner.kind {
            RejectionKind::NotFound => StatusCode::NOT_FOUND,
            RejectionKind::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            RejectionKind::Unauthorized => StatusCode::UNAUTHORIZED,
            RejectionKind::Forbidden => StatusCode::FORBIDDEN,
            RejectionKind::InvalidParameters | RejectionKind::MalformedBody => StatusCode::BAD_REQUEST,
            RejectionKind::InvalidBody => StatusCode::UNPROCESSABLE_ENTITY,
            RejectionKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            RejectionKind::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            RejectionKind::NotImplemented => StatusCode::NOT_IMPLEMENTED,
            RejectionKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            RejectionKind::Other(status) => *status,
        }
    }

    /// Why, for a person to read; it has no internals of the server.
    pub fn detail(&self) -> &str {
        &self.inner.detail
    }

    /// All that is wrong with the parameters or the body.
    pub fn violations(&self) -> &[Violation] {
        &self.inner.violations
    }

    /// The header fields that the response is to have.
    pub fn headers(&self) -> &HeaderMap {
        &self.inner.headers
    }

    /// What failed inside the server. It is not for the caller to see.
    pub fn internal_error(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.inner.source.as_deref()
    }
}

impl Place {
    /// The value of `in` in a Parameter Object, or `body`.
    pub fn location(self) -> &'static str {
        match self {
            Self::Path(_) => "path",
            Self::Query(_) => "query",
            Self::Header(_) => "header",
            Self::Cookie(_) => "cookie",
            Self::Body => "body",
        }
    }

    /// The name of the parameter; none of the body.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Path(name) | Self::Query(name) | Self::Header(name) | Self::Cookie(name) => Some(name),
            Self::Body => None,
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.place.location())?;
        if let Some(name) = self.place.name() {
            write!(f, " {name}")?;
        }
        if !self.pointer.is_empty() {
            write!(f, " at {}", self.pointer)?;
        }
        write!(f, ": {}", self.message)
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.inner.detail)
    }
}

impl fmt::Debug for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejection")
            .field("kind", &self.inner.kind)
            .field("detail", &self.inner.detail)
            .field("violations", &self.inner.violations)
            .field("source", &self.inner.source)
            .finish_non_exhaustive()
    }
}

impl Error for Rejection {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.inner.source.as_deref().map(|error| error as &(dyn Error + 'static))
    }
}
