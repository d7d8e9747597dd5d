//! Base schemas with a discriminator, whose subtypes refer to them in `allOf`.

use indexmap::IndexMap;

use super::mapping::Mapping;
use super::mapping_target;
use crate::diagnostic::catalogue::union as catalogue;
use crate::ir::{Branch, Discrimination, SchemaId, SchemaKind, Union};
use crate::lower::context::Context;
use crate::lower::keywords::Keywords;
use crate::lower::merge::merge;
use crate::lower::part::{Mode, Part};
use crate::lower::schema::lowering::SchemaLowering;
use crate::lower::schema::subject::Subject;
use crate::lower::scope::{Scope, variant_name};
use crate::pointer::Span;
use crate::version::Version;

/// A base schema and its subtypes.
struct Hierarchy<'a> {
    base: &'a Span,
    /// The direct and indirect subtypes.
    subtypes: Vec<Span>,
    /// The schemas that `mapping` names, by value.
    targets: IndexMap<String, Span>,
}

/// Lowers a base schema with a discriminator to a union. Returns `None` if the schema is not such a
/// base.
///
/// The branches are the targets of `mapping` and all subtypes; in Swagger 2.0, also the base if it
/// has subtypes.
pub(in crate::lower) fn lower(
    lowering: &mut SchemaLowering<'_>,
    subject: Subject<'_>,
) -> Option<SchemaKind> {
    let [
        Part {
            span: base,
            mode: Mode::Whole,
        },
    ] = subject.job.parts.as_slice()
    else {
        return None;
    };
    let discriminator = subject.keywords.discriminator.as_ref()?;
    let hierarchy = Hierarchy {
        base,
        targets: mapping_target::resolve_all(&mut lowering.context, discriminator, base),
        subtypes: lowering.subtypes.of(base),
    };
    if hierarchy.targets.is_empty()
        && !hierarchy.subtypes.is_empty()
        && !names_subtype(&mut lowering.context, subject.keywords, &hierarchy)
    {
        lowering
            .context
            .report
            .add(&discriminator.span, catalogue::no_subtype_named());
        return None;
    }
    let mut mapping = Mapping::new(discriminator, true);
    let mut branches: Vec<Branch> = Vec::new();
    let schemas = hierarchy.branches(lowering.context.input.version());
    for (index, schema) in schemas.iter().enumerate() {
        let component = lowering.context.input.component_name(schema);
        let id = intern_branch(lowering, subject.scope, &hierarchy, schema);
        for (value, _) in hierarchy.targets.iter().filter(|(_, span)| *span == schema) {
            mapping.branches.insert(value.clone(), id);
        }
        let name = component.clone().unwrap_or_else(|| variant_name(index));
        branches.push(Branch::new(name, id));
        mapping.names.extend(component.map(|name| (id, name)));
    }
    if schemas.is_empty() || schemas.as_slice() == std::slice::from_ref(base) {
        return None;
    }
    lowering.mappings.insert(subject.job.id, mapping);
    Some(SchemaKind::Union(Union {
        branches,
        discrimination: Discrimination::BestMatch,
        exclusive: true,
    }))
}

impl Hierarchy<'_> {
    /// Returns the schemas that become branches, each once.
    fn branches(&self, version: Version) -> Vec<Span> {
        // In Swagger 2.0, the name of the base schema is a value as well.
        let own = (version == Version::V2_0 && !self.subtypes.is_empty()).then_some(self.base);
        let mut branches: Vec<Span> = Vec::new();
        for span in self.targets.values().chain(&self.subtypes).chain(own) {
            if !branches.contains(span) {
                branches.push(span.clone());
            }
        }
        branches
    }
}

/// Returns the id of a branch. A schema that has subtypes of its own is a union as a whole; as a
/// branch it is the object without them.
fn intern_branch(
    lowering: &mut SchemaLowering<'_>,
    scope: &Scope,
    hierarchy: &Hierarchy<'_>,
    schema: &Span,
) -> SchemaId {
    let is_base = schema == hierarchy.base;
    let whole = Part::whole(schema.clone());
    if is_base || is_nested_base(lowering, hierarchy, schema) {
        let owner = lowering.intern(vec![whole], scope);
        let scope = Scope::inside(owner, &lowering.table.schema(owner).name).step("base");
        lowering.intern(vec![Part::without_choices(schema.clone())], &scope)
    } else {
        lowering.intern(vec![whole], scope)
    }
}

/// Returns whether a subtype is a base as well: it has subtypes and a discriminator of its own.
/// Without a discriminator of its own, it is a plain object everywhere.
fn is_nested_base(
    lowering: &mut SchemaLowering<'_>,
    hierarchy: &Hierarchy<'_>,
    schema: &Span,
) -> bool {
    hierarchy.subtypes.contains(schema)
        && lowering.subtypes.has_any(schema)
        && merge(&mut lowering.context, &[Part::whole(schema.clone())])
            .discriminator
            .is_some()
}

/// Returns whether the values of the discriminator, if they are listed, include the name of a
/// subtype.
fn names_subtype(
    context: &mut Context<'_>,
    keywords: &Keywords,
    hierarchy: &Hierarchy<'_>,
) -> bool {
    let Some(discriminator) = &keywords.discriminator else {
        return false;
    };
    let site = keywords
        .properties
        .get(&discriminator.property)
        .and_then(|sites| sites.last());
    let property = site.and_then(|site| context.keywords_behind(site));
    let Some(values) = property
        .as_ref()
        .and_then(|property| property.values.as_ref())
    else {
        return true;
    };
    let mut names = hierarchy
        .subtypes
        .iter()
        .filter_map(|subtype| context.input.component_name(subtype));
    names.any(|name| {
        let mut values = values.iter();
        values.any(|value| value.value.as_str() == Some(&name))
    })
}
