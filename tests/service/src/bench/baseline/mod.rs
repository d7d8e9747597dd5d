//! The hand-written server that the service is compared with. It stores the same session in the
//! same table and returns the same response, without idempotency and authentication. A replay reads
//! one stored response and counts one request.

mod postgres;
mod sqlite;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::serve::ListenerExt as _;
use axum::{Json, Router};
use jiff::Timestamp;
use verifa::Environment;
use verifa::server::account::{Account, KeyHash};
use verifa::server::random::SystemRandom;
use verifa::server::session;
use verifa::server::store::SessionRecord;
use verifa::server::version::Version;
use verifa_types::{CreateSession, Session};

use self::postgres::Postgres;
use self::sqlite::Sqlite;
use crate::Result;

enum Store {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

struct Baseline {
    store: Store,
    account: Account,
    base: String,
}

/// Serves until the process is stopped.
///
/// # Errors
/// Returns an error if the store or the address cannot be used.
pub async fn serve(store: &str, listen: SocketAddr) -> Result<()> {
    let account = Account {
        key: KeyHash::from_hex(&"5e".repeat(32)).ok_or("invalid key hash")?,
        key_id: None,
        organization: "acme".into(),
        environment: Environment::Sandbox,
        scopes: Arc::new([]),
        version: Version::NEWEST.as_str().into(),
    };
    let (_, session) = open(
        &account,
        &format!("http://{listen}"),
        serde_json::from_str(super::BODY)?,
    )?;
    let response = serde_json::to_string(&session)?;
    let store = match store.strip_prefix("sqlite:") {
        Some(file) => Store::Sqlite(Sqlite::open(file.as_ref(), &response)?),
        None => Store::Postgres(Postgres::open(store, &response).await?),
    };
    let baseline = Arc::new(Baseline {
        store,
        account,
        base: format!("http://{listen}"),
    });
    let app = Router::new()
        .route("/api/v1/sessions", post(create))
        .route("/replay", post(replay))
        .with_state(baseline);
    let listener = tokio::net::TcpListener::bind(listen)
        .await?
        .tap_io(|stream| {
            // Without TCP_NODELAY responses are delayed, which is not to be measured.
            let _ = stream.set_nodelay(true);
        });
    println!("Try: http://{listen}/api/v1/sessions");
    Ok(axum::serve(listener, app).await?)
}

async fn create(
    State(baseline): State<Arc<Baseline>>,
    Json(input): Json<CreateSession>,
) -> Response {
    let insert = async {
        let (record, session) = open(&baseline.account, &baseline.base, input)?;
        match &baseline.store {
            Store::Sqlite(store) => store.insert(record).await?,
            Store::Postgres(store) => store.insert(&record).await?,
        }
        Ok(session)
    };
    respond(
        insert
            .await
            .map(|session| (StatusCode::CREATED, Json(session)).into_response()),
    )
}

async fn replay(
    State(baseline): State<Arc<Baseline>>,
    headers: HeaderMap,
    Json(_): Json<CreateSession>,
) -> Response {
    let read = async {
        let key = headers
            .get("idempotency-key")
            .ok_or("the request has no idempotency key")?
            .to_str()?
            .to_owned();
        let body = match &baseline.store {
            Store::Sqlite(store) => store.replay(key).await?,
            Store::Postgres(store) => store.replay(&key).await?,
        };
        Ok((
            StatusCode::CREATED,
            [("content-type", "application/json")],
            body,
        )
            .into_response())
    };
    respond(read.await)
}

fn open(account: &Account, base: &str, input: CreateSession) -> Result<(SessionRecord, Session)> {
    let record = session::new_record(
        account,
        Version::NEWEST,
        input,
        Timestamp::now(),
        &SystemRandom,
    )?;
    let session = session::to_response(&record, &format!("{base}/verify/{}", record.token.0));
    Ok((record, session))
}

fn respond(response: Result<Response>) -> Response {
    response.unwrap_or_else(|error| {
        eprintln!("{error}");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    })
}
