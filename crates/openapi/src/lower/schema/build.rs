//! The content of schemas: from keywords to a [`SchemaKind`].

use super::lowering::{LoweredSchemas, SchemaLowering};
use super::need::{Need, needs_rule};
use super::subject::Subject;
use super::table::Job;
use super::{array, enumeration, object, scalar};
use crate::diagnostic::catalogue::schema as findings;
use crate::ir::{Branch, Discrimination, SchemaKind, Union};
use crate::lower::merge::merge;
use crate::lower::part::{Mode, Part};
use crate::lower::rule;
use crate::lower::scope::Scope;
use crate::lower::union::choice::{self, Outcome};
use crate::lower::union::hierarchy;
use crate::vocabulary::JsonType;

/// The number of types, other than `null`, that together accept any value. Integers count as
/// numbers.
const ANY_TYPES: usize = 5;

/// Lowers every schema in the queue, including schemas that are queued meanwhile.
pub(in crate::lower) fn build_all(mut lowering: SchemaLowering<'_>) -> LoweredSchemas {
    while let Some(job) = lowering.table.next_job() {
        build(&mut lowering, job);
    }
    let rules = rule::build_all(&mut lowering);
    lowering.finish(rules)
}

fn build(lowering: &mut SchemaLowering<'_>, mut job: Job) {
    let id = job.id;
    let mut keywords = merge(&mut lowering.context, &job.parts);
    let scope = Scope::inside(id, &lowering.table.schema(id).name);
    let lists_null = keywords
        .values
        .as_ref()
        .is_some_and(|values| values.iter().any(|value| value.value.is_null()));
    let null_among_types = keywords.types.contains(&JsonType::Null) && keywords.types.len() > 1;
    if keywords.nullable || lists_null || null_among_types {
        lowering.table.set_nullable(id);
    }
    let (docs, default) = (keywords.docs.clone(), keywords.default.clone());
    let parts = job.parts.clone();
    let mut needs = false;
    let kind = loop {
        let subject = Subject {
            keywords: &keywords,
            job: &job,
            scope: &scope,
        };
        match kind(lowering, subject) {
            Outcome::Kind(kind) => {
                needs |= needs_rule(&mut lowering.context, &keywords, &kind);
                break kind;
            }
            Outcome::SameAs(merged) => {
                needs |= keywords.restricts_by_rule();
                keywords = merge(&mut lowering.context, &merged.parts);
                job = merged;
            }
        }
    };
    if needs {
        lowering.needs.push(Need {
            id,
            parts,
            implied: scalar::implied_type(&keywords).filter(|_| keywords.types.is_empty()),
            has_discriminator: keywords.discriminator.is_some()
                && !keywords.restricts_unevaluated(),
            span: keywords.span.clone(),
        });
    }
    let schema = lowering.table.schema_mut(id);
    schema.kind = kind;
    schema.docs = docs;
    schema.default = default;
}

fn kind(lowering: &mut SchemaLowering<'_>, subject: Subject<'_>) -> Outcome {
    let keywords = subject.keywords;
    if let Some(values) = &keywords.values
        && let Some(kind) = enumeration::lower(keywords, values, lowering.context.report)
    {
        return Outcome::Kind(kind);
    }
    if keywords.choices.is_empty() {
        if let Some(kind) = hierarchy::lower(lowering, subject) {
            return Outcome::Kind(kind);
        }
    } else if let Some(outcome) = choice::lower(lowering, subject) {
        return outcome;
    }
    Outcome::Kind(of_types(lowering, subject))
}

/// Returns the kind that `type` selects, or the other keywords if `type` is missing.
fn of_types(lowering: &mut SchemaLowering<'_>, subject: Subject<'_>) -> SchemaKind {
    let keywords = subject.keywords;
    let mut types = keywords.types.clone();
    types.retain(|ty| *ty != JsonType::Null);
    if types.contains(&JsonType::Number) {
        types.retain(|ty| *ty != JsonType::Integer);
    }
    match types.as_slice() {
        [] if !keywords.types.is_empty() => SchemaKind::Null,
        [] => match scalar::implied_type(keywords) {
            Some(ty) => {
                let finding = findings::implied_type(ty);
                lowering.context.report.add(&keywords.span, finding);
                of_type(lowering, subject, ty)
            }
            None => SchemaKind::Any,
        },
        [ty] => of_type(lowering, subject, *ty),
        several if several.len() >= ANY_TYPES => SchemaKind::Any,
        several => union_of_types(lowering, subject, several),
    }
}

fn of_type(lowering: &mut SchemaLowering<'_>, subject: Subject<'_>, ty: JsonType) -> SchemaKind {
    let keywords = subject.keywords;
    match ty {
        JsonType::Array => array::lower(lowering, keywords, subject.scope),
        JsonType::Object => SchemaKind::Object(object::lower(lowering, keywords, subject.scope)),
        JsonType::Null => SchemaKind::Null,
        JsonType::Boolean => SchemaKind::Boolean,
        JsonType::Integer => SchemaKind::Integer {
            format: keywords.format.clone(),
            bounds: keywords.bounds.clone(),
        },
        JsonType::Number => SchemaKind::Number {
            format: keywords.format.clone(),
            bounds: keywords.bounds.clone(),
        },
        JsonType::String => SchemaKind::String {
            format: scalar::string_format(keywords.format.as_deref()),
            lengths: keywords.string_lengths,
            pattern: keywords.pattern.clone(),
        },
    }
}

/// Returns a union with a branch for each type.
fn union_of_types(
    lowering: &mut SchemaLowering<'_>,
    subject: Subject<'_>,
    types: &[JsonType],
) -> SchemaKind {
    let branches = types.iter().map(|ty| {
        let parts = subject.job.parts.iter().map(|part| Part {
            span: part.span.clone(),
            mode: Mode::Only(*ty),
        });
        let id = lowering.intern(parts.collect(), &subject.scope.step(ty.name()));
        Branch::new(ty.name().to_owned(), id)
    });
    SchemaKind::Union(Union {
        branches: branches.collect(),
        discrimination: Discrimination::JsonType,
        exclusive: false,
    })
}
