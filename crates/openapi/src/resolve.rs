//! From the place of a reference to the place it leads to.

use std::collections::HashSet;

use crate::bundle::{Forest, LoadError, Reference, children, reference_at};
use crate::diagnostic::catalogue::reference as findings;
use crate::diagnostic::{Code, Diagnostic, Effect, Finding, Report, Severity};
use crate::grammar::{Inside, Kind};
use crate::limits::Limits;
use crate::nearest::nearest;
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
    WrongKind(Kind),
    Cycle,
    TooLong,
    Remote,
    Outside,
    /// The file can't be had.
    File(String),
}

/// A place that is not quite what a reference asks for, and what there is to say about it.
type Found = (Span, Option<Odd>);

/// What is odd about a place that a reference leads to.
#[derive(Clone, Copy)]
enum Odd {
    /// It is a component of another kind.
    OtherKind(Kind),
    /// It is the one that was meant.
    Meant,
}

/// Follows the references at a place to the end.
///
/// # Errors
/// The places of the references on the way, if it has no end; why is reported.
pub(crate) fn follow(
    forest: &Forest,
    place: &Span,
    kind: Kind,
    limits: &Limits,
    report: &mut Report,
) -> Result<Target, Vec<Span>> {
    let mut target = Target {
        place: place.clone(),
        through: Vec::new(),
    };
    loop {
        let Some(node) = forest.node(&target.place) else {
            return Err(target.through);
        };
        let Some(text) = reference_at(node, kind) else {
            return Ok(target);
        };
        let next =
            step(forest, &target.place, text, limits).and_then(|next| fitting(forest, next, kind));
        let next = next.and_then(|(next, odd)| {
            let too_long = target.through.len() >= limits.reference_hops;
            // Looking back at every step of a long way would cost the square of its length.
            if next == target.place
                || ((too_long || target.through.len() < 64) && target.through.contains(&next))
            {
                return Err(Problem::Cycle);
            }
            if too_long {
                Err(Problem::TooLong)
            } else {
                Ok((next, odd))
            }
        });
        match next {
            Ok((next, odd)) => {
                if let Some(odd) = odd {
                    report.add(&target.place.join("$ref"), odd.finding(text, kind, &next));
                }
                target
                    .through
                    .push(std::mem::replace(&mut target.place, next));
            }
            Err(Problem::File(path))
                if forest.may_be_missing(kind)
                    && forest.refusal(&path) == Some(&LoadError::NotFound) =>
            {
                report.add(
                    &target.place.join("$ref"),
                    findings::schema_file_not_found(&path),
                );
                target.through.push(target.place);
                return Err(target.through);
            }
            Err(Problem::Missing) if forest.may_be_missing(kind) => {
                report.add(
                    &target.place.join("$ref"),
                    findings::unresolved_schema(text),
                );
                target.through.push(target.place);
                return Err(target.through);
            }
            Err(problem) => {
                if let Some(finding) = explain(&problem, forest, &target.place, text, kind, limits)
                {
                    report.add(&target.place.join("$ref"), finding);
                }
                target.through.push(target.place);
                return Err(target.through);
            }
        }
    }
}

impl Odd {
    fn finding(self, text: &str, expected: Kind, next: &Span) -> Finding {
        match self {
            Odd::OtherKind(found) => findings::other_kind(text, expected, found),
            Odd::Meant => findings::approximated(text, &next.pointer),
        }
    }
}

/// The place to go to for a target, and whether it is in a component of another kind that says the same things: a header or a parameter has a
/// schema, and bodies of requests and responses look alike.
fn fitting(forest: &Forest, (target, odd): Found, kind: Kind) -> Result<Found, Problem> {
    let Some(found) = component_kind(forest, &target).filter(|found| *found != kind) else {
        return Ok((target, odd));
    };
    match (kind, found) {
        (Kind::Schema, Kind::Parameter | Kind::Header) => {
            let schema = target.join("schema");
            if forest.node(&schema).is_some() {
                Ok((schema, Some(Odd::OtherKind(found))))
            } else {
                Err(Problem::WrongKind(found))
            }
        }
        (Kind::Properties, Kind::Schema) => {
            let properties = target.join("properties");
            if forest.node(&properties).is_some() {
                Ok((properties, Some(Odd::OtherKind(found))))
            } else {
                Err(Problem::WrongKind(found))
            }
        }
        (Kind::Response, Kind::RequestBody)
        | (Kind::RequestBody, Kind::Response)
        | (Kind::Header, Kind::Parameter) => Ok((target, Some(Odd::OtherKind(found)))),
        _ => Err(Problem::WrongKind(found)),
    }
}

/// A reference that leads nowhere refuses the document only where something that can be called needs it: elsewhere it makes a warning. Of a
/// document without operations everything is needed: it is there for its components.
pub(crate) fn forgive_unneeded(forest: &Forest, limits: &Limits, report: &mut Report) {
    const CODES: [Code; 5] = [
        Code::UnresolvedRef,
        Code::ExternalRef,
        Code::RemoteRef,
        Code::RefOutsideFolder,
        Code::RefCycle,
    ];
    let is_about = |diagnostic: &Diagnostic| {
        diagnostic.severity == Severity::Error && CODES.contains(&diagnostic.code)
    };
    if !report.iter().any(is_about) {
        return;
    }
    let needed = needed(forest, limits);
    if needed.is_empty() {
        return;
    }
    for diagnostic in report.iter_mut().filter(|diagnostic| is_about(diagnostic)) {
        let pointer = diagnostic.span.pointer.as_str();
        let site = Pointer::from_text(pointer.strip_suffix("/$ref").unwrap_or(pointer));
        if !needed.contains(&Span {
            source: diagnostic.span.source,
            pointer: site,
        }) {
            diagnostic.severity = Severity::Warning;
            diagnostic.effect = Effect::Degraded;
            diagnostic
                .message
                .push_str("; any value is accepted, since no operation uses the reference");
        }
    }
}

/// The places that operations and webhooks lead to.
fn needed(forest: &Forest, limits: &Limits) -> HashSet<Span> {
    let root = Span::default();
    let sections = ["paths", "webhooks"].map(|section| root.join(section));
    let items = |section: &Span| {
        forest
            .node(section)
            .and_then(Node::as_map)
            .into_iter()
            .flat_map(|items| items.keys())
    };
    let mut places: Vec<(Span, Kind)> = sections
        .iter()
        .flat_map(|section| items(section).map(|key| (section.join(key), Kind::PathItem)))
        .collect();
    let mut seen: HashSet<Span> = HashSet::new();
    while let Some((place, kind)) = places.pop() {
        if !seen.insert(place.clone()) {
            continue;
        }
        let Some(node) = forest.node(&place) else {
            continue;
        };
        if let Some(text) = reference_at(node, kind) {
            places.extend(lookup(forest, &place, text, limits).map(|target| (target, kind)));
        } else {
            children(node, kind, &place, &mut places);
        }
    }
    seen
}

/// The place that one reference leads to.
pub(crate) fn lookup(forest: &Forest, base: &Span, text: &str, limits: &Limits) -> Option<Span> {
    step(forest, base, text, limits)
        .ok()
        .map(|(target, _)| target)
}

fn step(forest: &Forest, place: &Span, text: &str, limits: &Limits) -> Result<Found, Problem> {
    let target = match forest.reference(text, place) {
        Reference::Local(pointer) => Span {
            source: place.source,
            pointer,
        },
        Reference::Place(target) => target,
        Reference::Meant(target) => return Ok((target, Some(Odd::Meant))),
        Reference::File(path, pointer) => match forest.file(&path) {
            Some(source) => Span { source, pointer },
            None => return Err(Problem::File(path)),
        },
        Reference::Remote => return Err(Problem::Remote),
        Reference::Outside => return Err(Problem::Outside),
        Reference::Name(_) => return Err(Problem::Missing),
    };
    if forest.node(&target).is_some() {
        return Ok((target, None));
    }
    match through_references(forest, target, limits) {
        Ok(target) => Ok((target, None)),
        Err(Problem::Missing) => forest
            .meant(text, place)
            .map(|target| (target, Some(Odd::Meant)))
            .ok_or(Problem::Missing),
        Err(problem) => Err(problem),
    }
}

/// A pointer may lead through an object that is a reference itself.
fn through_references(forest: &Forest, target: Span, limits: &Limits) -> Result<Span, Problem> {
    let mut tokens: Vec<String> = target.pointer.tokens().collect();
    tokens.reverse();
    let mut place = Span {
        source: target.source,
        pointer: Pointer::root(),
    };
    let mut hops = 0;
    while let Some(token) = tokens.last() {
        let next = place.join(token);
        if forest.node(&next).is_some() {
            place = next;
            tokens.pop();
            continue;
        }
        let text = forest
            .node(&place)
            .and_then(|node| node.member("$ref"))
            .and_then(Node::as_str);
        hops += 1;
        if hops > limits.reference_hops.min(100) {
            return Err(Problem::Missing);
        }
        place = match forest.reference(text.ok_or(Problem::Missing)?, &place) {
            Reference::Local(pointer) => Span {
                source: place.source,
                pointer,
            },
            Reference::Place(target) | Reference::Meant(target) => target,
            Reference::File(path, pointer) => match forest.file(&path) {
                Some(source) => Span { source, pointer },
                None => return Err(Problem::File(path)),
            },
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
        [section, _key] if forest.version() == Version::V2_0 => Kind::Document.inside(section),
        _ => None,
    };
    match inside {
        Some(Inside::Map(kind)) => Some(kind),
        _ => None,
    }
}

/// The reference that was probably meant: with another word at the first place that leads nowhere.
fn similar(forest: &Forest, place: &Span, text: &str) -> Option<String> {
    let pointer = text
        .strip_prefix('#')
        .filter(|pointer| pointer.starts_with('/'))?;
    let mut at = Span {
        source: place.source,
        pointer: Pointer::root(),
    };
    let tokens: Vec<String> = Pointer::from_text(pointer).tokens().collect();
    for (index, token) in tokens.iter().enumerate() {
        let next = at.join(token);
        if forest.node(&next).is_some() {
            at = next;
            continue;
        }
        let meant = nearest(
            token,
            forest.node(&at)?.as_map()?.keys().map(String::as_str),
        )?;
        let rest = tokens.get(index + 1..).unwrap_or_default();
        let whole = rest.iter().fold(at.join(meant), |at, token| at.join(token));
        return forest
            .node(&whole)
            .is_some()
            .then(|| format!("#{}", whole.pointer));
    }
    None
}

fn explain(
    problem: &Problem,
    forest: &Forest,
    place: &Span,
    text: &str,
    kind: Kind,
    limits: &Limits,
) -> Option<Finding> {
    let finding = match problem {
        Problem::File(path) => {
            // Exceeding the limit on files has been reported already.
            findings::file_not_loaded(text, path, forest.refusal(path)?)
        }
        Problem::Missing => findings::unresolved(text, similar(forest, place, text).as_deref()),
        Problem::WrongKind(found) => findings::wrong_kind(text, kind, *found),
        Problem::Cycle => findings::cycle(text),
        Problem::TooLong => findings::chain_too_long(limits.reference_hops),
        Problem::Remote => findings::remote(text),
        Problem::Outside => findings::absolute_path(text),
    };
    Some(if kind == Kind::SecurityScheme {
        findings::security_scheme_ignored(finding)
    } else {
        finding
    })
}
