//! The plan as data: every name, type, box, derive and attribute of the generated crates.
//!
//! The passes in [`plan`](super) create the plan, and the emitters print it.

pub mod body;
pub mod client;
pub mod content_enum;
pub mod default;
pub mod dependency;
pub mod docs;
pub mod encoding;
pub mod enumeration;
pub mod example;
pub mod feature;
pub mod headers;
pub mod multipart;
pub mod operation;
pub mod package;
pub mod pages;
pub mod parameter;
pub mod path;
pub mod response;
pub mod security;
pub mod server;
pub mod server_url;
pub mod structure;
pub mod ty;
pub mod types;
pub mod union;
pub mod validation;

use std::sync::Arc;

use self::client::ClientPlan;
use self::dependency::DependencyPlan;
use self::feature::FeaturesPlan;
use self::package::PackagePlan;
use self::server::ServerPlan;
use self::types::TypesPlan;

/// Everything that the emitters print.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The name, the title and the version of the crates.
    pub package: PackagePlan,
    /// The features of the types and client crates.
    pub features: FeaturesPlan,
    /// The types crate.
    pub types: Arc<TypesPlan>,
    /// The dependencies that the configuration adds to the types crate.
    pub dependencies: DependencyPlan,
    /// The client crate.
    pub client: ClientPlan,
    /// The server crate.
    pub server: ServerPlan,
    /// The crates of the webhooks, if the document has any: the client calls the webhooks, and the
    /// server receives them.
    pub webhooks: Option<Box<Plan>>,
    /// The number of operations that the rules exclude.
    pub excluded: usize,
}
