//! The output folder: what is in it, what should be, and how the one becomes the other.
//!
//! Architecture invariant: this module alone writes to the disk, and only below the folder that it was given.

mod changes;
mod check;
mod commit;
mod error;
mod lock;
mod marker;
mod place;

use std::collections::BTreeMap;
use std::path::Path;

pub use self::changes::{Change, ChangeKind};
pub use self::check::Difference;
pub use self::error::Error;
pub use self::marker::{MARKER, is_marked};

/// The text of every file by its path, relative and with `/` between its parts.
pub type Files = BTreeMap<String, String>;

/// What of the output folder belongs to the generator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// The folder as a whole: a Cargo workspace of its own.
    #[default]
    Workspace,
    /// The folders of the crates, inside a workspace of the user's; what stands beside them is not looked at.
    Crates,
}

/// Makes the folder hold `files`, all or nothing, and says what changed.
///
/// Files that are the same already are not touched, so that their time of modification stays. Orphans (files with the
/// marker that are no longer generated) are removed; files without the marker are kept.
///
/// # Errors
/// When the folder is refused, when a file of the user's or a symbolic link is in the way, when another generator is at
/// work in it, or when the disk fails. The folder then holds what it held before.
pub fn write(root: &Path, layout: Layout, files: &Files) -> Result<Vec<Change>, Error> {
    let existed = place::guard(root)?;
    std::fs::create_dir_all(root).map_err(|source| Error::io("create", root, source))?;
    let result = write_locked(root, layout, files);
    if result.is_err() && !existed {
        // Only an empty folder can be removed this way; the error that led here is the one to show.
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

/// Puts back what an interrupted run left behind, if there was one.
///
/// # Errors
/// As for [`write()`].
pub fn repair(root: &Path) -> Result<(), Error> {
    if place::guard(root)? && commit::is_interrupted(root) {
        let _lock = lock::exclusive(root)?;
        commit::undo(root)?;
    }
    Ok(())
}

/// Compares the folder with `files` and writes nothing. Line ends are not compared.
///
/// # Errors
/// When the folder is refused or cannot be read, or an interrupted run has to be repaired first.
pub fn check(root: &Path, layout: Layout, files: &Files) -> Result<Vec<Difference>, Error> {
    if !place::guard(root)? {
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
