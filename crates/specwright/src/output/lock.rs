//! One generator at a time in one folder. The lock dies with its process, so that a killed run leaves none behind.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::error::Error;

/// How long a second generator waits for the first one to finish.
const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until nobody else reads or writes the folder.
pub(super) fn exclusive(root: &Path) -> Result<File, Error> {
    acquire(root, File::try_lock)
}

/// Waits until nobody writes the folder.
pub(super) fn shared(root: &Path) -> Result<File, Error> {
    acquire(root, File::try_lock_shared)
}

fn acquire(root: &Path, lock: fn(&File) -> Result<(), TryLockError>) -> Result<File, Error> {
    let file = lockable(root).map_err(|source| Error::io("open", root, source))?;
    let deadline = Instant::now() + PATIENCE;
    loop {
        match lock(&file) {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(20))
            }
            Err(TryLockError::WouldBlock) => return Err(Error::Busy(root.to_owned())),
            // Some network file systems know no locks: generating there is still better than not.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                return Ok(file);
            }
            Err(TryLockError::Error(error)) => return Err(Error::io("lock", root, error)),
        }
    }
}

/// The folder itself is locked where a folder can be opened, so that nothing is left behind in it.
#[cfg(unix)]
fn lockable(root: &Path) -> io::Result<File> {
    File::open(root)
}

#[cfg(not(unix))]
fn lockable(root: &Path) -> io::Result<File> {
    File::options()
        .create(true)
        .append(true)
        .open(root.join(".specwright.lock"))
}
