//! Printing of values. The extension of the template decides how a value is escaped; a template
//! cannot change it.

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, Value};

use super::slots::Slot;
use crate::markdown::{self, Position};

/// Installs the formatter and the filters.
pub fn install(environment: &mut Environment<'_>) {
    // The formatter escapes values itself.
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_formatter(print);
    for filter in ["safe", "escape", "e", "tojson", "urlencode"] {
        environment.remove_filter(filter);
    }
    environment.add_filter("key", key);
    environment.add_filter("code", code);
}

/// Returns a string as a bare TOML key, or an error if the key would need quotes.
fn key(text: String) -> Result<Value, Error> {
    let plain = |character: char| {
        character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '.' | '/')
    };
    if !text.is_empty() && text.chars().all(plain) {
        Ok(Value::from_safe_string(text))
    } else {
        Err(Error::new(
            ErrorKind::InvalidOperation,
            format!("{text:?} is not a bare key"),
        ))
    }
}

/// Returns a string as inline code in Markdown.
fn code(text: String) -> Value {
    Value::from_safe_string(markdown::code(&text))
}

fn print(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let name = state.name().to_owned();
    let refuse = || {
        Err(Error::new(
            ErrorKind::InvalidOperation,
            format!(
                "a value of the kind {} cannot be printed in this file",
                value.kind()
            ),
        ))
    };
    let text = if name.ends_with(".rs.j2") {
        match value.downcast_object_ref::<Slot>() {
            Some(_) => value.to_string(),
            None => return refuse(),
        }
    } else if value.is_safe() {
        value.to_string()
    } else {
        match (value.kind(), value.as_str()) {
            (ValueKind::String, Some(text)) if name.ends_with(".toml.j2") => {
                toml::Value::String(text.to_owned()).to_string()
            }
            (ValueKind::String, Some(text)) if name.ends_with(".md.j2") => {
                markdown::text(text, Position::MidLine)
            }
            (ValueKind::Number, _) => value.to_string(),
            _ => return refuse(),
        }
    };
    out.write_str(&text).map_err(Error::from)
}
