//! Keywords that no type expresses: a valid value arrives as it was sent, and the server rejects any
//! other one.

use roundtrip_tests::Zoo;
use serde_json::{Value, json};
use specwright_runtime::json;
use zoo_client::Error;
use zoo_server::{EchoRulesRequest, EchoRulesResponse};
use zoo_types::Rules;

/// Sends a value. Returns the status and the body of the response that rejects it, or an empty
/// string if the value arrived unchanged.
async fn rejected(value: Value) -> String {
    let typed: Rules = json::from_slice(value.to_string().as_bytes())
        .unwrap_or_else(|error| panic!("{value}: {error}"));
    let zoo = Zoo::answering(EchoRulesResponse::Ok {
        body: typed.clone(),
    });
    match zoo.client().echo_rules(typed.clone()).await {
        Ok(response) => {
            assert_eq!(zoo.asked::<EchoRulesRequest>().body, typed);
            let after = serde_json::to_value(response.into_body()).expect("the value is JSON");
            assert_eq!(after, value);
            String::new()
        }
        Err(Error::Unexpected(response)) => {
            assert_eq!(response.status().as_u16(), 422, "{value}");
            String::from_utf8_lossy(response.body()).into_owned()
        }
        other => panic!("{value}: {other:?}"),
    }
}

#[tokio::test]
async fn constraints_without_a_type_apply_to_values_of_their_type() {
    for value in [
        json!(3),
        json!("ab"),
        json!([1, 2, 3]),
        json!({"a": null}),
        json!(true),
    ] {
        assert_eq!(rejected(json!({ "limit": value })).await, "", "{value}");
    }
    for (value, message) in [
        (json!(2), "must be at least 3"),
        (json!("abc"), "must have at most 2 characters"),
    ] {
        let text = rejected(json!({ "limit": value })).await;
        assert!(text.contains(message), "{text}");
    }
}

#[tokio::test]
async fn conditions_and_excluded_values_are_validated() {
    for value in [
        json!({"text": "some"}),
        json!({"marks": ["sent", "paid"]}),
        json!({"card": "visa", "code": "1"}),
        json!({"code": "1", "text": "ab"}),
        json!({"label": {"text": "x", "color": "red"}}),
        json!({"label": {"icon": "x", "color": "red"}}),
    ] {
        assert_eq!(rejected(value.clone()).await, "", "{value}");
    }
    for (value, message) in [
        (
            json!({"text": "none"}),
            "must not match the excluded schema",
        ),
        (json!({"marks": ["sent"]}), "must contain at least 1"),
        (json!({"card": "visa"}), "is required if `card` is present"),
        (
            json!({"code": "1", "text": "a"}),
            "must have at least 2 characters",
        ),
    ] {
        let text = rejected(value).await;
        assert!(text.contains(message), "{text}");
    }
}
