//! What the caller asks for, apart from the choices that belong to the API.

use std::collections::BTreeMap;

/// What the caller asks for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// What line 1 of each file calls the document.
    pub spec: String,
    /// Which crates are made.
    pub crates: Crates,
    /// What stands around the crates.
    pub layout: Layout,
    /// Where the crates find the runtime.
    pub runtime: Runtime,
    /// Templates in place of the embedded ones, by name: `types/lib.rs.j2`.
    pub templates: BTreeMap<String, String>,
}

/// Which crates are made. The types crate is always there: the others need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crates {
    /// The client.
    pub client: bool,
    /// The server.
    pub server: bool,
}

/// What stands around the crates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// A workspace of their own.
    #[default]
    Workspace,
    /// Nothing: they go into a workspace that is there.
    Crates,
}

/// Where the crates find the runtime.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Runtime {
    /// In a folder, given as seen from the folder of a crate.
    Path(String),
    /// In the registry, by a version requirement.
    Version(String),
    /// In the folder `runtime` beside the crates, made of these files: paths such as `src/lib.rs` and texts, `Cargo.toml` among them.
    Embedded(BTreeMap<String, String>),
}

impl Default for Crates {
    fn default() -> Self {
        Self {
            client: true,
            server: true,
        }
    }
}

impl Default for Runtime {
    fn default() -> Self {
        Runtime::Embedded(BTreeMap::new())
    }
}
