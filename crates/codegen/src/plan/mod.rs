//! All decisions about the output: every name, type, box, derive and attribute. Emitters print them and decide nothing.

mod body;
mod choice;
mod client;
mod constraint;
mod docs;
mod encoding;
pub mod model;
mod multipart;
mod note;
mod operation;
mod package;
mod parameter;
mod response;
mod route;
mod security;
mod selection;
mod server;
mod server_url;
mod status;
mod types;
mod validation;

use specwright_openapi::diagnostic::Diagnostic;
use specwright_openapi::ir::Api;

use self::choice::Choices;
use self::model::package::PackagePlan;
use self::model::types::TypesPlan;
use self::selection::Chosen;

use crate::config::Config;
use crate::plan::model::Plan;

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
    let package = package::plan(api, config);
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
