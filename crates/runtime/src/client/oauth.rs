//! Access tokens of OAuth 2.0 grants that need no user.

use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::{Request, Response, Uri};
use oauth2::basic::{BasicClient, BasicErrorResponse, BasicTokenResponse};
use oauth2::{
    AsyncHttpClient, AuthType, ClientId, ClientSecret, EndpointNotSet, EndpointSet, HttpRequest,
    HttpResponse, RefreshToken, RequestTokenError, Scope, TokenResponse, TokenUrl,
};

use super::attempt::read_body;
use super::builder::{default_transport, without_user_info};
use super::token::FetchingToken;
use super::{AccessToken, Body, BuildError, TokenCache, TokenProvider, Transport, TransportError};
use crate::Secret;
use crate::stream::BoxError;

/// The size limit of a response of the authorization server, in bytes.
const MAX_RESPONSE_BYTES: usize = 1024 * 1024;
/// The time limit of a request to the authorization server.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A grant of OAuth 2.0 (RFC 6749) from which a client gets access tokens: client credentials (4.4)
/// or a refresh token (6).
///
/// ```
/// use specwright_runtime::client::OAuth;
///
/// let tokens = OAuth::client_credentials("https://id.example.com/token", "my-app", "secret")
///     .scopes(["pets:read"])
///     .build()?;
/// # Ok::<(), specwright_runtime::client::BuildError>(())
/// ```
///
/// The result is the credential of a bearer scheme. Several clients can share it.
#[derive(Clone, Debug)]
pub struct OAuth {
    token_url: String,
    client_id: String,
    client_secret: Option<Secret>,
    refresh_token: Option<Secret>,
    scopes: Vec<String>,
    parameters: Vec<(String, String)>,
    sends_secret_in_body: bool,
    transport: Option<Transport>,
}

/// The client of an authorization server.
type Client =
    BasicClient<EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

struct Provider {
    client: Client,
    /// The refresh token. The server may replace it with each access token (6).
    refresh_token: Option<Mutex<Secret>>,
    scopes: Vec<Scope>,
    parameters: Vec<(String, String)>,
    sender: Sender,
}

impl OAuth {
    /// Uses the client's own credentials.
    pub fn client_credentials(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Self {
        Self {
            client_secret: Some(client_secret.into()),
            ..Self::new(token_url.into(), client_id.into())
        }
    }

    /// Uses a refresh token that a user has granted. If the server replaces it, the new one is kept
    /// in memory.
    pub fn refresh_token(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        refresh_token: impl Into<Secret>,
    ) -> Self {
        Self {
            refresh_token: Some(refresh_token.into()),
            ..Self::new(token_url.into(), client_id.into())
        }
    }

    fn new(token_url: String, client_id: String) -> Self {
        Self {
            token_url,
            client_id,
            client_secret: None,
            refresh_token: None,
            scopes: Vec::new(),
            parameters: Vec::new(),
            sends_secret_in_body: false,
            transport: None,
        }
    }

    /// Sets the secret of a client that has one, for a refresh token.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.client_secret = Some(secret.into());
        self
    }

    /// Requests these scopes. By default, the server chooses.
    #[must_use]
    pub fn scopes(mut self, scopes: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.scopes = scopes.into_iter().map(Into::into).collect();
        self
    }

    /// Adds a parameter to the request, for example `audience` or `resource` (RFC 8707).
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sends the secret of the client in the body, for servers that do not support HTTP Basic
    /// authentication (RFC 6749, 2.3.1).
    #[must_use]
    pub fn secret_in_body(mut self) -> Self {
        self.sends_secret_in_body = true;
        self
    }

    /// Sets the transport of requests to the authorization server. It must not follow redirects,
    /// which could pass the secret to another server. The default is a new HTTP client.
    #[must_use]
    pub fn transport(mut self, transport: Transport) -> Self {
        self.transport = Some(transport);
        self
    }

    /// Creates the cache of tokens. Nothing is sent until a call needs a token.
    ///
    /// # Errors
    /// Fails for a URL that is not absolute, and for one whose scheme is not `https` (RFC 6749, 3.2),
    /// except for a loopback address. Also fails if this build has no default transport and none is set.
    pub fn build(self) -> Result<TokenCache, BuildError> {
        let invalid = |reason| BuildError::Server {
            url: without_user_info(&self.token_url),
            reason,
        };
        let uri: Uri = self
            .token_url
            .parse()
            .map_err(|_| invalid("is not a URL"))?;
        if uri.scheme().is_none() {
            return Err(invalid("is not an absolute URL"));
        }
        if !is_confidential(&uri) {
            return Err(invalid("a token URL must use https"));
        }
        let url = TokenUrl::new(self.token_url.clone()).map_err(|_| invalid("is not a URL"))?;
        let mut client = BasicClient::new(ClientId::new(self.client_id)).set_token_uri(url);
        if let Some(secret) = self.client_secret {
            client = client.set_client_secret(ClientSecret::new(secret.expose().to_owned()));
        }
        if self.sends_secret_in_body {
            client = client.set_auth_type(AuthType::RequestBody);
        }
        let transport = self.transport.map_or_else(default_transport, Ok);
        Ok(TokenCache::new(Provider {
            client,
            refresh_token: self.refresh_token.map(Mutex::new),
            scopes: self.scopes.into_iter().map(Scope::new).collect(),
            parameters: self.parameters,
            sender: Sender(transport.map_err(BuildError::Transport)?),
        }))
    }
}

impl Provider {
    async fn request(&self) -> Result<AccessToken, BoxError> {
        let parameters = self.parameters.iter();
        let response = match self.current_refresh_token() {
            Some(token) => {
                let scopes = self.scopes.iter().cloned();
                let mut request = self
                    .client
                    .exchange_refresh_token(&token)
                    .add_scopes(scopes);
                for (name, value) in parameters {
                    request = request.add_extra_param(name, value);
                }
                request.request_async(&self.sender).await
            }
            None => {
                let scopes = self.scopes.iter().cloned();
                let mut request = self.client.exchange_client_credentials().add_scopes(scopes);
                for (name, value) in parameters {
                    request = request.add_extra_param(name, value);
                }
                request.request_async(&self.sender).await
            }
        };
        let response: BasicTokenResponse = response.map_err(without_response)?;
        if let (Some(kept), Some(new)) = (&self.refresh_token, response.refresh_token()) {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            *kept = Secret::new(new.secret().clone());
        }
        let token = AccessToken::new(Secret::new(response.access_token().secret().clone()));
        Ok(match response.expires_in() {
            Some(lifetime) => token.expires_in(lifetime),
            None => token,
        })
    }

    fn current_refresh_token(&self) -> Option<RefreshToken> {
        let token = self.refresh_token.as_ref()?.lock();
        let token = token.unwrap_or_else(PoisonError::into_inner);
        Some(RefreshToken::new(token.expose().to_owned()))
    }
}

/// Sends requests to the authorization server.
struct Sender(Transport);

impl<'c> AsyncHttpClient<'c> for Sender {
    type Error = TransportError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, TransportError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        let (parts, body) = request.into_parts();
        let request = Request::from_parts(parts, Body::full(body));
        let exchange = async {
            let response = self.0.send(request).await;
            let (parts, body) = response.map_err(TransportError::from_service)?.into_parts();
            let body = read_body(body, MAX_RESPONSE_BYTES).await?;
            Ok(Response::from_parts(parts, body.to_vec()))
        };
        Box::pin(async move {
            let response = tokio::time::timeout(TIMEOUT, exchange).await;
            response.unwrap_or_else(|_| Err(TransportError::timeout(TIMEOUT)))
        })
    }
}

impl TokenProvider for Provider {
    fn fetch(&self) -> FetchingToken<'_> {
        Box::pin(self.request())
    }
}

/// Removes the response from an error, which may contain a token.
fn without_response(error: RequestTokenError<TransportError, BasicErrorResponse>) -> BoxError {
    match error {
        RequestTokenError::ServerResponse(response) => {
            let error = response.error();
            match response.error_description() {
                Some(description) => {
                    format!("the authorization server refused: {error}: {description}").into()
                }
                None => format!("the authorization server refused: {error}").into(),
            }
        }
        RequestTokenError::Request(error) => error.into(),
        RequestTokenError::Parse(..) => {
            "the response of the authorization server is not that of OAuth 2.0".into()
        }
        RequestTokenError::Other(message) => message.into(),
    }
}

/// Returns whether a request to the URL cannot be read by others.
fn is_confidential(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    let is_loopback = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    match uri.scheme_str() {
        Some("https") => true,
        Some("http") => is_loopback,
        _ => false,
    }
}
