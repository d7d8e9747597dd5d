//! Encodings of the properties of forms and multipart bodies.

use super::header;
use super::input::Input;
use super::schema::lowering::SchemaLowering;
use super::scope::Scope;
use crate::diagnostic::Report;
use crate::diagnostic::catalogue::{body as catalogue, root};
use crate::ir::{ContentKind, Encoding};
use crate::media_type::MediaType;
use crate::node::Node;
use crate::pointer::Span;
use crate::vocabulary::{ParameterLocation, Style};

/// Lowers the encodings of a Media Type Object.
pub(super) fn lower_all(
    lowering: &mut SchemaLowering<'_>,
    content: &Span,
    kind: ContentKind,
    scope: &Scope,
) -> Vec<Encoding> {
    let span = content.join("encoding");
    let map = lowering.context.input.map(&span);
    let names: Vec<String> = map
        .into_iter()
        .flat_map(|map| map.keys().cloned())
        .collect();
    let encodings = names.iter().map(|name| {
        let context = &mut lowering.context;
        let mut encoding = lower(context.input, name, span.join(name), context.report);
        let headers = encoding.span.join("headers");
        if kind == ContentKind::Multipart {
            encoding.headers = header::lower_all(lowering, &headers, &scope.step(name));
        } else if context.input.has(&encoding.span, "headers") {
            let finding = root::ignored("headers of pairs");
            context.report.add(&headers, finding);
        }
        encoding
    });
    encodings.collect()
}

fn lower(input: Input<'_>, name: &str, span: Span, report: &mut Report) -> Encoding {
    let content_type = input.string(&span, "contentType");
    let content_type = content_type.filter(|list| {
        let mut types = list.split(',').map(|text| MediaType::new(text.trim()));
        let are_valid = types.all(|media_type| media_type.is_valid());
        if !are_valid {
            let finding = catalogue::invalid_encoding_type(name);
            report.add(&span.join("contentType"), finding);
        }
        are_valid
    });
    let style = lower_style(input, name, &span, report);
    Encoding {
        name: name.to_owned(),
        content_type: content_type.map(str::to_owned),
        style,
        headers: Vec::new(),
        span,
    }
}

/// Returns the style and the value of `explode`, if the document specifies either.
fn lower_style(
    input: Input<'_>,
    name: &str,
    span: &Span,
    report: &mut Report,
) -> Option<(Style, bool)> {
    let written = input.string(span, "style");
    let allowed = ParameterLocation::Query.styles();
    let style = written.and_then(Style::from_name);
    let style = style.filter(|style| allowed.contains(style));
    if let (Some(written), None) = (written, style) {
        let finding = catalogue::unsupported_encoding_style(name, written);
        report.add(&span.join("style"), finding);
    }
    let explode = match input.node(&span.join("explode")) {
        Some(Node::Bool(explode)) => Some(*explode),
        _ => None,
    };
    if style.is_none() && explode.is_none() {
        return None;
    }
    let style = style.unwrap_or(Style::Form);
    let explode = explode.unwrap_or(style == Style::Form) || style == Style::DeepObject;
    Some((style, explode))
}
