//! Unique ids of operations.

use std::collections::HashSet;

use crate::diagnostic::Report;
use crate::diagnostic::catalogue::operation as catalogue;
use crate::grammar::METHODS;
use crate::ir::{Method, PathPart};
use crate::node::Node;
use crate::pointer::Span;

/// The ids of the operations of a document.
pub(super) struct OperationIds {
    used: HashSet<String>,
    /// The ids that inline path items declare, which are never generated for other operations.
    declared: HashSet<String>,
}

impl OperationIds {
    /// Collects the ids that the path items of these sections declare, without following references.
    pub fn declared_in<'d>(sections: impl Iterator<Item = &'d Node>) -> Self {
        let items = sections.filter_map(Node::as_map).flatten();
        let operations = items
            .filter_map(|(_, item)| item.as_map())
            .flatten()
            .filter(|(key, _)| METHODS.contains(&key.as_str()));
        let ids =
            operations.filter_map(|(_, operation)| operation.member("operationId")?.scalar_text());
        Self {
            used: HashSet::new(),
            declared: ids.map(str::to_owned).collect(),
        }
    }

    /// Returns a unique id. A missing id is generated from method and path; a duplicate id is
    /// reported, and the generated id is appended to it.
    pub fn assign(
        &mut self,
        declared: Option<&str>,
        generated: String,
        span: &Span,
        report: &mut Report,
    ) -> String {
        let declared = declared.filter(|id| !id.trim().is_empty());
        let mut id = declared.unwrap_or(&generated).to_owned();
        let is_reserved = declared.is_none() && self.declared.contains(&id);
        if is_reserved || self.used.contains(&id) {
            if declared.is_some() {
                let finding = catalogue::duplicate_operation_id(&id);
                report.add(&span.join("operationId"), finding);
            }
            id = self.with_number(match declared {
                Some(declared) => format!("{declared}_{generated}"),
                None => generated,
            });
        }
        self.used.insert(id.clone());
        id
    }

    /// Returns the id if it is unique, or else appends the smallest unused number, starting at 2.
    fn with_number(&self, base: String) -> String {
        let is_taken = |id: &String| self.used.contains(id) || self.declared.contains(id);
        let mut id = base.clone();
        let mut number = 2;
        while is_taken(&id) {
            id = format!("{base}_{number}");
            number += 1;
        }
        id
    }
}

/// Generates an id from method and path: `get_pets_by_pet_id`.
pub(super) fn generate(method: Method, path: &[PathPart]) -> String {
    let mut words = vec![method.as_str().to_ascii_lowercase()];
    for part in path {
        let (text, prefix) = match part {
            PathPart::Literal(text) => (text, None),
            PathPart::Parameter(name) => (name, Some("by")),
        };
        let mut more = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .peekable();
        if more.peek().is_some() {
            words.extend(prefix.map(str::to_owned));
        }
        words.extend(more.map(str::to_owned));
    }
    if words.len() == 1 {
        words.push("root".to_owned());
    }
    words.join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assign(ids: &mut OperationIds, declared: Option<&str>, generated: &str) -> (String, usize) {
        let mut report = Report::default();
        let id = ids.assign(
            declared,
            generated.to_owned(),
            &Span::default(),
            &mut report,
        );
        (id, report.into_diagnostics().len())
    }

    #[test]
    fn duplicates_are_reported_and_get_the_generated_id_as_a_suffix() {
        let mut ids = OperationIds::declared_in(std::iter::empty());
        assert_eq!(assign(&mut ids, Some("a"), "get_x"), ("a".to_owned(), 0));
        assert_eq!(
            assign(&mut ids, Some("a"), "get_y"),
            ("a_get_y".to_owned(), 1)
        );
    }

    #[test]
    fn blank_ids_are_replaced_and_generated_ids_are_numbered_silently() {
        let mut ids = OperationIds::declared_in(std::iter::empty());
        assert_eq!(
            assign(&mut ids, Some(" "), "get_x"),
            ("get_x".to_owned(), 0)
        );
        assert_eq!(assign(&mut ids, None, "get_x"), ("get_x_2".to_owned(), 0));
    }
}
