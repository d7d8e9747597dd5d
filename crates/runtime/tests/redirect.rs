//! The default transport against local servers.
#![cfg(feature = "reqwest")]
#![allow(clippy::unwrap_used, reason = "a failed `unwrap` fails the test")]

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Redirect};
use specwright_runtime::Secret;
use specwright_runtime::client::{Builder, Credential, Operation, RetryPolicy, SendError};
use specwright_runtime::http::{Method, StatusCode};
use specwright_runtime::parameter::Path;
use tokio::net::TcpListener;

static START: Operation = Operation {
    id: "start",
    method: Method::GET,
    path: Path::new("/start"),
    accept: "",
    security: &[&["key", "query"]],
    idempotency_key: None,
};

/// The requested paths, each with the received API key.
type Seen = Arc<Mutex<Vec<(String, String)>>>;

/// Serves `/start`, which redirects to `target`, and any other path.
async fn serve(target: Option<String>) -> (String, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let seen = Seen::default();
    let log = Arc::clone(&seen);
    let router = Router::new().fallback(move |request: Request| {
        let key = request
            .headers()
            .get("x-api-key")
            .map(|key| key.to_str().unwrap().to_owned());
        log.lock()
            .unwrap()
            .push((request.uri().path().to_owned(), key.unwrap_or_default()));
        let answer = match (&target, request.uri().path()) {
            (Some(target), "/start") => Redirect::temporary(target).into_response(),
            _ => "end".into_response(),
        };
        async { answer }
    });
    tokio::spawn(async move { axum::serve(listener, router).await });
    (origin, seen)
}

fn builder(origin: String) -> Builder {
    let mut builder = Builder::new(origin);
    builder.credential(
        "key",
        Credential::header("X-API-Key", Secret::new("hunter2")),
    );
    builder.credential("query", Credential::query("token", Secret::new("hunter3")));
    builder.retry(RetryPolicy::none());
    builder
}

#[tokio::test]
async fn credentials_are_not_sent_to_another_origin() {
    let (other, elsewhere) = serve(None).await;
    let (origin, here) = serve(Some(format!("{other}/stolen"))).await;
    let response = builder(origin)
        .build()
        .unwrap()
        .call(&START)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(
        *here.lock().unwrap(),
        [("/start".to_owned(), "hunter2".to_owned())]
    );
    assert!(elsewhere.lock().unwrap().is_empty());
}

#[tokio::test]
async fn redirects_within_an_origin_are_followed_up_to_a_limit() {
    let (origin, seen) = serve(Some("/end".to_owned())).await;
    let response = builder(origin)
        .build()
        .unwrap()
        .call(&START)
        .send()
        .await
        .unwrap();
    assert_eq!(
        (response.status(), response.body().as_ref()),
        (StatusCode::OK, &b"end"[..])
    );
    assert_eq!(
        *seen.lock().unwrap(),
        [("/start", "hunter2"), ("/end", "hunter2")]
            .map(|(path, key)| (path.to_owned(), key.to_owned()))
    );

    let (origin, seen) = serve(Some("/start".to_owned())).await;
    let response = builder(origin)
        .build()
        .unwrap()
        .call(&START)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(seen.lock().unwrap().len(), 11);
}

#[tokio::test]
async fn connection_errors_do_not_contain_the_query() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let error = builder(origin)
        .build()
        .unwrap()
        .call(&START)
        .send()
        .await
        .unwrap_err();
    let SendError::Transport(error) = error else {
        panic!("{error:?}")
    };
    assert!(error.is_connect(), "{error:?}");
    assert!(!format!("{error:?}").contains("hunter"), "{error:?}");
}

#[tokio::test]
async fn a_failed_handshake_is_a_failed_connection() {
    // A server without TLS.
    let (origin, seen) = serve(None).await;
    let core = builder(origin.replace("http:", "https:")).build().unwrap();
    let Err(SendError::Transport(error)) = core.call(&START).send().await else {
        panic!("the server has no certificate");
    };
    assert!(error.is_connect(), "{error:?}");
    assert!(seen.lock().unwrap().is_empty());
}
