//! Follows references to the values they name.

mod dynamic;
mod reachability;
mod similar;
mod step;

use std::cell::OnceCell;
use std::collections::HashSet;

use crate::bundle::UnloadedFile;
use crate::diagnostic::catalogue::reference as findings;
use crate::diagnostic::{Code, Finding, Report};
use crate::document_set::DocumentSet;
use crate::grammar::Kind;
use crate::limits::Limits;
use crate::loader::LoadError;
use crate::object::reference_at;
use crate::options::Unresolved;
use crate::pointer::Span;
use crate::version::Version;

pub(crate) use step::component_kind;

use dynamic::{DynamicScopes, TooManyScopes};
use step::{Failure, Step};

/// Codes of references without which the document can be read. They are errors only if an operation
/// or a webhook uses the reference.
const REPLACEABLE: [Code; 5] = [
    Code::UnresolvedRef,
    Code::ExternalRef,
    Code::RemoteRef,
    Code::RefOutsideFolder,
    Code::RefCycle,
];

/// The number of preceding references in which each step looks for a cycle. Without the limit, the
/// cost of a long chain would grow with the square of its length.
const CYCLE_WINDOW: usize = 64;

/// Resolves references in documents that no longer change.
#[derive(Debug)]
pub(crate) struct Resolver<'d> {
    pub documents: &'d DocumentSet,
    pub limits: &'d Limits,
    /// The locations that operations and webhooks use. Computed for the first unresolved reference.
    reachable: OnceCell<HashSet<Span>>,
    scopes: DynamicScopes,
}

/// The value that a chain of references resolves to.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The location of the value, which is not a reference.
    pub span: Span,
    /// The locations of the references in the chain, first to last.
    pub through: Vec<Span>,
}

impl<'d> Resolver<'d> {
    pub fn new(documents: &'d DocumentSet, limits: &'d Limits) -> Self {
        Self {
            documents,
            limits,
            reachable: OnceCell::new(),
            scopes: DynamicScopes::default(),
        }
    }

    /// Follows the references at a location to a value.
    ///
    /// # Errors
    /// Returns the locations of the references in the chain if the chain does not end at a value.
    /// The reason is added to the report.
    pub fn follow(
        &self,
        span: &Span,
        kind: Kind,
        report: &mut Report,
    ) -> Result<Target, Vec<Span>> {
        let mut target = Target {
            span: span.clone(),
            through: Vec::new(),
        };
        loop {
            let Some(node) = self.documents.node(&target.span) else {
                return Err(target.through);
            };
            let Some(text) = reference_at(node, kind) else {
                return Ok(target);
            };
            let location = target.span.join("$ref");
            match self.next(&target, text, kind) {
                Ok(step) => {
                    if let Some(finding) = step.finding(text, kind) {
                        report.add(&location, finding);
                    }
                    let entered = self.enter(&target.span, step.span, kind, report);
                    let previous = std::mem::replace(&mut target.span, entered);
                    target.through.push(previous);
                }
                Err(failure) => {
                    if let Some(finding) = self.finding(&failure, &target.span, text, kind) {
                        report.add(&location, finding);
                    }
                    target.through.push(target.span);
                    return Err(target.through);
                }
            }
        }
    }

    /// Returns the location that a reference at `from` leads to, in its dynamic scope. `target` is
    /// the location that the reference names.
    fn enter(&self, from: &Span, target: Span, kind: Kind, report: &mut Report) -> Span {
        if kind != Kind::Schema {
            return target;
        }
        let entered = self.scopes.enter(self.documents, from, target.clone());
        entered.unwrap_or_else(|TooManyScopes| {
            report.add(&from.join("$ref"), findings::too_many_dynamic_scopes());
            target
        })
    }

    /// Returns the name of a schema in a dynamic scope.
    pub fn name_in_scope(&self, span: &Span) -> Option<String> {
        self.scopes.name(span)
    }

    /// Names a schema in a dynamic scope, unless it has a name.
    pub fn set_name_in_scope(&self, span: &Span, name: String) {
        self.scopes.set_name(span, name);
    }

    /// Follows the references at a location without reporting failures.
    pub fn target(&self, span: &Span, kind: Kind) -> Option<Span> {
        let target = self.follow(span, kind, &mut Report::default());
        target.ok().map(|target| target.span)
    }

    /// Returns the location that the text of a reference at `span` names, without following further
    /// references there.
    pub fn lookup(&self, span: &Span, text: &str) -> Option<Span> {
        self.step(span, text).ok().map(|step| step.span)
    }

    /// Reports a reference to a file that could not be loaded.
    pub fn report_unloaded(&self, unloaded: UnloadedFile, report: &mut Report) {
        let UnloadedFile { object, text, path } = unloaded;
        let finding = self.finding(&Failure::File(path), &object.span, &text, object.kind);
        if let Some(finding) = finding {
            report.add(&object.span.join("$ref"), finding);
        }
    }

    /// Follows the last reference of a chain.
    fn next(&self, chain: &Target, text: &str, kind: Kind) -> Result<Step, Failure> {
        let step = self.step(&chain.span, text)?;
        let step = self.match_kind(step, kind)?;
        let length = chain.through.len();
        let is_too_long = length >= self.limits.reference_hops;
        let looks_back = is_too_long || length < CYCLE_WINDOW;
        if step.span == chain.span || (looks_back && chain.through.contains(&step.span)) {
            return Err(Failure::Cycle);
        }
        if is_too_long {
            return Err(Failure::ChainTooLong);
        }
        Ok(step)
    }

    /// Describes a reference at `span` that does not resolve, with its final severity. Returns
    /// `None` if the failure has been reported already.
    fn finding(&self, failure: &Failure, span: &Span, text: &str, kind: Kind) -> Option<Finding> {
        let finding = match failure {
            Failure::File(path) => match self.documents.failure(path) {
                Some(error) => findings::file_not_loaded(text, path, error),
                // The limit on the number of files was exceeded, and reported.
                None => return None,
            },
            Failure::Missing => {
                let similar = similar::reference(self.documents, span, text);
                findings::unresolved(text, similar.as_deref())
            }
            Failure::WrongKind(found) => findings::wrong_kind(text, kind, *found),
            Failure::Cycle => findings::cycle(text),
            Failure::ChainTooLong => findings::chain_too_long(self.limits.reference_hops),
            Failure::Remote => findings::remote(text),
            Failure::AbsolutePath => findings::absolute_path(text),
        };
        if kind == Kind::SecurityScheme {
            return Some(findings::security_scheme_ignored(finding));
        }
        Some(if !REPLACEABLE.contains(&finding.code) {
            finding
        } else if self.is_tolerated(failure, kind) {
            findings::replaced(finding, kind)
        } else if self.is_used(span) {
            findings::with_option(finding, kind)
        } else {
            findings::unused(finding, kind)
        })
    }

    /// Returns whether a reference may fail to resolve although an operation uses it. Swagger 2.0
    /// documents are often unmaintained, so a missing schema does not make them unusable.
    fn is_tolerated(&self, failure: &Failure, kind: Kind) -> bool {
        let is_missing = match failure {
            Failure::Missing => true,
            Failure::File(path) => self.documents.failure(path) == Some(&LoadError::NotFound),
            _ => false,
        };
        self.documents.unresolved() == Unresolved::Any
            || (is_missing && self.documents.version() == Version::V2_0 && kind == Kind::Schema)
    }

    /// Returns whether an operation or a webhook uses a location. A document without operations and
    /// webhooks exists for its components, so all its locations count as used.
    fn is_used(&self, span: &Span) -> bool {
        let reachable = self.reachable.get_or_init(|| reachability::reachable(self));
        reachable.is_empty() || reachable.contains(&span.unscoped())
    }
}
