//! Exploded objects in queries and cookies: their properties appear beside other parameters, under
//! their own names (OpenAPI 3.0.3, 4.7.12.3).

use std::collections::BTreeMap;

use specwright_openapi::diagnostic::Report;
use specwright_openapi::ir::{
    Additional, Api, Object, Operation, Parameter, SchemaKind, SchemeKind, Serialization,
};
use specwright_openapi::pointer::Span;
use specwright_openapi::vocabulary::{ParameterLocation, Style};

use crate::catalogue::parameter as catalogue;

/// The pairs that belong to an exploded object.
#[derive(Default)]
pub(super) struct Ownership {
    /// The names that belong to other parameters or credentials.
    pub(super) others: Vec<String>,
    /// Whether all remaining pairs belong to the object.
    pub(super) open: bool,
}

/// Plans the pairs of a parameter, and reports properties that have the name of another parameter.
pub(super) fn plan(
    api: &Api,
    operation: &Operation,
    parameter: &Parameter,
    report: &mut Report,
) -> Ownership {
    let Some(object) = exploded(api, parameter) else {
        return Ownership::default();
    };
    let others = names_of_others(api, operation, parameter, object);
    for property in &object.properties {
        if let Some(other) = others.get(property.name.as_str()) {
            let finding = catalogue::clash(&operation.id, &parameter.name, &property.name, other);
            report.add(&property.span, finding);
        }
    }
    let keeps_others = matches!(object.undeclared, Additional::Any | Additional::Typed(_));
    let takes_others = keeps_others || object.properties.is_empty();
    let others = others.into_keys();
    Ownership {
        others: others
            .filter(|name| takes_others || declares(object, name))
            .map(str::to_owned)
            .collect(),
        open: matches!(object.additional, Additional::Any) && !object.properties.is_empty(),
    }
}

/// Returns the schema of an exploded object outside a path or a header.
fn exploded<'a>(api: &'a Api, parameter: &Parameter) -> Option<&'a Object> {
    let has_pairs = matches!(
        parameter.location,
        ParameterLocation::Query | ParameterLocation::Cookie
    );
    let explodes = matches!(
        parameter.serialization,
        Serialization::Style { style, explode: true, .. } if style != Style::DeepObject
    );
    match &api.schema(parameter.ty.id).kind {
        SchemaKind::Object(object) if has_pairs && explodes => Some(object),
        _ => None,
    }
}

/// Returns the names that belong to other parameters and credentials at the location of an exploded
/// object, with their spans. Of two exploded objects with the same property, the first one has it.
fn names_of_others<'a>(
    api: &'a Api,
    operation: &'a Operation,
    parameter: &Parameter,
    object: &Object,
) -> BTreeMap<&'a str, &'a Span> {
    let mut names = BTreeMap::new();
    let mut is_later = false;
    for other in &operation.parameters {
        if other.location != parameter.location {
            continue;
        }
        if other.name == parameter.name {
            is_later = true;
            continue;
        }
        match exploded(api, other) {
            None => {
                names.insert(other.name.as_str(), &other.span);
            }
            Some(other) => {
                let properties = other
                    .properties
                    .iter()
                    .map(|it| (it.name.as_str(), &it.span));
                names.extend(properties.filter(|(name, _)| !(is_later && declares(object, name))));
            }
        }
    }
    let requirements = operation.security.iter().flat_map(|it| &it.requirements);
    for requirement in requirements {
        let Some(scheme) = api.schemes.get(requirement.scheme) else {
            continue;
        };
        match &scheme.kind {
            SchemeKind::ApiKey { location, name } if *location == parameter.location => {
                names.insert(name.as_str(), &scheme.span);
            }
            _ => {}
        }
    }
    names
}

fn declares(object: &Object, name: &str) -> bool {
    object.properties.iter().any(|it| it.name == name)
}
