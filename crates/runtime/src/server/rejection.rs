//! Why a request was not answered by an operation.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Method, StatusCode, header};
use serde_json::json;

use crate::parameter::{Location, Parameter};
use crate::schema::Mismatch;

/// A failure that the generated code finds itself. The service [renders](super::Service::render) it.
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
    /// No operation has the path.
    NotFound,
    /// Operations have the path, none has the method.
    MethodNotAllowed {
        /// The methods that the path has.
        allow: Vec<Method>,
    },
    /// Credentials are missing or not known.
    Unauthorized,
    /// The credentials are not enough for the operation.
    Forbidden,
    /// Parameters are missing or break the document.
    InvalidParameters,
    /// The body can't be read: not JSON, not UTF-8, cut short.
    MalformedBody,
    /// The body breaks the document.
    InvalidBody,
    /// The body is larger than allowed.
    BodyTooLarge,
    /// The body has a media type or a character set that the operation does not take.
    UnsupportedMediaType,
    /// The service does not implement the operation.
    NotImplemented,
    /// The service failed. What happened is logged and not told.
    Internal,
}

/// One rule of the document that a request breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The part of the request.
    pub part: RequestPart,
    /// The value inside the part, a JSON pointer (RFC 6901); empty for the whole.
    pub pointer: String,
    /// The keyword of JSON Schema that is broken (`type`, `required`, `maxLength`), or `style` where the text of a parameter is not in
    /// its style.
    pub keyword: &'static str,
    /// What is wrong, for a person to read; without the value.
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
    /// A failure of some kind, with a text for the caller.
    pub fn new(kind: RejectionKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
            violations: Vec::new(),
            challenges: Vec::new(),
        }
    }

    /// Credentials are missing or not known.
    pub fn unauthorized(detail: impl Into<String>) -> Self {
        Self::new(RejectionKind::Unauthorized, detail)
    }

    /// The credentials are not enough.
    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(RejectionKind::Forbidden, detail)
    }

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

    pub(super) fn challenging(mut self, challenges: Vec<&'static str>) -> Self {
        self.challenges = challenges;
        self
    }

    /// The kind.
    pub fn kind(&self) -> &RejectionKind {
        &self.kind
    }

    /// What happened, for the caller to read; it has no internals of the service.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// All rules that the request breaks; empty where it is not about rules.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// The status that fits the kind.
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

    /// The failure as Problem Details (RFC 9457), without `Allow` and `WWW-Authenticate`, which every rendering gets.
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
        let fields = response.headers_mut();
        fields.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        response
    }

    /// Adds `Allow` (RFC 9110, 15.5.6) and `WWW-Authenticate` (15.5.2) to a rendering that has none.
    pub(super) fn complete(&self, response: &mut Response) {
        let fields = response.headers_mut();
        match &self.kind {
            RejectionKind::MethodNotAllowed { allow } if !fields.contains_key(header::ALLOW) => {
                let methods = allow
                    .iter()
                    .map(Method::as_str)
                    .collect::<Vec<_>>()
                    .join(", ");
                fields.extend(
                    HeaderValue::from_str(&methods)
                        .ok()
                        .map(|methods| (header::ALLOW, methods)),
                );
            }
            RejectionKind::Unauthorized if !fields.contains_key(header::WWW_AUTHENTICATE) => {
                for challenge in self
                    .challenges
                    .iter()
                    .filter_map(|challenge| HeaderValue::from_str(challenge).ok())
                {
                    fields.append(header::WWW_AUTHENTICATE, challenge);
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
