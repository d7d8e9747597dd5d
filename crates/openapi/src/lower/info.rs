//! The Info Object, servers and tags.

use super::context::Context;
use super::{server, text};
use crate::diagnostic::catalogue::root as catalogue;
use crate::ir::{Info, Server, Tag};
use crate::node::Node;
use crate::pointer::Span;

/// The description of the API as a whole.
pub(super) struct Description {
    pub info: Info,
    pub servers: Vec<Server>,
    /// The tags that the document declares.
    pub tags: Vec<Tag>,
}

/// Lowers the Info Object, the servers and the tags of the root document.
pub(super) fn lower(context: &mut Context<'_>) -> Description {
    let root = Span::default();
    Description {
        info: lower_info(context, &root),
        servers: server::lower_all(context, &root),
        tags: lower_tags(context, &root),
    }
}

fn lower_info(context: &mut Context<'_>, root: &Span) -> Info {
    let info = context.object_at(&root.join("info"), "info");
    if info.is_none() {
        context.report.add(root, catalogue::missing_info());
    }
    let text = |key: &str| {
        let text = info?.get(key).and_then(Node::scalar_text)?;
        Some(text.to_owned())
    };
    Info {
        title: text("title").unwrap_or_default(),
        version: text("version").unwrap_or_default(),
        description: text("description"),
        terms_of_service: text("termsOfService"),
        license: info
            .and_then(|info| info.get("license"))
            .and_then(|license| text::text(license, "name")),
    }
}

fn lower_tags(context: &mut Context<'_>, root: &Span) -> Vec<Tag> {
    let mut tags: Vec<Tag> = Vec::new();
    for node in context.list_at(&root.join("tags"), "tags") {
        let Some(name) = text::text(node, "name") else {
            continue;
        };
        if !tags.iter().any(|tag| tag.name == name) {
            let description = text::text(node, "description");
            tags.push(Tag { name, description });
        }
    }
    tags
}
