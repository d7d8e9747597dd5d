//! References that do not lead where they were meant to.

use super::{Members, Rewriting};
use crate::diagnostic::Code;
use crate::grammar::Kind;
use crate::node::Node;
use crate::object::reference_at;
use crate::pointer::{Pointer, Span};
use crate::resolve::{self, Resolver};

impl Rewriting<'_> {
    /// Repairs a reference whose meaning is plain.
    pub(super) fn reference_at(&mut self, place: &Span, kind: Kind) {
        let Some(text) = self
            .documents
            .node(place)
            .and_then(|node| reference_at(node, kind))
            .map(str::to_owned)
        else {
            return;
        };
        let text = self.without_hash(place, text);
        let is_holder = matches!(kind, Kind::Parameter | Kind::Response | Kind::Header);
        let target = is_holder
            .then(|| Resolver::new(self.documents, self.limits).lookup(place, &text))
            .flatten();
        if target.is_some_and(|target| {
            resolve::component_kind(self.documents, &target) == Some(Kind::Schema)
        }) {
            self.schema_instead(place, kind, text);
        }
    }

    /// A pointer into the same file begins with `#`.
    fn without_hash(&mut self, place: &Span, text: String) -> String {
        let target = Span {
            source: place.source,
            pointer: Pointer::from_text(&text),
        };
        if !text.starts_with('/') || self.documents.node(&target).is_none() {
            return text;
        }
        let message =
            format!("the reference `{text}` lacks a `#`; it is read as one into this file");
        self.report.warn(
            Code::UnresolvedRef,
            &place.join("$ref"),
            message,
            format!("write `#{text}`"),
        );
        let text = format!("#{text}");
        if let Some(members) = self.documents.node_mut(place).and_then(Node::as_map_mut) {
            members.insert("$ref".to_owned(), Node::String(text.clone()));
        }
        text
    }

    /// What has a schema was given a reference to one.
    fn schema_instead(&mut self, place: &Span, kind: Kind, text: String) {
        let message = format!(
            "the reference `{text}` leads to a schema; it is read as that of the {}",
            kind.name()
        );
        self.report.warn(
            Code::UnresolvedRef,
            &place.join("$ref"),
            message,
            "put the reference into `schema`",
        );
        self.documents.sources.moved(&place.join("schema"), place);
        if let Some(members) = self.documents.node_mut(place).and_then(Node::as_map_mut)
            && let Some(reference) = members.shift_remove("$ref")
        {
            members.insert(
                "schema".to_owned(),
                Node::Map(Members::from([("$ref".to_owned(), reference)])),
            );
        }
    }
}
