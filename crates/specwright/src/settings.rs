//! Files that configure the generator: `specwright.toml` and templates.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use crate::{Config, Failure};

/// Reads a `specwright.toml`. Errors in its content are in [`Config::problems`] and make a
/// [`Job`](crate::Job) reject the document.
///
/// # Errors
/// If the file is unreadable or not UTF-8.
pub fn read_config(path: &Path) -> Result<Config, Failure> {
    let text = fs::read_to_string(path).map_err(|source| Failure::read(path, source))?;
    Ok(Config::read(&path.display().to_string(), &text))
}

/// Reads all templates (`*.j2`) below a folder, by their path relative to it. Symbolic links are
/// not followed.
///
/// # Errors
/// If the folder or a file is unreadable.
pub fn read_templates(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let mut templates = BTreeMap::new();
    let mut pending = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = pending.pop() {
        let failed = |source: io::Error| Failure::read(&folder, source);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                pending.push((entry.path(), format!("{name}/")));
            } else if kind.is_file() && name.ends_with(".j2") {
                let text = fs::read_to_string(entry.path())
                    .map_err(|source| Failure::read(&entry.path(), source))?;
                templates.insert(name, text);
            }
        }
    }
    Ok(templates)
}
