//! Rules for the schemas whose keywords no type expresses completely.
//!
//! A rule is lowered from the location of a schema, independent of its type. Where a property or an
//! element has a lowered schema, the rule refers to it, so that only the schemas with such keywords
//! need rules.

mod build;

use std::collections::{HashMap, VecDeque};

use typed_index_collections::TiVec;

use super::part::{Mode, Part};
use super::schema::lowering::SchemaLowering;
use super::schema::need::Need;
use crate::ir::{Rule, RuleId, SchemaId, SchemaKind, TypeRef};
use crate::node::Node;
use crate::pointer::Span;
use crate::vocabulary::JsonType;

/// The arena of rules while it is filled.
#[derive(Default)]
struct Rules {
    rules: TiVec<RuleId, Rule>,
    /// The rules of parts of schemas.
    parts: HashMap<Part, RuleId>,
    /// The rules that refer to a lowered schema.
    schemas: HashMap<TypeRefKey, RuleId>,
    /// The parts whose rules have no content yet.
    queue: VecDeque<(RuleId, Part)>,
    any: Option<RuleId>,
    never: Option<RuleId>,
}

/// A lowered schema, and whether `null` is allowed as well.
type TypeRefKey = (SchemaId, bool);

/// Lowers the rules of all schemas that need one.
pub(super) fn build_all(lowering: &mut SchemaLowering<'_>) -> TiVec<RuleId, Rule> {
    let mut rules = Rules::default();
    for need in std::mem::take(&mut lowering.needs) {
        let rule = rules.of_schema(lowering, &need);
        lowering.table.schema_mut(need.id).rule = Some(rule);
        while let Some((id, part)) = rules.queue.pop_front() {
            rules.rules[id] = build::build(lowering, &mut rules, &part);
        }
    }
    rules.rules
}

impl Rules {
    /// Returns the rule of a schema.
    fn of_schema(&mut self, lowering: &SchemaLowering<'_>, need: &Need) -> RuleId {
        let is_union = matches!(lowering.table.schema(need.id).kind, SchemaKind::Union(_));
        let is_discriminated = is_union && need.has_discriminator;
        let parts = need.parts.iter().map(|part| match is_discriminated {
            // The discriminator selects the branch.
            true => Part::without_choices(part.span.clone()),
            false => part.clone(),
        });
        let mut all: Vec<RuleId> = parts.map(|part| self.of_part(part)).collect();
        if let ([only], None, false) = (all.as_slice(), need.implied, is_discriminated) {
            return *only;
        }
        all.dedup();
        self.rules.push_and_get_key(Rule {
            kind: is_discriminated.then_some(need.id),
            types: need.implied.into_iter().collect(),
            all_of: all,
            span: need.span.clone(),
            ..Rule::default()
        })
    }

    /// Returns the rule of a part of a schema.
    fn of_part(&mut self, part: Part) -> RuleId {
        if let Some(id) = self.parts.get(&part) {
            return *id;
        }
        let id = self.rules.push_and_get_key(Rule::default());
        self.parts.insert(part.clone(), id);
        self.queue.push_back((id, part));
        id
    }

    /// Returns the rule that allows every value.
    fn any(&mut self) -> RuleId {
        *self
            .any
            .get_or_insert_with(|| self.rules.push_and_get_key(Rule::default()))
    }

    /// Returns the rule that allows no value.
    fn never(&mut self) -> RuleId {
        *self.never.get_or_insert_with(|| {
            self.rules.push_and_get_key(Rule {
                never: true,
                ..Rule::default()
            })
        })
    }

    /// Returns the rule of the schema of a property or an element, which is that of its type if it
    /// has one.
    fn child(&mut self, lowering: &mut SchemaLowering<'_>, site: &Span) -> RuleId {
        let Some((span, nullable)) = follow(lowering, site) else {
            return self.any();
        };
        let Some(id) = lowering.table.id(&[Part::whole(span)]) else {
            return self.exact(lowering, site);
        };
        let rules = &mut self.rules;
        *self.schemas.entry((id, nullable)).or_insert_with(|| {
            let ty = TypeRef {
                nullable,
                ..TypeRef::new(id)
            };
            rules.push_and_get_key(Rule {
                schema: Some(ty),
                ..Rule::default()
            })
        })
    }

    /// Returns the rule of a schema with exactly the keywords at its location.
    fn exact(&mut self, lowering: &mut SchemaLowering<'_>, site: &Span) -> RuleId {
        match lowering.context.input.node(site) {
            Some(Node::Bool(false)) => return self.never(),
            Some(Node::Bool(true)) | None => return self.any(),
            Some(_) => {}
        }
        let Some((span, nullable)) = follow(lowering, site) else {
            return self.any();
        };
        let id = self.of_part(Part::whole(span));
        self.nullable(id, nullable)
    }

    /// Returns the rule of a schema in `allOf`. A base schema that lists its subtypes as choices
    /// contributes only its other keywords.
    fn base(&mut self, lowering: &mut SchemaLowering<'_>, site: &Span) -> RuleId {
        let id = self.exact(lowering, site);
        let Some(span) = lowering.context.resolve(site) else {
            return id;
        };
        let Some(keywords) = lowering.context.keywords(&span) else {
            return id;
        };
        let subtypes = lowering.subtypes.of(&span);
        let mut branches = keywords.choices.iter().flat_map(|choice| &choice.branches);
        let lists_subtypes = branches.any(|branch| {
            let branch = lowering.context.resolve(branch);
            branch.is_some_and(|branch| subtypes.contains(&branch))
        });
        match lists_subtypes {
            true => self.of_part(Part::without_choices(span)),
            false => id,
        }
    }

    fn nullable(&mut self, id: RuleId, nullable: bool) -> RuleId {
        if !nullable {
            return id;
        }
        self.rules.push_and_get_key(Rule {
            nullable,
            all_of: vec![id],
            ..Rule::default()
        })
    }
}

/// Follows the references at a location. Also returns whether `nullable` is beside one of them.
fn follow(lowering: &mut SchemaLowering<'_>, site: &Span) -> Option<(Span, bool)> {
    let target = lowering.context.target(site)?;
    let mut nullable = false;
    for reference in &target.through {
        let beside = lowering.context.keywords_beside_reference(reference);
        nullable |= beside.is_some_and(|beside| beside.nullable);
    }
    Some((target.span, nullable))
}

/// Returns the types that a part allows, without `null`.
fn types_of(part: &Part, declared: &[JsonType]) -> Vec<JsonType> {
    match part.mode {
        Mode::Only(ty) => vec![ty],
        Mode::Whole | Mode::WithoutChoices => declared.to_vec(),
    }
}
