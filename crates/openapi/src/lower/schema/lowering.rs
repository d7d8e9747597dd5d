//! The state of lowering schemas, and how schemas get their ids and names.

use std::collections::BTreeMap;

use typed_index_collections::TiVec;

use super::need::Need;
use super::table::{LimitReached, SchemaTable};
use crate::diagnostic::catalogue::schema;
use crate::ir::{Lengths, Rule, RuleId, Schema, SchemaId, SchemaKind, SchemaName, StringFormat};
use crate::lower::component::{Components, Subtypes};
use crate::lower::context::Context;
use crate::lower::part::{Mode, Part};
use crate::lower::scope::Scope;
use crate::lower::union::mapping::{Discriminators, Mapping};
use crate::node::Node;
use crate::pointer::{Pointer, Span};

/// The state of lowering schemas.
pub(in crate::lower) struct SchemaLowering<'d> {
    pub context: Context<'d>,
    pub table: SchemaTable,
    pub subtypes: Subtypes,
    /// The discriminators of unions.
    pub mappings: BTreeMap<SchemaId, Mapping>,
    /// The schemas that need a rule.
    pub needs: Vec<Need>,
}

/// All schemas of a document, before the passes over the complete arena.
pub(in crate::lower) struct LoweredSchemas {
    pub schemas: TiVec<SchemaId, Schema>,
    pub rules: TiVec<RuleId, Rule>,
    /// Whether each schema itself allows `null`.
    pub nullable: TiVec<SchemaId, bool>,
    pub discriminators: Discriminators,
}

impl<'d> SchemaLowering<'d> {
    /// Gives every component schema an id, in document order.
    pub fn new(context: Context<'d>, components: Components) -> Self {
        let input = context.input;
        let limit = input
            .limits
            .schemas
            .saturating_add(input.documents.max_nodes());
        let mut lowering = Self {
            context,
            table: SchemaTable::new(limit),
            subtypes: components.subtypes,
            mappings: BTreeMap::new(),
            needs: Vec::new(),
        };
        for site in &components.schemas {
            if let Some(span) = lowering.context.resolve(site) {
                lowering.intern(vec![Part::whole(span)], &Scope::default());
            }
        }
        lowering
    }

    /// Returns the id of the schema that consists of the given parts.
    ///
    /// `scope` names the schema only if the schema is new, is not a component, and is not located
    /// in another component.
    pub fn intern(&mut self, parts: Vec<Part>, scope: &Scope) -> SchemaId {
        self.intern_at_depth(parts, scope, 0)
    }

    /// Returns the id of the schema that consists of the given parts, with its
    /// [`Job::depth`](super::table::Job::depth).
    pub fn intern_at_depth(&mut self, parts: Vec<Part>, scope: &Scope, depth: usize) -> SchemaId {
        if let Some(id) = self.table.id(&parts) {
            return id;
        }
        let name = match parts.as_slice() {
            [
                Part {
                    span,
                    mode: Mode::Whole,
                },
            ] => match self.context.input.component_name(span) {
                Some(name) => SchemaName::Component(name),
                None => self
                    .scope_by_location(span)
                    .filter(|own| own.owner.is_none() || own.owner != scope.owner)
                    .unwrap_or_else(|| scope.clone())
                    .name(),
            },
            _ => scope.name(),
        };
        let span = parts.last().map(|part| part.span.clone());
        match self.table.enqueue(parts, name, depth) {
            Ok(id) => id,
            Err(LimitReached) => {
                let finding = schema::too_many_schemas(self.table.limit());
                self.context.report.add(&span.unwrap_or_default(), finding);
                self.table.overflow()
            }
        }
    }

    /// Returns the schema that allows every value.
    pub fn any(&mut self) -> SchemaId {
        self.intern(Vec::new(), &Scope::default())
    }

    /// Adds a schema for arbitrary strings.
    pub fn add_string(&mut self, scope: &Scope, span: &Span) -> SchemaId {
        let kind = SchemaKind::String {
            format: StringFormat::Plain,
            lengths: Lengths::default(),
            pattern: None,
        };
        self.table.add(scope.name(), span.clone(), kind)
    }

    /// Returns the scope that the location of an inline schema implies, so that the name of the
    /// schema does not depend on the references to it.
    fn scope_by_location(&self, span: &Span) -> Option<Scope> {
        let tokens: Vec<String> = span.pointer.tokens().collect();
        let (mut scope, rest) = self
            .scope_of_shared_parameter(span, &tokens)
            .or_else(|| self.scope_of_component(span, &tokens))?;
        let mut rest = rest.iter();
        while let Some(token) = rest.next() {
            match token.as_str() {
                "properties" => scope = scope.step(rest.next()?),
                "additionalProperties" | "unevaluatedProperties" => scope = scope.step("value"),
                "patternProperties" => {
                    rest.next();
                    scope = scope.step("value");
                }
                "prefixItems" => scope = scope.tuple_item(rest.next()?.parse().ok()?),
                "allOf" => {
                    rest.next();
                }
                "oneOf" | "anyOf" => scope = scope.variant(rest.next()?.parse().ok()?),
                other => scope = scope.step(other),
            }
        }
        Some(scope)
    }

    /// Returns the scope of a shared parameter of Swagger 2.0, which can be the body of several
    /// operations or a field of it, and the rest of the tokens.
    fn scope_of_shared_parameter<'t>(
        &self,
        span: &Span,
        tokens: &'t [String],
    ) -> Option<(Scope, &'t [String])> {
        let ([section, key, _], rest) = tokens.split_at_checked(3)? else {
            return None;
        };
        if section != "parameters" {
            return None;
        }
        let root = Span::file(span.source);
        let parameter = self.context.input.map(&root.join(section).join(key));
        let text = |key: &str| parameter?.get(key).and_then(Node::scalar_text);
        let step = match text("in") {
            Some("body") => "body",
            _ => text("name")?,
        };
        Some((Scope::component(key).step(step), rest))
    }

    /// Returns the scope of the component that contains a location, and the rest of the tokens.
    fn scope_of_component<'t>(
        &self,
        span: &Span,
        tokens: &'t [String],
    ) -> Option<(Scope, &'t [String])> {
        [2, 3].into_iter().find_map(|length| {
            let (component, rest) = tokens.split_at_checked(length)?;
            let pointer = component
                .iter()
                .fold(Pointer::root(), |pointer, token| pointer.join(token));
            let component = Span { pointer, ..*span };
            self.context.input.component_name(&component)?;
            let owner = self.table.id(&[Part::whole(component)])?;
            Some((Scope::owned_by(owner), rest))
        })
    }

    /// Returns the schemas, once all have content.
    pub fn finish(self, rules: TiVec<RuleId, Rule>) -> LoweredSchemas {
        let finished = self.table.finish();
        LoweredSchemas {
            schemas: finished.schemas,
            rules,
            nullable: finished.nullable,
            discriminators: Discriminators {
                mappings: self.mappings,
                ids: finished.ids,
            },
        }
    }
}
