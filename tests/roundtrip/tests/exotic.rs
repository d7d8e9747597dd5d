//! Values of unusual schemas: from JSON to the type and back, then through a client and a server.

use roundtrip_tests::Zoo;
use serde_json::{Value, json};
use specwright_runtime::json;
use zoo_client::Error;
use zoo_server::{EchoExoticRequest, EchoExoticResponse};
use zoo_types::{
    Exotic, ExoticContained, ExoticInterval, ExoticItem, ExoticMessage, ExoticMixed, ExoticPet,
    ExoticSeverity, Kind, OptionalNullable, Zoom,
};

/// Deserializes the value.
fn typed(value: &Value) -> Exotic {
    json::from_slice(value.to_string().as_bytes())
        .unwrap_or_else(|error| panic!("{value}: {error}"))
}

/// Checks that the value round-trips through its type, and through a server that validates and
/// echoes it.
async fn both_ways(value: Value) {
    let exotic = typed(&value);
    assert_eq!(
        serde_json::to_value(&exotic).expect("the value can be serialized"),
        value
    );
    let zoo = Zoo::answering(EchoExoticResponse::Ok {
        body: exotic.clone(),
    });
    let response = zoo
        .client()
        .echo_exotic(exotic.clone())
        .await
        .unwrap_or_else(|error| panic!("{value}: {error}"));
    assert_eq!(zoo.asked::<EchoExoticRequest>().body, exotic);
    assert_eq!(response.into_body(), exotic);
}

/// Returns the error of the type for an invalid value.
fn refused(value: Value) -> String {
    json::from_slice::<Exotic>(value.to_string().as_bytes())
        .expect_err("the value is rejected")
        .to_string()
}

#[tokio::test]
async fn tuples_keep_every_position() {
    let exotic = typed(&json!({"point": [1.5, -2], "row": ["a", 1]}));
    assert_eq!(exotic.point, Some((1.5, -2.0)));
    assert_eq!(
        exotic.row.map(|row| (row.first, row.second, row.rest)),
        Some(("a".to_owned(), Some(1), Vec::new()))
    );
    for row in [
        json!(["a"]),
        json!(["a", 1]),
        json!(["a", 1, null]),
        json!(["a", 1, "b", true, false]),
    ] {
        both_ways(json!({"point": [0.5, 1.5], "path": [[0.5, 1.5], [2.5, 3.5]], "row": row})).await;
    }
    assert_eq!(
        refused(json!({"point": [1]})),
        "at /point: invalid length 1, expected a tuple of size 2"
    );
    assert_eq!(
        refused(json!({"point": [1, 2, 3]})),
        "at /point/2: is an unexpected element"
    );
    assert_eq!(
        refused(json!({"row": ["a", 1, "b", 0]})),
        "at /row/3: invalid type: integer `0`, expected a boolean"
    );
}

#[tokio::test]
async fn enumerations_can_list_values_of_any_type() {
    for (value, expected) in [
        (json!("none"), ExoticMixed::None),
        (json!(true), ExoticMixed::True),
        (json!(u64::MAX), ExoticMixed::Value18446744073709551615),
        (json!({"a": 1}), ExoticMixed::Object),
        (json!([1, 2]), ExoticMixed::List),
    ] {
        assert_eq!(
            typed(&json!({"mixed": value})).mixed,
            OptionalNullable::Value(expected)
        );
        both_ways(json!({"mixed": value})).await;
    }
    for zoom in [json!(0.5), json!(1), json!("fit"), json!("1")] {
        both_ways(json!({"zoom": zoom, "mixed": null, "always": true, "severity": -1})).await;
    }
    let unknown = json!({"zoom": 2, "mixed": {"a": 2}, "always": false, "severity": 7});
    let exotic = typed(&unknown);
    assert_eq!(
        (exotic.zoom.as_ref(), exotic.severity.as_ref()),
        (
            Some(&Zoom::Unknown(json!(2))),
            Some(&ExoticSeverity::Unknown(7))
        )
    );
    assert_eq!(
        serde_json::to_value(exotic).expect("the value can be serialized"),
        unknown,
        "unlisted values are kept"
    );
    assert_eq!(
        typed(&json!({"zoom": 1.0})).zoom,
        Some(Zoom::Value1),
        "numbers are compared by value"
    );
}

#[tokio::test]
async fn pattern_properties_round_trip() {
    for headers in [
        json!({"host": "a"}),
        json!({"host": "a", "x-a": 1, "y-a": "b", "y-b": null, "other": {"any": [null]}, "none": null, "": 1.5}),
    ] {
        both_ways(json!({"headers": headers, "cells": {"A1": 1, "Z9": -1}})).await;
    }
    let cells = typed(&json!({"cells": {"A1": 1}}))
        .cells
        .expect("`cells` is present");
    assert_eq!(cells.get("A1"), Some(&1));
    assert_eq!(
        refused(json!({"cells": {"A1": "1"}})),
        "at /cells/A1: invalid type: string \"1\", expected i64"
    );
}

#[tokio::test]
async fn unions_keep_the_whole_value() {
    for (contained, is_keeper) in [
        (json!({"name": "a"}), false),
        (json!({"name": "a", "keeps": []}), true),
        (json!({"name": "a", "keeps": ["dog", "cat"]}), true),
    ] {
        let exotic = typed(&json!({"contained": contained}));
        assert_eq!(
            matches!(exotic.contained, Some(ExoticContained::Keeper(_))),
            is_keeper,
            "{contained}"
        );
        both_ways(json!({"contained": contained})).await;
    }
    let interval = |text: &str| typed(&json!({"interval": text})).interval;
    assert_eq!(
        interval("cat"),
        Some(ExoticInterval::Kind(Kind::Cat)),
        "a listed value becomes the variant that lists it"
    );
    assert_eq!(
        interval("P1D"),
        Some(ExoticInterval::String("P1D".to_owned()))
    );
    for message in [
        json!("a"),
        json!([1, 2]),
        json!({"op": 1, "text": "a"}),
        json!({"op": 2}),
        json!({"op": 3}),
    ] {
        both_ways(json!({"message": message})).await;
    }
    for pet in [
        json!({"kind": "cat", "lives": 9}),
        json!({"kind": "kitten"}),
        json!({"kind": "poodle", "curls": 100}),
        json!({"kind": "beagle", "nose": true}),
    ] {
        both_ways(json!({"pet": pet})).await;
    }
    for (item, is_sent) in [
        (json!({"text": "a"}), false),
        (json!({"type": "message", "text": "a"}), false),
        (json!({"type": "message", "text": "a", "at": 1}), true),
        (json!({"type": "call", "name": "b"}), false),
    ] {
        assert_eq!(
            matches!(
                typed(&json!({"item": item})).item,
                Some(ExoticItem::Sent(_))
            ),
            is_sent,
            "{item}"
        );
    }
    for item in [
        json!({"text": "a"}),
        json!({"type": "message", "text": "a", "at": 1}),
        json!({"type": "call"}),
    ] {
        both_ways(json!({"item": item})).await;
    }
    for shipment in [
        json!({"id": 1, "card": "c", "street": "s"}),
        json!({"id": 1, "card": "c", "shop": 2}),
        json!({"id": 1, "iban": "i", "street": "s"}),
        json!({"id": 1, "iban": "i", "shop": 2}),
        json!({"id": 1, "iban": "i", "street": "s", "shop": 2}),
    ] {
        both_ways(json!({"shipment": shipment})).await;
    }
}

#[test]
fn mismatches_give_a_reason_for_each_variant() {
    let why = |value: Value| {
        typed(&value)
            .contained
            .and_then(|contained| contained.mismatch())
            .map(|why| why.to_string())
    };
    assert_eq!(why(json!({"contained": {"name": "a"}})), None);
    assert_eq!(
        why(json!({"contained": {"name": 1, "keeps": []}})).as_deref(),
        Some(
            "no variant of ExoticContained matches\n  \
             Person: at /name: invalid type: integer `1`, expected a string\n  \
             Keeper: at /name: invalid type: integer `1`, expected a string"
        )
    );
    assert_eq!(
        refused(json!({"pet": {"kind": "poodle", "curls": "x"}})),
        "at /pet/curls: invalid type: string \"x\", expected i64"
    );
    let unknown = typed(&json!({"pet": {"kind": "parrot"}, "message": {"op": 4}}));
    assert!(
        matches!(unknown.pet, Some(ExoticPet::Unknown(_)))
            && matches!(unknown.message, Some(ExoticMessage::Unknown(_)))
    );
}

#[test]
fn numbers_without_a_fraction_are_integers() {
    let text =
        r#"{"message": [1.0, 2e1], "severity": 1.0, "cells": {"A1": 3.0}, "row": ["a", 4.0]}"#;
    let exotic: Exotic = json::from_slice(text.as_bytes()).expect("integers");
    assert_eq!(
        serde_json::to_value(exotic).expect("the value can be serialized"),
        json!({"message": [1, 20], "severity": 1, "cells": {"A1": 3}, "row": ["a", 4]})
    );
}

#[tokio::test]
async fn the_server_rejects_unlisted_values() {
    for (value, pointer) in [
        (json!({"mixed": {"a": 2}}), "/mixed"),
        (json!({"always": false}), "/always"),
        (json!({"zoom": 2}), "/zoom"),
        (json!({"headers": {"host": "", "x-a": "1"}}), "/headers/x-a"),
        (
            json!({"cells": {"a1": 1}}),
            "/cells/a1: is not a known property",
        ),
        (
            json!({"cells": {"A10": 1}}),
            "/cells/A10: has a key that must have at most 2 characters",
        ),
    ] {
        let zoo = Zoo::answering(EchoExoticResponse::Ok {
            body: Exotic::default(),
        });
        let error = zoo
            .client()
            .echo_exotic(typed(&value))
            .await
            .expect_err("the value is rejected");
        let Error::Unexpected(response) = &error else {
            panic!("{error:?}")
        };
        let problem: Value = serde_json::from_slice(response.body()).expect("JSON");
        let detail = problem["detail"].as_str().unwrap_or_default();
        assert!(
            response.status() == 422 && detail.starts_with(pointer),
            "{problem}"
        );
    }
}

#[tokio::test]
async fn parameters_can_be_tuples_and_enumerations() {
    for zoom in [Zoom::Value0Dot5, Zoom::Value1, Zoom::Fit] {
        let zoo = Zoo::answering(EchoExoticResponse::Ok {
            body: Exotic::default(),
        });
        zoo.client()
            .echo_exotic(Exotic::default())
            .within((7, "8".to_owned()))
            .zoom(zoom.clone())
            .await
            .expect("echoed");
        let request = zoo.asked::<EchoExoticRequest>();
        assert_eq!(
            (request.within, request.zoom),
            (Some((7, "8".to_owned())), Some(zoom))
        );
    }
}
