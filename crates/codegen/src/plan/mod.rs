//! All decisions about the output: every name, type, box, derive and attribute. Emitters print them and decide nothing.

pub mod body;
pub mod client;
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
pub mod server;
pub mod server_url;
pub mod status;
pub mod ty;
pub mod types;
pub mod validation;

use specwright_openapi::diagnostic::Diagnostic;
use specwright_openapi::ir::Api;

pub use client::ClientPlan;
pub use docs::{Block, Docs, Inline};
pub use package::PackagePlan;
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
    /// The client crate.
    pub client: ClientPlan,
    /// The server crate.
    pub server: ServerPlan,
}

/// What the planners of operations work from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// What the document means.
    pub api: &'a Api,
    /// What the user chose.
    pub config: &'a Config,
    /// The names and texts that the crates have in common.
    pub package: &'a PackagePlan,
    /// The types crate, planned already.
    pub types: &'a TypesPlan,
}

/// Decides what the Rust will say; every decision that says less than the document is a diagnostic.
pub fn plan(api: &Api, config: &Config) -> (Plan, Vec<Diagnostic>) {
    let mut diagnostics = config.unknown_targets(api);
    let package = PackagePlan::new(api, config);
    let types = types::plan(api, &mut diagnostics);
    let context = Context { api, config, package: &package, types: &types };
    let groups = operation::plan(context, &mut diagnostics);
    let client = client::plan(context, &groups);
    let server = server::plan(context, &groups, &mut diagnostics);
    (Plan { package, types, client, server }, diagnostics)
}
