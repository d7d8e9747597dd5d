//! The default transport: reqwest with rustls.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{Request, Response};
use tower::Service;

use super::{Body, BoxError, Transport, TransportError, TransportErrorKind};

/// How many redirects within one origin are followed.
const REDIRECTS: usize = 10;

impl Transport {
    /// The default transport: HTTP/1.1 and HTTP/2, TLS by rustls with the system's certificates, the system's proxy, and redirects within
    /// one origin alone, so that credentials never reach another.
    ///
    /// # Errors
    /// When the system's settings can't be read.
    pub fn reqwest() -> Result<Self, BoxError> {
        // The first provider that is installed stays: an application that chose another one keeps it.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let redirects = ::reqwest::redirect::Policy::custom(|attempt| {
            let same = attempt
                .previous()
                .first()
                .is_some_and(|first| first.origin() == attempt.url().origin());
            if same && attempt.previous().len() <= REDIRECTS {
                attempt.follow()
            } else {
                attempt.stop()
            }
        });
        let client = ::reqwest::Client::builder().redirect(redirects).build()?;
        Ok(Self::new(Reqwest { client }))
    }
}

#[derive(Clone)]
struct Reqwest {
    client: ::reqwest::Client,
}

impl Service<Request<Body>> for Reqwest {
    type Response = Response<::reqwest::Body>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let client = self.client.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            // Octets that are at hand in one piece can be sent again after a redirect.
            let body = match body.as_bytes() {
                Some(bytes) if bytes.is_empty() => ::reqwest::Body::default(),
                Some(bytes) => ::reqwest::Body::from(bytes.clone()),
                None => ::reqwest::Body::wrap(body),
            };
            let request = ::reqwest::Request::try_from(Request::from_parts(parts, body))?;
            let response = client
                .execute(request)
                .await
                .map_err(|error| Box::new(classify(error)))?;
            Ok(response.into())
        })
    }
}

fn classify(error: ::reqwest::Error) -> TransportError {
    let kind = if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else {
        TransportErrorKind::Other
    };
    // The query of a URL may hold a key.
    TransportError::new(kind, error.without_url())
}
