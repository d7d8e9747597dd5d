//! The record of an exchange.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value, json};
use specwright_runtime::http::StatusCode;
use specwright_runtime::server::{Failure, Rejection};

use crate::codec::Codec;
use crate::stop::Stop;

/// The end of the connection at which a value is recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The client, before the request is sent.
    Sent,
    /// The server, when the request has arrived.
    Received,
    /// The server, before the response is sent.
    Returned,
    /// The client, when the response has arrived.
    Got,
}

/// The values of the current exchange, which client and server share.
#[derive(Clone, Debug, Default)]
pub struct Trip {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// The case: the values to send, by side and name.
    input: Value,
    /// The answer: the recorded values, by side and name, and the reasons of a failure.
    output: Map<String, Value>,
    /// The cases of operations that any client may call, by operation.
    prepared: BTreeMap<String, Value>,
}

/// Returns the operation of a case.
pub(crate) fn operation(case: &Value) -> &str {
    let operation = case.get("operation").and_then(Value::as_str);
    operation.unwrap_or_default()
}

impl Side {
    /// Returns the key in cases and answers.
    fn key(self) -> &'static str {
        match self {
            Side::Sent => "sent",
            Side::Received => "received",
            Side::Returned => "returned",
            Side::Got => "got",
        }
    }
}

impl Trip {
    /// Starts a case.
    pub(crate) fn start(&self, input: Value) {
        let mut state = self.state();
        state.input = input;
        state.output = Map::new();
    }

    /// Adds the case of an operation that any client may call.
    pub(crate) fn prepare(&self, case: Value) {
        let operation = operation(&case).to_owned();
        self.state().prepared.insert(operation, case);
    }

    /// Returns the answer to the case.
    pub(crate) fn finish(&self) -> Value {
        Value::Object(std::mem::take(&mut self.state().output))
    }

    /// Makes a typed value from the JSON of the case, and records it.
    ///
    /// # Errors
    /// If the case has no value with the name, or the type cannot represent the value.
    pub fn make<T: Debug>(&self, side: Side, name: &str, codec: Codec<T>) -> Result<T, Stop> {
        let made = self.make_optional(side, name, codec)?;
        made.ok_or_else(|| Stop::value(name, "the case has no value"))
    }

    /// Makes a typed value as [`make`](Self::make) does, unless the case has no value.
    ///
    /// # Errors
    /// If the type cannot represent the value.
    pub fn make_optional<T: Debug>(
        &self,
        side: Side,
        name: &str,
        codec: Codec<T>,
    ) -> Result<Option<T>, Stop> {
        let Some(value) = self.input(side, name) else {
            return Ok(None);
        };
        let made = (codec.read)(&value).map_err(|message| Stop::value(name, &message))?;
        self.note(side, name, &made, codec);
        Ok(Some(made))
    }

    /// Records a typed value.
    pub fn note<T: Debug>(&self, side: Side, name: &str, value: &T, codec: Codec<T>) {
        self.record(side, name, (codec.write)(value), format!("{value:?}"));
    }

    /// Records a typed value, unless it is absent.
    pub fn note_optional<T: Debug>(
        &self,
        side: Side,
        name: &str,
        value: Option<&T>,
        codec: Codec<T>,
    ) {
        if let Some(value) = value {
            self.note(side, name, value, codec);
        }
    }

    /// Returns the position of the response that the server returns, in the order of the document.
    pub fn position(&self) -> u64 {
        let position = self.input(Side::Returned, "position");
        position
            .and_then(|value| value.as_u64())
            .unwrap_or(u64::MAX)
    }

    /// Returns the status of a response whose status is not fixed.
    pub fn status(&self) -> StatusCode {
        let status = self.input(Side::Returned, "status");
        let code = status.and_then(|value| value.as_u64()).unwrap_or_default();
        specwright_runtime::server::status(u16::try_from(code).unwrap_or_default())
    }

    /// Records that a request has arrived at an operation, and starts the case of the operation if it
    /// has one.
    pub fn arrived(&self, operation: &str) {
        let prepared = self.state().prepared.get(operation).cloned();
        if let Some(case) = prepared {
            self.start(case);
        }
        drop(self.side(Side::Received));
    }

    /// Records the response that the client got. `position` is that of the response in the
    /// document, or `None` if the document declares no response for the status.
    pub fn got(&self, position: Option<u64>, status: StatusCode) {
        self.record(Side::Got, "position", Ok(json!(position)), String::new());
        self.record(
            Side::Got,
            "status",
            Ok(json!(status.as_u16())),
            String::new(),
        );
    }

    /// Records the rejection of a request.
    pub fn rejected(&self, rejection: &Rejection) {
        let mut state = self.state();
        let rejected = format!("{} {}", rejection.status().as_u16(), rejection.detail());
        state.output.entry("rejected").or_insert(rejected.into());
    }

    /// Records why an exchange ended early.
    pub fn stopped(&self, stop: &Stop) {
        let stopped = json!({ "kind": stop.kind, "message": stop.message });
        self.state().output.entry("stopped").or_insert(stopped);
    }

    /// Returns the response of the server, after recording the reason if there is none.
    ///
    /// # Errors
    /// If the response cannot be made.
    pub fn reply<R>(&self, reply: Result<R, Stop>) -> Result<R, Failure> {
        reply.map_err(|stop| {
            self.stopped(&stop);
            stop.into()
        })
    }

    fn input(&self, side: Side, name: &str) -> Option<Value> {
        self.state().input.get(side.key())?.get(name).cloned()
    }

    fn record(&self, side: Side, name: &str, value: Result<Value, String>, debug: String) {
        let shown = match value {
            Ok(value) => json!({ "value": value, "debug": debug }),
            Err(message) => json!({ "error": message, "debug": debug }),
        };
        self.side(side).output[side.key()][name] = shown;
    }

    /// Returns the state after making sure that it has an object for the side.
    fn side(&self, side: Side) -> MutexGuard<'_, State> {
        let mut state = self.state();
        state.output.entry(side.key()).or_insert_with(|| json!({}));
        state
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
