//! The name, the title and the version of the generated crates.

use specwright_openapi::ir::Api;

use super::docs;
use super::model::package::PackagePlan;
use crate::config::Config;
use crate::names::PackageName;

/// Plans the name, the title and the version that the crates share. Their name is configured, or
/// derived from the title of the API.
pub(super) fn plan(api: &Api, config: &Config) -> PackagePlan {
    let title = match api.info.title.trim() {
        "" => "API",
        title => title,
    };
    PackagePlan {
        name: PackageName::from_text(config.name.as_deref().unwrap_or(title)),
        is_webhooks: false,
        title: title.to_owned(),
        version: api.info.version.trim().to_owned(),
        docs: docs::markdown(api.info.description.as_deref()),
    }
}
