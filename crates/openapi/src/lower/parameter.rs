//! Parameters of paths, queries, headers and cookies.

use std::collections::HashMap;

use openapiv3::{
    Parameter as Written, ParameterData, ParameterSchemaOrContent, PathStyle, QueryStyle,
};

use super::context::Context;
use super::input::Input;
use super::schema::lowering::SchemaLowering;
use super::schema::reference::{self, Reference};
use super::scope::Scope;
use super::value;
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::parameter as catalogue;
use crate::dialect;
use crate::grammar::Kind;
use crate::ir::{Docs, Parameter, PathTemplate, Serialization, TypeRef};
use crate::media_type::MediaType;
use crate::node::Node;
use crate::pointer::Span;
use crate::version::Version;
use crate::vocabulary::{ParameterLocation, Style};

/// The parameters that have been lowered, by location. Several operations can share one.
pub(super) type ParameterCache = HashMap<Span, Option<Parameter>>;

/// A Parameter Object in one form for all locations, with defaults for fields that a location
/// lacks.
struct Fields {
    data: ParameterData,
    location: ParameterLocation,
    style: Style,
    allow_reserved: bool,
}

/// Lowers the parameters of a path item or an operation.
pub(super) fn lower_all(
    lowering: &mut SchemaLowering<'_>,
    cache: &mut ParameterCache,
    holder: &Span,
    scope: &Scope,
) -> Vec<Parameter> {
    let list = holder.join("parameters");
    let count = lowering.context.list_at(&list, "parameters").len();
    let mut parameters: Vec<Parameter> = Vec::new();
    for index in 0..count {
        let span = list.index(index);
        let Some(parameter) = lower(lowering, cache, &span, scope) else {
            continue;
        };
        if parameters.iter().any(|other| is_same(other, &parameter)) {
            let finding = catalogue::duplicate_parameter(&parameter.name);
            lowering.context.report.add(&span, finding);
        } else {
            parameters.push(parameter);
        }
    }
    parameters
}

/// Adds the parameters of an operation to the parameters of its path item. A parameter with the
/// same name and location is replaced.
pub(super) fn override_with(parameters: &mut Vec<Parameter>, own: Vec<Parameter>) {
    for parameter in own {
        match parameters
            .iter_mut()
            .find(|other| is_same(other, &parameter))
        {
            Some(other) => *other = parameter,
            None => parameters.push(parameter),
        }
    }
}

/// Returns whether two parameters have the same name and location. The names of headers are equal
/// regardless of case (RFC 9110, 5.1).
fn is_same(a: &Parameter, b: &Parameter) -> bool {
    let is_same_name = match a.location {
        ParameterLocation::Header => a.name.eq_ignore_ascii_case(&b.name),
        _ => a.name == b.name,
    };
    a.location == b.location && is_same_name
}

fn lower(
    lowering: &mut SchemaLowering<'_>,
    cache: &mut ParameterCache,
    site: &Span,
    scope: &Scope,
) -> Option<Parameter> {
    let context = &mut lowering.context;
    let span = context.follow(site, Kind::Parameter)?;
    if let Some(parameter) = cache.get(&span) {
        return parameter.clone();
    }
    // In Swagger 2.0, bodies and forms are parameters too.
    if !dialect::is_parameter(context.input.documents, &span) {
        return None;
    }
    let scope = Scope::of_component(&span).unwrap_or_else(|| scope.clone());
    let written: Option<Written> = context.read(&span);
    let parameter = written.and_then(|written| lower_written(lowering, written, &span, &scope));
    cache.insert(span, parameter.clone());
    parameter
}

fn lower_written(
    lowering: &mut SchemaLowering<'_>,
    written: Written,
    span: &Span,
    scope: &Scope,
) -> Option<Parameter> {
    let fields = Fields::new(written);
    if !is_supported(&lowering.context, &fields, span) {
        report_unsupported(&mut lowering.context, &fields, span);
        return None;
    }
    let Fields {
        data,
        location,
        style,
        allow_reserved,
    } = fields;
    let style = collection_style(lowering.context.input, location, span).unwrap_or(style);
    let (reference, is_json) = lower_value(lowering, &data, span, scope);
    let reserves_path = location == ParameterLocation::Path && style == Style::Simple;
    let serialization = if is_json {
        Serialization::Json
    } else {
        Serialization::Style {
            style,
            explode: data.explode.unwrap_or(style == Style::Form) || style == Style::DeepObject,
            allow_reserved: allow_reserved
                || reserves_path && allows_reserved_in_path(lowering.context.input, span),
        }
    };
    let docs = reference.docs;
    Some(Parameter {
        required: data.required || location == ParameterLocation::Path,
        docs: Docs {
            description: data.description.or(docs.description),
            deprecated: data.deprecated.unwrap_or_default() || docs.deprecated,
            example: data.example.or(docs.example),
            ..docs
        },
        name: data.name,
        location,
        ty: reference.ty,
        default: reference.default,
        serialization,
        span: span.clone(),
    })
}

impl Fields {
    fn new(written: Written) -> Self {
        let (data, location, style, allow_reserved) = match written {
            Written::Query {
                parameter_data,
                allow_reserved,
                style,
                ..
            } => {
                let style = match style {
                    QueryStyle::Form => Style::Form,
                    QueryStyle::SpaceDelimited => Style::SpaceDelimited,
                    QueryStyle::PipeDelimited => Style::PipeDelimited,
                    QueryStyle::DeepObject => Style::DeepObject,
                };
                (
                    parameter_data,
                    ParameterLocation::Query,
                    style,
                    allow_reserved,
                )
            }
            Written::Header { parameter_data, .. } => (
                parameter_data,
                ParameterLocation::Header,
                Style::Simple,
                false,
            ),
            Written::Path {
                parameter_data,
                style,
            } => {
                let style = match style {
                    PathStyle::Simple => Style::Simple,
                    PathStyle::Label => Style::Label,
                    PathStyle::Matrix => Style::Matrix,
                };
                (parameter_data, ParameterLocation::Path, style, false)
            }
            Written::Cookie { parameter_data, .. } => (
                parameter_data,
                ParameterLocation::Cookie,
                Style::Form,
                false,
            ),
        };
        Self {
            data,
            location,
            style,
            allow_reserved,
        }
    }

    /// Returns the media type of a parameter that declares `content` instead of `schema`.
    fn media_type(&self) -> Option<MediaType> {
        media_type(&self.data).map(|name| MediaType::new(name))
    }

    /// Returns whether the parameter is a header that OpenAPI ignores (OpenAPI 3.0.3, 4.7.12.1).
    fn is_reserved_header(&self) -> bool {
        const RESERVED: [&str; 3] = ["accept", "content-type", "authorization"];
        let name = self.data.name.to_ascii_lowercase();
        self.location == ParameterLocation::Header && RESERVED.contains(&name.as_str())
    }
}

/// Returns the style of a list in Swagger 2.0 that no style of OpenAPI 3.0 expresses.
fn collection_style(input: Input<'_>, location: ParameterLocation, span: &Span) -> Option<Style> {
    let format = input.string(span, "collectionFormat");
    let format = format.filter(|_| input.version() == Version::V2_0)?;
    location.collection_style(format)
}

/// Returns the first key of `content`, or `None` if the parameter declares `schema` instead.
fn media_type(data: &ParameterData) -> Option<&String> {
    match &data.format {
        ParameterSchemaOrContent::Schema(_) => None,
        ParameterSchemaOrContent::Content(content) => content.keys().next(),
    }
}

fn is_supported(context: &Context<'_>, fields: &Fields, span: &Span) -> bool {
    let is_form = || fields.media_type().is_some_and(|name| name.is_form());
    !fields.is_reserved_header() && (!is_query_string(context.input, span) || is_form())
}

fn report_unsupported(context: &mut Context<'_>, fields: &Fields, span: &Span) {
    let name = &fields.data.name;
    let finding = if fields.is_reserved_header() {
        catalogue::reserved_header(name)
    } else {
        catalogue::unsupported_query_string(name)
    };
    context.report.add(span, finding);
}

/// Lowers the schema of a parameter. Also returns whether values are serialized as JSON.
fn lower_value(
    lowering: &mut SchemaLowering<'_>,
    data: &ParameterData,
    span: &Span,
    scope: &Scope,
) -> (Reference, bool) {
    let scope = scope.step(&data.name);
    if let ParameterSchemaOrContent::Schema(_) = data.format {
        return (reference::lower_or_string(lowering, span, &scope), false);
    }
    let Some(name) = media_type(data) else {
        let string = lowering.add_string(&scope, span);
        return (Reference::plain(string), false);
    };
    let (reference, is_json) = value::lower(lowering, span, name, &scope);
    let context = &mut lowering.context;
    if !is_json && !is_query_string(context.input, span) {
        let finding = catalogue::unsupported_parameter_content(name);
        context.report.add(&span.join("content"), finding);
    }
    (reference, is_json)
}

/// Returns whether a parameter is the whole query string (OpenAPI 3.2, 4.12.1), which is serialized
/// like an exploded object.
fn is_query_string(input: Input<'_>, span: &Span) -> bool {
    input.string(span, "in") == Some("querystring")
}

/// Returns whether a path parameter may contain reserved characters (OpenAPI 3.2, 4.12.2.2).
fn allows_reserved_in_path(input: Input<'_>, span: &Span) -> bool {
    input.version() == Version::V3_2
        && input.node(&span.join("allowReserved")) == Some(&Node::Bool(true))
}

/// Removes path parameters that the path does not contain and query parameters that its query
/// contains, and adds the missing path parameters as strings.
pub(super) fn match_path(
    lowering: &mut SchemaLowering<'_>,
    parameters: &mut Vec<Parameter>,
    path: &PathTemplate,
    operation: &Span,
    scope: &Scope,
) {
    remove_unused(parameters, path, lowering.context.report);
    for name in path.parameters() {
        let is_declared = |parameter: &Parameter| {
            parameter.location == ParameterLocation::Path && parameter.name == name
        };
        if parameters.iter().any(is_declared) {
            continue;
        }
        let finding = catalogue::undeclared_path_parameter(&path.text, name);
        lowering.context.report.add(operation, finding);
        let string = lowering.add_string(&scope.step(name), operation);
        parameters.push(undeclared(name, TypeRef::new(string), operation));
    }
}

fn remove_unused(parameters: &mut Vec<Parameter>, path: &PathTemplate, report: &mut Report) {
    parameters.retain(|parameter| {
        let is_unused = parameter.location == ParameterLocation::Path
            && path.parameters().all(|name| name != parameter.name);
        if is_unused {
            let finding = catalogue::unused_path_parameter(&path.text, &parameter.name);
            report.add(&parameter.span, finding);
        }
        let mut pairs = path.query.split('&');
        let is_in_path = parameter.location == ParameterLocation::Query
            && !path.query.is_empty()
            && pairs.any(|pair| pair.split('=').next() == Some(parameter.name.as_str()));
        if is_in_path {
            let finding = catalogue::query_parameter_in_path(&path.text, &parameter.name);
            report.add(&parameter.span, finding);
        }
        !is_unused && !is_in_path
    });
}

fn undeclared(name: &str, ty: TypeRef, span: &Span) -> Parameter {
    Parameter {
        name: name.to_owned(),
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
        span: span.clone(),
    }
}
