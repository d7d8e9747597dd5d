//! The client: the generated one, with a checked key and the rate limit at hand.
//!
//! What the runtime does for each call holds here too: a call without an idempotency key gets one of its own, which stays the
//! same across its attempts, so that repeating it never creates a second session.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::HeaderMap;
use jiff::Timestamp;
use specwright_runtime::client::{Body, RetryPolicy, Transport};
use tower::ServiceExt as _;

use crate::key::{ApiKey, Environment, KeyError};

/// Calls the API. Cheap to clone; every method of the generated [`verifa_client::Client`] is a method of this one.
#[derive(Clone)]
pub struct Client {
    generated: verifa_client::Client,
    environment: Environment,
    seen: Seen,
}

/// Makes a [`Client`].
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    generated: verifa_client::ClientBuilder,
    environment: Environment,
    transport: Option<Transport>,
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The key is none.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A setting can't be used.
    #[error(transparent)]
    Build(#[from] verifa_client::BuildError),
    /// The default transport can't be made.
    #[error("the HTTP client can't be made: {0}")]
    Transport(Box<dyn std::error::Error + Send + Sync>),
}

/// The rate limit of the key, as the last response told it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// How many requests a window of 60 seconds allows.
    pub limit: u64,
    /// How many were left.
    pub remaining: u64,
    /// When the window ends.
    pub reset: Timestamp,
}

/// What the last response told, shared by the clones of a client.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Option<RateLimit>>>);

impl Client {
    /// A client of the production address with the usual settings.
    ///
    /// # Errors
    /// When the key is none, or the HTTP client can't be made.
    pub fn new(key: impl Into<String>) -> Result<Self, ClientError> {
        Self::builder(key)?.build()
    }

    /// Starts a client with this key.
    ///
    /// # Errors
    /// When the key is none; the key is not repeated.
    pub fn builder(key: impl Into<String>) -> Result<ClientBuilder, KeyError> {
        let key = ApiKey::parse(key)?;
        let generated = verifa_client::Client::builder().api_key(key.expose());
        Ok(ClientBuilder {
            generated,
            environment: key.environment(),
            transport: None,
        })
    }

    /// The environment that the key works on.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// The rate limit as the last response told it, whichever clone got it; `None` before the first one.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        *self.seen.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClientBuilder {
    /// The base URL of the server, production unless set: the key, not the address, selects the environment.
    pub fn server(mut self, url: impl Into<String>) -> Self {
        self.generated = self.generated.server(url);
        self
    }

    /// How long one call may take, all its attempts together; 30 s unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.generated = self.generated.timeout(timeout);
        self
    }

    /// How failed attempts are repeated.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.generated = self.generated.retry(policy);
        self
    }

    /// What carries requests instead of the default HTTP client, such as an axum router.
    pub fn transport(mut self, transport: Transport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Checks the settings and makes the client.
    ///
    /// # Errors
    /// [`ClientError`] says which setting can't be used.
    pub fn build(self) -> Result<Client, ClientError> {
        let transport = self
            .transport
            .map_or_else(Transport::reqwest, Ok)
            .map_err(ClientError::Transport)?;
        let seen = Seen::default();
        let recorder = seen.clone();
        // Here every response passes, of each attempt, success or not.
        let transport = Transport::new(transport.map_response(
            move |response: axum::http::Response<Body>| {
                recorder.record(response.headers());
                response
            },
        ));
        let generated = self.generated.transport(transport).build()?;
        Ok(Client {
            generated,
            environment: self.environment,
            seen,
        })
    }
}

impl Seen {
    /// Keeps what the fields say; a response without them, which is one to an unknown key, changes nothing.
    fn record(&self, headers: &HeaderMap) {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.parse::<u64>().ok();
        let told = || {
            Some(RateLimit {
                limit: number("x-ratelimit-limit")?,
                remaining: number("x-ratelimit-remaining")?,
                reset: Timestamp::from_second(i64::try_from(number("x-ratelimit-reset")?).ok()?)
                    .ok()?,
            })
        };
        if let Some(told) = told() {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(told);
        }
    }
}

impl Deref for Client {
    type Target = verifa_client::Client;

    fn deref(&self) -> &Self::Target {
        &self.generated
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("environment", &self.environment)
            .field("rate_limit", &self.rate_limit())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientBuilder")
            .field("environment", &self.environment)
            .finish_non_exhaustive()
    }
}
