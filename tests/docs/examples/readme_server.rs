//! The server example of the README.

use verifa_server::types::{Session, SessionCreatedHeaders};
use verifa_server::{AuthAttempt, Rejection, Service, Verifier};
use verifa_server::{Context, CreateSessionRequest, CreateSessionResponse, Failure, Sessions};

#[derive(Clone)]
struct Account;

struct Store;

struct MyService {
    store: Store,
}

struct MyVerifier;

impl Store {
    async fn create(
        &self,
        _: &Account,
        request: CreateSessionRequest,
    ) -> Result<(SessionCreatedHeaders, Session), Failure> {
        Err(Failure::internal(format!("no store for {request:?}")))
    }
}

impl Service for MyService {
    type Principal = Account;
}

impl Sessions for MyService {
    async fn create_session(
        &self,
        context: Context<Account>,
        request: CreateSessionRequest,
    ) -> Result<CreateSessionResponse, Failure> {
        let (headers, body) = self.store.create(context.principal(), request).await?;
        Ok(CreateSessionResponse::Created { headers, body })
    }
}

impl Verifier<Account> for MyVerifier {
    async fn verify(&self, _: AuthAttempt<'_>) -> Result<Account, Failure> {
        Err(Rejection::unauthorized("unknown key").into())
    }
}

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let service = MyService { store: Store };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
    axum::serve(listener, verifa_server::router(service, MyVerifier)).await
}
