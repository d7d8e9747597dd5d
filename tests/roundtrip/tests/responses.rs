//! Responses: statuses, headers and all kinds of errors.

use roundtrip_tests::{PASSWORD, USER, Zoo};
use specwright_runtime::axum::body::Body;
use specwright_runtime::axum::response::Response;
use specwright_runtime::client::{Response as Decoded, TransportErrorKind};
use specwright_runtime::headers::Headers;
use specwright_runtime::http::{HeaderValue, StatusCode};
use zoo_client::animals::{
    CreateAnimalError, CreateAnimalSuccess, GetAnimalError, ListAnimalsError, RenameAnimalError,
};
use zoo_client::{ApiError, Client, Error};
use zoo_server::{
    CreateAnimalResponse, EchoResponse, ExportAnimalResponse, GetAnimalResponse,
    GetPicturesResponse, ListAnimalsResponse, RenameAnimalResponse,
};
use zoo_types::{
    Animal, CreateAnimalCreatedHeaders, Kind, ListAnimalsOkHeaders, Meal, OptionalNullable,
    Problem, ProblemHeaders,
};

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).expect("a status")
}

fn plain(code: u16, content_type: &str, body: impl Into<Body>) -> Response {
    Response::builder()
        .status(code)
        .header("content-type", content_type)
        .body(body.into())
        .expect("a response")
}

/// Returns the status, the typed headers and the body of a response.
fn parts<T, H: Headers>(response: Decoded<T, H>) -> (StatusCode, H, T) {
    let headers = response.headers().expect("the headers are valid");
    (response.status(), headers, response.into_body())
}

fn keeper(zoo: &Zoo) -> Client {
    zoo.client_with(|builder| builder.login(USER, PASSWORD))
}

/// Returns the undocumented response of a call.
macro_rules! unexpected {
    ($call:expr) => {
        match $call.await {
            Err(Error::Unexpected(response)) => response,
            other => panic!("{other:?}"),
        }
    };
}

#[tokio::test]
async fn responses_have_a_body_and_typed_headers() {
    let body = vec![
        Animal {
            nickname: OptionalNullable::Null,
            ..Animal::new("Rex", Kind::Dog)
        },
        Animal::new("Tom", Kind::Cat),
    ];
    for headers in [
        ListAnimalsOkHeaders {
            x_total: i64::MAX,
            x_next: Some("/animals?after=a,b \u{1f408}".to_owned()),
        },
        ListAnimalsOkHeaders::new(-1),
    ] {
        let zoo = Zoo::answering(ListAnimalsResponse::Ok {
            headers: headers.clone(),
            body: body.clone(),
        });
        let response = zoo.client().list_animals().await.expect("a page");
        assert_eq!(response.header_map()["content-type"], "application/json");
        assert_eq!(parts(response), (StatusCode::OK, headers, body.clone()));
    }
}

#[tokio::test]
async fn success_responses_are_distinguished_by_status() {
    let animal = Animal::new("Rex", Kind::Dog);
    let zoo = Zoo::answering(CreateAnimalResponse::Ok {
        body: animal.clone(),
    });
    match keeper(&zoo).create_animal(animal.clone()).await {
        Ok(CreateAnimalSuccess::Ok(response)) => {
            assert_eq!(parts(response), (StatusCode::OK, (), animal.clone()))
        }
        other => panic!("{other:?}"),
    }
    let headers = CreateAnimalCreatedHeaders::new("https://zoo.example/v1/animals/dog/Rex?a=b,c");
    zoo.answer(CreateAnimalResponse::Created {
        headers: headers.clone(),
        body: animal.clone(),
    });
    match keeper(&zoo).create_animal(animal.clone()).await {
        Ok(CreateAnimalSuccess::Created(response)) => {
            assert_eq!(parts(response), (StatusCode::CREATED, headers, animal))
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_range_of_statuses_is_one_error_variant() {
    let zoo = Zoo::new();
    let body = Problem::new("lion", "The lion is \"asleep\".");
    for (code, x_problem) in [
        (400, None),
        (404, Some("\u{e9}".to_owned())),
        (418, Some(String::new())),
        (499, None),
    ] {
        let headers = ProblemHeaders { x_problem };
        zoo.answer(CreateAnimalResponse::ClientError {
            status: status(code),
            headers: headers.clone(),
            body: body.clone(),
        });
        match keeper(&zoo)
            .create_animal(Animal::new("Rex", Kind::Dog))
            .await
        {
            Err(Error::Api(error)) => {
                assert_eq!(ApiError::status(&error), code);
                let CreateAnimalError::ClientError(response) = error else {
                    panic!("{error:?}")
                };
                assert_eq!(parts(response), (status(code), headers, body.clone()));
            }
            other => panic!("{other:?}"),
        }
    }
    zoo.answer(CreateAnimalResponse::ClientError {
        status: status(500),
        headers: ProblemHeaders::default(),
        body,
    });
    assert_eq!(
        unexpected!(keeper(&zoo).create_animal(Animal::new("Rex", Kind::Dog))).status(),
        500
    );
}

#[tokio::test]
async fn the_default_response_has_any_other_status() {
    let zoo = Zoo::new();
    let body = Problem::new("", "");
    for code in [201, 302, 400, 500, 599] {
        let headers = ProblemHeaders {
            x_problem: Some(code.to_string()),
        };
        zoo.answer(ListAnimalsResponse::Default {
            status: status(code),
            headers: headers.clone(),
            body: body.clone(),
        });
        match zoo.client().list_animals().await {
            Err(Error::Api(ListAnimalsError::Default(response))) => {
                assert_eq!(parts(response), (status(code), headers, body.clone()));
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn errors_show_the_message_of_the_api() {
    let zoo = Zoo::answering(ListAnimalsResponse::Default {
        status: status(503),
        headers: ProblemHeaders::default(),
        body: Problem::new("night", "The zoo is\nclosed."),
    });
    let error = zoo.client().list_animals().await.expect_err("503");
    assert_eq!(error.message().as_deref(), Some("The zoo is closed."));
    let shown = "the server responded with 503 Service Unavailable: The zoo is closed.";
    assert_eq!(error.to_string(), shown);
    let raw = error.raw_body().expect("a response");
    let raw: serde_json::Value = serde_json::from_slice(raw).expect("JSON");
    let expected = serde_json::json!({ "code": "night", "detail": "The zoo is\nclosed." });
    assert_eq!(raw, expected);
}

#[tokio::test]
async fn error_responses_can_have_no_body_or_a_string() {
    let zoo = Zoo::answering(GetAnimalResponse::NotFound);
    let error = zoo
        .client()
        .get_animal(Kind::Cat, "Tom")
        .await
        .expect_err("404");
    assert_eq!(error.status(), Some(StatusCode::NOT_FOUND));
    assert!(matches!(error, Error::Api(GetAnimalError::NotFound(_))));

    zoo.answer(RenameAnimalResponse::PreconditionFailed {
        body: "Somebody \u{1f408}\n".to_owned(),
    });
    match zoo
        .client()
        .rename_animal(Kind::Cat, "Tom", "Tim", "\"1\"")
        .await
    {
        Err(Error::Api(RenameAnimalError::PreconditionFailed(response))) => {
            assert_eq!(response.into_body(), "Somebody \u{1f408}\n")
        }
        other => panic!("{other:?}"),
    }

    zoo.answer(RenameAnimalResponse::NoContent);
    let response = zoo
        .client()
        .rename_animal(Kind::Cat, "Tom", "Tim", "\"1\"")
        .await
        .expect("renamed");
    assert_eq!(response.status(), 204);

    let animal = Animal::new("Tom", Kind::Cat);
    zoo.answer(GetAnimalResponse::Ok {
        body: animal.clone(),
    });
    assert_eq!(
        zoo.client()
            .get_animal(Kind::Cat, "Tom")
            .await
            .expect("the animal exists")
            .into_body(),
        animal
    );
    zoo.answer(ExportAnimalResponse::Ok {
        body: "{}".to_owned(),
    });
    assert_eq!(
        zoo.client()
            .export_animal(1)
            .await
            .expect("a string")
            .into_body(),
        "{}"
    );
}

#[tokio::test]
async fn operations_without_an_implementation_return_501() {
    let zoo = Zoo::new();
    let client = zoo.client();
    match client.list_animals().await {
        Err(Error::Api(ListAnimalsError::Default(problem))) => {
            assert_eq!(
                (problem.status().as_u16(), problem.code.as_str()),
                (501, "501")
            );
            assert_eq!(
                problem.headers().map(|it| it.x_problem),
                Ok(Some("rejected".to_owned()))
            );
        }
        other => panic!("{other:?}"),
    }
    #[expect(
        deprecated,
        reason = "the document deprecates the operation, which the test calls on purpose"
    )]
    let delete = client.delete_animal(Kind::Cat, "Tom");
    let responses = [
        unexpected!(keeper(&zoo).create_animal(Animal::new("Rex", Kind::Dog))),
        unexpected!(client.get_animal(Kind::Cat, "Tom")),
        unexpected!(client.rename_animal(Kind::Cat, "Tom", "Tim", "\"1\"")),
        unexpected!(delete),
        unexpected!(client.export_animal(1)),
        unexpected!(client.feed_animal(1).body(Meal::new("hay"))),
        unexpected!(client.get_pictures(1, 2)),
        unexpected!(client.put_pictures(1, 2, "png")),
        unexpected!(client.add_note("note")),
        unexpected!(client.echo()),
        unexpected!(client.echo_shapes(Vec::new())),
    ];
    for response in responses {
        let problem: Problem = serde_json::from_slice(response.body()).expect("a problem");
        assert_eq!(
            (response.status().as_u16(), problem.code.as_str()),
            (501, "501")
        );
    }
}

#[tokio::test]
async fn undocumented_responses_are_kept_whole() {
    let octets: Vec<u8> = (0..=255).collect();
    let zoo = Zoo::failing::<EchoResponse>(plain(418, "Application/X-Tea; pot=1", octets.clone()));
    let response = unexpected!(zoo.client().echo());
    assert_eq!(
        (response.status().as_u16(), response.body().as_ref()),
        (418, octets.as_slice())
    );
    assert_eq!(response.media_type().as_deref(), Some("application/x-tea"));
    assert_eq!(
        response.headers()["content-type"],
        "Application/X-Tea; pot=1"
    );
}

#[tokio::test]
async fn decode_errors_contain_a_json_pointer() {
    for (body, pointer) in [
        (
            r#"[{"name":"a","kind":"cat","owner":null},{"name":"b","kind":"cat","owner":1}]"#,
            "/1/owner",
        ),
        (
            r#"[{"name":"a","kind":"cat","owner":null,"parents":[{"name":"b","kind":2,"owner":null}]}]"#,
            "/0/parents/0/kind",
        ),
        (
            r#"[{"name":"a","kind":"cat","owner":null,"id":9223372036854775808}]"#,
            "/0/id",
        ),
        (r#"[{"kind":"cat","owner":null}]"#, "/0/name"),
        (r#"{}"#, ""),
    ] {
        let mut response = plain(200, "application/json", body);
        response.headers_mut().insert("X-Total", 2.into());
        let zoo = Zoo::failing::<ListAnimalsResponse>(response);
        match zoo.client().list_animals().await {
            Err(Error::Decode(error)) => {
                assert_eq!(error.pointer(), pointer, "{error}");
                assert!(error.to_string().contains(pointer), "{error}");
                assert_eq!(
                    (
                        error.response().status().as_u16(),
                        error.response().body().as_ref()
                    ),
                    (200, body.as_bytes())
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn decode_errors_have_pointers_into_unions_and_additional_properties() {
    for (body, pointer) in [
        (
            r#"{"shape":{"type":"circle","radius":"wide"}}"#,
            "/shape/radius",
        ),
        (r#"{"labels":{"first":"a","second":"b"}}"#, "/labels/second"),
        (
            r#"{"list":{"value":1,"next":{"value":2,"next":{"value":null}}}}"#,
            "/list/next/next/value",
        ),
        (r#"{"map":{"a/b~c":"d"}}"#, "/map/a~1b~0c"),
        (
            r#"{"inline":{"deep":[{},{"leaf":[]}]}}"#,
            "/inline/deep/1/leaf",
        ),
    ] {
        let zoo = Zoo::failing::<EchoResponse>(plain(200, "application/json", body));
        match zoo.client().echo().await {
            Err(Error::Decode(error)) => assert_eq!(error.pointer(), pointer, "{error}"),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn invalid_response_headers_are_named() {
    for text in [None, Some("many"), Some("1, 2"), Some("")] {
        let mut response = plain(200, "application/json", "[]");
        if let Some(text) = text {
            response
                .headers_mut()
                .insert("X-Total", HeaderValue::from_static(text));
        }
        let zoo = Zoo::failing::<ListAnimalsResponse>(response);
        let response = zoo.client().list_animals().await.expect("a page");
        assert_eq!(*response.body(), []);
        let error = response.headers().expect_err("X-Total is required");
        assert_eq!(error.name(), "X-Total");
    }
}

#[tokio::test]
async fn a_media_type_that_is_not_documented_is_named() {
    let zoo = Zoo::failing::<ListAnimalsResponse>(plain(200, "text/html", "[]"));
    match zoo.client().list_animals().await {
        Err(Error::Decode(error)) => {
            let expected = "expected the media type `application/json`, found `text/html`";
            assert!(error.to_string().starts_with(expected), "{error}");
            assert_eq!(error.response().body().as_ref(), b"[]");
        }
        other => panic!("{other:?}"),
    }
    let latin1 = plain(200, "text/plain; charset=iso-8859-1", vec![0xe9]);
    let zoo = Zoo::failing::<ExportAnimalResponse>(latin1);
    let response = zoo.client().export_animal(1).await.expect("text");
    assert_eq!(*response.body(), "\u{e9}");
    zoo.answer(ExportAnimalResponse::Ok {
        body: "\u{e9}".to_owned(),
    });
    let response = zoo.client().export_animal(1).await.expect("text");
    let content_type = &response.header_map()["content-type"];
    assert_eq!(content_type, "text/plain; charset=utf-8");
}

#[tokio::test]
async fn a_string_body_that_is_not_utf8_is_kept_as_bytes() {
    let zoo = Zoo::failing::<ExportAnimalResponse>(plain(200, "text/plain", vec![b'a', 0xff]));
    match zoo.client().export_animal(1).await {
        Err(Error::Decode(error)) => {
            assert_eq!(error.into_response().body().as_ref(), [b'a', 0xff])
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn response_bodies_have_a_size_limit() {
    let zoo = Zoo::new();
    for (length, fits) in [(1000, true), (1001, false)] {
        zoo.answer(GetPicturesResponse::Ok {
            body: vec![0; length].into(),
        });
        let client =
            zoo.client_with(|builder| builder.key(roundtrip_tests::KEY).max_response_bytes(1000));
        match client.get_pictures(1, 2).await {
            Ok(response) => assert!(fits && response.len() == length),
            Err(Error::Transport(error)) => {
                assert!(
                    !fits && error.kind() == TransportErrorKind::TooLarge,
                    "{error}"
                )
            }
            other => panic!("{other:?}"),
        }
    }
}
