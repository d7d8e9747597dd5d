//! Access tokens: caching, renewal and the grants of OAuth 2.0.
#![cfg(feature = "oauth")]
#![allow(clippy::unwrap_used, reason = "a failed `unwrap` fails the test")]

use std::collections::BTreeMap;
use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use http::header::AUTHORIZATION;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use serde_json::{Value, json};
use specwright_runtime::bytes::Bytes;
use specwright_runtime::client::{
    AccessToken, Body, BoxError, BuildError, Builder, Call, CallOptions, Core, Credential, OAuth,
    Operation, RawResponse, SendError, TokenCache, Transport, TransportErrorKind,
};
use specwright_runtime::parameter::Path;
use specwright_runtime::{Secret, http};
use tokio::time::sleep;
use tower::service_fn;

static LIST: Operation = Operation {
    id: "list",
    method: Method::POST,
    path: Path::new("/pets"),
    accept: "application/json",
    security: &[&["login"]],
    idempotency_key: None,
};

/// The time that a request for a token takes.
const LATENCY: Duration = Duration::from_millis(50);

struct ListCall(Call);

impl CallOptions for ListCall {
    fn call_mut(&mut self) -> &mut Call {
        &mut self.0
    }
}

/// A server of pets and an authorization server, which share their state.
#[derive(Clone, Default)]
struct World {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// The requests for tokens: `Authorization`, and the form.
    requests: Vec<(String, BTreeMap<String, String>)>,
    /// The tokens of calls.
    calls: Vec<String>,
    /// Whether the authorization server fails.
    is_down: bool,
    /// The tokens that the server of pets rejects.
    revoked: Vec<String>,
}

type Answer = Result<Response<Full<Bytes>>, BoxError>;

impl World {
    fn requests(&self) -> usize {
        self.state.lock().unwrap().requests.len()
    }

    fn calls(&self) -> Vec<String> {
        std::mem::take(&mut self.state.lock().unwrap().calls)
    }

    fn set_down(&self, is_down: bool) {
        self.state.lock().unwrap().is_down = is_down;
    }

    fn revoke(&self, token: &str) {
        self.state.lock().unwrap().revoked.push(token.to_owned());
    }

    fn authorization_server(&self) -> Transport {
        let world = self.clone();
        Transport::new(service_fn(move |request| world.clone().issue(request)))
    }

    fn client(&self, tokens: TokenCache) -> Core {
        let world = self.clone();
        let mut builder = Builder::new("https://pets.example");
        builder.transport(Transport::new(service_fn(move |request| {
            world.clone().list(request)
        })));
        builder.credential("login", Credential::bearer(tokens));
        builder.build().unwrap()
    }

    async fn issue(self, request: Request<Body>) -> Answer {
        let authorization = header(&request);
        let body = request.into_body().collect().await?.to_bytes();
        let form = std::str::from_utf8(&body)?.split('&');
        let form = form.map(|pair| pair.split_once('=').unwrap());
        let form = form.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let (number, is_down) = {
            let mut state = self.state.lock().unwrap();
            state.requests.push((authorization, form.collect()));
            (state.requests.len(), state.is_down)
        };
        sleep(LATENCY).await;
        let (status, body) = match is_down {
            true => (
                400,
                json!({ "error": "invalid_client", "error_description": "unknown" }),
            ),
            false => (
                200,
                json!({
                    "access_token": format!("hidden-{number}"),
                    "refresh_token": format!("again-{number}"),
                    "token_type": "Bearer",
                    "expires_in": 600,
                }),
            ),
        };
        respond(status, &body)
    }

    async fn list(self, request: Request<Body>) -> Answer {
        let token = header(&request);
        let is_revoked = {
            let mut state = self.state.lock().unwrap();
            state.calls.push(token.clone());
            state.revoked.iter().any(|it| token.ends_with(it))
        };
        respond(if is_revoked { 401 } else { 200 }, &json!([]))
    }
}

fn header(request: &Request<Body>) -> String {
    let value = request.headers().get(AUTHORIZATION);
    let value = value.map(|value| value.to_str().unwrap().to_owned());
    value.unwrap_or_default()
}

fn respond(status: u16, body: &Value) -> Answer {
    let response = Response::builder()
        .status(status)
        .header("content-type", "application/json");
    Ok(response.body(Full::new(Bytes::from(body.to_string())))?)
}

fn oauth(world: &World) -> OAuth {
    OAuth::client_credentials("https://id.example/token", "app", "hidden-key")
        .transport(world.authorization_server())
}

async fn list(core: &Core) -> Result<RawResponse, SendError> {
    core.call(&LIST).send().await
}

fn status(result: Result<RawResponse, SendError>) -> StatusCode {
    result.unwrap().status()
}

#[tokio::test(start_paused = true)]
async fn a_thousand_calls_at_expiry_cause_one_request() {
    let world = World::default();
    let core = world.client(oauth(&world).build().unwrap());
    for round in 1..=3 {
        let calls = join_all((0..1000).map(|_| list(&core))).await;
        assert!(calls.into_iter().all(|it| status(it) == StatusCode::OK));
        assert_eq!(world.requests(), round);
        let tokens = world.calls();
        let expected = format!("Bearer hidden-{round}");
        assert!(tokens.len() == 1000 && tokens.iter().all(|it| *it == expected));
        sleep(Duration::from_secs(600)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_failed_request_fails_the_calls_that_wait_for_it() {
    let world = World::default();
    let core = world.client(oauth(&world).build().unwrap());
    world.set_down(true);
    for result in join_all((0..1000).map(|_| list(&core))).await {
        let Err(SendError::Transport(error)) = result else {
            panic!("no token is available");
        };
        assert_eq!(error.kind(), TransportErrorKind::Token);
        assert_eq!(error.to_string(), "no access token is available");
        assert_eq!(
            error.source().unwrap().to_string(),
            "the authorization server refused: invalid_client: unknown"
        );
    }
    assert_eq!(world.requests(), 1);
    assert_eq!(world.calls().len(), 0);
    world.set_down(false);
    assert_eq!(status(list(&core).await), StatusCode::OK);
    assert_eq!(world.requests(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_its_end_without_delaying_other_calls() {
    let world = World::default();
    let core = world.client(oauth(&world).build().unwrap());
    status(list(&core).await);
    sleep(Duration::from_secs(545)).await;
    let (first, others) = tokio::join!(list(&core), join_all((0..9).map(|_| list(&core))));
    assert_eq!(status(first), StatusCode::OK);
    assert!(others.into_iter().all(|it| status(it) == StatusCode::OK));
    assert_eq!(world.requests(), 2);
    let mut tokens = world.calls();
    tokens.sort();
    assert_eq!(
        tokens.iter().filter(|it| it.ends_with("hidden-1")).count(),
        10,
        "{tokens:?}"
    );
    // The first token is used as long as it is valid if it cannot be renewed.
    world.set_down(true);
    sleep(Duration::from_secs(545)).await;
    for _ in 0..3 {
        assert_eq!(status(list(&core).await), StatusCode::OK);
    }
    assert_eq!(world.requests(), 3);
    sleep(Duration::from_secs(60)).await;
    assert!(list(&core).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_is_replaced_once() {
    let world = World::default();
    let core = world.client(oauth(&world).build().unwrap());
    status(list(&core).await);
    world.revoke("hidden-1");
    assert_eq!(status(list(&core).await), StatusCode::OK);
    assert_eq!(
        world.calls(),
        ["Bearer hidden-1", "Bearer hidden-1", "Bearer hidden-2"]
    );
    world.revoke("hidden-2");
    world.revoke("hidden-3");
    assert_eq!(status(list(&core).await), StatusCode::UNAUTHORIZED);
    assert_eq!(world.calls(), ["Bearer hidden-2", "Bearer hidden-3"]);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_rejected_during_its_renewal_is_not_used_again() {
    let world = World::default();
    let core = world.client(oauth(&world).build().unwrap());
    status(list(&core).await);
    sleep(Duration::from_secs(545)).await;
    world.set_down(true);
    world.revoke("hidden-1");
    let (renewing, rejected) = tokio::join!(list(&core), list(&core));
    // Both calls fail for want of a token: one after the failed renewal, the other after 401.
    assert!(renewing.is_err() && rejected.is_err());
    world.set_down(false);
    world.calls();
    assert_eq!(status(list(&core).await), StatusCode::OK);
    let tokens = world.calls();
    assert!(
        tokens.iter().all(|it| !it.ends_with("hidden-1")),
        "{tokens:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn grants_are_sent_as_oauth_defines_them() {
    let world = World::default();
    let tokens = oauth(&world)
        .scopes(["read", "write"])
        .parameter("audience", "pets");
    status(list(&world.client(tokens.build().unwrap())).await);
    let tokens = OAuth::refresh_token("https://id.example/token", "app", "granted")
        .client_secret("key")
        .secret_in_body()
        .transport(world.authorization_server());
    let core = world.client(tokens.build().unwrap());
    status(list(&core).await);
    sleep(Duration::from_secs(600)).await;
    status(list(&core).await);
    let shown: Vec<String> = {
        let state = world.state.lock().unwrap();
        let requests = state.requests.iter();
        requests
            .map(|(header, form)| format!("{header} {form:?}"))
            .collect()
    };
    assert_eq!(
        shown,
        [
            // RFC 6749, 2.3.1: Basic with the form encoding of `app` and `hidden-key`.
            "Basic YXBwOmhpZGRlbi1rZXk= {\"audience\": \"pets\", \
             \"grant_type\": \"client_credentials\", \"scope\": \"read+write\"}",
            " {\"client_id\": \"app\", \"client_secret\": \"key\", \
             \"grant_type\": \"refresh_token\", \"refresh_token\": \"granted\"}",
            " {\"client_id\": \"app\", \"client_secret\": \"key\", \
             \"grant_type\": \"refresh_token\", \"refresh_token\": \"again-2\"}",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_can_replace_the_credential() {
    let world = World::default();
    let core = world.client(oauth(&world).build().unwrap());
    let call = ListCall(core.call(&LIST)).with_header(AUTHORIZATION, "Bearer mine");
    status(call.0.send().await);
    assert_eq!(world.calls(), ["Bearer mine"]);
    assert_eq!(world.requests(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_closure_provides_tokens_that_are_kept_until_they_are_rejected() {
    let world = World::default();
    let fetched = Arc::new(Mutex::new(0));
    let counter = Arc::clone(&fetched);
    let core = world.client(TokenCache::new(move || {
        let counter = Arc::clone(&counter);
        async move {
            let mut counter = counter.lock().unwrap();
            *counter += 1;
            Ok(AccessToken::new(Secret::new(format!("file-{counter}"))))
        }
    }));
    for _ in 0..2 {
        status(list(&core).await);
        sleep(Duration::from_secs(1_000_000)).await;
    }
    assert_eq!(*fetched.lock().unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn secrets_are_not_shown() {
    let world = World::default();
    let tokens = oauth(&world);
    let cache = tokens.clone().build().unwrap();
    let core = world.client(cache.clone());
    status(list(&core).await);
    let call = core.call(&LIST);
    let credential = Credential::bearer(cache.clone());
    let token = cache.token().await.unwrap();
    world.set_down(true);
    sleep(Duration::from_secs(600)).await;
    let error = list(&core).await.unwrap_err();
    let shown =
        format!("{tokens:?} {cache:?} {core:?} {call:?} {credential:?} {token:?} {error:?}");
    assert!(!shown.contains("hidden"), "{shown}");
}

#[test]
fn tokens_are_requested_over_confidential_connections_only() {
    let build = |url| {
        let world = World::default();
        OAuth::client_credentials(url, "app", "key")
            .transport(world.authorization_server())
            .build()
    };
    for url in [
        "/token",
        "http://id.example/token",
        "id.example",
        "ftp://a",
        "https://",
    ] {
        assert!(
            matches!(build(url), Err(BuildError::Server { .. })),
            "{url}"
        );
    }
    assert!(build("http://127.0.0.1:8080/token").is_ok());
}
