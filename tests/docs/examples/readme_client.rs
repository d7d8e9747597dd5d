//! The client example of the README.

use verifa_client::Client;
use verifa_client::types::CreateSession;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let key = std::env::var("VERIFA_KEY")?;
    let client = Client::builder().api_key(key).build()?;
    let request = CreateSession {
        country: Some("NL".to_owned()),
        ..CreateSession::default()
    };
    let session = client
        .create_session()
        .body(request)
        .idempotency_key("order-42")
        .await?;
    println!("send the user to {}", session.capture_url);
    Ok(())
}
