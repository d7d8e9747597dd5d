//! The files with which a user steers the generator: `specwright.toml`, and templates.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use crate::{Config, Failure};

/// Reads the choices that belong to an API. What is wrong with the text is in [`Config::problems`], and refuses a [`Job`](crate::Job).
///
/// # Errors
/// When the file can't be read, or is not UTF-8.
pub fn read_config(path: &Path) -> Result<Config, Failure> {
    let text = fs::read_to_string(path).map_err(|source| Failure::read(path, source))?;
    Ok(Config::read(&path.display().to_string(), &text))
}

/// Reads the templates (`*.j2`) of a folder and its folders, by their path in it. Symbolic links are not followed.
///
/// # Errors
/// When the folder or one of the files can't be read.
pub fn read_templates(folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let mut templates = BTreeMap::new();
    let mut waiting = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = waiting.pop() {
        let failed = |source: io::Error| Failure::read(&folder, source);
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().map_err(failed)?;
            if kind.is_dir() {
                waiting.push((entry.path(), format!("{name}/")));
            } else if kind.is_file() && name.ends_with(".j2") {
                let text = fs::read_to_string(entry.path())
                    .map_err(|source| Failure::read(&entry.path(), source))?;
                templates.insert(name, text);
            }
        }
    }
    Ok(templates)
}
