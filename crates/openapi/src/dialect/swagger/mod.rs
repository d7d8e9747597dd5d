//! Documents of Swagger 2.0.
//!
//! The forms of OpenAPI 3.0 are added beside the original values, and refer to them where possible.
//! Most values keep their location, so references from other files stay valid.

mod body;
mod form;
mod media_type;
mod parameter;
mod reference;
mod response;
mod schema;
mod security;
mod server;

use std::collections::{HashMap, HashSet};

use super::{spans_of, unresolved};
use crate::diagnostic::Report;
use crate::document_set::{DocumentSet, Reference};
use crate::grammar::{Kind, METHODS};
use crate::limits::Limits;
use crate::node::{Node, Properties};
use crate::object::{Object, reference_at};
use crate::pointer::Span;
use crate::resolve::{self, Resolver};

pub(crate) use parameter::is_parameter;

/// The number of bytes of the document per repeated media type. See [`Limits::alias_nodes`].
const BYTES_PER_MEDIA_TYPE: usize = 16;

/// Rewrites all objects of a document.
pub(super) fn rewrite(
    documents: &mut DocumentSet,
    objects: &[Object],
    limits: &Limits,
    report: &mut Report,
) {
    let media_types = documents.max_nodes() / BYTES_PER_MEDIA_TYPE;
    let mut rewriter = Rewriter {
        media_type_budget: Some(limits.alias_nodes.saturating_add(media_types)),
        documents,
        limits,
        report,
        operations: HashSet::new(),
        responses: HashMap::new(),
    };
    rewriter.servers();
    for object in objects {
        rewriter.reference(object);
    }
    unresolved::replace(rewriter.documents, objects, limits, rewriter.report);
    // The schema of a parameter is copied from the parameter, so schemas are rewritten first.
    for span in spans_of(objects, Kind::Schema) {
        rewriter.schema(span);
    }
    for object in objects {
        rewriter.object(object);
    }
    for span in spans_of(objects, Kind::PathItem) {
        rewriter.path_item(span);
    }
}

/// The state of rewriting one document.
struct Rewriter<'a> {
    documents: &'a mut DocumentSet,
    limits: &'a Limits,
    report: &'a mut Report,
    /// The number of media types that may still be repeated for operations and responses, or `None`
    /// after the limit was exceeded and reported.
    media_type_budget: Option<usize>,
    /// The operations that have been rewritten. Several path items can refer to one operation.
    operations: HashSet<Span>,
    /// The responses that have been rewritten, with the media types of their content.
    responses: HashMap<Span, Vec<String>>,
}

impl Rewriter<'_> {
    /// Returns the value at a location.
    fn node(&self, span: &Span) -> Option<&Node> {
        self.documents.node(span)
    }

    /// Returns the properties of the object at a location, for rewriting.
    fn properties_mut(&mut self, span: &Span) -> Option<&mut Properties> {
        self.documents.node_mut(span)?.as_map_mut()
    }

    /// Rewrites an object that does not depend on other objects. A component that is referred to as
    /// another kind is not rewritten as that kind.
    fn object(&mut self, Object { span, kind }: &Object) {
        let node = self.node(span);
        let is_reference = node.is_some_and(|node| reference_at(node, *kind).is_some());
        let component = resolve::component_kind(self.documents, span);
        if is_reference || component.is_some_and(|component| component != *kind) {
            return;
        }
        match kind {
            Kind::Parameter => self.parameter(span),
            Kind::Header => self.header(span),
            Kind::SecurityScheme => self.security_scheme(span),
            _ => {}
        }
    }

    /// Rewrites the operations of a path item.
    fn path_item(&mut self, item: &Span) {
        let properties = self.node(item).and_then(Node::as_map);
        let Some(properties) = properties.filter(|properties| !properties.contains_key("$ref"))
        else {
            return;
        };
        let methods: Vec<&str> = METHODS
            .into_iter()
            .filter(|method| properties.contains_key(*method))
            .collect();
        for method in methods {
            let Some(operation) = self.target(&item.join(method), Kind::Operation) else {
                continue;
            };
            if self.operations.insert(operation.clone()) {
                self.ignored_schemes(&operation);
                self.request_body(&operation, item, method);
                self.operation_responses(&operation);
            }
        }
    }

    /// Follows the references at a location. Unresolved references are reported when the object is
    /// lowered.
    fn target(&self, span: &Span, kind: Kind) -> Option<Span> {
        Resolver::new(self.documents, self.limits).target(span, kind)
    }

    /// Returns a Reference Object in the file of `from` that refers to `to`.
    fn reference_to(&self, from: &Span, to: &Span) -> Node {
        let (base, path) = (
            self.documents.path(from.source),
            self.documents.path(to.source),
        );
        let text = Reference::format(base, path, &to.pointer);
        Node::Map(Properties::from_iter([(
            "$ref".to_owned(),
            Node::String(text),
        )]))
    }
}

/// Returns whether a boolean keyword is true. Some documents write it as a string.
fn is_true(node: Option<&Node>) -> bool {
    let text = node.and_then(Node::scalar_text);
    text.is_some_and(|text| text.eq_ignore_ascii_case("true"))
}
