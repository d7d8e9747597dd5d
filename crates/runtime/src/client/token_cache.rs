use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::{AccessToken, TokenError, TokenProvider};
use crate::Secret;

/// The longest time before its end at which a token is renewed.
const MAX_MARGIN: Duration = Duration::from_secs(60);
/// The part of its lifetime before its end at which a token is renewed.
const MARGIN_PART: u32 = 5;

/// Keeps the token of a [`TokenProvider`] until it expires. Clones share the token.
///
/// A token is renewed when a fifth of its lifetime remains, at most 60 seconds. Meanwhile, other
/// calls use the old token. Calls wait for the new token if the old one has expired, so there is never
/// more than one request for a token. A token to which a server responds with 401 is fetched again.
///
/// If a token cannot be fetched, all calls that waited for it fail with that error; the next call
/// tries again.
#[derive(Clone)]
pub struct TokenCache {
    shared: Arc<Shared>,
}

struct Shared {
    provider: Box<dyn TokenProvider>,
    current: RwLock<Option<Current>>,
    /// The number of fetches that failed.
    failures: AtomicU64,
    /// The error of the last fetch, if it failed. The lock is held during a fetch.
    fetching: Mutex<Option<TokenError>>,
}

/// A token in use.
#[derive(Clone)]
struct Current {
    secret: Secret,
    /// When the token is renewed, and when it expires; `None` for a token without an end.
    times: Option<(Instant, Instant)>,
}

/// How much longer a token can be used.
enum Validity {
    Valid,
    /// The token is valid, but should be renewed.
    Ending,
    Expired,
}

impl TokenCache {
    /// Creates a cache without a token. The first call fetches one.
    pub fn new(provider: impl TokenProvider) -> Self {
        Self {
            shared: Arc::new(Shared {
                provider: Box::new(provider),
                current: RwLock::default(),
                failures: AtomicU64::default(),
                fetching: Mutex::default(),
            }),
        }
    }

    /// Returns a valid token.
    ///
    /// # Errors
    /// If the provider fails.
    pub async fn token(&self) -> Result<Secret, TokenError> {
        if let Some(current) = self.current() {
            match current.validity() {
                Validity::Valid => return Ok(current.secret),
                Validity::Ending => return Ok(self.renew(current).await),
                Validity::Expired => {}
            }
        }
        let failures = self.shared.failures.load(Ordering::Acquire);
        let mut failure = self.shared.fetching.lock().await;
        // Another call has fetched a token, or failed to, while this one waited.
        let current = self.current();
        if let Some(current) = current.filter(|it| !matches!(it.validity(), Validity::Expired)) {
            return Ok(current.secret);
        }
        let has_failed = self.shared.failures.load(Ordering::Acquire) != failures;
        match &*failure {
            Some(error) if has_failed => Err(error.clone()),
            _ => self.fetch(&mut failure).await,
        }
    }

    /// Forgets a token that a server has rejected.
    pub(super) fn reject(&self, secret: &Secret) {
        self.change(secret, |_| None);
    }

    /// Renews the token in the middle of its remaining time, unless a server has rejected it.
    fn postpone_renewal(&self, secret: &Secret) {
        self.change(secret, |current| Some(current.later()));
    }

    /// Changes the current token if it is this one.
    fn change(&self, secret: &Secret, change: impl FnOnce(&Current) -> Option<Current>) {
        let current = self.shared.current.write();
        let mut current = current.unwrap_or_else(PoisonError::into_inner);
        if let Some(used) = current.as_ref().filter(|used| used.secret == *secret) {
            *current = change(used);
        }
    }

    /// Renews a token before its end, unless another call does. If that fails, the token is used as
    /// long as it is valid.
    async fn renew(&self, current: Current) -> Secret {
        let Ok(mut failure) = self.shared.fetching.try_lock() else {
            return current.secret;
        };
        // Another call has renewed the token since this one read it.
        if let Some(renewed) = self.current().filter(|it| it.secret != current.secret) {
            return renewed.secret;
        }
        match self.fetch(&mut failure).await {
            Ok(secret) => secret,
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "an access token could not be renewed"
                );
                self.postpone_renewal(&current.secret);
                current.secret
            }
        }
    }

    async fn fetch(&self, failure: &mut Option<TokenError>) -> Result<Secret, TokenError> {
        let fetched = self.shared.provider.fetch().await.map_err(TokenError::from);
        *failure = fetched.as_ref().err().cloned();
        match fetched {
            Ok(token) => {
                let current = Current::new(token);
                self.replace(current.clone());
                Ok(current.secret)
            }
            Err(error) => {
                self.shared.failures.fetch_add(1, Ordering::Release);
                Err(error)
            }
        }
    }

    fn current(&self) -> Option<Current> {
        let current = self.shared.current.read();
        current.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn replace(&self, token: Current) {
        let current = self.shared.current.write();
        *current.unwrap_or_else(PoisonError::into_inner) = Some(token);
    }
}

impl Current {
    /// Starts to use a token. If the clock cannot represent its end, it has none.
    fn new(token: AccessToken) -> Self {
        let now = Instant::now();
        let times = token.lifetime.and_then(|lifetime| {
            let margin = (lifetime / MARGIN_PART).min(MAX_MARGIN);
            let renewed = now.checked_add(lifetime - margin)?;
            Some((renewed, now.checked_add(lifetime)?))
        });
        Self {
            secret: token.secret,
            times,
        }
    }

    fn validity(&self) -> Validity {
        let now = Instant::now();
        match self.times {
            Some((_, ends)) if ends <= now => Validity::Expired,
            Some((renewed, _)) if renewed <= now => Validity::Ending,
            _ => Validity::Valid,
        }
    }

    /// Returns the token with a later renewal: in the middle of the remaining time.
    fn later(&self) -> Self {
        let now = Instant::now();
        let times = self.times.map(|(_, ends)| {
            let remaining = ends.saturating_duration_since(now);
            (now + remaining / 2, ends)
        });
        Self {
            secret: self.secret.clone(),
            times,
        }
    }
}

/// Shows no token.
impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCache(..)")
    }
}
