use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use tower::retry::budget::TpsBudget;

use super::url::Base;
use super::{BoxError, Call, Credential, Operation, RetryPolicy, Transport};

/// How long a call may take unless the client or the call says otherwise.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How many bytes of a response body are read unless the client says otherwise.
const MAX_RESPONSE_BYTES: usize = 64 * 1024 * 1024;

/// The settings of a client that is being made.
#[derive(Debug)]
pub struct Builder {
    server: String,
    credentials: BTreeMap<&'static str, Credential>,
    timeout: Duration,
    retry: RetryPolicy,
    max_response_bytes: usize,
    user_agent: String,
    transport: Option<Transport>,
}

/// What all calls of a client share. Cheap to clone.
#[derive(Clone)]
pub struct Core {
    pub(super) shared: Arc<Shared>,
}

pub(super) struct Shared {
    pub(super) base: Base,
    pub(super) credentials: BTreeMap<&'static str, Credential>,
    pub(super) timeout: Duration,
    pub(super) retry: RetryPolicy,
    pub(super) budget: TpsBudget,
    pub(super) max_response_bytes: usize,
    pub(super) user_agent: HeaderValue,
    pub(super) transport: Transport,
}

/// Settings that no client can be made of.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The server is not an absolute `http` or `https` URL without credentials, query and fragment.
    #[error("the server {url:?} can't be called: {reason}")]
    Server {
        /// The URL as given.
        url: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A credential is empty, or has characters that can't be sent.
    #[error("the credential of {scheme} is empty or has characters that can't be sent")]
    Credential {
        /// The name of the security scheme.
        scheme: &'static str,
    },
    /// The text of `User-Agent` has characters that can't be sent.
    #[error("the user agent has characters that can't be sent")]
    UserAgent,
    /// The default transport can't be made, or there is none in this build.
    #[error("there is no transport")]
    Transport(#[source] BoxError),
}

impl Builder {
    /// Starts with a server's base URL.
    pub fn new(server: impl Into<String>) -> Self {
        Self {
            server: server.into(),
            credentials: BTreeMap::new(),
            timeout: TIMEOUT,
            retry: RetryPolicy::default(),
            max_response_bytes: MAX_RESPONSE_BYTES,
            user_agent: concat!("specwright-runtime/", env!("CARGO_PKG_VERSION")).to_owned(),
            transport: None,
        }
    }

    /// The base URL of the server.
    pub fn server(&mut self, url: String) {
        self.server = url;
    }

    /// The credential of a security scheme, by the scheme's name in the document.
    pub fn credential(&mut self, scheme: &'static str, credential: Credential) {
        self.credentials.insert(scheme, credential);
    }

    /// How long one call may take, all its attempts together.
    pub fn timeout(&mut self, timeout: Duration) {
        self.timeout = timeout;
    }

    /// How failed attempts are repeated.
    pub fn retry(&mut self, policy: RetryPolicy) {
        self.retry = policy;
    }

    /// How many bytes of a response body are read at most.
    pub fn max_response_bytes(&mut self, limit: usize) {
        self.max_response_bytes = limit;
    }

    /// The text of `User-Agent`.
    pub fn user_agent(&mut self, text: String) {
        self.user_agent = text;
    }

    /// What carries requests.
    pub fn transport(&mut self, transport: Transport) {
        self.transport = Some(transport);
    }

    /// Checks the settings.
    ///
    /// # Errors
    /// When one of them can't be used.
    pub fn build(self) -> Result<Core, BuildError> {
        let base = Base::parse(&self.server).map_err(|reason| BuildError::Server {
            url: without_user(&self.server),
            reason,
        })?;
        if let Some((scheme, _)) = self
            .credentials
            .iter()
            .find(|(_, credential)| !credential.is_sendable())
        {
            return Err(BuildError::Credential { scheme });
        }
        let user_agent =
            HeaderValue::from_str(&self.user_agent).map_err(|_| BuildError::UserAgent)?;
        let transport = self
            .transport
            .map_or_else(default_transport, Ok)
            .map_err(BuildError::Transport)?;
        let shared = Shared {
            base,
            credentials: self.credentials,
            timeout: self.timeout,
            budget: self.retry.budget(),
            retry: self.retry,
            max_response_bytes: self.max_response_bytes,
            user_agent,
            transport,
        };
        Ok(Core {
            shared: Arc::new(shared),
        })
    }
}

impl Core {
    /// Starts a call of an operation.
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call::new(self.clone(), operation)
    }

    /// Whether a credential of the security scheme is set.
    pub fn has_credential(&self, scheme: &str) -> bool {
        self.shared.credentials.contains_key(scheme)
    }
}

/// Shows the server and nothing secret.
impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("server", &self.shared.base.host())
            .finish_non_exhaustive()
    }
}

/// The URL without what may be a password.
fn without_user(url: &str) -> String {
    match (url.find("://"), url.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => {
            format!(
                "{}://…{}",
                url.get(..scheme).unwrap_or_default(),
                url.get(at..).unwrap_or_default()
            )
        }
        _ => url.to_owned(),
    }
}

#[cfg(feature = "reqwest")]
fn default_transport() -> Result<Transport, BoxError> {
    Transport::reqwest()
}

#[cfg(not(feature = "reqwest"))]
fn default_transport() -> Result<Transport, BoxError> {
    Err("set a transport, or build with the feature `reqwest`".into())
}
