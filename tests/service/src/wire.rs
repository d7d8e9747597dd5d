//! HTTP/1.1 on a socket, without a client between: cheap enough for load, and free to say what no client would.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::Result;

/// A connection that is kept for many requests.
#[derive(Debug)]
pub struct Wire {
    stream: TcpStream,
    /// What was read and not yet used.
    buffer: Vec<u8>,
}

/// A response as it came.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// A request to be sent again and again, with another idempotency key each time.
#[derive(Clone, Debug)]
pub struct Template {
    before: Vec<u8>,
    after: Vec<u8>,
}

impl Wire {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn connect(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(8 * 1024),
        })
    }

    /// Sends bytes as they are.
    ///
    /// # Errors
    /// When the connection is gone.
    pub async fn send(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.stream.write_all(bytes).await?)
    }

    /// Sends bytes and reads the response.
    ///
    /// # Errors
    /// When the connection ends before, or what comes is no response.
    pub async fn exchange(&mut self, bytes: &[u8]) -> Result<Answer> {
        self.send(bytes).await?;
        self.receive().await
    }

    /// Reads the next response, which has a `Content-Length`.
    ///
    /// # Errors
    /// When the connection ends before, or what comes is no response.
    pub async fn receive(&mut self) -> Result<Answer> {
        loop {
            if let Some((answer, length)) = parse(&self.buffer)? {
                self.buffer.drain(..length);
                return Ok(answer);
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err("the connection ended before the response".into());
            }
        }
    }

    /// Reads the next response as [`receive`](Self::receive) does, and gives its status alone.
    ///
    /// # Errors
    /// When the connection ends before, or what comes is no response.
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
                return Err("the connection ended before the response".into());
            }
        }
    }

    /// The socket itself.
    pub fn stream(&mut self) -> &mut TcpStream {
        &mut self.stream
    }
}

impl Answer {
    /// The value of a header field, its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of a header field that is a number.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.header(name)?.parse().ok()
    }

    /// A member of the body that is a string.
    pub fn text(&self, member: &str) -> Option<String> {
        let body: serde_json::Value = serde_json::from_slice(&self.body).ok()?;
        Some(body.get(member)?.as_str()?.to_owned())
    }
}

impl Template {
    /// A POST to this path with this API key and this body.
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

    /// The request, without an idempotency key or with one.
    pub fn with(&self, key: Option<&str>) -> Vec<u8> {
        let field = key
            .map(|key| format!("Idempotency-Key: {key}\r\n"))
            .unwrap_or_default();
        [&self.before, field.as_bytes(), &self.after].concat()
    }
}

/// The head of a response.
struct Head<T> {
    status: u16,
    /// Its length.
    length: usize,
    /// The length of the body.
    body: usize,
    fields: T,
}

/// The first head in the buffer, once it is whole, and what is made of its fields.
fn head<T>(
    buffer: &[u8],
    read: impl FnOnce(&[httparse::Header<'_>]) -> T,
) -> Result<Option<Head<T>>> {
    let mut fields = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut fields);
    let httparse::Status::Complete(length) = response.parse(buffer)? else {
        return Ok(None);
    };
    let told = response
        .headers
        .iter()
        .find(|field| field.name.eq_ignore_ascii_case("content-length"));
    let body = told.map_or(Ok(0), |field| {
        std::str::from_utf8(field.value)?
            .parse::<usize>()
            .map_err(crate::Error::from)
    })?;
    let status = response.code.ok_or("a response has a status")?;
    Ok(Some(Head {
        status,
        length,
        body,
        fields: read(response.headers),
    }))
}

/// The first response in the buffer and its length, once it is whole.
fn parse(buffer: &[u8]) -> Result<Option<(Answer, usize)>> {
    let field = |field: &httparse::Header<'_>| {
        (
            field.name.to_ascii_lowercase(),
            String::from_utf8_lossy(field.value).into_owned(),
        )
    };
    let Some(head) = head(buffer, |fields| fields.iter().map(field).collect())? else {
        return Ok(None);
    };
    let end = head.length + head.body;
    let Some(body) = buffer.get(head.length..end) else {
        return Ok(None);
    };
    Ok(Some((
        Answer {
            status: head.status,
            headers: head.fields,
            body: body.to_vec(),
        },
        end,
    )))
}
