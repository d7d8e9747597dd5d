//! Access tokens that are fetched when calls need them.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use crate::Secret;
use crate::stream::BoxError;

/// Fetches access tokens, for example from an authorization server or a file. A
/// [`TokenCache`](super::TokenCache) keeps a token as long as it is valid.
///
/// Closures that return a future are providers:
///
/// ```
/// use specwright_runtime::client::{AccessToken, TokenCache};
/// use specwright_runtime::Secret;
///
/// let tokens = TokenCache::new(|| async {
///     let token = tokio::fs::read_to_string("/run/secrets/token").await?;
///     Ok(AccessToken::new(Secret::new(token)))
/// });
/// ```
pub trait TokenProvider: Send + Sync + 'static {
    /// Fetches a new token.
    ///
    /// # Errors
    /// If no token is available. The error becomes the source of the error of each waiting call, so
    /// it must not contain secrets.
    fn fetch(&self) -> FetchingToken<'_>;
}

/// The future of a token that is being fetched.
pub type FetchingToken<'p> =
    Pin<Box<dyn Future<Output = Result<AccessToken, BoxError>> + Send + 'p>>;

/// A token and how long it is valid.
#[derive(Clone, Debug)]
pub struct AccessToken {
    pub(super) secret: Secret,
    pub(super) lifetime: Option<Duration>,
}

/// No token is available. All calls that waited for the token have the same error.
#[derive(Clone, Debug)]
pub struct TokenError(Arc<BoxError>);

impl<F, R> TokenProvider for F
where
    F: Fn() -> R + Send + Sync + 'static,
    R: Future<Output = Result<AccessToken, BoxError>> + Send + 'static,
{
    fn fetch(&self) -> FetchingToken<'_> {
        Box::pin(self())
    }
}

impl AccessToken {
    /// Creates a token that is valid until a server responds to it with 401.
    pub fn new(secret: Secret) -> Self {
        Self {
            secret,
            lifetime: None,
        }
    }

    /// Sets how long the token is valid, counted from now.
    #[must_use]
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }
}

impl From<BoxError> for TokenError {
    fn from(error: BoxError) -> Self {
        Self(Arc::new(error))
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no access token is available")
    }
}

impl std::error::Error for TokenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&**self.0)
    }
}
