//! A server that implements the generated trait without the `verifa` crate.

use specwright_runtime::server::{AuthAttempt, Context, Failure, Rejection, Service, Verifier};
use verifa_server::types::{DateTime, Session, SessionCreatedHeaders, SessionStatus};
use verifa_server::{CreateSessionRequest, CreateSessionResponse, Sessions};

struct Server;

struct OneKey;

impl Service for Server {
    type Principal = ();
}

impl Sessions for Server {
    async fn create_session(
        &self,
        _: Context<()>,
        request: CreateSessionRequest,
    ) -> Result<CreateSessionResponse, Failure> {
        let (opened, closes) = (
            DateTime::from("2026-02-01T10:00:00Z"),
            DateTime::from("2026-02-01T10:20:00Z"),
        );
        let mut body = Session::new(
            "ses_1",
            SessionStatus::Pending,
            "https://verify.example/1",
            true,
            opened,
            closes,
            Vec::new(),
        );
        body.external_ref = request.body.and_then(|body| body.external_ref);
        Ok(CreateSessionResponse::Created {
            headers: SessionCreatedHeaders::new(300, 299, 1_769_940_060, "2026-02-01".into()),
            body,
        })
    }
}

impl Verifier<()> for OneKey {
    async fn verify(&self, attempt: AuthAttempt<'_>) -> Result<(), Failure> {
        let known = attempt
            .parts
            .headers
            .get("x-api-key")
            .is_some_and(|key| key == "vk_sandbox_demo");
        known
            .then_some(())
            .ok_or_else(|| Rejection::unauthorized("Unknown key.").into())
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    axum::serve(listener, verifa_server::router(Server, OneKey)).await
}
