//! Overlays: documents that change the root document before any other stage reads it
//! ([Overlay Specification 1.0](https://spec.openapis.org/overlay/v1.0.0.html)).

mod action;
mod change;

use serde_json::Value;

use crate::diagnostic::Report;
use crate::diagnostic::catalogue::overlay as findings;
use crate::document_set::DocumentSet;
use crate::limits::Limits;
use crate::pointer::{Pointer, Span};
use action::{Action, Effect};
use change::{Path, Step, Update};

/// Applies overlays in their order. Returns whether all of them could be applied.
pub(crate) fn apply(
    documents: &mut DocumentSet,
    overlays: &[crate::Input],
    limits: &Limits,
    report: &mut Report,
) -> bool {
    let mut all_actions = Vec::new();
    let mut is_complete = true;
    for overlay in overlays {
        let source = documents.load_separate(&overlay.name, &overlay.bytes, limits, report);
        match action::read(documents, source, report) {
            Some(actions) => all_actions.extend(actions),
            None => is_complete = false,
        }
    }
    let is_needed = is_complete && !all_actions.is_empty();
    let Some(root) = documents.root().filter(|_| is_needed) else {
        return is_complete;
    };
    let mut overlaying = Overlaying {
        copy: root.to_json(),
        added: 0,
        documents,
        limits,
        report,
    };
    all_actions
        .into_iter()
        .all(|action| overlaying.apply(action))
}

/// The state of applying actions.
struct Overlaying<'a> {
    documents: &'a mut DocumentSet,
    /// The root document as JSON, on which targets are evaluated. Every change is applied to it,
    /// too.
    copy: Value,
    /// The number of values that the updates have added.
    added: usize,
    limits: &'a Limits,
    report: &'a mut Report,
}

impl Overlaying<'_> {
    /// Applies an action, and returns whether it could be applied.
    fn apply(&mut self, action: Action) -> bool {
        let mut paths: Vec<Path> = Vec::new();
        for located in action.target.query_located(&self.copy).dedup() {
            paths.push(located.location().iter().map(Step::from).collect());
        }
        if paths.is_empty() {
            let span = action.span.join("target");
            self.report.add(&span, findings::unmatched_target());
            return true;
        }
        match action.effect {
            Effect::Remove => self.remove(paths, &action.span),
            Effect::Update => paths
                .iter()
                .all(|path| self.update(path, &action.span.join("update"))),
        }
    }

    fn remove(&mut self, paths: Vec<Path>, action: &Span) -> bool {
        if paths.iter().any(Vec::is_empty) {
            let finding = findings::removes_document();
            self.report.add(&action.join("target"), finding);
            return false;
        }
        for (parent, steps) in change::group_by_parent(paths) {
            let span = span(&parent);
            let retained = match self.documents.node_mut(&span) {
                Some(node) => change::remove(node, &steps),
                None => continue,
            };
            match retained {
                Some(retained) => self.documents.sources.record_retained(&span, &retained),
                None => {
                    for step in &steps {
                        let removed = span.join(&step.token());
                        self.documents.sources.record_removal(&removed);
                    }
                }
            }
            self.refresh_copy(&parent);
        }
        true
    }

    /// Merges the value at `update`, a location in an overlay, into the value at a path.
    fn update(&mut self, path: &[Step], update: &Span) -> bool {
        let Some(value) = self.documents.node(update).cloned() else {
            return true;
        };
        let extent = change::extent(&value);
        self.added = self.added.saturating_add(extent.values);
        let nesting = self.limits.effective_nesting();
        if self.added > self.limits.nodes || path.len() + extent.depth > nesting {
            let finding = findings::document_too_large(self.limits);
            self.report.add(update, finding);
            return false;
        }
        let span = span(path);
        // An update at an earlier path of the same action may have replaced the target.
        let Some(target) = self.documents.node_mut(&span) else {
            return true;
        };
        if target.as_map().is_some() && value.as_map().is_none() {
            self.report
                .add(update, findings::cannot_merge(value.kind()));
            return false;
        }
        let changes = Update::apply(target, &value, &span, update);
        let sources = &mut self.documents.sources;
        for span in &changes.replaced {
            sources.record_removal(span);
        }
        for added in &changes.added {
            sources.record_move(&added.span, &added.origin);
        }
        self.refresh_copy(path);
        true
    }

    /// Copies the value at a path to the JSON copy.
    fn refresh_copy(&mut self, path: &[Step]) {
        let pointer = span(path).pointer;
        let node = self.documents.root().and_then(|root| root.get(&pointer));
        if let (Some(node), Some(copy)) = (node, self.copy.pointer_mut(pointer.as_str())) {
            *copy = node.to_json();
        }
    }
}

/// Returns the location of a path in the root document.
fn span(path: &[Step]) -> Span {
    let steps = path.iter();
    Span::root(steps.fold(Pointer::root(), |pointer, step| pointer.join(&step.token())))
}
