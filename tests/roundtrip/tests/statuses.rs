//! Statuses: exact ones, ranges and `default`, which overlap.

use roundtrip_tests::Zoo;
use specwright_runtime::axum::body::Body;
use specwright_runtime::axum::response::Response;
use specwright_runtime::http::StatusCode;
use zoo_client::visits::{
    AddVisitError, CountVisitsError, CountVisitsSuccess, ListVisitsError, ListVisitsSuccess,
};
use zoo_client::{ApiError, Error};
use zoo_server::{AddVisitResponse, CountVisitsResponse, ListVisitsResponse};

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).expect("a status")
}

fn empty(code: u16) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status(code);
    response
}

fn visits(code: u16) -> ListVisitsResponse {
    ListVisitsResponse::Default {
        status: status(code),
        body: vec!["school".to_owned()],
    }
}

#[tokio::test]
async fn a_lone_default_is_a_success_for_2xx_only() {
    for code in [200, 201, 299] {
        let zoo = Zoo::answering(visits(code));
        let ListVisitsSuccess::Default(response) =
            zoo.client().list_visits().await.expect("a success")
        else {
            panic!("{code} has content");
        };
        assert_eq!(response.status(), code);
        assert_eq!(*response.body(), ["school"]);
    }
    for code in [302, 404, 500, 501] {
        let zoo = Zoo::answering(visits(code));
        match zoo.client().list_visits().await {
            Err(Error::Api(ListVisitsError::Default(response))) => {
                assert_eq!(response.status(), code);
                assert_eq!(*response.body(), ["school"]);
            }
            other => panic!("{code}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_default_beside_a_failure_is_a_success_for_2xx_only() {
    let zoo = Zoo::answering(AddVisitResponse::Default {
        status: status(201),
    });
    let response = zoo.client().add_visit().await.expect("a success");
    assert_eq!(response.status(), 201);
    zoo.answer(AddVisitResponse::Default {
        status: status(501),
    });
    match zoo.client().add_visit().await {
        Err(Error::Api(error @ AddVisitError::Default(_))) => assert_eq!(error.status(), 501),
        other => panic!("{other:?}"),
    }
    zoo.answer(AddVisitResponse::NotFound);
    match zoo.client().add_visit().await {
        Err(Error::Api(AddVisitError::NotFound(response))) => assert_eq!(response.status(), 404),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_status_without_content_in_a_range_has_no_body() {
    for code in [204, 205] {
        let zoo = Zoo::answering(CountVisitsResponse::Success {
            status: status(code),
            body: 5,
        });
        match zoo.client().count_visits().await {
            Ok(CountVisitsSuccess::NoContent(response)) => {
                assert_eq!(response.status(), code);
                assert!(!response.header_map().contains_key("content-type"));
                let length = response.header_map().get("content-length");
                let length = length.map(|length| length.to_str().expect("a number"));
                assert_eq!(length, (code == 205).then_some("0"));
            }
            other => panic!("{code}: {other:?}"),
        }
        let zoo = Zoo::failing::<ListVisitsResponse>(empty(code));
        match zoo.client().list_visits().await {
            Ok(ListVisitsSuccess::NoContent(response)) => assert_eq!(response.status(), code),
            other => panic!("{code}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_range_excludes_other_statuses_and_those_with_a_response_of_their_own() {
    let success = |code| CountVisitsResponse::Success {
        status: status(code),
        body: 5,
    };
    let client_error = |code| CountVisitsResponse::ClientError {
        status: status(code),
        body: "why".to_owned(),
    };
    let default = |code| CountVisitsResponse::Default {
        status: status(code),
    };
    for (answer, expected) in [
        (success(299), 299),
        (success(404), 500),
        (success(999), 500),
        (client_error(400), 400),
        (client_error(404), 500),
        (client_error(200), 500),
        (default(302), 302),
        (default(200), 500),
        (default(404), 500),
        (default(499), 500),
        (default(600), 500),
    ] {
        let zoo = Zoo::answering(answer.clone());
        let result = zoo.client().count_visits().await;
        let found = match &result {
            Ok(CountVisitsSuccess::Success(response)) => response.status(),
            Err(Error::Api(error)) => error.status(),
            other => panic!("{answer:?}: {other:?}"),
        };
        assert_eq!(found, expected, "{answer:?}");
    }
    let zoo = Zoo::answering(CountVisitsResponse::NotFound);
    let result = zoo.client().count_visits().await;
    assert!(
        matches!(result, Err(Error::Api(CountVisitsError::NotFound(_)))),
        "{result:?}"
    );
}
