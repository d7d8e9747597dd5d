//! The idempotency key of an operation.

use specwright_openapi::ir::{Api, Operation, Parameter, SchemaKind, StringFormat};
use specwright_openapi::vocabulary::ParameterLocation;

/// The names of headers that are idempotency keys, in lower case.
const NAMES: &[&str] = &["idempotency-key", "x-idempotency-key"];

/// The number of characters of a generated key, which is a UUID.
const KEY_LENGTH: u64 = 36;

/// Returns the name of the header that contains an idempotency key, if a generated key is valid for
/// it.
pub(super) fn key(api: &Api, operation: &Operation) -> Option<String> {
    let mut parameters = operation.parameters.iter();
    let key = parameters.find(|parameter| is_key(parameter) && accepts_uuid(api, parameter))?;
    Some(key.name.clone())
}

fn is_key(parameter: &Parameter) -> bool {
    let name = parameter.name.to_ascii_lowercase();
    parameter.location == ParameterLocation::Header && NAMES.contains(&name.as_str())
}

fn accepts_uuid(api: &Api, parameter: &Parameter) -> bool {
    let SchemaKind::String {
        lengths, format, ..
    } = &api.schema(parameter.ty.id).kind
    else {
        return false;
    };
    match format {
        StringFormat::Plain => {
            lengths.min.is_none_or(|min| min <= KEY_LENGTH)
                && lengths.max.is_none_or(|max| max >= KEY_LENGTH)
        }
        StringFormat::Other(format) => format == "uuid",
        _ => false,
    }
}
