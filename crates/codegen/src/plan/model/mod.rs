//! The plan: every name, type, box, derive and attribute of the output, as data.
//!
//! The passes beside this module fill it in, and the emitters print it.

pub mod body;
pub mod client;
pub mod default;
pub mod dependency;
pub mod docs;
pub mod encoding;
pub mod enumeration;
pub mod example;
pub mod headers;
pub mod multipart;
pub mod operation;
pub mod package;
pub mod parameter;
pub mod response;
pub mod security;
pub mod server;
pub mod server_url;
pub mod structure;
pub mod ty;
pub mod types;
pub mod union;
pub mod validation;

use self::client::ClientPlan;
use self::dependency::DependencyPlan;
use self::package::PackagePlan;
use self::server::ServerPlan;
use self::types::TypesPlan;

/// What the Rust will say.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The names and texts that the crates have in common.
    pub package: PackagePlan,
    /// The types crate.
    pub types: TypesPlan,
    /// What the types crate depends on because of types and derives of the user's.
    pub dependencies: DependencyPlan,
    /// The client crate.
    pub client: ClientPlan,
    /// The server crate.
    pub server: ServerPlan,
    /// How many operations the rules of the user leave out.
    pub excluded: usize,
}
