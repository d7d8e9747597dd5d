//! The generated client with a validated key and the last known rate limit.
//!
//! Calls are safe to retry, as with the generated client: a call without an idempotency key gets a
//! random one, which stays the same across its attempts, so that a retry never creates a second
//! session.

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::HeaderMap;
use jiff::Timestamp;
use specwright_runtime::client::{Body, RetryPolicy, Transport};
use tower::ServiceExt as _;

use crate::key::{ApiKey, Environment, KeyError};

/// A client of the API. Clones are cheap and share the connections and the rate limit.
///
/// It dereferences to the generated [`verifa_client::Client`], whose methods send the requests.
#[derive(Clone)]
pub struct Client {
    generated: verifa_client::Client,
    environment: Environment,
    last_rate_limit: LastRateLimit,
}

/// A builder of a [`Client`].
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    generated: verifa_client::ClientBuilder,
    environment: Environment,
    transport: Option<Transport>,
}

/// The reason why a client could not be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClientError {
    /// The API key is malformed.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A setting is invalid.
    #[error(transparent)]
    Build(#[from] verifa_client::BuildError),
    /// The default HTTP client could not be created.
    #[error("cannot create the HTTP client: {0}")]
    Transport(Box<dyn std::error::Error + Send + Sync>),
}

/// The rate limit of the key, from the headers of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimit {
    /// The number of requests that a window of 60 seconds allows.
    pub limit: u64,
    /// The number of remaining requests in the window.
    pub remaining: u64,
    /// The time at which the window ends.
    pub reset: Timestamp,
}

/// The rate limit of the last response, shared by the clones of a client.
#[derive(Clone, Default)]
struct LastRateLimit(Arc<Mutex<Option<RateLimit>>>);

impl Client {
    /// Creates a client of the production server with the default settings.
    ///
    /// # Errors
    /// Returns an error if the key is malformed or the HTTP client cannot be created.
    pub fn new(key: impl Into<String>) -> Result<Self, ClientError> {
        Self::builder(key)?.build()
    }

    /// Returns a builder of a client with this key.
    ///
    /// # Errors
    /// Returns an error, which does not contain the key, if the key is malformed.
    pub fn builder(key: impl Into<String>) -> Result<ClientBuilder, KeyError> {
        let key = ApiKey::parse(key)?;
        let generated = verifa_client::Client::builder().api_key(key.expose());
        Ok(ClientBuilder {
            generated,
            environment: key.environment(),
            transport: None,
        })
    }

    /// Returns the environment that the key selects.
    pub fn environment(&self) -> Environment {
        self.environment
    }

    /// Returns the rate limit from the last response to any clone of this client; `None` before the
    /// first response.
    pub fn rate_limit(&self) -> Option<RateLimit> {
        self.last_rate_limit.get()
    }
}

impl ClientBuilder {
    /// Sets the base URL of the server; production by default. The key, not the server, selects the
    /// environment.
    pub fn server(mut self, url: impl Into<String>) -> Self {
        self.generated = self.generated.server(url);
        self
    }

    /// Sets how long a call may take, all attempts included; 30 s by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.generated = self.generated.timeout(timeout);
        self
    }

    /// Sets how failed attempts are retried.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.generated = self.generated.retry(policy);
        self
    }

    /// Replaces the default HTTP client, for example with an axum router.
    pub fn transport(mut self, transport: Transport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    /// Returns an error if a setting is invalid or the HTTP client cannot be created.
    pub fn build(self) -> Result<Client, ClientError> {
        let transport = self
            .transport
            .map_or_else(Transport::reqwest, Ok)
            .map_err(ClientError::Transport)?;
        let last_rate_limit = LastRateLimit::default();
        let recorder = last_rate_limit.clone();
        // The transport sees the response of every attempt, including failed ones.
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
            last_rate_limit,
        })
    }
}

impl LastRateLimit {
    fn get(&self) -> Option<RateLimit> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records the headers of a response. A response without them, such as one to an unknown key,
    /// changes nothing.
    fn record(&self, headers: &HeaderMap) {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.parse::<u64>().ok();
        let parse = || {
            Some(RateLimit {
                limit: number("x-ratelimit-limit")?,
                remaining: number("x-ratelimit-remaining")?,
                reset: Timestamp::from_second(i64::try_from(number("x-ratelimit-reset")?).ok()?)
                    .ok()?,
            })
        };
        if let Some(rate_limit) = parse() {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(rate_limit);
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
