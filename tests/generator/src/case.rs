//! A document of the tests.

use std::fs;
use std::path::{Path, PathBuf};

use specwright::report::Frames;
use specwright::{Config, Input, Job, Made, read_config};

/// A folder with a document, and perhaps a configuration.
#[derive(Clone, Debug)]
pub struct Case {
    /// The name of the folder.
    pub name: String,
    /// The folder.
    pub folder: PathBuf,
    /// The document.
    pub document: PathBuf,
}

impl Case {
    /// All documents of a kind: `fixtures`, `negative` or `hostile`.
    ///
    /// # Panics
    /// When there is none, or a folder holds none: a test over nothing would always pass.
    pub fn all(kind: &str) -> Vec<Case> {
        let folder = package().join(kind);
        let entries = fs::read_dir(&folder).expect("the folder of documents can be read");
        let mut cases: Vec<Case> = entries
            .map(|entry| entry.expect("the folder of documents can be read").path())
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
            .expect("a folder has a name")
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

    /// The job that the document and the configuration beside it make. Its files are named as seen from this package, so
    /// that what is shown is the same everywhere.
    pub fn job(&self) -> Job {
        let relative = self
            .document
            .strip_prefix(package())
            .unwrap_or(&self.document);
        let mut job = Job::new(Input::File(relative.to_owned()));
        let config = relative.with_file_name("specwright.toml");
        job.config = if package().join(&config).exists() {
            read_config(&config).expect("a configuration")
        } else {
            Config::default()
        };
        job
    }

    /// What comes of it. The working folder has to be that of this package, as Cargo sets it for tests.
    pub fn run(&self) -> Made {
        self.job().run().expect("the document can be read")
    }
}

/// The frames of everything that there is to say.
pub fn diagnostics(made: &Made) -> String {
    let frames = Frames::new(false);
    let drawn = made
        .diagnostics
        .iter()
        .map(|diagnostic| frames.draw(diagnostic, &made.sources));
    drawn.collect::<Vec<_>>().join("\n")
}

/// The folder of this package.
pub fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The root of the repository.
pub fn repository() -> &'static Path {
    package().ancestors().nth(2).unwrap_or(package())
}
