//! What was written, piece by piece: each object of the specification is read on its own, with the objects inside it left out, so that
//! one bad piece costs one diagnostic and every piece knows its place.

mod normalize;

use openapiv3::{
    MediaType, Operation, Parameter, PathItem, RequestBody, Response, Schema, SecurityScheme,
};
use serde::de::DeserializeOwned;

use crate::diagnostic::{Code, Report};
use crate::documents::DocumentSet;
use crate::grammar::{Kind, Nested};
use crate::node::Node;
use crate::pointer::Span;
use crate::version::Version;

pub(crate) use normalize::TYPES_EXTENSION;

type Members = indexmap::IndexMap<String, Node>;

/// A type of `openapiv3` that one kind of object is read into.
pub(crate) trait Piece: DeserializeOwned {
    /// The kind.
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

/// Reads the piece at a place. The objects inside it are not in the result, only their keys and numbers: where they stand follows from
/// the place.
pub(crate) fn read<P: Piece>(
    documents: &DocumentSet,
    place: &Span,
    report: &mut Report,
) -> Option<P> {
    let node = documents.node(place)?;
    let empty = Members::new();
    let members = match node {
        Node::Map(members) => members,
        Node::Bool(any) if P::KIND == Kind::Schema => {
            boolean_schema(*any, documents.version(), place, report);
            &empty
        }
        other => {
            let message = format!("{} stands where a {} belongs", other.kind(), P::KIND.name());
            report.error(Code::WrongType, place, message, "write an object");
            return None;
        }
    };
    let mut hollow = hollow(members, P::KIND, place, report);
    normalize::normalize(&mut hollow, P::KIND, place, report);
    deserialize(&Node::Map(hollow), P::KIND, place, report)
}

/// A boolean is a schema of JSON Schema: of any value, or of none, for which there is no type.
fn boolean_schema(any: bool, version: Version, place: &Span, report: &mut Report) {
    if !version.has_json_schema() {
        let message =
            "a boolean is a schema only from OpenAPI 3.1 on; it is read as one of any value";
        report.degrade(
            Code::InvalidPiece,
            place,
            message,
            "write `{}` for a schema of any value",
        );
    } else if !any {
        let message = "the schema `false` fits no value; it is read as one of any value";
        report.count(
            Code::IgnoredKeyword,
            place,
            message,
            "leave out what can't be there",
        );
    }
}

/// Reads a schema from some of the members of the object at a place.
pub(crate) fn read_members(members: Members, place: &Span, report: &mut Report) -> Option<Schema> {
    let mut hollow = hollow(&members, Kind::Schema, place, report);
    normalize::normalize(&mut hollow, Kind::Schema, place, report);
    deserialize(&Node::Map(hollow), Kind::Schema, place, report)
}

fn deserialize<P: Piece>(node: &Node, kind: Kind, place: &Span, report: &mut Report) -> Option<P> {
    match serde_path_to_error::deserialize(node) {
        Ok(piece) => Some(piece),
        Err(error) => {
            let at = error_place(&error, place, node);
            let message = format!("the {} can't be read: {}", kind.name(), error.inner());
            report.error(
                Code::InvalidPiece,
                &at,
                message,
                "correct it as the specification says",
            );
            None
        }
    }
}

/// The innermost place that an error names.
fn error_place(
    error: &serde_path_to_error::Error<crate::node::DeserializeError>,
    place: &Span,
    node: &Node,
) -> Span {
    use serde_path_to_error::Segment;
    let mut at = place.clone();
    let mut here = Some(node);
    for segment in error.path() {
        let token = match segment {
            Segment::Map { key } => key.clone(),
            Segment::Seq { index } => index.to_string(),
            Segment::Enum { .. } | Segment::Unknown => break,
        };
        let Some(next) = here.and_then(|node| node.child(&token)) else {
            break;
        };
        at = at.join(&token);
        here = Some(next);
    }
    at
}

/// The members of an object with a reference in the place of each object inside it, or nothing where there can be none.
fn hollow(members: &Members, kind: Kind, place: &Span, report: &mut Report) -> Members {
    let mut hollow = Members::with_capacity(members.len());
    for (key, value) in members {
        let Some(inside) = kind.nested(key) else {
            hollow.insert(key.clone(), value.clone());
            continue;
        };
        let at = place.join(key);
        match (inside, value) {
            // The keys of these are read from the tree, since the types of `openapiv3` drop what they do not know.
            (Nested::One(Kind::Operation), _) | (Nested::Map(Kind::Response), _) => {}
            (Nested::One(_), Node::Bool(_)) if key == "additionalProperties" => {
                hollow.insert(key.clone(), value.clone());
            }
            (Nested::One(Kind::Schema), Node::Bool(_))
            | (Nested::One(Kind::Schema), Node::List(_))
                if key == "items" =>
            {
                hollow.insert(key.clone(), stand_in(&at));
            }
            // What `openapiv3` has no place for is read from the tree.
            (Nested::One(Kind::Schema), Node::Bool(_)) => {}
            (_, Node::Map(_) | Node::List(_)) if kind == Kind::Schema && is_beyond(key) => {}
            (Nested::One(Kind::Properties), Node::Map(map)) => {
                let names = map
                    .iter()
                    .filter(|(name, value)| !is_stray_keyword(name, value, &at, report));
                let map = names
                    .map(|(name, _)| (name.clone(), stand_in(&at.join(name))))
                    .collect();
                hollow.insert(key.clone(), Node::Map(map));
            }
            (Nested::One(_), Node::Map(_)) => {
                hollow.insert(key.clone(), stand_in(&at));
            }
            (Nested::List(_), Node::List(list)) => {
                let list = (0..list.len())
                    .map(|index| stand_in(&at.index(index)))
                    .collect();
                hollow.insert(key.clone(), Node::List(list));
            }
            (Nested::Map(_), Node::Map(map)) => {
                let map = map
                    .keys()
                    .map(|key| (key.clone(), stand_in(&at.join(key))))
                    .collect();
                hollow.insert(key.clone(), Node::Map(map));
            }
            (_, Node::Null) => {}
            // Some languages write an empty list for an empty object.
            (Nested::One(_) | Nested::Map(_), Node::List(list)) if list.is_empty() => {
                let message =
                    "an empty list stands where an object belongs; it is read as an empty object";
                report.count(
                    Code::InvalidPiece,
                    &at,
                    message,
                    "write `{}`, or leave it out",
                );
            }
            (inside, value) => misplaced(inside, value, key, &at, report),
        }
    }
    hollow
}

/// Whether a keyword of schemas is one that OpenAPI 3.0 does not have.
fn is_beyond(key: &str) -> bool {
    const KEYWORDS: [&str; 6] = [
        "prefixItems",
        "additionalItems",
        "unevaluatedItems",
        "patternProperties",
        "propertyNames",
        "unevaluatedProperties",
    ];
    KEYWORDS.contains(&key)
}

/// Whether a member of `properties` is no property: a reference to others, or a keyword of the schema around it that was indented too far.
fn is_stray_keyword(name: &str, value: &Node, at: &Span, report: &mut Report) -> bool {
    const KEYWORDS: [&str; 14] = [
        "oneOf",
        "anyOf",
        "allOf",
        "required",
        "type",
        "description",
        "title",
        "format",
        "nullable",
        "readOnly",
        "additionalProperties",
        "enum",
        "deprecated",
        "example",
    ];
    if name == "$ref" && value.as_str().is_some() {
        return true;
    }
    let is_stray = KEYWORDS.contains(&name) && value.as_map().is_none();
    if is_stray {
        let message =
            format!("`{name}` stands among the properties and is no schema; it is left out");
        report.skip(
            Code::InvalidPiece,
            &at.join(name),
            message,
            "write it one level further out",
        );
    }
    is_stray
}

fn misplaced(nested: Nested, value: &Node, key: &str, at: &Span, report: &mut Report) {
    let expected = match nested {
        Nested::One(kind) => format!("a {}", kind.name()),
        Nested::List(kind) => format!("a list of {}s", kind.name()),
        Nested::Map(kind) => format!("an object of {}s", kind.name()),
    };
    let message = format!("`{key}` is {} where {expected} belongs", value.kind());
    report.error(
        Code::WrongType,
        at,
        message,
        format!("write {expected}, or remove `{key}`"),
    );
}

fn stand_in(at: &Span) -> Node {
    Node::Map(Members::from([(
        "$ref".to_owned(),
        Node::String(format!("#{}", at.pointer)),
    )]))
}
