//! The items that emitted files refer to by a short name.

/// The name under which the client and the server import the types crate.
pub(super) const TYPES: &str = "types";

/// Types, traits and functions that are imported by name, and modules whose items are referred to
/// with the name of the module, such as `union::tag`. Any other absolute path is unchanged.
const IMPORTED: &[&[&str]] = &[
    &["crate", "schemas"],
    &["serde", "Deserialize"],
    &["serde", "Deserializer"],
    &["serde", "Serialize"],
    &["serde", "Serializer"],
    &["serde_json", "Value"],
    &["specwright_runtime", "Base64"],
    &["specwright_runtime", "Base64Url"],
    &["specwright_runtime", "Constant"],
    &["specwright_runtime", "Date"],
    &["specwright_runtime", "DateTime"],
    &["specwright_runtime", "OptionalNullable"],
    &["specwright_runtime", "Secret"],
    &["specwright_runtime", "body"],
    &["specwright_runtime", "body", "Encoding"],
    &["specwright_runtime", "bytes", "Bytes"],
    &["specwright_runtime", "client", "BearerToken"],
    &["specwright_runtime", "client", "Credential"],
    &["specwright_runtime", "client", "CursorTarget"],
    &["specwright_runtime", "client", "Error"],
    &["specwright_runtime", "client", "Items"],
    &["specwright_runtime", "client", "NextPage"],
    &["specwright_runtime", "client", "NoErrorResponse"],
    &["specwright_runtime", "client", "Pages"],
    &["specwright_runtime", "client", "Paging"],
    &["specwright_runtime", "client", "RawResponse"],
    &["specwright_runtime", "client", "Response"],
    &["specwright_runtime", "client", "Streaming"],
    &["specwright_runtime", "headers", "HeaderError"],
    &["specwright_runtime", "headers", "HeaderReader"],
    &["specwright_runtime", "headers", "HeaderWriter"],
    &["specwright_runtime", "headers", "Headers"],
    &["specwright_runtime", "http", "StatusCode"],
    &["specwright_runtime", "json"],
    &["specwright_runtime", "json", "literal"],
    &["specwright_runtime", "object"],
    &["specwright_runtime", "parameter", "CharacterRun"],
    &["specwright_runtime", "parameter", "Parameter"],
    &["specwright_runtime", "parameter", "Path"],
    &["specwright_runtime", "parameter", "PathValues"],
    &["specwright_runtime", "schema", "Property"],
    &["specwright_runtime", "schema", "Schema"],
    &["specwright_runtime", "server", "Context"],
    &["specwright_runtime", "server", "Input"],
    &["specwright_runtime", "server", "NoVerifier"],
    &["specwright_runtime", "server", "Reply"],
    &["specwright_runtime", "server", "Requirement"],
    &["specwright_runtime", "server", "Scheme"],
    &["specwright_runtime", "server", "Service"],
    &["specwright_runtime", "server", "Verifier"],
    &["specwright_runtime", "stream", "ByteStream"],
    &["specwright_runtime", "stream", "EventData"],
    &["specwright_runtime", "stream", "EventStream"],
    &["specwright_runtime", "stream", "Format"],
    &["specwright_runtime", "stream", "ItemStream"],
    &["specwright_runtime", "tuple"],
    &["specwright_runtime", "union"],
    &["specwright_runtime", "union", "JsonType"],
    &["std", "collections", "BTreeMap"],
    &[TYPES],
];

/// Returns the part of a path that is imported: the longest entry of the list above, or a type of
/// the own crate.
pub(super) fn imported_prefix(path: &[String]) -> Option<&[String]> {
    let known = IMPORTED
        .iter()
        .filter_map(|known| path.get(..known.len()).filter(|start| start == known))
        .max_by_key(|start| start.len());
    known.or_else(|| {
        let is_upper = |name: &String| name.starts_with(|first: char| first.is_ascii_uppercase());
        let is_own = path.first().is_some_and(|root| root == "crate");
        let position = path.iter().position(is_upper).filter(|_| is_own)?;
        // A name without lower-case letters in a module can be a constant.
        let is_type = position == 1 || path.get(position)?.contains(|c: char| c.is_lowercase());
        path.get(..=position).filter(|_| is_type)
    })
}
