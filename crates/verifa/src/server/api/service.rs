//! The operations of the API.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use tokio::task::JoinError;
use tracing::{Instrument as _, Span};
use verifa_server::{
    Context, CreateSessionRequest, CreateSessionResponse, Exchange, Failure, Rejection, Service,
    Sessions,
};
use verifa_types::{CreateSession, ErrorCode};

use super::admission::Admission;
use super::headers::{CREATE_SESSION, MAX_IDEMPOTENCY_KEY};
use super::responses::{conflict, created, replayed, unprocessable};
use super::{envelope, observe};
use crate::server::execution::{
    self, ExecutionError, Outcome, Prepared, completed_outcome, execute_once,
};
use crate::server::idempotency::{Fingerprint, Slot, StoredResponse};
use crate::server::session;
use crate::server::state::ServerState;
use crate::server::version::Version;

/// The implementation of the generated trait.
pub struct SessionsService {
    state: Arc<ServerState>,
}

/// A session that is about to be created.
struct Creation {
    admission: Arc<Admission>,
    version: Version,
    input: CreateSession,
    state: Arc<ServerState>,
}

/// The idempotency slot of a request, and the parameters to compare.
struct Idempotency {
    slot: Slot,
    fingerprint: Fingerprint,
}

/// A validated request.
struct Validated {
    creation: Box<Creation>,
    /// Present if the request has an idempotency key.
    idempotency: Option<Idempotency>,
}

/// The result of an operation.
type OperationResult = Result<CreateSessionResponse, Failure>;

impl SessionsService {
    /// Creates the service.
    pub fn new(state: Arc<ServerState>) -> Self {
        Self { state }
    }

    /// Applies the checks that the generated router cannot make. Returns the final result if one
    /// of them fails.
    fn validate(
        &self,
        admission: &Arc<Admission>,
        request: CreateSessionRequest,
    ) -> Result<Validated, Box<OperationResult>> {
        let invalid = |detail: String| {
            Box::new(Ok(unprocessable(
                admission,
                ErrorCode::ValidationError,
                detail,
            )))
        };
        let internal = |failure| Box::new(Err(failure));
        let input = request.body.unwrap_or_default();
        session::validate(&input, &self.state.allowed_names)
            .map_err(|field| invalid(field.to_string()))?;
        if admission.malformed_idempotency_key {
            return Err(invalid(format!(
                "Idempotency-Key: 1 to {MAX_IDEMPOTENCY_KEY} characters of printable ASCII are expected, once, without a space at either end."
            )));
        }
        // The verifier has rejected requests without an effective version.
        let version = admission
            .version
            .ok_or_else(|| internal(Failure::internal("a request has no effective API version")))?;
        let idempotency = request
            .idempotency_key
            .map(|key| Idempotency::of(admission, &input, version, key))
            .transpose()
            .map_err(|error| internal(Failure::internal(error)))?;
        let creation = Box::new(Creation {
            admission: Arc::clone(admission),
            version,
            input,
            state: Arc::clone(&self.state),
        });
        Ok(Validated {
            creation,
            idempotency,
        })
    }

    /// Returns the outcome of a request if the look-up during its admission found a response.
    fn completed(&self, admission: &Admission, idempotency: &Idempotency) -> Option<Outcome> {
        let found = admission
            .found
            .as_deref()
            .filter(|found| found.slot == idempotency.slot)?;
        completed_outcome(
            &found.entry,
            idempotency.fingerprint,
            self.state.clock.now(),
        )
    }

    /// Executes a request in a task of its own, so that it is finished even if the client
    /// disconnects.
    async fn execute(
        &self,
        creation: Creation,
        idempotency: Option<Idempotency>,
    ) -> Result<Outcome, Failure> {
        let task = creation.execute(idempotency).instrument(Span::current());
        match self.state.shutdown.spawn(task).await {
            Ok(outcome) => outcome.map_err(Failure::internal),
            Err(error) => {
                if error.is_panic() {
                    self.state.metrics.record_panic();
                }
                Err(Failure::internal(
                    "creating a session panicked or was stopped with the server",
                ))
            }
        }
    }
}

impl Sessions for SessionsService {
    async fn create_session(
        &self,
        context: Context<Arc<Admission>>,
        request: CreateSessionRequest,
    ) -> OperationResult {
        let admission = context.principal;
        let Validated {
            creation,
            idempotency,
        } = match self.validate(&admission, request) {
            Ok(validated) => validated,
            Err(result) => return *result,
        };
        let has_key = idempotency.is_some();
        let outcome = match idempotency
            .as_ref()
            .and_then(|idempotency| self.completed(&admission, idempotency))
        {
            Some(outcome) => outcome,
            None => Box::pin(self.execute(*creation, idempotency)).await?,
        };
        if has_key {
            observe::record_outcome(&self.state.metrics, &outcome);
        }
        match outcome {
            Outcome::Fresh(response) => created(&admission, &response).map_err(Failure::internal),
            Outcome::Replayed(response) => Err(Failure::response(
                replayed(response).map_err(Failure::internal)?,
            )),
            Outcome::InProgress => Ok(conflict(&admission)),
            Outcome::Mismatch => Ok(unprocessable(
                &admission,
                ErrorCode::IdempotencyMismatch,
                "Idempotency key has already been used with different parameters.",
            )),
        }
    }
}

impl Creation {
    async fn execute(self, idempotency: Option<Idempotency>) -> Result<Outcome, ExecutionError> {
        let Some(Idempotency { slot, fingerprint }) = idempotency else {
            let Prepared { session, response } = self.prepare()?;
            self.state.store.create(session).await?;
            return Ok(Outcome::Fresh(response));
        };
        let state = Arc::clone(&self.state);
        // A separate task, because the preparation would delay the thread that sends the claim.
        let task = tokio::spawn(async move { self.prepare() }.instrument(Span::current()));
        let prepared = async {
            let prepared = task.await;
            if prepared.as_ref().is_err_and(JoinError::is_panic) {
                state.metrics.record_panic();
            }
            prepared?
        };
        let context = execution::Context {
            store: &*state.store,
            clock: &*state.clock,
            random: &*state.random,
        };
        execute_once(context, slot, fingerprint, prepared).await
    }

    /// Prepares the session and the response that describes it.
    fn prepare(&self) -> Result<Prepared, ExecutionError> {
        let state = &self.state;
        let record = session::new_record(
            &self.admission.account,
            self.version,
            self.input.clone(),
            state.clock.now(),
            &*state.random,
        )?;
        let capture_url = format!("{}/verify/{}", state.capture_base, record.token.0);
        let session = session::to_response(&record, &capture_url);
        let response = StoredResponse {
            status: StatusCode::CREATED.as_u16(),
            version: self.version.as_str().to_owned(),
            body: serde_json::to_string(&session)?.into(),
        };
        Ok(Prepared {
            session: record,
            response,
        })
    }
}

impl Idempotency {
    fn of(
        admission: &Admission,
        input: &CreateSession,
        version: Version,
        key: String,
    ) -> serde_json::Result<Self> {
        Ok(Self {
            slot: Slot::of(&admission.account, CREATE_SESSION, key),
            fingerprint: Fingerprint::of(&serde_json::to_value(input)?, version),
        })
    }
}

impl Service for SessionsService {
    type Principal = Arc<Admission>;

    fn on_panic(&self, _: &Exchange<Arc<Admission>>) {
        self.state.metrics.record_panic();
    }

    fn render(&self, rejection: &Rejection, _: &Exchange<Arc<Admission>>) -> Response {
        envelope::rejection(rejection)
    }
}
