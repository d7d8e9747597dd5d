//! The generated Verifa client against the generated Verifa server, without the hand-written code.

use std::sync::{Arc, Mutex};

use specwright_runtime::client::Transport;
use specwright_runtime::server::{AuthAttempt, Context, Failure, Rejection, Service, Verifier};
use verifa_client::{Client, Error};
use verifa_server::{CreateSessionRequest, CreateSessionResponse, Sessions};
use verifa_types::{
    CreateSession, Date, DateTime, KeyInflection, Session, SessionCreatedHeaders, SessionStatus,
    Value,
};

/// A service that returns the same session for every request and remembers the last request.
#[derive(Clone)]
struct One {
    created: CreateSessionResponse,
    asked: Arc<Mutex<Option<CreateSessionRequest>>>,
}

struct Key;

impl Service for One {
    type Principal = ();
}

impl Sessions for One {
    async fn create_session(
        &self,
        _: Context<()>,
        request: CreateSessionRequest,
    ) -> Result<CreateSessionResponse, Failure> {
        *self.asked.lock().expect("no panic") = Some(request);
        Ok(self.created.clone())
    }
}

impl Verifier<()> for Key {
    async fn verify(&self, attempt: AuthAttempt<'_>) -> Result<(), Failure> {
        let known = attempt
            .credentials
            .iter()
            .all(|credential| credential.secret.expose() == "vk_sandbox_1");
        assert_eq!(
            attempt.required_scopes,
            ["sessions:create", "sessions:write"]
        );
        if known {
            Ok(())
        } else {
            Err(Rejection::unauthorized("no").into())
        }
    }
}

#[tokio::test]
async fn a_session_is_created() {
    let status = SessionStatus::from("pending");
    let (created_at, expires_at) = (
        DateTime::from("2026-02-02T02:40:00Z"),
        DateTime::from("2026-02-02T03:00:00Z"),
    );
    let mut session = Session::new(
        "ses_1",
        status,
        "https://app.example/verify/1",
        true,
        created_at,
        expires_at,
        Vec::new(),
    );
    session.external_ref = Some("order 42 \u{1f408}".to_owned());
    let headers = SessionCreatedHeaders {
        idempotency_replayed: Some(false),
        ..SessionCreatedHeaders::new(300, 299, 1_770_000_060, Date::from("2026-02-01"))
    };
    let created = CreateSessionResponse::Created {
        headers: headers.clone(),
        body: session.clone(),
    };
    let one = One {
        created,
        asked: Arc::default(),
    };
    let builder = || {
        Client::builder()
            .server("http://verifa.test")
            .transport(Transport::new(verifa_server::router(one.clone(), Key)))
    };
    let client = builder().api_key("vk_sandbox_1").build().expect("a client");

    #[allow(
        clippy::needless_update,
        reason = "the API description may gain properties"
    )]
    let body = CreateSession {
        external_ref: session.external_ref.clone(),
        metadata: Some(
            [
                ("a".to_owned(), Value::Null),
                ("b".to_owned(), Value::from(vec![1, 2])),
            ]
            .into(),
        ),
        country: Some("DE".to_owned()),
        checks: Some(vec!["face_match".to_owned()]),
        workflow_id: Some("w".to_owned()),
        redirect_url: Some("https://shop.example/done?a=b".to_owned()),
        ..CreateSession::default()
    };
    let call = client
        .create_session()
        .body(body.clone())
        .idempotency_key("key 1")
        .verifa_version(Date::from("2026-01-01"));
    let response = call.await.expect("created");
    assert_eq!(
        (
            response.status().as_u16(),
            response.headers(),
            response.body()
        ),
        (201, Ok(headers), &session)
    );
    let expected = CreateSessionRequest {
        idempotency_key: Some("key 1".to_owned()),
        verifa_version: Some(Date::from("2026-01-01")),
        key_inflection: KeyInflection::Snake,
        body: Some(body),
    };
    assert_eq!(one.asked.lock().expect("no panic").take(), Some(expected));

    client.create_session().await.expect("created");
    let asked = one.asked.lock().expect("no panic").take().expect("asked");
    assert_eq!(asked.body, None);
    assert!(
        asked.idempotency_key.is_some_and(|key| key.len() == 36),
        "the client generates an idempotency key"
    );

    let other = builder().api_key("vk_sandbox_2").build().expect("a client");
    let error = other.create_session().await.expect_err("an unknown key");
    assert!(
        matches!(&error, Error::Decode(error) if error.response().status() == 401),
        "the default problem is not Verifa's: {error:?}"
    );
    assert!(one.asked.lock().expect("no panic").is_none());
}
