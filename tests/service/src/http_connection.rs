//! HTTP/1.1 on a plain socket: cheap enough to generate load, and able to send invalid requests.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::Result;

/// A persistent connection.
#[derive(Debug)]
pub struct HttpConnection {
    stream: TcpStream,
    /// Bytes that were read but not parsed yet.
    buffer: Vec<u8>,
}

/// A received response.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// A request to be sent repeatedly with different idempotency keys.
#[derive(Clone, Debug)]
pub struct RequestTemplate {
    before: Vec<u8>,
    after: Vec<u8>,
}

impl HttpConnection {
    /// Connects to a server.
    ///
    /// # Errors
    /// Returns an error if the connection fails.
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(8 * 1024),
        })
    }

    /// Sends bytes unchanged.
    ///
    /// # Errors
    /// Returns an error if the connection is closed.
    pub async fn send(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.stream.write_all(bytes).await?)
    }

    /// Sends bytes and receives the response.
    ///
    /// # Errors
    /// Returns an error if the connection is closed or the response is malformed.
    pub async fn exchange(&mut self, bytes: &[u8]) -> Result<Response> {
        self.send(bytes).await?;
        self.receive().await
    }

    /// Receives the next response, which must have a `Content-Length`.
    ///
    /// # Errors
    /// Returns an error if the connection is closed or the response is malformed.
    pub async fn receive(&mut self) -> Result<Response> {
        loop {
            if let Some((response, length)) = parse(&self.buffer)? {
                self.buffer.drain(..length);
                return Ok(response);
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the connection was closed before the response".into());
            }
        }
    }

    /// Receives the next response as [`receive`](Self::receive) does, but returns only its status.
    ///
    /// # Errors
    /// Returns an error if the connection is closed or the response is malformed.
    pub async fn receive_status(&mut self) -> Result<u16> {
        loop {
            if let Some(head) = head(&self.buffer, |_| ())? {
                let length = head.length + head.body;
                if self.buffer.len() >= length {
                    self.buffer.drain(..length);
                    return Ok(head.status);
                }
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the connection was closed before the response".into());
            }
        }
    }

    /// Returns the socket.
    pub fn stream(&mut self) -> &mut TcpStream {
        &mut self.stream
    }
}

impl Response {
    /// Returns the value of a header by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Returns the value of a header as a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.header(name)?.parse().ok()
    }

    /// Returns the value of a string property of the JSON body.
    pub fn string(&self, property: &str) -> Option<String> {
        let body: serde_json::Value = serde_json::from_slice(&self.body).ok()?;
        Some(body.get(property)?.as_str()?.to_owned())
    }
}

impl RequestTemplate {
    /// Creates a POST request.
    pub fn create(path: &str, api_key: &str, body: &str) -> Self {
        let before = format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: {api_key}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n",
            body.len()
        );
        Self {
            before: before.into_bytes(),
            after: format!("\r\n{body}").into_bytes(),
        }
    }

    /// Returns the bytes of the request, with or without an idempotency key.
    pub fn with_key(&self, key: Option<&str>) -> Vec<u8> {
        let header = key
            .map(|key| format!("Idempotency-Key: {key}\r\n"))
            .unwrap_or_default();
        [&self.before, header.as_bytes(), &self.after].concat()
    }
}

/// The head of a response.
struct Head<T> {
    status: u16,
    /// The length of the head, in bytes.
    length: usize,
    /// The length of the body, in bytes.
    body: usize,
    headers: T,
}

/// Parses the first head in a buffer, and converts its headers. Returns `None` for an incomplete
/// head.
fn head<T>(
    buffer: &[u8],
    read: impl FnOnce(&[httparse::Header<'_>]) -> T,
) -> Result<Option<Head<T>>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(length) = response.parse(buffer)? else {
        return Ok(None);
    };
    let content_length = response
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let body = content_length.map_or(Ok(0), |header| {
        std::str::from_utf8(header.value)?
            .parse::<usize>()
            .map_err(crate::Error::from)
    })?;
    let status = response.code.ok_or("the response has no status")?;
    Ok(Some(Head {
        status,
        length,
        body,
        headers: read(response.headers),
    }))
}

/// Parses the first response in a buffer, and returns it with its length. Returns `None` for an
/// incomplete response.
fn parse(buffer: &[u8]) -> Result<Option<(Response, usize)>> {
    let header = |header: &httparse::Header<'_>| {
        (
            header.name.to_ascii_lowercase(),
            String::from_utf8_lossy(header.value).into_owned(),
        )
    };
    let Some(head) = head(buffer, |headers| headers.iter().map(header).collect())? else {
        return Ok(None);
    };
    let end = head.length + head.body;
    let Some(body) = buffer.get(head.length..end) else {
        return Ok(None);
    };
    Ok(Some((
        Response {
            status: head.status,
            headers: head.headers,
            body: body.to_vec(),
        },
        end,
    )))
}
