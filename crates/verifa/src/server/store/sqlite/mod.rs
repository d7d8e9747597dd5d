//! The embedded store: one SQLite file, for one process.
//!
//! A single thread writes. It commits waiting jobs in one transaction (group commit), so that one
//! `fsync` serves many requests. Readers have connections of their own, which in WAL mode do not
//! wait for a commit.

mod connection;
mod keys;
mod open;
mod readers;
mod rows;
mod schema;
mod snapshot_reader;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

pub use self::open::OpenError;

use self::readers::Readers;
use self::snapshot_reader::SnapshotReader;
use self::writer::{Durability, Writer};
use super::migration::{Migrated, SchemaPolicy};
use super::{CapturePage, SessionRecord, Store, StoreError, StoreFuture, Token};
use crate::server::idempotency::{Claim, ClaimResult, Entry, Owner, Slot, StoredResponse};

/// A store in one file. Clones share the store.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    /// The device and inode of the file when it was opened.
    identity: Option<(u64, u64)>,
    /// Declared before the writer, because fields are dropped in this order: the last connection to
    /// close removes the write-ahead log, and only the writer's connection can.
    readers: Readers,
    writer: Writer,
}

impl SqliteStore {
    /// Opens the store in a file. Creates the file and its folder if they are missing, and migrates
    /// the tables.
    ///
    /// # Errors
    /// Returns an error if the file cannot be opened or is not a store of this program.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_with(path, SchemaPolicy::Migrate)
    }

    /// Opens the store in a file under a schema policy.
    ///
    /// # Errors
    /// Returns an error if the file cannot be opened, is not a store of this program, or has
    /// outdated tables that may not be changed.
    pub fn open_with(path: &Path, policy: SchemaPolicy) -> Result<Self, OpenError> {
        let connection = match policy {
            SchemaPolicy::Migrate => open::migrate(path)?.0,
            SchemaPolicy::RequireCurrent => open::open_current(path)?,
        };
        let snapshot_reader = SnapshotReader::default();
        let writer = Writer::start(connection, snapshot_reader.clone()).map_err(|source| {
            OpenError::Folder {
                path: path.to_owned(),
                source,
            }
        })?;
        let inner = Inner {
            path: path.to_owned(),
            identity: open::identity(path),
            readers: Readers::new(path.to_owned(), snapshot_reader),
            writer,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Migrates the tables of a file. Creates the file if it is missing.
    ///
    /// # Errors
    /// Returns an error if the file cannot be opened or is not a store of this program.
    pub fn migrate(path: &Path) -> Result<Migrated, OpenError> {
        let (_, from) = open::migrate(path)?;
        Ok(Migrated {
            from,
            to: schema::NEWEST,
        })
    }

    /// Runs a job on the writer thread, and waits until it is committed.
    fn write<T: Send + 'static>(
        &self,
        durability: Durability,
        job: impl FnOnce(&rusqlite::Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> StoreFuture<'static, T> {
        Box::pin(self.inner.writer.run(durability, job))
    }
}

impl Store for SqliteStore {
    fn create(&self, session: SessionRecord) -> StoreFuture<'_, ()> {
        self.write(Durability::Full, move |connection| {
            rows::insert_session(connection, &session)
        })
    }

    fn find_entry(&self, slot: Slot) -> StoreFuture<'_, Option<Entry>> {
        Box::pin(
            self.inner
                .readers
                .run_inline(move |connection| rows::find_entry(connection, &slot)),
        )
    }

    fn claim(&self, claim: Claim) -> StoreFuture<'_, ClaimResult> {
        self.write(Durability::Process, move |connection| {
            let result = claim.decide(rows::find_entry(connection, &claim.slot)?);
            if matches!(result, ClaimResult::Granted) {
                rows::write_claim(connection, &claim)?;
            }
            Ok(result)
        })
    }

    fn complete(
        &self,
        slot: Slot,
        owner: Owner,
        session: SessionRecord,
        response: StoredResponse,
    ) -> StoreFuture<'_, bool> {
        self.write(Durability::Full, move |connection| {
            let owned = rows::write_response(connection, &slot, &owner, &response)?;
            if owned {
                rows::insert_session(connection, &session)?;
            }
            Ok(owned)
        })
    }

    fn release(&self, slot: Slot, owner: Owner) -> StoreFuture<'_, ()> {
        self.write(Durability::Process, move |connection| {
            rows::delete_claim(connection, &slot, &owner)
        })
    }

    fn find_capture_page(&self, token: Token) -> StoreFuture<'_, Option<CapturePage>> {
        Box::pin(
            self.inner
                .readers
                .run(move |connection| rows::find_capture_page(connection, &token)),
        )
    }

    fn delete_expired(&self, now: Timestamp, limit: usize) -> StoreFuture<'_, usize> {
        self.write(Durability::Process, move |connection| {
            rows::delete_expired(connection, now, limit)
        })
    }

    fn check_health(&self) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let identity = open::identity(&self.inner.path);
            if identity.is_none() || identity != self.inner.identity {
                return Err(StoreError(format!(
                    "the file {} is missing or was replaced",
                    self.inner.path.display()
                )));
            }
            self.inner.readers.run(rows::probe).await?;
            // After a failed commit, only a commit that writes shows that the disk works again.
            let failing = self.inner.writer.is_failing();
            let durability = if failing {
                Durability::Full
            } else {
                Durability::Process
            };
            self.inner
                .writer
                .run(durability, move |connection| {
                    if failing {
                        rows::touch(connection)
                    } else {
                        Ok(())
                    }
                })
                .await
        })
    }
}
