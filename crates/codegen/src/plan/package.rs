//! The names, versions and texts that the generated crates have in common.

use specwright_openapi::ir::Api;

use crate::config::Config;
use crate::names::PackageName;
use crate::plan::model::docs::{Block, Docs};
use crate::plan::model::package::PackagePlan;

/// Takes the name from the configuration, else from the title.
pub fn plan(api: &Api, config: &Config) -> PackagePlan {
    let title = match api.info.title.trim() {
        "" => "API",
        title => title,
    };
    let blocks = api
        .info
        .description
        .as_deref()
        .map(str::trim)
        .filter(|text| !text.is_empty());
    PackagePlan {
        name: PackageName::from_text(config.name.as_deref().unwrap_or(title)),
        title: title.to_owned(),
        version: api.info.version.trim().to_owned(),
        docs: Docs {
            blocks: blocks
                .map(|text| Block::Markdown(text.to_owned()))
                .into_iter()
                .collect(),
            deprecated: false,
        },
    }
}
