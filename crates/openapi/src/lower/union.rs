//! `oneOf` and `anyOf`, and base schemas whose children stand elsewhere.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde_json::Value;

use super::facets::{Choice, Discriminator, Facets};
use super::simplify::MAX_NAME;
use super::tags::Tags;
use super::{Job, Lowering, Mode, Part, Scope};
use crate::diagnostic::Code;
use crate::ir::{Branch, Discrimination, EnumValue, JsonType, SchemaId, SchemaKind, Union};
use crate::pointer::Span;
use crate::version::Version;

/// The most branches that are made of choices that have to be made together.
const MOST_COMBINATIONS: usize = 64;

/// How often the members of a base are given to branches of branches.
const DISTRIBUTION_DEPTH: usize = 2;

impl Lowering<'_> {
    /// The union of a schema with choices; none if they say nothing about the shape of values.
    pub fn choice(&mut self, facets: &Facets, job: &Job, scope: &Scope) -> Option<SchemaKind> {
        let mut choices: Vec<Choice> = Vec::new();
        for choice in &facets.choices {
            if !self.is_constraint(choice, facets) {
                choices.push(choice.clone());
            }
        }
        let has_base = facets.has_content();
        let mut combinations = self.combinations(&choices);
        if combinations.is_none()
            || (has_base && job.depth >= DISTRIBUTION_DEPTH && !choices.is_empty())
        {
            let message = "several choices have to be made together; the first one alone is kept";
            self.report.degrade(
                Code::ConflictingAllOf,
                &facets.place,
                message,
                "write the combinations as one `oneOf`",
            );
            if has_base {
                return None;
            }
            choices.truncate(1);
            combinations = self.combinations(&choices);
        }
        if choices.is_empty() {
            return None;
        }
        let (combinations, has_null) = combinations?;
        self.nullable[job.id] |= has_null;
        // Where a discriminator tells the one branch, others are to come.
        if let [sites] = combinations.as_slice()
            && job.depth < DISTRIBUTION_DEPTH
            && facets.discriminator.is_none()
        {
            return self.only_choice(sites, job, scope);
        }
        let mut union = Union {
            branches: Vec::new(),
            discrimination: Discrimination::BestMatch,
            exclusive: choices.iter().all(|choice| choice.exclusive),
        };
        let mut made: IndexMap<Span, Vec<SchemaId>> = IndexMap::new();
        for (index, sites) in combinations.iter().enumerate() {
            let Some(branch) = self.choice_branch(sites, index, facets, job, scope) else {
                continue;
            };
            if branch.ty.id == job.id {
                let message = "a choice is the schema itself; it is left out";
                let site = sites.first().unwrap_or(&facets.place);
                self.report.degrade(
                    Code::RefCycle,
                    site,
                    message,
                    "a choice between a schema and itself says nothing",
                );
                continue;
            }
            for target in sites
                .iter()
                .filter_map(|site| self.quiet_target(site))
                .collect::<Vec<_>>()
            {
                let ids = made.entry(target).or_default();
                if !ids.contains(&branch.ty.id) {
                    ids.push(branch.ty.id);
                }
            }
            if !union
                .branches
                .iter()
                .any(|other| other.ty.id == branch.ty.id)
            {
                union.branches.push(branch);
            }
        }
        if let Some(discriminator) = &facets.discriminator {
            let tags = self.tags_of(discriminator, &made);
            self.tags.insert(job.id, tags);
        }
        match union.branches.len() {
            0 if has_null => Some(SchemaKind::Null),
            0 => None,
            _ => Some(SchemaKind::Union(union)),
        }
    }

    /// One branch of each choice in all combinations, and whether all of them allow `null`; none if there are too many.
    fn combinations(&mut self, choices: &[Choice]) -> Option<(Vec<Vec<Span>>, bool)> {
        let mut combinations: Vec<Vec<Span>> = vec![Vec::new()];
        let mut has_null = !choices.is_empty();
        for choice in choices {
            let (sites, allows_null) = self.without_null(&choice.branches);
            has_null &= allows_null;
            if choices.len() > 1
                && combinations.len().saturating_mul(sites.len()) > MOST_COMBINATIONS
            {
                return None;
            }
            let extended = combinations.iter().flat_map(|combination| {
                sites.iter().map(move |site| {
                    combination
                        .iter()
                        .chain([site])
                        .cloned()
                        .collect::<Vec<Span>>()
                })
            });
            combinations = extended.collect();
        }
        combinations.retain(|combination| !combination.is_empty());
        Some((combinations, has_null))
    }

    /// A choice of one is no choice: the schema is what its base and the one branch say together.
    fn only_choice(&mut self, sites: &[Span], job: &Job, scope: &Scope) -> Option<SchemaKind> {
        let parts = self.parts_of(sites, job)?;
        let facets = self.merged(&parts);
        Some(self.kind(
            &facets,
            &Job {
                id: job.id,
                parts,
                depth: job.depth + 1,
            },
            scope,
        ))
    }

    /// The base without its choices, and what was chosen.
    fn parts_of(&mut self, sites: &[Span], job: &Job) -> Option<Vec<Part>> {
        let mut parts: Vec<Part> = job
            .parts
            .iter()
            .map(|part| Part {
                place: part.place.clone(),
                mode: Mode::WithoutChoices,
            })
            .collect();
        for site in sites {
            let part = Part::whole(self.quiet_target(site)?);
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        Some(parts)
    }

    /// A branch with the members of the base given to it.
    fn choice_branch(
        &mut self,
        sites: &[Span],
        index: usize,
        facets: &Facets,
        job: &Job,
        scope: &Scope,
    ) -> Option<Branch> {
        let mut names: Vec<String> = Vec::new();
        for site in sites {
            match self.name_of_branch(site) {
                Some(name) if names.contains(&name) => {}
                Some(name) => names.push(name),
                None => {
                    names = vec![position(index)];
                    break;
                }
            }
        }
        let name = names.join(" ");
        let scope = scope.step(&name);
        if let ([site], false) = (sites, facets.has_content()) {
            let usage = self.use_of(std::slice::from_ref(site), &scope);
            return Some(Branch {
                ty: usage.ty,
                ..Branch::new(name, usage.ty.id)
            });
        }
        let mut types = facets.types.clone();
        for site in sites {
            let target = self.quiet_target(site)?;
            let own = self.facets(&target)?.types.clone();
            if !types.is_empty()
                && !own.is_empty()
                && !own.iter().any(|ty| super::merge::allows(&types, *ty))
            {
                // What no value can be is no combination, but a branch of a single choice was meant to be one.
                if sites.len() == 1 {
                    let message =
                        "a choice has another type than the schema around it; it is left out";
                    self.report.degrade(
                        Code::ConflictingAllOf,
                        site,
                        message,
                        "let the choice have the type of the schema around it",
                    );
                }
                return None;
            }
            if types.is_empty() {
                types = own;
            }
        }
        let parts = self.parts_of(sites, job)?;
        let id = self.intern_at(parts, &scope, job.depth + 1);
        Some(Branch::new(name, id))
    }

    /// Whether the branches only say which members have to be there: that is about validity, not shape.
    fn is_constraint(&mut self, choice: &Choice, around: &Facets) -> bool {
        let has_shape =
            around.has_structure() || !around.types.is_empty() || !around.all_of.is_empty();
        let mut all = has_shape && !choice.branches.is_empty();
        for site in &choice.branches {
            let facets = self
                .quiet_target(site)
                .and_then(|target| self.facets(&target));
            all &= facets.is_some_and(|facets| {
                let says_members = !facets.properties.is_empty() || facets.has_other_members();
                let has_shape = says_members
                    || facets.values.is_some()
                    || facets.has_items()
                    || facets.format.is_some();
                let same_type = facets.types.is_empty() || facets.types == [JsonType::Object];
                let is_plain = facets.all_of.is_empty() && facets.choices.is_empty();
                !has_shape
                    && same_type
                    && is_plain
                    && (!facets.required.is_empty() || facets.has_not)
            });
        }
        if all {
            let message = "a choice between members that have to be there is not checked";
            self.report.count(
                Code::IgnoredKeyword,
                &around.place,
                message,
                "nothing has to be done; the members are optional",
            );
        }
        all
    }

    /// A base schema with a discriminator, whose children name it in their `allOf`, is a union of them.
    pub fn family(
        &mut self,
        place: &Span,
        facets: &Facets,
        job: &Job,
        scope: &Scope,
    ) -> Option<SchemaKind> {
        let discriminator = facets.discriminator.as_ref()?;
        let tags = self.family_tags(place, discriminator);
        let descendants = self.descendants(place);
        if tags.is_empty()
            && !descendants.is_empty()
            && !self.names_children(facets, discriminator, &descendants)
        {
            let message =
                "no value of the discriminator's property is the name of a child; it has no effect";
            self.report.degrade(
                Code::DiscriminatorMapping,
                &discriminator.place,
                message,
                "add `mapping`",
            );
            return None;
        }
        let mut union = Union {
            branches: Vec::new(),
            discrimination: Discrimination::BestMatch,
            exclusive: true,
        };
        let mut explicit: IndexMap<String, SchemaId> = IndexMap::new();
        // In Swagger 2.0 the name of the base itself is a value too.
        let own = (self.forest.version() == Version::V2_0 && !descendants.is_empty())
            .then(|| place.clone());
        let children: Vec<Span> = tags
            .values()
            .cloned()
            .chain(descendants.iter().cloned())
            .chain(own)
            .collect();
        let mut seen: Vec<Span> = Vec::new();
        let mut names: BTreeMap<SchemaId, String> = BTreeMap::new();
        for child in children {
            if seen.contains(&child) {
                continue;
            }
            let is_own_base = child == *place;
            let has_children = descendants.contains(&child)
                && self
                    .children
                    .get(&child)
                    .is_some_and(|list| !list.is_empty());
            let part = if is_own_base || has_children {
                Part {
                    place: child.clone(),
                    mode: Mode::WithoutChoices,
                }
            } else {
                Part::whole(child.clone())
            };
            let name = self
                .component_of(&child)
                .unwrap_or_else(|| format!("variant{}", seen.len() + 1));
            let id = match part.mode {
                Mode::Whole => self.intern(vec![part], scope),
                _ => {
                    let owner = self.intern(vec![Part::whole(child.clone())], scope);
                    let scope = Scope::inside(owner, &self.api.schema(owner).name).step("base");
                    self.intern(vec![part], &scope)
                }
            };
            for (tag, _) in tags.iter().filter(|(_, target)| **target == child) {
                explicit.insert(tag.clone(), id);
            }
            names.extend(self.component_of(&child).map(|name| (id, name)));
            union.branches.push(Branch::new(name, id));
            seen.push(child);
        }
        if union.branches.is_empty() || (union.branches.len() == 1 && seen.contains(place)) {
            return None;
        }
        let (property, place) = (discriminator.property.clone(), discriminator.place.clone());
        self.tags.insert(
            job.id,
            Tags {
                property,
                explicit,
                elsewhere: IndexMap::new(),
                names,
                place,
                is_family: true,
            },
        );
        Some(SchemaKind::Union(union))
    }

    /// Whether the values of the property, if they are listed, name a child.
    fn names_children(
        &mut self,
        facets: &Facets,
        discriminator: &Discriminator,
        children: &[Span],
    ) -> bool {
        let site = facets
            .properties
            .get(&discriminator.property)
            .and_then(|sites| sites.last());
        let target = site.and_then(|site| self.quiet_target(site));
        let values = target
            .and_then(|target| self.facets(&target))
            .and_then(|facets| facets.values.clone());
        values.is_none_or(|values| {
            let names = children.iter().filter_map(|child| self.component_of(child));
            names.into_iter().any(|name| {
                values
                    .iter()
                    .any(|value| value.value.as_str() == Some(&name))
            })
        })
    }

    /// The schemas that a mapping names, by tag.
    fn family_tags(
        &mut self,
        place: &Span,
        discriminator: &Discriminator,
    ) -> IndexMap<String, Span> {
        let mut tags = IndexMap::new();
        for (tag, target) in &discriminator.mapping {
            let at = discriminator.place.join("mapping").join(tag);
            match self.mapped(place, target) {
                Some(target) => {
                    tags.insert(tag.clone(), target);
                }
                None => self.unmapped(&at, target),
            }
        }
        tags
    }

    fn unmapped(&mut self, at: &Span, target: &str) {
        let message =
            format!("the discriminator maps to `{target}`, which is no schema of the document");
        self.report.degrade(
            Code::DiscriminatorMapping,
            at,
            message,
            "name a schema of the components, or refer to one",
        );
    }

    /// A target of a mapping: the name of a component, or a reference.
    fn mapped(&mut self, place: &Span, target: &str) -> Option<Span> {
        let sections = self.sections("schemas").into_iter().map(|section| Span {
            source: place.source,
            ..section
        });
        let mut named = sections
            .map(|section| section.join(target))
            .filter(|named| self.forest.node(named).is_some());
        let site = match named.next().filter(|_| !target.contains('/')) {
            Some(named) => named,
            None => self.resolver.lookup(place, target)?,
        };
        self.quiet_target(&site)
    }

    /// All schemas that have this one in their `allOf`, directly or not, children before grandchildren.
    fn descendants(&self, place: &Span) -> Vec<Span> {
        let mut found: Vec<Span> = Vec::new();
        let mut next = 0;
        let mut parents = vec![place.clone()];
        while let Some(parent) = parents.get(next).cloned() {
            next += 1;
            for child in self.children.get(&parent).into_iter().flatten() {
                if child != place && !found.contains(child) {
                    found.push(child.clone());
                    parents.push(child.clone());
                }
            }
        }
        found
    }

    /// The tags that a mapping gives to branches; `made` says which branches were made of which schema.
    fn tags_of(
        &mut self,
        discriminator: &Discriminator,
        made: &IndexMap<Span, Vec<SchemaId>>,
    ) -> Tags {
        let mut tags = Tags {
            property: discriminator.property.clone(),
            explicit: IndexMap::new(),
            elsewhere: IndexMap::new(),
            names: BTreeMap::new(),
            place: discriminator.place.clone(),
            is_family: false,
        };
        for (place, ids) in made {
            let name = self.component_of(place);
            tags.names
                .extend(ids.iter().filter_map(|id| Some((*id, name.clone()?))));
        }
        for (tag, place) in self.family_tags(&discriminator.place, discriminator) {
            match made.get(&place).map(Vec::as_slice) {
                Some([id]) => {
                    tags.explicit.insert(tag, *id);
                }
                // A schema that is part of several branches chooses none of them.
                Some(_) => {}
                None => {
                    tags.elsewhere.insert(tag, place);
                }
            }
        }
        tags
    }

    /// The component's name, the title, the constant, or the JSON type of a branch.
    pub fn name_of_branch(&mut self, site: &Span) -> Option<String> {
        let target = self.quiet_target(site)?;
        if let Some(name) = self.component_of(&target) {
            return Some(name);
        }
        let facets = self.facets(&target)?;
        if let Some(title) = facets
            .docs
            .title
            .as_ref()
            .filter(|title| title.len() <= MAX_NAME && !title.trim().is_empty())
        {
            return Some(title.clone());
        }
        if let Some(
            [
                EnumValue {
                    value: Value::String(value),
                    ..
                },
            ],
        ) = facets.values.as_deref()
        {
            return Some(value.clone());
        }
        match facets.types.as_slice() {
            [] if !facets.has_content()
                && facets.all_of.is_empty()
                && facets.choices.is_empty() =>
            {
                Some("any".to_owned())
            }
            [ty] if *ty != JsonType::Object => Some(ty.name().to_owned()),
            [] | [JsonType::Object] => self.constant_of(&facets),
            _ => None,
        }
    }

    /// The constant of the first member that must be there and can have one value only.
    fn constant_of(&mut self, facets: &Facets) -> Option<String> {
        for (name, sites) in facets
            .properties
            .iter()
            .filter(|(name, _)| facets.required.contains(*name))
        {
            let target = sites.first().and_then(|site| self.quiet_target(site));
            let values = target
                .and_then(|target| self.facets(&target))
                .and_then(|facets| facets.values.clone());
            match values.as_deref() {
                Some(
                    [
                        EnumValue {
                            value: Value::String(text),
                            ..
                        },
                    ],
                ) if text.contains(char::is_alphanumeric) => return Some(text.clone()),
                Some(
                    [
                        EnumValue {
                            value: value @ (Value::Number(_) | Value::Bool(_)),
                            ..
                        },
                    ],
                ) => return Some(format!("{name} {value}")),
                _ => {}
            }
        }
        None
    }
}

/// The name of a branch that has no other.
pub(super) fn position(index: usize) -> String {
    format!("variant{}", index + 1)
}
