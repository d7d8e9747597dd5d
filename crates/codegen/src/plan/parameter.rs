//! Parameters: what they are called, and how their values become text.

use specwright_openapi::ir::{self, ParameterLocation, Serialization, Style};

use super::Context;
use super::constraint::with_constraints;
use crate::names::Scope;
use crate::plan::docs;
use crate::plan::model::docs::{Block, Docs, Inline};
use crate::plan::model::parameter::{Format, ParameterPlan, WireParameter, location_name};
use crate::plan::model::ty::RustType;
use crate::plan::model::types::Shape;

/// What a parameter can't be called: arguments and locals of generated functions, methods that are there already, and names that lints keep
/// for traits of the standard library.
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
    "with_header",
    "with_idempotency_key",
    "with_retry",
    "with_timeout",
];

/// The parameters of an operation: path, query, header, cookie, each in the document's order.
pub fn plan(context: Context<'_>, operation: &ir::Operation) -> Vec<ParameterPlan> {
    let mut scope = Scope::reserving(RESERVED.iter().copied());
    let mut parameters: Vec<ParameterPlan> = operation
        .parameters
        .iter()
        .map(|parameter| plan_parameter(context, parameter, &mut scope))
        .collect();
    parameters.sort_by_key(|parameter| parameter.wire.location);
    parameters
}

fn plan_parameter(
    context: Context<'_>,
    parameter: &ir::Parameter,
    scope: &mut Scope,
) -> ParameterPlan {
    let location = parameter.location;
    let qualified = format!("{} {}", location_name(location), parameter.name);
    let suffixed = format!("{} {}", parameter.name, "parameter");
    let ty = context.types.use_type(parameter.ty);
    ParameterPlan {
        name: scope.name_or(&parameter.name, &[&qualified, &suffixed]),
        wire: WireParameter {
            name: parameter.name.clone(),
            location,
            format: format(location, parameter.serialization),
        },
        required: parameter.required,
        into: is_text(context, &ty),
        ty,
        docs: with_constraints(docs(parameter), context.api, parameter.ty),
        default: parameter.default.as_ref().map(ToString::to_string),
        schema: parameter.ty,
    }
}

/// Whether values of the type are made of any text, so that a caller gives one.
pub(super) fn is_text(context: Context<'_>, ty: &RustType) -> bool {
    match ty {
        RustType::String
        | RustType::Secret
        | RustType::Date
        | RustType::DateTime
        | RustType::Base64 => true,
        RustType::Named(name) => {
            let shape = context.types.item(name).map(|item| &item.shape);
            matches!(shape, Some(Shape::StringEnum(plan)) if !plan.closed)
        }
        _ => false,
    }
}

/// The name on the wire stands before the first paragraph.
fn docs(parameter: &ir::Parameter) -> Docs {
    let mut docs = docs::of(&parameter.docs, Docs::new);
    let name = Inline::code(&parameter.name);
    let first = match docs.blocks.first() {
        Some(Block::Markdown(text)) => {
            plain_paragraph(text).map(|(first, rest)| (first.to_owned(), rest.to_owned()))
        }
        _ => None,
    };
    match first {
        Some((first, rest)) => {
            let rest = (!rest.is_empty()).then_some(Block::Markdown(rest));
            let line = Block::Line(vec![name, Inline::Own(": "), Inline::Summary(first)]);
            docs.blocks.splice(..1, [line].into_iter().chain(rest));
        }
        None => docs.blocks.insert(0, Block::Line(vec![name])),
    }
    if let Some(default) = &parameter.default {
        docs = docs.and([
            Inline::Own("Default: "),
            Inline::Code(default.to_string()),
            Inline::Own("."),
        ]);
    }
    docs
}

/// The first paragraph of a text and what follows it, if it surely is a paragraph: each line begins with a word.
fn plain_paragraph(text: &str) -> Option<(&str, &str)> {
    let (first, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let is_plain = |line: &str| {
        line.starts_with(|first: char| first.is_alphabetic() || matches!(first, '`' | '"' | '('))
            && !line.starts_with("```")
    };
    (first.lines().all(is_plain) && !first.contains('\r'))
        .then_some((first, rest.trim_start_matches('\n')))
}

fn format(location: ParameterLocation, format: Serialization) -> Format {
    let Serialization::Style {
        style,
        explode,
        allow_reserved,
    } = format
    else {
        return Format {
            json: true,
            ..Format::default()
        };
    };
    let usual = match location {
        ParameterLocation::Path | ParameterLocation::Header => Style::Simple,
        ParameterLocation::Query | ParameterLocation::Cookie => Style::Form,
    };
    Format {
        style: (style != usual).then_some(style),
        explode: (explode != (usual == Style::Form)).then_some(explode),
        allow_reserved: allow_reserved && location == ParameterLocation::Query,
        json: false,
    }
}
