//! Webhooks: the sender calls the receiver.

use std::future::{Future, ready};
use std::sync::{Arc, Mutex};

use specwright_runtime::axum::body::Body;
use specwright_runtime::client::{CallOptions, Transport};
use specwright_runtime::http::{HeaderName, Request, Uri};
use specwright_runtime::server::{Context, Failure, Service};
use specwright_runtime::signature::Signatures;
use tower::ServiceExt;
use zoo_receiver::{AnnounceBirthRequest, AnnounceBirthResponse, Births};
use zoo_sender::births::AnnounceBirthError;
use zoo_sender::{Client, Error};
use zoo_types::Ranger;

/// A receiver that remembers the last request, and declines the births of one ranger.
#[derive(Clone, Default)]
struct Receiver {
    last: Arc<Mutex<Option<AnnounceBirthRequest>>>,
}

impl Service for Receiver {
    type Principal = ();
}

impl Births for Receiver {
    fn announce_birth(
        &self,
        _: Context<()>,
        request: AnnounceBirthRequest,
    ) -> impl Future<Output = Result<AnnounceBirthResponse, Failure>> + Send {
        let response = match request.body.id.as_str() {
            "gone" => AnnounceBirthResponse::Gone,
            _ => AnnounceBirthResponse::NoContent,
        };
        *self.last.lock().expect("no test panics here") = Some(request);
        ready(Ok(response))
    }
}

fn sender(transport: Transport) -> Client {
    let client = Client::builder().server("http://localhost");
    client.transport(transport).build().expect("a client")
}

#[tokio::test]
async fn a_webhook_reaches_the_receiver_with_all_its_values() {
    let receiver = Receiver::default();
    let client = sender(Transport::new(zoo_receiver::router(receiver.clone())));
    let call = client.announce_birth(Ranger::new("r & 1"));
    call.attempt(2).shift("night").await.expect("received");
    let request = receiver.last.lock().expect("no test panics here").take();
    let request = request.expect("a request");
    assert_eq!(request.attempt, Some(2));
    assert_eq!(request.shift.as_deref(), Some("night"));
    assert_eq!(request.body, Ranger::new("r & 1"));

    let error = client.announce_birth(Ranger::new("gone")).await;
    let error = error.expect_err("declined");
    assert!(matches!(error, Error::Api(AnnounceBirthError::Gone(_))));
}

#[tokio::test]
async fn the_receiver_validates_webhooks() {
    let router = zoo_receiver::router(Receiver::default());
    for (attempt, body, status) in [
        ("1", r#"{"id":"r"}"#, 204),
        ("0", r#"{"id":"r"}"#, 400),
        ("1", r#"{"name":"r"}"#, 422),
    ] {
        let request = Request::post("/birth")
            .header("attempt", attempt)
            .header("content-type", "application/json")
            .body(Body::from(body))
            .expect("a request");
        let response = router.clone().oneshot(request).await;
        let response = response.expect("a router always responds");
        assert_eq!(response.status(), status, "{attempt} {body}");
    }
}

#[tokio::test]
async fn signatures_are_verified_before_a_webhook_is_read() {
    let header = HeaderName::from_static("zoo-signature");
    let signatures = Signatures::new("shared");
    let receiver = Receiver::default();
    let router = zoo_receiver::router(receiver.clone());
    let router = signatures.verify_requests(router, header.clone(), 64);
    let signed = |secret: &str| {
        let transport = Transport::new(router.clone());
        sender(Signatures::new(secret).sign_requests(transport, header.clone()))
    };
    let ranger = Ranger::new("r");
    let sent = signed("shared").announce_birth(ranger.clone()).await;
    sent.expect("received");
    assert!(
        receiver
            .last
            .lock()
            .expect("no test panics here")
            .take()
            .is_some()
    );

    let error = signed("other").announce_birth(ranger.clone()).await;
    let error = error.expect_err("another secret");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(401));
    let long = Ranger::new("r".repeat(64));
    let error = signed("shared").announce_birth(long).await;
    let error = error.expect_err("a long body");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(413));

    // Without a signature, nobody learns that the body is not JSON.
    let request = Request::post("/birth").header("content-type", "application/json");
    let request = request.body(Body::from("{")).expect("a request");
    let response = router.oneshot(request).await;
    let response = response.expect("a router always responds");
    assert_eq!(response.status(), 401);
    assert!(receiver.last.lock().expect("no test panics here").is_none());
}

#[tokio::test]
async fn a_webhook_is_sent_to_the_registered_url() {
    let seen: Arc<Mutex<Vec<Uri>>> = Arc::default();
    let log = Arc::clone(&seen);
    let transport = Transport::new(tower::service_fn(move |request: Request<_>| {
        let uri = request.uri().clone();
        drop::<Request<specwright_runtime::client::Body>>(request);
        log.lock().expect("no test panics here").push(uri);
        let response = specwright_runtime::http::Response::builder().status(204);
        ready(response.body(Body::empty()))
    }));
    let client = sender(transport);
    let announce = || client.announce_birth(Ranger::new("r")).shift("day");
    for url in ["https://hooks.example/in?id=5", "http://localhost:1"] {
        announce().with_url(url).await.expect("sent");
    }
    announce().await.expect("sent");
    let seen: Vec<String> = {
        let seen = seen.lock().expect("no test panics here");
        seen.iter().map(Uri::to_string).collect()
    };
    assert_eq!(
        seen,
        [
            "https://hooks.example/in?id=5&shift=day",
            "http://localhost:1/?shift=day",
            "http://localhost/birth?shift=day"
        ]
    );
    for url in [
        "hooks.example",
        "ftp://hooks.example",
        "https://u:p@hooks.example",
        "",
    ] {
        let error = announce().with_url(url).await.expect_err("an invalid URL");
        assert!(matches!(error, Error::Request(_)), "{url}: {error}");
    }
}
