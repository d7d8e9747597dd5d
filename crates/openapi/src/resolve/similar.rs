//! Suggestions for references that do not resolve.

use crate::document_set::DocumentSet;
use crate::nearest::nearest;
use crate::pointer::{Pointer, Span};

/// Returns a reference that resolves and differs from `text` only in the first token that does not
/// exist.
pub(super) fn reference(documents: &DocumentSet, span: &Span, text: &str) -> Option<String> {
    let pointer = text
        .strip_prefix('#')
        .filter(|pointer| pointer.starts_with('/'))?;
    let mut parent = Span::file(span.source);
    let mut tokens = Pointer::from_text(pointer)
        .tokens()
        .collect::<Vec<_>>()
        .into_iter();
    let wrong = tokens.find(|token| {
        let next = parent.join(token);
        let exists = documents.node(&next).is_some();
        if exists {
            parent = next;
        }
        !exists
    })?;
    let keys = documents.node(&parent)?.as_map()?.keys();
    let corrected = parent.join(nearest(&wrong, keys.map(String::as_str))?);
    let target = tokens.fold(corrected, |span, token| span.join(&token));
    documents.node(&target)?;
    Some(format!("#{}", target.pointer))
}
