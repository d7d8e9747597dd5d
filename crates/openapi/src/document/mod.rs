//! Deserializes single objects of a document.
//!
//! Each object is read without the objects nested in it, so that an invalid object causes one
//! diagnostic, and every object keeps its location.

mod normalize;
mod shallow;

use openapiv3::{
    MediaType, Operation, Parameter, PathItem, RequestBody, Response, Schema, SecurityScheme,
};
use serde::de::DeserializeOwned;

use crate::diagnostic::Report;
use crate::diagnostic::catalogue::{object as findings, schema};
use crate::document_set::DocumentSet;
use crate::grammar::Kind;
use crate::node::{DeserializeError, Node, Properties};
use crate::pointer::Span;

pub(crate) use normalize::TYPES_EXTENSION;

use normalize::normalize;
use shallow::without_nested_objects;

/// A type of `openapiv3` that objects of one kind are deserialized into.
pub(crate) trait Piece: DeserializeOwned {
    /// The kind of the objects.
    const KIND: Kind;
}

macro_rules! pieces {
    ($($piece:ty => $kind:ident,)*) => { $(impl Piece for $piece { const KIND: Kind = Kind::$kind; })* };
}

pieces! {
    PathItem => PathItem,
    Operation => Operation,
    Parameter => Parameter,
    RequestBody => RequestBody,
    Response => Response,
    openapiv3::Header => Header,
    MediaType => MediaType,
    Schema => Schema,
    SecurityScheme => SecurityScheme,
}

/// Deserializes the object at a location. The result contains only the keys and indices of nested
/// objects, which determine their locations.
pub(crate) fn read<P: Piece>(
    documents: &DocumentSet,
    span: &Span,
    report: &mut Report,
) -> Option<P> {
    let empty = Properties::default();
    let properties = match documents.node(span)? {
        Node::Map(properties) => properties,
        Node::Bool(_) if P::KIND == Kind::Schema => {
            if !documents.version().has_json_schema() {
                report.add(span, schema::boolean_before_3_1());
            }
            &empty
        }
        other => {
            report.add(span, findings::not_an_object(P::KIND, other.kind()));
            return None;
        }
    };
    deserialize(properties, span, report)
}

/// Deserializes a schema with some of the properties of the object at a location.
pub(crate) fn read_schema_with(
    properties: &Properties,
    span: &Span,
    report: &mut Report,
) -> Option<Schema> {
    deserialize(properties, span, report)
}

fn deserialize<P: Piece>(properties: &Properties, span: &Span, report: &mut Report) -> Option<P> {
    let mut properties = without_nested_objects(properties, P::KIND, span, report);
    normalize(&mut properties, P::KIND, span, report);
    let node = Node::Map(properties);
    match serde_path_to_error::deserialize(&node) {
        Ok(piece) => Some(piece),
        Err(error) => {
            let finding = findings::invalid(P::KIND, &error.inner().to_string());
            report.add(&error_span(&error, span, &node), finding);
            None
        }
    }
}

/// Returns the innermost location that an error names.
fn error_span(
    error: &serde_path_to_error::Error<DeserializeError>,
    span: &Span,
    node: &Node,
) -> Span {
    use serde_path_to_error::Segment;
    let mut span = span.clone();
    let mut node = node;
    for segment in error.path() {
        let token = match segment {
            Segment::Map { key } => key.clone(),
            Segment::Seq { index } => index.to_string(),
            Segment::Enum { .. } | Segment::Unknown => break,
        };
        let Some(child) = node.child(&token) else {
            break;
        };
        span = span.join(&token);
        node = child;
    }
    span
}
