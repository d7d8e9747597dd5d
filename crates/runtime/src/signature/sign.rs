use std::time::SystemTime;

use http::{HeaderName, HeaderValue, Request};
use http_body_util::BodyExt;
use tower::{ServiceExt, service_fn};

use super::Signatures;
use crate::client::{Body, Transport};

impl Signatures {
    /// Returns a transport that adds the signature of the body in a header to each request, and sends
    /// it with another transport. Each attempt of a call has a signature of its own time. A body that
    /// is a stream is read into memory.
    pub fn sign_requests(&self, transport: Transport, header: HeaderName) -> Transport {
        let signatures = self.clone();
        Transport::new(service_fn(move |request: Request<Body>| {
            let (signatures, transport) = (signatures.clone(), transport.clone());
            let header = header.clone();
            async move {
                let (mut parts, body) = request.into_parts();
                let body = body.collect().await?.to_bytes();
                let signature = signatures.sign(&body, SystemTime::now());
                parts
                    .headers
                    .insert(header, HeaderValue::try_from(signature)?);
                let request = Request::from_parts(parts, Body::full(body));
                transport.oneshot(request).await
            }
        }))
    }
}
