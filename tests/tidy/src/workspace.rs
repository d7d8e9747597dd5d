//! The hand-written packages of the workspace and their source files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The text of source files by their path relative to the repository.
pub type SourceFiles = BTreeMap<PathBuf, String>;

/// A hand-written package of the workspace.
#[derive(Clone, Debug)]
pub struct Package {
    /// The name in the manifest.
    pub name: String,
    /// The folder, relative to the repository.
    pub folder: PathBuf,
    /// The parsed manifest.
    pub manifest: toml::Table,
    /// All Rust files below the folder that do not carry the generator's mark.
    pub files: SourceFiles,
}

impl Package {
    /// Returns the root files of the package's crates: the library, the binaries and the
    /// integration tests.
    pub fn crate_roots(&self) -> Vec<PathBuf> {
        let is_root = |path: &&PathBuf| {
            let inside = path.strip_prefix(&self.folder).unwrap_or(path);
            let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
            matches!(
                parts.iter().map(AsRef::as_ref).collect::<Vec<&str>>()[..],
                ["build.rs"]
                    | ["src", "lib.rs" | "main.rs"]
                    | ["src", "bin", _]
                    | ["tests" | "benches" | "examples", _]
                    | ["tests" | "benches" | "examples", _, "main.rs"]
            )
        };
        self.files.keys().filter(is_root).cloned().collect()
    }

    /// Returns the last part of the package's folder, by which ARCHITECTURE.md and the commands
    /// refer to the package.
    pub fn short_name(&self) -> String {
        let name = self.folder.file_name().unwrap_or_default();
        name.to_string_lossy().into_owned()
    }
}

/// Returns the root of the repository.
pub fn repository() -> &'static Path {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap_or(package)
}

/// Reads every hand-written package that the workspace at `root` lists by its path. Patterns, which
/// list generated crates, are skipped, and so are the packages that represent a user's code in
/// tests.
pub fn packages(root: &Path) -> io::Result<Vec<Package>> {
    let workspace = manifest(&root.join("Cargo.toml"))?;
    let members = workspace
        .get("workspace")
        .and_then(|workspace| workspace.get("members"))
        .and_then(toml::Value::as_array)
        .ok_or_else(|| io::Error::other("Cargo.toml: no `workspace.members`"))?;
    members
        .iter()
        .filter_map(toml::Value::as_str)
        .filter(|member| !member.contains('*'))
        .map(|member| package(root, Path::new(member)))
        .collect()
}

fn package(root: &Path, folder: &Path) -> io::Result<Package> {
    let manifest = manifest(&root.join(folder).join("Cargo.toml"))?;
    let name = manifest
        .get("package")
        .and_then(|package| package.get("name"))
        .and_then(toml::Value::as_str)
        .ok_or_else(|| io::Error::other(format!("{}: no `package.name`", folder.display())))?;
    Ok(Package {
        name: name.to_owned(),
        folder: folder.to_owned(),
        files: source_files(root, folder)?,
        manifest,
    })
}

/// Reads a manifest. Errors name the file.
pub fn manifest(path: &Path) -> io::Result<toml::Table> {
    let text = read(path)?;
    text.parse()
        .map_err(|error| io::Error::other(format!("{}: {error}", path.display())))
}

/// Reads a text file. Errors name the file.
pub fn read(path: &Path) -> io::Result<String> {
    fs::read_to_string(path)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", path.display())))
}

/// Reads the Rust files below `folder`. Links, nested packages and generated files are skipped.
fn source_files(root: &Path, folder: &Path) -> io::Result<SourceFiles> {
    let mut found = SourceFiles::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(folder) = pending.pop() {
        for entry in fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            let kind = entry.file_type()?;
            if kind.is_dir() && !root.join(&path).join("Cargo.toml").exists() {
                pending.push(path);
            } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "rs")
            {
                let text = read(&root.join(&path))?;
                if !text.starts_with("// @generated") {
                    found.insert(path, text);
                }
            }
        }
    }
    Ok(found)
}
