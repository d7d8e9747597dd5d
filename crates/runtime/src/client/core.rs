use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use tower::retry::budget::TpsBudget;

use super::defaults::Defaults;
use super::url::BaseUrl;
use super::{Credential, RetryPolicy, Transport};

/// The settings and the transport that all calls of a client share. Cheap to clone.
#[derive(Clone)]
pub struct Core {
    pub(super) shared: Arc<Shared>,
}

pub(super) struct Shared {
    pub(super) base_url: BaseUrl,
    /// Whether operations with a server of their own use the base URL, too.
    pub(super) has_one_server: bool,
    pub(super) defaults: Defaults,
    pub(super) credentials: BTreeMap<&'static str, Credential>,
    pub(super) timeout: Duration,
    pub(super) idle_timeout: Duration,
    pub(super) retry: RetryPolicy,
    pub(super) budget: TpsBudget,
    pub(super) max_response_bytes: usize,
    pub(super) user_agent: HeaderValue,
    pub(super) transport: Transport,
    pub(super) allows_missing_credentials: bool,
}

impl Core {
    /// Returns whether the client has a credential for the security scheme.
    pub fn has_credential(&self, scheme: &str) -> bool {
        self.shared.credentials.contains_key(scheme)
    }
}

/// Shows the server, but no secrets.
impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("server", &self.shared.base_url.host())
            .finish_non_exhaustive()
    }
}
