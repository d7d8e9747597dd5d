//! The documents to lower, and lookups in them.

use crate::diagnostic::Report;
use crate::document_set::DocumentSet;
use crate::grammar::Kind;
use crate::limits::Limits;
use crate::node::{Node, Properties};
use crate::pointer::{ScopeId, SourceId, Span};
use crate::resolve::Resolver;
use crate::version::Version;

/// The documents to lower and the limits on the work.
#[derive(Clone, Copy)]
pub(super) struct Input<'d> {
    pub documents: &'d DocumentSet,
    pub limits: &'d Limits,
    pub resolver: &'d Resolver<'d>,
}

impl<'d> Input<'d> {
    pub fn new(resolver: &'d Resolver<'d>) -> Self {
        Self {
            documents: resolver.documents,
            limits: resolver.limits,
            resolver,
        }
    }

    /// Returns the version of the root document.
    pub fn version(self) -> Version {
        self.documents.version()
    }

    /// Returns the value at a location.
    pub fn node(self, span: &Span) -> Option<&'d Node> {
        self.documents.node(span)
    }

    /// Returns the entries of the object at a location.
    pub fn map(self, span: &Span) -> Option<&'d Properties> {
        self.node(span).and_then(Node::as_map)
    }

    /// Returns a string in the object at a location.
    pub fn string(self, span: &Span, key: &str) -> Option<&'d str> {
        self.node(&span.join(key)).and_then(Node::as_str)
    }

    /// Returns whether the object at a location has a key.
    pub fn has(self, span: &Span, key: &str) -> bool {
        self.node(&span.join(key)).is_some()
    }

    /// Follows the references at a location, which must lead to an object of the given kind.
    pub fn follow(self, site: &Span, kind: Kind, report: &mut Report) -> Option<Span> {
        let target = self.resolver.follow(site, kind, report);
        target.ok().map(|target| target.span)
    }

    /// Returns the locations at which the root document can declare components of a section.
    /// Swagger 2.0 has sections of its own, but some of its documents use the sections of OpenAPI
    /// 3.
    pub fn sections(self, section: &str) -> Vec<Span> {
        let root = Span::default();
        let components = root.join("components").join(section);
        match (self.version(), section) {
            (Version::V2_0, "schemas") => vec![root.join("definitions"), components],
            (Version::V2_0, "securitySchemes") => {
                vec![root.join("securityDefinitions"), components]
            }
            (Version::V2_0, "parameters" | "responses") => vec![root.join(section), components],
            _ => vec![components],
        }
    }

    /// Returns the name of a schema that is not named after its surroundings.
    ///
    /// The name is the key below `components/schemas`, or below `definitions`, `schemas` or `$defs`
    /// at the root of a document. In files other than the root document, it is also any key at the
    /// root, or the file name if the schema is the whole document.
    ///
    /// A schema in a dynamic scope has the name of the component that refers to it.
    pub fn component_name(self, span: &Span) -> Option<String> {
        if span.scope != ScopeId::default() {
            return self.resolver.name_in_scope(span);
        }
        let tokens: Vec<String> = span.pointer.tokens().collect();
        let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
        match tokens.as_slice() {
            ["components", "schemas", name] | ["definitions" | "schemas" | "$defs", name] => {
                Some((*name).to_owned())
            }
            [name] if span.source != SourceId(0) => Some((*name).to_owned()),
            [] if span.source != SourceId(0) => {
                let path = self.documents.path(span.source);
                let file = path.rsplit('/').next().unwrap_or(path);
                Some(file.split('.').next().unwrap_or(file).to_owned())
            }
            _ => None,
        }
    }
}
