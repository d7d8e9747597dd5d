//! From the place where a schema is used to the schema that it is a use of.

use serde_json::Value;

use super::facets::Facets;
use super::{Lowering, Part, Scope};
use crate::document;
use crate::ir::{Access, Docs, JsonType, SchemaId, TypeRef};
use crate::pointer::Span;

/// A use of a schema with what stands beside the reference to it.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    pub ty: TypeRef,
    pub docs: Docs,
    pub default: Option<Value>,
    pub access: Access,
}

/// What is collected on the way from a use to its schema; what stands nearest to the use wins.
#[derive(Default)]
struct Annotations {
    docs: Docs,
    default: Option<Value>,
    access: Access,
    nullable: bool,
}

impl Annotations {
    fn absorb(&mut self, facets: &Facets) {
        let docs = &facets.docs;
        self.nullable |= facets.nullable;
        self.docs.deprecated |= docs.deprecated;
        fill(&mut self.docs.title, &docs.title);
        fill(&mut self.docs.description, &docs.description);
        fill(&mut self.docs.external, &docs.external);
        fill(&mut self.docs.example, &docs.example);
        fill(&mut self.default, &facets.default);
        if self.access == Access::ReadWrite {
            self.access = facets.access;
        }
    }
}

fn fill<T: Clone>(slot: &mut Option<T>, value: &Option<T>) {
    if slot.is_none() {
        slot.clone_from(value);
    }
}

impl Lowering<'_> {
    /// The use of the schema at a place, or of what the schemas at several places say together.
    pub fn use_of(&mut self, sites: &[Span], scope: &Scope) -> Use {
        let mut annotations = Annotations::default();
        let mut parts: Vec<Part> = Vec::new();
        for site in sites {
            // What the last place says overrides what the others do.
            annotations.docs = Docs::default();
            if let Some(place) = self.behind(site, &mut annotations)
                && !parts.iter().any(|part| part.place == place)
            {
                parts.push(Part::whole(place));
            }
        }
        let id = if parts.is_empty() {
            self.any()
        } else {
            self.intern(parts, scope)
        };
        let Annotations {
            docs,
            default,
            access,
            nullable,
        } = annotations;
        Use {
            ty: TypeRef {
                id,
                nullable,
                cyclic: false,
            },
            docs,
            default,
            access,
        }
    }

    /// Follows references, and inline schemas that are nothing but another one, to the schema that counts.
    fn behind(&mut self, site: &Span, annotations: &mut Annotations) -> Option<Span> {
        let mut site = site.clone();
        for _ in 0..self.limits.reference_hops {
            let target = self.target(&site)?;
            for reference in &target.through {
                if let Some(beside) = self.beside_reference(reference) {
                    annotations.absorb(&beside);
                }
            }
            let facets = self.facets(&target.place)?;
            annotations.absorb(&facets);
            if self.component_of(&target.place).is_some() {
                return Some(target.place.clone());
            }
            match self.only_part(&facets, annotations) {
                Some(part) => site = part,
                None => return Some(target.place.clone()),
            }
        }
        self.report.error(
            crate::diagnostic::Code::LimitExceeded,
            &site,
            format!(
                "more than {} schemas are nothing but another one",
                self.limits.reference_hops
            ),
            "refer to the schema directly, or raise the limit",
        );
        None
    }

    /// The one schema that an inline schema consists of, if it adds nothing that values have to fit.
    fn only_part(&mut self, facets: &Facets, annotations: &mut Annotations) -> Option<Span> {
        if facets.has_content() || facets.discriminator.is_some() {
            return None;
        }
        match (facets.all_of.as_slice(), facets.choices.as_slice()) {
            ([part], []) => Some(part.clone()),
            ([], [choice]) => {
                let (mut others, has_null) = self.without_null(&choice.branches);
                if others.len() != 1 {
                    return None;
                }
                annotations.nullable |= has_null;
                others.pop()
            }
            _ => None,
        }
    }

    /// The places among these that allow more than `null`, and whether one allows only that.
    pub fn without_null(&mut self, sites: &[Span]) -> (Vec<Span>, bool) {
        let mut others = Vec::with_capacity(sites.len());
        for site in sites {
            if !self.is_null(site) {
                others.push(site.clone());
            }
        }
        let has_null = others.len() < sites.len();
        (others, has_null)
    }

    /// Whether a schema stands for `null` alone. In OpenAPI 3.0 that is written in several ways, `{nullable: true}` among them.
    fn is_null(&mut self, site: &Span) -> bool {
        let Some(target) = self.target(site) else {
            return false;
        };
        let Some(facets) = self.facets(&target.place) else {
            return false;
        };
        let says_only_nullable = facets.nullable
            && facets.types.is_empty()
            && !facets.has_content()
            && facets.all_of.is_empty()
            && facets.choices.is_empty();
        facets.types == [JsonType::Null]
            || facets
                .values
                .as_ref()
                .is_some_and(|values| values.iter().all(|value| value.value.is_null()))
            || says_only_nullable
    }

    /// What stands beside a `$ref`. OpenAPI 3.0 gives it no meaning; annotations are harmless and meant.
    fn beside_reference(&mut self, place: &Span) -> Option<Facets> {
        const ANNOTATIONS: [&str; 9] = [
            "title",
            "description",
            "deprecated",
            "nullable",
            "default",
            "example",
            "readOnly",
            "writeOnly",
            "externalDocs",
        ];
        let members = self.forest.node(place)?.as_map()?;
        if members.len() < 2 {
            return None;
        }
        let harmless = |key: &String| {
            key == "$ref"
                || key == "summary"
                || key.starts_with("x-")
                || ANNOTATIONS.contains(&key.as_str())
        };
        // From 3.1 on, what counts was made a part of its own; the rest only says something to people.
        if !self.forest.version().has_json_schema() && !members.keys().all(harmless) {
            self.report.count(
                crate::diagnostic::Code::IgnoredKeyword,
                place,
                "keywords beside `$ref` have no effect in OpenAPI 3.0",
                "put the reference into `allOf` and the keywords beside that",
            );
        }
        let members = members
            .iter()
            .filter(|(key, _)| ANNOTATIONS.contains(&key.as_str()));
        let members = members
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        let schema = document::read_schema_with(&members, place, &mut self.report)?;
        Some(Facets::of(schema, place))
    }

    /// The schema of any value.
    pub fn any(&mut self) -> SchemaId {
        self.intern(Vec::new(), &Scope::default())
    }
}
