use std::fmt;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Request, Response};
use tower::util::BoxCloneSyncService;
use tower::{Service, ServiceExt};

use super::{Body, BoxError};

/// Sends requests: any `tower` service of HTTP requests and responses. Cheap to clone.
///
/// A service can return a [`TransportError`](super::TransportError) to classify its errors.
#[derive(Clone)]
pub struct Transport {
    service: BoxCloneSyncService<Request<Body>, Response<Body>, BoxError>,
}

impl Transport {
    /// Creates a transport from a service: an axum router, an HTTP client with layers, or a
    /// function.
    ///
    /// The service is responsible for redirects and must not send credentials to another origin.
    pub fn new<S, B>(service: S) -> Self
    where
        S: Service<Request<Body>, Response = Response<B>> + Clone + Send + Sync + 'static,
        S::Future: Send + 'static,
        S::Error: Into<BoxError>,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let service = service
            .map_response(|response: Response<B>| response.map(Body::stream))
            .map_err(Into::into);
        Self {
            service: BoxCloneSyncService::new(service),
        }
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Result<Response<Body>, BoxError> {
        self.service.clone().oneshot(request).await
    }
}

/// Allows layers around a transport.
impl Service<Request<Body>> for Transport {
    type Response = Response<Body>;
    type Error = BoxError;
    type Future = <BoxCloneSyncService<Request<Body>, Response<Body>, BoxError> as Service<
        Request<Body>,
    >>::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        self.service.call(request)
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transport(..)")
    }
}
