//! Authorization of admitted requests: scopes and API versions.

use std::sync::Arc;

use axum::http::StatusCode;
use verifa_server::{AuthAttempt, Failure, Verifier};
use verifa_types::ErrorCode;

use super::admission::Admission;
use super::envelope::{self, UNKNOWN_KEY};
use crate::server::version::Version;

/// Verifies that a request was admitted, that its key has a required scope, and that its API
/// version is supported.
#[derive(Clone, Copy, Debug)]
pub struct KeyVerifier;

impl Verifier<Arc<Admission>> for KeyVerifier {
    async fn verify(&self, attempt: AuthAttempt<'_>) -> Result<Arc<Admission>, Failure> {
        let Some(admission) = attempt.parts.extensions.get::<Arc<Admission>>() else {
            return Err(reject(
                StatusCode::UNAUTHORIZED,
                ErrorCode::Unauthorized,
                UNKNOWN_KEY,
            ));
        };
        let required = attempt.required_scopes;
        if !required.is_empty()
            && !admission
                .account
                .scopes
                .iter()
                .any(|scope| required.contains(&scope.as_str()))
        {
            let detail = format!(
                "The key needs one of these scopes: {}.",
                required.join(", ")
            );
            return Err(reject(StatusCode::FORBIDDEN, ErrorCode::Forbidden, detail));
        }
        if admission.version.is_none() {
            let detail = format!(
                "The version is not known. Known are {}.",
                Version::ALL.map(Version::as_str).join(", ")
            );
            return Err(reject(
                StatusCode::BAD_REQUEST,
                ErrorCode::BadRequest,
                detail,
            ));
        }
        Ok(Arc::clone(admission))
    }
}

fn reject(status: StatusCode, code: ErrorCode, detail: impl Into<String>) -> Failure {
    Failure::response(envelope::response(status, code, detail))
}
