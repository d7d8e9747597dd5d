//! Lists that are divided into pages, which the configuration describes.

use specwright_openapi::diagnostic::Finding;
use specwright_openapi::ir::{
    Additional, Api, ContentKind, Operation, Response, SchemaKind, TypeRef,
};
use specwright_openapi::vocabulary::{ParameterLocation, Status};

use super::schemas::Schemas;
use crate::catalogue::pages as catalogue;
use crate::config::{NextPageKind, PagesConfig};

/// The parts of the document that the configuration of pages refers to.
pub(super) struct Pages<'a> {
    /// The response with a page.
    pub(super) response: &'a Response,
    /// The JSON pointer to the items.
    pub(super) items: String,
    /// The schema of an item.
    pub(super) item: TypeRef,
}

/// Finds the parts that the configuration refers to.
///
/// # Errors
/// If there are no such parts.
pub(super) fn find<'a>(
    api: &'a Api,
    operation: &'a Operation,
    config: &PagesConfig,
) -> Result<Pages<'a>, Finding> {
    let id = operation.id.as_str();
    check_keys(operation, config)?;
    let (response, body) = page(operation).ok_or_else(|| catalogue::no_page(id))?;
    let schemas = Schemas::declared(api);
    let items = match &config.items {
        Some(items) => Some(items.clone()),
        None => only_array(schemas, body),
    };
    let items = items.ok_or_else(|| catalogue::unclear_items(id))?;
    let array = find_schema(schemas, body, &items);
    let item = array.and_then(|array| element(schemas, array));
    let item = item.ok_or_else(|| catalogue::no_array(id, &items))?;
    for pointer in [&config.from, &config.more].into_iter().flatten() {
        if find_schema(schemas, body, pointer).is_none() {
            return Err(catalogue::no_value(id, pointer));
        }
    }
    Ok(Pages {
        response,
        items,
        item,
    })
}

/// Checks that the keys fit the way to the next page, and that the document declares what they name.
fn check_keys(operation: &Operation, config: &PagesConfig) -> Result<(), Finding> {
    use NextPageKind::{Cursor, Number, Offset, Url};
    let id = operation.id.as_str();
    let kind = config.next;
    let has_target = config.parameter.is_some() || config.property.is_some();
    let keys = [
        ("from", config.from.is_some(), matches!(kind, Cursor | Url)),
        (
            "parameter",
            has_target,
            matches!(kind, Cursor | Offset | Number),
        ),
    ];
    for (key, is_set, is_needed) in keys {
        match (is_set, is_needed) {
            (false, true) => return Err(catalogue::missing_key(id, key)),
            (true, false) => return Err(catalogue::useless_key(id, key)),
            _ => {}
        }
    }
    if config.first.is_some() && kind != Number {
        return Err(catalogue::useless_key(id, "first"));
    }
    if config.property.is_some() && (kind != Cursor || config.parameter.is_some()) {
        return Err(catalogue::useless_key(id, "property"));
    }
    let mut bodies = operation.body.iter().flat_map(|body| &body.contents);
    if config.property.is_some() && !bodies.any(|content| content.kind == ContentKind::Json) {
        return Err(catalogue::no_json_body(id));
    }
    let declares = |name: &String| {
        let mut parameters = operation.parameters.iter();
        parameters.any(|it| it.name == *name && it.location == ParameterLocation::Query)
    };
    match &config.parameter {
        Some(name) if !declares(name) => Err(catalogue::unknown_parameter(id, name)),
        _ => Ok(()),
    }
}

/// Returns the only success, and the schema of its content, which must be JSON only.
fn page(operation: &Operation) -> Option<(&Response, TypeRef)> {
    let is_success =
        |it: &&Response| matches!(it.status, Status::Code(200..=299) | Status::Range(2));
    let is_default = |it: &&Response| it.status == Status::Default;
    let mut successes = operation.responses.iter().filter(is_success).peekable();
    let response = match successes.peek() {
        Some(_) => successes.next(),
        None => operation.responses.iter().find(is_default),
    }?;
    let has_one = successes.next().is_none();
    match response.contents.as_slice() {
        [content] if has_one && content.kind == ContentKind::Json => Some((response, content.ty?)),
        _ => None,
    }
}

/// Returns the JSON pointer to the body if it is an array, or to its only property that is one.
fn only_array(schemas: Schemas<'_>, body: TypeRef) -> Option<String> {
    if element(schemas, body).is_some() {
        return Some(String::new());
    }
    let Some(SchemaKind::Object(object)) = schemas.kind(body.id) else {
        return None;
    };
    let properties = object.properties.iter();
    let mut arrays = properties.filter(|property| element(schemas, property.ty).is_some());
    let only = arrays.next().filter(|_| arrays.next().is_none())?;
    Some(format!("/{}", escape(&only.name)))
}

fn element(schemas: Schemas<'_>, array: TypeRef) -> Option<TypeRef> {
    match schemas.kind(array.id) {
        Some(SchemaKind::Array(array)) => Some(array.items),
        _ => None,
    }
}

/// Returns the schema of the value at a JSON pointer. The index `-1` is the last element.
fn find_schema(schemas: Schemas<'_>, root: TypeRef, pointer: &str) -> Option<TypeRef> {
    let tokens = match pointer.strip_prefix('/') {
        Some(tokens) => tokens,
        None => return pointer.is_empty().then_some(root),
    };
    let mut found = root;
    for token in tokens.split('/') {
        let token = token.replace("~1", "/").replace("~0", "~");
        found = match schemas.kind(found.id)? {
            SchemaKind::Object(object) => {
                let mut properties = object.properties.iter();
                let property = properties.find(|property| property.name == token);
                match (property, &object.undeclared) {
                    (Some(property), _) => property.ty,
                    (None, Additional::Typed(ty)) => *ty,
                    (None, _) => return None,
                }
            }
            SchemaKind::Array(array) if token == "-1" || token.parse::<u32>().is_ok() => {
                array.items
            }
            // Anything can be below a value of any kind.
            SchemaKind::Any => return Some(found),
            _ => return None,
        };
    }
    Some(found)
}

fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}
