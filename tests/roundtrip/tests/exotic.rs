//! Values of schemas that are seldom written: JSON, its type, and JSON again; then through a client and a server.

use roundtrip_tests::Zoo;
use serde_json::{Value, json};
use specwright_runtime::json;
use zoo_server::{EchoExoticRequest, EchoExoticResponse};
use zoo_types::Exotic;

/// The value as its type.
fn typed(value: &Value) -> Exotic {
    json::from_slice(value.to_string().as_bytes()).unwrap_or_else(|error| panic!("{value}: {error}"))
}

/// Whether the value comes back as it was, from its type and from a server that checks and echoes it.
async fn both_ways(value: Value) {
    let exotic = typed(&value);
    assert_eq!(serde_json::to_value(&exotic).expect("it can be written"), value);
    let zoo = Zoo::answering(EchoExoticResponse::Ok { body: exotic.clone() });
    let response = zoo.client().echo_exotic(exotic.clone()).await.unwrap_or_else(|error| panic!("{value}: {error}"));
    assert_eq!(zoo.asked::<EchoExoticRequest>().body, exotic);
    assert_eq!(response.into_body(), exotic);
}

/// Why the type refuses a value.
fn refused(value: Value) -> String {
    json::from_slice::<Exotic>(value.to_string().as_bytes()).expect_err("it is refused").to_string()
}

#[tokio::test]
async fn tuples_keep_each_position() {
    let exotic = typed(&json!({"point": [1.5, -2], "row": ["a", 1]}));
    assert_eq!(exotic.point, Some((1.5, -2.0)));
    assert_eq!(exotic.row.map(|row| (row.first, row.second, row.rest)), Some(("a".to_owned(), Some(1), Vec::new())));
    for row in [json!(["a"]), json!(["a", 1]), json!(["a", 1, null]), json!(["a", 1, "b", true, false])] {
        both_ways(json!({"point": [0.5, 1.5], "path": [[0.5, 1.5], [2.5, 3.5]], "row": row})).await;
    }
    assert_eq!(refused(json!({"point": [1]})), "at /point: invalid length 1, expected a tuple of size 2");
    assert_eq!(refused(json!({"point": [1, 2, 3]})), "trailing characters (line 1, column 15)");
    assert_eq!(refused(json!({"row": ["a", 1, "b", 0]})), "at /row/3: invalid type: integer `0`, expected a boolean");
}

#[tokio::test]
async fn a_tuple_may_be_a_parameter() {
    let zoo = Zoo::answering(EchoExoticResponse::Ok { body: Exotic::default() });
    zoo.client().echo_exotic(Exotic::default()).within((7, "8".to_owned())).await.expect("echoed");
    assert_eq!(zoo.asked::<EchoExoticRequest>().within, Some((7, "8".to_owned())));
}
