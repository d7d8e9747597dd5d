//! Streams of bytes to and from files.

use std::io;
use std::path::{Path, PathBuf};

use bytes::{Bytes, BytesMut};
use futures_util::stream;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWriteExt, Take};

use super::{BoxError, ByteStream, StreamError, StreamErrorKind};

/// The size of the chunks of a file in bytes.
const CHUNK: usize = 64 * 1024;

impl ByteStream {
    /// Writes the rest of the body into a file, which is created or truncated. Returns the number of
    /// bytes written. Requires the Tokio runtime.
    ///
    /// # Errors
    /// If the body is incomplete or the file cannot be written. The file then keeps the bytes that
    /// were written before.
    pub async fn into_file(self, path: impl AsRef<Path>) -> Result<u64, StreamError> {
        let path = path.as_ref().to_owned();
        self.write(path).await
    }

    /// Creates a stream of the content of a file, in chunks of at most 64 KiB, with the size that the
    /// file has now. Bytes that are appended later are not read. Requires the Tokio runtime.
    ///
    /// # Errors
    /// If the file cannot be opened.
    pub async fn from_file(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref().to_owned();
        Self::open(path).await
    }

    async fn write(mut self, path: PathBuf) -> Result<u64, StreamError> {
        let failed = |error: io::Error| StreamError::new(StreamErrorKind::File, error);
        let mut file = File::create(path).await.map_err(failed)?;
        let mut written = 0;
        while let Some(chunk) = self.next().await {
            let chunk = chunk?;
            file.write_all(&chunk).await.map_err(failed)?;
            written += chunk.len() as u64;
        }
        // Tokio reports the error of a write with the next operation.
        file.flush().await.map_err(failed)?;
        Ok(written)
    }

    async fn open(path: PathBuf) -> io::Result<Self> {
        let file = File::open(path).await?;
        let size = file.metadata().await?.len();
        let chunks = stream::unfold(file.take(size), next_chunk);
        Ok(Self::of_chunks(Box::pin(chunks), Some(size)))
    }
}

async fn next_chunk(mut file: Take<File>) -> Option<(Result<Bytes, BoxError>, Take<File>)> {
    let mut chunk = BytesMut::with_capacity(CHUNK);
    match file.read_buf(&mut chunk).await {
        Ok(0) => None,
        Ok(_) => Some((Ok(chunk.freeze()), file)),
        Err(error) => Some((Err(error.into()), file)),
    }
}
