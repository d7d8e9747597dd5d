//! A response reaches a client that is still sending its request.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::support::{PATH, READ_ONLY, World};

/// Sends the whole body before it reads anything, as simple clients do.
#[tokio::test(flavor = "multi_thread")]
async fn a_rejection_is_received_after_the_whole_body_is_sent() {
    const BODY: usize = 4 * 1024 * 1024;
    let world = World::over_http().await;
    let address = world.address().trim_start_matches("http://").to_owned();
    for _ in 0..20 {
        let mut stream = TcpStream::connect(&address).await.expect("a connection");
        let head = format!(
            "POST {PATH} HTTP/1.1\r\nHost: {address}\r\nX-API-Key: {READ_ONLY}\r\nContent-Type: application/json\r\n\
             Content-Length: {BODY}\r\nConnection: close\r\n\r\n"
        );
        stream
            .write_all(head.as_bytes())
            .await
            .expect("the head is sent");
        for _ in 0..BODY / 65_536 {
            stream
                .write_all(&[b' '; 65_536])
                .await
                .expect("the body is sent to its end");
            tokio::task::yield_now().await;
        }
        let mut answer = Vec::new();
        stream
            .read_to_end(&mut answer)
            .await
            .expect("the response is complete");
        assert!(
            answer.starts_with(b"HTTP/1.1 403 "),
            "{}",
            String::from_utf8_lossy(&answer)
        );
    }
}
