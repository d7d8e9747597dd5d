use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use http::{Request, Response};
use http_body_util::BodyExt;
use tower::service_fn;

use super::{Answer, ExpectedCall};
use crate::client::{Body, BoxError, Transport};

/// A list of expected calls, each with its answer. Clones share it.
///
/// Each attempt of a call counts, so that a script can also test retries.
#[derive(Clone)]
pub struct Script {
    state: Arc<Mutex<State>>,
}

struct State {
    expected: VecDeque<(ExpectedCall, Answer)>,
    /// The number of calls received.
    received: usize,
    /// The first call that was not expected, which every later call repeats.
    mismatch: Option<Mismatch>,
}

/// A call that a script does not expect, or a call that was not made. Its `Debug` output is its
/// message, so that a failed `unwrap` shows the differences.
#[derive(Clone, PartialEq, Eq)]
pub struct Mismatch {
    message: String,
}

impl Script {
    /// Creates a script from calls with their answers.
    pub fn new(calls: impl IntoIterator<Item = (ExpectedCall, Answer)>) -> Self {
        Self {
            state: Arc::new(Mutex::new(State {
                expected: calls.into_iter().collect(),
                received: 0,
                mismatch: None,
            })),
        }
    }

    /// Returns the transport that answers the calls.
    pub fn transport(&self) -> Transport {
        let script = self.clone();
        Transport::new(service_fn(move |request| script.clone().answer(request)))
    }

    /// Checks that all calls were made, and no others.
    ///
    /// # Errors
    /// If a call was not expected, or an expected call was not made.
    pub fn check(&self) -> Result<(), Mismatch> {
        let state = self.state();
        if let Some(mismatch) = &state.mismatch {
            return Err(mismatch.clone());
        }
        let missing = state.expected.iter().map(|(call, _)| call.line());
        let missing: Vec<String> = missing.collect();
        match missing.is_empty() {
            true => Ok(()),
            false => Err(Mismatch {
                message: format!(
                    "expected after {} calls: {}",
                    state.received,
                    missing.join(", ")
                ),
            }),
        }
    }

    /// Checks the script at the end of a test, as [`check`](Self::check).
    ///
    /// # Panics
    /// If a call was not expected, or an expected call was not made.
    #[track_caller]
    pub fn finish(self) {
        if let Err(mismatch) = self.check() {
            panic!("{mismatch}");
        }
    }

    async fn answer(self, request: Request<Body>) -> Result<Response<Body>, BoxError> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await?.to_bytes();
        let mut state = self.state();
        let number = state.received + 1;
        if let Some(mismatch) = &state.mismatch {
            return Err(mismatch.clone().into());
        }
        let differences = match state.expected.front() {
            Some((expected, _)) => expected.differences(&parts, &body),
            None => vec![format!(
                "`{} {}` is not expected",
                parts.method,
                parts.uri.path()
            )],
        };
        if differences.is_empty()
            && let Some((_, answer)) = state.expected.pop_front()
        {
            state.received = number;
            return answer.into_response();
        }
        let mismatch = Mismatch {
            message: format!("call {number}: {}", differences.join("\n  ")),
        };
        state.mismatch = Some(mismatch.clone());
        Err(mismatch.into())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Mismatch {}

impl fmt::Debug for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let left = self.state().expected.len();
        f.debug_struct("Script")
            .field("left", &left)
            .finish_non_exhaustive()
    }
}
