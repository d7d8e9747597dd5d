//! Operations as text.

use super::schema::type_ref;
use super::{Lines, docs, flag, optional, required};
use crate::ir::{
    Api, Content, Encoding, Header, Operation, Parameter, Response, SecurityAlternative,
    Serialization,
};

/// Writes an operation.
pub(super) fn dump(out: &mut Lines, api: &Api, operation: &Operation) {
    let (method, path) = (operation.method.as_str(), &operation.path.text);
    let docs = docs(&operation.docs);
    let kind = if operation.is_webhook {
        "webhook"
    } else {
        "operation"
    };
    out.line(
        0,
        format_args!("{kind} {} {method} {path:?}{docs}", operation.id),
    );
    if !operation.tags.is_empty() {
        out.line(1, format_args!("tags {:?}", operation.tags));
    }
    for parameter in &operation.parameters {
        dump_parameter(out, api, parameter);
    }
    if let Some(body) = &operation.body {
        out.line(1, format_args!("body {}", required(body.required)));
        dump_contents(out, api, &body.contents);
    }
    for response in &operation.responses {
        dump_response(out, api, response);
    }
    for alternative in &operation.security {
        dump_security(out, api, alternative);
    }
    for server in &operation.servers {
        let (url, resolved) = (&server.url, &server.resolved);
        out.line(1, format_args!("server {url:?} -> {resolved:?}"));
    }
    if !operation.required_scopes.is_empty() {
        let scopes = &operation.required_scopes;
        out.line(1, format_args!("required scopes, any of {scopes:?}"));
    }
}

fn dump_parameter(out: &mut Lines, api: &Api, parameter: &Parameter) {
    let serialization = match parameter.serialization {
        Serialization::Json => "json".to_owned(),
        Serialization::Style {
            style,
            explode,
            allow_reserved,
        } => format!(
            "{style:?}{}{}",
            flag(" explode", explode),
            flag(" reserved", allow_reserved)
        ),
    };
    let ty = type_ref(api, parameter.ty);
    let required = required(parameter.required);
    let default = optional(" = ", parameter.default.as_ref());
    out.line(
        1,
        format_args!(
            "{:?} {:?}: {ty} {required} {serialization}{default}",
            parameter.location, parameter.name
        ),
    );
}

fn dump_response(out: &mut Lines, api: &Api, response: &Response) {
    let component = response.component.as_ref();
    let component = component.map(|name| format!(" ({name})"));
    let component = component.unwrap_or_default();
    out.line(1, format_args!("response {}{component}", response.status));
    for header in &response.headers {
        dump_header(out, 2, api, header);
    }
    dump_contents(out, api, &response.contents);
}

fn dump_header(out: &mut Lines, level: usize, api: &Api, header: &Header) {
    let (ty, required) = (type_ref(api, header.ty), required(header.required));
    let format = match header.serialization {
        Serialization::Json => " json".to_owned(),
        Serialization::Style { explode, .. } => flag(" explode", explode).to_string(),
    };
    out.line(
        level,
        format_args!("header {:?}: {ty} {required}{format}", header.name),
    );
}

fn dump_security(out: &mut Lines, api: &Api, alternative: &SecurityAlternative) {
    let requirements: Vec<String> = alternative
        .requirements
        .iter()
        .map(|requirement| {
            let scheme = api.schemes.get(requirement.scheme);
            let name = scheme.map_or("?", |scheme| &scheme.name);
            format!("{name}{:?}", requirement.scopes)
        })
        .collect();
    let requirements = if requirements.is_empty() {
        "anonymous".to_owned()
    } else {
        requirements.join(" and ")
    };
    out.line(1, format_args!("security {requirements}"));
}

fn dump_contents(out: &mut Lines, api: &Api, contents: &[Content]) {
    for content in contents {
        let ty = content.ty.map(|ty| type_ref(api, ty));
        let ty = ty.unwrap_or_else(|| "unspecified".to_owned());
        out.line(
            2,
            format_args!("{:?} {:?}: {ty}", content.media_type, content.kind),
        );
        for encoding in &content.encodings {
            dump_encoding(out, encoding);
            for header in &encoding.headers {
                dump_header(out, 4, api, header);
            }
        }
    }
}

fn dump_encoding(out: &mut Lines, encoding: &Encoding) {
    let content_type = encoding.content_type.as_ref();
    let content_type = content_type.map(|text| format!(" as {text:?}"));
    let style = encoding
        .style
        .map(|(style, explode)| format!(" {style:?}{}", flag(" explode", explode)));
    out.line(
        3,
        format_args!(
            "encoding {:?}{}{}",
            encoding.name,
            content_type.unwrap_or_default(),
            style.unwrap_or_default()
        ),
    );
}
