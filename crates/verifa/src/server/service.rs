//! The operations, and how the errors of this API look.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use specwright_runtime::server::{RejectionKind, Violation};
use tokio::task::JoinError;
use tracing::{Instrument as _, Span};
use verifa_server::{
    AuthAttempt, Context, CreateSessionRequest, CreateSessionResponse, Exchange, Failure,
    Rejection, Service, Sessions, Verifier,
};
use verifa_types::{
    ConflictHeaders, Date, ErrorCode, SessionCreatedHeaders, UnprocessableEntityHeaders,
};

use crate::server::gate::{Admission, MAX_IDEMPOTENCY_KEY, VERIFA_VERSION};
use crate::server::idempotency::{
    Fingerprint, OnceError, Outcome, RETRY_AFTER, Slot, StoredResponse, once, settled,
};
use crate::server::store::SessionRecord;
use crate::server::version::Version;
use crate::server::{Shared, envelope, observe, session};

/// The route of the one operation, as it is a part of each idempotency slot.
pub(super) const CREATE_SESSION: (&str, &str) = ("POST", "/api/v1/sessions");

const IDEMPOTENCY_REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

const UNKNOWN_KEY: &str = "The API key is missing or not known.";

/// The keyword of a value whose JSON type is another one.
const TYPE: &str = "type";

/// Serves sessions. [`Server`](crate::server::Server) makes one.
pub struct SessionsService {
    shared: Arc<Shared>,
}

/// Lets in what the gate let in, if the key may do what is asked and the version is served.
#[derive(Clone, Copy, Debug)]
pub struct KeyVerifier;

/// A session that is about to be created.
struct Creation {
    admission: Arc<Admission>,
    version: Version,
    input: verifa_types::CreateSession,
    shared: Arc<Shared>,
}

/// A text that is a body and may be shared.
struct Text(Arc<str>);

/// What an operation comes to.
type Answer = Result<CreateSessionResponse, Failure>;

/// Where the result of a request is kept, and what it is the result of.
type Place = (Slot, Fingerprint);

impl SessionsService {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    /// What a request asks for, once the last checks are passed; else the answer.
    fn begin(
        &self,
        admission: &Arc<Admission>,
        request: CreateSessionRequest,
    ) -> Result<(Box<Creation>, Option<Place>), Box<Answer>> {
        let input = request.body.unwrap_or_default();
        if let Err(invalid) = session::check(&input, &self.shared.known) {
            return Err(Box::new(Ok(unprocessable(
                admission,
                ErrorCode::ValidationError,
                invalid.to_string(),
            ))));
        }
        if admission.malformed_idempotency_key {
            let detail = format!(
                "Idempotency-Key: 1 to {MAX_IDEMPOTENCY_KEY} characters of printable ASCII are expected, once, without a space at either end."
            );
            return Err(Box::new(Ok(unprocessable(
                admission,
                ErrorCode::ValidationError,
                detail,
            ))));
        }
        let internal = |failure| Box::new(Err(failure));
        // The verifier let no other request in.
        let version = admission
            .version
            .ok_or_else(|| internal(Failure::internal("a request without a version in effect")))?;
        let place = request
            .idempotency_key
            .map(|key| place(admission, &input, version, key))
            .transpose();
        let place = place.map_err(|error| internal(Failure::internal(error)))?;
        let creation = Creation {
            admission: Arc::clone(admission),
            version,
            input,
            shared: Arc::clone(&self.shared),
        };
        Ok((Box::new(creation), place))
    }

    /// The outcome, if the look at the slot of the request found it.
    fn settled(&self, admission: &Admission, (slot, fingerprint): &Place) -> Option<Outcome> {
        let (_, entry) = admission
            .found
            .as_deref()
            .filter(|(looked_at, _)| looked_at == slot)?;
        settled(entry, *fingerprint, self.shared.clock.now())
    }

    /// Does the work in a task of its own: what was begun is finished, although the client may have gone.
    async fn work(&self, creation: Creation, place: Option<Place>) -> Result<Outcome, Failure> {
        let work = creation.run(place).instrument(Span::current());
        match self.shared.lifecycle.spawn(work).await {
            Ok(outcome) => outcome.map_err(Failure::internal),
            Err(error) => {
                if error.is_panic() {
                    self.shared.metrics.panicked();
                }
                Err(Failure::internal(
                    "the work on a session panicked, or was ended with the server",
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
    ) -> Result<CreateSessionResponse, Failure> {
        let admission = context.principal;
        let (creation, place) = match self.begin(&admission, request) {
            Ok(begun) => begun,
            Err(answer) => return *answer,
        };
        let keyed = place.is_some();
        let outcome = match place
            .as_ref()
            .and_then(|place| self.settled(&admission, place))
        {
            Some(outcome) => outcome,
            None => Box::pin(self.work(*creation, place)).await?,
        };
        if keyed {
            observe::record_outcome(&self.shared.metrics, &outcome);
        }
        match outcome {
            Outcome::Fresh(response) => created(&admission, &response).map_err(Failure::internal),
            Outcome::Replayed(response) => Err(Failure::response(
                replayed(response).map_err(Failure::internal)?,
            )),
            Outcome::Running => Ok(conflict(&admission)),
            Outcome::Mismatch => {
                let detail = "Idempotency key has already been used with different parameters.";
                Ok(unprocessable(
                    &admission,
                    ErrorCode::IdempotencyMismatch,
                    detail,
                ))
            }
        }
    }
}

impl Creation {
    async fn run(self, place: Option<Place>) -> Result<Outcome, OnceError> {
        let Some((slot, fingerprint)) = place else {
            let (record, response) = self.prepare()?;
            self.shared.store.create(record).await?;
            return Ok(Outcome::Fresh(response));
        };
        let shared = Arc::clone(&self.shared);
        // In a task of its own: here it would hold up the thread that is to send the claim.
        let work = tokio::spawn(async move { self.prepare() }.instrument(Span::current()));
        let made = async {
            let made = work.await;
            if made.as_ref().is_err_and(JoinError::is_panic) {
                shared.metrics.panicked();
            }
            made?
        };
        once(
            (&*shared.store, &*shared.clock, &*shared.random),
            slot,
            fingerprint,
            made,
        )
        .await
    }

    /// The session and the response that stands for it.
    fn prepare(&self) -> Result<(SessionRecord, StoredResponse), OnceError> {
        let shared = &self.shared;
        let record = session::open(
            &self.admission.account,
            self.version,
            self.input.clone(),
            shared.clock.now(),
            &*shared.random,
        )?;
        let session = session::describe(
            &record,
            &format!("{}/verify/{}", shared.capture_base, record.token.0),
        );
        let response = StoredResponse {
            status: StatusCode::CREATED.as_u16(),
            version: self.version.as_str().to_owned(),
            body: serde_json::to_string(&session)?.into(),
        };
        Ok((record, response))
    }
}

/// The slot of a request with an idempotency key, and what the request asks for.
fn place(
    admission: &Admission,
    input: &verifa_types::CreateSession,
    version: Version,
    key: String,
) -> serde_json::Result<Place> {
    let slot = Slot::of(&admission.account, CREATE_SESSION, key);
    Ok((
        slot,
        Fingerprint::of(&serde_json::to_value(input)?, version),
    ))
}

impl AsRef<[u8]> for Text {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl Service for SessionsService {
    type Principal = Arc<Admission>;

    fn on_panic(&self, _: &Exchange<Arc<Admission>>) {
        self.shared.metrics.panicked();
    }

    fn render(&self, rejection: &Rejection, _: &Exchange<Arc<Admission>>) -> Response {
        let (status, code) = classify(rejection);
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            return envelope::internal();
        }
        let detail = match rejection.violations() {
            [] => match rejection.kind() {
                RejectionKind::Unauthorized => UNKNOWN_KEY.to_owned(),
                _ => rejection.detail().to_owned(),
            },
            violations => violations
                .iter()
                .map(describe)
                .collect::<Vec<_>>()
                .join(" "),
        };
        envelope::response(status, code, detail)
    }
}

impl Verifier<Arc<Admission>> for KeyVerifier {
    async fn verify(&self, attempt: AuthAttempt<'_>) -> Result<Arc<Admission>, Failure> {
        let Some(admission) = attempt.parts.extensions.get::<Arc<Admission>>() else {
            return Err(refused(
                StatusCode::UNAUTHORIZED,
                ErrorCode::Unauthorized,
                UNKNOWN_KEY,
            ));
        };
        let wanted = attempt.required_scopes;
        if !wanted.is_empty()
            && !admission
                .account
                .scopes
                .iter()
                .any(|scope| wanted.contains(&scope.as_str()))
        {
            let detail = format!("The key needs one of these scopes: {}.", wanted.join(", "));
            return Err(refused(StatusCode::FORBIDDEN, ErrorCode::Forbidden, detail));
        }
        if admission.version.is_none() {
            let detail = format!(
                "The version is not known. Known are {}.",
                Version::ALL.map(Version::as_str).join(", ")
            );
            return Err(refused(
                StatusCode::BAD_REQUEST,
                ErrorCode::BadRequest,
                detail,
            ));
        }
        Ok(Arc::clone(admission))
    }
}

/// What a rejection is called here. Parameters and types are a matter of form (400), bounds and rules are not (422).
fn classify(rejection: &Rejection) -> (StatusCode, ErrorCode) {
    match rejection.kind() {
        RejectionKind::Unauthorized => (StatusCode::UNAUTHORIZED, ErrorCode::Unauthorized),
        RejectionKind::Forbidden => (StatusCode::FORBIDDEN, ErrorCode::Forbidden),
        RejectionKind::NotFound => (StatusCode::NOT_FOUND, ErrorCode::NotFound),
        RejectionKind::MethodNotAllowed { .. } => {
            (StatusCode::METHOD_NOT_ALLOWED, ErrorCode::BadRequest)
        }
        RejectionKind::BodyTooLarge => (StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::BadRequest),
        RejectionKind::UnsupportedMediaType => {
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::BadRequest)
        }
        RejectionKind::NotImplemented => (StatusCode::NOT_IMPLEMENTED, ErrorCode::InternalError),
        RejectionKind::InvalidBody
            if !rejection
                .violations()
                .iter()
                .any(|violation| violation.keyword == TYPE) =>
        {
            (StatusCode::UNPROCESSABLE_ENTITY, ErrorCode::ValidationError)
        }
        RejectionKind::InvalidBody
        | RejectionKind::InvalidParameters
        | RejectionKind::MalformedBody => (StatusCode::BAD_REQUEST, ErrorCode::BadRequest),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::InternalError),
    }
}

/// One violation as a sentence that begins with where it is: a parameter's name, or a JSON pointer into the body.
fn describe(violation: &Violation) -> String {
    format!("{violation}.")
}

fn refused(status: StatusCode, code: ErrorCode, detail: impl Into<String>) -> Failure {
    Failure::response(envelope::response(status, code, detail))
}

fn created(
    admission: &Admission,
    response: &StoredResponse,
) -> serde_json::Result<CreateSessionResponse> {
    let (limit, remaining, reset) = admission.window.as_fields();
    let version = Date::from(response.version.as_str());
    let headers = SessionCreatedHeaders::new(limit, remaining, reset, version);
    Ok(CreateSessionResponse::Created {
        headers,
        body: serde_json::from_str(&response.body)?,
    })
}

/// The response as it was: the same octets, and not what a later program would make of them. The gate adds what belongs to this
/// request.
fn replayed(response: StoredResponse) -> axum::http::Result<Response> {
    axum::http::Response::builder()
        .status(response.status)
        .header(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        )
        .header(IDEMPOTENCY_REPLAYED, HeaderValue::from_static("true"))
        .header(VERIFA_VERSION, response.version)
        .body(Body::from(Bytes::from_owner(Text(response.body))))
}

fn conflict(admission: &Admission) -> CreateSessionResponse {
    let (limit, remaining, reset) = admission.window.as_fields();
    let detail = "A request with this idempotency key is still running.";
    CreateSessionResponse::Conflict {
        headers: ConflictHeaders::new(limit, remaining, reset, RETRY_AFTER),
        body: envelope::body(StatusCode::CONFLICT, ErrorCode::Conflict, detail),
    }
}

fn unprocessable(
    admission: &Admission,
    code: ErrorCode,
    detail: impl Into<String>,
) -> CreateSessionResponse {
    let (limit, remaining, reset) = admission.window.as_fields();
    CreateSessionResponse::UnprocessableEntity {
        headers: UnprocessableEntityHeaders::new(limit, remaining, reset),
        body: envelope::body(StatusCode::UNPROCESSABLE_ENTITY, code, detail),
    }
}
