//! Deserialization of multipart bodies by a server.

use std::sync::Arc;

use serde_json::Value;
use specwright_runtime::axum::Router;
use specwright_runtime::axum::body::Body;
use specwright_runtime::axum::response::Response;
use specwright_runtime::body::{Encoding, File, FormReader, FormWriter, Multipart};
use specwright_runtime::http::{Method, Request, StatusCode};
use specwright_runtime::json::ValueError;
use specwright_runtime::schema::{Property, Schema};
use specwright_runtime::server::{
    Failure, Input, Limits, NoVerifier, Operation, Rejection, Reply, Server, Service,
};
use tower::ServiceExt;

use crate::choices::Choices;

struct Form {
    title: String,
    file: Option<File>,
    files: Option<Vec<File>>,
    count: Option<i64>,
    labels: Option<Vec<String>>,
    place: Option<Value>,
}

impl Multipart for Form {
    fn write(&self, form: &mut FormWriter) -> Result<(), ValueError> {
        form.required("title", &self.title)?;
        form.files("file", &self.file)?;
        form.files("files", &self.files)?;
        form.optional("count", &self.count)?;
        form.optional("labels", &self.labels)?;
        form.optional("place", &self.place)
    }

    fn read(form: &mut FormReader) -> Result<Self, ValueError> {
        Ok(Self {
            title: form.required("title")?,
            file: form.files("file")?,
            files: form.files("files")?,
            count: form.optional("count")?,
            labels: form.optional("labels")?,
            place: form.optional("place")?,
        })
    }
}

const ENCODINGS: &[Encoding] = &[
    Encoding::of("labels").pipe_delimited(),
    Encoding::of("file").content_type("image/png"),
];

static STRINGS: Schema = Schema::array(&Schema::string());
static FORM: Schema = Schema::object(&[
    Property::required("title", &Schema::string().min_length(1)),
    Property::optional("file", &Schema::file()),
    Property::optional("files", &Schema::array(&Schema::file()).max_items(2)),
    Property::optional("count", &Schema::integer().minimum(0)),
    Property::optional("labels", &STRINGS),
    Property::optional("place", &Schema::any()),
]);

const fn operation(path: &'static str) -> Operation {
    Operation {
        id: "upload",
        method: Method::POST,
        path: specwright_runtime::parameter::Path::new(path),
        security: &[],
        required_scopes: &[],
    }
}

static UPLOAD: Operation = operation("/form");
static PARTS: Operation = operation("/parts");

struct Uploads;

impl Service for Uploads {
    type Principal = ();

    fn limits(&self, _: &'static Operation) -> Limits {
        Limits {
            bytes: 1 << 16,
            parts: 8,
        }
    }
}

async fn answer(
    server: Arc<Server<Uploads, NoVerifier>>,
    input: Input,
    read: impl AsyncFnOnce(Input) -> Result<(), Rejection> + Send,
) -> Response {
    let context = match server.skip_authentication(&UPLOAD, input.head()).await {
        Ok(context) => context,
        Err(response) => return response,
    };
    let reply = read(input)
        .await
        .map(|()| Reply::new(StatusCode::NO_CONTENT));
    server.respond(&context.exchange(), reply.map_err(Failure::from))
}

fn router() -> Router {
    Server::new(Uploads, NoVerifier)
        .route(&UPLOAD, |server, input| {
            answer(server, input, async |mut input: Input| {
                input.encodings(ENCODINGS);
                input.multipart_optional::<Form>(&FORM).await.map(drop)
            })
        })
        .route(&PARTS, |server, input| {
            answer(server, input, async |mut input: Input| {
                let types = &["multipart/mixed", "multipart/form-data"];
                input.parts_optional(types).await.map(drop)
            })
        })
        .into_router()
}

/// Sends a multipart body that a byte string describes, or the byte string itself, to a server.
///
/// # Panics
/// If the server panics, or answers with another status than 204 or one of a client's error.
pub fn multipart(bytes: &[u8]) {
    let choices = &mut Choices::new(bytes);
    let path = choices.pick(&["/form", "/parts"]);
    let content_type = choices.pick(&[
        "multipart/form-data; boundary=B",
        "multipart/form-data; boundary=\"B\"",
        "multipart/mixed; boundary=B",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"",
    ]);
    let body = match choices.one_in(5) {
        true => bytes.to_vec(),
        false => body(choices),
    };
    let request = Request::post(path)
        .header("content-type", content_type)
        .body(Body::from(body))
        .expect("the request is well-formed");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime without drivers starts");
    let Ok(response) = runtime.block_on(router().oneshot(request));
    let status = response.status();
    assert!(
        status == StatusCode::NO_CONTENT || status.is_client_error(),
        "the server answers {status}"
    );
}

/// Returns a body of parts whose headers and contents are often malformed.
fn body(choices: &mut Choices<'_>) -> Vec<u8> {
    let headers = [
        "Content-Disposition: form-data; name=\"title\"",
        "Content-Disposition: form-data; name=title",
        "content-disposition: form-data; name=\"file\"; filename=\"a%22b.png\"",
        "Content-Disposition: form-data; name=\"files\"; filename*=UTF-8''%e2%82",
        "Content-Disposition: form-data; name=\"count\"",
        "Content-Disposition: form-data; name=\"labels\"",
        "Content-Disposition: form-data; name=\"place[a]\"",
        "Content-Disposition: form-data; name=\"place\"\r\nContent-Type: application/json",
        "Content-Disposition: form-data",
        "Content-Disposition: attachment; name=\"a\\\"b\"",
        "Content-Type: text/plain; charset=latin1",
        "Content-Type: ;",
        "X:",
        ":",
        "",
    ];
    let contents: [&[u8]; 11] = [
        b"text",
        b"",
        b"5",
        b"1e400",
        b"a|b|c",
        b"{\"a\": [1]}",
        b"{",
        b"\xff\xfe",
        b"\r\n",
        b"--B",
        b"null",
    ];
    let mut body = Vec::new();
    for _ in 0..choices.up_to(9) {
        body.extend_from_slice(b"--B\r\n");
        for _ in 0..choices.up_to(2) {
            body.extend_from_slice(choices.pick(&headers).as_bytes());
            body.extend_from_slice(b"\r\n");
        }
        if !choices.one_in(20) {
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(choices.pick(&contents));
        body.extend_from_slice(choices.pick(&["\r\n", "\r\n", "\r\n", "\n", ""]).as_bytes());
    }
    body.extend_from_slice(choices.pick(&["--B--\r\n", "--B--", "--B", ""]).as_bytes());
    body
}
