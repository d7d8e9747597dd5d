//! Paths of operations: templates, and the values of parameters that share a segment.

use specwright_openapi::ir::{Api, Operation, Parameter, PathPart, SchemaKind, Serialization};
use specwright_openapi::vocabulary::{JsonType, ParameterLocation, Style};

use super::characters;
use super::model::path::{PathPlan, PathValues};

/// The number of values up to which an enumeration decides where a parameter ends.
const MAX_VALUES: usize = 100;

/// Plans the path of an operation.
pub(super) fn plan(api: &Api, operation: &Operation) -> PathPlan {
    let shared = sharing_a_segment(&operation.path.parts).into_iter();
    let values = shared.filter_map(|name| {
        let parameter = path_parameter(operation, name)?;
        Some((name.to_owned(), values(api, parameter)?))
    });
    PathPlan {
        text: operation.path.text.clone(),
        query: operation.path.query.clone(),
        values: values.collect(),
        template: template(operation),
    }
}

/// Returns the path with the reserved expansion of the parameters that allow it.
fn template(operation: &Operation) -> String {
    let allows_reserved = |name: &str| {
        path_parameter(operation, name).is_some_and(|parameter| {
            matches!(
                parameter.serialization,
                Serialization::Style {
                    allow_reserved: true,
                    ..
                }
            )
        })
    };
    let reserved = operation.path.parameters();
    let reserved = reserved.filter(|name| allows_reserved(name));
    reserved.fold(operation.path.template.clone(), |path, name| {
        path.replace(&format!("{{{name}}}"), &format!("{{+{name}}}"))
    })
}

/// Returns the names of the parameters whose segment has another parameter.
fn sharing_a_segment(parts: &[PathPart]) -> Vec<&str> {
    let ends_segment =
        |part: &PathPart| matches!(part, PathPart::Literal(text) if text.contains('/'));
    let segments = parts.split(ends_segment).map(|segment| {
        let names = segment.iter().filter_map(|part| match part {
            PathPart::Parameter(name) => Some(name.as_str()),
            PathPart::Literal(_) => None,
        });
        names.collect::<Vec<&str>>()
    });
    segments.filter(|names| names.len() > 1).flatten().collect()
}

fn path_parameter<'a>(operation: &'a Operation, name: &str) -> Option<&'a Parameter> {
    operation
        .parameters
        .iter()
        .find(|parameter| parameter.location == ParameterLocation::Path && parameter.name == name)
}

/// Returns the values of a parameter, or `None` if it can have any value.
fn values(api: &Api, parameter: &Parameter) -> Option<PathValues> {
    let Serialization::Style {
        style: Style::Simple,
        ..
    } = parameter.serialization
    else {
        return None;
    };
    match &api.schema(parameter.ty.id).kind {
        SchemaKind::Integer { .. } => Some(PathValues::Integer),
        SchemaKind::Boolean => Some(PathValues::OneOf(vec![
            "false".to_owned(),
            "true".to_owned(),
        ])),
        SchemaKind::String {
            format, pattern, ..
        } => characters::of_string(format, pattern.as_deref()).map(PathValues::Runs),
        SchemaKind::Enum(enumeration) if enumeration.values.len() <= MAX_VALUES => {
            let values = enumeration.values.iter().map(|value| &value.value);
            let texts: Vec<String> = match enumeration.json_type? {
                JsonType::String => values
                    .filter_map(|value| value.as_str().map(str::to_owned))
                    // A path parameter has at least one character.
                    .filter(|text| !text.is_empty())
                    .collect(),
                JsonType::Integer => values.map(ToString::to_string).collect(),
                _ => return None,
            };
            (!texts.is_empty()).then_some(PathValues::OneOf(texts))
        }
        _ => None,
    }
}
