//! From the place of a reference to the place it leads to.

use crate::bundle::{Forest, Reference, reference_at};
use crate::diagnostic::{Code, Report};
use crate::grammar::{Inside, Kind};
use crate::limits::Limits;
use crate::node::Node;
use crate::pointer::{Pointer, Span};

/// A place behind references.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The place, where no reference stands.
    pub place: Span,
    /// The places of the references on the way, first to last.
    pub through: Vec<Span>,
}

/// Why a reference leads nowhere.
enum Problem {
    Missing,
    /// A component of another kind.
    WrongKind,
    Cycle,
    TooLong,
    Remote,
    Outside,
    /// Reported where the file was not found.
    Known,
}

/// Follows the references at a place to the end.
pub(crate) fn follow(forest: &Forest, place: &Span, kind: Kind, limits: &Limits, report: &mut Report) -> Option<Target> {
    let mut target = Target { place: place.clone(), through: Vec::new() };
    loop {
        let node = forest.node(&target.place)?;
        let Some(text) = reference_at(node, kind) else { return Some(target) };
        let next = step(forest, &target.place, text, limits).and_then(|next| {
            if is_other_component(&next, kind) {
                return Err(Problem::WrongKind);
            }
            if target.through.contains(&next) || next == target.place {
                return Err(Problem::Cycle);
            }
            if target.through.len() >= limits.reference_hops {
                return Err(Problem::TooLong);
            }
            Ok(next)
        });
        match next {
            Ok(next) => target.through.push(std::mem::replace(&mut target.place, next)),
            Err(problem) => {
                explain(&problem, &target.place, text, limits, report);
                return None;
            }
        }
    }
}

/// The place that one reference leads to.
pub(crate) fn lookup(forest: &Forest, base: &Span, text: &str, limits: &Limits) -> Option<Span> {
    step(forest, base, text, limits).ok()
}

fn step(forest: &Forest, place: &Span, text: &str, limits: &Limits) -> Result<Span, Problem> {
    let target = match Reference::parse(text, forest.path(place.source)) {
        Reference::Local(pointer) => Span { source: place.source, pointer },
        Reference::File(path, pointer) => {
            let source = forest.file(&path).ok_or(Problem::Known)?;
            Span { source, pointer }
        }
        Reference::Remote => return Err(Problem::Remote),
        Reference::Outside => return Err(Problem::Outside),
        Reference::Name(_) => return Err(Problem::Missing),
    };
    if forest.node(&target).is_some() {
        return Ok(target);
    }
    through_references(forest, target, limits)
}

/// A pointer may lead through an object that is a reference itself.
fn through_references(forest: &Forest, target: Span, limits: &Limits) -> Result<Span, Problem> {
    let mut tokens: Vec<String> = target.pointer.tokens().collect();
    tokens.reverse();
    let mut place = Span { source: target.source, pointer: Pointer::root() };
    let mut hops = 0;
    while let Some(token) = tokens.last() {
        let next = place.join(token);
        if forest.node(&next).is_some() {
            place = next;
            tokens.pop();
            continue;
        }
        let text = forest.node(&place).and_then(|node| node.member("$ref")).and_then(Node::as_str);
        hops += 1;
        if hops > limits.reference_hops.min(100) {
            return Err(Problem::Missing);
        }
        place = match Reference::parse(text.ok_or(Problem::Missing)?, forest.path(place.source)) {
            Reference::Local(pointer) => Span { source: place.source, pointer },
            Reference::File(path, pointer) => Span { source: forest.file(&path).ok_or(Problem::Known)?, pointer },
            _ => return Err(Problem::Missing),
        };
        if forest.node(&place).is_none() {
            return Err(Problem::Missing);
        }
    }
    Ok(place)
}

/// Whether a place is that of a component, and of one of another kind.
fn is_other_component(place: &Span, kind: Kind) -> bool {
    let mut tokens = place.pointer.tokens();
    let (Some(first), Some(section), Some(_), None) = (tokens.next(), tokens.next(), tokens.next(), tokens.next()) else {
        return false;
    };
    first == "components"
        && match Kind::Components.inside(&section) {
            Some(Inside::Map(found)) => found != kind,
            _ => false,
        }
}

fn explain(problem: &Problem, place: &Span, text: &str, limits: &Limits, report: &mut Report) {
    let at = place.join("$ref");
    match problem {
        Problem::Known => {}
        Problem::Missing => report.error(
            Code::UnresolvedRef,
            &at,
            format!("the reference `{text}` leads nowhere"),
            "correct the pointer, or add what it names",
        ),
        Problem::WrongKind => report.error(
            Code::UnresolvedRef,
            &at,
            format!("the reference `{text}` leads to a component of another kind"),
            "refer to a component of the kind that belongs here",
        ),
        Problem::Cycle => report.error(
            Code::RefCycle,
            &at,
            format!("the reference `{text}` leads back to itself and never to a value"),
            "let one of the references on the way be a value",
        ),
        Problem::TooLong => report.error(
            Code::LimitExceeded,
            &at,
            format!("more than {} references follow each other", limits.reference_hops),
            "refer to the value directly, or raise the limit",
        ),
        Problem::Remote => report.error(
            Code::RemoteRef,
            &at,
            format!("the reference `{text}` needs the network"),
            "copy the file beside the document and refer to the copy",
        ),
        Problem::Outside => report.error(
            Code::RefOutsideFolder,
            &at,
            format!("the reference `{text}` leads out of the folder of the document"),
            "copy the file below the folder, or start from a document in a folder above",
        ),
    }
}
