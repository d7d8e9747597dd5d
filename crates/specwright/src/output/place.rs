//! Which folders may be written to, and which paths lie in them.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Component, Path, PathBuf};

use super::error::Error;

/// Refuses folders that cannot be meant; says whether the folder exists.
pub(super) fn guard(root: &Path) -> Result<bool, Error> {
    let refused = |reason| {
        Err(Error::Refused {
            path: root.to_owned(),
            reason,
        })
    };
    let Some(metadata) = metadata(root)? else {
        return Ok(false);
    };
    if metadata.is_symlink() {
        return refused("a symbolic link; name the folder that it leads to");
    }
    if !metadata.is_dir() {
        return refused("a file");
    }
    let full = root
        .canonicalize()
        .map_err(|source| Error::io("open", root, source))?;
    if full.parent().is_none() {
        return refused("the root of the file system");
    }
    let home = std::env::home_dir().and_then(|home| home.canonicalize().ok());
    if home.is_some_and(|home| home == full) {
        return refused("the home folder");
    }
    Ok(true)
}

/// The place of a generated file, if every folder on the way to it is a folder or does not exist yet.
pub(super) fn locate(root: &Path, path: &str) -> Result<PathBuf, Error> {
    let relative = Path::new(path);
    let plain = relative
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if path.is_empty() || path.contains(['\\', '\0']) || !plain {
        return Err(Error::OutsideFolder(path.to_owned()));
    }
    let mut place = root.to_owned();
    for folder in relative.parent().into_iter().flat_map(Path::components) {
        place.push(folder);
        match metadata(&place)? {
            Some(found) if found.is_symlink() => return Err(Error::SymbolicLink(place)),
            Some(found) if !found.is_dir() => return Err(Error::InTheWay(place)),
            _ => {}
        }
    }
    Ok(root.join(relative))
}

/// Whether a regular file stands at a place that [`locate`] found; anything else there is an error.
pub(super) fn is_file(place: &Path) -> Result<bool, Error> {
    match metadata(place)? {
        None => Ok(false),
        Some(found) if found.is_symlink() => Err(Error::SymbolicLink(place.to_owned())),
        Some(found) if found.is_file() => Ok(true),
        Some(_) => Err(Error::InTheWay(place.to_owned())),
    }
}

/// What stands at a path, symbolic links not followed; none when nothing does.
pub(super) fn metadata(path: &Path) -> Result<Option<Metadata>, Error> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::io("look at", path, error)),
    }
}
