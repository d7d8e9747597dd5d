//! All decisions about the output: every name, type, box, derive and attribute. Emitters print them and decide nothing.

pub mod body;
mod choice;
pub mod client;
mod constraint;
pub mod docs;
pub mod encoding;
pub mod multipart;
mod note;
pub mod operation;
pub mod package;
pub mod parameter;
pub mod response;
mod route;
pub mod security;
mod selection;
pub mod server;
pub mod server_url;
pub mod status;
pub mod ty;
pub mod types;
pub mod validation;

use specwright_openapi::diagnostic::Diagnostic;
use specwright_openapi::ir::Api;

pub use choice::{Choices, DependencyPlan};
pub use client::ClientPlan;
pub use docs::{Block, Docs, Inline};
pub use package::PackagePlan;
pub use selection::Chosen;
pub use server::ServerPlan;
pub use ty::RustType;
pub use types::{HeadersPlan, TypesPlan};

use crate::config::Config;

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

/// What the planners of operations work from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What the document means.
    pub api: &'a Api,
    /// What the user chose.
    pub config: &'a Config,
    /// The operations that are generated.
    pub chosen: &'a Chosen,
    /// The names and texts that the crates have in common.
    pub package: &'a PackagePlan,
    /// The types crate, planned already.
    pub types: &'a TypesPlan,
}

/// Decides what the Rust will say; every decision that says less than the document is a diagnostic.
pub fn plan(api: &Api, config: &Config) -> (Plan, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let choices = Choices::new(api, config, &mut diagnostics);
    diagnostics.extend(server_url::check(api, config));
    let chosen = Chosen::new(api, config, &mut diagnostics);
    let package = PackagePlan::new(api, config);
    let types = types::plan(&choices, &chosen, &mut diagnostics);
    let context = Context {
        api,
        config,
        chosen: &chosen,
        package: &package,
        types: &types,
    };
    let groups = operation::plan(context, &mut diagnostics);
    let client = client::plan(context, &groups);
    let server = server::plan(context, &groups, &mut diagnostics);
    let dependencies = choice::dependencies_of_types(config);
    (
        Plan {
            package,
            types,
            dependencies,
            client,
            server,
            excluded: chosen.excluded(),
        },
        note::together(diagnostics),
    )
}
