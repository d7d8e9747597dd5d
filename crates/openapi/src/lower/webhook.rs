//! Webhooks and callbacks: requests that the API sends.

use super::operation::{OperationLowering, Target, report_additional_operations};
use super::path;
use crate::diagnostic::catalogue::root;
use crate::grammar::{Kind, WEBHOOKS};
use crate::node::Node;
use crate::pointer::Span;
use crate::version::Version;

/// The maximum number of operations, callbacks included, after which callbacks are no longer added. A
/// callback in the components is repeated for each operation that refers to it, so that their number
/// can be the square of the size of the document.
const MAX_OPERATIONS: usize = 10_000;

impl OperationLowering<'_, '_> {
    /// Lowers the webhooks, which documents of OpenAPI 3.0 declare as an extension.
    pub(super) fn add_webhooks(&mut self) {
        for section in WEBHOOKS {
            let section = Span::default().join(section);
            let context = &mut self.schemas.context;
            if context.input.version() == Version::V2_0 {
                if context.input.node(&section).is_some() {
                    context.report.add(&section, root::ignored("webhooks"));
                }
                continue;
            }
            let map = self.schemas.context.object_at(&section, "webhooks");
            let keys = map.into_iter().flat_map(|map| map.keys());
            for key in keys.filter(|key| !key.starts_with("x-")) {
                let site = section.join(key);
                if let Some((span, methods)) = self.path_item(key, &site) {
                    report_additional_operations(&mut self.schemas.context, &span);
                    let target = Target {
                        path: path::of_webhook(key),
                        webhook: Some(key.to_owned()),
                        callback_url: None,
                    };
                    self.add_operations(key, &span, &methods, target);
                }
            }
        }
    }

    /// Lowers the callbacks of an operation.
    pub(super) fn add_callbacks(&mut self, id: &str, operation: &Span) {
        let site = operation.join("callbacks");
        let map = self.schemas.context.object_at(&site, "callbacks");
        let names = map.into_iter().flat_map(|map| map.keys());
        for name in names.filter(|name| !name.starts_with("x-")) {
            let context = &mut self.schemas.context;
            let Some(span) = context.follow(&site.join(name), Kind::Callback) else {
                continue;
            };
            let map = context.object_at(&span, name);
            let urls = map.into_iter().flat_map(|map| map.keys());
            let urls = urls.filter(|url| !url.starts_with("x-"));
            for (index, url) in urls.enumerate() {
                if self.operations.len() >= MAX_OPERATIONS {
                    let context = &mut self.schemas.context;
                    context
                        .report
                        .add(&span, root::too_many_callbacks(MAX_OPERATIONS));
                    return;
                }
                let Some((item, methods)) = self.path_item(url, &span.join(url)) else {
                    continue;
                };
                report_additional_operations(&mut self.schemas.context, &item);
                let name = match index {
                    0 => name.clone(),
                    _ => format!("{name}_{}", index + 1),
                };
                let target = Target {
                    path: path::of_webhook(&format!("{id}/{name}")),
                    webhook: Some(format!("{id}_{name}")),
                    callback_url: Some(url.clone()),
                };
                self.add_operations(url, &item, &methods, target);
            }
        }
    }

    /// Reports the callbacks of a webhook or a callback, which could contain themselves.
    pub(super) fn report_callbacks(&mut self, operation: &Span) {
        let context = &mut self.schemas.context;
        let callbacks = operation.join("callbacks");
        let node = context.input.node(&callbacks);
        let is_empty = |node: &Node| node.as_map().is_some_and(|map| map.is_empty());
        if node.is_some_and(|node| !is_empty(node)) {
            let finding = root::ignored("callbacks of webhooks and callbacks");
            context.report.add(&callbacks, finding);
        }
    }
}
