//! Opening connections to a file.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

/// The time for which a connection waits for a lock of another process.
const BUSY_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(5);

/// The number of prepared statements that a connection caches.
const STATEMENT_CACHE: usize = 32;

/// The access rights of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

/// Opens a connection with the settings that all connections share.
pub(super) fn connect(path: &Path, access: Access) -> rusqlite::Result<Connection> {
    let flags = match access {
        Access::Write => OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE,
        Access::Read => OpenFlags::SQLITE_OPEN_READ_ONLY,
    };
    // SQLITE_OPEN_URI is absent, so that a file name is never parsed for settings.
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(STATEMENT_CACHE);
    if access == Access::Write {
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
    }
    Ok(connection)
}
