//! Resolution of the targets in the `mapping` of a discriminator.

use indexmap::IndexMap;

use crate::diagnostic::catalogue::union as catalogue;
use crate::lower::context::Context;
use crate::lower::keywords::DiscriminatorKeyword;
use crate::pointer::Span;

/// Returns the schemas that the values of a discriminator select. Targets that are not schemas are
/// reported.
pub(super) fn resolve_all(
    context: &mut Context<'_>,
    discriminator: &DiscriminatorKeyword,
    base: &Span,
) -> IndexMap<String, Span> {
    let mut targets = IndexMap::new();
    for (value, target) in &discriminator.mapping {
        match resolve(context, target, base) {
            Some(span) => {
                targets.insert(value.clone(), span);
            }
            None => {
                let span = discriminator.span.join("mapping").join(value);
                let finding = catalogue::unknown_mapping_target(target);
                context.report.add(&span, finding);
            }
        }
    }
    targets
}

/// Resolves a target, which is the name of a component or a reference relative to `base`.
fn resolve(context: &mut Context<'_>, target: &str, base: &Span) -> Option<Span> {
    let input = context.input;
    let mut components = input
        .sections("schemas")
        .into_iter()
        .map(|section| {
            let source = base.source;
            Span { source, ..section }.join(target)
        })
        .filter(|component| input.node(component).is_some());
    let site = match components.next().filter(|_| !target.contains('/')) {
        Some(component) => component,
        None => input.resolver.lookup(base, target)?,
    };
    context.resolve(&site)
}
