//! Calls of the generated client, and of the generated router.

use specwright_runtime::client::Transport;
use specwright_runtime::server::{AuthAttempt, Context, Failure, Rejection, Service, Verifier};
use tower::{ServiceExt as _, service_fn};
use verifa_client::Client;
use verifa_server::{CreateSessionRequest, CreateSessionResponse, Sessions};
use verifa_types::{CreateSession, Date, Session, SessionCreatedHeaders};

use crate::example::{
    IDEMPOTENCY_KEY, KEY, Outcome, REQUEST, RESPONSE, SERVER, VERSION, expect_response, request,
    respond,
};

/// Sends requests with the client to a transport with a fixed response.
///
/// # Errors
/// If a response is not the expected one.
pub async fn call_client(number: u64) -> Outcome {
    let client = Client::builder()
        .server(SERVER)
        .api_key(KEY)
        .transport(Transport::new(service_fn(respond)))
        .build()?;
    let body: CreateSession = serde_json::from_str(REQUEST)?;
    for _ in 0..number {
        let call = client
            .create_session()
            .idempotency_key(IDEMPOTENCY_KEY)
            .verifa_version(Date::from(VERSION))
            .body(body.clone());
        let response = call.await?;
        if response.body().id != "ses_1" {
            return Err("the session is another one".into());
        }
    }
    Ok(())
}

/// Sends requests to the router of a service with a fixed response.
///
/// # Errors
/// If a response is not the expected one.
pub async fn call_server(number: u64) -> Outcome {
    let one = One {
        headers: SessionCreatedHeaders::new(300, 299, 1_770_000_060, Date::from(VERSION)),
        session: serde_json::from_str(RESPONSE)?,
    };
    let router = verifa_server::router(one, OneKey);
    for _ in 0..number {
        expect_response(router.clone().oneshot(request()?).await?).await?;
    }
    Ok(())
}

/// A service that returns the same session for every request.
#[derive(Clone)]
struct One {
    headers: SessionCreatedHeaders,
    session: Session,
}

/// Accepts one key.
struct OneKey;

impl Service for One {
    type Principal = ();
}

impl Sessions for One {
    async fn create_session(
        &self,
        _: Context<()>,
        _: CreateSessionRequest,
    ) -> Result<CreateSessionResponse, Failure> {
        Ok(CreateSessionResponse::Created {
            headers: self.headers.clone(),
            body: self.session.clone(),
        })
    }
}

impl Verifier<()> for OneKey {
    async fn verify(&self, attempt: AuthAttempt<'_>) -> Result<(), Failure> {
        let mut credentials = attempt.credentials.iter();
        match credentials.all(|credential| credential.secret.expose() == KEY) {
            true => Ok(()),
            false => Err(Rejection::unauthorized("unknown key").into()),
        }
    }
}
