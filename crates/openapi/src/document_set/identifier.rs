//! Identifiers of schemas (`$id`, `$anchor` and `$dynamicAnchor`; JSON Schema Core 2020-12, 8.2)
//! and of documents (`$self`; OpenAPI 3.2, 4.1).

use std::collections::{BTreeMap, HashMap};

use url::Url;

use super::reference::percent_decode;
use crate::grammar::{Kind, Nested};
use crate::node::Node;
use crate::pointer::{Pointer, SourceId, Span};

/// Keys whose values are data outside of schemas.
const DATA: [&str; 4] = ["example", "examples", "default", "mapping"];

/// The identifiers of all files.
#[derive(Debug, Default)]
pub(super) struct Identifiers {
    /// The identified values, by their absolute URL, with a fragment for an anchor.
    targets: HashMap<String, Span>,
    /// The base URLs of the values with an identifier. References in such a value are relative to
    /// it.
    bases: HashMap<Span, Url>,
    /// The locations of the dynamic anchors by name, for each value with an identifier and each
    /// file.
    dynamic: HashMap<Span, DynamicAnchors>,
    /// The identifiers that several values have.
    pub duplicates: Vec<Duplicate>,
}

/// The locations of dynamic anchors by name.
pub(crate) type DynamicAnchors = BTreeMap<String, Span>;

/// An identifier that two values have.
#[derive(Clone, Debug)]
pub(super) struct Duplicate {
    /// The absolute URL, or the relative identifier if the base is a file.
    pub identifier: String,
    /// The value that references resolve to.
    pub first: Span,
    pub second: Span,
}

/// The meaning of a value, which determines whether it can have an identifier.
#[derive(Clone, Copy)]
enum Place {
    Object(Kind),
    /// An object whose keys are names of such objects.
    Map(Kind),
    /// A file whose kind of object is unknown, so that its keys may be names.
    File,
    Unknown,
}

/// A value to search for identifiers.
struct Visit<'n> {
    node: &'n Node,
    span: Span,
    base: Url,
    place: Place,
}

impl Identifiers {
    /// Adds the identifiers of a file with the root value `root`, an object of a kind if that is
    /// known. `path` is relative to the folder of the root document.
    pub fn add(&mut self, root: &Node, span: Span, path: &str, kind: Option<Kind>) {
        let Some(base) = file_url(path) else { return };
        let own = root
            .member("$self")
            .and_then(Node::as_str)
            .and_then(|text| base.join(text).ok());
        if let Some(own) = &own {
            self.bases.insert(span.clone(), own.clone());
            self.targets.insert(key(own), span.clone());
        }
        let is_document = root.member("openapi").is_some() || root.member("swagger").is_some();
        let place = match kind {
            _ if is_document => Place::Object(Kind::Document),
            Some(kind) => Place::Object(kind),
            None => Place::File,
        };
        let mut pending = vec![Visit {
            node: root,
            span,
            base: own.unwrap_or(base),
            place,
        }];
        while let Some(visit) = pending.pop() {
            // Reversed, so that values are visited in document order.
            let mut next = self.visit(visit);
            next.reverse();
            pending.append(&mut next);
        }
    }

    /// Adds the identifiers of one value, and returns the values in it.
    fn visit<'n>(&mut self, visit: Visit<'n>) -> Vec<Visit<'n>> {
        let Visit {
            node,
            span,
            base,
            place,
        } = visit;
        match node {
            Node::List(list) => list
                .iter()
                .enumerate()
                .map(|(index, node)| Visit {
                    node,
                    span: span.index(index),
                    base: base.clone(),
                    place,
                })
                .collect(),
            Node::Map(properties) => {
                let base = match place {
                    Place::Object(Kind::Schema) | Place::File | Place::Unknown => {
                        self.identify(node, &span, base)
                    }
                    Place::Object(_) | Place::Map(_) => base,
                };
                let visit = |(key, node): (&String, &'n Node)| {
                    Some(Visit {
                        node,
                        span: span.join(key),
                        base: base.clone(),
                        place: place.nested(key)?,
                    })
                };
                properties.iter().filter_map(visit).collect()
            }
            _ => Vec::new(),
        }
    }

    /// Adds the identifiers of one object, and returns the base URL for the values in it.
    fn identify(&mut self, node: &Node, span: &Span, mut base: Url) -> Url {
        let text = |key: &str| node.member(key).and_then(Node::as_str);
        let mut anchors: Vec<&str> = ["$anchor", "$dynamicAnchor"]
            .into_iter()
            .filter_map(text)
            .collect();
        match text("$id").and_then(|text| Some((text, base.join(text).ok()?))) {
            // Before draft 2019-09, an anchor was an `$id` of only a fragment.
            Some((text, _)) if text.starts_with('#') => {
                let anchor = text.trim_start_matches('#');
                anchors.extend(Some(anchor).filter(|it| !it.is_empty() && !it.starts_with('/')));
            }
            Some((text, mut url)) => {
                url.set_fragment(None);
                self.insert(&url, text, span);
                self.bases.insert(span.clone(), url.clone());
                base = url;
            }
            None => {}
        }
        if let Some(name) = text("$dynamicAnchor") {
            let resource = self.resource_span(span);
            let anchors = self.dynamic.entry(resource).or_default();
            anchors
                .entry(name.to_owned())
                .or_insert_with(|| span.clone());
        }
        for anchor in anchors {
            let mut url = base.clone();
            url.set_fragment(Some(anchor));
            self.insert(&url, &format!("#{anchor}"), span);
        }
        base
    }

    /// Adds the identifier of a value, written as `text`.
    fn insert(&mut self, url: &Url, text: &str, span: &Span) {
        let first = self.targets.entry(key(url)).or_insert_with(|| span.clone());
        if first != span {
            self.duplicates.push(Duplicate {
                identifier: text.to_owned(),
                first: first.clone(),
                second: span.clone(),
            });
        }
    }

    /// Returns the value that a reference at `span`, in the file at `path`, names by its
    /// identifier.
    pub fn find(&self, text: &str, span: &Span, path: &str) -> Option<Span> {
        if self.targets.is_empty() {
            return None;
        }
        let base = match self.resource(span) {
            Some((_, base)) => base.clone(),
            None => file_url(path)?,
        };
        self.find_from(&base, text)
    }

    /// Returns the value that a reference would name if the schemas around it had no identifier.
    pub fn find_in_file(&self, text: &str, source: SourceId, path: &str) -> Option<Span> {
        let base = match self.bases.get(&Span::file(source)) {
            Some(base) => base.clone(),
            None => file_url(path)?,
        };
        self.find_from(&base, text)
    }

    fn find_from(&self, base: &Url, text: &str) -> Option<Span> {
        let url = base.join(text).ok()?;
        if let Some(found) = self.targets.get(&key(&url)) {
            return Some(found.clone());
        }
        let fragment = url
            .fragment()
            .filter(|fragment| fragment.starts_with('/'))
            .map(percent_decode)?;
        let mut whole = url;
        whole.set_fragment(None);
        let found = self.targets.get(&key(&whole))?;
        Some(inside(found, &fragment))
    }

    /// Returns the dynamic anchors of the schema resource that contains a location.
    pub fn dynamic_anchors(&self, span: &Span) -> Option<&DynamicAnchors> {
        if self.dynamic.is_empty() {
            return None;
        }
        self.dynamic.get(&self.resource_span(span))
    }

    /// Returns the locations of all dynamic anchors with a name.
    pub fn dynamic_anchors_named(&self, name: &str) -> impl Iterator<Item = &Span> {
        let anchors = self.dynamic.values();
        anchors.filter_map(move |anchors| anchors.get(name))
    }

    /// Returns the location of the schema resource that contains a location.
    fn resource_span(&self, span: &Span) -> Span {
        let resource = self.resource(span).map(|(resource, _)| resource);
        resource.unwrap_or_else(|| Span::file(span.source))
    }

    /// Returns the innermost value with an identifier around a location, itself included, and its
    /// base URL.
    pub fn resource(&self, span: &Span) -> Option<(Span, &Url)> {
        let mut pointer = span.pointer.as_str();
        loop {
            let outer = Span {
                pointer: Pointer::from_text(pointer),
                ..Span::file(span.source)
            };
            if let Some(base) = self.bases.get(&outer) {
                return Some((outer, base));
            }
            let end = pointer.rfind('/')?;
            pointer = pointer.get(..end).unwrap_or_default();
        }
    }
}

impl Place {
    /// Returns the meaning of the value of a key, or `None` if the value is data.
    fn nested(self, key: &str) -> Option<Self> {
        let is_data = DATA.contains(&key) || key.starts_with("x-");
        match self {
            Place::Map(kind) => Some(Place::Object(kind)),
            Place::Object(kind) => match (kind.nested(key), kind) {
                (Some(Nested::One(kind) | Nested::List(kind)), _) => Some(Place::Object(kind)),
                (Some(Nested::Map(kind)), _) => Some(Place::Map(kind)),
                (None, Kind::Schema) => in_schema(key),
                (None, Kind::MediaType) if key == "itemSchema" => Some(Place::Object(Kind::Schema)),
                (None, _) => (!is_data).then_some(Place::Unknown),
            },
            Place::File => Some(anywhere(key)),
            Place::Unknown => (!is_data).then(|| anywhere(key)),
        }
    }
}

/// Returns the meaning of the keywords with schemas that the types do not depend on.
fn in_schema(key: &str) -> Option<Place> {
    match key {
        "$defs" | "definitions" | "dependencies" => Some(Place::Map(Kind::Schema)),
        "contains" | "contentSchema" => Some(Place::Object(Kind::Schema)),
        _ => None,
    }
}

/// Returns the meaning that a key has in most objects.
fn anywhere(key: &str) -> Place {
    match key {
        "components" => Place::Object(Kind::Components),
        "paths" | "webhooks" | "x-webhooks" | "pathItems" => Place::Map(Kind::PathItem),
        "schemas" | "$defs" | "definitions" => Place::Map(Kind::Schema),
        "schema" | "itemSchema" => Place::Object(Kind::Schema),
        "properties" => Place::Object(Kind::Properties),
        _ => Place::Unknown,
    }
}

/// Returns the location that a pointer names in a value.
pub(super) fn inside(outer: &Span, pointer: &str) -> Span {
    Span {
        pointer: Pointer::from_text(&format!("{}{pointer}", outer.pointer)),
        ..*outer
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
