//! One step of following a chain of references.

use super::Resolver;
use crate::diagnostic::Finding;
use crate::diagnostic::catalogue::reference as findings;
use crate::document_set::{DocumentSet, Reference};
use crate::grammar::{Kind, Nested};
use crate::pointer::Span;
use crate::version::Version;

/// The maximum number of references that a pointer may pass through on its way to a value.
const MAX_HOPS_IN_POINTER: usize = 100;

/// The location that one reference resolves to.
pub(super) struct Step {
    pub span: Span,
    /// The reason why the location is not exactly the one that the reference names.
    mismatch: Option<Mismatch>,
}

/// A difference between a reference and the location it resolves to.
enum Mismatch {
    /// The location is a component of another kind.
    Kind(Kind),
    /// The text of the reference is wrong, but its target is unambiguous.
    Approximate,
    /// The text names a value in the schema with an identifier that contains the reference, but
    /// only the document has such a value.
    OutsideResource,
}

/// The reason why a reference does not resolve.
pub(super) enum Failure {
    Missing,
    /// The location is a component of another kind.
    WrongKind(Kind),
    Cycle,
    ChainTooLong,
    Remote,
    AbsolutePath,
    /// The file at this path was not loaded.
    File(String),
}

impl Resolver<'_> {
    /// Follows one reference at `span`, without checking the kind of the target.
    pub(super) fn step(&self, span: &Span, text: &str) -> Result<Step, Failure> {
        let reference = self.documents.reference(text, span);
        match reference {
            Reference::Approximate(target) => return Ok(Step::approximate(target)),
            Reference::OutsideResource(span) => {
                let mismatch = Some(Mismatch::OutsideResource);
                return Ok(Step { span, mismatch });
            }
            _ => {}
        }
        let named = self.named(reference, span)?;
        if self.documents.node(&named).is_some() {
            return Ok(Step::exact(named));
        }
        match self.through_references(&named) {
            Ok(target) => Ok(Step::exact(target)),
            Err(Failure::Missing) => {
                let target = self.documents.approximate(text, span);
                target.map(Step::approximate).ok_or(Failure::Missing)
            }
            Err(failure) => Err(failure),
        }
    }

    /// Returns the location that a reference in the file of `span` names. It may not exist.
    fn named(&self, reference: Reference, span: &Span) -> Result<Span, Failure> {
        match reference {
            Reference::Local(pointer) => Ok(Span {
                pointer,
                ..Span::file(span.source)
            }),
            Reference::Identified(target)
            | Reference::Approximate(target)
            | Reference::OutsideResource(target) => Ok(target),
            Reference::File { path, pointer } => match self.documents.file(&path) {
                Some(source) => Ok(Span {
                    pointer,
                    ..Span::file(source)
                }),
                None => Err(Failure::File(path)),
            },
            Reference::Anchor { path } => match self.documents.file(&path) {
                Some(_) => Err(Failure::Missing),
                None => Err(Failure::File(path)),
            },
            Reference::Remote => Err(Failure::Remote),
            Reference::AbsolutePath => Err(Failure::AbsolutePath),
            Reference::Unidentified => Err(Failure::Missing),
        }
    }

    /// Resolves a pointer that passes through objects which are references themselves.
    fn through_references(&self, target: &Span) -> Result<Span, Failure> {
        let mut tokens: Vec<String> = target.pointer.tokens().collect();
        tokens.reverse();
        let mut span = Span::file(target.source);
        let mut hops = 0;
        while let Some(token) = tokens.last() {
            let next = span.join(token);
            if self.documents.node(&next).is_some() {
                span = next;
                tokens.pop();
                continue;
            }
            hops += 1;
            if hops > self.limits.reference_hops.min(MAX_HOPS_IN_POINTER) {
                return Err(Failure::Missing);
            }
            let node = self.documents.node(&span);
            let text = node.and_then(|node| node.member("$ref")?.as_str());
            let reference = self
                .documents
                .reference(text.ok_or(Failure::Missing)?, &span);
            span = match self.named(reference, &span) {
                Err(Failure::Remote | Failure::AbsolutePath) => return Err(Failure::Missing),
                named => named?,
            };
            if self.documents.node(&span).is_none() {
                return Err(Failure::Missing);
            }
        }
        Ok(span)
    }

    /// Accepts components of another kind that have enough in common: headers and parameters
    /// contain a schema, and request bodies and responses both have content.
    pub(super) fn match_kind(&self, step: Step, expected: Kind) -> Result<Step, Failure> {
        let found = component_kind(self.documents, &step.span);
        let Some(found) = found.filter(|found| *found != expected) else {
            return Ok(step);
        };
        let span = match (expected, found) {
            (Kind::Schema, Kind::Parameter | Kind::Header) => step.span.join("schema"),
            (Kind::Properties, Kind::Schema) => step.span.join("properties"),
            (Kind::Response, Kind::RequestBody)
            | (Kind::RequestBody, Kind::Response)
            | (Kind::Header, Kind::Parameter) => step.span,
            _ => return Err(Failure::WrongKind(found)),
        };
        if self.documents.node(&span).is_none() {
            return Err(Failure::WrongKind(found));
        }
        Ok(Step {
            span,
            mismatch: Some(Mismatch::Kind(found)),
        })
    }
}

impl Step {
    fn exact(span: Span) -> Self {
        Self {
            span,
            mismatch: None,
        }
    }

    fn approximate(span: Span) -> Self {
        Self {
            span,
            mismatch: Some(Mismatch::Approximate),
        }
    }

    /// Returns a finding about the mismatch between the reference and its target, or `None` if they
    /// match.
    pub(super) fn finding(&self, text: &str, expected: Kind) -> Option<Finding> {
        Some(match self.mismatch.as_ref()? {
            Mismatch::Kind(found) => findings::other_kind(text, expected, *found),
            Mismatch::Approximate => findings::approximated(text, &self.span.pointer),
            Mismatch::OutsideResource => findings::outside_resource(),
        })
    }
}

/// Returns the kind of the component at a location.
pub(crate) fn component_kind(documents: &DocumentSet, span: &Span) -> Option<Kind> {
    let tokens: Vec<&str> = span.pointer.as_str().split('/').skip(1).collect();
    let nested = match tokens.as_slice() {
        ["components", section, _name] => Kind::Components.nested(section),
        [section, _name] if documents.version() == Version::V2_0 => Kind::Document.nested(section),
        _ => None,
    };
    match nested {
        Some(Nested::Map(kind)) => Some(kind),
        _ => None,
    }
}
