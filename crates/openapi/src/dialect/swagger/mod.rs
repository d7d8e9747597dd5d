//! Swagger 2.0. What it writes otherwise is added in the form of 3.0 beside what was written, and refers to that where it can: so most
//! values keep their places, and what other files refer to stays where it is.

mod body;
mod media_type;
mod parameter;
mod reference;
mod response;
mod schema;
mod security;
mod server;

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use crate::diagnostic::Report;
use crate::dialect::spans_of;
use crate::documents::{DocumentSet, Reference};
use crate::grammar::{Kind, METHODS};
use crate::limits::Limits;
use crate::node::Node;
use crate::object::{Object, reference_at};
use crate::pointer::Span;
use crate::resolve::{self, Resolver};

pub(crate) use parameter::is_parameter;

type Members = IndexMap<String, Node>;

/// Rewrites a document.
pub(super) fn rewrite(
    documents: &mut DocumentSet,
    objects: &[Object],
    limits: &Limits,
    report: &mut Report,
) {
    // Lists of media types are repeated as YAML repeats what an alias stands for, and may cost as much.
    let media_types_left = Some(
        limits
            .alias_nodes
            .saturating_add(documents.max_nodes() / 16),
    );
    let mut rewriting = Rewriting {
        documents,
        limits,
        report,
        media_types_left,
        operations: HashSet::new(),
        responses: HashMap::new(),
    };
    rewriting.servers();
    for Object { span: place, kind } in objects {
        rewriting.reference_at(place, *kind);
    }
    // Parameters take schemas with them, so those come first.
    for place in spans_of(objects, Kind::Schema) {
        rewriting.schema(place);
    }
    for Object { span: place, kind } in objects {
        rewriting.object(place, *kind);
    }
    for place in spans_of(objects, Kind::PathItem) {
        rewriting.path_item(place);
    }
}

/// The state of rewriting one document.
struct Rewriting<'a> {
    documents: &'a mut DocumentSet,
    limits: &'a Limits,
    report: &'a mut Report,
    /// How many media types may still be given to operations and responses; none when it was said that there are too many.
    media_types_left: Option<usize>,
    /// The operations that are done; several path items may refer to one.
    operations: HashSet<Span>,
    /// The responses that are done, with the media types that they were given.
    responses: HashMap<Span, Vec<String>>,
}

impl Rewriting<'_> {
    /// Rewrites what needs nothing but the object itself. A component of another kind stays what it is, whoever refers to it.
    fn object(&mut self, place: &Span, kind: Kind) {
        let is_reference = self
            .documents
            .node(place)
            .is_some_and(|node| reference_at(node, kind).is_some());
        let is_other = resolve::component_kind(self.documents, place)
            .is_some_and(|component| component != kind);
        if is_reference || is_other {
            return;
        }
        match kind {
            Kind::Parameter => self.parameter(place),
            Kind::Header => self.header(place),
            Kind::SecurityScheme => self.security_scheme(place),
            _ => {}
        }
    }

    fn path_item(&mut self, item: &Span) {
        let Some(members) = self
            .documents
            .node(item)
            .and_then(Node::as_map)
            .filter(|members| !members.contains_key("$ref"))
        else {
            return;
        };
        let sites: Vec<(&str, Span)> = METHODS
            .into_iter()
            .filter(|method| members.contains_key(*method))
            .map(|method| (method, item.join(method)))
            .collect();
        for (method, site) in sites {
            let Some(operation) = self.target(&site, Kind::Operation) else {
                continue;
            };
            if self.operations.insert(operation.clone()) {
                self.ignored_schemes(&operation);
                self.request_body(&operation, item, method);
                self.operation_responses(&operation);
            }
        }
    }

    /// What stands behind the references at a place. Those that lead nowhere are reported when their place is read.
    fn target(&self, site: &Span, kind: Kind) -> Option<Span> {
        Resolver::new(self.documents, self.limits).target(site, kind)
    }

    /// A reference to a place from a file.
    fn reference(&self, from: &Span, to: &Span) -> Node {
        let text = Reference::format(
            self.documents.path(from.source),
            self.documents.path(to.source),
            &to.pointer,
        );
        Node::Map(Members::from([("$ref".to_owned(), Node::String(text))]))
    }
}

/// Whether a flag is set, as it should be written or as a text.
fn flag(node: Option<&Node>) -> bool {
    node.and_then(Node::scalar_text)
        .is_some_and(|text| text.eq_ignore_ascii_case("true"))
}
