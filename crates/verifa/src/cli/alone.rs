//! That one server at a time works with a file: it counts requests in memory, and two would each allow the whole limit.

use std::fs::{File, TryLockError};
use std::path::PathBuf;

use verifa::server::store::url::StoreUrl;

use crate::cli::failure::Failure;

/// Holds a lock beside the file of a store, which ends with the process however that ends. A database needs none.
pub fn hold(store: &StoreUrl) -> Result<Option<File>, Failure> {
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
        // Who can't make the folder can't make the store, which says so in its own words.
        let _ = std::fs::create_dir_all(folder);
    }
    let lock = match File::options().create(true).append(true).open(&path) {
        Ok(lock) => lock,
        // Who can't make a file here can't make the store either, if there is none, which says so in its own words.
        Err(error) => {
            tracing::warn!(%error, path = %path.display(), "the store can't be locked: no second server must use it");
            return Ok(None);
        }
    };
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Err(Failure::usage(format!(
            "another server works with {}; stop it, or share a database between servers with --store postgres://…",
            file.display()
        ))),
        // A file system without locks: nobody can tell.
        Err(TryLockError::Error(error)) => {
            tracing::warn!(%error, path = %path.display(), "the store can't be locked: no second server must use it");
            Ok(Some(lock))
        }
    }
}
