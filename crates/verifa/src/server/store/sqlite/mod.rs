//! The embedded store: one SQLite file.
//!
//! One thread writes; what waits for it goes into one transaction (group commit), so that one `fsync` serves many requests.
//! Readers have connections of their own, which in WAL mode do not wait for a commit.

mod keys;
mod quick;
mod readers;
mod rows;
mod schema;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags};

use self::quick::Quick;
use self::readers::Readers;
use self::writer::{Durability, Writer};
use super::url::{Migrated, Tables};
use super::{CapturePage, Owner, SessionRecord, Store, StoreError, StoreFuture, Token};
use crate::server::idempotency::{Claim, Claimed, Entry, Slot, StoredResponse};

/// A store in one file. Clones are the same store.
#[derive(Clone, Debug)]
pub struct SqliteStore {
    inner: Arc<Inner>,
}

/// Why a file can't be a store.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file can't be opened or made, or is no database.
    #[error("the store {} can't be opened: {source}; name a file in a folder that can be written, with --store sqlite:FILE", path.display())]
    Open {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// The file or its folder can't be made.
    #[error("the store {} can't be made: {source}; name another file with --store sqlite:FILE", path.display())]
    Folder {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is another program's.
    #[error("the file {} is a database of another program; name another file with --store sqlite:FILE", path.display())]
    Foreign {
        /// Which file.
        path: PathBuf,
    },
    /// A later version of this program made the tables.
    #[error("the store {} has tables of version {found}, and this program knows {known}; use the program that made it, or another file", path.display())]
    Newer {
        /// Which file.
        path: PathBuf,
        /// The version of its tables.
        found: i64,
        /// The newest version that is known.
        known: i64,
    },
    /// The tables are those of an earlier program, or there are none, and they were to be left as they are.
    #[error(
        "the store {path} has tables of version {found}, and this program needs {needed}; run `verifa migrate --store sqlite:{path}` first",
        path = path.display()
    )]
    Older {
        /// Which file.
        path: PathBuf,
        /// The version of its tables; 0 when there are none.
        found: i64,
        /// The version that is needed.
        needed: i64,
    },
}

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    identity: Option<(u64, u64)>,
    /// Before the writer, since fields are dropped in this order: the last connection to close tidies up the file, and only
    /// the writer can.
    readers: Readers,
    writer: Writer,
}

impl SqliteStore {
    /// Opens the store in a file, which is made, with its folder, if there is none; brings its tables up to date.
    ///
    /// # Errors
    /// [`OpenError`] says which file and why.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        Self::open_with(path, Tables::Update)
    }

    /// Opens the store in a file, and says what may be done to its tables.
    ///
    /// # Errors
    /// [`OpenError`] says which file and why.
    pub fn open_with(path: &Path, tables: Tables) -> Result<Self, OpenError> {
        let connection = match tables {
            Tables::Update => update(path)?.0,
            Tables::AsTheyAre => current(path)?,
        };
        let quick = Quick::default();
        let writer =
            Writer::start(connection, quick.clone()).map_err(|source| OpenError::Folder {
                path: path.to_owned(),
                source,
            })?;
        let inner = Inner {
            path: path.to_owned(),
            identity: identity(path),
            readers: Readers::new(path.to_owned(), quick),
            writer,
        };
        Ok(Self {
            inner: Arc::new(inner),
        })
    }

    /// Brings the tables of a file up to date, which is made if there is none.
    ///
    /// # Errors
    /// [`OpenError`] says which file and why.
    pub fn migrate(path: &Path) -> Result<Migrated, OpenError> {
        let (_, from) = update(path)?;
        Ok(Migrated {
            from,
            to: schema::NEWEST,
        })
    }
}

/// A connection to a file whose tables were brought up to date, and the version that they had.
fn update(path: &Path) -> Result<(Connection, i64), OpenError> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(|source| OpenError::Folder {
            path: path.to_owned(),
            source,
        })?;
    }
    make_private(path).map_err(|source| OpenError::Folder {
        path: path.to_owned(),
        source,
    })?;
    look_at(path)?;
    let failed = |source| OpenError::Open {
        path: path.to_owned(),
        source,
    };
    let mut connection = connect(path, true).map_err(failed)?;
    let found = schema::migrate(&mut connection).map_err(failed)?;
    newest_is_at_least(path, found)?;
    Ok((connection, found))
}

/// A connection to a file whose tables are up to date already. A file that is not there is not made.
fn current(path: &Path) -> Result<Connection, OpenError> {
    let found = match path.try_exists() {
        Ok(true) => look_at(path)?,
        _ => 0,
    };
    if found < schema::NEWEST {
        return Err(OpenError::Older {
            path: path.to_owned(),
            found,
            needed: schema::NEWEST,
        });
    }
    connect(path, true).map_err(|source| OpenError::Open {
        path: path.to_owned(),
        source,
    })
}

/// The version of the tables in a file, with a connection that can't write: a file that is no store of this program stays as it is.
fn look_at(path: &Path) -> Result<i64, OpenError> {
    let failed = |source| OpenError::Open {
        path: path.to_owned(),
        source,
    };
    let connection = connect(path, false).map_err(failed)?;
    let found = schema::version(&connection).map_err(failed)?;
    if schema::is_foreign(&connection).map_err(failed)? {
        return Err(OpenError::Foreign {
            path: path.to_owned(),
        });
    }
    newest_is_at_least(path, found)?;
    Ok(found)
}

fn newest_is_at_least(path: &Path, found: i64) -> Result<(), OpenError> {
    if (0..=schema::NEWEST).contains(&found) {
        return Ok(());
    }
    Err(OpenError::Newer {
        path: path.to_owned(),
        found,
        known: schema::NEWEST,
    })
}

/// Opens a connection with the settings that all of them share.
fn connect(path: &Path, writable: bool) -> rusqlite::Result<Connection> {
    let access = if writable {
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE
    } else {
        OpenFlags::SQLITE_OPEN_READ_ONLY
    };
    // No SQLITE_OPEN_URI: a file's name is never taken for a list of settings.
    let connection = Connection::open_with_flags(path, access | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    connection.set_prepared_statement_cache_capacity(32);
    if writable {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
    }
    Ok(connection)
}

/// Makes the file, if there is none, for its owner alone: it holds the tokens of capture pages. What SQLite puts beside it gets
/// the same permissions.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Which file a path leads to, so that a file that was moved away or replaced is noticed.
#[cfg(unix)]
fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path)
        .ok()
        .map(|file| (file.dev(), file.ino()))
}

/// Where files have no number, being there is all that is asked.
#[cfg(not(unix))]
fn identity(path: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(path).ok().map(|_| (0, 0))
}

impl Store for SqliteStore {
    fn create(&self, session: SessionRecord) -> StoreFuture<'_, ()> {
        Box::pin(self.inner.writer.run(Durability::Full, move |connection| {
            rows::insert_session(connection, &session)
        }))
    }

    fn find(&self, slot: Slot) -> StoreFuture<'_, Option<Entry>> {
        Box::pin(
            self.inner
                .readers
                .run_here(move |connection| rows::find_entry(connection, &slot)),
        )
    }

    fn claim(&self, claim: Claim) -> StoreFuture<'_, Claimed> {
        Box::pin(
            self.inner
                .writer
                .run(Durability::Process, move |connection| {
                    let claimed = claim.judge(rows::find_entry(connection, &claim.slot)?);
                    if matches!(claimed, Claimed::Granted) {
                        rows::write_claim(connection, &claim)?;
                    }
                    Ok(claimed)
                }),
        )
    }

    fn complete(
        &self,
        slot: Slot,
        owner: Owner,
        session: SessionRecord,
        response: StoredResponse,
    ) -> StoreFuture<'_, bool> {
        Box::pin(self.inner.writer.run(Durability::Full, move |connection| {
            let owned = rows::write_response(connection, &slot, &owner, &response)?;
            if owned {
                rows::insert_session(connection, &session)?;
            }
            Ok(owned)
        }))
    }

    fn release(&self, slot: Slot, owner: Owner) -> StoreFuture<'_, ()> {
        Box::pin(
            self.inner
                .writer
                .run(Durability::Process, move |connection| {
                    rows::delete_claim(connection, &slot, &owner)
                }),
        )
    }

    fn capture(&self, token: Token) -> StoreFuture<'_, Option<CapturePage>> {
        Box::pin(
            self.inner
                .readers
                .run(move |connection| rows::find_capture(connection, &token)),
        )
    }

    fn reap(&self, now: Timestamp, limit: usize) -> StoreFuture<'_, usize> {
        Box::pin(
            self.inner
                .writer
                .run(Durability::Process, move |connection| {
                    rows::delete_expired(connection, now, limit)
                }),
        )
    }

    fn check(&self) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            let found = identity(&self.inner.path);
            if found.is_none() || found != self.inner.identity {
                return Err(StoreError(format!(
                    "the file {} is gone or another one",
                    self.inner.path.display()
                )));
            }
            self.inner.readers.run(rows::probe).await?;
            // After a failed commit only a commit that writes can show that the disk takes data again.
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
