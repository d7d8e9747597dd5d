//! Dynamic scopes: the targets of `$dynamicRef` (JSON Schema Core 2020-12, 7.1 and 8.2.3.2).
//!
//! A schema that is referred to from a schema resource with a dynamic anchor of its own is another
//! schema than the one that is referred to from elsewhere. Both have the same location, in
//! different [scopes](ScopeId).

use std::cell::RefCell;
use std::collections::HashMap;

use crate::document_set::{DocumentSet, DynamicAnchors};
use crate::object::dynamic_reference_at;
use crate::pointer::{ScopeId, Span};

/// The largest number of scopes. Each can repeat all schemas of a document.
const MAX_SCOPES: usize = 256;

/// The dynamic scopes that references have led to.
#[derive(Debug, Default)]
pub(super) struct DynamicScopes {
    /// The targets by the name of the anchor, for each scope from 1 on.
    scopes: RefCell<Vec<DynamicAnchors>>,
    /// The names of schemas in a scope.
    names: RefCell<HashMap<Span, String>>,
}

/// The error of a document that exceeds [`MAX_SCOPES`].
#[derive(Debug)]
pub(super) struct TooManyScopes;

impl DynamicScopes {
    /// Returns the schema that a reference at `from` leads to, in its scope. `target` is the schema
    /// that the text of the reference names.
    ///
    /// # Errors
    /// Returns an error if the limit on scopes is exceeded.
    pub fn enter(
        &self,
        documents: &DocumentSet,
        from: &Span,
        target: Span,
    ) -> Result<Span, TooManyScopes> {
        if !documents.has_dynamic_references() {
            return Ok(target);
        }
        let mut anchors = self.anchors(from.scope);
        add(&mut anchors, documents.dynamic_anchors(from));
        let target = match dynamic_anchor(documents, from, &target) {
            Some(name) => anchors.get(name).cloned().unwrap_or(target),
            None => target,
        };
        let own = documents.dynamic_anchors(&target);
        add(&mut anchors, own);
        // The anchors that have no effect are removed, so that equal schemas have the same scope.
        anchors.retain(|name, bound| {
            let is_default = own.and_then(|own| own.get(name)) == Some(bound);
            !is_default && documents.depends_on(&target, name)
        });
        Ok(target.in_scope(self.intern(anchors)?))
    }

    /// Returns the name of a schema in a scope.
    pub fn name(&self, span: &Span) -> Option<String> {
        self.names.borrow().get(span).cloned()
    }

    /// Names a schema in a scope, unless it has a name.
    pub fn set_name(&self, span: &Span, name: String) {
        self.names.borrow_mut().entry(span.clone()).or_insert(name);
    }

    fn anchors(&self, scope: ScopeId) -> DynamicAnchors {
        let index = (scope.0 as usize).checked_sub(1);
        let scopes = self.scopes.borrow();
        let anchors = index.and_then(|index| scopes.get(index));
        anchors.cloned().unwrap_or_default()
    }

    fn intern(&self, anchors: DynamicAnchors) -> Result<ScopeId, TooManyScopes> {
        if anchors.is_empty() {
            return Ok(ScopeId::default());
        }
        let mut scopes = self.scopes.borrow_mut();
        let index = match scopes.iter().position(|known| *known == anchors) {
            Some(index) => index,
            None if scopes.len() >= MAX_SCOPES => return Err(TooManyScopes),
            None => {
                scopes.push(anchors);
                scopes.len() - 1
            }
        };
        Ok(ScopeId(u32::try_from(index + 1).unwrap_or_default()))
    }
}

/// Adds the anchors of an inner schema resource. Those of the outer ones take precedence.
fn add(anchors: &mut DynamicAnchors, inner: Option<&DynamicAnchors>) {
    for (name, span) in inner.into_iter().flatten() {
        anchors.entry(name.clone()).or_insert_with(|| span.clone());
    }
}

/// Returns the name of the dynamic anchor that the reference at `from` refers to, if it is a
/// `$dynamicRef` whose target has that anchor.
fn dynamic_anchor<'d>(documents: &'d DocumentSet, from: &Span, target: &Span) -> Option<&'d str> {
    let text = dynamic_reference_at(documents.node(from)?)?;
    let (_, name) = text.split_once('#')?;
    let anchor = documents.node(target)?.member("$dynamicAnchor")?.as_str();
    (anchor == Some(name)).then_some(name)
}
