//! Checks that output folders and the paths inside them are safe to write to.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::error::Error;

/// Rejects output folders that are likely mistakes, and returns whether the folder exists.
pub(super) fn check_root(root: &Path) -> Result<bool, Error> {
    let reject = |reason| {
        Err(Error::ForbiddenFolder {
            path: root.to_owned(),
            reason,
        })
    };
    let Some(metadata) = metadata(root)? else {
        return Ok(false);
    };
    if metadata.is_symlink() {
        return reject("a symbolic link; name its target instead");
    }
    if !metadata.is_dir() {
        return reject("a file");
    }
    let full = root
        .canonicalize()
        .map_err(|source| Error::io("open", root, source))?;
    if full.parent().is_none() {
        return reject("the root of the file system");
    }
    let home = std::env::home_dir().and_then(|home| home.canonicalize().ok());
    if home.is_some_and(|home| home == full) {
        return reject("the home folder");
    }
    Ok(true)
}

/// Returns the full path of a generated file. Every parent must be a folder or must not exist yet.
pub(super) fn locate(root: &Path, path: &str) -> Result<PathBuf, Error> {
    let relative = Path::new(path);
    let plain = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if path.is_empty() || path.contains(['\\', '\0']) || !plain {
        return Err(Error::OutsideFolder(path.to_owned()));
    }
    let mut parent = root.to_owned();
    for folder in relative.parent().into_iter().flat_map(Path::components) {
        parent.push(folder);
        match metadata(&parent)? {
            Some(found) if found.is_symlink() => return Err(Error::SymbolicLink(parent)),
            Some(found) if !found.is_dir() => return Err(Error::InTheWay(parent)),
            _ => {}
        }
    }
    Ok(root.join(relative))
}

/// Returns whether a regular file exists at a path that [`locate`] returned. Any other kind of
/// entry is an error.
pub(super) fn is_file(path: &Path) -> Result<bool, Error> {
    match metadata(path)? {
        None => Ok(false),
        Some(found) if found.is_symlink() => Err(Error::SymbolicLink(path.to_owned())),
        Some(found) if found.is_file() => Ok(true),
        Some(_) => Err(Error::InTheWay(path.to_owned())),
    }
}

/// Returns the metadata of a path without following symbolic links; `None` if the path does not
/// exist.
pub(super) fn metadata(path: &Path) -> Result<Option<Metadata>, Error> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("inspect", path, error)),
    }
}
