//! Parameters.

use openapiv3::{
    Parameter as Written, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle,
};

use super::usage::Use;
use super::{Lowering, Scope};
use crate::diagnostic::Code;
use crate::dialect;
use crate::document;
use crate::grammar::Kind;
use crate::ir::{
    Docs, JsonType, Lengths, Parameter, ParameterLocation, PathPart, PathTemplate, SchemaKind,
    Serialization, StringFormat, Style, TypeRef,
};
use crate::node::Node;
use crate::pointer::Span;

/// Header fields that say how the body is, or carry credentials: the specification takes them from elsewhere (4.7.12.1).
const IGNORED_HEADERS: [&str; 3] = ["accept", "content-type", "authorization"];

impl Lowering<'_> {
    /// The parameters of a path item or an operation.
    pub fn parameters(&mut self, holder: &Span, scope: &Scope) -> Vec<Parameter> {
        let list = holder.join("parameters");
        let count = self.list_at(&list, "parameters").len();
        let mut parameters: Vec<Parameter> = Vec::new();
        for index in 0..count {
            let Some(parameter) = self.parameter(&list.index(index), scope) else {
                continue;
            };
            let twice = parameters.iter().any(|other| {
                (other.location, &other.name) == (parameter.location, &parameter.name)
            });
            if twice {
                let message = format!(
                    "the parameter `{}` stands here twice; the first is taken",
                    parameter.name
                );
                self.report.warn(
                    Code::InvalidPiece,
                    &list.index(index),
                    message,
                    "remove one of the two",
                );
            } else {
                parameters.push(parameter);
            }
        }
        parameters
    }

    fn parameter(&mut self, site: &Span, scope: &Scope) -> Option<Parameter> {
        let target = self
            .resolver
            .follow(site, Kind::Parameter, &mut self.report)
            .ok()?
            .place;
        if let Some(parameter) = self.parameters.get(&target) {
            return parameter.clone();
        }
        if !dialect::is_parameter(self.forest, &target) {
            return None;
        }
        let scope = component_scope(&target).unwrap_or_else(|| scope.clone());
        let written = document::read::<Written>(self.forest, &target, &mut self.report);
        let parameter = written.and_then(|written| self.lower_parameter(written, &target, &scope));
        self.parameters.insert(target, parameter.clone());
        parameter
    }

    fn lower_parameter(
        &mut self,
        written: Written,
        place: &Span,
        scope: &Scope,
    ) -> Option<Parameter> {
        let (data, location, style, reserved) = match written {
            Written::Query {
                parameter_data,
                allow_reserved,
                style,
                ..
            } => (
                parameter_data,
                ParameterLocation::Query,
                query_style(&style),
                allow_reserved,
            ),
            Written::Header { parameter_data, .. } => (
                parameter_data,
                ParameterLocation::Header,
                Style::Simple,
                false,
            ),
            Written::Path {
                parameter_data,
                style,
            } => (
                parameter_data,
                ParameterLocation::Path,
                path_style(&style),
                false,
            ),
            Written::Cookie { parameter_data, .. } => (
                parameter_data,
                ParameterLocation::Cookie,
                Style::Form,
                false,
            ),
        };
        if location == ParameterLocation::Header
            && IGNORED_HEADERS.contains(&data.name.to_ascii_lowercase().as_str())
        {
            let message = format!(
                "a header parameter `{}` has no effect: the specification takes it from elsewhere",
                data.name
            );
            self.report.count(
                Code::IgnoredKeyword,
                place,
                &message,
                "remove it; media types and security say the same",
            );
            return None;
        }
        if self.is_whole_query(place) && !has_form(&data) {
            let message = format!(
                "the whole query is described in another form than that of pairs; the parameter `{}` is left out",
                data.name
            );
            self.report.skip(
                Code::UnsupportedStyle,
                place,
                message,
                "use `application/x-www-form-urlencoded`",
            );
            return None;
        }
        let explode = data.explode.unwrap_or(style == Style::Form) || style == Style::DeepObject;
        let (usage, is_json) = self.values(&data, place, scope);
        let format = if is_json {
            Serialization::Json
        } else {
            Serialization::Style {
                style,
                explode,
                allow_reserved: reserved,
            }
        };
        Some(Parameter {
            required: data.required || location == ParameterLocation::Path,
            docs: Docs {
                description: data.description.or(usage.docs.description),
                deprecated: data.deprecated.unwrap_or_default() || usage.docs.deprecated,
                example: data.example.or(usage.docs.example),
                ..usage.docs
            },
            name: data.name,
            location,
            ty: usage.ty,
            default: usage.default,
            serialization: format,
            span: place.clone(),
        })
    }

    /// The values of a parameter, and whether they are written as JSON.
    fn values(&mut self, data: &ParameterData, place: &Span, scope: &Scope) -> (Use, bool) {
        let scope = scope.step(&data.name);
        match &data.format {
            ParameterSchemaOrContent::Schema(_) => (self.schema_or_text(place, &scope), false),
            ParameterSchemaOrContent::Content(content) => {
                let Some(name) = content.keys().next() else {
                    return (self.text(place, &scope), false);
                };
                let is_json = super::payload::is_json(name);
                if !is_json && !self.is_whole_query(place) {
                    let message =
                        format!("a parameter in `{name}` is written as text in the usual style");
                    self.report.degrade(
                        Code::UnsupportedStyle,
                        &place.join("content"),
                        message,
                        "use `schema` or a JSON type",
                    );
                }
                let site = place.join("content").join(name);
                let media = self
                    .resolver
                    .follow(&site, Kind::MediaType, &mut self.report);
                let holder = media.map_or(site, |target| target.place);
                (self.schema_or_text(&holder, &scope), is_json)
            }
        }
    }

    /// Whether a parameter is the whole query (OpenAPI 3.2, 4.12.1): its members are written as an exploded object is.
    fn is_whole_query(&self, place: &Span) -> bool {
        self.forest.node(&place.join("in")).and_then(Node::as_str) == Some("querystring")
    }

    /// The schema of a parameter, a header or a media type; texts where there is none.
    pub fn schema_or_text(&mut self, holder: &Span, scope: &Scope) -> Use {
        let site = holder.join("schema");
        if self.forest.node(&site).is_some() {
            return self.use_of(&[site], scope);
        }
        // Swagger 2.0 writes the keywords of the schema beside the name.
        let ty = self
            .forest
            .node(&holder.join("type"))
            .and_then(Node::as_str)
            .and_then(JsonType::from_name);
        if ty.is_some_and(|ty| ty != JsonType::Object) {
            return self.use_of(std::slice::from_ref(holder), scope);
        }
        self.text(holder, scope)
    }

    /// A use of a plain text.
    pub fn text(&mut self, place: &Span, scope: &Scope) -> Use {
        let kind = SchemaKind::String {
            format: StringFormat::Plain,
            lengths: Lengths::default(),
            pattern: None,
        };
        let id = self.add(scope.name(), place.clone(), kind);
        Use {
            ty: TypeRef::new(id),
            docs: Docs::default(),
            default: None,
            access: crate::ir::Access::ReadWrite,
        }
    }

    /// Makes the path parameters those of the template.
    pub fn match_path(
        &mut self,
        parameters: &mut Vec<Parameter>,
        path: &PathTemplate,
        place: &Span,
        scope: &Scope,
    ) {
        let names: Vec<&String> = path
            .parts
            .iter()
            .filter_map(|part| {
                if let PathPart::Parameter(name) = part {
                    Some(name)
                } else {
                    None
                }
            })
            .collect();
        parameters.retain(|parameter| {
            let unused =
                parameter.location == ParameterLocation::Path && !names.contains(&&parameter.name);
            if unused {
                let message = format!(
                    "the path `{}` has no parameter `{}`; it is left out",
                    path.text, parameter.name
                );
                self.report.skip(
                    Code::UnusedPathParameter,
                    &parameter.span,
                    message,
                    "add it to the path, or remove it",
                );
            }
            !unused
        });
        for name in names {
            if parameters.iter().any(|parameter| {
                parameter.location == ParameterLocation::Path && parameter.name == *name
            }) {
                continue;
            }
            let message = format!(
                "the parameter `{name}` of the path `{}` is not described; it is read as a text",
                path.text
            );
            self.report.degrade(
                Code::UndeclaredPathParameter,
                place,
                message,
                "describe it under `parameters`",
            );
            let ty = self.text(place, &scope.step(name)).ty;
            parameters.push(Parameter {
                name: name.clone(),
                location: ParameterLocation::Path,
                required: true,
                docs: Docs::default(),
                ty,
                default: None,
                serialization: Serialization::Style {
                    style: Style::Simple,
                    explode: false,
                    allow_reserved: false,
                },
                span: place.clone(),
            });
        }
    }
}

/// The scope of what stands in a component that is no schema. Swagger 2.0 has parameters and responses at the root.
pub(super) fn component_scope(place: &Span) -> Option<Scope> {
    let tokens: Vec<String> = place.pointer.tokens().collect();
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    match tokens.as_slice() {
        ["components", _, key] | ["parameters" | "responses", key] => Some(Scope::component(key)),
        _ => None,
    }
}

fn query_style(style: &QueryStyle) -> Style {
    match style {
        QueryStyle::Form => Style::Form,
        QueryStyle::SpaceDelimited => Style::SpaceDelimited,
        QueryStyle::PipeDelimited => Style::PipeDelimited,
        QueryStyle::DeepObject => Style::DeepObject,
    }
}

fn path_style(style: &PathStyle) -> Style {
    match style {
        PathStyle::Simple => Style::Simple,
        PathStyle::Label => Style::Label,
        PathStyle::Matrix => Style::Matrix,
    }
}

fn has_form(data: &ParameterData) -> bool {
    let ParameterSchemaOrContent::Content(content) = &data.format else {
        return false;
    };
    content
        .keys()
        .next()
        .is_some_and(|name| super::payload::essence(name) == "application/x-www-form-urlencoded")
}
