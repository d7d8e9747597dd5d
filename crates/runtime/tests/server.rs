//! Requests to hand-written operations that have the form of generated code.
#![cfg(feature = "server")]
#![allow(clippy::unwrap_used, reason = "a failed `unwrap` fails the test")]

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use futures_util::stream;
use serde_json::{Value, json};
use specwright_runtime::headers::{HeaderError, HeaderReader, HeaderWriter, Headers};
use specwright_runtime::http::{HeaderValue, Method, StatusCode, header};
use specwright_runtime::json::BySerde;
use specwright_runtime::parameter::{Parameter, Path};
use specwright_runtime::schema::{Property, Schema};
use specwright_runtime::server::{
    AuthAttempt, Exchange, Failure, Input, Limits, NoVerifier, Operation, Rejection, Reply,
    RequestPart, Requirement, Scheme, Server, Service, Verifier,
};
use specwright_runtime::{axum, http};
use tower::ServiceExt;

/// A service that renders rejections in its own format and marks every response.
struct Plain;

/// A service with the default rendering of rejections.
struct Problems;

impl Service for Plain {
    type Principal = String;

    fn render(&self, rejection: &Rejection, _: &Exchange<String>) -> Response {
        let mut text = format!("{:?}", rejection.kind());
        for violation in rejection.violations() {
            let place = match violation.part {
                RequestPart::Parameter(location, name) => format!("{location:?} {name}"),
                RequestPart::Body => "Body".to_owned(),
            };
            text.push_str(&format!(
                "|{place}{} {}",
                violation.pointer, violation.keyword
            ));
        }
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = rejection.status();
        response
    }

    fn limits(&self, operation: &'static Operation) -> Limits {
        Limits {
            bytes: if operation.path.template == "/any" {
                usize::MAX
            } else {
                64
            },
            ..Limits::default()
        }
    }

    fn on_response(&self, exchange: &Exchange<String>, response: &mut Response) {
        let seen = format!(
            "{:?} {:?}",
            exchange.operation.map(|operation| operation.id),
            exchange.principal
        );
        response
            .headers_mut()
            .insert("x-seen", HeaderValue::from_str(&seen).unwrap());
    }
}

impl Service for Problems {
    type Principal = ();
}

/// A verifier that accepts one secret and returns the names of the schemes.
struct Words;

impl Verifier<String> for Words {
    async fn verify(&self, attempt: AuthAttempt<'_>) -> Result<String, Failure> {
        let known = attempt.credentials.iter().all(|credential| {
            let pair = credential.user_and_password();
            credential.secret.expose() == "word"
                || pair.is_some_and(|(user, password)| user == "me" && password.expose() == "wo:rd")
        });
        let names: Vec<&str> = attempt
            .credentials
            .iter()
            .map(|credential| credential.scheme.name())
            .collect();
        match (known, attempt.required_scopes) {
            (true, [] | ["read"]) => Ok(names.join("+")),
            (true, _) => Err(Rejection::forbidden("no scope").into()),
            (false, _) => Err(Rejection::unauthorized(format!("bad {}", names.join("+"))).into()),
        }
    }
}

const fn operation(method: Method, path: &'static str) -> Operation {
    Operation {
        id: path,
        method,
        path: Path::new(path),
        security: &[],
        required_scopes: &[],
    }
}

/// Responds with the result of reading a request.
async fn answer<S, V, F, Fut>(
    server: Arc<Server<S, V>>,
    operation: &'static Operation,
    input: Input,
    read: F,
) -> Response
where
    S: Service,
    V: Verifier<S::Principal>,
    F: FnOnce(Input) -> Fut,
    Fut: Future<Output = Result<String, Rejection>>,
{
    let context = match server.skip_authentication(operation, input.head()).await {
        Ok(context) => context,
        Err(response) => return response,
    };
    let result = read(input)
        .await
        .map(|text| Reply::new(StatusCode::OK).text("text/plain", text))
        .map_err(Failure::from);
    server.respond(&context.exchange(), result)
}

/// Responds with the template and the values of these path parameters.
fn echo(
    server: Server<Plain, NoVerifier>,
    operation: &'static Operation,
    names: &'static [&'static str],
) -> Server<Plain, NoVerifier> {
    server.route(operation, move |server, input| {
        answer(server, operation, input, move |mut input| async move {
            let mut text = format!("{} {}", operation.method, operation.path.template);
            for name in names {
                let value: String =
                    input.required(Parameter::path(name), const { &Schema::string() })?;
                text.push_str(&format!(" {value:?}"));
            }
            Ok(text)
        })
    })
}

async fn send(router: &Router, request: http::Request<Body>) -> (u16, String, http::HeaderMap) {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (
        parts.status.as_u16(),
        String::from_utf8(body.to_vec()).unwrap(),
        parts.headers,
    )
}

fn request(
    method: &str,
    target: &str,
    fields: &[(&str, &str)],
    body: impl Into<Body>,
) -> http::Request<Body> {
    let builder = http::Request::builder().method(method).uri(target);
    fields
        .iter()
        .fold(builder, |builder, (name, value)| {
            builder.header(*name, *value)
        })
        .body(body.into())
        .unwrap()
}

static ROOT: Operation = operation(Method::GET, "/");
static THING: Operation = operation(Method::GET, "/things/{id}");
static THING_JSON: Operation = operation(Method::GET, "/things/{id}.json");
static THING_RANGE: Operation = operation(Method::GET, "/things/{a}-{b}");
static CANCEL: Operation = operation(Method::POST, "/things/{id}:cancel");
static REPLACE: Operation = operation(Method::PUT, "/things/{name}");
static THING_HEAD: Operation = operation(Method::HEAD, "/things/head");
static MINE: Operation = operation(Method::GET, "/things/mine");
static PART: Operation = operation(Method::GET, "/things/{id}/parts/{part}");
static SLASH: Operation = operation(Method::GET, "/slash/");
static SPACED: Operation = operation(Method::GET, "/a b/{x}");
static ODD: Operation = operation(Method::GET, "/:odd/*");
static SIZE: Operation = operation(Method::GET, "/gr\u{f6}\u{df}e/{id}");
static ENCODED: Operation = operation(Method::GET, "/a%2fb");
static DOUBLE: Operation = operation(Method::GET, "//double");
static AGAIN: Operation = operation(Method::GET, "/things/{other}");
static DATA: Operation = operation(Method::GET, "/data/{+path}");
static DATA_ONE: Operation = operation(Method::GET, "/data/{id}");
static DATA_PUT: Operation = operation(Method::PUT, "/data/{+path}");
static DATA_META: Operation = operation(Method::GET, "/data/{+path}/meta/{key}");
static DATA_VERB: Operation = operation(Method::POST, "/data/{+path}:copy");

fn things() -> Router {
    let mut server = Server::new(Plain, NoVerifier);
    for (operation, names) in [
        (&ROOT, &[][..]),
        (&THING, &["id"]),
        (&THING_JSON, &["id"]),
        (&THING_RANGE, &["a", "b"]),
        (&CANCEL, &["id"]),
        (&REPLACE, &["name"]),
        (&THING_HEAD, &[]),
        (&MINE, &[]),
        (&PART, &["id", "part"]),
        (&SLASH, &[]),
        (&SPACED, &["x"]),
        (&ODD, &[]),
        (&SIZE, &["id"]),
        (&ENCODED, &[]),
        (&DOUBLE, &[]),
        (&AGAIN, &["other"]),
    ] {
        server = echo(server, operation, names);
    }
    server.into_router()
}

#[tokio::test]
async fn requests_are_routed_to_their_operation() {
    let router = things();
    for (method, target, status, expected) in [
        ("GET", "/", 200, "GET /"),
        ("GET", "/things/7", 200, r#"GET /things/{id} "7""#),
        ("GET", "/things/7?x=1", 200, r#"GET /things/{id} "7""#),
        ("GET", "/things/7.json", 200, r#"GET /things/{id}.json "7""#),
        ("GET", "/things/.json", 200, r#"GET /things/{id} ".json""#),
        ("GET", "/things/a-b", 200, r#"GET /things/{a}-{b} "a" "b""#),
        (
            "GET",
            "/things/a-b-c",
            200,
            r#"GET /things/{a}-{b} "a" "b-c""#,
        ),
        ("GET", "/things/-b", 200, r#"GET /things/{id} "-b""#),
        ("GET", "/things/mine", 200, "GET /things/mine"),
        ("PUT", "/things/7", 200, r#"PUT /things/{name} "7""#),
        (
            "POST",
            "/things/7:cancel",
            200,
            r#"POST /things/{id}:cancel "7""#,
        ),
        (
            "GET",
            "/things/7:cancel",
            200,
            r#"GET /things/{id} "7:cancel""#,
        ),
        (
            "GET",
            "/things/7/parts/8",
            200,
            r#"GET /things/{id}/parts/{part} "7" "8""#,
        ),
        // A literal path does not hide the other methods of the path with a parameter.
        ("PUT", "/things/head", 200, r#"PUT /things/{name} "head""#),
        ("GET", "/slash/", 200, "GET /slash/"),
        ("GET", "/a%20b/1", 200, r#"GET /a b/{x} "1""#),
        ("GET", "/:odd/*", 200, "GET /:odd/*"),
        (
            "GET",
            "/gr%C3%B6%C3%9Fe/1",
            200,
            "GET /gr\u{f6}\u{df}e/{id} \"1\"",
        ),
        (
            "GET",
            "/gr%c3%b6%c3%9fe/%c3%b6",
            200,
            "GET /gr\u{f6}\u{df}e/{id} \"\u{f6}\"",
        ),
        ("GET", "/a%2Fb", 200, "GET /a%2fb"),
        ("GET", "/a%2fb", 200, "GET /a%2fb"),
        ("GET", "//double", 200, "GET //double"),
        ("GET", "/double", 404, "NotFound"),
        ("GET", "/slash", 404, "NotFound"),
        ("GET", "/things", 404, "NotFound"),
        ("GET", "/things/", 404, "NotFound"),
        ("GET", "/things/7/", 404, "NotFound"),
        ("GET", "/things/7/parts/", 404, "NotFound"),
        ("GET", "//things/7", 404, "NotFound"),
        ("GET", "/THINGS/7", 404, "NotFound"),
        ("DELETE", "/nowhere", 404, "NotFound"),
    ] {
        let (given, body, headers) = send(&router, request(method, target, &[], ())).await;
        assert_eq!(
            (given, body.as_str()),
            (status, expected),
            "{method} {target}"
        );
        assert!(headers.contains_key("x-seen"), "{method} {target}");
    }
    for (target, status, operation) in [
        ("/things/7", 200, r#"Some("/things/{id}") None"#),
        ("/things/head", 200, r#"Some("/things/head") None"#),
        ("/things/7:cancel", 200, r#"Some("/things/{id}") None"#),
        ("/nowhere", 404, "None None"),
    ] {
        let (given, body, headers) = send(&router, request("HEAD", target, &[], ())).await;
        assert_eq!(
            (given, body.as_str(), &headers["x-seen"]),
            (status, "", &HeaderValue::from_static(operation)),
            "{target}"
        );
    }
}

#[tokio::test]
async fn unsupported_methods_are_answered_with_the_allowed_ones() {
    let router = things();
    for (method, target, allow) in [
        ("DELETE", "/things/7", "GET, HEAD, PUT"),
        ("DELETE", "/things/7:cancel", "GET, HEAD, POST, PUT"),
        ("POST", "/things/7", "GET, HEAD, PUT"),
        ("OPTIONS", "/", "GET, HEAD"),
        ("PUT", "/slash/", "GET, HEAD"),
        ("PURGE", "/things/7/parts/8", "GET, HEAD"),
    ] {
        let (status, body, headers) = send(&router, request(method, target, &[], ())).await;
        assert_eq!(
            (
                status,
                headers
                    .get(header::ALLOW)
                    .map(|allow| allow.to_str().unwrap())
            ),
            (405, Some(allow)),
            "{method} {target}"
        );
        assert!(body.starts_with("MethodNotAllowed"), "{body}");
        assert_eq!(headers["x-seen"], "None None");
    }
}

#[tokio::test]
async fn path_values_are_decoded_once() {
    let router = things();
    for (target, status, expected) in [
        ("/things/a%20b", 200, r#"GET /things/{id} "a b""#),
        ("/things/a+b", 200, r#"GET /things/{id} "a+b""#),
        ("/things/%C3%BC", 200, r#"GET /things/{id} "ü""#),
        ("/things/%2e%2e", 200, r#"GET /things/{id} "..""#),
        (
            "/things/..%2F..%2Fetc",
            200,
            r#"GET /things/{id} "../../etc""#,
        ),
        ("/things/a%2Fb", 200, r#"GET /things/{id} "a/b""#),
        ("/things/%252F", 200, r#"GET /things/{id} "%2F""#),
        ("/things/%00", 200, r#"GET /things/{id} "\0""#),
        ("/things/%", 200, r#"GET /things/{id} "%""#),
        ("/things/%zz", 200, r#"GET /things/{id} "%zz""#),
        ("/things/%7Bid%7D", 200, r#"GET /things/{id} "{id}""#),
        ("/things/a%2Db", 200, r#"GET /things/{id} "a-b""#),
        ("/things/%ff", 400, "InvalidParameters|Path id style"),
        (
            "/things/%ed%a0%80.json",
            400,
            "InvalidParameters|Path id style",
        ),
        ("/things/a-%c3", 400, "InvalidParameters|Path b style"),
    ] {
        let (given, body, _) = send(&router, request("GET", target, &[], ())).await;
        assert_eq!((given, body.as_str()), (status, expected), "{target}");
    }
}

#[tokio::test]
async fn a_reserved_path_parameter_contains_slashes() {
    let mut server = Server::new(Plain, NoVerifier);
    for (operation, names) in [
        (&DATA, &["path"][..]),
        (&DATA_ONE, &["id"]),
        (&DATA_PUT, &["path"]),
        (&DATA_META, &["path", "key"]),
        (&DATA_VERB, &["path"]),
    ] {
        server = echo(server, operation, names);
    }
    let router = server.into_router();
    let nested = Router::new().nest("/v1", router.clone());
    for (method, target, status, expected) in [
        ("GET", "/data/a/b/c", 200, r#"GET /data/{+path} "a/b/c""#),
        ("GET", "/data/a%2Fb/c", 200, r#"GET /data/{+path} "a/b/c""#),
        ("GET", "/data/a", 200, r#"GET /data/{id} "a""#),
        ("PUT", "/data/a", 200, r#"PUT /data/{+path} "a""#),
        (
            "GET",
            "/data/a/meta/b/meta/c",
            200,
            r#"GET /data/{+path}/meta/{key} "a/meta/b" "c""#,
        ),
        (
            "POST",
            "/data/a/b:copy",
            200,
            r#"POST /data/{+path}:copy "a/b""#,
        ),
        ("GET", "/data", 404, "NotFound"),
        ("GET", "/data/", 404, "NotFound"),
    ] {
        let (given, body, _) = send(&router, request(method, target, &[], ())).await;
        let is_expected = if status == 200 {
            body == expected
        } else {
            true
        };
        assert!(given == status && is_expected, "{target}: {given} {body}");
        let target = format!("/v1{target}");
        let (given, _, _) = send(&nested, request(method, &target, &[], ())).await;
        assert_eq!(given, status, "{target}");
    }
}

static PET: Schema = Schema::object(&[
    Property::required("name", &Schema::string().min_length(1)),
    Property::optional("age", &Schema::integer().minimum(0).maximum(200)),
    Property::optional("born", &Schema::string().format("date")),
    Property::optional("children", &Schema::array(&PET)),
])
.closed();
static CREATE: Operation = operation(Method::POST, "/pets");
static MAYBE: Operation = operation(Method::POST, "/maybe");
static FORM: Operation = operation(Method::POST, "/form");
static TEXT: Operation = operation(Method::POST, "/text");
static IMAGE: Operation = operation(Method::POST, "/image");

fn bodies() -> Router {
    let server = Server::new(Plain, NoVerifier);
    server
        .route(&CREATE, |server, input| {
            answer(server, &CREATE, input, |mut input| async move {
                Ok(input.json::<Value>(&PET).await?.to_string())
            })
        })
        .route(&MAYBE, |server, input| {
            answer(server, &MAYBE, input, |mut input| async move {
                Ok(format!(
                    "{:?}",
                    input.json_optional::<Value>(&PET).await?.is_some()
                ))
            })
        })
        .route(&FORM, |server, input| {
            answer(server, &FORM, input, |mut input| async move {
                Ok(input.form::<Value>(&PET).await?.to_string())
            })
        })
        .route(&TEXT, |server, input| {
            answer(server, &TEXT, input, |mut input| async move {
                input
                    .text(&["text/plain"], const { &Schema::string().max_length(3) })
                    .await
            })
        })
        .route(&IMAGE, |server, input| {
            answer(server, &IMAGE, input, |mut input| async move {
                Ok(input.bytes("image/*").await?.len().to_string())
            })
        })
        .into_router()
}

#[tokio::test]
async fn bodies_are_read_by_media_type() {
    const JSON: &str = "application/json";
    const FORM: &str = "application/x-www-form-urlencoded";
    let router = bodies();
    let cat = r#"{"name":"Tom"}"#;
    for (target, media_type, body, status, expected) in [
        ("/pets", JSON, cat, 200, cat),
        (
            "/pets",
            "Application/JSON; charset=\"UTF-8\"",
            cat,
            200,
            cat,
        ),
        ("/pets", "application/merge-patch+json", cat, 200, cat),
        ("/pets", "", cat, 415, "UnsupportedMediaType"),
        ("/pets", "text/plain", cat, 415, "UnsupportedMediaType"),
        (
            "/pets",
            "application/json5",
            cat,
            415,
            "UnsupportedMediaType",
        ),
        ("/pets", "json", cat, 415, "UnsupportedMediaType"),
        (
            "/pets",
            "application/json; charset=utf-7",
            cat,
            415,
            "UnsupportedMediaType",
        ),
        (
            "/pets",
            "application/json; charset=iso-8859-1",
            cat,
            415,
            "UnsupportedMediaType",
        ),
        ("/pets", JSON, "", 400, "MalformedBody"),
        ("/pets", "", "", 400, "MalformedBody"),
        ("/pets", JSON, "{", 400, "MalformedBody"),
        ("/pets", JSON, r#"{"name":"Tom"} x"#, 400, "MalformedBody"),
        (
            "/pets",
            JSON,
            r#"{"name":"Tom","name":"Tim"}"#,
            400,
            "MalformedBody",
        ),
        ("/pets", JSON, r#"{"name":NaN}"#, 400, "MalformedBody"),
        (
            "/pets",
            JSON,
            r#"{"name":1e999999999}"#,
            400,
            "MalformedBody",
        ),
        ("/pets", JSON, r#"[]"#, 422, "InvalidBody|Body type"),
        ("/pets", JSON, "null", 422, "InvalidBody|Body type"),
        (
            "/pets",
            JSON,
            r#"{"age":-1,"born":"x","x/y":1}"#,
            422,
            "InvalidBody|Body/name required|Body/age minimum|Body/born format|Body/x~1y additionalProperties",
        ),
        (
            "/pets",
            JSON,
            r#"{"name":"a","children":[{"name":"b"},{"name":""}]}"#,
            422,
            "InvalidBody|Body/children/1/name minLength",
        ),
        (
            "/pets",
            JSON,
            r#"{"name":"a","age":3.0}"#,
            200,
            r#"{"age":3.0,"name":"a"}"#,
        ),
        (
            "/pets",
            JSON,
            r#"{"name":"a","age":null}"#,
            422,
            "InvalidBody|Body/age type",
        ),
        ("/maybe", "", "", 200, "false"),
        ("/maybe", JSON, "", 200, "false"),
        ("/maybe", JSON, cat, 200, "true"),
        ("/maybe", "text/plain", "", 415, "UnsupportedMediaType"),
        ("/maybe", JSON, "{}", 422, "InvalidBody|Body/name required"),
        (
            "/form",
            FORM,
            "name=T+o%26m&age=3",
            200,
            r#"{"age":3,"name":"T o&m"}"#,
        ),
        (
            "/form",
            FORM,
            "name=a&age=x",
            422,
            "InvalidBody|Body/age type",
        ),
        ("/form", FORM, "name=%ff", 400, "MalformedBody"),
        ("/form", JSON, "name=a", 415, "UnsupportedMediaType"),
        ("/text", "text/plain", "üüü", 200, "üüü"),
        (
            "/text",
            "text/plain; charset=utf-8",
            "üüüü",
            422,
            "InvalidBody|Body maxLength",
        ),
        ("/text", "text/html", "a", 415, "UnsupportedMediaType"),
        ("/image", "image/png", "1234", 200, "4"),
        ("/image", "text/png", "1234", 415, "UnsupportedMediaType"),
    ] {
        let fields = [("content-type", media_type)];
        let fields = if media_type.is_empty() {
            &[][..]
        } else {
            &fields
        };
        let (given, text, _) = send(&router, request("POST", target, fields, body)).await;
        assert_eq!(
            (given, text.as_str()),
            (status, expected),
            "{target} {media_type} {body}"
        );
    }
}

#[tokio::test]
async fn body_checks_have_a_fixed_order() {
    let router = bodies();
    let fitting = format!(r#"{{"name":"{}"}}"#, "a".repeat(53));
    let large = format!(r#"{{"name":"{}"}}"#, "a".repeat(54));
    assert_eq!((fitting.len(), large.len()), (64, 65));
    let chunks = |text: &str| {
        Body::from_stream(stream::iter(
            text.chars()
                .map(|c| Ok::<_, std::io::Error>(c.to_string()))
                .collect::<Vec<_>>(),
        ))
    };
    let broken = Body::from_stream(stream::iter([
        Ok("{"),
        Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset)),
    ]));
    for (media_type, length, body, status) in [
        ("application/json", None, Body::from(fitting.clone()), 200),
        ("application/json", None, Body::from(large.clone()), 413),
        ("application/json", None, chunks(&fitting), 200),
        ("application/json", None, chunks(&large), 413),
        (
            "application/json",
            None,
            Body::from_stream(stream::repeat_with(|| Ok::<_, std::io::Error>("aaaaaaaa"))),
            413,
        ),
        ("application/json", Some("65"), Body::empty(), 413),
        ("application/json", None, broken, 400),
        ("text/plain", None, Body::from(large.clone()), 415),
    ] {
        let fields = [
            ("content-type", media_type),
            ("content-length", length.unwrap_or_default()),
        ];
        let fields = if length.is_some() {
            &fields[..]
        } else {
            &fields[..1]
        };
        let (given, text, _) = send(&router, request("POST", "/pets", fields, body)).await;
        assert_eq!(given, status, "{media_type} {length:?}: {text}");
    }
}

#[tokio::test]
async fn bodies_with_a_content_encoding_are_rejected() {
    let router = bodies();
    for (coding, status) in [("gzip", 415), ("br", 415), ("gzip, identity", 415)] {
        let fields = [
            ("content-type", "application/json"),
            ("content-encoding", coding),
        ];
        let (given, text, _) = send(
            &router,
            request("POST", "/pets", &fields, r#"{"name":"Tom"}"#),
        )
        .await;
        assert_eq!(
            (given, text.as_str()),
            (status, "UnsupportedMediaType"),
            "{coding}"
        );
    }
}

#[tokio::test]
async fn the_nesting_depth_of_bodies_is_limited() {
    static ANY: Operation = operation(Method::POST, "/any");
    let router = Server::new(Plain, NoVerifier).route(&ANY, |server, input| {
        answer(server, &ANY, input, |mut input| async move {
            Ok(input
                .json::<Value>(const { &Schema::any() })
                .await?
                .to_string()
                .len()
                .to_string())
        })
    });
    let router = router.into_router();
    for (depth, status) in [(100, 200), (1_000_000, 400)] {
        let body = "[".repeat(depth) + &"]".repeat(depth);
        let (given, text, _) = send(
            &router,
            request(
                "POST",
                "/any",
                &[("content-type", "application/json")],
                body,
            ),
        )
        .await;
        assert_eq!(given, status, "{depth}: {text}");
    }
}

static TAGS: Schema = Schema::array(&Schema::string()).max_items(2);
static SEARCH: Operation = operation(Method::GET, "/search/{page}");

#[tokio::test]
async fn violations_of_all_parameters_are_reported_together() {
    let router = Server::new(Plain, NoVerifier).route(&SEARCH, |server, input| {
        answer(server, &SEARCH, input, |mut input| async move {
            let page = input.required::<i64>(
                Parameter::path("page"),
                const { &Schema::integer().minimum(1) },
            );
            let query = input.required::<String>(
                Parameter::query("q"),
                const { &Schema::string().max_length(3) },
            );
            let tags = input.optional::<Vec<String>>(Parameter::query("tag"), &TAGS);
            let limit = input.defaulted::<u32>(
                Parameter::query("limit"),
                const { &Schema::integer().maximum(100) },
                "20",
            );
            let day = input.optional::<String>(
                Parameter::header("X-Day"),
                const { &Schema::string().format("date") },
            );
            let theme = input.optional::<String>(
                Parameter::cookie("theme"),
                const { &Schema::string().enum_values(&["dark", "light"]) },
            );
            input.check_parameters()?;
            Ok(format!(
                "{} {} {:?} {} {:?} {:?}",
                page?, query?, tags, limit?, day, theme
            ))
        })
    });
    let router = router.into_router();
    for (target, fields, status, expected) in [
        ("/search/1?q=a", &[][..], 200, "1 a None 20 None None"),
        (
            "/search/1?q=a+b&tag=x&tag=y&limit=5&other=1",
            &[("x-day", "2026-02-01"), ("cookie", "a=b; theme=dark")],
            200,
            r#"1 a b Some(["x", "y"]) 5 Some("2026-02-01") Some("dark")"#,
        ),
        ("/search/1?q=", &[], 200, "1  None 20 None None"),
        (
            "/search/0",
            &[],
            400,
            "InvalidParameters|Path page minimum|Query q required",
        ),
        (
            "/search/x?q=a",
            &[],
            400,
            "InvalidParameters|Path page type",
        ),
        (
            "/search/1?q=abcd&tag=x&tag=y&tag=z&limit=1000",
            &[("x-day", "today"), ("cookie", "theme=pink")],
            400,
            "InvalidParameters|Query q maxLength|Query tag maxItems|Query limit maximum|Header X-Day format|Cookie theme enum",
        ),
        (
            "/search/1?q=a&q=b",
            &[],
            400,
            "InvalidParameters|Query q style",
        ),
        (
            "/search/1?q=%ff&limit=5",
            &[],
            400,
            "InvalidParameters|Query q style",
        ),
        // Undeclared parameters are ignored.
        (
            "/search/1?q=a&utm=%E9&%ff=1",
            &[("cookie", "old=%E9; theme=dark; %ff=1")],
            200,
            r#"1 a None 20 None Some("dark")"#,
        ),
        // An integer can have a fraction of zeros, as in JSON.
        (
            "/search/1.0?q=a&limit=1e1",
            &[],
            200,
            "1 a None 10 None None",
        ),
        (
            "/search/1?q=a&limit=1.5",
            &[],
            400,
            "InvalidParameters|Query limit type",
        ),
        (
            "/search/1?q=a&limit=-1",
            &[],
            400,
            "InvalidParameters|Query limit type",
        ),
        (
            "/search/1?q=a&limit=",
            &[],
            400,
            "InvalidParameters|Query limit type",
        ),
    ] {
        let (given, body, _) = send(&router, request("GET", target, fields, ())).await;
        assert_eq!((given, body.as_str()), (status, expected), "{target}");
    }
}

static FIND: Operation = operation(Method::GET, "/find");
static FILTER: Schema = Schema::object(&[
    Property::required("acl", &Schema::array(&Schema::string())),
    Property::optional("note", &Schema::string()),
]);

#[tokio::test]
async fn a_required_exploded_object_without_pairs_has_empty_lists() {
    let router = Server::new(Plain, NoVerifier).route(&FIND, |server, input| {
        answer(server, &FIND, input, |mut input| async move {
            let filter = input.required::<Value>(Parameter::query("filter"), &FILTER);
            input.check_parameters()?;
            Ok(filter?.to_string())
        })
    });
    let router = router.into_router();
    for (target, expected) in [
        ("/find", r#"{"acl":[]}"#),
        ("/find?note=x", r#"{"acl":[],"note":"x"}"#),
        ("/find?acl=a", r#"{"acl":["a"]}"#),
    ] {
        let (status, body, _) = send(&router, request("GET", target, &[], ())).await;
        assert_eq!((status, body.as_str()), (200, expected), "{target}");
    }
}

static KEY: Scheme = Scheme::header("key", "X-Key");
static SIGNATURE: Scheme = Scheme::query("signature", "sig");
static SESSION: Scheme = Scheme::cookie("session", "sid");
static TOKEN: Scheme = Scheme::bearer("token");
static LOGIN: Scheme = Scheme::basic("login");

const fn needs(scheme: &'static Scheme) -> Requirement {
    Requirement {
        scheme,
        scopes: &[],
    }
}

const SECURITY: &[&[Requirement]] = &[
    &[needs(&KEY), needs(&SIGNATURE)],
    &[needs(&SESSION)],
    &[needs(&TOKEN)],
    &[needs(&LOGIN)],
];
const OR_NOBODY: &[&[Requirement]] = &[&[], &[needs(&TOKEN)]];
static SECURED: Operation = Operation {
    id: "secured",
    method: Method::GET,
    path: Path::new("/secured"),
    security: SECURITY,
    required_scopes: &["read"],
};
static ADMIN: Operation = Operation {
    id: "admin",
    method: Method::GET,
    path: Path::new("/admin"),
    security: SECURITY,
    required_scopes: &["admin"],
};
static OPTIONAL: Operation = Operation {
    id: "optional",
    method: Method::GET,
    path: Path::new("/optional"),
    security: OR_NOBODY,
    required_scopes: &[],
};

async fn secured(
    server: Arc<Server<Plain, Words>>,
    operation: &'static Operation,
    input: Input,
) -> Response {
    let context = match server.authenticate(operation, input.head()).await {
        Ok(context) => context,
        Err(response) => return response,
    };
    let reply = Reply::new(StatusCode::OK).text("text/plain", context.principal().clone());
    server.respond(&context.exchange(), Ok(reply))
}

async fn optional(server: Arc<Server<Plain, Words>>, input: Input) -> Response {
    let context = match server.authenticate_optional(&OPTIONAL, input.head()).await {
        Ok(context) => context,
        Err(response) => return response,
    };
    let reply = Reply::new(StatusCode::OK).text("text/plain", format!("{:?}", context.principal));
    server.respond(&context.exchange(), Ok(reply))
}

#[tokio::test]
async fn one_security_alternative_must_be_complete() {
    let router = Server::new(Plain, Words)
        .route(&SECURED, |server, input| secured(server, &SECURED, input))
        .route(&ADMIN, |server, input| secured(server, &ADMIN, input))
        .route(&OPTIONAL, optional)
        .into_router();
    let basic = ("authorization", "Basic bWU6d286cmQ=");
    for (target, fields, status, expected) in [
        (
            "/secured?sig=word",
            &[("x-key", "word")][..],
            200,
            "key+signature",
        ),
        (
            "/secured",
            &[("cookie", "a=b"), ("cookie", "old=%E9; sid=word")],
            200,
            "session",
        ),
        (
            "/secured",
            &[("authorization", "bearer word")],
            200,
            "token",
        ),
        ("/secured", &[basic], 200, "login"),
        (
            "/secured?sig=bad",
            &[("x-key", "word"), ("authorization", "Bearer word")],
            200,
            "token",
        ),
        ("/secured", &[], 401, "Unauthorized"),
        ("/secured", &[("x-key", "word")], 401, "Unauthorized"),
        ("/secured?sig=word", &[], 401, "Unauthorized"),
        (
            "/secured",
            &[("authorization", "Bearer bad")],
            401,
            "Unauthorized",
        ),
        (
            "/secured",
            &[("authorization", "Digest word")],
            401,
            "Unauthorized",
        ),
        (
            "/secured",
            &[("authorization", "Basic !!")],
            401,
            "Unauthorized",
        ),
        ("/admin", &[basic], 403, "Forbidden"),
        ("/optional", &[], 200, "None"),
        (
            "/optional",
            &[("authorization", "Bearer word")],
            200,
            r#"Some("token")"#,
        ),
        (
            "/optional",
            &[("authorization", "Bearer bad")],
            401,
            "Unauthorized",
        ),
    ] {
        let (given, body, headers) = send(&router, request("GET", target, fields, ())).await;
        assert_eq!(
            (given, body.as_str()),
            (status, expected),
            "{target} {fields:?}"
        );
        let challenges: Vec<_> = headers
            .get_all(header::WWW_AUTHENTICATE)
            .iter()
            .map(|value| value.to_str().unwrap())
            .collect();
        let expected = match (status, target) {
            (401, "/optional") => &["Bearer"][..],
            (401, _) => &["Basic", "Bearer"],
            _ => &[],
        };
        assert_eq!(challenges, expected, "{target} {fields:?}");
        let seen = headers["x-seen"].to_str().unwrap();
        assert_eq!(
            seen.ends_with(" None"),
            status != 200 || body == "None",
            "{seen}"
        );
    }
}

static PANICS: Operation = operation(Method::GET, "/panics");
static BREAKS: Operation = operation(Method::GET, "/breaks");
static MISSING: Operation = operation(Method::GET, "/missing");
static OWN: Operation = operation(Method::GET, "/own");
static SPLITS: Operation = operation(Method::GET, "/splits");
static UNKEYED: Operation = operation(Method::GET, "/unkeyed");

/// A header whose value would inject another header.
struct Splitting;

impl Headers for Splitting {
    fn read(_: &HeaderReader<'_>) -> Result<Self, HeaderError> {
        Ok(Self)
    }

    fn write(&self, writer: &mut HeaderWriter<'_>) -> Result<(), HeaderError> {
        writer.required("x-note", &"secret\r\nX-Evil: 1")
    }
}

async fn fails<S, V>(
    server: Arc<Server<S, V>>,
    operation: &'static Operation,
    input: Input,
) -> Response
where
    S: Service,
    V: Verifier<S::Principal>,
{
    let context = match server.skip_authentication(operation, input.head()).await {
        Ok(context) => context,
        Err(response) => return response,
    };
    let result = match operation.path.template {
        "/panics" => panic!("secret"),
        "/breaks" => Err(Failure::internal("secret")),
        "/missing" => Err(Failure::not_implemented()),
        "/splits" => Ok(Reply::new(StatusCode::OK).headers(&Splitting)),
        "/unkeyed" => Ok(Reply::new(StatusCode::OK).json(&BySerde::new(
            std::collections::BTreeMap::from([(["secret"], 1)]),
        ))),
        _ => Err(Failure::json(
            StatusCode::IM_A_TEAPOT,
            &json!({ "own": true }),
        )),
    };
    server.respond(&context.exchange(), result)
}

fn failing<S: Service, V: Verifier<S::Principal>>(server: Server<S, V>) -> Router {
    [&PANICS, &BREAKS, &MISSING, &OWN, &SPLITS, &UNKEYED]
        .into_iter()
        .fold(server, |server, operation| {
            server.route(operation, move |server, input| {
                fails(server, operation, input)
            })
        })
        .into_router()
}

#[tokio::test]
async fn internal_errors_contain_no_details() {
    let (plain, problems) = (
        failing(Server::new(Plain, NoVerifier)),
        failing(Server::new(Problems, NoVerifier)),
    );
    for (target, status, kind) in [
        ("/panics", 500, "Internal"),
        ("/breaks", 500, "Internal"),
        ("/splits", 500, "Internal"),
        ("/unkeyed", 500, "Internal"),
        ("/missing", 501, "NotImplemented"),
    ] {
        let (given, body, headers) = send(&plain, request("GET", target, &[], ())).await;
        assert_eq!((given, body.as_str()), (status, kind), "{target}");
        assert_eq!(headers["x-seen"], format!("Some({target:?}) None"));
        let (given, body, _) = send(&problems, request("GET", target, &[], ())).await;
        assert!(
            given == status && !body.contains("secret"),
            "{target}: {body}"
        );
    }
    let (status, body, headers) = send(&plain, request("GET", "/own", &[], ())).await;
    assert_eq!(
        (status, body.as_str(), &headers[header::CONTENT_TYPE]),
        (
            418,
            r#"{"own":true}"#,
            &HeaderValue::from_static("application/json")
        )
    );
    assert!(headers.contains_key("x-seen"));
}

#[tokio::test]
async fn cookies_that_are_not_utf8_do_not_affect_others() {
    let router = Server::new(Plain, Words)
        .route(&SECURED, |server, input| secured(server, &SECURED, input))
        .into_router();
    for (cookies, status) in [
        (&b"n=\xc3\xa9; sid=word"[..], 200),
        (b"n=\xe9; sid=word", 200),
        (b"sid=\xe9", 401),
    ] {
        let mut request = request("GET", "/secured", &[], ());
        request
            .headers_mut()
            .insert(header::COOKIE, HeaderValue::from_bytes(cookies).unwrap());
        assert_eq!(send(&router, request).await.0, status, "{cookies:?}");
    }
}

static LATE: Operation = Operation {
    id: "late",
    method: Method::GET,
    path: Path::new("/late"),
    security: SECURITY,
    required_scopes: &[],
};

/// A service that counts panics, and whose hook panics for responses without a principal.
#[derive(Default)]
struct Panicky(AtomicUsize);

impl Service for Panicky {
    type Principal = String;

    fn on_panic(&self, exchange: &Exchange<String>) {
        assert_eq!(
            exchange.operation.map(|operation| operation.id),
            Some("late")
        );
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    fn on_response(&self, exchange: &Exchange<String>, response: &mut Response) {
        let principal = exchange.principal.as_ref().expect("a principal");
        response
            .headers_mut()
            .insert("x-seen", HeaderValue::from_str(principal).unwrap());
    }
}

#[tokio::test]
async fn panics_are_reported_with_the_principal() {
    let server = Server::new(Panicky::default(), Words).route(&LATE, |server, input| async move {
        match server.authenticate(&LATE, input.head()).await {
            Ok(_) => panic!(
                "secret, after {} of them",
                server.service().0.load(Ordering::Relaxed)
            ),
            Err(response) => response,
        }
    });
    let router = server.into_router();
    let (status, body, headers) = send(
        &router,
        request("GET", "/late", &[("authorization", "Bearer word")], ()),
    )
    .await;
    assert_eq!(
        (status, &headers["x-seen"]),
        (500, &HeaderValue::from_static("token"))
    );
    assert!(!body.contains("secret"));
    // Here `on_response` panics: in the operation, again for that panic, and without an operation.
    for target in ["/late", "/nowhere"] {
        let (status, body, _) = send(&router, request("GET", target, &[], ())).await;
        assert_eq!((status, body.as_str()), (500, ""), "{target}");
    }
}

#[tokio::test]
async fn rejections_are_problem_details_by_default() {
    let router = failing(Server::new(Problems, NoVerifier));
    for (method, target, expected) in [
        (
            "GET",
            "/nowhere",
            json!({"title": "Not Found", "status": 404, "detail": "The path does not exist."}),
        ),
        (
            "PUT",
            "/own",
            json!({"title": "Method Not Allowed", "status": 405, "detail": "The path does not support the method PUT."}),
        ),
        (
            "GET",
            "/missing",
            json!({"title": "Not Implemented", "status": 501, "detail": "The operation is not implemented."}),
        ),
    ] {
        let (_, body, headers) = send(&router, request(method, target, &[], ())).await;
        assert_eq!(
            serde_json::from_str::<Value>(&body).unwrap(),
            expected,
            "{target}"
        );
        assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
        assert_eq!(
            headers.get(header::ALLOW).is_some(),
            method == "PUT",
            "{target}"
        );
    }
}

#[tokio::test]
async fn the_root_of_a_nested_router_ends_with_a_slash() {
    let router = Router::new().nest_service("/v1", things());
    for (target, expected) in [
        ("/v1/", "GET /"),
        ("/v1/things/mine", "GET /things/mine"),
        ("/v1/gr%c3%b6%c3%9fe/1", "GET /gr\u{f6}\u{df}e/{id} \"1\""),
    ] {
        let (status, text, _) = send(&router, request("GET", target, &[], "")).await;
        assert_eq!((status, text.as_str()), (200, expected), "{target}");
    }
}

#[tokio::test]
async fn routers_are_merged_with_one_fallback() {
    static OTHER: Operation = operation(Method::GET, "/other/{id}");
    let other = Server::new(Plain, NoVerifier).route(&OTHER, |_, _| async {
        axum::response::IntoResponse::into_response("other")
    });
    let router = things().merge(other.into_router().reset_fallback());
    for (target, status) in [("/things/mine", 200), ("/other/1", 200), ("/nothing", 404)] {
        let (given, _, _) = send(&router, request("GET", target, &[], "")).await;
        assert_eq!(given, status, "{target}");
    }
}
