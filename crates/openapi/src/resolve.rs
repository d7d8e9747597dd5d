//! From the place of a reference to the place it leads to.

use crate::bundle::{Forest, Reference, reference_at};
use crate::diagnostic::{Code, Report};
use crate::grammar::{Inside, Kind};
use crate::limits::Limits;
use crate::node::Node;
use crate::pointer::{Pointer, Span};
use crate::version::Version;

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
///
/// # Errors
/// The places of the references on the way, if it has no end; why is reported.
pub(crate) fn follow(forest: &Forest, place: &Span, kind: Kind, limits: &Limits, report: &mut Report) -> Result<Target, Vec<Span>> {
    let mut target = Target { place: place.clone(), through: Vec::new() };
    loop {
        let Some(node) = forest.node(&target.place) else { return Err(target.through) };
        let Some(text) = reference_at(node, kind) else { return Ok(target) };
        let next = step(forest, &target.place, text, limits).and_then(|next| fitting(forest, next, kind));
        let next = next.and_then(|(next, is_other)| {
            let too_long = target.through.len() >= limits.reference_hops;
            // Looking back at every step of a long way would cost the square of its length.
            if next == target.place || ((too_long || target.through.len() < 64) && target.through.contains(&next)) {
                return Err(Problem::Cycle);
            }
            if too_long { Err(Problem::TooLong) } else { Ok((next, is_other)) }
        });
        match next {
            Ok((next, is_other)) => {
                if is_other {
                    let message = format!("the reference `{text}` leads to a component of another kind, which is read as far as it fits");
                    let hint = "refer to a component of the kind that belongs here";
                    report.degrade(Code::UnresolvedRef, &target.place.join("$ref"), message, hint);
                }
                target.through.push(std::mem::replace(&mut target.place, next));
            }
            Err(Problem::Missing) if forest.may_be_missing(kind) => {
                let message = format!("the reference `{text}` leads nowhere; any value is read in its place");
                report.degrade(Code::UnresolvedRef, &target.place.join("$ref"), message, "correct the pointer, or add what it names");
                target.through.push(target.place);
                return Err(target.through);
            }
            Err(problem) => {
                explain(&problem, &target.place, text, limits, report);
                target.through.push(target.place);
                return Err(target.through);
            }
        }
    }
}

/// The place to go to for a target, and whether it is in a component of another kind that says the same things: a header or a parameter has a
/// schema, and bodies of requests and responses look alike.
fn fitting(forest: &Forest, target: Span, kind: Kind) -> Result<(Span, bool), Problem> {
    let Some(found) = component_kind(forest, &target).filter(|found| *found != kind) else { return Ok((target, false)) };
    match (kind, found) {
        (Kind::Schema, Kind::Parameter | Kind::Header) => {
            let schema = target.join("schema");
            if forest.node(&schema).is_some() { Ok((schema, true)) } else { Err(Problem::WrongKind) }
        }
        (Kind::Response, Kind::RequestBody) | (Kind::RequestBody, Kind::Response) | (Kind::Header, Kind::Parameter) => Ok((target, true)),
        _ => Err(Problem::WrongKind),
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

/// The kind of the component that stands at a place, if one does.
pub(crate) fn component_kind(forest: &Forest, place: &Span) -> Option<Kind> {
    let tokens: Vec<&str> = place.pointer.as_str().split('/').skip(1).collect();
    let inside = match tokens.as_slice() {
        ["components", section, _key] => Kind::Components.inside(section),
        [section, _key] if forest.version == Version::V2_0 => Kind::Document.inside(section),
        _ => None,
    };
    match inside {
        Some(Inside::Map(kind)) => Some(kind),
        _ => None,
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
