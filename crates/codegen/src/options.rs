//! Options of a run, which do not depend on the API.

use std::collections::BTreeMap;

/// The options of a run.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The name of the document in line 1 of each file.
    pub spec: String,
    /// The crates to generate.
    pub crates: Crates,
    /// The files around the crates.
    pub layout: Layout,
    /// The source of the runtime.
    pub runtime: Runtime,
    /// Templates that replace embedded ones, by name, such as `types/lib.rs.j2`.
    pub templates: BTreeMap<String, String>,
}

/// The crates to generate. The types crate is always generated, because the others depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crates {
    /// Whether to generate the client crate.
    pub client: bool,
    /// Whether to generate the server crate.
    pub server: bool,
    /// Whether to generate the crate that sends webhooks, if the document has any.
    pub sender: bool,
    /// Whether to generate the crate that receives webhooks, if the document has any.
    pub receiver: bool,
}

/// The files beside the crates. The layout also determines the part of the output folder that the
/// generator owns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// The manifest of a workspace. The generator owns the whole folder.
    #[default]
    Workspace,
    /// No files: the crates become members of an existing workspace. The generator owns only the
    /// folders of the crates.
    Crates,
}

/// The source of the runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// A folder, relative to the folder of a generated crate.
    Path(String),
    /// A version requirement for the registry.
    Version(String),
    /// These files, written to the folder `runtime` beside the crates. The keys are paths such as
    /// `src/lib.rs`; `Cargo.toml` is one of them.
    Embedded(BTreeMap<String, String>),
}

impl Default for Crates {
    fn default() -> Self {
        Self {
            client: true,
            server: true,
            sender: true,
            receiver: true,
        }
    }
}

impl Default for Runtime {
    fn default() -> Self {
        Runtime::Embedded(BTreeMap::new())
    }
}
