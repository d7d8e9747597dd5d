//! The state that every step of lowering shares: the input, the report, and caches of schemas.

use std::collections::HashMap;
use std::rc::Rc;

use super::input::Input;
use super::keywords::{self, Keywords, Patterns};
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::object;
use crate::document::{self, Piece};
use crate::grammar::Kind;
use crate::ir::EnumValue;
use crate::node::{Node, Properties};
use crate::pointer::{ScopeId, Span};
use crate::resolve::Target;
use crate::vocabulary::JsonType;

/// The state that every step of lowering shares.
pub(super) struct Context<'d> {
    pub input: Input<'d>,
    pub report: &'d mut Report,
    /// The number of schemas that may still be merged into others.
    pub merge_budget: usize,
    targets: HashMap<Span, Option<Target>>,
    keywords: HashMap<Span, Option<Rc<Keywords>>>,
    patterns: Patterns,
}

impl<'d> Context<'d> {
    pub fn new(input: Input<'d>, report: &'d mut Report) -> Self {
        Self {
            input,
            report,
            merge_budget: input.limits.merged_parts,
            targets: HashMap::new(),
            keywords: HashMap::new(),
            patterns: Patterns::default(),
        }
    }

    /// Returns the entries of the object at a location. Reports any other value except `null`.
    pub fn object_at(&mut self, span: &Span, key: &str) -> Option<&'d Properties> {
        let node = self.input.node(span)?;
        let map = node.as_map();
        if map.is_none() && *node != Node::Null {
            let finding = object::expected_object(key, node.kind());
            self.report.add(span, finding);
        }
        map
    }

    /// Returns the elements of the list at a location. Reports any other value except `null`.
    pub fn list_at(&mut self, span: &Span, key: &str) -> &'d [Node] {
        let Some(node) = self.input.node(span) else {
            return &[];
        };
        if node.as_list().is_none() && *node != Node::Null {
            let finding = object::expected_list(key, node.kind());
            self.report.add(span, finding);
        }
        node.as_list().unwrap_or_default()
    }

    /// Follows the references at a location, which must lead to an object of the given kind.
    pub fn follow(&mut self, site: &Span, kind: Kind) -> Option<Span> {
        self.input.follow(site, kind, self.report)
    }

    /// Reads an object of the specification, without the objects inside it.
    pub fn read<P: Piece>(&mut self, span: &Span) -> Option<P> {
        document::read(self.input.documents, span, self.report)
    }

    /// Follows the references at the location of a schema. The result is cached.
    pub fn target(&mut self, site: &Span) -> Option<Target> {
        if let Some(target) = self.targets.get(site) {
            return target.clone();
        }
        let resolver = self.input.resolver;
        match resolver.follow(site, Kind::Schema, self.report) {
            Ok(target) => {
                if target.span.scope != ScopeId::default()
                    && let Some(name) = self.input.component_name(site)
                {
                    resolver.set_name_in_scope(&target.span, name);
                }
                // References along the chain have the same target.
                for (index, span) in target.through.iter().enumerate().skip(1) {
                    let through = target.through.get(index..).unwrap_or_default().to_vec();
                    let rest = Target {
                        span: target.span.clone(),
                        through,
                    };
                    self.targets.insert(span.clone(), Some(rest));
                }
                self.targets.insert(site.clone(), Some(target.clone()));
                Some(target)
            }
            Err(chain) => {
                let unresolved = chain.into_iter().chain([site.clone()]);
                self.targets.extend(unresolved.map(|span| (span, None)));
                None
            }
        }
    }

    /// Returns the location of the schema behind the references at a location.
    pub fn resolve(&mut self, site: &Span) -> Option<Span> {
        self.target(site).map(|target| target.span)
    }

    /// Returns the keywords of the schema at a location. The result is cached.
    pub fn keywords(&mut self, span: &Span) -> Option<Rc<Keywords>> {
        if let Some(keywords) = self.keywords.get(span) {
            return keywords.clone();
        }
        let keywords =
            keywords::read(self.input, span, &mut self.patterns, self.report).map(Rc::new);
        self.keywords.insert(span.clone(), keywords.clone());
        keywords
    }

    /// Returns the keywords of the schema behind the references at a location.
    pub fn keywords_behind(&mut self, site: &Span) -> Option<Rc<Keywords>> {
        let span = self.resolve(site)?;
        self.keywords(&span)
    }

    /// Returns the annotations beside the reference at a location.
    pub fn keywords_beside_reference(&mut self, span: &Span) -> Option<Keywords> {
        keywords::read_beside_reference(self.input, span, self.report)
    }

    /// Removes keywords that cannot be satisfied, and reports them.
    pub fn remove_invalid(&mut self, keywords: &mut Keywords) {
        keywords::remove_invalid(keywords, &mut self.patterns, self.report);
    }

    /// Returns whether a valid pattern matches anywhere in a string.
    pub fn pattern_matches(&mut self, pattern: &str, text: &str) -> bool {
        self.patterns.matches(pattern, text)
    }

    /// Returns whether the schemas at all of the locations allow every value.
    pub fn are_unconstrained(&mut self, sites: &[Span]) -> bool {
        // Every site is read, so that problems are reported for each.
        let mut all = true;
        for site in sites {
            let keywords = self.keywords_behind(site);
            all &= keywords.is_some_and(|keywords| keywords.is_unconstrained());
        }
        all
    }

    /// Returns the locations of schemas that allow more than `null`, and whether any were removed.
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

    /// Returns whether a schema allows only `null`. Documents for OpenAPI 3.0 express this in
    /// several ways, `{nullable: true}` among them.
    fn is_null(&mut self, site: &Span) -> bool {
        let Some(keywords) = self.keywords_behind(site) else {
            return false;
        };
        let lists_only_null =
            |values: &Vec<EnumValue>| values.iter().all(|value| value.value.is_null());
        keywords.types == [JsonType::Null]
            || keywords.values.as_ref().is_some_and(lists_only_null)
            || (keywords.nullable && keywords.is_unconstrained())
    }
}
