//! The component schemas of the document and their inheritance.

use std::collections::HashMap;

use super::context::Context;
use crate::diagnostic::catalogue::object;
use crate::node::Node;
use crate::pointer::Span;

/// The component schemas, before any schema has an id.
pub(super) struct Components {
    /// The locations of the component schemas, in document order, including those of `x-` keys.
    pub schemas: Vec<Span>,
    /// The number of component schemas, including invalid ones but not `x-` keys.
    pub count: usize,
    pub subtypes: Subtypes,
}

/// The schemas with a given schema in their `allOf`.
#[derive(Default)]
pub(super) struct Subtypes {
    direct: HashMap<Span, Vec<Span>>,
}

/// Finds the component schemas of the root document.
pub(super) fn declare(context: &mut Context<'_>) -> Components {
    let mut schemas: Vec<Span> = Vec::new();
    let mut count = 0;
    for section in context.input.sections("schemas") {
        if let Some(map) = context.object_at(&section, "schemas") {
            count += map.keys().filter(|key| !key.starts_with("x-")).count();
            schemas.extend(map.keys().map(|key| section.join(key)));
        }
    }
    check_sections(context);
    let subtypes = find_subtypes(context, &schemas);
    Components {
        schemas,
        count,
        subtypes,
    }
}

/// Reports the sections of components that are not objects. Schemas and security schemes are always
/// read; the entries of the other sections are only read where something refers to them.
fn check_sections(context: &mut Context<'_>) {
    const SECTIONS: &[&str] = &[
        "parameters",
        "responses",
        "headers",
        "requestBodies",
        "examples",
        "links",
        "callbacks",
        "pathItems",
        "mediaTypes",
    ];
    for section in SECTIONS {
        for span in context.input.sections(section) {
            let Some(node) = context.input.node(&span) else {
                continue;
            };
            let is_empty = *node == Node::Null || node.as_list().is_some_and(<[Node]>::is_empty);
            if node.as_map().is_none() && !is_empty {
                let finding = object::ignored_section(section, node.kind());
                context.report.add(&span, finding);
            }
        }
    }
}

fn find_subtypes(context: &mut Context<'_>, schemas: &[Span]) -> Subtypes {
    let mut subtypes = Subtypes::default();
    for site in schemas {
        let Some(span) = context.resolve(site) else {
            continue;
        };
        let Some(keywords) = context.keywords(&span) else {
            continue;
        };
        for part in &keywords.all_of {
            if let Some(base) = context.resolve(part) {
                let direct = subtypes.direct.entry(base).or_default();
                if !direct.contains(&span) {
                    direct.push(span.clone());
                }
            }
        }
    }
    subtypes
}

impl Subtypes {
    /// Returns whether a schema has subtypes.
    pub fn has_any(&self, span: &Span) -> bool {
        self.direct.get(span).is_some_and(|list| !list.is_empty())
    }

    /// Returns the direct and indirect subtypes of a schema, closest first.
    pub fn of(&self, span: &Span) -> Vec<Span> {
        let mut found: Vec<Span> = Vec::new();
        let mut bases = vec![span.clone()];
        let mut next = 0;
        while let Some(base) = bases.get(next).cloned() {
            next += 1;
            for subtype in self.direct.get(&base).into_iter().flatten() {
                if subtype != span && !found.contains(subtype) {
                    found.push(subtype.clone());
                    bases.push(subtype.clone());
                }
            }
        }
        found
    }
}
