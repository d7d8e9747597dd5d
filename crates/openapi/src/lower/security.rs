//! Security schemes and requirements.

use openapiv3::{APIKeyLocation, SecurityScheme};

use super::context::Context;
use super::text::text;
use crate::diagnostic::catalogue::security as catalogue;
use crate::grammar::Kind;
use crate::ir::{Docs, Scheme, SchemeKind, SecurityAlternative, SecurityRequirement};
use crate::node::Node;
use crate::pointer::Span;
use crate::version::Version;
use crate::vocabulary::ParameterLocation;

/// The security schemes of a document.
pub(super) struct SecuritySchemes {
    pub schemes: Vec<Scheme>,
    /// The number of declared schemes. The schemes after them replace undeclared schemes.
    declared: usize,
}

/// A requirement for a scheme that is not declared.
struct Undeclared {
    name: String,
    span: Span,
}

/// Lowers the security schemes of the components.
pub(super) fn lower_schemes(context: &mut Context<'_>) -> SecuritySchemes {
    let mut schemes = Vec::new();
    for section in context.input.sections("securitySchemes") {
        let Some(map) = context.object_at(&section, "securitySchemes") else {
            continue;
        };
        for key in map.keys().filter(|key| !key.starts_with("x-")) {
            schemes.extend(lower_scheme(context, key, &section.join(key)));
        }
    }
    SecuritySchemes {
        declared: schemes.len(),
        schemes,
    }
}

fn lower_scheme(context: &mut Context<'_>, key: &str, site: &Span) -> Option<Scheme> {
    let span = context.follow(site, Kind::SecurityScheme)?;
    let node = context.input.node(&span)?;
    // `openapiv3` does not support this type.
    let is_mutual_tls = node.member("type").and_then(Node::as_str) == Some("mutualTLS");
    let (kind, description) = if is_mutual_tls {
        (SchemeKind::MutualTls, text(node, "description"))
    } else {
        scheme_kind(context.read::<SecurityScheme>(&span)?)
    };
    Some(Scheme {
        name: key.to_owned(),
        kind,
        docs: Docs {
            description,
            ..Docs::default()
        },
        span,
    })
}

/// Returns the kind and the description of a scheme. OAuth 2 and OpenID Connect schemes are lowered
/// to bearer tokens.
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

impl SecuritySchemes {
    /// Lowers the requirements of an operation, or of the document if the operation declares none.
    ///
    /// Alternatives with undeclared schemes are dropped. If none remains, the first undeclared
    /// scheme becomes a bearer token, so that the operation does not become accessible without
    /// credentials.
    pub fn lower_requirements(
        &mut self,
        context: &mut Context<'_>,
        operation: &Span,
    ) -> Vec<SecurityAlternative> {
        let own = operation.join("security");
        let has_own = context
            .input
            .node(&own)
            .is_some_and(|node| *node != Node::Null);
        let span = if has_own {
            own
        } else {
            Span::default().join("security")
        };
        let mut alternatives = Vec::new();
        let mut undeclared: Vec<Undeclared> = Vec::new();
        for (index, node) in context.list_at(&span, "security").iter().enumerate() {
            match self.lower_alternative(node, &span.index(index)) {
                Ok(alternative) => {
                    for split in self.without_clashes(context, alternative, &span.index(index)) {
                        if !alternatives.contains(&split) {
                            alternatives.push(split);
                        }
                    }
                }
                Err(schemes) => undeclared.extend(schemes),
            }
        }
        let is_replaced = alternatives.is_empty();
        report_undeclared(context, &undeclared, is_replaced);
        if is_replaced && let Some(first) = undeclared.into_iter().next() {
            alternatives.push(self.require_bearer(first));
        }
        alternatives
    }

    /// Lowers a Security Requirement Object.
    ///
    /// # Errors
    /// Returns the undeclared schemes.
    fn lower_alternative(
        &self,
        node: &Node,
        span: &Span,
    ) -> Result<SecurityAlternative, Vec<Undeclared>> {
        let mut requirements = Vec::new();
        let mut undeclared = Vec::new();
        for (name, scopes) in node.as_map().into_iter().flatten() {
            let mut declared = self.schemes.iter().take(self.declared);
            match declared.position(|scheme| scheme.name == *name) {
                Some(scheme) => {
                    let scopes = scopes.as_list().unwrap_or_default().iter();
                    let scopes = scopes.filter_map(Node::scalar_text).map(str::to_owned);
                    requirements.push(SecurityRequirement {
                        scheme,
                        scopes: scopes.collect(),
                    });
                }
                None => undeclared.push(Undeclared {
                    name: name.clone(),
                    span: span.join(name),
                }),
            }
        }
        if undeclared.is_empty() {
            Ok(SecurityAlternative { requirements })
        } else {
            Err(undeclared)
        }
    }

    /// Splits an alternative that requires different credentials in one place, of which a request
    /// can only carry one: each of them becomes an alternative with the other requirements. Only one
    /// place is split, because the number of alternatives would double with each.
    fn without_clashes(
        &self,
        context: &mut Context<'_>,
        alternative: SecurityAlternative,
        span: &Span,
    ) -> Vec<SecurityAlternative> {
        let requirements = alternative.requirements.as_slice();
        let clash = requirements
            .iter()
            .find_map(|it| self.clash(it, requirements));
        let Some((location, name)) = clash else {
            return vec![alternative];
        };
        let (here, others): (Vec<_>, Vec<_>) = requirements
            .iter()
            .cloned()
            .partition(|it| self.place(it) == Some((location, name.clone())));
        let schemes = here.iter().filter_map(|it| self.schemes.get(it.scheme));
        let schemes: Vec<&str> = schemes.map(|scheme| scheme.name.as_str()).collect();
        let finding = catalogue::one_place(&schemes, location, &name);
        context.report.add(span, finding);
        let split = here.into_iter().map(|requirement| SecurityAlternative {
            requirements: [others.as_slice(), &[requirement]].concat(),
        });
        split.collect()
    }

    /// Returns the place of a credential if another requirement has another kind of credential in
    /// the same place.
    fn clash(
        &self,
        requirement: &SecurityRequirement,
        others: &[SecurityRequirement],
    ) -> Option<(ParameterLocation, String)> {
        let place = self.place(requirement)?;
        let kind = |it: &SecurityRequirement| Some(self.schemes.get(it.scheme)?.kind.syntax());
        let clashes = |other: &SecurityRequirement| {
            self.place(other).as_ref() == Some(&place) && kind(other) != kind(requirement)
        };
        others.iter().any(clashes).then_some(place)
    }

    fn place(&self, requirement: &SecurityRequirement) -> Option<(ParameterLocation, String)> {
        self.schemes.get(requirement.scheme)?.kind.place()
    }

    /// Requires a bearer token under the name of an undeclared scheme.
    fn require_bearer(&mut self, undeclared: Undeclared) -> SecurityAlternative {
        let Undeclared { name, span } = undeclared;
        let known = self.schemes.iter().position(|scheme| scheme.name == name);
        let scheme = known.unwrap_or_else(|| {
            self.schemes.push(Scheme {
                name,
                kind: SchemeKind::Bearer,
                docs: Docs::default(),
                span,
            });
            self.schemes.len() - 1
        });
        SecurityAlternative {
            requirements: vec![SecurityRequirement {
                scheme,
                scopes: Vec::new(),
            }],
        }
    }
}

fn report_undeclared(context: &mut Context<'_>, undeclared: &[Undeclared], is_replaced: bool) {
    let section = match context.input.version() {
        Version::V2_0 => "securityDefinitions",
        _ => "components.securitySchemes",
    };
    for Undeclared { name, span } in undeclared {
        let finding = catalogue::undeclared_scheme(name, section, is_replaced);
        context.report.add(span, finding);
    }
}
