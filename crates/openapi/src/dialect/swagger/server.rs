//! `host`, `basePath` and `schemes`, which 3.0 says in `servers`.

use super::{Members, Rewriting};
use crate::diagnostic::Code;
use crate::node::Node;
use crate::pointer::Span;

impl Rewriting<'_> {
    /// Adds the servers of the document.
    pub(super) fn servers(&mut self) {
        let root = Span::default();
        let has_servers = self
            .documents
            .root()
            .is_some_and(|root| root.member("servers").is_some());
        let host = self.host();
        let base = self.base_path();
        if has_servers || (host.is_none() && base.is_none()) {
            return;
        }
        let (origin, urls) = match host {
            None => (root.join("basePath"), vec![base.unwrap_or_default()]),
            Some((scheme, host)) => {
                let base = base.unwrap_or_default();
                let base = base.trim_end_matches('/');
                let schemes = self.schemes(&root, scheme.as_deref());
                (
                    root.join("host"),
                    schemes
                        .iter()
                        .map(|scheme| format!("{scheme}://{host}{base}"))
                        .collect(),
                )
            }
        };
        for (index, _) in urls.iter().enumerate() {
            self.documents
                .sources
                .made(&root.join("servers").index(index), &origin);
        }
        let servers = urls
            .into_iter()
            .map(|url| Node::Map(Members::from([("url".to_owned(), Node::String(url))])));
        let servers = Node::List(servers.collect());
        if let Some(members) = self.documents.node_mut(&root).and_then(Node::as_map_mut) {
            members.insert("servers".to_owned(), servers);
        }
    }

    /// The host with its port, and the scheme that should not stand before it.
    fn host(&mut self) -> Option<(Option<String>, String)> {
        let written = self.documents.root()?.member("host")?.scalar_text()?.trim();
        let (scheme, rest) = written
            .split_once("://")
            .map_or((None, written), |(scheme, rest)| {
                (Some(scheme.to_owned()), rest)
            });
        let host = rest.trim_end_matches('/').to_owned();
        if host != written || host.contains('/') {
            let message = "`host` holds more than a name and a port";
            let hint = "the scheme belongs into `schemes`, the path into `basePath`";
            self.report.warn(
                Code::InvalidPiece,
                &Span::default().join("host"),
                message,
                hint,
            );
        }
        (!host.is_empty()).then_some((scheme, host))
    }

    /// The path before all others, with its slash.
    fn base_path(&mut self) -> Option<String> {
        let written = self
            .documents
            .root()?
            .member("basePath")?
            .scalar_text()?
            .trim();
        if written.is_empty() || written.starts_with('/') {
            return Some(if written.is_empty() {
                "/".to_owned()
            } else {
                written.to_owned()
            });
        }
        let path = format!("/{written}");
        self.report.warn(
            Code::InvalidPiece,
            &Span::default().join("basePath"),
            "`basePath` does not begin with a slash; one is put before it",
            "begin it with `/`",
        );
        Some(path)
    }

    /// The schemes of HTTP that the document names, the secure one first; that one too where none is named, not even before the host.
    fn schemes(&mut self, root: &Span, of_host: Option<&str>) -> Vec<&'static str> {
        let mut named = self.texts(root, "schemes").unwrap_or_default();
        if named.is_empty() {
            named.extend(of_host.map(|scheme| (scheme.to_owned(), root.join("host"))));
        }
        let mut schemes = Vec::new();
        for known in ["https", "http"] {
            schemes.extend(
                named
                    .iter()
                    .any(|(name, _)| name.eq_ignore_ascii_case(known))
                    .then_some(known),
            );
        }
        for (name, place) in named
            .iter()
            .filter(|(name, _)| !name.to_ascii_lowercase().starts_with("http"))
        {
            let message = format!("the scheme `{name}` is not one of HTTP; it is left out");
            self.report.degrade(
                Code::IgnoredKeyword,
                place,
                message,
                "name `https` or `http`",
            );
        }
        if schemes.is_empty() {
            vec!["https"]
        } else {
            schemes
        }
    }

    /// An operation has no schemes of its own: that would be another server.
    pub(super) fn ignored_schemes(&mut self, operation: &Span) {
        let place = operation.join("schemes");
        if self.documents.node(&place).is_some() {
            let message = "`schemes` of single operations have no effect";
            self.report.count(
                Code::IgnoredKeyword,
                &place,
                message,
                "those of the document are taken",
            );
        }
    }
}
