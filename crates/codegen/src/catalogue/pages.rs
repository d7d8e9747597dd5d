//! Findings about the configuration of pages.

use specwright_openapi::diagnostic::{Code, Finding};

/// The operation does not return one list in JSON.
pub(crate) fn no_page(operation: &str) -> Finding {
    inapplicable(
        format!("the operation `{operation}` has no pages: its success is not one JSON value"),
        "remove the entry, or declare one success with JSON",
    )
}

/// The body has no array, or several of them.
pub(crate) fn unclear_items(operation: &str) -> Finding {
    inapplicable(
        format!(
            "the items of `{operation}` are not clear: its body does not have exactly one array"
        ),
        "set `items` to the JSON pointer of the array, such as `/data`",
    )
}

/// The JSON pointer of the items does not refer to an array.
pub(crate) fn no_array(operation: &str, pointer: &str) -> Finding {
    inapplicable(
        format!("the success of `{operation}` has no array at `{pointer}`"),
        "set `items` to the JSON pointer of the array, such as `/data`",
    )
}

/// A JSON pointer does not refer to a value.
pub(crate) fn no_value(operation: &str, pointer: &str) -> Finding {
    inapplicable(
        format!("the success of `{operation}` has no value at `{pointer}`"),
        "write a JSON pointer to a declared property, such as `/meta/next`",
    )
}

/// A key is missing.
pub(crate) fn missing_key(operation: &str, key: &str) -> Finding {
    inapplicable(
        format!("the pages of `{operation}` need the key `{key}`"),
        "add the key",
    )
}

/// A key does not fit the way to the next page.
pub(crate) fn useless_key(operation: &str, key: &str) -> Finding {
    inapplicable(
        format!("the key `{key}` does not fit the pages of `{operation}`"),
        "remove the key, or change `next`",
    )
}

/// The cursor is a property, and the operation has no JSON body.
pub(crate) fn no_json_body(operation: &str) -> Finding {
    inapplicable(
        format!("the operation `{operation}` has no JSON body that could contain the cursor"),
        "write the name of a query parameter as `parameter` instead",
    )
}

/// The operation does not declare the parameter.
pub(crate) fn unknown_parameter(operation: &str, parameter: &str) -> Finding {
    inapplicable(
        format!("the operation `{operation}` has no query parameter `{parameter}`"),
        "write the name of a declared query parameter",
    )
}

fn inapplicable(message: String, help: &'static str) -> Finding {
    Finding::warning(Code::UnknownConfigTarget, message, help)
}
