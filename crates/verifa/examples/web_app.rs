//! A web application that starts a verification of its users, by redirect or in a frame.
//!
//! ```text
//! verifa sandbox --key vk_sandbox_demo
//! VERIFA_API_KEY=vk_sandbox_demo VERIFA_BASE_URL=http://127.0.0.1:8080 cargo run -p verifa --example web_app
//! ```

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, Redirect};
use axum::routing::{get, post};
use verifa::Client;
use verifa::types::{CreateSession, Session};

/// The response if no session could be created. Only the log contains the reason.
type CreateError = (StatusCode, &'static str);

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut client = Client::builder(std::env::var("VERIFA_API_KEY")?)?;
    if let Ok(base) = std::env::var("VERIFA_BASE_URL") {
        client = client.server(base);
    }
    let app = Router::new()
        .route("/", get(home))
        .route("/verify", post(redirect))
        .route("/embedded", get(embed))
        .with_state(client.build()?);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:3000").await?;
    println!("http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, app).await?)
}

async fn home() -> Html<&'static str> {
    Html(
        r#"<!doctype html><title>Shop</title>
        <form method="post" action="/verify"><button>Verify on Verifa's page</button></form>
        <p><a href="/embedded">Verify right here</a></p>"#,
    )
}

/// Redirects with 303, so that the browser continues with GET.
async fn redirect(State(client): State<Client>) -> Result<Redirect, CreateError> {
    Ok(Redirect::to(&create(&client).await?.capture_url))
}

async fn embed(State(client): State<Client>) -> Result<Html<String>, CreateError> {
    let url = create(&client)
        .await?
        .capture_url
        .replace('&', "&amp;")
        .replace('"', "&quot;");
    Ok(Html(format!(
        r#"<!doctype html><title>Shop</title><iframe src="{url}" allow="camera" width="480" height="640" title="Verification"></iframe>"#
    )))
}

async fn create(client: &Client) -> Result<Session, CreateError> {
    let body = CreateSession {
        external_ref: Some("order-42".to_owned()),
        redirect_url: Some("http://127.0.0.1:3000/".to_owned()),
        ..CreateSession::default()
    };
    let created = client.create_session().body(body).await.map_err(|error| {
        eprintln!("could not create a session: {error}");
        (
            StatusCode::BAD_GATEWAY,
            "The verification cannot start. Try again later.",
        )
    })?;
    Ok(created.into_body())
}
