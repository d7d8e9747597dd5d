use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue};

use super::core::Shared;
use super::defaults::Defaults;
use super::url::BaseUrl;
use super::{BearerToken, BoxError, Core, Credential, RetryPolicy, Transport};

/// The default time limit of a call.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);
/// The default time limit between two chunks of a stream.
const DEFAULT_IDLE_TIMEOUT: Duration = Duration::from_secs(5 * 60);
/// The default size limit of a response body.
const DEFAULT_MAX_RESPONSE_BYTES: usize = 64 * 1024 * 1024;

/// The settings from which a client is built.
#[derive(Debug)]
pub struct Builder {
    server: String,
    has_one_server: bool,
    defaults: Defaults,
    credentials: BTreeMap<&'static str, Credential>,
    timeout: Duration,
    idle_timeout: Duration,
    retry: RetryPolicy,
    max_response_bytes: usize,
    user_agent: String,
    transport: Option<Transport>,
    allows_missing_credentials: bool,
}

/// An invalid setting of a client.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The server is not an absolute `http` or `https` URL without credentials, query and fragment.
    #[error("invalid server URL {url:?}: {reason}")]
    Server {
        /// The URL, without credentials.
        url: String,
        /// The reason why the URL is invalid.
        reason: &'static str,
    },
    /// A credential is empty, or contains characters that cannot be sent.
    #[error(
        "the credential for the security scheme {scheme} is empty or contains invalid characters"
    )]
    Credential {
        /// The name of the security scheme.
        scheme: &'static str,
    },
    /// The value of a default header contains characters that cannot be sent, or a token is empty.
    #[error("the default header {name} is empty or contains invalid characters")]
    Header {
        /// The name of the header.
        name: HeaderName,
    },
    /// The value of `User-Agent` contains characters that cannot be sent.
    #[error("the user agent contains invalid characters")]
    UserAgent,
    /// The default transport could not be created, or this build does not include it.
    #[error("no transport is available")]
    Transport(#[source] BoxError),
}

impl Builder {
    /// Creates a builder with the base URL of a server.
    pub fn new(server: impl Into<String>) -> Self {
        Self {
            server: server.into(),
            credentials: BTreeMap::new(),
            timeout: DEFAULT_TIMEOUT,
            idle_timeout: DEFAULT_IDLE_TIMEOUT,
            retry: RetryPolicy::default(),
            max_response_bytes: DEFAULT_MAX_RESPONSE_BYTES,
            user_agent: concat!("specwright-runtime/", env!("CARGO_PKG_VERSION")).to_owned(),
            transport: None,
            has_one_server: false,
            defaults: Defaults::default(),
            allows_missing_credentials: false,
        }
    }

    /// Sets the base URL of the server.
    pub fn server(&mut self, url: String) {
        self.server = url;
    }

    /// Sets the base URL of all calls, including those of operations that have a server of their own.
    pub fn server_for_all(&mut self, url: String) {
        self.server = url;
        self.has_one_server = true;
    }

    /// Adds a header to all calls, unless a call sets it. With `Authorization` or `Cookie`, calls are
    /// sent even if credentials are missing.
    pub fn default_header(&mut self, name: HeaderName, value: &str) {
        self.defaults.header(name, value);
    }

    /// Adds a query parameter to all calls, unless a call sets it.
    pub fn default_query(&mut self, name: &str, value: &str) {
        self.defaults.query(name, value);
    }

    /// Sets the token that all calls send as `Authorization: Bearer`.
    pub fn bearer_token(&mut self, token: BearerToken) {
        self.defaults.bearer_token(token);
    }

    /// Sets the credential for a security scheme, by the name of the scheme in the API description.
    pub fn credential(&mut self, scheme: &'static str, credential: Credential) {
        self.credentials.insert(scheme, credential);
    }

    /// Sets the time limit of a call, including all its attempts. Defaults to 30 seconds. A call
    /// has no time limit if the clock cannot represent its deadline. The time limit does not apply to
    /// the body of a response that is a stream.
    pub fn timeout(&mut self, timeout: Duration) {
        self.timeout = timeout;
    }

    /// Sets how long a stream waits for the next bytes of its body. Defaults to 5 minutes. A stream
    /// has no such limit if the clock cannot represent it.
    pub fn idle_timeout(&mut self, timeout: Duration) {
        self.idle_timeout = timeout;
    }

    /// Sets how failed attempts are retried.
    pub fn retry(&mut self, policy: RetryPolicy) {
        self.retry = policy;
    }

    /// Sets the size limit of a response body, or of one item if the body is a stream of items, in
    /// bytes. Defaults to 64 MiB. Streams of bytes have no size limit.
    pub fn max_response_bytes(&mut self, limit: usize) {
        self.max_response_bytes = limit;
    }

    /// Sets the value of `User-Agent`.
    pub fn user_agent(&mut self, text: String) {
        self.user_agent = text;
    }

    /// Sets the transport that sends requests.
    pub fn transport(&mut self, transport: Transport) {
        self.transport = Some(transport);
    }

    /// Sends calls even if credentials are missing. By default, such a call is an error.
    pub fn allow_missing_credentials(&mut self) {
        self.allows_missing_credentials = true;
    }

    /// Validates the settings and builds the client.
    ///
    /// # Errors
    /// If a setting is invalid.
    pub fn build(self) -> Result<Core, BuildError> {
        let base_url = BaseUrl::parse(&self.server).map_err(|reason| BuildError::Server {
            url: without_user_info(&self.server),
            reason,
        })?;
        if let Some((scheme, _)) = self
            .credentials
            .iter()
            .find(|(_, credential)| !credential.is_sendable())
        {
            return Err(BuildError::Credential { scheme });
        }
        if let Some(name) = self.defaults.invalid_header() {
            return Err(BuildError::Header { name: name.clone() });
        }
        let user_agent =
            HeaderValue::from_str(&self.user_agent).map_err(|_| BuildError::UserAgent)?;
        let transport = self
            .transport
            .map_or_else(default_transport, Ok)
            .map_err(BuildError::Transport)?;
        let shared = Shared {
            base_url,
            has_one_server: self.has_one_server,
            defaults: self.defaults,
            credentials: self.credentials,
            timeout: self.timeout,
            idle_timeout: self.idle_timeout,
            budget: self.retry.budget(),
            retry: self.retry,
            max_response_bytes: self.max_response_bytes,
            user_agent,
            transport,
            allows_missing_credentials: self.allows_missing_credentials,
        };
        Ok(Core {
            shared: Arc::new(shared),
        })
    }
}

/// Returns the URL without user information, which may contain a password.
pub(super) fn without_user_info(url: &str) -> String {
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
pub(super) fn default_transport() -> Result<Transport, BoxError> {
    Transport::reqwest()
}

#[cfg(not(feature = "reqwest"))]
pub(super) fn default_transport() -> Result<Transport, BoxError> {
    Err("set a transport, or enable the feature `reqwest`".into())
}
