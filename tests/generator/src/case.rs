//! Test documents: one folder each, below `fixtures`, `negative` or `hostile`.

use std::fs;
use std::path::{Path, PathBuf};

use specwright::report::Frames;
use specwright::{Config, Generated, Input, Job, read_config};

/// A folder with a document and, optionally, a `specwright.toml`.
#[derive(Clone, Debug)]
pub struct Case {
    /// The folder's name, which is also the test's name.
    pub name: String,
    /// The absolute path of the folder.
    pub folder: PathBuf,
    /// The absolute path of `openapi.yaml` or `openapi.json`.
    pub document: PathBuf,
}

impl Case {
    /// Lists the documents of a kind (`fixtures`, `negative` or `hostile`), sorted by name.
    ///
    /// # Panics
    /// If the kind has no documents, because a test over nothing always passes, or if a folder has
    /// no document.
    pub fn all(kind: &str) -> Vec<Case> {
        let folder = package().join(kind);
        let entries = fs::read_dir(&folder).expect("the folder of documents is readable");
        let mut cases: Vec<Case> = entries
            .map(|entry| entry.expect("the folder of documents is readable").path())
            .filter(|path| path.is_dir())
            .map(Case::in_folder)
            .collect();
        cases.sort_by(|a, b| a.name.cmp(&b.name));
        assert!(!cases.is_empty(), "no documents in {}", folder.display());
        cases
    }

    fn in_folder(folder: PathBuf) -> Case {
        let name = folder
            .file_name()
            .expect("a listed folder has a name")
            .to_string_lossy()
            .into_owned();
        let document = ["openapi.yaml", "openapi.json"]
            .map(|file| folder.join(file))
            .into_iter()
            .find(|path| path.exists())
            .unwrap_or_else(|| panic!("no document in {}", folder.display()));
        Case {
            name,
            folder,
            document,
        }
    }

    /// Returns the job for the document and its configuration. File names are relative to this
    /// package, so that diagnostics are the same on every machine.
    pub fn job(&self) -> Job {
        let relative = self
            .document
            .strip_prefix(package())
            .unwrap_or(&self.document);
        let mut job = Job::new(Input::File(relative.to_owned()));
        let config = relative.with_file_name("specwright.toml");
        job.config = if package().join(&config).exists() {
            read_config(&config).expect("the configuration is readable")
        } else {
            Config::default()
        };
        job
    }

    /// Runs the job. The working folder must be that of this package, which is where Cargo runs
    /// tests.
    pub fn run(&self) -> Generated {
        self.job().run().expect("the document is readable")
    }
}

/// Returns the human-readable form of all diagnostics.
pub fn diagnostics(generated: &Generated) -> String {
    let frames = Frames::new(false);
    let drawn = generated
        .diagnostics
        .iter()
        .map(|diagnostic| frames.draw(diagnostic, &generated.sources));
    drawn.collect::<Vec<_>>().join("\n")
}

/// Returns the folder of this package.
pub fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the root of the repository.
pub fn repository() -> &'static Path {
    package().ancestors().nth(2).unwrap_or(package())
}
