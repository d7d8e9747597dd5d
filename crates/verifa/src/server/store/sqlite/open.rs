//! Opening and migrating the file of a store.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::connection::{Access, connect};
use super::schema;

/// The reason why a file cannot be opened as a store.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file cannot be opened or created, or is not a database.
    #[error("cannot open the store {}: {source}; choose a file in a writable folder with --store sqlite:FILE", path.display())]
    Open {
        /// The path of the file.
        path: PathBuf,
        /// The error of SQLite.
        source: rusqlite::Error,
    },
    /// The file or its folder cannot be created.
    #[error("cannot create the store {}: {source}; choose another file with --store sqlite:FILE", path.display())]
    Folder {
        /// The path of the file.
        path: PathBuf,
        /// The I/O error.
        source: std::io::Error,
    },
    /// The file is a database of another program.
    #[error("the file {} is a database of another program; choose another file with --store sqlite:FILE", path.display())]
    Foreign {
        /// The path of the file.
        path: PathBuf,
    },
    /// A newer version of this program created the tables.
    #[error("the tables of the store {} have version {found}, but this program supports only version {known}; use a newer program, or another file", path.display())]
    Newer {
        /// The path of the file.
        path: PathBuf,
        /// The version of its tables.
        found: i64,
        /// The newest supported version.
        known: i64,
    },
    /// The file does not exist, and may not be created.
    #[error(
        "the store {path} does not exist; create it with `verifa migrate --store sqlite:{path}`, or choose another file with --store sqlite:FILE",
        path = path.display()
    )]
    Missing {
        /// The path of the file.
        path: PathBuf,
    },
    /// The tables are missing or outdated, and may not be changed.
    #[error(
        "the tables of the store {path} have version {found}, but this program needs version {needed}; run `verifa migrate --store sqlite:{path}` first",
        path = path.display()
    )]
    Older {
        /// The path of the file.
        path: PathBuf,
        /// The version of its tables; 0 without tables.
        found: i64,
        /// The required version.
        needed: i64,
    },
}

/// Opens a file, creating and migrating it as needed. Also returns the version of its tables
/// before.
pub(super) fn migrate(path: &Path) -> Result<(Connection, i64), OpenError> {
    let cannot_create = |source| OpenError::Folder {
        path: path.to_owned(),
        source,
    };
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(cannot_create)?;
    }
    create_private(path).map_err(cannot_create)?;
    inspect(path)?;
    let cannot_open = |source| OpenError::Open {
        path: path.to_owned(),
        source,
    };
    let mut connection = connect(path, Access::Write).map_err(cannot_open)?;
    let found = schema::migrate(&mut connection).map_err(cannot_open)?;
    require_supported(path, found)?;
    Ok((connection, found))
}

/// Opens a file whose tables have the current version. A missing file is not created.
pub(super) fn open_current(path: &Path) -> Result<Connection, OpenError> {
    if !matches!(path.try_exists(), Ok(true)) {
        return Err(OpenError::Missing {
            path: path.to_owned(),
        });
    }
    let found = inspect(path)?;
    if found < schema::NEWEST {
        return Err(OpenError::Older {
            path: path.to_owned(),
            found,
            needed: schema::NEWEST,
        });
    }
    connect(path, Access::Write).map_err(|source| OpenError::Open {
        path: path.to_owned(),
        source,
    })
}

/// Returns the version of the tables in a file. The connection is read-only, so that a file which
/// is not a store of this program stays unchanged.
fn inspect(path: &Path) -> Result<i64, OpenError> {
    let cannot_open = |source| OpenError::Open {
        path: path.to_owned(),
        source,
    };
    let connection = connect(path, Access::Read).map_err(cannot_open)?;
    let found = schema::version(&connection).map_err(cannot_open)?;
    if schema::is_foreign(&connection).map_err(cannot_open)? {
        return Err(OpenError::Foreign {
            path: path.to_owned(),
        });
    }
    require_supported(path, found)?;
    Ok(found)
}

fn require_supported(path: &Path, found: i64) -> Result<(), OpenError> {
    if (0..=schema::NEWEST).contains(&found) {
        return Ok(());
    }
    Err(OpenError::Newer {
        path: path.to_owned(),
        found,
        known: schema::NEWEST,
    })
}

/// Creates a missing file with mode 0600, because it will contain the tokens of capture pages. The
/// files that SQLite creates beside it get the same permissions.
fn create_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Returns the device and inode of the file at a path, so that a moved or replaced file is noticed.
#[cfg(unix)]
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    std::fs::metadata(path)
        .ok()
        .map(|file| (file.dev(), file.ino()))
}

/// Returns whether the file exists; this platform has no inodes.
#[cfg(not(unix))]
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(path).ok().map(|_| (0, 0))
}
