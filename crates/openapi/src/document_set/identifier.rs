//! Schemas that are referred to by an identifier of their own: `$id`, `$anchor`, `$dynamicAnchor` (JSON Schema Core 2020-12, 8.2), and the
//! document by its `$self` (OpenAPI 3.2, 4.1).

use std::collections::HashMap;

use url::Url;

use crate::node::Node;
use crate::pointer::{Pointer, Span};

/// Keys behind which stands data, where `$id` means nothing.
const DATA: [&str; 6] = ["example", "examples", "default", "enum", "const", "mapping"];

/// The identifiers of all files.
#[derive(Debug, Default)]
pub(super) struct Identifiers {
    /// By the whole identifier, with a fragment for an anchor.
    places: HashMap<String, Span>,
    /// What the references inside a schema with an identifier are relative to.
    bases: HashMap<Span, Url>,
}

impl Identifiers {
    /// Adds those of a file, which has a path as seen from the root document.
    pub fn add(&mut self, root: &Node, at: Span, path: &str) {
        let Some(base) = file_url(path) else { return };
        let own = root
            .member("$self")
            .and_then(Node::as_str)
            .and_then(|text| base.join(text).ok());
        if let Some(own) = &own {
            self.bases.insert(at.clone(), own.clone());
            self.places.insert(key(own), at.clone());
        }
        let mut waiting = vec![(root, at, own.unwrap_or(base))];
        while let Some((node, at, base)) = waiting.pop() {
            match node {
                Node::List(list) => waiting.extend(
                    list.iter()
                        .enumerate()
                        .map(|(index, node)| (node, at.index(index), base.clone())),
                ),
                Node::Map(members) => {
                    let base = self.identify(node, &at, base);
                    let members = members
                        .iter()
                        .filter(|(key, _)| !DATA.contains(&key.as_str()) && !key.starts_with("x-"));
                    waiting.extend(members.map(|(key, node)| (node, at.join(key), base.clone())));
                }
                _ => {}
            }
        }
    }

    /// Takes the identifiers of one object; what is inside is relative to the result.
    fn identify(&mut self, node: &Node, at: &Span, mut base: Url) -> Url {
        let text = |key: &str| node.member(key).and_then(Node::as_str);
        if let Some(url) = text("$id").and_then(|text| base.join(text).ok()) {
            self.places.entry(key(&url)).or_insert_with(|| at.clone());
            self.bases.insert(at.clone(), url.clone());
            base = url;
        }
        for anchor in [text("$anchor"), text("$dynamicAnchor")]
            .into_iter()
            .flatten()
        {
            let mut url = base.clone();
            url.set_fragment(Some(anchor));
            self.places.entry(key(&url)).or_insert_with(|| at.clone());
        }
        base
    }

    /// Where the text of a reference leads by identifiers, if it does.
    pub fn find(&self, text: &str, place: &Span, path: &str) -> Option<Span> {
        if self.places.is_empty() {
            return None;
        }
        let url = self.base(place, path)?.join(text).ok()?;
        if let Some(found) = self.places.get(&key(&url)) {
            return Some(found.clone());
        }
        let fragment = url
            .fragment()
            .filter(|fragment| fragment.starts_with('/'))?
            .to_owned();
        let mut whole = url;
        whole.set_fragment(None);
        let found = self.places.get(&key(&whole))?;
        Some(Span {
            source: found.source,
            pointer: Pointer::from_text(&format!("{}{fragment}", found.pointer)),
        })
    }

    /// What references at a place are relative to.
    fn base(&self, place: &Span, path: &str) -> Option<Url> {
        let mut pointer = place.pointer.as_str();
        loop {
            let around = Span {
                source: place.source,
                pointer: Pointer::from_text(pointer),
            };
            if let Some(base) = self.bases.get(&around) {
                return Some(base.clone());
            }
            match pointer.rfind('/') {
                Some(end) => pointer = pointer.get(..end).unwrap_or_default(),
                None => return file_url(path),
            }
        }
    }
}

fn key(url: &Url) -> String {
    url.as_str().trim_end_matches('#').to_owned()
}

fn file_url(path: &str) -> Option<Url> {
    let mut url = Url::parse("file:///").ok()?;
    url.set_path(&path.replace("..", "up"));
    Some(url)
}
