//! From what was written to what it means.

mod alternatives;
mod check;
mod defaults;
mod enumeration;
mod facets;
mod ignored;
mod info;
mod members;
mod merge;
mod naming;
mod operation;
mod parameter;
mod path;
mod payload;
mod schema;
mod scope;
mod security;
mod simplify;
mod tags;
mod telling;
mod tuple;
mod union;
mod usage;

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::rc::Rc;

use typed_index_collections::TiVec;

use crate::diagnostic::{Code, Report};
use crate::document;
use crate::document_set::DocumentSet;
use crate::grammar::Kind;
use crate::ir::{Api, Docs, Parameter, Response, Schema, SchemaId, SchemaKind, SchemaName, Usage};
use crate::limits::Limits;
use crate::node::Node;
use crate::object::reference_at;
use crate::pointer::{Pointer, SourceId, Span};
use crate::resolve::{Resolver, Target};
use crate::version::Version;
use facets::Facets;
use merge::{Mode, Part};
use scope::Scope;
use tags::Tags;

/// Lowers a whole document.
pub(crate) fn lower(resolver: &Resolver<'_>, report: &mut Report) -> Api {
    let mut lowering = Lowering::new(resolver, std::mem::take(report));
    lowering.info();
    lowering.components();
    lowering.security_schemes();
    lowering.operations();
    lowering.build_all();
    lowering.spread_nullable();
    lowering.simplify();
    lowering.tell_apart();
    lowering.check_defaults();
    *report = lowering.report;
    let api = lowering.api;
    crate::graph::mark_usage(crate::graph::mark_cycles(api))
}

/// The state of lowering one document.
pub(crate) struct Lowering<'d> {
    resolver: &'d Resolver<'d>,
    forest: &'d DocumentSet,
    limits: &'d Limits,
    report: Report,
    api: Api,
    /// Whether each schema allows `null` itself.
    nullable: TiVec<SchemaId, bool>,
    /// Schemas that have an id but no kind yet.
    queue: VecDeque<Job>,
    ids: HashMap<Vec<Part>, SchemaId>,
    facets: HashMap<Span, Option<Rc<Facets>>>,
    targets: HashMap<Span, Option<Target>>,
    /// Parts that may still be merged.
    parts_left: usize,
    /// The schemas that have a schema in their `allOf`.
    children: HashMap<Span, Vec<Span>>,
    tags: BTreeMap<SchemaId, Tags>,
    parameters: HashMap<Span, Option<Parameter>>,
    responses: HashMap<Span, Option<Response>>,
    operation_ids: HashSet<String>,
    /// The ids that operations have in the document.
    written_ids: HashSet<String>,
    /// How many security schemes the document declares; those after them stand in for others.
    declared_schemes: usize,
    /// Patterns that were read, with what is wrong with them.
    patterns: HashMap<String, Option<String>>,
}

/// A schema to be lowered.
pub(crate) struct Job {
    id: SchemaId,
    parts: Vec<Part>,
    /// How many choices were given the members of a base on the way here.
    depth: usize,
}

impl<'d> Lowering<'d> {
    fn new(resolver: &'d Resolver<'d>, report: Report) -> Self {
        Self {
            resolver,
            forest: resolver.documents,
            limits: resolver.limits,
            report,
            api: Api::default(),
            nullable: TiVec::new(),
            queue: VecDeque::new(),
            ids: HashMap::new(),
            facets: HashMap::new(),
            targets: HashMap::new(),
            parts_left: resolver.limits.merged_parts,
            children: HashMap::new(),
            tags: BTreeMap::new(),
            parameters: HashMap::new(),
            responses: HashMap::new(),
            operation_ids: HashSet::new(),
            written_ids: HashSet::new(),
            declared_schemes: 0,
            patterns: HashMap::new(),
        }
    }

    /// Gives every component its id, in the document's order, before anything else gets one.
    fn components(&mut self) {
        let mut places: Vec<Span> = Vec::new();
        for section in self.sections("schemas") {
            let Some(members) = self.object_at(&section, "schemas") else {
                continue;
            };
            self.api.component_schemas +=
                members.keys().filter(|key| !key.starts_with("x-")).count();
            places.extend(members.keys().map(|key| section.join(key)));
        }
        for place in &places {
            let Some(target) = self.target(place) else {
                continue;
            };
            let Some(facets) = self.facets(&target.place) else {
                continue;
            };
            for part in &facets.all_of {
                if let Some(parent) = self.quiet_target(part) {
                    let children = self.children.entry(parent).or_default();
                    if !children.contains(&target.place) {
                        children.push(target.place.clone());
                    }
                }
            }
        }
        for place in &places {
            if let Some(target) = self.target(place) {
                self.intern(vec![Part::whole(target.place)], &Scope::default());
            }
        }
    }

    /// Where the root document has its components of a kind. Swagger 2.0 has its own places for them; either may be mistaken for the other.
    fn sections(&self, kind: &str) -> Vec<Span> {
        let root = Span::default();
        let components = root.join("components").join(kind);
        match (self.forest.version(), kind) {
            (Version::V2_0, "schemas") => vec![root.join("definitions"), components],
            (Version::V2_0, "securitySchemes") => {
                vec![root.join("securityDefinitions"), components]
            }
            _ => vec![components],
        }
    }

    /// The id of what some schemas say together.
    fn intern(&mut self, parts: Vec<Part>, scope: &Scope) -> SchemaId {
        self.intern_at(parts, scope, 0)
    }

    fn intern_at(&mut self, parts: Vec<Part>, scope: &Scope, depth: usize) -> SchemaId {
        if let Some(id) = self.ids.get(&parts) {
            return *id;
        }
        let limit = self.limits.schemas.saturating_add(self.forest.max_nodes());
        if self.api.schemas.len() >= limit {
            let place = parts
                .last()
                .map(|part| part.place.clone())
                .unwrap_or_default();
            self.report.error(
                Code::LimitExceeded,
                &place,
                format!("the document has more than {limit} schemas"),
                "raise the limit",
            );
            return SchemaId::from(0);
        }
        let name = match parts.as_slice() {
            [
                Part {
                    place,
                    mode: Mode::Whole,
                },
            ] => match self.component_of(place) {
                Some(name) => SchemaName::Component(name),
                None => self
                    .scope_of(place)
                    .filter(|own| own.owner.is_none() || own.owner != scope.owner)
                    .unwrap_or_else(|| scope.clone())
                    .name(),
            },
            _ => scope.name(),
        };
        let span = parts
            .last()
            .map(|part| part.place.clone())
            .unwrap_or_default();
        let id = self.add(name, span, SchemaKind::Any);
        self.ids.insert(parts.clone(), id);
        self.queue.push_back(Job { id, parts, depth });
        id
    }

    fn add(&mut self, name: SchemaName, span: Span, kind: SchemaKind) -> SchemaId {
        self.nullable.push(false);
        self.api.schemas.push_and_get_key(Schema {
            name,
            docs: Docs::default(),
            kind,
            default: None,
            usage: Usage::default(),
            span,
        })
    }

    fn build_all(&mut self) {
        while let Some(job) = self.queue.pop_front() {
            self.build(&job);
        }
    }

    /// What a schema says, read once.
    fn facets(&mut self, place: &Span) -> Option<Rc<Facets>> {
        if let Some(facets) = self.facets.get(place) {
            return facets.clone();
        }
        let schema = document::read(self.forest, place, &mut self.report);
        let facets = schema.map(|schema| {
            let mut facets = Facets::of(schema, place);
            self.properties_elsewhere(&mut facets);
            self.positions(&mut facets);
            self.keys(&mut facets);
            self.ignored(place);
            self.check(&mut facets);
            Rc::new(facets)
        });
        self.facets.insert(place.clone(), facets.clone());
        facets
    }

    /// `properties` may be a reference to an object that holds them.
    fn properties_elsewhere(&mut self, facets: &mut Facets) {
        let site = facets.place.join("properties");
        if self
            .forest
            .node(&site)
            .and_then(|node| reference_at(node, Kind::Properties))
            .is_none()
        {
            return;
        }
        let target = self
            .resolver
            .follow(&site, Kind::Properties, &mut self.report);
        let Ok(place) = target.map(|target| target.place) else {
            return;
        };
        for name in self
            .object_at(&place, "properties")
            .into_iter()
            .flat_map(|members| members.keys())
        {
            facets
                .properties
                .entry(name.clone())
                .or_insert_with(|| vec![place.join(name)]);
        }
    }

    /// The schema behind the references at a place.
    fn target(&mut self, site: &Span) -> Option<Target> {
        if let Some(target) = self.targets.get(site) {
            return target.clone();
        }
        match self.resolver.follow(site, Kind::Schema, &mut self.report) {
            Ok(target) => {
                // Whoever refers to a reference on the way finds the end too.
                for (index, place) in target.through.iter().enumerate().skip(1) {
                    let through = target.through.get(index..).unwrap_or_default().to_vec();
                    self.targets.insert(
                        place.clone(),
                        Some(Target {
                            place: target.place.clone(),
                            through,
                        }),
                    );
                }
                self.targets.insert(site.clone(), Some(target.clone()));
                Some(target)
            }
            Err(way) => {
                self.targets.insert(site.clone(), None);
                self.targets
                    .extend(way.into_iter().map(|place| (place, None)));
                None
            }
        }
    }

    fn quiet_target(&mut self, site: &Span) -> Option<Span> {
        self.target(site).map(|target| target.place)
    }

    /// The places of the schemas behind a place, as far as there are any.
    fn part_places(&mut self, site: &Span) -> Vec<Span> {
        self.quiet_target(site).into_iter().collect()
    }

    /// The name of a schema that has one of its own: a component, or what another file is about.
    fn component_of(&self, place: &Span) -> Option<String> {
        let tokens: Vec<String> = place.pointer.tokens().collect();
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        match tokens.as_slice() {
            ["components", "schemas", name] | ["definitions" | "schemas" | "$defs", name] => {
                Some((*name).to_owned())
            }
            [name] if place.source != SourceId(0) => Some((*name).to_owned()),
            [] if place.source != SourceId(0) => {
                let path = self.forest.path(place.source);
                let file = path.rsplit('/').next().unwrap_or(path);
                Some(file.split('.').next().unwrap_or(file).to_owned())
            }
            _ => None,
        }
    }

    /// What a schema inside a component is named after, wherever it is referred to from.
    fn scope_of(&mut self, place: &Span) -> Option<Scope> {
        let tokens: Vec<String> = place.pointer.tokens().collect();
        let (mut scope, rest) = self.scope_of_root(place, &tokens)?;
        let mut rest = rest.iter();
        while let Some(token) = rest.next() {
            match token.as_str() {
                "properties" => scope = scope.step(rest.next()?),
                "additionalProperties" | "unevaluatedProperties" => scope = scope.step("value"),
                "patternProperties" => {
                    rest.next();
                    scope = scope.step("value");
                }
                "prefixItems" => scope = tuple::step(&scope, rest.next()?.parse().ok()?),
                "allOf" => {
                    rest.next();
                }
                "oneOf" | "anyOf" => {
                    let index: usize = rest.next()?.parse().ok()?;
                    scope = scope.step(format!("variant{}", index + 1));
                }
                other => scope = scope.step(other),
            }
        }
        Some(scope)
    }

    /// The component that a pointer leads through, and the way from there.
    fn scope_of_root<'t>(
        &self,
        place: &Span,
        tokens: &'t [String],
    ) -> Option<(Scope, &'t [String])> {
        if let ([section, key, _], rest) = tokens.split_at_checked(3)?
            && section == "parameters"
        {
            // In Swagger 2.0, several operations may share a body or a field of one.
            let shared = Span {
                source: place.source,
                ..Span::default()
            }
            .join(section)
            .join(key);
            let text = |key: &str| {
                self.forest
                    .node(&shared)
                    .and_then(|node| node.member(key))
                    .and_then(Node::scalar_text)
            };
            let step = if text("in") == Some("body") {
                "body"
            } else {
                text("name")?
            };
            return Some((Scope::component(key).step(step), rest));
        }
        [2, 3].into_iter().find_map(|length| {
            let (root, rest) = tokens.split_at_checked(length)?;
            let pointer = root
                .iter()
                .fold(Pointer::root(), |pointer, token| pointer.join(token));
            let owner = Span {
                source: place.source,
                pointer,
            };
            self.component_of(&owner)?;
            let owner = *self.ids.get(&vec![Part::whole(owner)])?;
            Some((
                Scope {
                    owner: Some(owner),
                    ..Scope::default()
                },
                rest,
            ))
        })
    }

    /// The members of an object of the document; reported if something else stands there.
    fn object_at(
        &mut self,
        place: &Span,
        what: &str,
    ) -> Option<&'d indexmap::IndexMap<String, crate::node::Node>> {
        let node = self.forest.node(place)?;
        let members = node.as_map();
        if members.is_none() && *node != crate::node::Node::Null {
            let message = format!("`{what}` is {}, not an object", node.kind());
            self.report.error(
                Code::WrongType,
                place,
                message,
                format!("write `{what}` as an object"),
            );
        }
        members
    }

    /// The elements of a list of the document; reported if something else stands there.
    fn list_at(&mut self, place: &Span, what: &str) -> &'d [crate::node::Node] {
        let Some(node) = self.forest.node(place) else {
            return &[];
        };
        if node.as_list().is_none() && *node != crate::node::Node::Null {
            let message = format!("`{what}` is {}, not a list", node.kind());
            self.report.error(
                Code::WrongType,
                place,
                message,
                format!("write `{what}` as a list"),
            );
        }
        node.as_list().unwrap_or_default()
    }
}
