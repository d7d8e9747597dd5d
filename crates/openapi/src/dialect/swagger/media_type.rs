//! `consumes` and `produces`.

use std::collections::HashSet;

use super::Rewriting;
use crate::diagnostic::Code;
use crate::node::Node;
use crate::pointer::{SourceId, Span};

/// A media type and the place that names it.
pub(super) type Named = (String, Span);

impl Rewriting<'_> {
    /// The media types of an operation: those that it names itself, else those of the document; none if nothing is said.
    pub(super) fn media_types(&mut self, operation: &Span, key: &str) -> Vec<Named> {
        let own = self.texts(operation, key);
        let mut list = own.unwrap_or_else(|| {
            let file = Span { source: operation.source, ..Span::default() };
            let is_document = self.forest.node(&file).is_some_and(|node| node.member("swagger").is_some());
            let document = if is_document { file } else { Span { source: SourceId(0), ..Span::default() } };
            self.texts(&document, key).unwrap_or_default()
        });
        let mut seen = HashSet::new();
        list.retain(|(name, _)| seen.insert(name.clone()));
        list
    }

    /// The texts of a list, each with its place; none if there is no list. A single text is read as a list of one.
    pub(super) fn texts(&mut self, holder: &Span, key: &str) -> Option<Vec<Named>> {
        let place = holder.join(key);
        let node = self.forest.node(&place)?;
        if let Some(list) = node.as_list() {
            let texts =
                list.iter().enumerate().filter_map(|(index, node)| Some((node.scalar_text()?.trim().to_owned(), place.index(index))));
            return Some(texts.collect());
        }
        let text = node.as_str().map(str::to_owned);
        if *node != Node::Null {
            let message = format!("`{key}` is {}, not a list", node.kind());
            self.report.warn(Code::InvalidPiece, &place, message, format!("write `{key}` as a list of texts"));
        }
        Some(vec![(text?, place)])
    }
}

/// The type and the subtype, in lower case.
pub(super) fn essence(name: &str) -> String {
    name.split(';').next().unwrap_or(name).trim().to_ascii_lowercase()
}
