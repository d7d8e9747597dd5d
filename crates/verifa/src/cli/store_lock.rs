//! The lock that keeps a SQLite store to one server. A server counts requests in memory, so two
//! servers would each allow the whole rate limit.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use verifa::server::store::url::StoreUrl;

use crate::cli::failure::Failure;

/// Locks a file beside a SQLite store until the returned file is dropped or the process ends, even
/// by a crash. A PostgreSQL store needs no lock and returns `None`.
///
/// If the lock file cannot be created, the server runs without a lock: if the store cannot be
/// created either, opening it reports the better error.
pub fn acquire(store: &StoreUrl) -> Result<Option<File>, Failure> {
    let StoreUrl::Sqlite(file) = store else {
        return Ok(None);
    };
    let mut name = file.as_os_str().to_owned();
    name.push(".lock");
    let path = PathBuf::from(name);
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        let _ = std::fs::create_dir_all(folder);
    }
    let lock = match File::options().create(true).append(true).open(&path) {
        Ok(lock) => lock,
        Err(error) => {
            warn_unlocked(&error, &path);
            return Ok(None);
        }
    };
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Err(Failure::usage(format!(
            "another server is using {}; stop it, or share a database between servers with --store postgres://…",
            file.display()
        ))),
        // The file system does not support locks.
        Err(TryLockError::Error(error)) => {
            warn_unlocked(&error, &path);
            Ok(Some(lock))
        }
    }
}

fn warn_unlocked(error: &std::io::Error, path: &Path) {
    tracing::warn!(%error, path = %path.display(), "could not lock the store; make sure that no second server uses it");
}
