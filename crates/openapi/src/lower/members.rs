//! The members of objects that have no name of their own.

use super::facets::{Facets, Others};
use super::{Lowering, Scope};
use crate::diagnostic::Code;
use crate::ir::{
    Additional, Branch, Discrimination, Object, PatternProperty, SchemaId, SchemaKind, TypeRef,
    Union,
};
use crate::node::Node;
use crate::pointer::Span;

impl Lowering<'_> {
    /// Reads what OpenAPI 3.0 has no keyword for: `patternProperties`, `propertyNames` and `unevaluatedProperties`.
    pub fn keys(&mut self, facets: &mut Facets) {
        let Some(node) = self.forest.node(&facets.place) else {
            return;
        };
        let at = facets.place.join("patternProperties");
        for pattern in node
            .member("patternProperties")
            .and_then(Node::as_map)
            .into_iter()
            .flat_map(|members| members.keys())
        {
            match self.pattern_problem(pattern) {
                None => {
                    facets
                        .patterns
                        .insert(pattern.clone(), vec![at.join(pattern)]);
                }
                Some(reason) => {
                    let message =
                        format!("the pattern can't be read: {reason}; no member is known by it");
                    self.report.degrade(
                        Code::InvalidPattern,
                        &at.join(pattern),
                        message,
                        "write a regular expression of ECMA-262",
                    );
                    facets.others = facets
                        .others
                        .take()
                        .filter(|others| *others != Others::Forbidden);
                }
            }
        }
        if let Some(Node::Map(_)) = node.member("propertyNames") {
            facets.keys = vec![facets.place.join("propertyNames")];
        }
        // What `additionalProperties` is about is evaluated.
        if facets.others.is_none() {
            facets.others = match node.member("unevaluatedProperties") {
                Some(Node::Bool(false)) => Some(Others::Forbidden),
                Some(Node::Bool(true)) => Some(Others::Any),
                Some(Node::Map(_)) => Some(Others::Typed(vec![
                    facets.place.join("unevaluatedProperties"),
                ])),
                _ => None,
            };
        }
    }

    /// What the members of an object look like that are not named.
    pub fn other_members(&mut self, object: &mut Object, facets: &Facets, scope: &Scope) {
        let scope = scope.step("value");
        object.additional = match &facets.others {
            None => Additional::Unspecified,
            Some(Others::Forbidden) => Additional::Forbidden,
            Some(Others::Any) => Additional::Any,
            Some(Others::Typed(sites)) => self.additional(sites, &scope),
        };
        if !facets.keys.is_empty() {
            object.property_names = Some(self.use_of(&facets.keys, &scope.step("key")).ty);
        }
        let is_single = facets.patterns.len() == 1 && object.additional.typed().is_none();
        let mut has_any = false;
        for (pattern, sites) in &facets.patterns {
            let scope = if is_single {
                scope.clone()
            } else {
                scope.step(pattern)
            };
            let ty = self.use_of(sites, &scope).ty;
            object.pattern_properties.push(PatternProperty {
                pattern: pattern.clone(),
                ty,
            });
            has_any |= self.says_nothing(sites);
        }
        object.undeclared = if has_any {
            Additional::Any
        } else {
            self.unnamed(object, &facets.place, &scope)
        };
    }

    /// What patterns and additional members say together.
    fn unnamed(&mut self, object: &Object, place: &Span, scope: &Scope) -> Additional {
        if object.pattern_properties.is_empty() {
            return object.additional;
        }
        let mut types: Vec<TypeRef> = Vec::new();
        for ty in object
            .pattern_properties
            .iter()
            .map(|members| members.ty)
            .chain(object.additional.typed())
        {
            match types.iter_mut().find(|known| known.id == ty.id) {
                Some(known) => known.nullable |= ty.nullable,
                None => types.push(ty),
            }
        }
        let is_open = matches!(object.additional, Additional::Unspecified | Additional::Any);
        let takes_all = object
            .pattern_properties
            .iter()
            .any(|members| is_found_everywhere(&members.pattern));
        match types.as_slice() {
            [one] if !is_open || takes_all => Additional::Typed(*one),
            several => {
                let mut branches = Vec::with_capacity(several.len() + 1);
                for (index, ty) in several.iter().enumerate() {
                    let site = self.api.schema(ty.id).span.clone();
                    let pattern = object
                        .pattern_properties
                        .iter()
                        .find(|members| members.ty.id == ty.id)
                        .map(|members| members.pattern.as_str());
                    let pattern = pattern.filter(|pattern| pattern.contains(char::is_alphanumeric));
                    let name = self.name_of_branch(&site).or(pattern.map(str::to_owned));
                    let name = name.unwrap_or_else(|| super::union::position(index));
                    branches.push(Branch {
                        ty: *ty,
                        ..Branch::new(name, ty.id)
                    });
                }
                if is_open && !takes_all {
                    let any = self.any();
                    branches.push(Branch::new("any".to_owned(), any));
                }
                let union = Union {
                    branches,
                    discrimination: Discrimination::BestMatch,
                    exclusive: false,
                };
                let id: SchemaId = self.add(scope.name(), place.clone(), SchemaKind::Union(union));
                Additional::Typed(TypeRef::new(id))
            }
        }
    }

    /// What members or elements look like that have no schema of their own.
    pub fn additional(&mut self, sites: &[Span], scope: &Scope) -> Additional {
        if self.says_nothing(sites) {
            Additional::Any
        } else {
            Additional::Typed(self.use_of(sites, scope).ty)
        }
    }

    /// Whether the schemas at some places allow any value.
    fn says_nothing(&mut self, sites: &[Span]) -> bool {
        let mut says_nothing = true;
        for site in sites {
            let facets = self
                .target(site)
                .and_then(|target| self.facets(&target.place));
            says_nothing &= facets.is_some_and(|facets| {
                facets.types.is_empty()
                    && !facets.has_content()
                    && facets.all_of.is_empty()
                    && facets.choices.is_empty()
            });
        }
        says_nothing
    }
}

/// Whether a pattern is plainly found in every text.
fn is_found_everywhere(pattern: &str) -> bool {
    matches!(
        pattern,
        "" | "^"
            | "$"
            | ".*"
            | "^.*"
            | ".*$"
            | "^.*$"
            | ".+"
            | "^.+$"
            | "[\\s\\S]*"
            | "^[\\s\\S]*$"
    )
}
