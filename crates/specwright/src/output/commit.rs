//! All or nothing. The new files are written into a staging folder inside the output folder, and what they replace is
//! linked there as well; then a journal says that the exchange begins, and each file takes its place by one rename.
//!
//! Without a journal the old tree stands, and staging is rubbish. With a journal, [`undo`] brings the old tree back: after
//! a failure at once, after a kill at the next run. Removing the journal is the moment from which the new tree stands.
//!
//! The folder itself is not exchanged as a whole: it may hold `target`, `Cargo.lock`, `.git` and files of the user's, and
//! it may be somebody's working folder.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::error::Error;
use super::{Change, ChangeKind, Files, marker, place};

/// The staging folder, below the output folder and so on the same file system.
const STAGING: &str = ".specwright";

/// Makes the changes. `step` is called before each one that another process could see, so that a test can stop there.
pub(super) fn apply(
    root: &Path,
    files: &Files,
    changes: &[Change],
    step: &mut dyn FnMut(),
) -> Result<(), Error> {
    let result = stage(root, files, changes, step).and_then(|()| exchange(root, changes, step));
    if result.is_err() {
        // What made the exchange fail is the error to show; what cannot be undone now is undone by the next run.
        let _ = undo(root);
    }
    result
}

/// Whether a run began to change the folder and did not come to its end.
pub(super) fn is_interrupted(root: &Path) -> bool {
    journal(root).exists()
}

/// Brings back the old tree if a run was interrupted, and removes what it staged.
pub(super) fn undo(root: &Path) -> Result<(), Error> {
    let staging = root.join(STAGING);
    match place::metadata(&staging)? {
        None => return Ok(()),
        Some(found) if found.is_symlink() => return Err(Error::SymbolicLink(staging)),
        Some(found) if !found.is_dir() => return Err(Error::InTheWay(staging)),
        Some(_) => {}
    }
    if place::metadata(&journal(root))?.is_some_and(|found| found.is_file()) {
        let text = fs::read(journal(root)).map_err(|source| Error::io("read", &staging, source))?;
        let entries: Value = serde_json::from_slice(&text)
            .map_err(|error| Error::io("read", &staging, error.into()))?;
        for path in strings(&entries, "kept") {
            put_back(root, path)?;
        }
        for path in strings(&entries, "added") {
            let place = place::locate(root, path)?;
            if stands(&place)? == Some(Ours::Yes) {
                remove(root, &place)?;
            }
        }
    }
    clear(root)
}

/// Writes everything that the exchange needs; the old tree is not touched.
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
            keep(&root.join(&change.path), &staged(root, "old", &change.path))?;
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

fn exchange(root: &Path, changes: &[Change], step: &mut dyn FnMut()) -> Result<(), Error> {
    for change in changes {
        step();
        let place = place::locate(root, &change.path)?;
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

/// Removes the staging folder, the journal first.
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

/// Keeps a second name of a file, so that it survives being replaced; a copy where the file system has no links.
fn keep(place: &Path, kept: &Path) -> Result<(), Error> {
    create_parents(kept)?;
    fs::hard_link(place, kept)
        .or_else(|_| fs::copy(place, kept).map(drop))
        .map_err(|source| Error::io("back up", place, source))
}

fn put_back(root: &Path, path: &str) -> Result<(), Error> {
    let (place, kept) = (place::locate(root, path)?, staged(root, "old", path));
    // Without its second name it was put back already, by an undo that was interrupted in its turn.
    let to_do = place::metadata(&kept)?.is_some_and(|found| found.is_file());
    if to_do && stands(&place)? != Some(Ours::No) {
        create_parents(&place)?;
        fs::rename(&kept, &place).map_err(|source| Error::io("restore", &place, source))?;
    }
    Ok(())
}

/// Whether what stands somewhere is a generated file.
#[derive(PartialEq, Eq)]
enum Ours {
    Yes,
    /// Somebody put it there since; undoing leaves it alone.
    No,
}

fn stands(place: &Path) -> Result<Option<Ours>, Error> {
    let Some(found) = place::metadata(place)? else {
        return Ok(None);
    };
    let ours = found.is_file()
        && marker::is_marked_file(place).map_err(|source| Error::io("read", place, source))?;
    Ok(Some(if ours { Ours::Yes } else { Ours::No }))
}

/// Removes a file, and the folders that are empty without it.
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
