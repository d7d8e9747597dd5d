//! `consumes` and `produces`.

use std::collections::HashSet;

use super::Rewriting;
use crate::diagnostic::Code;
use crate::node::Node;
use crate::pointer::Span;

/// A media type and the place that names it.
pub(super) type Named = (String, Span);

impl Rewriting<'_> {
    /// The media types of an operation: those that it names itself, else those of the document; none if nothing is said.
    pub(super) fn media_types(&mut self, operation: &Span, key: &str) -> Vec<Named> {
        let holder = if self.documents.node(&operation.join(key)).is_some() {
            operation.clone()
        } else {
            self.document_of(operation)
        };
        let place = holder.join(key);
        let count = self
            .documents
            .node(&place)
            .and_then(Node::as_list)
            .map_or(1, <[Node]>::len);
        if !self.spend(count, &place) {
            return Vec::new();
        }
        let mut list = self.texts(&holder, key).unwrap_or_default();
        let mut seen = HashSet::new();
        list.retain(|(name, _)| seen.insert(name.clone()));
        list
    }

    /// Whether so many media types may be repeated once more. If not, the document is refused.
    pub(super) fn spend(&mut self, count: usize, place: &Span) -> bool {
        let Some(before) = self.media_types_left else {
            return false;
        };
        self.media_types_left = before.checked_sub(count);
        if self.media_types_left.is_none() {
            let message = "the media types of the document are repeated for too many operations and responses";
            self.report.error(
                Code::LimitExceeded,
                place,
                message,
                "if the document is trusted, raise the limit for aliases",
            );
        }
        self.media_types_left.is_some()
    }

    /// The document in the same file, else the root document.
    fn document_of(&self, place: &Span) -> Span {
        let file = Span {
            source: place.source,
            ..Span::default()
        };
        let is_document = self
            .documents
            .node(&file)
            .is_some_and(|node| node.member("swagger").is_some());
        if is_document { file } else { Span::default() }
    }

    /// The texts of a list, each with its place; none if there is no list. A single text is read as a list of one.
    pub(super) fn texts(&mut self, holder: &Span, key: &str) -> Option<Vec<Named>> {
        let place = holder.join(key);
        let node = self.documents.node(&place)?;
        if let Some(list) = node.as_list() {
            let texts = list.iter().enumerate().filter_map(|(index, node)| {
                Some((node.scalar_text()?.trim().to_owned(), place.index(index)))
            });
            return Some(texts.collect());
        }
        let text = node.as_str().map(str::to_owned);
        if *node != Node::Null {
            let message = format!("`{key}` is {}, not a list", node.kind());
            self.report.warn(
                Code::InvalidPiece,
                &place,
                message,
                format!("write `{key}` as a list of texts"),
            );
        }
        Some(vec![(text?, place)])
    }
}
