//! The output folder: comparison with the generated files, and atomic replacement of its content.
//!
//! Architecture invariant: only this module writes to the disk, and only below the folder that the
//! caller names.

mod changes;
mod check;
mod commit;
mod error;
mod lock;
mod marker;
mod safe_path;

use std::collections::BTreeMap;
use std::path::Path;

use specwright_codegen::Layout;

pub use self::changes::{Change, ChangeKind};
pub use self::check::Difference;
pub use self::error::Error;
pub use self::marker::{MARKER, is_marked};

/// The text of every file by its path, which is relative and uses `/` as separator.
pub type Files = BTreeMap<String, String>;

/// Replaces the generated files in the folder with `files`, all or none, and returns the changes.
///
/// Files whose content is equal are not written, so they keep their modification time. Orphans,
/// which are files with the marker that are no longer generated, are removed. Files without the
/// marker are kept.
///
/// # Errors
/// If the folder is not allowed, a file of the user or a symbolic link is in the way, another
/// generator holds the lock, or an I/O operation fails. The content of the folder is then
/// unchanged.
pub fn write(root: &Path, layout: Layout, files: &Files) -> Result<Vec<Change>, Error> {
    let existed = safe_path::check_root(root)?;
    std::fs::create_dir_all(root).map_err(|source| Error::io("create", root, source))?;
    let result = write_locked(root, layout, files);
    if result.is_err() && !existed {
        // This removes the folder only if it is empty. The first error is reported.
        let _ = std::fs::remove_dir(root);
    }
    result
}

fn write_locked(root: &Path, layout: Layout, files: &Files) -> Result<Vec<Change>, Error> {
    let _lock = lock::exclusive(root)?;
    commit::undo(root)?;
    let changes = changes::find(root, layout, files)?;
    if let Some(foreign) = changes.iter().find(|change| change.foreign) {
        return Err(Error::NotGenerated(root.join(&foreign.path)));
    }
    if !changes.is_empty() {
        commit::apply(root, files, &changes, &mut || {})?;
    }
    Ok(changes)
}

/// Restores the folder if an earlier run was interrupted.
///
/// # Errors
/// As for [`write()`].
pub fn repair(root: &Path) -> Result<(), Error> {
    if safe_path::check_root(root)? && commit::is_interrupted(root) {
        let _lock = lock::exclusive(root)?;
        commit::undo(root)?;
    }
    Ok(())
}

/// Compares the folder with `files` without writing anything. Line endings are ignored.
///
/// # Errors
/// If the folder is not allowed or unreadable, or an interrupted run must be repaired first.
pub fn check(root: &Path, layout: Layout, files: &Files) -> Result<Vec<Difference>, Error> {
    if !safe_path::check_root(root)? {
        return Ok(check::all_missing(files));
    }
    let _lock = lock::shared(root)?;
    if commit::is_interrupted(root) {
        return Err(Error::Interrupted(root.to_owned()));
    }
    let changes = changes::find(root, layout, files)?;
    check::differences(root, files, changes)
}

#[cfg(test)]
mod tests;
