//! The comparison of what one end sent with what the other end received.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde_json::{Map, Value};
use specwright::codegen::plan::model::Plan;
use specwright::codegen::plan::model::body::BodyKind;
use specwright::codegen::plan::model::parameter::ParameterPlan;
use specwright::openapi::ir::Api;
use specwright::openapi::vocabulary::ParameterLocation;

use super::cases::{Case, Direction};
use super::driver::value::{BODY, header};
use super::driver::{OperationPair, pairs};
use super::text::same_text;
use crate::corpus::compare;
use crate::corpus::row::Row;

/// The results of a document.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// The number of operations that were called.
    pub operations: usize,
    /// The number of requests.
    pub requests: usize,
    /// The number of responses in answer to them.
    pub responses: usize,
    /// The differences between both ends.
    pub differences: Vec<Difference>,
    /// The number of operations, requests and responses that were not exchanged, by the reason.
    pub left_out: BTreeMap<String, usize>,
}

/// A value that did not arrive as it was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The id of the operation.
    pub operation: String,
    /// The direction of the value.
    pub direction: Direction,
    /// The name of the parameter, the header or the body.
    pub location: String,
    /// The description of the difference.
    pub problem: String,
    /// The JSON of the value.
    pub value: Value,
}

/// Writes the columns of a table, separated by tabs.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let direction = match self.direction {
            Direction::Request => "request",
            Direction::Response => "response",
        };
        let problem = self.problem.replace(['\t', '\n', '\r'], " ");
        let value: String = self.value.to_string().chars().take(400).collect();
        let (operation, location) = (&self.operation, &self.location);
        write!(
            f,
            "{operation}\t{direction}\t{location}\t{problem}\t{value}"
        )
    }
}

impl Findings {
    /// Creates the findings of a document before any exchange. Operations that are missing on one
    /// side are left out.
    pub fn of(api: &Api, plan: &Plan) -> Self {
        let operations = pairs(plan).len();
        let mut findings = Self {
            operations,
            ..Self::default()
        };
        let declared = api.operations.iter().filter(|it| !it.is_webhook);
        let missing = declared.count() - operations;
        findings.leave_out("operation: not generated on both sides".to_owned(), missing);
        findings
    }

    /// Counts something that is not exchanged.
    pub fn leave_out(&mut self, reason: String, count: usize) {
        if count > 0 {
            *self.left_out.entry(reason).or_default() += count;
        }
    }

    /// Adds the results to the row of the document.
    pub fn write(self, row: &mut Row) {
        row.set("exchanged_operations", self.operations);
        row.set("requests", self.requests);
        row.set("responses", self.responses);
        row.set("differences", self.differences.len());
        row.set("left_out", self.left_out.values().sum());
        row.left_out = self.left_out;
        if let Some(first) = self.differences.first() {
            row.blame(first.to_string());
        }
        row.differences = self.differences.iter().map(Difference::to_string).collect();
    }

    /// Compares both ends of an exchange.
    pub fn compare(&mut self, pair: OperationPair<'_>, case: &Case, answer: &Value) {
        if let Some(reason) = refusal(pair, case, answer) {
            self.leave_out(format!("{}: {reason}", location(pair, case)), 1);
            return;
        }
        let stopped = answer.get("stopped");
        let reason = |key: &str| stopped_by(answer, key);
        let mut ambiguous = BTreeSet::new();
        let problem = match case.direction {
            Direction::Request => {
                self.requests += 1;
                request_problem(pair, case, answer, &mut ambiguous)
            }
            Direction::Response => {
                self.responses += 1;
                response_problem(case, answer, &mut ambiguous)
            }
        };
        for (name, reason) in ambiguous {
            self.leave_out(format!("{}: {reason}", label(pair, &name)), 1);
        }
        // An operation without any response still receives requests.
        let has_arrived = answer.get("received").is_some() && reason("kind") == "response";
        // A response of which only a part was decoded differs because of the part that failed.
        let is_partial = stopped.is_some() && answer.get("got").is_some();
        let problem = problem.filter(|_| !is_partial).or_else(|| {
            let stopped = (stopped.is_some() && !has_arrived).then(|| {
                let rejected = answer.get("rejected").and_then(Value::as_str);
                let rejected = rejected.map(|text| format!(", the server: {text}"));
                let text = rejected.unwrap_or_default();
                format!("{}: {}{text}", reason("kind"), reason("message"))
            })?;
            Some((case.varied.clone(), stopped))
        });
        let difference = problem.map(|(name, problem)| difference(pair, case, &name, &problem));
        self.differences.extend(difference);
    }
}

/// Returns a difference of the value with a name; the name of the whole message is empty.
fn difference(pair: OperationPair<'_>, case: &Case, name: &str, problem: &str) -> Difference {
    let values = match case.direction {
        Direction::Request => &case.sent,
        Direction::Response => &case.returned,
    };
    let all = || Value::Object(values.clone());
    Difference {
        operation: pair.client.common.id.clone(),
        direction: case.direction,
        location: match name {
            "" => location(pair, case),
            name => label(pair, name),
        },
        problem: problem.chars().take(400).collect(),
        value: values.get(name).cloned().unwrap_or_else(all),
    }
}

/// Returns the location of the value that a case varies.
fn location(pair: OperationPair<'_>, case: &Case) -> String {
    match (case.varied.as_str(), case.direction) {
        ("", Direction::Request) => "request".to_owned(),
        ("", Direction::Response) => "response".to_owned(),
        (name, _) => label(pair, name),
    }
}

/// Returns the location of a value by its name in cases.
fn label(pair: OperationPair<'_>, name: &str) -> String {
    match parameter(pair, name) {
        Some(parameter) => format!("{} {}", parameter.wire.location.name(), parameter.wire.name),
        None if name == BODY => match &pair.client.common.body {
            Some(body) => match body.sent() {
                [only] => format!("body {:?}", only.kind),
                _ => "body of several media types".to_owned(),
            },
            None => name.to_owned(),
        },
        None => name.to_owned(),
    }
}

fn parameter<'a>(pair: OperationPair<'a>, name: &str) -> Option<&'a ParameterPlan> {
    let mut parameters = pair.client.common.parameters.iter();
    parameters.find(|parameter| parameter.name.as_str() == name)
}

/// Returns a property of the reason why an exchange stopped; an empty string if it did not.
fn stopped_by<'a>(answer: &'a Value, key: &str) -> &'a str {
    let reason = answer.get("stopped").and_then(|it| it.get(key));
    reason.and_then(Value::as_str).unwrap_or_default()
}

/// Returns why an exchange proves nothing about a value: an end refuses it, and loses nothing.
fn refusal(pair: OperationPair<'_>, case: &Case, answer: &Value) -> Option<String> {
    let message = stopped_by(answer, "message");
    let kind = stopped_by(answer, "kind");
    if kind == "unsuited" {
        return Some(message.to_owned());
    }
    if kind == "request" {
        return Some(format!("the client refuses it: {message}"));
    }
    // A server logs why it cannot write a response.
    let rejected = answer.get("rejected").and_then(Value::as_str);
    let is_unwritable = rejected.is_some_and(|text| text.starts_with("500 "));
    if is_unwritable && answer.get("returned").is_some() && kind != "value" {
        return Some("the server refuses to write it".to_owned());
    }
    missing(pair, case, answer).map(str::to_owned)
}

/// Returns why a server that rejects a request without a required value lost nothing: the value has
/// no text.
fn missing(pair: OperationPair<'_>, case: &Case, answer: &Value) -> Option<&'static str> {
    let rejected = answer.get("rejected").and_then(Value::as_str)?;
    let is_missing = rejected.ends_with(": is required") && is_text(pair, &case.varied);
    let value = case.sent.get(&case.varied).filter(|_| is_missing)?;
    same_text(value, None)
}

/// Returns the first difference of a request, with the name of the value.
fn request_problem(
    pair: OperationPair<'_>,
    case: &Case,
    answer: &Value,
    ambiguous: &mut Ambiguous,
) -> Option<(String, String)> {
    let empty = Map::new();
    let side = |key| answer.get(key).and_then(Value::as_object).unwrap_or(&empty);
    let (sent, received) = (side("sent"), side("received"));
    if let Some(problem) = typed(&case.sent, sent) {
        return Some(problem);
    }
    if let (Some(rejected), None) = (answer.get("rejected"), answer.get("received")) {
        return Some((case.varied.clone(), format!("rejected: {rejected}")));
    }
    answer.get("received")?;
    let place = Place {
        absent: &|name| absent(pair, name),
        is_text: &|name| is_text(pair, name),
    };
    arrived(sent, received, &place, ambiguous)
}

/// Returns the first difference of a response, with the name of the value.
fn response_problem(
    case: &Case,
    answer: &Value,
    ambiguous: &mut Ambiguous,
) -> Option<(String, String)> {
    let empty = Map::new();
    let side = |key| answer.get(key).and_then(Value::as_object).unwrap_or(&empty);
    let (returned, got) = (side("returned"), side("got"));
    let mut values = case.returned.clone();
    let position = values.remove("position").unwrap_or_default();
    let status = values.remove("status").unwrap_or_default();
    if let Some(problem) = typed(&values, returned) {
        return Some(problem);
    }
    answer.get("got")?;
    let found = |name: &str| got.get(name).and_then(|shown| shown.get("value"));
    for (name, expected) in [("status", &status), ("position", &position)] {
        if found(name) != Some(expected) {
            let found = found(name).unwrap_or(&Value::Null);
            return Some((
                case.varied.clone(),
                format!("{name} {expected} became {found}"),
            ));
        }
    }
    let mut got = got.clone();
    got.retain(|name, _| name != "status" && name != "position");
    // The HTTP library adds the length of the body.
    let length = header("Content-Length");
    let place = Place {
        absent: &|name| match name.eq_ignore_ascii_case(&length) {
            true => Absent::Anything,
            false => Absent::Nothing,
        },
        is_text: &|name| name != BODY,
    };
    arrived(returned, &got, &place, ambiguous)
}

/// Returns the first value that its type does not keep.
fn typed(values: &Map<String, Value>, shown: &Map<String, Value>) -> Option<(String, String)> {
    values.iter().find_map(|(name, value)| {
        let shown = shown.get(name)?;
        let difference = match shown.get("value") {
            Some(after) => compare::difference(value, after, &|_| true),
            None => shown
                .get("error")
                .map(|error| format!("not serialized: {error}")),
        };
        Some((name.clone(), format!("type: {}", difference?)))
    })
}

/// The values that arrived in another form with the same text: their names, and why.
type Ambiguous = BTreeSet<(String, &'static str)>;

/// The properties of the places of values, by their names.
struct Place<'a> {
    absent: &'a dyn Fn(&str) -> Absent,
    is_text: &'a dyn Fn(&str) -> bool,
}

/// The value that the receiver has for an absent one.
enum Absent {
    /// None.
    Nothing,
    /// A default.
    Default(Value),
    /// Any value, because the client chooses one.
    Anything,
}

fn absent(pair: OperationPair<'_>, name: &str) -> Absent {
    let Some(parameter) = parameter(pair, name) else {
        return Absent::Nothing;
    };
    let is_user_agent = parameter.wire.name.eq_ignore_ascii_case("User-Agent")
        && parameter.wire.location == ParameterLocation::Header;
    let is_key = pair.client.idempotency_key.as_deref() == Some(parameter.wire.name.as_str());
    if is_key || is_user_agent {
        return Absent::Anything;
    }
    let default = parameter.default.as_deref().filter(|_| !parameter.required);
    let default = default.and_then(|default| serde_json::from_str(default).ok());
    default.map_or(Absent::Nothing, Absent::Default)
}

/// Returns whether a value is sent as text and not as JSON.
fn is_text(pair: OperationPair<'_>, name: &str) -> bool {
    let is_form = |kind| matches!(kind, BodyKind::Form | BodyKind::Multipart);
    match parameter(pair, name) {
        Some(parameter) => !parameter.wire.format.json,
        None => pair
            .client
            .common
            .body
            .as_ref()
            .is_some_and(|body| body.sent().iter().any(|it| is_form(it.kind))),
    }
}

/// Returns the first value that arrived in another form.
fn arrived(
    sent: &Map<String, Value>,
    received: &Map<String, Value>,
    place: &Place<'_>,
    ambiguous: &mut Ambiguous,
) -> Option<(String, String)> {
    let names = sent.keys().chain(received.keys());
    for name in names {
        let value = |side: &Map<String, Value>| side.get(name)?.get("value").cloned();
        let debug = |side: &Map<String, Value>| side.get(name)?.get("debug").cloned();
        let problem = match (value(sent), value(received)) {
            (Some(before), Some(after)) => compare::difference(&before, &after, &|_| true)
                .or_else(|| other_debug(debug(sent), debug(received))),
            (Some(before), None) => match (place.absent)(name) {
                Absent::Default(default) if default == before => None,
                _ => Some(format!("{before} was lost")),
            },
            (None, Some(after)) => match (place.absent)(name) {
                Absent::Anything => None,
                Absent::Default(default) => compare::difference(&default, &after, &|_| true),
                Absent::Nothing => Some(format!("absent became {after}")),
            },
            (None, None) => None,
        };
        let Some(problem) = problem else { continue };
        let before = value(sent).filter(|_| (place.is_text)(name));
        match before.and_then(|before| same_text(&before, value(received).as_ref())) {
            Some(reason) => {
                ambiguous.insert((name.clone(), reason));
            }
            None => return Some((name.clone(), problem)),
        }
    }
    None
}

/// Compares the `Debug` output of values with the same JSON, which shows variants. That of files
/// differs, because a file without a name is sent with one.
fn other_debug(before: Option<Value>, after: Option<Value>) -> Option<String> {
    let is_file = |debug: &Value| debug.as_str().is_some_and(|text| text.contains("File {"));
    let (before, after) = (before?, after?);
    (before != after && !is_file(&before)).then(|| format!("{before} became {after}"))
}
