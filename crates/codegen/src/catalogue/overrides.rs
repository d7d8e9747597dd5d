//! Findings about entries of the configuration that override the document.

use specwright_openapi::diagnostic::{Code, Finding};
use specwright_openapi::vocabulary::JsonType;

/// The entry is for an operation that the document does not declare.
pub(crate) fn unknown_operation<'a>(id: &str, known: impl IntoIterator<Item = &'a str>) -> Finding {
    unknown(
        format!("no operation has the operationId `{id}`"),
        id,
        known,
    )
}

/// The entry is for a tag that no operation has.
pub(crate) fn unknown_tag<'a>(tag: &str, known: impl IntoIterator<Item = &'a str>) -> Finding {
    unknown(format!("no operation has the tag `{tag}`"), tag, known)
}

/// The entry is for a format that no schema of the type has.
pub(crate) fn unknown_format<'a>(
    json_type: JsonType,
    format: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Finding {
    let message = format!(
        "no schema of the type `{}` has the format `{format}`",
        json_type.name()
    );
    unknown(message, format, known)
}

/// The entry is for a parameter that the operation does not declare.
pub(crate) fn unknown_parameter<'a>(
    operation: &str,
    parameter: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Finding {
    let message = format!("the operation `{operation}` has no parameter `{parameter}`");
    unknown(message, parameter, known)
}

/// The entry selects a stream, and the operation has none, or no JSON body.
pub(crate) fn inapplicable_stream(operation: &str) -> Finding {
    Finding::warning(
        Code::UnknownConfigTarget,
        format!("the operation `{operation}` has no stream that a JSON body can select"),
        "remove the entry, or declare the response with an overlay, as `text/event-stream`",
    )
}

/// The entry is for a component that the document does not define.
pub(crate) fn unknown_component<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Finding {
    let message = format!("no schema `{name}` is defined in the components");
    unknown(message, name, known)
}

/// The JSON pointer of the entry does not refer to a schema.
pub(crate) fn unknown_schema_pointer<'a>(
    pointer: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Finding {
    let message = format!("no schema is defined at `{pointer}`; a reference is not a schema");
    unknown(message, pointer, known)
}

/// The entry is for a property that the schema does not declare.
pub(crate) fn unknown_property<'a>(
    schema: &str,
    property: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Finding {
    let message = format!("the schema `{schema}` has no property `{property}`");
    unknown(message, property, known)
}

/// The entry is for a value of an enum or a branch of a union that the schema does not declare.
pub(crate) fn unknown_variant<'a>(
    schema: &str,
    variant: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Finding {
    let message = format!("the schema `{schema}` has no value or branch `{variant}`");
    unknown(message, variant, known)
}

/// The option does not apply to the type that is generated for the schema.
pub(crate) fn inapplicable(schema: &str, option: &str) -> Finding {
    Finding::warning(
        Code::UnknownConfigTarget,
        format!("`{option}` does not apply to the type that `{schema}` becomes"),
        "remove this option",
    )
}

/// The option does not apply to a schema whose type is supplied by the user.
pub(crate) fn inapplicable_to_user_type(schema: &str, option: &str) -> Finding {
    Finding::warning(
        Code::UnknownConfigTarget,
        format!("`{option}` does not apply to `{schema}`, which `type` replaces"),
        "remove this option",
    )
}

/// Two entries, one of them with a JSON pointer, are for the same schema.
pub(crate) fn duplicate_schema(key: &str) -> Finding {
    Finding::error(
        Code::InvalidConfig,
        format!("the schema `{key}` is also configured under another key"),
        "merge the two entries",
    )
}

/// The name is already in use in the same scope.
pub(crate) fn name_in_use(name: &str) -> Finding {
    Finding::error(
        Code::InvalidConfig,
        format!("the name `{name}` is already in use"),
        "use another name",
    )
}

/// Creates a warning about a name that the document does not contain; the hint suggests the most
/// similar of the known names.
pub(super) fn unknown<'a>(
    message: String,
    name: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Finding {
    let hint = match specwright_openapi::nearest(name, known) {
        Some(similar) => format!("did you mean `{similar}`?"),
        None => "correct the name, or remove the entry".to_owned(),
    };
    Finding::warning(Code::UnknownConfigTarget, message, hint)
}
