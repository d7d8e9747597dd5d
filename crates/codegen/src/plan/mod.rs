//! The plan: every decision about the generated crates.
//!
//! [`model`] is the result: every name, type, box, derive and attribute, as data. Emitters read
//! nothing else. The other modules are the passes of [`plan`], each of which reads only what
//! earlier passes return:
//!
//! 1. `overrides` resolves the configuration of types to schemas.
//! 2. `selection` applies the rules of `include` and `exclude`.
//! 3. `types` plans the types crate.
//! 4. `group` plans the operations by tag, with what client and server share: `operation`,
//!    `parameter`, `body` and `response`.
//! 5. `client` and `server` plan what each crate has for itself.
//!    Passes 4 and 5 run again for the webhooks, whose crates share the types crate.
//! 6. `feature` plans the Cargo features by which a program selects operations.

mod alternatives;
mod body;
mod characters;
mod client;
mod constraints;
mod content;
mod context;
mod dependency;
mod docs;
mod encoding;
mod exploded;
mod feature;
mod group;
pub mod model;
mod multipart;
mod operation;
mod overrides;
mod package;
mod pages;
mod parameter;
mod path;
mod representation;
mod response;
mod route;
#[cfg(test)]
mod sample_api;
mod schemas;
mod security;
mod selection;
mod server;
mod server_url;
mod stream;
mod types;
mod validation;

use std::sync::Arc;

use specwright_openapi::diagnostic::{Diagnostic, Report};
use specwright_openapi::ir::Api;

use self::context::Context;
use self::model::Plan;
use self::model::client::ClientPlan;
use self::model::feature::FeaturesPlan;
use self::model::package::PackagePlan;
use self::model::server::ServerPlan;
use self::overrides::Overrides;
use self::selection::Selection;
use crate::config::Config;

/// Plans the crates of an API. Returns a diagnostic for each part of the document that the crates
/// do not represent exactly, and for each entry of the configuration that does not apply; the same
/// finding at several locations is one diagnostic.
pub fn plan(api: &Api, config: &Config) -> (Plan, Vec<Diagnostic>) {
    let mut report = Report::grouping();
    let overrides = Overrides::new(api, config, &mut report);
    server_url::check(api, config, &mut report);
    server_url::check_operations(api, &mut report);
    let selection = Selection::new(api, config, &mut report);
    let types = types::plan(&overrides, &selection, &mut report);
    let context = Context {
        api,
        config,
        selection: &selection,
        types: &types,
        webhooks: false,
    };
    let operations = of_operations(context, &mut report);
    let webhooks = Context {
        webhooks: true,
        ..context
    };
    let has_webhooks = webhooks.operations().next().is_some();
    let webhooks = has_webhooks.then(|| of_operations(webhooks, &mut report));
    let types = Arc::new(types);
    let package = package::plan(api, config);
    let plan = |(client, server): (ClientPlan, ServerPlan), package: PackagePlan| Plan {
        package,
        features: FeaturesPlan::default(),
        types: Arc::clone(&types),
        dependencies: dependency::of_types_crate(config),
        client,
        server,
        webhooks: None,
        excluded: selection.excluded(api),
    };
    let webhooks = webhooks.map(|crates| Box::new(plan(crates, package.webhooks())));
    let features = feature::plan(config.features, &types, &operations.0);
    let plan = Plan {
        features,
        webhooks,
        ..plan(operations, package)
    };
    (plan, report.into_diagnostics())
}

/// Plans the crates of the operations of a context.
fn of_operations(context: Context<'_>, report: &mut Report) -> (ClientPlan, ServerPlan) {
    let groups = group::plan(context, report);
    let client = client::plan(context, &groups);
    (client, server::plan(context, &groups, report))
}
