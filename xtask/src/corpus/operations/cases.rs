//! Cases: the values of a request, and those of the response to it.

use serde_json::{Map, Value, json};
use specwright::codegen::plan::model::parameter::ParameterPlan;
use specwright::codegen::plan::model::response::{Content, ResponsePlan};
use specwright::codegen::plan::model::ty::RustType;
use specwright::openapi::ir::{self, Api};
use specwright::openapi::vocabulary::Status;

use super::contents::{VALUES, bodies, in_variant, response_contents};
use super::driver::OperationPair;
use super::driver::value::{BODY, header};
use super::values::ValueMaker;

/// The number of requests with random values for everything.
const RANDOM: u64 = 6;

/// The direction in which a case varies values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
}

/// A request and the response to it.
#[derive(Clone, Debug)]
pub struct Case {
    /// The position of the operation in the document.
    pub operation: usize,
    /// The direction in which the case varies values.
    pub direction: Direction,
    /// The name of the value that the case varies; empty if it varies all.
    pub varied: String,
    /// The values of the request, by name.
    pub sent: Map<String, Value>,
    /// The position, the status and the values of the response, by name.
    pub returned: Map<String, Value>,
}

/// A place for a value, and its values.
struct Slot {
    name: String,
    required: bool,
    values: Vec<Value>,
}

impl Case {
    /// Returns the case as the driver reads it.
    pub fn json(&self) -> Value {
        json!({
            "operation": self.operation.to_string(),
            "sent": self.sent,
            "returned": self.returned,
        })
    }

    /// Returns the case with the request of another one.
    pub fn after(self, request: &Case) -> Self {
        Self {
            sent: request.sent.clone(),
            ..self
        }
    }
}

/// Returns the requests of an operation, each with the same response. Without values for a required
/// parameter or body, the error is the reason.
pub fn requests(
    pair: OperationPair<'_>,
    maker: &ValueMaker<'_>,
    returned: &Map<String, Value>,
) -> Result<Vec<Case>, String> {
    let arguments = pair.client.arguments.iter().chain(&pair.client.setters);
    let mut slots: Vec<Slot> = arguments
        .map(|parameter| Slot {
            name: parameter.name.as_str().to_owned(),
            required: parameter.required,
            values: parameter_values(parameter, maker),
        })
        .collect();
    slots.extend(pair.client.common.body.as_ref().map(|body| Slot {
        name: BODY.to_owned(),
        required: body.required,
        values: bodies(body, maker),
    }));
    if slots
        .iter()
        .any(|slot| slot.required && slot.values.is_empty())
    {
        return Err("request: no valid value is known for a required part".to_owned());
    }
    let case = |(varied, sent)| Case {
        operation: pair.client.common.index,
        direction: Direction::Request,
        varied,
        sent,
        returned: returned.clone(),
    };
    Ok(combinations(&slots).into_iter().map(case).collect())
}

/// Returns values of a parameter, without `null`: it is the same as an absent value, except in JSON
/// (RFC 6570, 2.3). The body is not encoded, so that `Content-Encoding` can only be `identity`. A
/// `Content-Length` is absent: one that is not the length of the body ends the connection.
fn parameter_values(parameter: &ParameterPlan, maker: &ValueMaker<'_>) -> Vec<Value> {
    let mut values = maker.values(parameter.schema, VALUES);
    values.retain(|value| parameter.wire.format.json || !value.is_null());
    let is_named = |name: &str| parameter.wire.name.eq_ignore_ascii_case(name);
    if is_named("content-encoding") {
        values.retain(|value| value == "identity");
    }
    if is_named("content-length") {
        values.clear();
    }
    values
}

/// Returns the responses of an operation, each without its request, and a reason for each response
/// that is left out.
pub fn responses(
    pair: OperationPair<'_>,
    api: &Api,
    maker: &ValueMaker<'_>,
) -> (Vec<Case>, Vec<String>) {
    let mut cases = Vec::new();
    let mut left_out = Vec::new();
    let documented = api.operations.get(pair.client.common.index);
    let documented = documented.map_or(&[][..], |operation| &operation.responses);
    // A response of the document that can be a stream is two responses of the plan.
    for (position, plan) in pair.client.common.responses.iter().enumerate() {
        let mut documented = documented.iter();
        let Some(response) = documented.find(|response| response.status == plan.status) else {
            continue;
        };
        let slots = response_slots(pair, plan, response, maker);
        let statuses = statuses(pair, plan.status);
        if statuses.is_empty() {
            left_out.push(format!("response: status {}", plan.label));
            continue;
        }
        if slots
            .iter()
            .any(|slot| slot.required && slot.values.is_empty())
        {
            left_out.push("response: no valid value is known for a required part".to_owned());
            continue;
        }
        let combinations = combinations(&slots);
        let count = combinations.len().max(statuses.len());
        let combinations = combinations.into_iter().cycle().take(count);
        for (index, (varied, mut returned)) in combinations.enumerate() {
            let status = statuses.get(index % statuses.len());
            returned.insert("position".to_owned(), json!(position));
            returned.insert("status".to_owned(), json!(status));
            cases.push(Case {
                operation: pair.client.common.index,
                direction: Direction::Response,
                varied,
                sent: Map::new(),
                returned,
            });
        }
    }
    (cases, left_out)
}

/// Returns combinations of values, each with the name of the varied slot: everything, as little as
/// possible, each value of each slot, and random ones.
fn combinations(slots: &[Slot]) -> Vec<(String, Map<String, Value>)> {
    let first = |slot: &Slot| Some((slot.name.clone(), slot.values.first()?.clone()));
    let full: Map<String, Value> = slots.iter().filter_map(first).collect();
    let required = slots.iter().filter(|slot| slot.required);
    let minimal: Map<String, Value> = required.filter_map(first).collect();
    let mut all = vec![(String::new(), full), (String::new(), minimal.clone())];
    for slot in slots {
        for value in &slot.values {
            let mut values = minimal.clone();
            values.insert(slot.name.clone(), value.clone());
            all.push((slot.name.clone(), values));
        }
    }
    for seed in 0..RANDOM {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut values = Map::new();
        for slot in slots {
            let value = random
                .choice(&slot.values)
                .filter(|_| slot.required || random.bool());
            values.extend(value.map(|value| (slot.name.clone(), value.clone())));
        }
        all.push((String::new(), values));
    }
    let mut kept: Vec<(String, Map<String, Value>)> = Vec::new();
    for (varied, values) in all {
        if !kept.iter().any(|(_, other)| *other == values) {
            kept.push((varied, values));
        }
    }
    kept
}

fn response_slots(
    pair: OperationPair<'_>,
    plan: &ResponsePlan,
    response: &ir::Response,
    maker: &ValueMaker<'_>,
) -> Vec<Slot> {
    let fields = pair
        .headers(plan)
        .map_or(&[][..], |headers| &headers.fields);
    let headers = fields.iter().zip(&response.headers);
    let mut slots: Vec<Slot> = headers
        .map(|(field, declared)| Slot {
            name: header(&field.wire.name),
            required: field.required,
            values: header_values(&field.ty, maker.values(declared.ty, VALUES)),
        })
        .collect();
    let values = match &plan.content {
        Content::Empty => return slots,
        Content::Several { alternatives, .. }
            if alternatives.iter().any(|it| it.variant.is_some()) =>
        {
            let all = alternatives.iter().flat_map(|alternative| {
                let contents = response_contents(&alternative.content, response, maker);
                let contents = contents.into_iter();
                contents.map(|content| in_variant(alternative.variant.as_ref(), content))
            });
            all.collect()
        }
        // Without an enum, all alternatives have the same values.
        content => {
            let contents = content.alternatives();
            let content = contents.first().copied().unwrap_or(content);
            response_contents(content, response, maker)
        }
    };
    slots.push(Slot {
        name: BODY.to_owned(),
        required: true,
        values,
    });
    slots
}

/// Returns the values of a header, which has no text for `null`. `Set-Cookie` is a list even if its
/// schema is a string.
fn header_values(ty: &RustType, mut values: Vec<Value>) -> Vec<Value> {
    values.retain(|value| !value.is_null());
    let is_list = matches!(ty, RustType::Vec(_));
    let listed = |value: Value| match is_list && !value.is_array() {
        true => json!([value]),
        false => value,
    };
    values.into_iter().map(listed).collect()
}

/// Returns statuses of a response that no other response is declared for. Informational statuses
/// have no exchange of their own.
fn statuses(pair: OperationPair<'_>, status: Status) -> Vec<u16> {
    let all = &pair.client.common.responses;
    let is_taken = |code: u16, range: bool| {
        all.iter().any(|response| match response.status {
            Status::Code(other) => other == code,
            Status::Range(hundred) => range && u16::from(hundred) == code / 100,
            Status::Default => false,
        })
    };
    match status {
        Status::Code(100..=199) | Status::Range(1) => Vec::new(),
        Status::Code(code) => vec![code],
        Status::Range(hundred) => {
            let codes = [18, 0, 99].map(|code| u16::from(hundred) * 100 + code);
            let own = codes.into_iter().filter(|code| !is_taken(*code, false));
            own.collect()
        }
        Status::Default => {
            let codes = [500, 404, 200, 302];
            let own = codes.into_iter().filter(|code| !is_taken(*code, true));
            own.collect()
        }
    }
}
