//! Identifiers of schemas (`$id`, `$anchor` and `$dynamicAnchor`; JSON Schema Core 2020-12, 8.2)
//! and of documents (`$self`; OpenAPI 3.2, 4.1).

use std::collections::HashMap;

use url::Url;

use crate::node::Node;
use crate::pointer::{Pointer, Span};

/// Keys whose values are data, in which `$id` has no meaning.
const DATA: [&str; 6] = ["example", "examples", "default", "enum", "const", "mapping"];

/// The identifiers of all files.
#[derive(Debug, Default)]
pub(super) struct Identifiers {
    /// The identified values, by their absolute URL, with a fragment for an anchor.
    targets: HashMap<String, Span>,
    /// The base URLs of the values with an identifier. References in such a value are relative to
    /// it.
    bases: HashMap<Span, Url>,
}

impl Identifiers {
    /// Adds the identifiers of a file with the root value `root`. `path` is relative to the folder
    /// of the root document.
    pub fn add(&mut self, root: &Node, span: Span, path: &str) {
        let Some(base) = file_url(path) else { return };
        let own = root
            .member("$self")
            .and_then(Node::as_str)
            .and_then(|text| base.join(text).ok());
        if let Some(own) = &own {
            self.bases.insert(span.clone(), own.clone());
            self.targets.insert(key(own), span.clone());
        }
        let mut pending = vec![(root, span, own.unwrap_or(base))];
        while let Some((node, span, base)) = pending.pop() {
            match node {
                Node::List(list) => pending.extend(
                    list.iter()
                        .enumerate()
                        .map(|(index, node)| (node, span.index(index), base.clone())),
                ),
                Node::Map(properties) => {
                    let base = self.identify(node, &span, base);
                    let properties = properties
                        .iter()
                        .filter(|(key, _)| !DATA.contains(&key.as_str()) && !key.starts_with("x-"));
                    pending
                        .extend(properties.map(|(key, node)| (node, span.join(key), base.clone())));
                }
                _ => {}
            }
        }
    }

    /// Adds the identifiers of one object, and returns the base URL for the values in it.
    fn identify(&mut self, node: &Node, span: &Span, mut base: Url) -> Url {
        let text = |key: &str| node.member(key).and_then(Node::as_str);
        if let Some(url) = text("$id").and_then(|text| base.join(text).ok()) {
            self.targets
                .entry(key(&url))
                .or_insert_with(|| span.clone());
            self.bases.insert(span.clone(), url.clone());
            base = url;
        }
        for anchor in [text("$anchor"), text("$dynamicAnchor")]
            .into_iter()
            .flatten()
        {
            let mut url = base.clone();
            url.set_fragment(Some(anchor));
            self.targets
                .entry(key(&url))
                .or_insert_with(|| span.clone());
        }
        base
    }

    /// Returns the value that a reference at `span`, in the file at `path`, names by its
    /// identifier.
    pub fn find(&self, text: &str, span: &Span, path: &str) -> Option<Span> {
        if self.targets.is_empty() {
            return None;
        }
        let url = self.base(span, path)?.join(text).ok()?;
        if let Some(found) = self.targets.get(&key(&url)) {
            return Some(found.clone());
        }
        let fragment = url
            .fragment()
            .filter(|fragment| fragment.starts_with('/'))?
            .to_owned();
        let mut whole = url;
        whole.set_fragment(None);
        let found = self.targets.get(&key(&whole))?;
        Some(Span {
            source: found.source,
            pointer: Pointer::from_text(&format!("{}{fragment}", found.pointer)),
        })
    }

    /// Returns the URL that references at a location are relative to.
    fn base(&self, span: &Span, path: &str) -> Option<Url> {
        let mut pointer = span.pointer.as_str();
        loop {
            let outer = Span {
                source: span.source,
                pointer: Pointer::from_text(pointer),
            };
            if let Some(base) = self.bases.get(&outer) {
                return Some(base.clone());
            }
            match pointer.rfind('/') {
                Some(end) => pointer = pointer.get(..end).unwrap_or_default(),
                None => return file_url(path),
            }
        }
    }
}

/// Returns a URL as a string, without an empty fragment.
fn key(url: &Url) -> String {
    url.as_str().trim_end_matches('#').to_owned()
}

/// Returns a URL for a file. `..` becomes a name, because a URL would drop it.
fn file_url(path: &str) -> Option<Url> {
    let mut url = Url::parse("file:///").ok()?;
    url.set_path(&path.replace("..", "up"));
    Some(url)
}
