//! `host`, `basePath` and `schemes`, which OpenAPI 3.0 declares as `servers`.

use super::media_type::Located;
use super::{Properties, Rewriter};
use crate::diagnostic::catalogue::swagger as findings;
use crate::node::Node;
use crate::pointer::Span;

/// The value of `host`.
struct Host {
    /// The host name and port.
    authority: String,
    /// The scheme, which `host` must not contain.
    scheme: Option<String>,
}

impl Rewriter<'_> {
    /// Adds the servers of the document.
    pub(super) fn servers(&mut self) {
        let root = Span::default();
        let has_servers = self.node(&root.join("servers")).is_some();
        let host = self.host();
        let base_path = self.base_path();
        if has_servers || (host.is_none() && base_path.is_none()) {
            return;
        }
        let origin = root.join(if host.is_some() { "host" } else { "basePath" });
        let base_path = base_path.unwrap_or_default();
        let urls = match host {
            None => vec![base_path],
            Some(host) => {
                let base_path = base_path.trim_end_matches('/');
                let schemes = self.schemes(&root, host.scheme.as_deref());
                let url = |scheme: &str| format!("{scheme}://{}{base_path}", host.authority);
                schemes.into_iter().map(url).collect()
            }
        };
        let mut servers = Vec::new();
        for (index, url) in urls.into_iter().enumerate() {
            let span = root.join("servers").index(index);
            self.documents.sources.record_derived(&span, &origin);
            let server = Properties::from_iter([("url".to_owned(), Node::String(url))]);
            servers.push(Node::Map(server));
        }
        if let Some(document) = self.properties_mut(&root) {
            document.insert("servers".to_owned(), Node::List(servers));
        }
    }

    fn host(&mut self) -> Option<Host> {
        let text = self.documents.root()?.member("host")?.scalar_text()?.trim();
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) => (Some(scheme.to_owned()), rest),
            None => (None, text),
        };
        let authority = rest.trim_end_matches('/').to_owned();
        if authority != text || authority.contains('/') {
            let span = Span::default().join("host");
            self.report.add(&span, findings::invalid_host());
        }
        (!authority.is_empty()).then_some(Host { authority, scheme })
    }

    /// Returns the base path, starting with a slash.
    fn base_path(&mut self) -> Option<String> {
        let value = self.documents.root()?.member("basePath")?;
        let text = value.scalar_text()?.trim();
        if text.is_empty() || text.starts_with('/') {
            let path = if text.is_empty() { "/" } else { text };
            return Some(path.to_owned());
        }
        let span = Span::default().join("basePath");
        self.report.add(&span, findings::relative_base_path());
        Some(format!("/{text}"))
    }

    /// Returns the HTTP schemes that the document declares, `https` first. Falls back to the scheme
    /// in `host`, and then to `https`.
    fn schemes(&mut self, root: &Span, scheme_of_host: Option<&str>) -> Vec<&'static str> {
        let mut declared = self.strings(root, "schemes").unwrap_or_default();
        if declared.is_empty() {
            let host = root.join("host");
            declared.extend(scheme_of_host.map(|scheme| Located::new(scheme, &host)));
        }
        let is_declared = |known: &&str| {
            let mut names = declared.iter().map(|scheme| &scheme.text);
            names.any(|name| name.eq_ignore_ascii_case(known))
        };
        let schemes: Vec<&str> = ["https", "http"].into_iter().filter(is_declared).collect();
        for scheme in &declared {
            if !scheme.text.to_ascii_lowercase().starts_with("http") {
                let finding = findings::unsupported_scheme(&scheme.text);
                self.report.add(&scheme.span, finding);
            }
        }
        if schemes.is_empty() {
            vec!["https"]
        } else {
            schemes
        }
    }

    /// Reports the `schemes` of an operation. OpenAPI 3.0 would declare them as another server.
    pub(super) fn ignored_schemes(&mut self, operation: &Span) {
        let span = operation.join("schemes");
        if self.node(&span).is_some() {
            self.report.add(&span, findings::schemes_of_operation());
        }
    }
}
