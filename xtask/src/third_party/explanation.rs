//! Failures that Schemathesis reports although the server follows the document.

use std::collections::BTreeSet;

use specwright::codegen::plan::model::parameter::ParameterPlan;
use specwright::codegen::plan::model::ty::RustType;
use specwright::openapi::ir::{Property, Schema, SchemaKind, StringFormat};

use crate::corpus::operations::Prepared as Responses;
use crate::corpus::worker::Prepared;

/// Texts of rejections that the documentation of the generator explains, with the reason.
const EXPLAINED: &[(&str, &str)] = &[
    ("expected i64", "integers of more than 64 bits are rejected"),
    ("expected u64", "integers of more than 64 bits are rejected"),
    (
        "The body must be",
        "the media type is reported as unsupported",
    ),
];

/// The code of the diagnostic about a schema with properties and without `type`.
const MISSING_TYPE: &str = "oas::missing-type";

/// A failed test case.
#[derive(Clone, Default)]
pub struct Failure<'r> {
    /// The method and the path.
    pub operation: &'r str,
    /// The parts of the request that violate the document, and how.
    pub component: String,
    /// The status line of the response: `[200] OK:`.
    pub status: &'r str,
    /// The body of the response.
    pub body: &'r str,
    /// The shell command that repeats the request.
    pub request: &'r str,
}

/// The facts about a document that explain reports.
#[derive(Default)]
pub struct Explanations {
    /// The operations that are answered with an error, because the document declares no success.
    failing: BTreeSet<String>,
    /// The names of query parameters that are lists in one pair.
    lists: BTreeSet<String>,
    /// The names of query parameters that are lists of strings.
    strings: BTreeSet<String>,
    /// Whether the document declares objects without a `type`.
    has_untyped_objects: bool,
    /// The names of properties that are arrays.
    arrays: BTreeSet<String>,
    /// The names of properties that are strings without a format, and nullable.
    nullable_strings: BTreeSet<String>,
    /// The names of properties that are bytes.
    files: BTreeSet<String>,
    /// The names of properties that are enums and nullable.
    nullable_enums: BTreeSet<String>,
}

impl<'r> Failure<'r> {
    /// Creates a failure of an operation.
    pub fn of(operation: &'r str) -> Self {
        Self {
            operation,
            ..Self::default()
        }
    }
}

impl Explanations {
    /// Collects what a document declares.
    pub fn of(prepared: &Prepared, responses: &Responses) -> Self {
        let groups = prepared.plan.client.groups.iter();
        let operations = groups.flat_map(|group| &group.operations);
        let parameters = operations.flat_map(|operation| &operation.common.parameters);
        let is_list = |parameter: &&ParameterPlan| {
            let is_joined = parameter.wire.format.explode == Some(false);
            is_joined && matches!(parameter.ty, RustType::Vec(_))
        };
        let lists = parameters.clone().filter(is_list);
        let strings = parameters.filter(
            |parameter| matches!(&parameter.ty, RustType::Vec(item) if **item == RustType::String),
        );
        let properties = || prepared.api.schemas.iter().flat_map(properties);
        let kind = |property: &Property| &prepared.api.schema(property.ty.id).kind;
        let arrays = properties().filter(|it| matches!(kind(it), SchemaKind::Array(_)));
        let format = |property: &Property| match kind(property) {
            SchemaKind::String { format, .. } => Some(format),
            _ => None,
        };
        let files = properties().filter(|it| format(it) == Some(&StringFormat::Binary));
        let is_plain = |property: &&Property| {
            let format = format(property);
            matches!(format, Some(StringFormat::Plain | StringFormat::Other(_)))
        };
        let nullable_strings = properties().filter(is_plain).filter(|it| it.ty.nullable);
        let enums = properties().filter(|it| matches!(kind(it), SchemaKind::Enum(_)));
        let nullable_enums = enums.filter(|property| property.ty.nullable);
        Self {
            nullable_strings: nullable_strings.map(|it| it.name.clone()).collect(),
            files: files.map(|property| property.name.clone()).collect(),
            arrays: arrays.map(|property| property.name.clone()).collect(),
            nullable_enums: nullable_enums.map(|it| it.name.clone()).collect(),
            strings: strings.map(|list| list.wire.name.clone()).collect(),
            has_untyped_objects: prepared.diagnostics.contains_key(MISSING_TYPE),
            failing: responses.failing.iter().cloned().collect(),
            lists: lists.map(|list| list.wire.name.clone()).collect(),
        }
    }

    /// Returns why a failure of a check is none, if it is none.
    pub fn reason(&self, failure: &Failure<'_>, problem: &str) -> Option<&'static str> {
        let mut explained = EXPLAINED.iter();
        if let Some((_, reason)) = explained.find(|(text, _)| failure.body.contains(text)) {
            return Some(reason);
        }
        let is_malformed = failure.body.contains("is not valid multipart");
        if is_malformed && has_control_character(failure.request) {
            return Some("the header of a part contains a control character (RFC 9110, 5.5)");
        }
        let is_code = |codes: &[&str]| codes.iter().any(|code| problem.starts_with(code));
        let is_not_object = failure.body.contains("must be an object, not ");
        if is_code(&["ST103", "ST202"]) && is_not_object && self.has_untyped_objects {
            return Some("a schema with properties and without `type` is reported as an object");
        }
        // The documented error is the answer to every valid request.
        let is_rejection = failure.body.contains("\"detail\":");
        if is_code(&["ST101", "ST202"]) && !is_rejection && self.fails(failure.operation) {
            return Some("the document declares no response of success");
        }
        // In Swagger 2.0, `produces` applies to all responses.
        if is_code(&["ST104"]) && failure.status.starts_with("[204]") {
            return Some("a response with the status 204 has no content (RFC 9110, 15.3.5)");
        }
        if is_code(&["ST201"]) {
            return self.is_valid(failure);
        }
        None
    }

    fn fails(&self, operation: &str) -> bool {
        self.failing.contains(operation)
    }

    /// Returns why a request is valid although Schemathesis changed a value to an invalid one.
    fn is_valid(&self, failure: &Failure<'_>) -> Option<&'static str> {
        let is_form = ["multipart/form-data", "application/x-www-form-urlencoded"]
            .iter()
            .any(|media_type| failure.request.contains(media_type));
        let violations = violations(&failure.component);
        if is_form && !violations.is_empty() {
            let reasons: Option<Vec<&str>> = violations.iter().map(|it| self.of_form(it)).collect();
            return reasons.and_then(|reasons| reasons.first().copied());
        }
        let has_null = |violation: &str| {
            let name = violation.strip_suffix(": Incorrect type");
            name.is_some_and(|name| {
                self.nullable_enums.contains(name)
                    && failure.request.contains(&format!("\"{name}\": null"))
            })
        };
        if !violations.is_empty() && violations.iter().all(|violation| has_null(violation)) {
            return Some("`null` is a value of a nullable enum that does not list it");
        }
        let mut lists = self.lists.iter();
        let is_empty_list = lists.any(|name| {
            let is_invalid = failure
                .component
                .starts_with(&format!("parameter `{name}` in query"));
            is_invalid && has_empty_pair(failure.request, name)
        });
        if is_empty_list {
            return Some("an empty value of a list that is not exploded is an empty list");
        }
        let changes: Option<Vec<TypeChange<'_>>> = failure
            .component
            .lines()
            .filter_map(TypeChange::of)
            .collect();
        let changes = changes.filter(|changes| !changes.is_empty())?;
        let is_same = |change: &TypeChange<'_>| match change.before {
            "integer" => query_values(failure.request, change.parameter).all(is_integer),
            "array" => self.strings.contains(change.parameter),
            _ => false,
        };
        let all_same = changes.iter().all(is_same);
        all_same.then_some("the query is also that of a valid value")
    }

    /// Returns why a violation by the body is none in a form, whose values are text.
    fn of_form(&self, violation: &str) -> Option<&'static str> {
        if violation.contains("(was string, became") {
            return Some("every text in a form is a string");
        }
        let at = |keyword: &str| {
            let violated = violation.strip_prefix(keyword)?;
            violated.strip_prefix(" at /properties/")
        };
        if at("violates `anyOf`").is_some_and(|name| self.nullable_strings.contains(name)) {
            return Some("every text in a form is a string");
        }
        if at("violates `format`").is_some_and(|name| self.files.contains(name)) {
            return Some("every text in a form is a sequence of bytes");
        }
        let other = violation.strip_suffix(": Incorrect type")?;
        let is_array = self.arrays.contains(other);
        is_array.then_some("a single value in a form is also an array with one element")
    }
}

/// Returns the violations by a body.
fn violations(component: &str) -> Vec<&str> {
    let Some(violations) = component.trim().strip_prefix("in body") else {
        return Vec::new();
    };
    let lines = violations
        .lines()
        .map(|line| line.trim().trim_start_matches("- "));
    lines.filter(|line| !line.is_empty()).collect()
}

fn properties(schema: &Schema) -> &[Property] {
    match &schema.kind {
        SchemaKind::Object(object) => &object.properties,
        _ => &[],
    }
}

/// A parameter of a query whose value Schemathesis replaced by one of another type.
struct TypeChange<'r> {
    parameter: &'r str,
    /// The type that the document declares.
    before: &'r str,
}

impl<'r> TypeChange<'r> {
    /// Reads a line of a report. Returns `None` for a line without a violation, and `Some(None)` for
    /// any other violation.
    fn of(line: &'r str) -> Option<Option<Self>> {
        let (_, violation) = line.split_once("violates ")?;
        Some(Self::of_violation(violation))
    }

    fn of_violation(violation: &'r str) -> Option<Self> {
        let change = violation.strip_prefix("`type` at /properties/")?;
        let (parameter, types) = change.split_once(" (was ")?;
        let (before, _) = types.split_once(", became ")?;
        Some(Self { parameter, before })
    }
}

/// Returns the values of a parameter in the URL of a shell command.
fn query_values<'c>(command: &'c str, name: &'c str) -> impl Iterator<Item = &'c str> {
    let query = command.rsplit_once('?').map_or("", |(_, query)| query);
    let pairs = query.trim_end_matches('\'').split('&');
    pairs.filter_map(move |pair| {
        let (own, value) = pair.split_once('=')?;
        (own == name).then_some(value)
    })
}

/// Returns whether a string is an integer, for example `0.0`.
fn is_integer(text: &str) -> bool {
    text.parse::<f64>()
        .is_ok_and(|number| number.fract() == 0.0)
}

/// Returns whether the URL in a shell command has a pair with an empty value.
fn has_empty_pair(command: &str, name: &str) -> bool {
    let query = command.rsplit_once('?').map_or("", |(_, query)| query);
    let mut pairs = query.trim_end_matches('\'').split('&');
    pairs.any(|pair| pair.strip_suffix('=') == Some(name))
}

/// Returns whether a shell command contains an escaped control character, for example `\x0b`.
fn has_control_character(command: &str) -> bool {
    let digits = command
        .split(r"\x")
        .skip(1)
        .filter_map(|rest| rest.get(..2));
    let mut bytes = digits.filter_map(|digits| u8::from_str_radix(digits, 16).ok());
    bytes.any(|byte| byte.is_ascii_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_valid_requests_are_explained() {
        let explanations = Explanations {
            failing: ["DELETE /pets".to_owned()].into(),
            lists: ["status".to_owned()].into(),
            strings: ["tags".to_owned()].into(),
            nullable_strings: ["note".to_owned()].into(),
            files: ["scan".to_owned()].into(),
            arrays: ["posts".to_owned()].into(),
            nullable_enums: ["state".to_owned()].into(),
            ..Explanations::default()
        };
        let limit = "in query\n- violates `type` at /properties/limit (was integer, became array)\n\
                     - violates `type` at /properties/tags (was array, became object)";
        let failure = |component: &str, request| Failure {
            operation: "GET /pets",
            component: component.to_owned(),
            body: "`[]`",
            status: "",
            request,
        };
        let status = "parameter `status` in query - violates `enum` at /properties/status/items";
        for (failure, problem, is_explained) in [
            (Failure::of("DELETE /pets"), "ST202 rejected", true),
            (Failure::of("GET /pets"), "ST202 rejected", false),
            (
                failure(status, "curl 'http://a/pets?status='"),
                "ST201 accepted",
                true,
            ),
            (
                failure(limit, "curl 'http://a/pets?limit=0.0&tags=x'"),
                "ST201 accepted",
                true,
            ),
            (
                failure(limit, "curl 'http://a/pets?limit=0.5'"),
                "ST201 accepted",
                false,
            ),
            (
                failure(status, "curl 'http://a/pets?status=x'"),
                "ST201 accepted",
                false,
            ),
            (
                failure(
                    "in body - violates `type` at /properties/a (was string, became null)",
                    "curl -H 'Content-Type: multipart/form-data; boundary=b'",
                ),
                "ST201 accepted",
                true,
            ),
            (
                failure(
                    "in body - violates `type` at /properties/a (was string, became null)",
                    "curl -H 'Content-Type: application/json'",
                ),
                "ST201 accepted",
                false,
            ),
            (
                failure(
                    "in body - violates `format` at /properties/scan",
                    "curl -H 'Content-Type: multipart/form-data; boundary=b'",
                ),
                "ST201 accepted",
                true,
            ),
            (
                failure(
                    "in body\n  - violates `anyOf` at /properties/note\n  \
                     - violates `format` at /properties/scan",
                    "curl -H 'Content-Type: multipart/form-data; boundary=b'",
                ),
                "ST201 accepted",
                true,
            ),
            (
                failure(
                    "in body\n  - violates `anyOf` at /properties/other\n  \
                     - violates `format` at /properties/scan",
                    "curl -H 'Content-Type: multipart/form-data; boundary=b'",
                ),
                "ST201 accepted",
                false,
            ),
            (
                failure(
                    "in body - violates `format` at /properties/day",
                    "curl -H 'Content-Type: multipart/form-data; boundary=b'",
                ),
                "ST201 accepted",
                false,
            ),
            (
                failure(
                    "in body - posts: Incorrect type",
                    "curl -H 'Content-Type: multipart/form-data; boundary=b'",
                ),
                "ST201 accepted",
                true,
            ),
            (
                failure(
                    "in body - posts: Incorrect type",
                    "curl -d '{\"posts\": 1}'",
                ),
                "ST201 accepted",
                false,
            ),
            (
                failure(
                    "in body - state: Incorrect type",
                    "curl -d '{\"state\": null}'",
                ),
                "ST201 accepted",
                true,
            ),
            (
                failure(
                    "in body - state: Incorrect type",
                    "curl -d '{\"state\": 1}'",
                ),
                "ST201 accepted",
                false,
            ),
        ] {
            let reason = explanations.reason(&failure, problem);
            let request = failure.request;
            assert_eq!(reason.is_some(), is_explained, "{problem} {request}");
        }
    }
}
