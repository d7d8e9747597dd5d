//! Response headers: lists of cookies, objects, JSON, and invalid values.

use roundtrip_tests::Zoo;
use specwright_runtime::axum::body::Body;
use specwright_runtime::axum::response::Response;
use zoo_client::visits::OpenGateSuccess;
use zoo_server::OpenGateResponse;
use zoo_types::{OpenGateCreatedHeaders, OpenGateOkHeaders, Position};

const COOKIES: [&str; 2] = ["a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT", "b=2"];

fn cookies() -> Vec<String> {
    COOKIES.map(str::to_owned).to_vec()
}

#[tokio::test]
async fn cookies_and_objects_arrive_as_they_were_sent() {
    let position = Position {
        row: Some(-3),
        name: Some("a b=c".to_owned()),
        exact: Some(false),
    };
    let headers = OpenGateOkHeaders {
        x_position: Some(position.clone()),
        x_corner: Some(Position {
            exact: None,
            ..position.clone()
        }),
        x_plan: Some(Position {
            name: Some("comma, \"quote\"".to_owned()),
            ..position
        }),
        x_number: Some(7),
        ..OpenGateOkHeaders::new(cookies())
    };
    let zoo = Zoo::answering(OpenGateResponse::Ok {
        headers: headers.clone(),
        body: 1,
    });
    let Ok(OpenGateSuccess::Ok(response)) = zoo.client().open_gate().await else {
        panic!("the gate is open");
    };
    let lines: Vec<_> = response.header_map().get_all("set-cookie").iter().collect();
    assert_eq!(lines, COOKIES);
    assert_eq!(response.headers(), Ok(headers));
}

#[tokio::test]
async fn a_single_cookie_is_a_list() {
    let headers = OpenGateCreatedHeaders {
        set_cookie: Some(cookies()),
    };
    let zoo = Zoo::answering(OpenGateResponse::Created {
        headers: headers.clone(),
    });
    let Ok(OpenGateSuccess::Created(response)) = zoo.client().open_gate().await else {
        panic!("a gate was built");
    };
    assert_eq!(response.headers(), Ok(headers));
}

#[tokio::test]
async fn an_invalid_header_does_not_lose_the_body() {
    let response = Response::builder()
        .header("content-type", "application/json")
        .header("set-cookie", "a=1")
        .header("x-number", "abc")
        .body(Body::from("5"))
        .expect("a response");
    let zoo = Zoo::failing::<OpenGateResponse>(response);
    let Ok(OpenGateSuccess::Ok(response)) = zoo.client().open_gate().await else {
        panic!("the gate is open");
    };
    assert_eq!(*response, 5);
    let error = response.headers().expect_err("X-Number is invalid");
    assert_eq!(error.name(), "X-Number");
    assert_eq!(
        response.valid_headers(),
        Ok(OpenGateOkHeaders::new(vec!["a=1".to_owned()]))
    );
}
