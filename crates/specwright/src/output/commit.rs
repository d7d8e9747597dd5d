//! All-or-nothing replacement of generated files.
//!
//! New files are written to a staging folder inside the output folder, and the files they replace
//! are hard-linked there. Then a journal is written, and each new file is renamed to its final
//! path. Without a journal, the old files are in place and the staging folder is garbage. With a
//! journal, [`undo`] restores the old files: immediately after a failure, in the next run after a
//! kill. The new files are final once the journal is removed.
//!
//! The folder is not replaced as a whole, because it may contain `target`, `Cargo.lock`, `.git` and
//! files of the user, and because it may be the working folder of a process.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::error::Error;
use super::{Change, ChangeKind, Files, marker, safe_path};

/// The name of the staging folder. It is inside the output folder, because renaming requires the
/// same file system.
const STAGING: &str = ".specwright";

/// Applies the changes. `step` is called before each change on disk, so that tests can interrupt
/// the run there.
pub(super) fn apply(
    root: &Path,
    files: &Files,
    changes: &[Change],
    step: &mut dyn FnMut(),
) -> Result<(), Error> {
    let result = stage(root, files, changes, step).and_then(|()| exchange(root, changes, step));
    if result.is_err() {
        // The first error is reported. If undoing fails too, the next run repairs the folder.
        let _ = undo(root);
    }
    result
}

/// Returns whether a run was interrupted while it replaced files.
pub(super) fn is_interrupted(root: &Path) -> bool {
    journal(root).exists()
}

/// Restores the old files if a run was interrupted, and removes the staging folder.
pub(super) fn undo(root: &Path) -> Result<(), Error> {
    let staging = root.join(STAGING);
    match safe_path::metadata(&staging)? {
        None => return Ok(()),
        Some(found) if found.is_symlink() => return Err(Error::SymbolicLink(staging)),
        Some(found) if !found.is_dir() => return Err(Error::InTheWay(staging)),
        Some(_) => {}
    }
    if safe_path::metadata(&journal(root))?.is_some_and(|found| found.is_file()) {
        let text = fs::read(journal(root)).map_err(|source| Error::io("read", &staging, source))?;
        let entries: Value = serde_json::from_slice(&text)
            .map_err(|error| Error::io("read", &staging, error.into()))?;
        for path in strings(&entries, "kept") {
            restore(root, path)?;
        }
        for path in strings(&entries, "added") {
            let place = safe_path::locate(root, path)?;
            if owner(&place)? == Some(Owner::Generator) {
                remove(root, &place)?;
            }
        }
    }
    clear(root)
}

/// Writes the new files, links to the old ones and the journal to the staging folder. Final paths
/// are not modified.
fn stage(
    root: &Path,
    files: &Files,
    changes: &[Change],
    step: &mut dyn FnMut(),
) -> Result<(), Error> {
    let (mut kept, mut added) = (Vec::new(), Vec::new());
    for change in changes {
        step();
        if change.kind == ChangeKind::Added {
            added.push(&change.path);
        } else {
            back_up(&root.join(&change.path), &staged(root, "old", &change.path))?;
            kept.push(&change.path);
        }
        if let Some(text) = files.get(&change.path) {
            let new = staged(root, "new", &change.path);
            create_parents(&new)?;
            fs::write(&new, text).map_err(|source| Error::io("write", &new, source))?;
        }
    }
    step();
    let (draft, journal) = (staged(root, "", "draft"), journal(root));
    let text = json!({ "kept": kept, "added": added }).to_string();
    fs::write(&draft, text).map_err(|source| Error::io("write", &draft, source))?;
    fs::rename(&draft, &journal).map_err(|source| Error::io("write", &journal, source))
}

/// Moves the new files to their final paths and removes orphans.
fn exchange(root: &Path, changes: &[Change], step: &mut dyn FnMut()) -> Result<(), Error> {
    for change in changes {
        step();
        let place = safe_path::locate(root, &change.path)?;
        if change.kind == ChangeKind::Removed {
            remove(root, &place)?;
        } else {
            create_parents(&place)?;
            let new = staged(root, "new", &change.path);
            fs::rename(new, &place).map_err(|source| Error::io("write", &place, source))?;
        }
    }
    step();
    clear(root)
}

/// Removes the journal, which makes the current state final, and then the staging folder.
fn clear(root: &Path) -> Result<(), Error> {
    let (staging, journal) = (root.join(STAGING), journal(root));
    match fs::remove_file(&journal) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(Error::io("remove", &journal, error));
        }
        _ => {}
    }
    fs::remove_dir_all(&staging).map_err(|source| Error::io("remove", &staging, source))
}

/// Backs up a file as a hard link, or as a copy if the file system does not support links.
fn back_up(place: &Path, kept: &Path) -> Result<(), Error> {
    create_parents(kept)?;
    fs::hard_link(place, kept)
        .or_else(|_| fs::copy(place, kept).map(drop))
        .map_err(|source| Error::io("back up", place, source))
}

/// Restores a file from its backup.
fn restore(root: &Path, path: &str) -> Result<(), Error> {
    let (place, kept) = (safe_path::locate(root, path)?, staged(root, "old", path));
    // A missing backup was restored already, by an `undo` that was itself interrupted.
    let has_backup = safe_path::metadata(&kept)?.is_some_and(|found| found.is_file());
    if has_backup && owner(&place)? != Some(Owner::User) {
        create_parents(&place)?;
        fs::rename(&kept, &place).map_err(|source| Error::io("restore", &place, source))?;
    }
    Ok(())
}

/// The owner of a file at a path of the output folder.
#[derive(PartialEq, Eq)]
enum Owner {
    Generator,
    /// The user created the file after the interruption; undoing keeps it.
    User,
}

/// Returns the owner of the file at a path; `None` if the file does not exist.
fn owner(place: &Path) -> Result<Option<Owner>, Error> {
    let Some(found) = safe_path::metadata(place)? else {
        return Ok(None);
    };
    let is_generated = found.is_file()
        && marker::is_marked_file(place).map_err(|source| Error::io("read", place, source))?;
    Ok(Some(if is_generated {
        Owner::Generator
    } else {
        Owner::User
    }))
}

/// Removes a file and the folders that become empty.
fn remove(root: &Path, place: &Path) -> Result<(), Error> {
    fs::remove_file(place).map_err(|source| Error::io("remove", place, source))?;
    for folder in place
        .ancestors()
        .skip(1)
        .take_while(|folder| *folder != root)
    {
        if fs::remove_dir(folder).is_err() {
            break;
        }
    }
    Ok(())
}

fn create_parents(place: &Path) -> Result<(), Error> {
    let parent = place.parent().unwrap_or(place);
    fs::create_dir_all(parent).map_err(|source| Error::io("create", parent, source))
}

fn journal(root: &Path) -> PathBuf {
    root.join(STAGING).join("journal")
}

fn staged(root: &Path, part: &str, path: &str) -> PathBuf {
    root.join(STAGING).join(part).join(path)
}

fn strings<'a>(entries: &'a Value, key: &str) -> impl Iterator<Item = &'a str> {
    entries[key]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}
