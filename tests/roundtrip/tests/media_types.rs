//! Bodies with several media types: variants of an enum if the schemas differ, otherwise encodings
//! of one value.

use std::sync::{Arc, Mutex};

use roundtrip_tests::{KEY, Zoo};
use serde_json::json;
use specwright_runtime::axum::Router;
use specwright_runtime::axum::body::{Body, to_bytes};
use specwright_runtime::axum::response::Response;
use specwright_runtime::client::Transport;
use specwright_runtime::http::header::{ACCEPT, CONTENT_TYPE, HeaderName, VARY};
use specwright_runtime::http::{HeaderMap, Method, Request, StatusCode};
use tower::ServiceExt as _;
use zoo_client::records::GetRecordError;
use zoo_client::{CallOptions as _, Client, Error};
use zoo_server::{
    GetRecordResponse, PatchRecordRequest, PatchRecordResponse, PutRecordRequest, PutRecordResponse,
};
use zoo_types::body::Content;
use zoo_types::{
    Bytes, GetRecordOkContent, GetRecordOkHeaders, OptionalNullable, PatchRecordContent, Problem,
    Record, RefusalContent, Scan, Step, StepOp, Tagged,
};

/// The media type and the body of a request.
type Seen = Arc<Mutex<Option<(String, Bytes)>>>;

/// A client whose requests are recorded and answered with 204.
fn recorder() -> (Client, Seen) {
    let seen = Seen::default();
    let record = Arc::clone(&seen);
    let router = Router::new().fallback(move |headers: HeaderMap, body: Bytes| async move {
        let media_type = headers.get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let media_type = media_type.unwrap_or_default().to_owned();
        *record.lock().expect("no panic") = Some((media_type, body));
        StatusCode::NO_CONTENT
    });
    let client = Client::builder()
        .key("k")
        .transport(Transport::new(router))
        .build();
    (client.expect("a client"), seen)
}

/// Returns the media type and the body that the client sends.
async fn sent(body: impl Into<PatchRecordContent>) -> (String, String) {
    let (client, seen) = recorder();
    client.patch_record("r", body).await.expect("sent");
    let (media_type, body) = seen.lock().expect("no panic").take().expect("a request");
    (media_type, String::from_utf8_lossy(&body).into_owned())
}

fn pair(media_type: &str, body: &str) -> (String, String) {
    (media_type.to_owned(), body.to_owned())
}

fn record(name: &str) -> Record {
    Record {
        name: Some(name.to_owned()),
        ..Record::default()
    }
}

/// One value of each variant.
fn contents() -> Vec<PatchRecordContent> {
    let step = Step {
        value: Some(json!(null)),
        ..Step::new(StepOp::Add, "/note")
    };
    let cleared = Record {
        note: OptionalNullable::Null,
        ..record("n")
    };
    vec![
        PatchRecordContent::JsonPatchJson(vec![step, Step::new(StepOp::Remove, "/name")]),
        PatchRecordContent::MergePatchJson(cleared),
        PatchRecordContent::Form(Tagged {
            tags: Some(vec!["a b".to_owned(), "c".to_owned()]),
        }),
        PatchRecordContent::Multipart(Scan::new(Bytes::from("\u{0}scan"))),
        PatchRecordContent::Text("a\"b \u{e9}".to_owned()),
        PatchRecordContent::Bytes(Content::new("image/png", vec![0, 255])),
    ]
}

#[tokio::test]
async fn the_variant_decides_the_media_type_and_the_encoding() {
    let mut contents = contents().into_iter();
    let mut next = || contents.next().expect("a variant");
    for (media_type, body) in [
        (
            "application/json-patch+json",
            r#"[{"op":"add","path":"/note","value":null},{"op":"remove","path":"/name"}]"#,
        ),
        (
            "application/merge-patch+json",
            r#"{"name":"n","note":null}"#,
        ),
        ("application/x-www-form-urlencoded", "tags=a+b%7Cc"),
    ] {
        assert_eq!(sent(next()).await, pair(media_type, body));
    }
    let (media_type, body) = sent(next()).await;
    assert!(media_type.starts_with("multipart/form-data; boundary="));
    assert!(body.contains("name=\"scan\""), "{body}");
    assert_eq!(
        sent(next()).await,
        pair("text/plain; charset=utf-8", "a\"b \u{e9}")
    );
    assert_eq!(sent(next()).await.0, "image/png");
}

/// Types that only one variant has convert into the enum.
#[tokio::test]
async fn a_content_converts_into_the_enum() {
    assert_eq!(sent(record("n")).await.0, "application/merge-patch+json");
    assert_eq!(
        sent(Vec::<Step>::new()).await.0,
        "application/json-patch+json"
    );
    assert_eq!(sent("text").await.0, "text/plain; charset=utf-8");
    assert_eq!(sent(Tagged::default()).await.1, "");
}

#[tokio::test]
async fn the_server_receives_the_variant() {
    let zoo = Zoo::new();
    for body in contents() {
        zoo.answer(PatchRecordResponse::NoContent);
        let call = zoo.client().patch_record("r", body.clone());
        call.await.expect("patched");
        let received = zoo.asked::<PatchRecordRequest>().body;
        match (&received, &body) {
            // A file without a name is sent with one.
            (PatchRecordContent::Multipart(received), PatchRecordContent::Multipart(sent)) => {
                assert_eq!(received.scan.content, sent.scan.content);
            }
            _ => assert_eq!(received, body),
        }
    }
}

/// Sends a request with the header `name`, and returns the status, the headers and the body of the
/// response.
async fn asked(
    zoo: &Zoo,
    method: Method,
    header: Option<(HeaderName, &str)>,
    body: impl Into<Body>,
) -> (u16, HeaderMap, String) {
    let request = Request::builder().method(method).uri("/v1/records/r");
    let mut request = request.header("X-Zoo-Key", KEY);
    if let Some((name, value)) = header {
        request = request.header(name, value);
    }
    let request = request.body(body.into()).expect("a valid request");
    let response = zoo.router().oneshot(request).await.expect("a response");
    let (head, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a complete body");
    let body = String::from_utf8_lossy(&body).into_owned();
    (head.status.as_u16(), head.headers, body)
}

#[tokio::test]
async fn other_clients_select_the_variant_by_the_media_type() {
    let zoo = Zoo::new();
    for (media_type, body, expected) in [
        (
            "Application/Merge-Patch+JSON; charset=UTF-8",
            "{}",
            PatchRecordContent::MergePatchJson(Record::default()),
        ),
        (
            "application/json-patch+json",
            "[]",
            PatchRecordContent::JsonPatchJson(Vec::new()),
        ),
        ("text/plain", "", PatchRecordContent::Text(String::new())),
        (
            "image/x-odd; a=b",
            "\u{0}",
            PatchRecordContent::Bytes(Content::new("image/x-odd; a=b", vec![0])),
        ),
    ] {
        zoo.answer(PatchRecordResponse::NoContent);
        let header = Some((CONTENT_TYPE, media_type));
        let (status, ..) = asked(&zoo, Method::PATCH, header, body).await;
        assert_eq!(status, 204, "{media_type}");
        assert_eq!(zoo.asked::<PatchRecordRequest>().body, expected);
    }
}

#[tokio::test]
async fn undeclared_media_types_and_invalid_variants_are_rejected() {
    let zoo = Zoo::new();
    let declared = "application/json-patch+json or application/merge-patch+json or \
         application/x-www-form-urlencoded or multipart/form-data or text/plain or image/*";
    for (media_type, body, expected, message) in [
        (Some("application/json"), "{}", 415, declared),
        (
            Some("application/strategic-merge-patch+json"),
            "{}",
            415,
            declared,
        ),
        (Some(""), "{}", 415, declared),
        (None, "{}", 415, declared),
        (None, "", 400, "The body is required."),
        (
            Some("application/json-patch+json"),
            "{}",
            422,
            "must be an array",
        ),
        (
            Some("application/json-patch+json"),
            r#"[{"op":"zap","path":"/a"}]"#,
            422,
            "/0/op",
        ),
        (
            Some("application/merge-patch+json"),
            r#"{"name":""}"#,
            422,
            "/name",
        ),
        (Some("text/plain; charset=latin1"), "x", 415, "text/plain"),
        (
            Some("text/plain"),
            "longer than twenty characters",
            422,
            "20",
        ),
    ] {
        let header = media_type.map(|media_type| (CONTENT_TYPE, media_type));
        let (status, _, text) = asked(&zoo, Method::PATCH, header, body).await;
        assert_eq!(status, expected, "{media_type:?} {body}: {text}");
        assert!(text.contains(message), "{media_type:?} {body}: {text}");
    }
    assert!(zoo.was_not_asked());
}

/// The client sends JSON; other clients may send a form or multipart as well.
#[tokio::test]
async fn encodings_of_one_schema_are_one_type() {
    let zoo = Zoo::new();
    let multipart = "--B\r\nContent-Disposition: form-data; name=name\r\n\r\na b\r\n--B--\r\n";
    for (media_type, body) in [
        ("application/json", r#"{"name":"a b"}"#),
        ("application/x-www-form-urlencoded", "name=a+b"),
        ("multipart/form-data; boundary=B", multipart),
    ] {
        zoo.answer(PutRecordResponse::Ok {
            body: String::new(),
        });
        let header = Some((CONTENT_TYPE, media_type));
        let (status, _, text) = asked(&zoo, Method::PUT, header, body).await;
        assert_eq!(status, 200, "{media_type}: {text}");
        assert_eq!(zoo.asked::<PutRecordRequest>().body, Some(record("a b")));
    }
    zoo.answer(PutRecordResponse::Ok {
        body: String::new(),
    });
    let (status, ..) = asked(&zoo, Method::PUT, None, "").await;
    assert_eq!((status, zoo.asked::<PutRecordRequest>().body), (200, None));
    let header = Some((CONTENT_TYPE, "application/x-www-form-urlencoded"));
    let (status, _, text) = asked(&zoo, Method::PUT, header, "name=").await;
    assert_eq!(status, 422, "{text}");
    let header = Some((CONTENT_TYPE, "text/plain"));
    assert_eq!(asked(&zoo, Method::PUT, header, "x").await.0, 415);
}

/// A scalar in JSON or in text is one value, and the client says which it wants.
#[tokio::test]
async fn representations_of_one_value_are_negotiated() {
    let zoo = Zoo::new();
    for (accept, media_type, expected) in [
        (None, "application/json", r#""a\"b""#),
        (Some("*/*"), "application/json", r#""a\"b""#),
        (Some("text/plain"), "text/plain; charset=utf-8", "a\"b"),
        (
            Some("application/json;q=0.5, text/*"),
            "text/plain; charset=utf-8",
            "a\"b",
        ),
        // The header is a preference, not a condition.
        (Some("image/png"), "application/json", r#""a\"b""#),
    ] {
        zoo.answer(PutRecordResponse::Ok {
            body: "a\"b".to_owned(),
        });
        let header = accept.map(|accept| (ACCEPT, accept));
        let (status, headers, body) = asked(&zoo, Method::PUT, header, "").await;
        assert_eq!((status, body.as_str()), (200, expected), "{accept:?}");
        assert_eq!(headers[CONTENT_TYPE], media_type, "{accept:?}");
        assert_eq!(headers[VARY], "accept");
    }
    for accept in ["application/json", "text/plain"] {
        zoo.answer(PutRecordResponse::Ok {
            body: "a\"b".to_owned(),
        });
        let call = zoo.client().put_record("r").with_accept(accept);
        let response = call.await.expect("replaced");
        assert_eq!(response.body(), "a\"b");
        let media_type = response.header_map()[CONTENT_TYPE].to_str().expect("text");
        assert!(media_type.starts_with(accept), "{media_type}");
    }
}

#[tokio::test]
async fn the_response_is_the_variant_of_its_media_type() {
    let zoo = Zoo::new();
    for body in [
        GetRecordOkContent::Json(record("n")),
        GetRecordOkContent::Csv("a,b\r\n".to_owned()),
        GetRecordOkContent::Pdf(Bytes::from_static(b"%PDF")),
    ] {
        zoo.answer(GetRecordResponse::Ok {
            headers: GetRecordOkHeaders::new(3),
            body: body.clone(),
        });
        let response = zoo.client().get_record("r").await.expect("found");
        assert_eq!(*response.body(), body);
        assert_eq!(response.headers().expect("headers").x_version, 3);
    }
    assert_eq!(
        zoo.parts().headers[ACCEPT],
        "application/json, text/csv, application/pdf, application/problem+json"
    );
    for (body, media_type) in [
        (
            RefusalContent::Json(vec!["no".to_owned()]),
            "application/json",
        ),
        (
            RefusalContent::ProblemJson(Problem::new("no", "no")),
            "application/problem+json",
        ),
    ] {
        zoo.answer(GetRecordResponse::ClientError {
            status: StatusCode::CONFLICT,
            body: body.clone(),
        });
        match zoo.client().get_record("r").await {
            Err(Error::Api(GetRecordError::ClientError(response))) => {
                assert_eq!(*response.body(), body);
                assert_eq!(response.header_map()[CONTENT_TYPE], media_type);
            }
            other => panic!("{media_type}: {other:?}"),
        }
    }
}

/// Returns what the client reads in a response.
async fn read(media_type: Option<&str>, body: &'static str) -> Result<GetRecordOkContent, String> {
    let mut response = Response::builder();
    if let Some(media_type) = media_type {
        response = response.header(CONTENT_TYPE, media_type);
    }
    let response = response.body(Body::from(body)).expect("a valid response");
    let zoo = Zoo::failing::<GetRecordResponse>(response);
    match zoo.client().get_record("r").await {
        Ok(response) => Ok(response.into_body()),
        Err(Error::Decode(error)) => {
            assert_eq!(error.response().body(), body);
            Err(error.to_string())
        }
        Err(error) => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn responses_of_other_servers_are_read_by_their_media_type() {
    let csv = || Ok(GetRecordOkContent::Csv("{}".to_owned()));
    let json = || Ok(GetRecordOkContent::Json(Record::default()));
    assert_eq!(read(Some("text/csv; header=present"), "{}").await, csv());
    assert_eq!(read(Some("APPLICATION/JSON"), "{}").await, json());
    // A JSON type that is not declared is JSON, and so is a body without a media type, because JSON
    // is preferred.
    assert_eq!(read(Some("application/hal+json"), "{}").await, json());
    assert_eq!(read(None, "{}").await, json());
    let error = read(Some("text/html"), "<html>").await.expect_err("a page");
    for media_type in [
        "text/html",
        "application/json",
        "text/csv",
        "application/pdf",
    ] {
        assert!(error.contains(media_type), "{error}");
    }
    let error = read(Some("application/json"), "[").await;
    assert!(error.expect_err("not JSON").contains("EOF"));
}
