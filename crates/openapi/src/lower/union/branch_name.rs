//! Names of branches from the keywords of their schemas.

use serde_json::Value;

use crate::ir::EnumValue;
use crate::lower::context::Context;
use crate::lower::keywords::Keywords;
use crate::pointer::Span;
use crate::vocabulary::JsonType;

/// The longest title, in bytes, that is used as a name.
pub(super) const MAX_TITLE: usize = 60;

/// Returns the name of the schema at a location: of its component, its title, its constant, or its
/// JSON type. Returns `None` if the schema has none of these.
pub(in crate::lower) fn of_schema(context: &mut Context<'_>, site: &Span) -> Option<String> {
    let span = context.resolve(site)?;
    if let Some(name) = context.input.component_name(&span) {
        return Some(name);
    }
    let keywords = context.keywords(&span)?;
    let title = keywords.docs.title.as_ref();
    if let Some(title) = title.filter(|title| title.len() <= MAX_TITLE && !title.trim().is_empty())
    {
        return Some(title.clone());
    }
    if let Some(Value::String(value)) = constant(&keywords) {
        return Some(value.clone());
    }
    match keywords.types.as_slice() {
        [] if keywords.only_annotates() => Some("any".to_owned()),
        [ty] if *ty != JsonType::Object => Some(ty.name().to_owned()),
        [] | [JsonType::Object] => constant_property(context, &keywords),
        _ => None,
    }
}

/// Returns a name from the first required property with a constant.
fn constant_property(context: &mut Context<'_>, keywords: &Keywords) -> Option<String> {
    for (name, sites) in &keywords.properties {
        if !keywords.required.contains(name) {
            continue;
        }
        let Some(property) = sites.first().and_then(|site| context.keywords_behind(site)) else {
            continue;
        };
        match constant(&property) {
            Some(Value::String(text)) if text.contains(char::is_alphanumeric) => {
                return Some(text.clone());
            }
            Some(value @ (Value::Number(_) | Value::Bool(_))) => {
                return Some(format!("{name} {value}"));
            }
            _ => {}
        }
    }
    None
}

/// Returns the value of an `enum` with a single value.
fn constant(keywords: &Keywords) -> Option<&Value> {
    match keywords.values.as_deref() {
        Some([EnumValue { value, .. }]) => Some(value),
        _ => None,
    }
}
