//! `consumes` and `produces`, which declare media types for an operation or for the whole document.

use std::collections::HashSet;

use super::Rewriter;
use crate::diagnostic::catalogue::swagger as findings;
use crate::node::Node;
use crate::pointer::Span;

/// A string and its location.
#[derive(Clone, Debug)]
pub(super) struct Located {
    pub text: String,
    pub span: Span,
}

impl Located {
    pub fn new(text: impl Into<String>, span: &Span) -> Self {
        Self {
            text: text.into(),
            span: span.clone(),
        }
    }
}

impl Rewriter<'_> {
    /// Returns the media types that an operation declares under `key`, or else the media types of
    /// the document. The list is empty if neither declares any.
    pub(super) fn media_types(&mut self, operation: &Span, key: &str) -> Vec<Located> {
        let holder = if self.node(&operation.join(key)).is_some() {
            operation.clone()
        } else {
            self.document_of(operation)
        };
        let span = holder.join(key);
        let list = self.node(&span).and_then(Node::as_list);
        let count = list.map_or(1, <[Node]>::len);
        if !self.spend_media_types(count, &span) {
            return Vec::new();
        }
        let mut media_types = self.strings(&holder, key).unwrap_or_default();
        let mut seen = HashSet::new();
        media_types.retain(|media_type| seen.insert(media_type.text.clone()));
        media_types
    }

    /// Reserves `count` repetitions of media types in the budget. Returns `false` once the budget
    /// is exceeded, which is reported the first time.
    pub(super) fn spend_media_types(&mut self, count: usize, span: &Span) -> bool {
        let Some(budget) = self.media_type_budget else {
            return false;
        };
        self.media_type_budget = budget.checked_sub(count);
        if self.media_type_budget.is_none() {
            self.report.add(span, findings::too_many_media_types());
        }
        self.media_type_budget.is_some()
    }

    /// Returns the root of the file if the file is a complete document, or else the root document.
    fn document_of(&self, span: &Span) -> Span {
        let file = Span::file(span.source);
        let root = self.node(&file);
        let is_document = root.is_some_and(|root| root.member("swagger").is_some());
        if is_document { file } else { Span::default() }
    }

    /// Returns the strings of a list. A single string is treated as a list of one.
    pub(super) fn strings(&mut self, holder: &Span, key: &str) -> Option<Vec<Located>> {
        let span = holder.join(key);
        let node = self.documents.node(&span)?;
        if let Some(list) = node.as_list() {
            let strings = list.iter().enumerate().filter_map(|(index, node)| {
                Some(Located::new(node.scalar_text()?.trim(), &span.index(index)))
            });
            return Some(strings.collect());
        }
        if *node != Node::Null {
            self.report
                .add(&span, findings::not_a_list(key, node.kind()));
        }
        Some(vec![Located::new(node.as_str()?, &span)])
    }
}
