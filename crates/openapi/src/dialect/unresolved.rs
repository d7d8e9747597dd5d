//! Schemas that are references which do not resolve, or values of a wrong type.

use indexmap::IndexSet;

use super::constraint::is_constraint;
use super::containing::{Containing, schemas};
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::object as findings;
use crate::document_set::DocumentSet;
use crate::limits::Limits;
use crate::node::{Node, Properties};
use crate::object::{Object, reference_at};
use crate::options::Unresolved;
use crate::pointer::Span;
use crate::resolve::Resolver;

/// Removes each `$ref` that does not resolve and is only a warning, so that the schema accepts any
/// value. A branch of `oneOf`, for example, must not disappear with its reference, because the
/// union would then reject the values of that branch.
///
/// Objects of other kinds are omitted, which is left to lowering.
pub(super) fn replace(
    documents: &mut DocumentSet,
    objects: &[Object],
    limits: &Limits,
    report: &mut Report,
) {
    if documents.unresolved() == Unresolved::Any {
        replace_invalid(documents, objects, report);
    }
    let unresolved = unresolved(documents, objects, limits, report);
    if unresolved.is_empty() {
        return;
    }
    let widened = Containing::new(documents, objects, limits).find(&unresolved);
    documents.set_widened(widened);
    let keeps_constraints = documents.version().has_json_schema();
    for span in unresolved {
        if let Some(schema) = documents.node_mut(&span).and_then(Node::as_map_mut) {
            schema.shift_remove("$ref");
            // Before OpenAPI 3.1, keywords beside a reference have no effect.
            schema.retain(|key, _| keeps_constraints || !is_constraint(key));
        }
    }
}

/// Replaces each value of a wrong type, and reports it.
fn replace_invalid(documents: &mut DocumentSet, objects: &[Object], report: &mut Report) {
    for Object { span, kind } in schemas(objects) {
        if let Some(node) = documents.node_mut(span)
            && !matches!(node, Node::Map(_) | Node::Bool(_))
        {
            report.add(span, findings::not_an_object(*kind, node.kind()));
            *node = Node::Map(Properties::default());
        }
    }
}

/// Returns the locations of the references, and reports them.
fn unresolved(
    documents: &DocumentSet,
    objects: &[Object],
    limits: &Limits,
    report: &mut Report,
) -> IndexSet<Span> {
    let resolver = Resolver::new(documents, limits);
    let mut found = IndexSet::new();
    for object in schemas(objects) {
        let Object { span, kind } = object;
        let node = documents.node(span);
        if node.and_then(|node| reference_at(node, *kind)).is_none() {
            continue;
        }
        let mut findings = Report::default();
        if let Err(chain) = resolver.follow(span, *kind, &mut findings)
            && let Some(last) = chain.last()
            && !findings.has_errors()
            && found.insert(last.clone())
        {
            for diagnostic in findings.into_diagnostics() {
                report.push(diagnostic);
            }
        }
    }
    found
}
