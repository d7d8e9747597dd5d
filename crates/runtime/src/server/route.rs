//! Routes requests to operations and responses back to the caller.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse as _, Response};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use http::request::Parts;
use http::{Method, StatusCode, Uri};

use super::failure::Cause;
use super::matched::Matched;
use super::{
    Exchange, Failure, Input, Operation, Rejection, RejectionKind, Reply, Service, Verifier,
};
use crate::parameter::{Captures, Template, normalize, parse_form};

type Handler<S, V> =
    Box<dyn Fn(Arc<Server<S, V>>, Input) -> BoxFuture<'static, Response> + Send + Sync>;

/// A service with its verifier and operations.
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

impl<S, V> Server<S, V> {
    /// The service.
    pub fn service(&self) -> &S {
        &self.service
    }

    pub(super) fn verifier(&self) -> &V {
        &self.verifier
    }
}

impl<S: Service, V: Verifier<S::Principal>> Server<S, V> {
    /// Creates a server without operations.
    pub fn new(service: S, verifier: V) -> Self {
        Self {
            service,
            verifier,
            routes: Vec::new(),
        }
    }

    /// Adds an operation. Of several operations with the same method and path, the first one is
    /// called.
    #[must_use]
    pub fn route<F, Fut>(mut self, operation: &'static Operation, handler: F) -> Self
    where
        F: Fn(Arc<Self>, Input) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Response> + Send + 'static,
    {
        let handler: Handler<S, V> = Box::new(move |server, input| handler(server, input).boxed());
        self.routes.push(Route {
            operation,
            template: Template::new(&operation.path),
            handler,
        });
        self
    }

    /// Builds the router of all operations. Its fallback handles unknown paths.
    pub fn into_router(mut self) -> Router {
        self.routes.sort_by_key(|route| {
            let template = &route.template;
            let query = route.operation.path.query.len();
            let lengths = (template.literal_length(), query);
            (Reverse(lengths), template.has_reserved())
        });
        let server = Arc::new(self);
        let mut shapes: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        // A parameter that can contain slashes can match the path of any shape.
        let mut reserved: Vec<usize> = Vec::new();
        for (index, route) in server.routes.iter().enumerate() {
            if route.template.has_reserved() {
                reserved.push(index);
            } else {
                let routes = shapes.entry(route.template.shape()).or_default();
                routes.push(index);
            }
        }
        for routes in shapes.values_mut() {
            routes.extend(&reserved);
            routes.sort_unstable();
        }
        // Literal segments can begin with `:` or `*`, which were special characters in axum 0.7.
        let mut router = Router::new().without_v07_checks();
        for (shape, routes) in shapes {
            let (server, routes) = (Arc::clone(&server), Arc::<[usize]>::from(routes));
            let handle = move |request| Arc::clone(&server).handle(&routes, request);
            router = router.route(&shape, axum::routing::any(handle));
        }
        // axum matches neither equivalent spellings of a path nor parameters with slashes.
        let all: Arc<[usize]> = (0..server.routes.len()).collect();
        router.fallback(move |request| Arc::clone(&server).handle(&all, request))
    }

    /// Builds the response of an exchange from the result of its operation.
    pub fn respond(
        &self,
        exchange: &Exchange<S::Principal>,
        result: Result<Reply, Failure>,
    ) -> Response {
        let internal = |error: String| {
            tracing::error!(%error, "cannot write a response");
            Rejection::internal()
        };
        let request = &exchange.parts.headers;
        let response = match result {
            Ok(reply) => reply.into_response(request).map_err(internal),
            Err(Failure(Cause::Reply(reply))) => reply.into_response(request).map_err(internal),
            Err(Failure(Cause::Response(response))) => Ok(*response),
            Err(Failure(Cause::Rejection(rejection))) => Err(*rejection),
        };
        let mut response = response.unwrap_or_else(|rejection| {
            let mut response = self.service.render(&rejection, exchange);
            rejection.add_headers(&mut response);
            response
        });
        self.service.on_response(exchange, &mut response);
        response
    }

    /// Handles a request to one of these routes. This is not an `async fn` because its future would
    /// also reserve space for the request.
    fn handle(
        self: Arc<Self>,
        routes: &[usize],
        request: Request,
    ) -> impl Future<Output = Response> + Send + use<S, V> {
        let (mut parts, body) = request.into_parts();
        let found = self
            .find(routes, &parts.method, &parts.uri)
            .map(|(index, captures)| {
                let query = self.routes[index].operation.path.query;
                let query = other_query(&parts.uri, query).filter(|_| !query.is_empty());
                parts.extensions.insert(Matched::new(captures, query));
                index
            });
        let parts = Arc::new(parts);
        async move {
            match found {
                Ok(index) => self.run(index, parts, body).await,
                Err(rejection) => {
                    self.respond_or_fail(&Exchange::new(&parts, None), (*rejection).into())
                }
            }
        }
    }

    /// Runs an operation. A panic becomes an internal error.
    async fn run(self: &Arc<Self>, index: usize, parts: Arc<Parts>, body: Body) -> Response {
        let Route {
            operation, handler, ..
        } = &self.routes[index];
        let response = async {
            let input = Input::new(Arc::clone(&parts), body, self.service.limits(operation));
            handler(Arc::clone(self), input).await
        };
        match AssertUnwindSafe(response).catch_unwind().await {
            Ok(response) => response,
            Err(_) => {
                let exchange = Exchange {
                    principal: parts
                        .extensions
                        .get::<Matched>()
                        .and_then(Matched::principal),
                    ..Exchange::new(&parts, Some(operation))
                };
                self.service.on_panic(&exchange);
                let failure = Failure::internal(format_args!("{} panicked", operation.id));
                self.respond_or_fail(&exchange, failure)
            }
        }
    }

    /// Builds the response to a failure outside an operation. If the service panics, the response
    /// is an empty 500.
    fn respond_or_fail(&self, exchange: &Exchange<S::Principal>, failure: Failure) -> Response {
        let response =
            std::panic::catch_unwind(AssertUnwindSafe(|| self.respond(exchange, Err(failure))));
        response.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
    }

    /// Finds the route for a method and a URI. Tries these routes first. If none of them has the
    /// method, tries all routes, because axum selects routes by the path alone. Returns the index of
    /// the route and the path parameters.
    fn find(
        &self,
        routes: &[usize],
        method: &Method,
        uri: &Uri,
    ) -> Result<(usize, Captures), Box<Rejection>> {
        // HEAD falls back to GET (RFC 9110, 9.3.2); the HTTP server omits the body.
        let get = (*method == Method::HEAD).then_some(&Method::GET);
        let find = |routes: &mut dyn Iterator<Item = usize>, method: &Method| {
            let mut matching = self.matching(routes, uri);
            let found = matching.find(|(_, operation, _)| operation.method == method)?;
            Some((found.0, found.2))
        };
        let all = 0..self.routes.len();
        for method in [Some(method), get].into_iter().flatten() {
            if let Some(found) = find(&mut routes.iter().copied(), method) {
                return Ok(found);
            }
        }
        for method in [Some(method), get].into_iter().flatten() {
            if let Some(found) = find(&mut all.clone(), method) {
                return Ok(found);
            }
        }
        let allowed = self.matching(all, uri);
        let allowed = allowed.map(|(_, operation, _)| operation.method.clone());
        Err(Box::new(no_operation(method, allowed.collect())))
    }

    /// Returns the routes that match a URI, each with its index, its operation and the path
    /// parameters.
    fn matching(
        &self,
        routes: impl Iterator<Item = usize>,
        uri: &Uri,
    ) -> impl Iterator<Item = (usize, &'static Operation, Captures)> {
        let path = normalize(uri.path());
        routes.filter_map(move |index| {
            let route = self.routes.get(index)?;
            let captures = route.template.captures(&path)?;
            let query = route.operation.path.query;
            let is_match = query.is_empty() || other_query(uri, query).is_some();
            is_match.then_some((index, route.operation, captures))
        })
    }
}

/// Returns the query of a URI without the pairs of the query of a path, or `None` if it lacks one of
/// these.
fn other_query(uri: &Uri, query: &str) -> Option<String> {
    let decoded = |pair: &str| {
        let pair = parse_form(pair).ok()?.pop()?;
        Some((pair.name, pair.value))
    };
    let mut found: Vec<&str> = uri.query().unwrap_or_default().split('&').collect();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let expected = decoded(pair)?;
        let mut others = found.iter();
        let index = others.position(|other| decoded(other).as_ref() == Some(&expected))?;
        found.remove(index);
    }
    Some(found.join("&"))
}

/// Returns the rejection of a path that has only the `allowed` methods.
fn no_operation(method: &Method, mut allowed: Vec<Method>) -> Rejection {
    if allowed.is_empty() {
        return Rejection::new(RejectionKind::NotFound, "The path does not exist.");
    }
    if allowed.contains(&Method::GET) {
        allowed.push(Method::HEAD);
    }
    allowed.sort_by(|left, right| left.as_str().cmp(right.as_str()));
    allowed.dedup();
    Rejection::new(
        RejectionKind::MethodNotAllowed { allow: allowed },
        format!("The path does not support the method {method}."),
    )
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

#[cfg(test)]
mod tests {
    use super::{Uri, other_query};

    #[test]
    fn the_query_of_a_path_is_found_in_any_spelling_and_order() {
        for (target, query, other) in [
            ("/a?b=1&c=2", "b=1", Some("c=2")),
            ("/a?c=2&%62=%31", "b=1", Some("c=2")),
            ("/a?f[x]=1&d=a+b", "f[x]=1&d=a b", Some("")),
            ("/a?f%5Bx%5D=1&f[x]=1", "f[x]=1", Some("f[x]=1")),
            ("/a?b=", "b", Some("")),
            ("/a?b=2", "b=1", None),
            ("/a", "b=1", None),
        ] {
            let uri: Uri = target.parse().expect("a URI");
            assert_eq!(
                other_query(&uri, query).as_deref(),
                other,
                "{target} {query}"
            );
        }
    }
}
