//! Security schemes and requirements.

use openapiv3::{APIKeyLocation, SecurityScheme};

use super::Lowering;
use super::info::member_text;
use crate::diagnostic::Code;
use crate::document;
use crate::grammar::Kind;
use crate::ir::{
    Docs, ParameterLocation, Scheme, SchemeKind, SecurityAlternative, SecurityRequirement,
};
use crate::node::Node;
use crate::pointer::Span;
use crate::version::Version;

impl Lowering<'_> {
    /// Lowers the schemes of the components.
    pub fn security_schemes(&mut self) {
        for place in self.sections("securitySchemes") {
            let Some(members) = self.object_at(&place, "securitySchemes") else {
                continue;
            };
            for key in members.keys().filter(|key| !key.starts_with("x-")) {
                let scheme = self.scheme(key, &place.join(key));
                self.api.schemes.extend(scheme);
            }
        }
        self.declared_schemes = self.api.schemes.len();
    }

    fn scheme(&mut self, key: &str, site: &Span) -> Option<Scheme> {
        let place = self
            .resolver
            .follow(site, Kind::SecurityScheme, &mut self.report)
            .ok()?
            .place;
        let node = self.forest.node(&place)?;
        let (kind, description) = if node.member("type").and_then(Node::as_str) == Some("mutualTLS")
        {
            (SchemeKind::MutualTls, member_text(node, "description"))
        } else {
            scheme_kind(document::read::<SecurityScheme>(
                self.forest,
                &place,
                &mut self.report,
            )?)
        };
        let docs = Docs {
            description,
            ..Docs::default()
        };
        Some(Scheme {
            name: key.to_owned(),
            kind,
            docs,
            span: place,
        })
    }

    /// The alternatives of an operation: its own, or those of the document.
    pub fn security(&mut self, operation: &Span) -> Vec<SecurityAlternative> {
        let own = operation.join("security");
        let is_own = self
            .forest
            .node(&own)
            .is_some_and(|node| *node != Node::Null);
        let place = if is_own {
            own
        } else {
            Span::default().join("security")
        };
        let mut alternatives = Vec::new();
        let mut unknown: Vec<(String, Span)> = Vec::new();
        for (index, node) in self.list_at(&place, "security").iter().enumerate() {
            let mut alternative = SecurityAlternative::default();
            let mut is_known = true;
            for (name, scopes) in node.as_map().into_iter().flatten() {
                let scopes = scopes
                    .as_list()
                    .unwrap_or_default()
                    .iter()
                    .filter_map(Node::scalar_text)
                    .map(str::to_owned);
                match self
                    .api
                    .schemes
                    .iter()
                    .take(self.declared_schemes)
                    .position(|scheme| scheme.name == *name)
                {
                    Some(scheme) => alternative.requirements.push(SecurityRequirement {
                        scheme,
                        scopes: scopes.collect(),
                    }),
                    None => {
                        is_known = false;
                        unknown.push((name.clone(), place.index(index).join(name)));
                    }
                }
            }
            if is_known {
                alternatives.push(alternative);
            }
        }
        let keeps_none = alternatives.is_empty();
        for (name, at) in &unknown {
            let effect = if keeps_none {
                "a bearer token is asked for instead"
            } else {
                "the alternative is left out"
            };
            let message = format!("the security scheme `{name}` is not declared; {effect}");
            let section = if self.forest.version() == Version::V2_0 {
                "securityDefinitions"
            } else {
                "components.securitySchemes"
            };
            self.report.degrade(
                Code::UnknownSecurityScheme,
                at,
                message,
                format!("declare it under `{section}`"),
            );
        }
        if let (true, Some((name, at))) = (keeps_none, unknown.into_iter().next()) {
            alternatives.push(self.stand_in(name, at));
        }
        alternatives
    }

    /// An operation that asks for unknown credentials must not become one that asks for none.
    fn stand_in(&mut self, name: String, at: Span) -> SecurityAlternative {
        let known = self
            .api
            .schemes
            .iter()
            .position(|scheme| scheme.name == name);
        let scheme = known.unwrap_or_else(|| {
            self.api.schemes.push(Scheme {
                name,
                kind: SchemeKind::Bearer,
                docs: Docs::default(),
                span: at,
            });
            self.api.schemes.len() - 1
        });
        SecurityAlternative {
            requirements: vec![SecurityRequirement {
                scheme,
                scopes: Vec::new(),
            }],
        }
    }
}

fn scheme_kind(scheme: SecurityScheme) -> (SchemeKind, Option<String>) {
    match scheme {
        SecurityScheme::APIKey {
            location,
            name,
            description,
            ..
        } => {
            let location = match location {
                APIKeyLocation::Query => ParameterLocation::Query,
                APIKeyLocation::Header => ParameterLocation::Header,
                APIKeyLocation::Cookie => ParameterLocation::Cookie,
            };
            (SchemeKind::ApiKey { location, name }, description)
        }
        SecurityScheme::HTTP {
            scheme,
            description,
            ..
        } => {
            let kind = match scheme.to_ascii_lowercase().as_str() {
                "bearer" => SchemeKind::Bearer,
                "basic" => SchemeKind::Basic,
                _ => SchemeKind::Http { scheme },
            };
            (kind, description)
        }
        SecurityScheme::OAuth2 { description, .. }
        | SecurityScheme::OpenIDConnect { description, .. } => (SchemeKind::Bearer, description),
    }
}
