//! Parameters: what they are called, and how their values become text.

use specwright_openapi::ir::{self, ParameterLocation, Serialization, Style};

use super::Context;
use super::constraint::with_constraints;
use super::docs::{Block, Docs, Inline};
use super::ty::RustType;
use super::types::Shape;
use crate::names::{FieldName, Scope};

/// One parameter.
#[derive(Clone, Debug)]
pub struct ParameterPlan {
    /// The field of the request, the argument or the setter.
    pub name: FieldName,
    /// How it stands in a request.
    pub wire: WireParameter,
    /// Whether a request must have it.
    pub required: bool,
    /// Its type, without the `Option` of one that is not required.
    pub ty: RustType,
    /// Whether callers give anything that converts into the type.
    pub into: bool,
    /// Its documentation.
    pub docs: Docs,
    /// The value that stands for an absent one, as JSON text.
    pub default: Option<String>,
    /// The schema of its values.
    pub schema: ir::TypeRef,
}

/// How a parameter stands in a request.
#[derive(Clone, Debug)]
pub struct WireParameter {
    /// The name.
    pub name: String,
    /// Where.
    pub place: Place,
    /// How its value is written.
    pub format: Format,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are those of OpenAPI")]
pub enum Place {
    Path,
    Query,
    Header,
    Cookie,
}

/// How the value of a parameter is written: only what differs from what is usual in its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Format {
    /// The style.
    pub style: Option<StyleWord>,
    /// Whether each element or member is written on its own.
    pub explode: Option<bool>,
    /// Whether reserved characters are left as they are.
    pub allow_reserved: bool,
    /// Whether the value is JSON text.
    pub json: bool,
}

/// A style that is not the usual one of any place that it can stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of OpenAPI")]
pub enum StyleWord {
    Simple,
    Form,
    Label,
    Matrix,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

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
    parameters.sort_by_key(|parameter| parameter.wire.place);
    parameters
}

fn plan_parameter(
    context: Context<'_>,
    parameter: &ir::Parameter,
    scope: &mut Scope,
) -> ParameterPlan {
    let place = match parameter.location {
        ParameterLocation::Path => Place::Path,
        ParameterLocation::Query => Place::Query,
        ParameterLocation::Header => Place::Header,
        ParameterLocation::Cookie => Place::Cookie,
    };
    let qualified = format!("{} {}", place.word(), parameter.name);
    let suffixed = format!("{} {}", parameter.name, "parameter");
    let ty = context.types.use_type(parameter.ty);
    ParameterPlan {
        name: scope.name_or(&parameter.name, &[&qualified, &suffixed]),
        wire: WireParameter {
            name: parameter.name.clone(),
            place,
            format: Format::of(place, parameter.format),
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
    let mut docs = Docs::of(&parameter.docs, Docs::new);
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

impl Place {
    /// The word that OpenAPI has for it.
    pub fn word(self) -> &'static str {
        match self {
            Place::Path => "path",
            Place::Query => "query",
            Place::Header => "header",
            Place::Cookie => "cookie",
        }
    }
}

impl Format {
    fn of(place: Place, format: Serialization) -> Self {
        let Serialization::Style {
            style,
            explode,
            allow_reserved,
        } = format
        else {
            return Self {
                json: true,
                ..Self::default()
            };
        };
        let usual = match place {
            Place::Path | Place::Header => Style::Simple,
            Place::Query | Place::Cookie => Style::Form,
        };
        let word = match style {
            Style::Simple => StyleWord::Simple,
            Style::Form => StyleWord::Form,
            Style::Label => StyleWord::Label,
            Style::Matrix => StyleWord::Matrix,
            Style::SpaceDelimited => StyleWord::SpaceDelimited,
            Style::PipeDelimited => StyleWord::PipeDelimited,
            Style::DeepObject => StyleWord::DeepObject,
        };
        Self {
            style: (style != usual).then_some(word),
            explode: (explode != (usual == Style::Form)).then_some(explode),
            allow_reserved: allow_reserved && place == Place::Query,
            json: false,
        }
    }
}
