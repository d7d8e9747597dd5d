//! Schemas with `oneOf` or `anyOf`.

use indexmap::IndexMap;

use super::mapping::Mapping;
use super::{branch_name, constraint, mapping_target};
use crate::diagnostic::catalogue::union as catalogue;
use crate::ir::{Branch, Discrimination, SchemaId, SchemaKind, Union};
use crate::lower::context::Context;
use crate::lower::keywords::{Choice, DiscriminatorKeyword};
use crate::lower::merge::join::includes_type;
use crate::lower::part::Part;
use crate::lower::schema::lowering::SchemaLowering;
use crate::lower::schema::reference;
use crate::lower::schema::scalar::implied_type;
use crate::lower::schema::subject::Subject;
use crate::lower::schema::table::Job;
use crate::lower::scope::variant_name;
use crate::pointer::Span;

/// The largest number of branches that are made by combining several choices.
const MAX_COMBINATIONS: usize = 64;

/// The number of nested unions whose sibling properties are distributed to their branches. Deeper
/// choices beside other constraints are ignored and reported.
const MAX_DEPTH: usize = 2;

/// The result of lowering a schema.
pub(in crate::lower) enum Outcome {
    /// The kind of the schema.
    Kind(SchemaKind),
    /// The schema has the kind of other parts: its own keywords merged with its only branch.
    SameAs(Job),
}

/// The branches that one value must match together, one of each choice.
type Combination = Vec<Span>;

/// All combinations of the branches of several choices.
struct Combinations {
    list: Vec<Combination>,
    /// Whether all choices allow `null`.
    allows_null: bool,
}

/// Lowers a schema with choices. Returns `None` if the other keywords alone determine the kind.
///
/// Branches that allow only `null` are removed, and make the schema nullable if every choice has
/// one.
pub(in crate::lower) fn lower(
    lowering: &mut SchemaLowering<'_>,
    subject: Subject<'_>,
) -> Option<Outcome> {
    let choices = usable_choices(&mut lowering.context, subject)?;
    let combinations = combine(&mut lowering.context, &choices)?;
    if combinations.allows_null {
        lowering.table.set_nullable(subject.job.id);
    }
    // A union with a discriminator is kept even with one branch, because more branches are likely.
    if let [sites] = combinations.list.as_slice()
        && subject.job.depth < MAX_DEPTH
        && subject.keywords.discriminator.is_none()
    {
        let job = Job {
            id: subject.job.id,
            parts: parts_with(&mut lowering.context, subject, sites)?,
            depth: subject.job.depth + 1,
        };
        return Some(Outcome::SameAs(job));
    }
    let (branches, sources) = lower_branches(lowering, subject, &combinations.list);
    if let Some(discriminator) = &subject.keywords.discriminator {
        let mapping = mapping(&mut lowering.context, discriminator, &sources);
        lowering.mappings.insert(subject.job.id, mapping);
    }
    match branches.len() {
        0 if combinations.allows_null => Some(Outcome::Kind(SchemaKind::Null)),
        0 => None,
        _ => Some(Outcome::Kind(SchemaKind::Union(Union {
            branches,
            discrimination: Discrimination::BestMatch,
            exclusive: choices
                .iter()
                .all(|choice| is_exclusive(&lowering.context, choice)),
        }))),
    }
}

/// Returns whether a value must match exactly one branch. A branch that contains an unresolved
/// reference may match values that are meant for other branches.
fn is_exclusive(context: &Context<'_>, choice: &Choice) -> bool {
    let documents = context.input.documents;
    choice.exclusive && !choice.branches.iter().any(|it| documents.is_widened(it))
}

/// Returns the choices to combine. If their combinations exceed a limit, only the first choice is
/// returned, or `None` if the schema has constraints of its own.
fn usable_choices(context: &mut Context<'_>, subject: Subject<'_>) -> Option<Vec<Choice>> {
    let keywords = subject.keywords;
    let mut choices = constraint::with_shape(context, keywords);
    let has_base = keywords.has_own_constraints();
    let is_too_deep = has_base && subject.job.depth >= MAX_DEPTH && !choices.is_empty();
    if is_too_deep || combine(context, &choices).is_none() {
        context
            .report
            .add(&keywords.span, catalogue::too_many_combinations());
        if has_base {
            return None;
        }
        choices.truncate(1);
    }
    (!choices.is_empty()).then_some(choices)
}

/// Combines each branch of a choice with each branch of the other choices. Returns `None` if the
/// combinations exceed the limit.
fn combine(context: &mut Context<'_>, choices: &[Choice]) -> Option<Combinations> {
    let mut list: Vec<Combination> = vec![Vec::new()];
    let mut allows_null = !choices.is_empty();
    for choice in choices {
        let (sites, has_null) = context.without_null(&choice.branches);
        allows_null &= has_null;
        if choices.len() > 1 && list.len().saturating_mul(sites.len()) > MAX_COMBINATIONS {
            return None;
        }
        let extended = list.iter().flat_map(|combination| {
            sites.iter().map(move |site| {
                let sites = combination.iter().chain([site]);
                sites.cloned().collect::<Combination>()
            })
        });
        list = extended.collect();
    }
    list.retain(|combination| !combination.is_empty());
    Some(Combinations { list, allows_null })
}

/// Lowers the branches, each schema once. Also returns the branches that each schema is part of.
fn lower_branches(
    lowering: &mut SchemaLowering<'_>,
    subject: Subject<'_>,
    combinations: &[Combination],
) -> (Vec<Branch>, IndexMap<Span, Vec<SchemaId>>) {
    let mut branches: Vec<Branch> = Vec::new();
    let mut sources: IndexMap<Span, Vec<SchemaId>> = IndexMap::new();
    for (index, sites) in combinations.iter().enumerate() {
        let Some(branch) = lower_branch(lowering, subject, sites, index) else {
            continue;
        };
        if branch.ty.id == subject.job.id {
            let site = sites.first().unwrap_or(&subject.keywords.span);
            lowering
                .context
                .report
                .add(site, catalogue::branch_is_union_itself());
            continue;
        }
        for site in sites {
            if let Some(span) = lowering.context.resolve(site) {
                let ids = sources.entry(span).or_default();
                if !ids.contains(&branch.ty.id) {
                    ids.push(branch.ty.id);
                }
            }
        }
        if !branches.iter().any(|other| other.ty.id == branch.ty.id) {
            branches.push(branch);
        }
    }
    (branches, sources)
}

/// Lowers a branch. If the union has properties beside it, the branch has them as well.
fn lower_branch(
    lowering: &mut SchemaLowering<'_>,
    subject: Subject<'_>,
    sites: &[Span],
    index: usize,
) -> Option<Branch> {
    let name = combined_name(&mut lowering.context, sites, index);
    let scope = subject.scope.step(&name);
    if sites.len() == 1
        && !subject.keywords.has_own_constraints()
        && !lacks_type(&mut lowering.context, subject, sites)
    {
        let ty = reference::lower(lowering, sites, &scope).ty;
        return Some(Branch {
            ty,
            ..Branch::new(name, ty.id)
        });
    }
    if !types_are_compatible(&mut lowering.context, subject, sites)? {
        return None;
    }
    let parts = parts_with(&mut lowering.context, subject, sites)?;
    let id = lowering.intern_at_depth(parts, &scope, subject.job.depth + 1);
    Some(Branch::new(name, id))
}

/// Returns whether a branch restricts values of any type, although the schema around it has a type.
fn lacks_type(context: &mut Context<'_>, subject: Subject<'_>, sites: &[Span]) -> bool {
    !subject.keywords.types.is_empty()
        && sites.iter().any(|site| {
            let branch = context.keywords_behind(site);
            branch.is_some_and(|branch| {
                branch.types.is_empty()
                    && branch.all_of.is_empty()
                    && branch.choices.is_empty()
                    && branch.values.is_none()
                    && implied_type(&branch).is_none()
            })
        })
}

/// Returns the names of all schemas of a branch, or its position if any has no name.
fn combined_name(context: &mut Context<'_>, sites: &[Span], index: usize) -> String {
    let mut names: Vec<String> = Vec::new();
    for site in sites {
        match branch_name::of_schema(context, site) {
            Some(name) if names.contains(&name) => {}
            Some(name) => names.push(name),
            None => return variant_name(index),
        }
    }
    names.join(" ")
}

/// Returns whether the schemas of a branch and the schema around them have a type in common.
/// Returns `None` if a schema does not resolve.
fn types_are_compatible(
    context: &mut Context<'_>,
    subject: Subject<'_>,
    sites: &[Span],
) -> Option<bool> {
    let mut types = subject.keywords.types.clone();
    for site in sites {
        let own = context.keywords_behind(site)?.types.clone();
        if types.is_empty() {
            types = own;
        } else if !own.is_empty() && !own.iter().any(|ty| includes_type(&types, *ty)) {
            // An impossible combination of several choices is dropped silently, but the branch of a
            // single choice was intended to be used.
            if sites.len() == 1 {
                context.report.add(site, catalogue::branch_of_other_type());
            }
            return Some(false);
        }
    }
    Some(true)
}

/// Returns the parts of the schema itself, without its choices, and the parts of a combination.
fn parts_with(
    context: &mut Context<'_>,
    subject: Subject<'_>,
    sites: &[Span],
) -> Option<Vec<Part>> {
    let own = subject.job.parts.iter();
    let mut parts: Vec<Part> = own
        .map(|part| Part::without_choices(part.span.clone()))
        .collect();
    for site in sites {
        let part = Part::whole(context.resolve(site)?);
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    Some(parts)
}

/// Returns the values of the discriminator by branch. `sources` contains the branches that each
/// schema is part of.
fn mapping(
    context: &mut Context<'_>,
    discriminator: &DiscriminatorKeyword,
    sources: &IndexMap<Span, Vec<SchemaId>>,
) -> Mapping {
    let mut mapping = Mapping::new(discriminator, false);
    for (span, ids) in sources {
        if let Some(name) = context.input.component_name(span) {
            let names = ids.iter().map(|id| (*id, name.clone()));
            mapping.names.extend(names);
        }
    }
    let targets = mapping_target::resolve_all(context, discriminator, &discriminator.span);
    for (value, span) in targets {
        match sources.get(&span).map(Vec::as_slice) {
            Some([id]) => {
                mapping.branches.insert(value, *id);
            }
            // A schema that is part of several branches selects none of them.
            Some(_) => {}
            None => {
                mapping.others.insert(value, span);
            }
        }
    }
    mapping
}
