//! References to schemas, with the annotations of the location that refers to them.

use serde_json::Value;

use super::lowering::SchemaLowering;
use crate::diagnostic::catalogue::schema;
use crate::ir::{Access, Additional, Docs, SchemaId, TypeRef};
use crate::lower::context::Context;
use crate::lower::keywords::Keywords;
use crate::lower::part::Part;
use crate::lower::scope::Scope;
use crate::node::Node;
use crate::pointer::Span;
use crate::vocabulary::JsonType;

/// A reference to a schema, with the annotations that apply to this one use.
#[derive(Clone, Debug)]
pub(in crate::lower) struct Reference {
    pub ty: TypeRef,
    pub docs: Docs,
    pub default: Option<Value>,
    pub access: Access,
}

/// Annotations from the chain of references and wrappers to a schema. The outermost annotation
/// wins, except that any `nullable` or `deprecated` applies.
#[derive(Default)]
struct Annotations {
    docs: Docs,
    default: Option<Value>,
    access: Access,
    nullable: bool,
}

/// Lowers a reference to the schema at a location, or to a schema that matches those at several
/// locations.
pub(in crate::lower) fn lower(
    lowering: &mut SchemaLowering<'_>,
    sites: &[Span],
    scope: &Scope,
) -> Reference {
    let mut annotations = Annotations::default();
    let mut parts: Vec<Part> = Vec::new();
    for site in sites {
        // The last location determines the documentation.
        annotations.docs = Docs::default();
        if let Some(span) = unwrap(&mut lowering.context, site, &mut annotations)
            && !parts.iter().any(|part| part.span == span)
        {
            parts.push(Part::whole(span));
        }
    }
    let id = if parts.is_empty() {
        lowering.any()
    } else {
        lowering.intern(parts, scope)
    };
    let ty = TypeRef {
        nullable: annotations.nullable,
        ..TypeRef::new(id)
    };
    Reference {
        ty,
        docs: annotations.docs,
        default: annotations.default,
        access: annotations.access,
    }
}

/// Lowers the `schema` of a media type for JSON. Without `schema`, any value is accepted.
pub(in crate::lower) fn lower_or_any(
    lowering: &mut SchemaLowering<'_>,
    holder: &Span,
    scope: &Scope,
) -> Reference {
    let site = holder.join("schema");
    let has_schema = lowering.context.input.node(&site).is_some();
    let sites: &[Span] = if has_schema { &[site] } else { &[] };
    lower(lowering, sites, scope)
}

/// Lowers the `schema` of a parameter, a header or a media type. Without `schema`, the keywords of
/// the parameter itself apply if `type` is present (Swagger 2.0). Otherwise, values are strings.
pub(in crate::lower) fn lower_or_string(
    lowering: &mut SchemaLowering<'_>,
    holder: &Span,
    scope: &Scope,
) -> Reference {
    let input = lowering.context.input;
    let site = holder.join("schema");
    if input.node(&site).is_some() {
        return lower(lowering, &[site], scope);
    }
    // Swagger 2.0 declares schema keywords in the parameter itself.
    let ty = input.node(&holder.join("type")).and_then(Node::as_str);
    if let Some(ty) = ty.and_then(JsonType::from_name)
        && ty != JsonType::Object
    {
        return lower(lowering, std::slice::from_ref(holder), scope);
    }
    Reference::plain(lowering.add_string(scope, holder))
}

/// Lowers the schemas of undeclared properties, or of the elements after the positions of a tuple.
pub(in crate::lower) fn lower_additional(
    lowering: &mut SchemaLowering<'_>,
    sites: &[Span],
    scope: &Scope,
) -> Additional {
    if lowering.context.are_unconstrained(sites) {
        Additional::Any
    } else {
        Additional::Typed(lower(lowering, sites, scope).ty)
    }
}

/// Follows references, and inline schemas that only wrap another schema, to the innermost schema.
fn unwrap(context: &mut Context<'_>, site: &Span, annotations: &mut Annotations) -> Option<Span> {
    let mut site = site.clone();
    let limit = context.input.limits.reference_hops;
    for _ in 0..limit {
        let target = context.target(&site)?;
        for reference in &target.through {
            if let Some(beside) = context.keywords_beside_reference(reference) {
                annotations.add(&beside);
            }
        }
        let keywords = context.keywords(&target.span)?;
        annotations.add(&keywords);
        if context.input.component_name(&target.span).is_some() {
            return Some(target.span);
        }
        match wrapped_schema(context, &keywords, annotations) {
            Some(wrapped) => site = wrapped,
            None => return Some(target.span),
        }
    }
    context
        .report
        .add(&site, schema::wrapper_chain_too_long(limit));
    None
}

/// Returns the only schema that an inline schema consists of, if the schema has no constraints of
/// its own.
fn wrapped_schema(
    context: &mut Context<'_>,
    keywords: &Keywords,
    annotations: &mut Annotations,
) -> Option<Span> {
    if keywords.has_own_constraints()
        || keywords.restricts_by_rule()
        || keywords.discriminator.is_some()
    {
        return None;
    }
    match (keywords.all_of.as_slice(), keywords.choices.as_slice()) {
        ([part], []) => Some(part.clone()),
        ([], [choice]) => {
            let (mut others, has_null) = context.without_null(&choice.branches);
            if others.len() != 1 {
                return None;
            }
            annotations.nullable |= has_null;
            others.pop()
        }
        _ => None,
    }
}

impl Reference {
    /// Creates a reference without annotations.
    pub fn plain(id: SchemaId) -> Self {
        Self {
            ty: TypeRef::new(id),
            docs: Docs::default(),
            default: None,
            access: Access::ReadWrite,
        }
    }
}

impl Annotations {
    /// Adds the annotations of a schema further in.
    fn add(&mut self, keywords: &Keywords) {
        let docs = &keywords.docs;
        self.nullable |= keywords.nullable;
        self.docs.deprecated |= docs.deprecated;
        fill(&mut self.docs.title, &docs.title);
        fill(&mut self.docs.description, &docs.description);
        fill(&mut self.docs.external, &docs.external);
        fill(&mut self.docs.example, &docs.example);
        fill(&mut self.default, &keywords.default);
        if self.access == Access::ReadWrite {
            self.access = keywords.access;
        }
    }
}

fn fill<T: Clone>(slot: &mut Option<T>, value: &Option<T>) {
    if slot.is_none() {
        slot.clone_from(value);
    }
}
