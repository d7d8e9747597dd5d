//! Multipart bodies, and bytes with their media type, from a client's call to the server.
#![cfg(all(feature = "client", feature = "server"))]
#![allow(clippy::unwrap_used, reason = "a failed `unwrap` fails the test")]

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::Future;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use futures_util::stream;
use http::header::{HeaderName, HeaderValue};
use serde_json::{Value, json};
use specwright_runtime::body::{Content, Encoding, File, FormReader, FormWriter, Multipart, Part};
use specwright_runtime::bytes::Bytes;
use specwright_runtime::client::{self, Builder, Call, Core, RawResponse, SendError, Transport};
use specwright_runtime::http::{Method, StatusCode};
use specwright_runtime::json::ValueError;
use specwright_runtime::parameter::Path;
use specwright_runtime::schema::{Property, Schema};
use specwright_runtime::server::{
    self, Failure, Input, Limits, NoVerifier, Rejection, Reply, Server, Service,
};
use specwright_runtime::{OptionalNullable, axum, http};
use tower::ServiceExt;

/// A form with each kind of property.
#[derive(Clone, Debug, Default, PartialEq)]
struct Upload {
    title: String,
    file: File,
    count: Option<i64>,
    note: OptionalNullable<String>,
    tags: Option<Vec<String>>,
    place: Option<Value>,
    rows: Option<Vec<Value>>,
    extra: Option<File>,
    pages: Option<Vec<File>>,
    piped: Option<Vec<String>>,
    deep: Option<Value>,
    joined: Option<Vec<i64>>,
    additional: BTreeMap<String, Value>,
}

const NAMES: &[&str] = &[
    "title", "file", "count", "note", "tags", "place", "rows", "extra", "pages", "piped", "deep",
    "joined",
];

impl Multipart for Upload {
    fn write(&self, form: &mut FormWriter) -> Result<(), ValueError> {
        form.required("title", &self.title)?;
        form.files("file", &self.file)?;
        form.optional("count", &self.count)?;
        form.optional_nullable("note", &self.note)?;
        form.optional("tags", &self.tags)?;
        form.optional("place", &self.place)?;
        form.optional("rows", &self.rows)?;
        form.files("extra", &self.extra)?;
        form.files("pages", &self.pages)?;
        form.optional("piped", &self.piped)?;
        form.optional("deep", &self.deep)?;
        form.optional("joined", &self.joined)?;
        form.additional_values(&self.additional, NAMES)
    }

    fn read(form: &mut FormReader) -> Result<Self, ValueError> {
        Ok(Self {
            title: form.required("title")?,
            file: form.files("file")?,
            count: form.optional("count")?,
            note: form.optional_nullable("note")?,
            tags: form.optional("tags")?,
            place: form.optional("place")?,
            rows: form.optional("rows")?,
            extra: form.files("extra")?,
            pages: form.files("pages")?,
            piped: form.optional("piped")?,
            deep: form.optional("deep")?,
            joined: form.optional("joined")?,
            additional: form.additional()?,
        })
    }
}

const ENCODINGS: &[Encoding] = &[
    Encoding::of("title").content_type("text/markdown"),
    Encoding::of("extra")
        .content_type("image/png")
        .media_types(&["image/png", "text/*"]),
    Encoding::of("piped").pipe_delimited(),
    Encoding::of("deep").deep_object(),
    Encoding::of("joined").json(),
];

static OBJECT: Schema = Schema::object(&[
    Property::required("n", &Schema::integer()),
    Property::optional("list", &Schema::array(&Schema::integer())),
    Property::optional("text", &Schema::string()),
]);
static TEXTS: Schema = Schema::array(&Schema::string().max_length(9));
static UPLOAD: Schema = Schema::object(&[
    Property::required("title", &Schema::string().min_length(1)),
    Property::required("file", &Schema::file()),
    Property::optional("count", &Schema::integer().minimum(0)),
    Property::optional("note", &Schema::string().nullable()),
    Property::optional("tags", &TEXTS),
    Property::optional("place", &OBJECT),
    Property::optional("rows", &Schema::array(&OBJECT)),
    Property::optional("extra", &Schema::file()),
    Property::optional("pages", &Schema::array(&Schema::file()).max_items(2)),
    Property::optional("piped", &TEXTS),
    Property::optional("deep", &OBJECT),
    Property::optional("joined", &Schema::array(&Schema::integer())),
]);
static CLOSED: Schema = Schema::object(&[
    Property::required("title", &Schema::string()),
    Property::required("file", &Schema::file()),
])
.closed();

const fn served(path: &'static str) -> server::Operation {
    server::Operation {
        id: "upload",
        method: Method::POST,
        path: Path::new(path),
        security: &[],
        required_scopes: &[],
    }
}

const fn called(path: &'static str) -> client::Operation {
    client::Operation {
        id: "upload",
        method: Method::POST,
        path: Path::new(path),
        accept: "",
        security: &[],
        idempotency_key: None,
    }
}

static SERVED_UPLOAD: server::Operation = served("/upload");
static SERVED_CLOSED: server::Operation = served("/closed");
static SERVED_PARTS: server::Operation = served("/parts");
static SERVED_CONTENT: server::Operation = served("/content");
static CALLED_UPLOAD: client::Operation = called("/upload");
static CALLED_PARTS: client::Operation = called("/parts");
static CALLED_CONTENT: client::Operation = called("/content");

/// A service that keeps the received body.
#[derive(Clone, Default)]
struct Shelf {
    uploads: Arc<Mutex<Vec<Option<Upload>>>>,
    parts: Arc<Mutex<Vec<Option<Vec<Part>>>>>,
    contents: Arc<Mutex<Vec<Option<Content>>>>,
}

impl Service for Shelf {
    type Principal = ();

    fn limits(&self, _: &'static server::Operation) -> Limits {
        Limits {
            bytes: 8 << 20,
            parts: 30,
        }
    }

    fn render(&self, rejection: &Rejection, _: &server::Exchange<()>) -> Response {
        let violations = rejection
            .violations()
            .iter()
            .map(|violation| format!("{} {}", violation.pointer, violation.keyword));
        let mut response = Response::new(Body::from(violations.collect::<Vec<_>>().join("|")));
        *response.status_mut() = rejection.status();
        response
    }
}

async fn answer<F>(
    shelf: Arc<Server<Shelf, NoVerifier>>,
    input: Input,
    read: impl FnOnce(Shelf, Input) -> F,
) -> Response
where
    F: Future<Output = Result<(), Rejection>>,
{
    let context = shelf
        .skip_authentication(&SERVED_UPLOAD, input.head())
        .await
        .unwrap();
    let result = read(shelf.service().clone(), input)
        .await
        .map(|()| Reply::new(StatusCode::NO_CONTENT));
    shelf.respond(&context.exchange(), result.map_err(Failure::from))
}

fn router(shelf: Shelf) -> Router {
    let upload = |schema: &'static Schema| {
        move |server, input| {
            answer(server, input, async move |shelf, mut input| {
                input.encodings(ENCODINGS);
                let upload = input.multipart_optional(schema).await?;
                shelf.uploads.lock().unwrap().push(upload);
                Ok(())
            })
        }
    };
    let server = Server::new(shelf, NoVerifier)
        .route(&SERVED_UPLOAD, upload(&UPLOAD))
        .route(&SERVED_CLOSED, upload(&CLOSED));
    let server = server.route(&SERVED_PARTS, |server, input| {
        answer(server, input, async |shelf, mut input| {
            let parts = input
                .parts_optional(&[
                    "multipart/mixed",
                    "multipart/related",
                    "multipart/form-data",
                ])
                .await?;
            shelf.parts.lock().unwrap().push(parts);
            Ok(())
        })
    });
    let server = server.route(&SERVED_CONTENT, |server, input| {
        answer(server, input, async |shelf, mut input| {
            let content = input
                .content_optional(&["image/*", "application/pdf"])
                .await?;
            shelf.contents.lock().unwrap().push(content);
            Ok(())
        })
    });
    server.into_router()
}

fn core(shelf: &Shelf) -> Core {
    let mut builder = Builder::new("http://api.example");
    builder.transport(Transport::new(router(shelf.clone())));
    builder.build().unwrap()
}

async fn sent(call: Call) -> (u16, String) {
    let response: RawResponse = match call.send().await {
        Ok(response) => response,
        Err(SendError::Request(error)) => return (0, error.to_string()),
        Err(error) => panic!("{error:?}"),
    };
    (
        response.status().as_u16(),
        String::from_utf8(response.body().to_vec()).unwrap(),
    )
}

/// Sends a form. Returns the form that the server received, or the status and the error.
async fn there(upload: &Upload) -> Result<Upload, (u16, String)> {
    let shelf = Shelf::default();
    let core = core(&shelf);
    let mut call = core.call(&CALLED_UPLOAD);
    call.encodings(ENCODINGS);
    call.multipart(upload);
    match sent(call).await {
        (204, _) => Ok(shelf.uploads.lock().unwrap().pop().unwrap().unwrap()),
        refused => Err(refused),
    }
}

/// Sends a request and returns its response.
async fn posted(
    shelf: &Shelf,
    path: &str,
    content_type: &str,
    body: impl Into<Body>,
) -> (u16, String) {
    let mut request = http::Request::post(path);
    if !content_type.is_empty() {
        request = request.header("content-type", content_type);
    }
    let response = router(shelf.clone())
        .oneshot(request.body(body.into()).unwrap())
        .await
        .unwrap();
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    (
        parts.status.as_u16(),
        String::from_utf8(body.to_vec()).unwrap(),
    )
}

const FORM: &str = "multipart/form-data; boundary=B";

/// Builds a multipart form from the headers and the content of each part.
fn form(parts: &[(&str, &str)]) -> String {
    let parts: String = parts
        .iter()
        .map(|(head, content)| format!("--B\r\n{head}\r\n\r\n{content}\r\n"))
        .collect();
    parts + "--B--\r\n"
}

fn named(name: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{name}\"")
}

fn upload() -> Upload {
    // Files are sent with a name and a media type, so that the received ones are equal.
    let file = File::new(vec![0, 255, 13, 10, 45, 45])
        .name("a.bin")
        .content_type("application/octet-stream");
    Upload {
        title: "t".to_owned(),
        file,
        ..Upload::default()
    }
}

#[tokio::test]
async fn all_kinds_of_properties_are_received() {
    let list = |texts: &[&str]| Some(texts.iter().map(|text| (*text).to_owned()).collect());
    let full = Upload {
        title: "\r\n--B\r\n \u{1f408}".to_owned(),
        count: Some(7),
        note: OptionalNullable::Null,
        tags: list(&["", "a,b", "5"]),
        place: Some(json!({"n": 1, "list": [], "text": "null"})),
        rows: Some(vec![json!({"n": 1}), json!({"n": 2, "list": [3]})]),
        extra: Some(File::new("x").name("b").content_type("image/png")),
        pages: Some(vec![
            upload().file,
            File::new("").name("").content_type("a/b"),
        ]),
        piped: list(&["a,b", "c%7C"]),
        deep: Some(json!({"n": 1, "list": [3, 4], "text": "a[b]=c"})),
        joined: Some(vec![1, 2, 3]),
        additional: BTreeMap::from([
            ("\"more\"; name=\"title".to_owned(), json!("text")),
            ("list".to_owned(), json!(["a", "b"])),
            ("number".to_owned(), json!(5)),
            ("flag".to_owned(), json!(true)),
            ("digits".to_owned(), json!("5")),
            ("object".to_owned(), json!({"a": [1, null, {"b": 2.5}]})),
        ]),
        ..upload()
    };
    for given in [
        full,
        upload(),
        Upload {
            note: OptionalNullable::Value("null".to_owned()),
            tags: list(&["one"]),
            ..upload()
        },
    ] {
        assert_eq!(there(&given).await, Ok(given));
    }
}

#[tokio::test]
async fn forms_are_written_as_rfc_7578_requires() {
    let pieces = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&pieces);
    let mut builder = Builder::new("http://api.example");
    builder.transport(Transport::new(tower::service_fn(
        move |request: http::Request<client::Body>| {
            let content_type = request.headers()["content-type"]
                .to_str()
                .unwrap()
                .to_owned();
            let length = http_body::Body::size_hint(request.body()).exact();
            let kept = Arc::clone(&kept);
            async move {
                let body = http_body_util::BodyExt::collect(request.into_body())
                    .await
                    .unwrap()
                    .to_bytes();
                kept.lock().unwrap().push((content_type, length, body));
                Ok::<_, Infallible>(http::Response::new(String::new()))
            }
        },
    )));
    let mut call = builder.build().unwrap().call(&CALLED_UPLOAD);
    let rows = Some(vec![json!({"n": 1})]);
    let place = Some(json!({"n": 1}));
    let file = File::new("x").name("\u{e9} \"\\\r\n.png");
    let form = Upload {
        file,
        rows,
        place,
        tags: Some(vec!["a".into(), "b".into()]),
        extra: Some(File::new("y")),
        ..upload()
    };
    call.encodings(ENCODINGS);
    call.multipart(&form);
    call.send().await.unwrap();
    let (content_type, length, body) = pieces.lock().unwrap().pop().unwrap();
    let boundary = content_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let expected = "--B\r\nContent-Disposition: form-data; name=\"title\"\r\ncontent-type: text/markdown\r\n\r\nt\r\n\
        --B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\u{e9} %22%5C%0D%0A.png\"\r\n\
        content-type: application/octet-stream\r\n\r\nx\r\n\
        --B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\na\r\n\
        --B\r\nContent-Disposition: form-data; name=\"tags\"\r\n\r\nb\r\n\
        --B\r\nContent-Disposition: form-data; name=\"place\"\r\ncontent-type: application/json\r\n\r\n{\"n\":1}\r\n\
        --B\r\nContent-Disposition: form-data; name=\"rows\"\r\ncontent-type: application/json\r\n\r\n{\"n\":1}\r\n\
        --B\r\nContent-Disposition: form-data; name=\"extra\"; filename=\"blob\"\r\ncontent-type: image/png\r\n\r\ny\r\n\
        --B--\r\n";
    assert_eq!(
        std::str::from_utf8(&body).unwrap().replace(boundary, "B"),
        expected
    );
    assert_eq!(length, Some(body.len() as u64));
    assert!(boundary.len() >= 32);
}

#[tokio::test]
async fn large_files_are_shared_between_attempts() {
    let large = Bytes::from(vec![7; 5 << 20]);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let mut builder = Builder::new("http://api.example");
    builder.transport(Transport::new(tower::service_fn(
        move |request: http::Request<client::Body>| {
            let kept = Arc::clone(&kept);
            async move {
                let mut body = request.into_body();
                let mut pieces = Vec::new();
                while let Some(frame) = http_body_util::BodyExt::frame(&mut body).await {
                    pieces.push(frame.unwrap().into_data().unwrap());
                }
                kept.lock().unwrap().push(pieces);
                let mut response = http::Response::new(String::new());
                *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
                Ok::<_, Infallible>(response)
            }
        },
    )));
    static PUT: client::Operation = client::Operation {
        id: "put",
        method: Method::PUT,
        path: Path::new("/"),
        accept: "",
        security: &[],
        idempotency_key: None,
    };
    let mut call = builder.build().unwrap().call(&PUT);
    call.multipart(&Upload {
        file: File::new(large.clone()),
        ..upload()
    });
    call.send().await.unwrap();
    let seen = seen.lock().unwrap();
    assert_eq!(seen.len(), 3);
    for pieces in seen.iter() {
        assert_eq!(pieces, &seen[0]);
        assert!(
            pieces
                .iter()
                .any(|piece| piece.as_ptr() == large.as_ptr() && piece.len() == large.len())
        );
    }
}

#[tokio::test]
async fn five_megabytes_of_any_content_are_received() {
    let octets: Vec<u8> = (0..5 << 20)
        .map(|at: u32| if at % 7 < 2 { b'\r' } else { (at % 251) as u8 })
        .collect();
    let given = Upload {
        file: File::new(octets).name("five").content_type("a/b"),
        ..upload()
    };
    assert!(there(&given).await == Ok(given));
}

#[tokio::test]
async fn names_cannot_break_out_of_their_quotes() {
    for name in [
        "",
        "a\"; filename=\"b",
        "a\r\n\r\n--B",
        "\u{0}",
        "back\\",
        "\\\"",
        "../../etc/passwd",
        "; name=evil",
        "\u{1f408}.png",
        "100%",
        "%22.png",
        "%2522.png",
    ] {
        let given = Upload {
            file: File::new("x").name(name).content_type("a/b"),
            ..upload()
        };
        assert_eq!(there(&given).await, Ok(given));
        let given = Upload {
            additional: BTreeMap::from([(format!("x{}", name.replace('[', "")), json!("y"))]),
            ..upload()
        };
        assert_eq!(there(&given).await, Ok(given));
    }
    for content_type in ["a/b\r\nX-Evil: 1", "a/b\0"] {
        let refused = there(&Upload {
            file: File::new("x").content_type(content_type),
            ..upload()
        })
        .await;
        assert_eq!(
            refused,
            Err((
                0,
                "the body contains a part whose media type is not a valid header value".to_owned()
            ))
        );
    }
    let refused = there(&Upload {
        joined: Some(vec![]),
        piped: Some(vec!["a|b".to_owned()]),
        ..upload()
    })
    .await;
    assert_eq!(refused.unwrap_err().0, 0);
}

#[tokio::test]
async fn invalid_forms_are_rejected_with_a_json_pointer() {
    let file = "Content-Disposition: form-data; name=\"file\"; filename=\"f\"";
    let with = |name: &str, content: &str| {
        form(&[(&named("title"), "t"), (file, "x"), (&named(name), content)])
    };
    let json = |name: &str, content: &str| {
        form(&[
            (&named("title"), "t"),
            (file, "x"),
            (
                &format!("{}\r\nContent-Type: application/json", named(name)),
                content,
            ),
        ])
    };
    for (body, status, text) in [
        (form(&[(file, "x"), (&named("title"), "t")]), 204, ""),
        (form(&[(&named("title"), "t")]), 422, "/file required"),
        (form(&[]), 422, "/title required|/file required"),
        (
            form(&[(&named("title"), ""), (file, "x")]),
            422,
            "/title minLength",
        ),
        (
            form(&[(&named("title"), "t"), (file, "x"), (file, "y")]),
            422,
            "/file type",
        ),
        (
            form(&[(&named("title"), "t"), (&named("title"), "t"), (file, "y")]),
            422,
            "/title type",
        ),
        (
            form(&[
                (&named("title"), "t"),
                (file, "x"),
                (&named("pages"), "1"),
                (&named("pages"), "2"),
                (&named("pages"), "3"),
            ]),
            422,
            "/pages maxItems",
        ),
        (with("count", "7"), 204, ""),
        (with("count", "seven"), 422, "/count type"),
        (with("count", "-7"), 422, "/count minimum"),
        (with("tags", "far too long"), 422, "/tags/0 maxLength"),
        (with("place", r#"{"n": 1}"#), 204, ""),
        (with("place", r#"{"n": "1"}"#), 422, "/place/n type"),
        (with("place", "{"), 400, ""),
        (with("place[n]", "1"), 204, ""),
        (with("place[n]", "x"), 422, "/place/n type"),
        (with("rows", r#"{"n": "1"}"#), 422, "/rows/0/n type"),
        (with("rows", r#"[{"n": 1}, {"n": 2}]"#), 204, ""),
        (json("tags", r#"["a", "b"]"#), 204, ""),
        (json("count", "7"), 204, ""),
        (json("count", r#"{"a": 1, "a": 2}"#), 400, ""),
        (json("note", "null"), 204, ""),
        (with("joined", "[1, 2]"), 204, ""),
        (with("joined", "1"), 422, "/joined type"),
        (with("unknown", "anything"), 204, ""),
    ] {
        let given = posted(&Shelf::default(), "/upload", FORM, body.clone()).await;
        assert_eq!(given, (status, text.to_owned()), "{body}");
    }
}

#[tokio::test]
async fn undeclared_parts_are_ignored_kept_or_rejected() {
    let octets = [
        &b"--B\r\nContent-Disposition: form-data; name=\"x\"; filename=\"y\"\r\n\r\n\xff\r\n"[..],
        form(&[]).as_bytes(),
    ]
    .concat();
    let known = form(&[
        (&named("title"), "t"),
        ("Content-Disposition: form-data; name=file", "x"),
        ("X-Nameless: 1", "z"),
    ]);
    let body = [known.trim_end_matches("--B--\r\n").as_bytes(), &octets].concat();
    // The struct can keep strings and JSON, but no other bytes.
    assert_eq!(
        posted(&Shelf::default(), "/upload", FORM, body.clone()).await,
        (422, "/x type".to_owned())
    );
    assert_eq!(
        posted(&Shelf::default(), "/closed", FORM, body).await,
        (422, "/x additionalProperties".to_owned())
    );
    assert_eq!(
        posted(&Shelf::default(), "/closed", FORM, known).await,
        (204, String::new())
    );
    // The brackets do not address anything inside a file.
    let brackets = form(&[
        (&named("title"), "t"),
        ("Content-Disposition: form-data; name=file", "x"),
        ("Content-Disposition: form-data; name=\"file[0]\"", "y"),
    ]);
    assert_eq!(
        posted(&Shelf::default(), "/closed", FORM, brackets).await,
        (422, "/file[0] additionalProperties".to_owned())
    );
    let other_type = form(&[
        (&named("title"), "t"),
        ("Content-Disposition: form-data; name=file", "x"),
        (
            "Content-Disposition: form-data; name=extra\r\nContent-Type: image/gif",
            "y",
        ),
    ]);
    let (status, _) = posted(&Shelf::default(), "/upload", FORM, other_type).await;
    assert_eq!(status, 415);
}

#[tokio::test]
async fn bodies_that_are_not_multipart_are_rejected() {
    let good = form(&[
        (&named("title"), "t"),
        ("Content-Disposition: form-data; name=\"file\"", "x"),
    ]);
    let many = form(&[(&*named("a"), ""); 31]);
    for (content_type, body, status) in [
        (FORM, format!("preamble\r\n{good}epilogue"), 204),
        (
            "Multipart/Form-Data; charset=utf-8; Boundary=\"B\"",
            good.clone(),
            204,
        ),
        ("multipart/form-data", good.clone(), 400),
        ("multipart/form-data; boundary=\"\"", good.clone(), 400),
        ("multipart/form-data; boundary=C", good.clone(), 400),
        ("multipart/mixed; boundary=B", good.clone(), 415),
        ("application/json", "{}".to_owned(), 415),
        ("", good.clone(), 415),
        ("", String::new(), 204),
        (FORM, String::new(), 204),
        (FORM, good.trim_end_matches("--B--\r\n").to_owned(), 400),
        (FORM, good.get(..good.len() - 4).unwrap().to_owned(), 400),
        (FORM, "--B\r\nno colon\r\n\r\n\r\n--B--".to_owned(), 400),
        (FORM, "--B".to_owned(), 400),
        (FORM, "{}".to_owned(), 400),
        (FORM, many, 413),
        (FORM, "x".repeat((8 << 20) + 1), 413),
    ] {
        assert_eq!(
            posted(&Shelf::default(), "/upload", content_type, body.clone())
                .await
                .0,
            status,
            "{content_type}: {:.80}",
            body
        );
    }
    for size in 1..12 {
        let chunks: Vec<_> = good
            .as_bytes()
            .chunks(size)
            .map(|chunk| Ok::<_, Infallible>(Bytes::copy_from_slice(chunk)))
            .collect();
        assert_eq!(
            posted(
                &Shelf::default(),
                "/upload",
                FORM,
                Body::from_stream(stream::iter(chunks))
            )
            .await
            .0,
            204,
            "{size}"
        );
    }
    let endless = stream::repeat_with(|| Ok::<_, Infallible>(Bytes::from_static(&[b'x'; 4096])));
    assert_eq!(
        posted(
            &Shelf::default(),
            "/upload",
            FORM,
            Body::from_stream(endless)
        )
        .await
        .0,
        413
    );
    let broken = stream::iter([
        Ok(Bytes::from(good.clone().split_off(40))),
        Err(std::io::Error::other("broken")),
    ]);
    assert_eq!(
        posted(
            &Shelf::default(),
            "/upload",
            FORM,
            Body::from_stream(broken)
        )
        .await
        .0,
        400
    );
}

#[tokio::test]
async fn lists_of_parts_are_received_unchanged() {
    let id = (
        HeaderName::from_static("content-id"),
        HeaderValue::from_static("<a@b>"),
    );
    let parts = vec![
        Part::new("{}")
            .content_type("application/json; charset=utf-8")
            .header(id.0, id.1),
        Part {
            file_name: Some("a\"b".to_owned()),
            ..Part::new(vec![0, 255])
        },
        Part::text("n", ""),
    ];
    for media_type in ["multipart/mixed", "multipart/related"] {
        let shelf = Shelf::default();
        let mut call = core(&shelf).call(&CALLED_PARTS);
        call.parts(media_type, parts.clone());
        assert_eq!(sent(call).await, (204, String::new()), "{media_type}");
        assert_eq!(
            shelf.parts.lock().unwrap().pop().unwrap().as_ref(),
            Some(&parts)
        );
    }
    let mut call = core(&Shelf::default()).call(&CALLED_PARTS);
    call.parts("multipart/form-data", parts);
    assert_eq!(
        sent(call).await,
        (0, "the body contains a part without a name".to_owned())
    );
    let shelf = Shelf::default();
    let call = core(&shelf).call(&CALLED_PARTS);
    assert_eq!(sent(call).await.0, 204);
    assert_eq!(*shelf.parts.lock().unwrap(), [None]);
}

#[tokio::test]
async fn bytes_are_received_with_their_media_type() {
    for (media_type, status) in [
        ("image/png", 204),
        ("application/pdf;v=1", 204),
        ("text/plain", 415),
        ("image/*", 0),
        ("png", 0),
        ("", 0),
    ] {
        let shelf = Shelf::default();
        let content = Content::new(media_type, vec![0, 255]);
        let mut call = core(&shelf).call(&CALLED_CONTENT);
        call.content(content.clone());
        assert_eq!(sent(call).await.0, status, "{media_type}");
        let expected = (status == 204).then_some(Some(content));
        assert_eq!(shelf.contents.lock().unwrap().pop(), expected);
    }
    assert_eq!(posted(&Shelf::default(), "/content", "", "x").await.0, 415);
    assert_eq!(posted(&Shelf::default(), "/content", "", "").await.0, 204);
}

#[test]
fn additional_properties_cannot_replace_named_ones() {
    let clash = Upload {
        additional: BTreeMap::from([("title".to_owned(), json!("other"))]),
        ..upload()
    };
    let error = clash.write(&mut FormWriter::new(ENCODINGS)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the additional property `title` has the name of a declared property"
    );
}

#[test]
fn files_must_have_a_declared_media_type() {
    for (content_type, expected) in [
        (None, Ok(())),
        (Some("image/png"), Ok(())),
        (Some("text/csv; header=present"), Ok(())),
        (
            Some("image/gif"),
            Err("at /extra: the media type must be image/png or text/*, not image/gif".to_owned()),
        ),
    ] {
        let mut file = File::new("x");
        file.content_type = content_type.map(str::to_owned);
        let form = Upload {
            extra: Some(file),
            ..upload()
        };
        let written = form.write(&mut FormWriter::new(ENCODINGS));
        assert_eq!(written.map_err(|error| error.to_string()), expected);
    }
}
