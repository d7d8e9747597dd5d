//! Authentication of requests, before an operation reads its parameters.

use std::sync::Arc;

use axum::response::Response;
use http::request::Parts;

use super::security::{missing_credentials, presented_credentials, with_challenges};
use super::{AuthAttempt, Context, Exchange, Failure, Operation, Server, Service, Verifier};

impl<S: Service, V: Verifier<S::Principal>> Server<S, V> {
    /// Authenticates a request to an operation that requires credentials.
    ///
    /// # Errors
    /// The finished response, if the request is rejected.
    pub async fn authenticate(
        &self,
        operation: &'static Operation,
        head: &Arc<Parts>,
    ) -> Result<Context<S::Principal>, Response> {
        let mut exchange = Exchange::new(head, Some(operation));
        let verified = match self.verify(operation, head).await {
            Ok(Some(principal)) => Ok(principal),
            Ok(None) => Err(missing_credentials(operation).into()),
            Err(failure) => Err(failure),
        };
        match verified {
            Ok(principal) => {
                exchange.principal = Some(principal.clone());
                Ok(Context::new(principal, &exchange, operation))
            }
            Err(failure) => Err(self.respond(&exchange, Err(failure))),
        }
    }

    /// Authenticates a request to an operation that also accepts anonymous requests. Credentials
    /// that are present must be valid.
    ///
    /// # Errors
    /// The finished response, if the request is rejected.
    pub async fn authenticate_optional(
        &self,
        operation: &'static Operation,
        head: &Arc<Parts>,
    ) -> Result<Context<Option<S::Principal>>, Response> {
        let mut exchange = Exchange::new(head, Some(operation));
        match self.verify(operation, head).await {
            Ok(principal) => {
                exchange.principal.clone_from(&principal);
                Ok(Context::new(principal, &exchange, operation))
            }
            Err(failure) => Err(self.respond(&exchange, Err(failure))),
        }
    }

    /// Accepts a request to an operation that ignores credentials.
    ///
    /// # Errors
    /// Never. The signature is the same as that of the other methods.
    pub async fn skip_authentication(
        &self,
        operation: &'static Operation,
        head: &Arc<Parts>,
    ) -> Result<Context<()>, Response> {
        let exchange: Exchange<S::Principal> = Exchange::new(head, Some(operation));
        Ok(Context::new((), &exchange, operation))
    }

    /// Returns the principal of the first security alternative that the verifier accepts, or `None`
    /// if the request has no credentials.
    async fn verify(
        &self,
        operation: &'static Operation,
        parts: &Parts,
    ) -> Result<Option<S::Principal>, Failure> {
        let mut last = None;
        for credentials in presented_credentials(operation, parts) {
            let attempt = AuthAttempt {
                credentials,
                required_scopes: operation.required_scopes,
                parts,
                operation,
            };
            match self.verifier().verify(attempt).await {
                Ok(principal) => return Ok(Some(principal)),
                Err(failure) => last = Some(with_challenges(operation, failure)),
            }
        }
        last.map_or(Ok(None), Err)
    }
}
