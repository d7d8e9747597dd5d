//! Parameters: their names, types, serialization and documentation.

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{Api, ContentKind, Operation, Parameter, Serialization};
use specwright_openapi::vocabulary::{ParameterLocation, Style};

use super::constraints::with_constraints;
use super::context::Context;
use super::docs;
use super::exploded::{self, Ownership};
use super::model::docs::{Block, Docs, Inline};
use super::model::parameter::{Format, ParameterPlan, WireParameter};
use super::model::ty::RustType;
use super::model::types::{Shape, TypesPlan};
use super::representation::is_scalar;
use crate::names::Scope;

/// The names that a parameter cannot have: arguments and local variables of generated functions,
/// methods of the generated types, and names that lints reserve for traits of the standard library.
const RESERVED: &[&str] = &[
    "add",
    "bitand",
    "bitor",
    "bitxor",
    "body",
    "call",
    "clone",
    "cmp",
    "div",
    "eq",
    "input",
    "into",
    "into_future",
    "mul",
    "neg",
    "new",
    "not",
    "rem",
    "send",
    "shl",
    "shr",
    "sub",
    "try_into",
    "with_accept",
    "with_header",
    "with_idempotency_key",
    "with_idle_timeout",
    "with_reconnect",
    "with_retry",
    "with_server",
    "with_timeout",
];

/// Plans the parameters of an operation: path, query, header and cookie parameters, each in
/// document order.
pub(super) fn plan(
    context: Context<'_>,
    operation: &Operation,
    report: &mut Report,
) -> Vec<ParameterPlan> {
    let stream = can_stream(operation).then_some("stream");
    let config = context.config.operations.get(&operation.id);
    let has_pages = config.is_some_and(|config| config.pages.is_some());
    let pages = ["items", "pages"].into_iter().filter(|_| has_pages);
    let mut scope = Scope::reserving(RESERVED.iter().copied().chain(stream).chain(pages));
    let declared = operation.parameters.iter();
    let mut parameters: Vec<ParameterPlan> = declared
        .map(|parameter| {
            let ownership = exploded::plan(context.api, operation, parameter, report);
            plan_one(context, parameter, ownership, &mut scope)
        })
        .collect();
    parameters.sort_by_key(|parameter| parameter.wire.location);
    parameters
}

/// Returns whether the call of an operation may have a method `stream`.
fn can_stream(operation: &Operation) -> bool {
    let responses = operation.responses.iter();
    let mut contents = responses.flat_map(|response| &response.contents);
    contents.any(|it| it.kind.is_stream() || it.kind == ContentKind::Binary)
}

fn plan_one(
    context: Context<'_>,
    parameter: &Parameter,
    ownership: Ownership,
    scope: &mut Scope,
) -> ParameterPlan {
    let location = parameter.location;
    let prefixed = format!("{} {}", location.name(), parameter.name);
    let suffixed = format!("{} parameter", parameter.name);
    let ty = context.types.use_type(parameter.ty);
    ParameterPlan {
        name: scope.name_or(&parameter.name, &[&prefixed, &suffixed]),
        wire: WireParameter {
            others: ownership.others,
            open: ownership.open,
            ..wire(&parameter.name, location, parameter.serialization)
        },
        required: parameter.required,
        into: is_text(context.types, &ty),
        ty,
        docs: with_constraints(documentation(parameter), context.api, parameter.ty),
        default: parameter.default.as_ref().map(ToString::to_string),
        can_look_absent: can_look_absent(context.api, parameter),
        schema: parameter.ty,
    }
}

/// Returns whether an empty value of a parameter with a default looks like an absent one.
fn can_look_absent(api: &Api, parameter: &Parameter) -> bool {
    let has_pairs = matches!(
        parameter.location,
        ParameterLocation::Query | ParameterLocation::Cookie
    );
    let kind = &api.schema(parameter.ty.id).kind;
    parameter.default.is_some() && has_pairs && !is_scalar(kind)
}

/// Returns the parts of a parameter that determine its serialization. A response header is
/// serialized like the parameter of a request (OpenAPI 3.0.3, 4.7.21).
pub(super) fn wire(
    name: &str,
    location: ParameterLocation,
    serialization: Serialization,
) -> WireParameter {
    WireParameter {
        name: name.to_owned(),
        location,
        format: format(location, serialization),
        others: Vec::new(),
        open: false,
    }
}

/// Returns whether every string converts into the type, so that a caller can pass a string.
pub(super) fn is_text(types: &TypesPlan, ty: &RustType) -> bool {
    match ty {
        RustType::String
        | RustType::Secret
        | RustType::Date
        | RustType::DateTime
        | RustType::Base64
        | RustType::Base64Url => true,
        RustType::Named(name) => {
            let shape = types.definition(name).map(|item| &item.shape);
            matches!(shape, Some(Shape::StringEnum(plan)) if !plan.closed)
        }
        _ => false,
    }
}

/// Returns the documentation of a parameter, with its name before the first paragraph.
fn documentation(parameter: &Parameter) -> Docs {
    let mut docs = docs::of(&parameter.docs, Docs::new);
    let name = Inline::code(&parameter.name);
    let text = match docs.blocks.first() {
        Some(Block::Markdown(text)) => text.clone(),
        _ => String::new(),
    };
    match split_first_paragraph(&text) {
        Some((first, rest)) => {
            let summary = Inline::Summary(first.to_owned());
            let line = Block::Line(vec![name, Inline::Own(": "), summary]);
            let rest = (!rest.is_empty()).then(|| Block::Markdown(rest.to_owned()));
            docs.blocks.splice(..1, [line].into_iter().chain(rest));
        }
        None => docs.blocks.insert(0, Block::Line(vec![name])),
    }
    match &parameter.default {
        Some(default) => docs.and([
            Inline::Own("Default: "),
            Inline::Code(default.to_string()),
            Inline::Own("."),
        ]),
        None => docs,
    }
}

/// Splits Markdown after its first paragraph. Returns `None` unless each line of the paragraph
/// begins with a word, because it might be a list, a table or a code block.
fn split_first_paragraph(text: &str) -> Option<(&str, &str)> {
    let (first, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let is_plain = |line: &str| {
        line.starts_with(|first: char| first.is_alphabetic() || matches!(first, '`' | '"' | '('))
            && !line.starts_with("```")
    };
    let is_paragraph = !first.is_empty() && first.lines().all(is_plain) && !first.contains('\r');
    is_paragraph.then(|| (first, rest.trim_start_matches('\n')))
}

/// Returns the differences from the default serialization at a location (OpenAPI 3.0.3, 4.7.12.2).
fn format(location: ParameterLocation, serialization: Serialization) -> Format {
    let Serialization::Style {
        style,
        explode,
        allow_reserved,
    } = serialization
    else {
        return Format {
            json: true,
            ..Format::default()
        };
    };
    let default = location.default_style();
    Format {
        style: (style != default).then_some(style),
        explode: (explode != (default == Style::Form)).then_some(explode),
        allow_reserved: allow_reserved
            && matches!(location, ParameterLocation::Query | ParameterLocation::Path),
        json: false,
    }
}
