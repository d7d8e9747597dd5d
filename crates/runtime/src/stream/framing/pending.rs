use bytes::{Bytes, BytesMut};

use super::TooLarge;

/// The beginning of a part of the body that continues in the next chunk.
#[derive(Default)]
pub(super) struct Pending {
    bytes: BytesMut,
}

impl Pending {
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Adds a whole chunk, which becomes empty.
    pub(super) fn push(&mut self, chunk: &mut Bytes, limit: usize) -> Result<(), TooLarge> {
        self.check(chunk, limit)?;
        self.bytes.extend_from_slice(chunk);
        chunk.clear();
        Ok(())
    }

    /// Adds the end. Returns the whole part, which is not copied if it is in one chunk.
    pub(super) fn take(&mut self, end: Bytes, limit: usize) -> Result<Bytes, TooLarge> {
        self.check(&end, limit)?;
        if self.bytes.is_empty() {
            return Ok(end);
        }
        self.bytes.extend_from_slice(&end);
        Ok(self.bytes.split().freeze())
    }

    fn check(&self, added: &Bytes, limit: usize) -> Result<(), TooLarge> {
        let size = self.bytes.len().saturating_add(added.len());
        if size > limit {
            return Err(TooLarge);
        }
        Ok(())
    }
}
