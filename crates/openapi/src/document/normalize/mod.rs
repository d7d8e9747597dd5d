//! Repairs of mistakes that real documents have and whose meaning is plain. One that may change what the author meant is a warning.

mod keyword;
mod message;
mod parameter;
mod schema;
mod schema_type;

use indexmap::IndexMap;

use crate::diagnostic::Report;
use crate::grammar::Kind;
use crate::node::Node;
use crate::pointer::Span;

/// The extension under which a schema says what `openapiv3` has no place for: the list of its types.
pub(crate) const TYPES_EXTENSION: &str = "x-specwright-types";

type Members = IndexMap<String, Node>;

/// Repairs the members of a piece, in which references stand for the objects inside it.
pub(super) fn normalize(members: &mut Members, kind: Kind, place: &Span, report: &mut Report) {
    members.shift_remove(TYPES_EXTENSION);
    keyword::repair(members, kind, place, report);
    match kind {
        Kind::Schema => schema::repair(members, place, report),
        Kind::Parameter => parameter::repair(members, place, report),
        Kind::Header => parameter::repair_header(members, place, report),
        // Examples of messages are not shown, and often are no examples at all; encodings are read from the tree.
        Kind::MediaType => {
            members.retain(|key, _| !["example", "examples", "encoding"].contains(&key.as_str()))
        }
        Kind::Operation | Kind::Response | Kind::SecurityScheme => {
            message::repair(members, kind, place, report)
        }
        _ => {}
    }
}
