//! Scripted transports.
#![cfg(feature = "testing")]
#![allow(clippy::unwrap_used, reason = "a failed `unwrap` fails the test")]

use std::io::ErrorKind;

use specwright_runtime::client::testing::{Answer, ExpectedCall, Script};
use specwright_runtime::client::{
    Builder, Call, Core, Credential, Operation, RawResponse, SendError, TransportErrorKind,
};
use specwright_runtime::http::Method;
use specwright_runtime::parameter::{Parameter, Path};
use specwright_runtime::{Secret, serde_json};

static ADD: Operation = operation(Method::POST);
static LIST: Operation = operation(Method::GET);

const fn operation(method: Method) -> Operation {
    Operation {
        id: "pets",
        method,
        path: Path::new("/pets"),
        accept: "",
        security: &[&["token"]],
        idempotency_key: None,
    }
}

fn core(script: &Script) -> Core {
    let mut builder = Builder::new("http://localhost/v1");
    builder.transport(script.transport());
    builder.credential("token", Credential::bearer(Secret::new("hidden")));
    builder.build().unwrap()
}

fn add(script: &Script) -> Call {
    let mut call = core(script).call(&ADD);
    call.set(Parameter::query("b"), &"x y");
    call.set(Parameter::query("a"), &1);
    call.json(&vec![Some(7.0), None]);
    call
}

fn expected() -> ExpectedCall {
    ExpectedCall::new(Method::POST, "/v1/pets?a=1&b=x%20y")
        .header("authorization", "Bearer hidden")
        .json(&serde_json::json!([7, null]))
}

fn message(result: Result<RawResponse, SendError>) -> String {
    match result {
        Err(SendError::Transport(error)) => std::error::Error::source(&error).unwrap().to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn expected_calls_get_their_answers() {
    let script = Script::new([
        (
            expected(),
            Answer::json(201, r#"{"id":1}"#).header("x-rate", "9"),
        ),
        (
            ExpectedCall::new(Method::POST, "/v1/pets?b=x%20y&a=1").body("[7,null]"),
            Answer::text(404, "gone"),
        ),
        (expected(), Answer::failure(ErrorKind::ConnectionRefused)),
        (expected(), Answer::bytes(200, "image/png", vec![0, 255])),
    ]);
    let response = add(&script).send().await.unwrap();
    assert_eq!(response.status(), 201);
    assert_eq!(response.headers()["x-rate"], "9");
    assert_eq!(response.media_type().as_deref(), Some("application/json"));
    let response = add(&script).send().await.unwrap();
    assert_eq!(
        (response.status().as_u16(), &response.body()[..]),
        (404, &b"gone"[..])
    );
    let missing = script.check().unwrap_err().to_string();
    assert_eq!(
        missing,
        "expected after 2 calls: POST /v1/pets?a=1&b=x%20y, POST /v1/pets?a=1&b=x%20y"
    );
    // A refused connection is retried, and each attempt is a call of the script.
    let response = add(&script).send().await.unwrap();
    assert_eq!(response.body()[..], [0, 255]);
    script.finish();
}

#[tokio::test]
async fn other_calls_fail_with_the_differences() {
    let cases = [
        (
            ExpectedCall::new(Method::PUT, "/v1/pets?a=1&c=2").json(&"x"),
            "call 1: expected `PUT /v1/pets`, found `POST /v1/pets`\n  \
             query: `c=2` is missing\n  query: `b=x%20y` is not expected\n  \
             body: expected \"x\", found [7,null]",
        ),
        (
            expected().json(&serde_json::json!([{"a": 1}, null, 3])),
            "call 1: body at /0: expected {\"a\":1}, found 7\n  body at /2: expected 3, found nothing",
        ),
        (
            expected().body(""),
            "call 1: body: expected no body, found \"[7,null]\"",
        ),
        (
            expected()
                .header("authorization", "Bearer other")
                .header("x-a", "1"),
            "call 1: header authorization: expected \"Bearer other\", found Sensitive\n  \
             header x-a: expected \"1\", found none",
        ),
    ];
    for (expected, differences) in cases {
        let script = Script::new([(expected, Answer::status(204))]);
        assert_eq!(message(add(&script).send().await), differences);
        assert_eq!(script.check().unwrap_err().to_string(), differences);
        // Later calls fail, too, even if they are the expected ones.
        assert_eq!(message(add(&script).send().await), differences);
    }
    let script = Script::new([]);
    let result = add(&script).send().await;
    assert!(
        matches!(&result, Err(SendError::Transport(error)) if error.kind() == TransportErrorKind::Other)
    );
    assert_eq!(message(result), "call 1: `POST /v1/pets` is not expected");
    script.check().unwrap_err();
}

#[tokio::test]
#[should_panic(expected = "expected after 0 calls: GET /v1/pets")]
async fn calls_that_are_not_made_fail_the_test() {
    let script = Script::new([(
        ExpectedCall::new(Method::GET, "/v1/pets"),
        Answer::status(204),
    )]);
    let _call = core(&script).call(&LIST);
    script.finish();
}
