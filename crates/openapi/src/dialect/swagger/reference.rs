//! References whose text or target is wrong, but unambiguous.

use super::{Properties, Rewriter};
use crate::diagnostic::catalogue::swagger as findings;
use crate::grammar::Kind;
use crate::node::Node;
use crate::object::{Object, reference_at};
use crate::pointer::{Pointer, Span};
use crate::resolve::{self, Resolver};

impl Rewriter<'_> {
    /// Corrects a reference that is used in place of an object.
    pub(super) fn reference(&mut self, Object { span, kind }: &Object) {
        let node = self.node(span);
        let Some(text) = node.and_then(|node| reference_at(node, *kind)) else {
            return;
        };
        let text = self.add_hash(span, text.to_owned());
        if !matches!(kind, Kind::Parameter | Kind::Response | Kind::Header) {
            return;
        }
        let target = Resolver::new(self.documents, self.limits).lookup(span, &text);
        let target_kind = target.and_then(|span| resolve::component_kind(self.documents, &span));
        if target_kind == Some(Kind::Schema) {
            self.move_into_schema(span, *kind, &text);
        }
    }

    /// Adds the missing `#` to a pointer into the same file, and returns the corrected text.
    fn add_hash(&mut self, span: &Span, text: String) -> String {
        let target = Span {
            pointer: Pointer::from_text(&text),
            ..Span::file(span.source)
        };
        if !text.starts_with('/') || self.node(&target).is_none() {
            return text;
        }
        let finding = findings::reference_without_hash(&text);
        self.report.add(&span.join("$ref"), finding);
        let text = format!("#{text}");
        if let Some(properties) = self.properties_mut(span) {
            properties.insert("$ref".to_owned(), Node::String(text.clone()));
        }
        text
    }

    /// Moves the reference to a schema into the `schema` of the object that it replaces.
    fn move_into_schema(&mut self, span: &Span, kind: Kind, text: &str) {
        let finding = findings::reference_to_schema(text, kind);
        self.report.add(&span.join("$ref"), finding);
        self.documents
            .sources
            .record_move(&span.join("schema"), span);
        if let Some(properties) = self.properties_mut(span)
            && let Some(reference) = properties.shift_remove("$ref")
        {
            let schema = Properties::from_iter([("$ref".to_owned(), reference)]);
            properties.insert("schema".to_owned(), Node::Map(schema));
        }
    }
}
