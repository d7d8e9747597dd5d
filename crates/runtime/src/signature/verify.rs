use std::time::SystemTime;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use http::{HeaderName, StatusCode};

use super::{SignatureError, Signatures};

impl Signatures {
    /// Returns a router that verifies the signature of the body in a header before it passes a request
    /// on. It responds with 401 to a request without a valid signature, and with 413 to a body of more
    /// than `limit` bytes.
    pub fn verify_requests(&self, router: Router, header: HeaderName, limit: usize) -> Router {
        let signatures = self.clone();
        router.layer(middleware::from_fn(move |request: Request, next: Next| {
            let (signatures, header) = (signatures.clone(), header.clone());
            async move {
                match signatures.verified(request, &header, limit).await {
                    Ok(request) => next.run(request).await,
                    Err(response) => response,
                }
            }
        }))
    }

    async fn verified(
        &self,
        request: Request,
        header: &HeaderName,
        limit: usize,
    ) -> Result<Request, Response> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, limit).await;
        let body = body.map_err(|_| StatusCode::PAYLOAD_TOO_LARGE.into_response())?;
        let signature = parts
            .headers
            .get(header)
            .and_then(|value| value.to_str().ok());
        signature
            .ok_or(SignatureError::Missing)
            .and_then(|signature| self.verify(signature, &body, SystemTime::now()))
            .map_err(|error| (StatusCode::UNAUTHORIZED, error.to_string()).into_response())?;
        Ok(Request::from_parts(parts, Body::from(body)))
    }
}
