//! The default transport: reqwest with rustls.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{Request, Response};
use tower::Service;

use super::{Body, BoxError, Transport, TransportError, TransportErrorKind};

/// The maximum number of redirects that are followed.
const MAX_REDIRECTS: usize = 10;

impl Transport {
    /// Creates the default transport.
    ///
    /// It supports HTTP/1.1 and HTTP/2, and TLS by rustls with the system's certificates. It uses
    /// the system's proxy. It follows redirects within one origin only, so that credentials never
    /// reach another origin.
    ///
    /// # Errors
    /// If the system's settings cannot be loaded.
    pub fn reqwest() -> Result<Self, BoxError> {
        // This fails if the application has installed a provider already, which is then used.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let redirects = ::reqwest::redirect::Policy::custom(|attempt| {
            let same = attempt
                .previous()
                .first()
                .is_some_and(|first| first.origin() == attempt.url().origin());
            if same && attempt.previous().len() <= MAX_REDIRECTS {
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
            // Only a body in one chunk can be sent again after a redirect.
            let body = match body.as_bytes() {
                Some(bytes) if bytes.is_empty() => ::reqwest::Body::default(),
                Some(bytes) => ::reqwest::Body::from(bytes.clone()),
                None => ::reqwest::Body::wrap(body),
            };
            let request = ::reqwest::Request::try_from(Request::from_parts(parts, body))?;
            // A box here would hide the kind of the error from the caller.
            let response = client.execute(request).await.map_err(classify)?;
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
    // The query of the URL may contain an API key.
    TransportError::new(kind, error.without_url())
}
