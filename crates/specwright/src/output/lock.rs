//! The lock of the output folder. The operating system releases the lock when its process ends,
//! even if it is killed.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use super::error::Error;

/// The time to wait for another process to release the lock.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Locks the folder for writing. Waits for readers and writers.
pub(super) fn exclusive(root: &Path) -> Result<File, Error> {
    acquire(root, File::try_lock)
}

/// Locks the folder for reading. Waits for writers.
pub(super) fn shared(root: &Path) -> Result<File, Error> {
    acquire(root, File::try_lock_shared)
}

fn acquire(root: &Path, lock: fn(&File) -> Result<(), TryLockError>) -> Result<File, Error> {
    let file = lockable(root).map_err(|source| Error::io("open", root, source))?;
    let deadline = Instant::now() + TIMEOUT;
    loop {
        match lock(&file) {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(20))
            }
            Err(TryLockError::WouldBlock) => return Err(Error::Busy(root.to_owned())),
            // Some network file systems do not support locks; generate without one there.
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {
                return Ok(file);
            }
            Err(TryLockError::Error(error)) => return Err(Error::io("lock", root, error)),
        }
    }
}

/// Opens the file to lock: the folder itself where the platform allows it, so that no lock file
/// remains.
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
