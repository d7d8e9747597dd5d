//! Overlays: documents that change the root document before anything else looks at it
//! ([Overlay Specification 1.0](https://spec.openapis.org/overlay/v1.0.0.html)).

mod action;
mod change;

use serde_json::Value;

use crate::diagnostic::{Code, Report};
use crate::documents::DocumentSet;
use crate::limits::Limits;
use crate::pointer::{Pointer, SourceId, Span};
use action::{Action, Effect};
use change::{Location, Step};

/// Reads overlays, and applies them in their order. Says whether all of it could be done.
pub(crate) fn apply(
    documents: &mut DocumentSet,
    overlays: &[crate::Input],
    limits: &Limits,
    report: &mut Report,
) -> bool {
    let mut all = Vec::new();
    let mut complete = true;
    for overlay in overlays {
        let source = documents.load_separate(&overlay.name, &overlay.bytes, limits, report);
        match action::read(documents, source, report) {
            Some(actions) => all.extend(actions),
            None => complete = false,
        }
    }
    let Some(root) = documents.root().filter(|_| complete && !all.is_empty()) else {
        return complete;
    };
    // Queries are asked of a copy, which follows the changes.
    let mut overlaying = Overlaying {
        copy: root.to_json(),
        added: 0,
        documents,
        limits,
        report,
    };
    all.into_iter().all(|action| overlaying.apply(action))
}

/// The document that is changed.
struct Overlaying<'a> {
    documents: &'a mut DocumentSet,
    copy: Value,
    /// Values that were added.
    added: usize,
    limits: &'a Limits,
    report: &'a mut Report,
}

impl Overlaying<'_> {
    /// Applies an action; says whether that could be done.
    fn apply(&mut self, action: Action) -> bool {
        let mut locations: Vec<Location> = Vec::new();
        for located in action.target.query_located(&self.copy).dedup() {
            locations.push(located.location().iter().map(Step::from).collect());
        }
        if locations.is_empty() {
            let message = "nothing in the document is where the target looks";
            self.report.warn(
                Code::UnmatchedOverlayTarget,
                &action.place.join("target"),
                message,
                "correct the target, or remove the action",
            );
            return true;
        }
        match action.effect {
            Effect::Remove => self.remove(locations, &action.place),
            Effect::Update => locations
                .iter()
                .all(|location| self.update(location, &action.place.join("update"))),
        }
    }

    fn remove(&mut self, locations: Vec<Location>, place: &Span) -> bool {
        if locations.iter().any(Vec::is_empty) {
            let message = "the target is the whole document, of which nothing would be left";
            self.report.error(
                Code::InvalidOverlay,
                &place.join("target"),
                message,
                "name what to remove",
            );
            return false;
        }
        for (parent, steps) in change::by_parent(locations) {
            let place = span(&parent);
            if let Some(node) = self.documents.node_mut(&place) {
                let kept = change::without(node, &steps);
                match kept {
                    Some(kept) => self.documents.sources.kept(&place, &kept),
                    None => steps
                        .iter()
                        .for_each(|step| self.documents.sources.gone(&place.join(&step.token()))),
                }
            }
            self.follow(&parent);
        }
        true
    }

    fn update(&mut self, location: &[Step], from: &Span) -> bool {
        let Some(update) = self.documents.node(from).cloned() else {
            return true;
        };
        let (size, depth) = change::extent(&update);
        self.added = self.added.saturating_add(size);
        let nesting = self.limits.nesting.min(Limits::MAX_NESTING);
        if self.added > self.limits.nodes || location.len() + depth > nesting {
            let message = format!(
                "the document grows beyond the limits of {} values and {nesting} levels",
                self.limits.nodes
            );
            self.report.error(
                Code::LimitExceeded,
                from,
                message,
                "if the overlay is trusted, raise the limit",
            );
            return false;
        }
        let place = span(location);
        // An earlier location of the same action may have replaced what stood there.
        let Some(target) = self.documents.node_mut(&place) else {
            return true;
        };
        if target.as_map().is_some() && update.as_map().is_none() {
            let message = format!("{} can't be merged into an object", update.kind());
            self.report.error(
                Code::InvalidOverlay,
                from,
                message,
                "write the members to be merged, or a target that is a list",
            );
            return false;
        }
        let changed = change::update(target, &update, &place, from);
        changed
            .gone
            .iter()
            .for_each(|place| self.documents.sources.gone(place));
        changed
            .new
            .iter()
            .for_each(|(place, from)| self.documents.sources.moved(place, from));
        self.follow(location);
        true
    }

    /// Brings the copy up to date.
    fn follow(&mut self, location: &[Step]) {
        let pointer = span(location).pointer;
        if let Some(node) = self.documents.root().and_then(|root| root.get(&pointer))
            && let Some(copy) = self.copy.pointer_mut(pointer.as_str())
        {
            *copy = node.to_json();
        }
    }
}

/// The place in the root document.
fn span(location: &[Step]) -> Span {
    let pointer = location
        .iter()
        .fold(Pointer::root(), |pointer, step| pointer.join(&step.token()));
    Span {
        source: SourceId(0),
        pointer,
    }
}
