use std::fmt;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Method, StatusCode, header};
use serde_json::json;

use crate::parameter::{Location, Parameter};
use crate::schema::Mismatch;

/// An error that occurs outside an operation. The service [renders](super::Service::render) it.
#[derive(Clone, Debug)]
pub struct Rejection {
    kind: RejectionKind,
    detail: String,
    violations: Vec<Violation>,
    challenges: Vec<&'static str>,
}

/// The kinds of [`Rejection`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RejectionKind {
    /// The path is unknown.
    NotFound,
    /// The path does not support the method.
    MethodNotAllowed {
        /// The methods that the path supports.
        allow: Vec<Method>,
    },
    /// The credentials are missing or invalid.
    Unauthorized,
    /// The credentials do not permit the operation.
    Forbidden,
    /// Parameters are missing or violate their schemas.
    InvalidParameters,
    /// The body is missing, or cannot be parsed: it is not JSON, not UTF-8, or incomplete.
    MalformedBody,
    /// The body violates its schema.
    InvalidBody,
    /// The body exceeds the size limit.
    BodyTooLarge,
    /// The operation does not support the media type or the charset of the body.
    UnsupportedMediaType,
    /// The operation is not implemented.
    NotImplemented,
    /// The service failed. The error is logged and not sent to the caller.
    Internal,
}

/// A rule of the API description that a request violates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The part of the request.
    pub part: RequestPart,
    /// The JSON pointer (RFC 6901) of the value within the part; empty for the whole part.
    pub pointer: String,
    /// The violated keyword of JSON Schema (`type`, `required`, `maxLength`), or `style` if a
    /// parameter is not in its serialization style.
    pub keyword: &'static str,
    /// The description of the problem. It does not contain the value.
    pub message: String,
}

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestPart {
    /// A parameter, by its name.
    Parameter(Location, &'static str),
    /// The body.
    Body,
}

impl Rejection {
    /// Creates a rejection with a description for the caller.
    pub fn new(kind: RejectionKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            violations: Vec::new(),
            challenges: Vec::new(),
        }
    }

    /// Creates the rejection of missing or invalid credentials.
    pub fn unauthorized(detail: impl Into<String>) -> Self {
        Self::new(RejectionKind::Unauthorized, detail)
    }

    /// Creates the rejection of credentials that do not permit the operation.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(RejectionKind::Forbidden, detail)
    }

    /// Creates the rejection of an internal error, without details.
    pub(super) fn internal() -> Self {
        Self::new(RejectionKind::Internal, "An internal error occurred.")
    }

    /// Creates the rejection of a request that violates these rules.
    pub(super) fn violating(kind: RejectionKind, violations: Vec<Violation>) -> Self {
        let detail = violations
            .iter()
            .map(Violation::to_string)
            .collect::<Vec<_>>()
            .join("; ");
        Self {
            violations,
            ..Self::new(kind, detail)
        }
    }

    /// Sets the schemes for `WWW-Authenticate`.
    pub(super) fn challenging(mut self, challenges: Vec<&'static str>) -> Self {
        self.challenges = challenges;
        self
    }

    /// The kind of rejection.
    pub fn kind(&self) -> &RejectionKind {
        &self.kind
    }

    /// The description for the caller. It contains no internals of the service.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// All rules that the request violates. Empty unless the kind is [`InvalidParameters`] or
    /// [`InvalidBody`].
    ///
    /// [`InvalidParameters`]: RejectionKind::InvalidParameters
    /// [`InvalidBody`]: RejectionKind::InvalidBody
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// Returns the status for the kind.
    pub fn status(&self) -> StatusCode {
        match self.kind {
            RejectionKind::NotFound => StatusCode::NOT_FOUND,
            RejectionKind::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            RejectionKind::Unauthorized => StatusCode::UNAUTHORIZED,
            RejectionKind::Forbidden => StatusCode::FORBIDDEN,
            RejectionKind::InvalidParameters | RejectionKind::MalformedBody => {
                StatusCode::BAD_REQUEST
            }
            RejectionKind::InvalidBody => StatusCode::UNPROCESSABLE_ENTITY,
            RejectionKind::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            RejectionKind::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            RejectionKind::NotImplemented => StatusCode::NOT_IMPLEMENTED,
            RejectionKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Renders the rejection as Problem Details (RFC 9457). The headers `Allow` and
    /// `WWW-Authenticate` are added to every rendering later.
    pub fn to_problem(&self) -> Response {
        let status = self.status();
        let mut problem = json!({
            "title": status.canonical_reason().unwrap_or("Error"),
            "status": status.as_u16(),
            "detail": self.detail,
        });
        if !self.violations.is_empty() {
            problem["errors"] = self
                .violations
                .iter()
                .map(|it| json!({ "pointer": it.pointer, "detail": it.to_string() }))
                .collect();
        }
        let mut response = (status, problem.to_string()).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }

    /// Adds `Allow` (RFC 9110, 15.5.6) and `WWW-Authenticate` (15.5.2) unless the response has
    /// them.
    pub(super) fn add_headers(&self, response: &mut Response) {
        let headers = response.headers_mut();
        match &self.kind {
            RejectionKind::MethodNotAllowed { allow } if !headers.contains_key(header::ALLOW) => {
                let methods = allow
                    .iter()
                    .map(Method::as_str)
                    .collect::<Vec<_>>()
                    .join(", ");
                headers.extend(
                    HeaderValue::from_str(&methods)
                        .ok()
                        .map(|methods| (header::ALLOW, methods)),
                );
            }
            RejectionKind::Unauthorized if !headers.contains_key(header::WWW_AUTHENTICATE) => {
                for challenge in self
                    .challenges
                    .iter()
                    .filter_map(|challenge| HeaderValue::from_str(challenge).ok())
                {
                    headers.append(header::WWW_AUTHENTICATE, challenge);
                }
            }
            _ => {}
        }
    }
}

impl Violation {
    pub(super) fn of(part: RequestPart, mismatch: &Mismatch) -> Self {
        Self {
            part,
            pointer: mismatch.pointer().to_owned(),
            keyword: mismatch.keyword(),
            message: mismatch.message().to_owned(),
        }
    }

    pub(super) fn parameter(
        parameter: &Parameter,
        keyword: &'static str,
        message: impl Into<String>,
    ) -> Self {
        Self {
            part: RequestPart::of(parameter),
            pointer: String::new(),
            keyword,
            message: message.into(),
        }
    }
}

impl RequestPart {
    pub(super) fn of(parameter: &Parameter) -> Self {
        Self::Parameter(parameter.location, parameter.name)
    }
}

impl fmt::Display for Violation {
    /// `Idempotency-Key: must have at most 255 characters`, `/country: must match ..`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.part, self.pointer.as_str()) {
            (RequestPart::Parameter(_, name), pointer) => {
                write!(f, "{name}{pointer}: {}", self.message)
            }
            (RequestPart::Body, "") => write!(f, "the body {}", self.message),
            (RequestPart::Body, pointer) => write!(f, "{pointer}: {}", self.message),
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Rejection {}
