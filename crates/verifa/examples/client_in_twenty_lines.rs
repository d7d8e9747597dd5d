//! The generated client without the `verifa` crate.

use verifa_client::sessions::CreateSessionError;
use verifa_client::types::CreateSession;
use verifa_client::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = std::env::var("VERIFA_BASE_URL")
        .unwrap_or_else(|_| verifa_client::servers::DEFAULT.to_owned());
    let client = Client::builder()
        .server(server)
        .api_key(std::env::var("VERIFA_API_KEY")?)
        .build()?;
    let body = CreateSession {
        country: Some("DE".to_owned()),
        ..CreateSession::default()
    };
    match client
        .create_session()
        .body(body)
        .idempotency_key("order-42")
        .await
    {
        Ok(session) => println!(
            "{} ({} requests left)",
            session.capture_url,
            session.headers()?.x_ratelimit_remaining
        ),
        Err(Error::Api(CreateSessionError::UnprocessableEntity(error))) => {
            println!("the request is invalid: {}", error.detail)
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
