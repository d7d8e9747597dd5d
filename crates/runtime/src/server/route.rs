//! From a request to its operation, and back to a response.

use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::request::Parts;
use http::{Method, StatusCode};

use super::failure::Cause;
use super::security::{missing, presented, refused};
use super::segment::{Captures, Template};
use super::{
    AuthAttempt, Context, Exchange, Failure, Input, Operation, Rejection, RejectionKind, Reply,
    Service, Verifier,
};

type Handler<S, V> =
    Box<dyn Fn(Arc<Server<S, V>>, Input) -> BoxFuture<'static, Response> + Send + Sync>;

/// A service, its verifier, and the operations that they answer.
pub struct Server<S, V> {
    service: S,
    verifier: V,
    routes: Vec<Route<S, V>>,
}

struct Route<S, V> {
    operation: &'static Operation,
    template: Template,
    handler: Handler<S, V>,
}

/// What is known of a request that has an operation, in the extensions of its head.
#[derive(Clone, Debug)]
pub(super) struct Matched {
    pub(super) captures: Captures,
    /// Who makes it, its type forgotten; set when the request is let in.
    pub(super) principal: OnceLock<Arc<dyn Any + Send + Sync>>,
}

impl<S: Service, V: Verifier<S::Principal>> Server<S, V> {
    /// A server without operations.
    pub fn new(service: S, verifier: V) -> Self {
        Self {
            service,
            verifier,
            routes: Vec::new(),
        }
    }

    /// Adds an operation. Where two have the same method and path, the first answers.
    #[must_use]
    pub fn route<F, Fut>(mut self, operation: &'static Operation, handler: F) -> Self
    where
        F: Fn(Arc<Self>, Input) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Response> + Send + 'static,
    {
        let handler: Handler<S, V> = Box::new(move |server, input| handler(server, input).boxed());
        self.routes.push(Route {
            operation,
            template: Template::new(operation.path),
            handler,
        });
        self
    }

    /// All operations as one router. Paths that no operation has are answered by its fallback.
    pub fn into_router(mut self) -> Router {
        self.routes
            .sort_by_key(|route| std::cmp::Reverse(route.template.exactness()));
        let server = Arc::new(self);
        let mut shapes: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, route) in server.routes.iter().enumerate() {
            shapes
                .entry(route.template.shape())
                .or_default()
                .push(index);
        }
        // Literal segments may begin with `:` or `*`, which an earlier version of axum gave a meaning.
        let mut router = Router::new().without_v07_checks();
        for (shape, routes) in shapes {
            let (server, routes) = (Arc::clone(&server), Arc::<[usize]>::from(routes));
            let answer = move |request| Arc::clone(&server).answer(&routes, request);
            router = router.route(&shape, axum::routing::any(answer));
        }
        router.fallback(move |request| Arc::clone(&server).answer(&[], request))
    }

    /// The service.
    pub fn service(&self) -> &S {
        &self.service
    }

    /// Lets in a request to an operation that asks for credentials.
    ///
    /// # Errors
    /// The finished response to a request that is not let in.
    pub async fn authenticate(
        &self,
        operation: &'static Operation,
        head: &Arc<Parts>,
    ) -> Result<Context<S::Principal>, Response> {
        let mut exchange = begin(operation, head);
        let admitted = match self.admit(operation, &exchange.parts).await {
            Ok(Some(principal)) => Ok(principal),
            Ok(None) => Err(missing(operation).into()),
            Err(failure) => Err(failure),
        };
        match admitted {
            Ok(principal) => {
                exchange.principal = Some(principal.clone());
                Ok(Context::new(principal, &exchange, operation))
            }
            Err(failure) => Err(self.respond(&exchange, Err(failure))),
        }
    }

    /// Lets in a request to an operation that takes credentials and does without them. Credentials that are brought must be good.
    ///
    /// # Errors
    /// The finished response to a request that is not let in.
    pub async fn authenticate_optional(
        &self,
        operation: &'static Operation,
        head: &Arc<Parts>,
    ) -> Result<Context<Option<S::Principal>>, Response> {
        let mut exchange = begin(operation, head);
        match self.admit(operation, &exchange.parts).await {
            Ok(principal) => {
                exchange.principal.clone_from(&principal);
                Ok(Context::new(principal, &exchange, operation))
            }
            Err(failure) => Err(self.respond(&exchange, Err(failure))),
        }
    }

    /// Lets in a request to an operation that looks at no credentials.
    ///
    /// # Errors
    /// None; it has the form of its siblings.
    pub async fn skip_authentication(
        &self,
        operation: &'static Operation,
        head: &Arc<Parts>,
    ) -> Result<Context<()>, Response> {
        let exchange: Exchange<S::Principal> = begin(operation, head);
        Ok(Context::new((), &exchange, operation))
    }

    /// Writes the response of an exchange.
    pub fn respond(
        &self,
        exchange: &Exchange<S::Principal>,
        result: Result<Reply, Failure>,
    ) -> Response {
        let internal = |error: String| {
            tracing::error!(%error, "a response can't be written");
            Rejection::new(RejectionKind::Internal, "The server failed.")
        };
        let written = match result {
            Ok(reply) => reply.into_response().map_err(internal),
            Err(Failure(Cause::Reply(reply))) => reply.into_response().map_err(internal),
            Err(Failure(Cause::Response(response))) => Ok(*response),
            Err(Failure(Cause::Rejection(rejection))) => Err(*rejection),
        };
        let mut response = written.unwrap_or_else(|rejection| {
            let mut response = self.service.render(&rejection, exchange);
            rejection.complete(&mut response);
            response
        });
        self.service.on_response(exchange, &mut response);
        response
    }

    /// Who makes the request, by the first alternative that the verifier accepts; none if it brings no credentials.
    async fn admit(
        &self,
        operation: &'static Operation,
        parts: &Parts,
    ) -> Result<Option<S::Principal>, Failure> {
        let mut last = None;
        for credentials in presented(operation, parts) {
            let attempt = AuthAttempt {
                credentials,
                required_scopes: operation.required_scopes,
                parts,
                operation,
            };
            match self.verifier.verify(attempt).await {
                Ok(principal) => return Ok(Some(principal)),
                Err(failure) => last = Some(refused(operation, failure)),
            }
        }
        last.map_or(Ok(None), Err)
    }

    /// Not an `async fn`, whose future would keep room for the request beside what becomes of it.
    fn answer(
        self: Arc<Self>,
        routes: &[usize],
        request: Request,
    ) -> impl Future<Output = Response> + Send + use<S, V> {
        let (mut parts, body) = request.into_parts();
        let found = self
            .find(routes, &parts.method, parts.uri.path())
            .map(|(index, captures)| {
                parts.extensions.insert(Matched {
                    captures,
                    principal: OnceLock::new(),
                });
                index
            });
        let parts = Arc::new(parts);
        async move {
            match found {
                Ok(index) => self.run(index, parts, body).await,
                Err(rejection) => {
                    let exchange = Exchange {
                        principal: None,
                        parts,
                        operation: None,
                    };
                    self.respond_or_fail(&exchange, (*rejection).into())
                }
            }
        }
    }

    /// Runs an operation; one that panics answers as one that fails.
    async fn run(self: &Arc<Self>, index: usize, parts: Arc<Parts>, body: Body) -> Response {
        let Route {
            operation, handler, ..
        } = &self.routes[index];
        let answer = async {
            let input = Input::new(Arc::clone(&parts), body, self.service.limits(operation));
            handler(Arc::clone(self), input).await
        };
        match AssertUnwindSafe(answer).catch_unwind().await {
            Ok(response) => response,
            Err(_) => {
                let principal = parts
                    .extensions
                    .get::<Matched>()
                    .and_then(Matched::principal);
                let exchange = Exchange {
                    principal,
                    parts,
                    operation: Some(operation),
                };
                self.service.on_panic(&exchange);
                self.respond_or_fail(
                    &exchange,
                    Failure::internal(format_args!("{} panicked", operation.id)),
                )
            }
        }
    }

    /// The response to a failure that nobody else would answer: an empty one if the service panics over it.
    fn respond_or_fail(&self, exchange: &Exchange<S::Principal>, failure: Failure) -> Response {
        let response =
            std::panic::catch_unwind(AssertUnwindSafe(|| self.respond(exchange, Err(failure))));
        response.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    }

    /// The route, by its index, that a path has for a method.
    fn find(
        &self,
        routes: &[usize],
        method: &Method,
        path: &str,
    ) -> Result<(usize, Captures), Box<Rejection>> {
        let fitting = || {
            let routes = routes
                .iter()
                .filter_map(|index| Some((*index, self.routes.get(*index)?)));
            routes.filter_map(|(index, route)| {
                route
                    .template
                    .captures(path)
                    .map(|captures| (index, route.operation, captures))
            })
        };
        // GET answers HEAD where nothing else does (RFC 9110, 9.3.2); the listener leaves the body out.
        let get = (*method == Method::HEAD).then_some(Method::GET);
        for wanted in [Some(method), get.as_ref()].into_iter().flatten() {
            if let Some((index, _, captures)) =
                fitting().find(|(_, operation, _)| operation.method == wanted)
            {
                return Ok((index, captures));
            }
        }
        let mut allow: Vec<Method> = fitting()
            .map(|(_, operation, _)| operation.method.clone())
            .collect();
        if allow.contains(&Method::GET) {
            allow.push(Method::HEAD);
        }
        allow.sort_by(|left, right| left.as_str().cmp(right.as_str()));
        allow.dedup();
        Err(Box::new(if allow.is_empty() {
            Rejection::new(RejectionKind::NotFound, "There is no such path.")
        } else {
            Rejection::new(
                RejectionKind::MethodNotAllowed { allow },
                format!("The path has no method {method}."),
            )
        }))
    }
}

impl Matched {
    fn principal<P: Clone + 'static>(&self) -> Option<P> {
        self.principal.get()?.downcast_ref::<P>().cloned()
    }
}

fn begin<P>(operation: &'static Operation, head: &Arc<Parts>) -> Exchange<P> {
    Exchange {
        principal: None,
        parts: Arc::clone(head),
        operation: Some(operation),
    }
}

impl<S, V> fmt::Debug for Server<S, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operations = self
            .routes
            .iter()
            .map(|route| route.operation.id)
            .collect::<Vec<_>>();
        f.debug_struct("Server")
            .field("operations", &operations)
            .finish_non_exhaustive()
    }
}
