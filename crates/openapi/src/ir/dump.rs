//! The model as text, one line a property, for people who review a change.

use std::fmt::Write;

use super::{
    Access, Additional, Api, Content, Discrimination, Docs, Object, Operation, PatternProperty,
    Schema, SchemaId, SchemaKind, SchemaName, Serialization, Status, StringFormat, TypeRef, Union,
};

/// The whole model. Texts of the document stand in it escaped, spans do not.
pub fn dump(api: &Api) -> String {
    let mut out = String::new();
    line(
        &mut out,
        0,
        format_args!("api {:?} {:?}", api.info.title, api.info.version),
    );
    for server in &api.servers {
        line(
            &mut out,
            0,
            format_args!("server {:?} -> {:?}", server.url, server.resolved),
        );
    }
    for tag in &api.tags {
        line(&mut out, 0, format_args!("tag {:?}", tag.name));
    }
    for (index, scheme) in api.schemes.iter().enumerate() {
        line(
            &mut out,
            0,
            format_args!("scheme {index} {:?} {:?}", scheme.name, scheme.kind),
        );
    }
    for operation in &api.operations {
        dump_operation(&mut out, api, operation);
    }
    for (index, schema) in api.schemas.iter_enumerated() {
        dump_schema(&mut out, api, index, schema);
    }
    out
}

fn line(out: &mut String, depth: usize, text: std::fmt::Arguments<'_>) {
    for _ in 0..depth {
        out.push_str("  ");
    }
    // Writing to a string can't fail.
    let _ = out.write_fmt(text);
    out.push('\n');
}

fn dump_operation(out: &mut String, api: &Api, operation: &Operation) {
    let (method, path) = (operation.method.as_str(), &operation.path.text);
    line(
        out,
        0,
        format_args!(
            "operation {} {method} {path:?}{}",
            operation.id,
            marks(&operation.docs)
        ),
    );
    if !operation.tags.is_empty() {
        line(out, 1, format_args!("tags {:?}", operation.tags));
    }
    for parameter in &operation.parameters {
        let format = match parameter.serialization {
            Serialization::Json => "json".to_owned(),
            Serialization::Style {
                style,
                explode,
                allow_reserved,
            } => {
                let explode = if explode { " explode" } else { "" };
                format!(
                    "{style:?}{explode}{}",
                    if allow_reserved { " reserved" } else { "" }
                )
            }
        };
        let required = if parameter.required {
            "required"
        } else {
            "optional"
        };
        let default = parameter
            .default
            .as_ref()
            .map(|value| format!(" = {value}"))
            .unwrap_or_default();
        let ty = type_ref(api, parameter.ty);
        line(
            out,
            1,
            format_args!(
                "{:?} {:?}: {ty} {required} {format}{default}",
                parameter.location, parameter.name
            ),
        );
    }
    if let Some(body) = &operation.body {
        line(
            out,
            1,
            format_args!(
                "body {}",
                if body.required {
                    "required"
                } else {
                    "optional"
                }
            ),
        );
        dump_contents(out, api, &body.contents);
    }
    for response in &operation.responses {
        let status = match response.status {
            Status::Code(code) => code.to_string(),
            Status::Range(hundred) => format!("{hundred}XX"),
            Status::Default => "default".to_owned(),
        };
        let component = response
            .component
            .as_ref()
            .map(|name| format!(" ({name})"))
            .unwrap_or_default();
        line(out, 1, format_args!("response {status}{component}"));
        for header in &response.headers {
            let required = if header.required {
                "required"
            } else {
                "optional"
            };
            line(
                out,
                2,
                format_args!(
                    "header {:?}: {} {required}",
                    header.name,
                    type_ref(api, header.ty)
                ),
            );
        }
        dump_contents(out, api, &response.contents);
    }
    for alternative in &operation.security {
        let needs: Vec<String> = alternative
            .requirements
            .iter()
            .map(|need| {
                let name = api
                    .schemes
                    .get(need.scheme)
                    .map_or("?", |scheme| &scheme.name);
                format!("{name}{:?}", need.scopes)
            })
            .collect();
        line(
            out,
            1,
            format_args!(
                "security {}",
                if needs.is_empty() {
                    "anonymous".to_owned()
                } else {
                    needs.join(" and ")
                }
            ),
        );
    }
    if !operation.required_scopes.is_empty() {
        line(
            out,
            1,
            format_args!("required scopes, any of {:?}", operation.required_scopes),
        );
    }
}

fn dump_contents(out: &mut String, api: &Api, contents: &[Content]) {
    for media in contents {
        let ty = media
            .ty
            .map_or_else(|| "unsaid".to_owned(), |ty| type_ref(api, ty));
        line(
            out,
            2,
            format_args!("{:?} {:?}: {ty}", media.media_type, media.kind),
        );
        for encoding in &media.encodings {
            let content_type = encoding
                .content_type
                .as_ref()
                .map(|text| format!(" as {text:?}"))
                .unwrap_or_default();
            let style = encoding.style.map(|(style, explode)| {
                format!(" {style:?}{}", if explode { " explode" } else { "" })
            });
            line(
                out,
                3,
                format_args!(
                    "encoding {:?}{content_type}{}",
                    encoding.name,
                    style.unwrap_or_default()
                ),
            );
        }
    }
}

fn dump_schema(out: &mut String, api: &Api, id: SchemaId, schema: &Schema) {
    let usage = match (schema.usage.request, schema.usage.response) {
        (true, true) => "both ways",
        (true, false) => "request",
        (false, true) => "response",
        (false, false) => "unused",
    };
    let default = schema
        .default
        .as_ref()
        .map(|value| format!(" = {value}"))
        .unwrap_or_default();
    let head = format!(
        "schema {} {} [{usage}]{default}{}",
        id.index(),
        name(api, &schema.name),
        marks(&schema.docs)
    );
    match &schema.kind {
        SchemaKind::Object(object) => {
            line(
                out,
                0,
                format_args!("{head}: object{}", object_bounds(object)),
            );
            dump_object(out, api, object);
        }
        SchemaKind::Union(union) => {
            line(
                out,
                0,
                format_args!(
                    "{head}: {}",
                    if union.exclusive { "one of" } else { "any of" }
                ),
            );
            dump_union(out, api, union);
        }
        SchemaKind::Enum(enumeration) => {
            line(
                out,
                0,
                format_args!("{head}: enum of {:?}", enumeration.json_type),
            );
            for value in &enumeration.values {
                let name = value
                    .name
                    .as_ref()
                    .map(|name| format!(" called {name:?}"))
                    .unwrap_or_default();
                let text = value
                    .description
                    .as_ref()
                    .map(|text| format!(" {text:?}"))
                    .unwrap_or_default();
                line(out, 1, format_args!("{}{name}{text}", value.value));
            }
        }
        kind => line(out, 0, format_args!("{head}: {}", plain(api, kind))),
    }
}

fn plain(api: &Api, kind: &SchemaKind) -> String {
    let number = |name: &str, format: &Option<String>, bounds: &super::Bounds| {
        let mut text = name.to_owned();
        format
            .iter()
            .for_each(|format| text.push_str(&format!(" {format:?}")));
        let minimum = bounds
            .minimum
            .as_ref()
            .map(|value| (if bounds.exclusive_minimum { ">" } else { ">=" }, value));
        let maximum = bounds
            .maximum
            .as_ref()
            .map(|value| (if bounds.exclusive_maximum { "<" } else { "<=" }, value));
        minimum
            .iter()
            .chain(&maximum)
            .for_each(|(sign, value)| text.push_str(&format!(" {sign} {value}")));
        bounds
            .multiple_of
            .iter()
            .for_each(|value| text.push_str(&format!(" multiple of {value}")));
        text
    };
    match kind {
        SchemaKind::Any => "any".to_owned(),
        SchemaKind::Null => "null".to_owned(),
        SchemaKind::Boolean => "boolean".to_owned(),
        SchemaKind::Integer { format, bounds } => number("integer", format, bounds),
        SchemaKind::Number { format, bounds } => number("number", format, bounds),
        SchemaKind::String {
            format,
            lengths,
            pattern,
        } => {
            let format = match format {
                StringFormat::Plain => String::new(),
                StringFormat::Other(name) => format!(" {name:?}"),
                known => format!(" {known:?}"),
            };
            let pattern = pattern
                .as_ref()
                .map(|pattern| format!(" pattern {pattern:?}"))
                .unwrap_or_default();
            format!("string{format}{}{pattern}", length_text(lengths))
        }
        SchemaKind::Array(array) => {
            let unique = if array.unique { " unique" } else { "" };
            format!(
                "list of {}{}{unique}",
                type_ref(api, array.items),
                length_text(&array.lengths)
            )
        }
        SchemaKind::Tuple(tuple) => {
            let items: Vec<String> = tuple.items.iter().map(|ty| type_ref(api, *ty)).collect();
            let unique = if tuple.unique { " unique" } else { "" };
            let rest = match tuple.rest {
                Additional::Unspecified => ", then unsaid".to_owned(),
                Additional::Forbidden => String::new(),
                Additional::Any => ", then any".to_owned(),
                Additional::Typed(ty) => format!(", then {}", type_ref(api, ty)),
            };
            format!(
                "tuple of {}{rest}{}{unique}",
                items.join(", "),
                length_text(&tuple.lengths)
            )
        }
        SchemaKind::Object(_) | SchemaKind::Union(_) | SchemaKind::Enum(_) => String::new(),
    }
}

fn length_text(lengths: &super::Lengths) -> String {
    match (lengths.min, lengths.max) {
        (None, None) => String::new(),
        (min, max) => {
            let text =
                |bound: Option<u64>| bound.map(|bound| bound.to_string()).unwrap_or_default();
            format!(" length {}..{}", text(min), text(max))
        }
    }
}

fn object_bounds(object: &Object) -> String {
    let mut text = length_text(&object.lengths);
    if !object.required.is_empty() {
        text.push_str(&format!(" requires {:?}", object.required));
    }
    text
}

fn dump_object(out: &mut String, api: &Api, object: &Object) {
    for property in &object.properties {
        let required = if property.required {
            "required"
        } else {
            "optional"
        };
        let access = match property.access {
            Access::ReadWrite => "",
            Access::ReadOnly => " read only",
            Access::WriteOnly => " write only",
        };
        let default = property
            .default
            .as_ref()
            .map(|value| format!(" = {value}"))
            .unwrap_or_default();
        let ty = type_ref(api, property.ty);
        line(
            out,
            1,
            format_args!(
                "{:?}: {ty} {required}{access}{default}{}",
                property.name,
                marks(&property.docs)
            ),
        );
    }
    for PatternProperty { pattern, ty } in &object.pattern_properties {
        line(
            out,
            1,
            format_args!("keys like {pattern:?}: {}", type_ref(api, *ty)),
        );
    }
    if let (Additional::Typed(ty), false) =
        (object.undeclared, object.pattern_properties.is_empty())
    {
        line(
            out,
            1,
            format_args!("all that is not named: {}", type_ref(api, ty)),
        );
    }
    if let Some(keys) = object.property_names {
        line(out, 1, format_args!("every key: {}", type_ref(api, keys)));
    }
    match object.additional {
        Additional::Unspecified => {}
        Additional::Forbidden => line(out, 1, format_args!("others: none")),
        Additional::Any => line(out, 1, format_args!("others: any")),
        Additional::Typed(ty) => line(out, 1, format_args!("others: {}", type_ref(api, ty))),
    }
}

fn dump_union(out: &mut String, api: &Api, union: &Union) {
    let telling = match &union.discrimination {
        Discrimination::Discriminator {
            property,
            is_string: true,
        } => format!("by the tag in {property:?}"),
        Discrimination::Discriminator {
            property,
            is_string: false,
        } => format!("by the scalar in {property:?}"),
        Discrimination::Constant { property } => format!("by the constant in {property:?}"),
        Discrimination::JsonType => "by JSON type".to_owned(),
        Discrimination::SameRepresentation => "by checks only".to_owned(),
        Discrimination::RequiredProperty => "by key".to_owned(),
        Discrimination::BestMatch => "by trial".to_owned(),
    };
    line(out, 1, format_args!("told apart {telling}"));
    for branch in &union.branches {
        let mut text = String::new();
        if !branch.discriminator_values.is_empty() {
            text.push_str(&format!(" tags {:?}", branch.discriminator_values));
        }
        branch
            .constant
            .iter()
            .for_each(|constant| text.push_str(&format!(" constant {constant}")));
        if !branch.unique_properties.is_empty() {
            text.push_str(&format!(" keys {:?}", branch.unique_properties));
        }
        line(
            out,
            1,
            format_args!("{:?}: {}{text}", branch.name, type_ref(api, branch.ty)),
        );
    }
}

/// A use: the number and name of the schema, `?` for nullable and `^` for one that closes a cycle.
fn type_ref(api: &Api, ty: TypeRef) -> String {
    let name = api
        .schemas
        .get(ty.id)
        .map(|schema| match (&schema.name, &schema.kind) {
            (SchemaName::Component(name), _) => format!("{name:?}"),
            (_, SchemaKind::Object(_)) => "object".to_owned(),
            (_, SchemaKind::Union(_)) => "union".to_owned(),
            (_, SchemaKind::Enum(_)) => "enum".to_owned(),
            (_, kind) => plain_name(kind).to_owned(),
        });
    let (nullable, cyclic) = (
        if ty.nullable { "?" } else { "" },
        if ty.cyclic { "^" } else { "" },
    );
    format!(
        "{}#{}{nullable}{cyclic}",
        name.unwrap_or_default(),
        ty.id.index()
    )
}

fn plain_name(kind: &SchemaKind) -> &'static str {
    match kind {
        SchemaKind::Null => "null",
        SchemaKind::Boolean => "boolean",
        SchemaKind::Integer { .. } => "integer",
        SchemaKind::Number { .. } => "number",
        SchemaKind::String { .. } => "string",
        SchemaKind::Array(_) => "list",
        SchemaKind::Tuple(_) => "tuple",
        _ => "any",
    }
}

fn name(api: &Api, name: &SchemaName) -> String {
    match name {
        SchemaName::Component(name) => format!("{name:?}"),
        SchemaName::Inline {
            owner,
            operation,
            steps,
        } => {
            let owner = owner
                .and_then(|owner| api.schemas.get(owner))
                .map(|schema| match &schema.name {
                    SchemaName::Component(name) => format!("{name:?}"),
                    SchemaName::Inline { .. } => "inline".to_owned(),
                });
            format!(
                "{}{}{steps:?}",
                owner.unwrap_or_default(),
                operation.clone().unwrap_or_default()
            )
        }
    }
}

fn marks(docs: &Docs) -> String {
    let mut marks = String::new();
    if docs.deprecated {
        marks.push_str(" deprecated");
    }
    for (key, text) in [("title", &docs.title), ("doc", &docs.description)] {
        if let Some(text) = text {
            let short: String = text.chars().take(40).collect();
            marks.push_str(&format!(" {key} {short:?}"));
        }
    }
    if let Some(example) = &docs.example {
        let short: String = example.to_string().chars().take(40).collect();
        marks.push_str(&format!(" example {short:?}"));
    }
    marks
}
