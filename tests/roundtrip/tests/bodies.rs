//! Bodies: JSON, forms, strings and bytes, in both directions.

use std::collections::BTreeMap;

use roundtrip_tests::Zoo;
use serde_json::json;
use specwright_runtime::http::header::CONTENT_TYPE;
use zoo_client::animals::CreateAnimalSuccess;
use zoo_client::{CallOptions as _, Error};
use zoo_server::{
    AddNoteRequest, AddNoteResponse, CreateAnimalRequest, CreateAnimalResponse, EchoRequest,
    EchoResponse, EchoShapesRequest, EchoShapesResponse, FeedAnimalRequest, FeedAnimalResponse,
    GetPicturesResponse, PatchPlanRequest, PatchPlanResponse, PutPicturesRequest,
    PutPicturesResponse, SetGreetingRequest, SetGreetingResponse, SetPriceRequest,
    SetPriceResponse,
};
use zoo_types::{
    Animal, Base64, Bytes, Circle, Date, DateTime, Everything, EverythingInline,
    EverythingInlineDeepItem, EverythingInlineDeepItemLeaf as Leaf, Extended, Kind, Labels, Meal,
    Node, OptionalNullable, Position, Secret, Shape, Size, Square, TextOrNumber, Value, everything,
};

/// Sends a value, checks the value that the server received, and returns another value to the
/// client.
async fn echo(given: Everything, returned: Everything) {
    let zoo = Zoo::answering(EchoResponse::Ok {
        body: returned.clone(),
    });
    let response = zoo
        .client()
        .echo()
        .body(given.clone())
        .await
        .expect("echoed");
    assert_eq!(zoo.asked::<EchoRequest>().body, Some(given));
    assert_eq!(response.into_body(), returned);
}

async fn both_ways(value: Everything) {
    echo(value.clone(), value).await;
}

fn list(length: i64) -> Node {
    (0..length).fold(Node::new(length), |next, value| Node {
        value,
        next: Some(Box::new(next)),
    })
}

/// Returns a value of types that are in modules because their names are long.
fn classification() -> everything::InlineScientificClassificationOfThePlant {
    use everything::inline::scientific_classification_of_the_plant as plant;
    use everything::inline::{
        ScientificClassificationOfThePlantSubfamily as Subfamily,
        ScientificClassificationOfThePlantSynonymsItem as Synonym,
    };

    let language = plant::SynonymsItemCommonNameLanguage::La;
    everything::InlineScientificClassificationOfThePlant {
        subfamily: Some(Subfamily::Rosoideae),
        synonyms: Some(vec![
            Synonym::FormerDesignation(plant::SynonymsItemFormerDesignation::new(1753)),
            Synonym::CommonName(plant::SynonymsItemCommonName::new(language)),
        ]),
    }
}

fn everything() -> Everything {
    let any = json!({"a": [1, 2.5, null, {"b": "\u{1f408}"}], "": false});
    Everything {
        flag: Some(false),
        small: Some(i32::MIN),
        whole: Some(i64::MAX),
        real: Some(-0.1),
        moment: Some(DateTime::from("2026-02-28T23:59:60.123456789-11:30")),
        day: Some(Date::from("2024-02-29")),
        bytes: Some(Base64::from_bytes([0, 255, 62, 63])),
        secret: Some(Secret::new("not to be shown")),
        anything: Some(any.clone()),
        free: Some(BTreeMap::from([
            ("any".to_owned(), any),
            ("none".to_owned(), Value::Null),
        ])),
        map: Some(BTreeMap::from([
            (String::new(), 0),
            ("a/b~c".to_owned(), i64::MIN),
        ])),
        labels: Some(Labels {
            additional: BTreeMap::from([("second".to_owned(), 2), ("additional".to_owned(), 3)]),
            ..Labels::new("one")
        }),
        extended: Some(Extended {
            rank: Some(1e300),
            ..Extended::new("0b7e7dee-87b3-4c3a-9b6f-3c1d2f1f0a5e", "a\nnote")
        }),
        shape: Some(Shape::Circle(Circle::new(0.5))),
        either: Some(TextOrNumber::String("5".to_owned())),
        list: Some(list(30)),
        maybe: OptionalNullable::Value(String::new()),
        inline: Some(EverythingInline {
            scientific_classification_of_the_plant: Some(classification()),
            ..EverythingInline::new(vec![
                EverythingInlineDeepItem {
                    leaf: Some(Leaf::Brown),
                },
                EverythingInlineDeepItem { leaf: None },
            ])
        }),
    }
}

#[tokio::test]
async fn all_kinds_of_values_round_trip() {
    both_ways(everything()).await;
    both_ways(Everything::default()).await;
}

#[tokio::test]
async fn unconstrained_values_can_be_null() {
    for anything in [None, Some(Value::Null), Some(json!({"a": null}))] {
        both_ways(Everything {
            anything,
            ..Everything::default()
        })
        .await;
    }
}

/// The three states of an optional body that can be `null`, and the two of an optional string.
#[tokio::test]
async fn an_absent_body_is_neither_null_nor_empty() {
    let zoo = Zoo::new();
    for body in [Some(Some(0.5)), Some(None), None] {
        zoo.answer(SetPriceResponse::NoContent);
        let mut call = zoo.client().set_price();
        if let Some(body) = body {
            call = call.body(body);
        }
        call.await.expect("set");
        assert_eq!(zoo.asked::<SetPriceRequest>().body, body);
        let has_media_type = zoo.parts().headers.contains_key("content-type");
        assert_eq!(has_media_type, body.is_some());
    }
    for body in [Some("a".to_owned()), Some(String::new()), None] {
        zoo.answer(SetGreetingResponse::NoContent);
        let mut call = zoo.client().set_greeting();
        if let Some(body) = &body {
            call = call.body(body);
        }
        call.await.expect("set");
        assert_eq!(zoo.asked::<SetGreetingRequest>().body, body);
    }
}

#[tokio::test]
async fn a_patch_format_is_not_any_json() {
    let zoo = Zoo::answering(PatchPlanResponse::NoContent);
    let plan = Position {
        row: Some(1),
        ..Position::default()
    };
    zoo.client()
        .patch_plan(plan.clone())
        .await
        .expect("patched");
    assert_eq!(zoo.asked::<PatchPlanRequest>().body, plan);
    let content_type = &zoo.parts().headers["content-type"];
    assert_eq!(content_type, "application/merge-patch+json");
    for other in ["application/json", "application/json-patch+json"] {
        let call = zoo.client().patch_plan(plan.clone());
        match call.with_header(CONTENT_TYPE, other).await {
            Err(Error::Unexpected(response)) => {
                assert_eq!(response.status(), 415);
                let problem = String::from_utf8_lossy(response.body());
                assert!(
                    problem.contains("application/merge-patch+json"),
                    "{problem}"
                );
            }
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn an_optional_body_can_be_omitted() {
    let zoo = Zoo::answering(EchoResponse::Ok {
        body: Everything::default(),
    });
    zoo.client().echo().await.expect("echoed");
    assert_eq!(zoo.asked::<EchoRequest>(), EchoRequest { body: None });
    assert!(!zoo.parts().headers.contains_key("content-type"));
}

#[tokio::test]
async fn absent_null_and_values_are_distinguished() {
    for maybe in [
        OptionalNullable::Absent,
        OptionalNullable::Null,
        OptionalNullable::Value("null".to_owned()),
    ] {
        both_ways(Everything {
            maybe,
            ..Everything::default()
        })
        .await;
    }
}

#[tokio::test]
async fn every_variant_of_a_union_round_trips() {
    for either in [
        TextOrNumber::String("5".to_owned()),
        TextOrNumber::Integer(5),
        TextOrNumber::String(String::new()),
    ] {
        both_ways(Everything {
            either: Some(either),
            ..Everything::default()
        })
        .await;
    }
    let shapes = vec![
        Shape::Square(Square::new(1.0)),
        Shape::Circle(Circle::new(1e-9)),
    ];
    for shapes in [shapes, Vec::new()] {
        let zoo = Zoo::answering(EchoShapesResponse::Ok {
            body: shapes.clone(),
        });
        let response = zoo
            .client()
            .echo_shapes(shapes.clone())
            .await
            .expect("echoed");
        assert_eq!(
            (zoo.asked::<EchoShapesRequest>().body, response.into_body()),
            (shapes.clone(), shapes)
        );
    }
}

#[tokio::test]
async fn the_client_keeps_values_of_a_newer_api_version() {
    let unknown = Everything {
        either: Some(TextOrNumber::Unknown(json!([1, "two"]))),
        shape: Some(Shape::Unknown(
            json!({"type": "triangle", "sides": [3, 4, 5]}),
        )),
        inline: Some(EverythingInline::new(vec![EverythingInlineDeepItem {
            leaf: Some(Leaf::Unknown("blue".to_owned())),
        }])),
        moment: Some(DateTime::from("yesterday")),
        ..Everything::default()
    };
    echo(Everything::default(), unknown).await;

    let animal = Animal {
        size: Some(Size::Unknown(4)),
        ..Animal::new("Rex", Kind::from("unicorn"))
    };
    let zoo = Zoo::answering(CreateAnimalResponse::Ok {
        body: animal.clone(),
    });
    let client =
        zoo.client_with(|builder| builder.login(roundtrip_tests::USER, roundtrip_tests::PASSWORD));
    match client
        .create_animal(Animal::new("Rex", Kind::Cat))
        .await
        .expect("there")
    {
        CreateAnimalSuccess::Ok(response) => {
            assert!(!response.kind.is_known());
            assert_eq!(response.into_body(), animal);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_server_rejects_undocumented_values() {
    let empty = Everything::default;
    let refused = [
        (
            Everything {
                shape: Some(Shape::Unknown(json!({"type": "triangle"}))),
                ..empty()
            },
            "/shape",
        ),
        (
            Everything {
                either: Some(TextOrNumber::Unknown(json!(true))),
                ..empty()
            },
            "/either",
        ),
        (
            Everything {
                moment: Some(DateTime::from("yesterday")),
                ..empty()
            },
            "/moment",
        ),
        (
            Everything {
                day: Some(Date::from("2025-02-29")),
                ..empty()
            },
            "/day",
        ),
        (
            Everything {
                extended: Some(Extended::new("no UUID", "")),
                ..empty()
            },
            "/extended/id",
        ),
        (
            Everything {
                inline: Some(EverythingInline::new(vec![EverythingInlineDeepItem {
                    leaf: Some(Leaf::Unknown("blue".to_owned())),
                }])),
                ..empty()
            },
            "/inline/deep/0/leaf",
        ),
    ];
    let zoo = Zoo::new();
    for (body, pointer) in refused {
        match zoo.client().echo().body(body).await {
            Err(Error::Unexpected(response)) => {
                assert_eq!(response.status(), 422);
                let problem: Value = serde_json::from_slice(response.body()).expect("JSON");
                assert!(
                    problem["detail"]
                        .as_str()
                        .is_some_and(|detail| detail.starts_with(pointer)),
                    "{pointer}: {problem}"
                );
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(zoo.was_not_asked());
}

#[tokio::test]
async fn a_recursive_value_round_trips() {
    let parent = |name: &str| Animal {
        nickname: OptionalNullable::Null,
        ..Animal::new(name, Kind::Dog)
    };
    let animal = Animal {
        id: Some(-1),
        size: Some(Size::Value3),
        owner: Some("Zo\u{eb}".to_owned()),
        nickname: OptionalNullable::Value("R".to_owned()),
        born: Some(Date::from("0001-01-01")),
        parents: Some(vec![
            Animal {
                parents: Some(vec![parent("grandmother")]),
                ..parent("mother")
            },
            parent("father"),
        ]),
        ..Animal::new("\u{1f415}".repeat(40), Kind::Value3Toed)
    };
    let zoo = Zoo::answering(CreateAnimalResponse::Ok {
        body: animal.clone(),
    });
    let client =
        zoo.client_with(|builder| builder.login(roundtrip_tests::USER, roundtrip_tests::PASSWORD));
    match client.create_animal(animal.clone()).await.expect("there") {
        CreateAnimalSuccess::Ok(response) => assert_eq!(response.into_body(), animal),
        other => panic!("{other:?}"),
    }
    assert_eq!(
        zoo.asked::<CreateAnimalRequest>(),
        CreateAnimalRequest { body: animal }
    );
}

#[tokio::test]
async fn forms_are_received() {
    let spices = ["", "a&b=c", "a+b c%41", "\u{e9}\u{1f336}", "[0]", "5"]
        .map(str::to_owned)
        .to_vec();
    let zoo = Zoo::new();
    for meal in [
        Meal::new("hay"),
        Meal {
            grams: Some(-5),
            spices: Some(spices),
            ..Meal::new("5")
        },
        Meal::new(""),
    ] {
        zoo.answer(FeedAnimalResponse::Ok { body: meal.clone() });
        let response = zoo
            .client()
            .feed_animal(7)
            .body(meal.clone())
            .await
            .expect("fed");
        assert_eq!(
            zoo.asked::<FeedAnimalRequest>(),
            FeedAnimalRequest {
                id: 7,
                body: Some(meal.clone())
            }
        );
        assert_eq!(
            zoo.parts().headers["content-type"],
            "application/x-www-form-urlencoded"
        );
        assert_eq!(response.into_body(), meal);
    }
    zoo.answer(FeedAnimalResponse::Ok {
        body: Meal::new(""),
    });
    zoo.client().feed_animal(i64::MIN).await.expect("fed");
    assert_eq!(
        zoo.asked::<FeedAnimalRequest>(),
        FeedAnimalRequest {
            id: i64::MIN,
            body: None
        }
    );
}

#[tokio::test]
async fn an_absent_property_has_an_accessor_of_its_default() {
    let zoo = Zoo::answering(FeedAnimalResponse::Ok {
        body: Meal::new("hay"),
    });
    let response = zoo
        .client()
        .feed_animal(7)
        .body(Meal {
            grams: Some(3),
            ..Meal::new("hay")
        })
        .await
        .expect("fed");
    let asked = zoo.asked::<FeedAnimalRequest>().body.expect("a meal");
    assert_eq!(
        (
            asked.grams_or_default(),
            response.grams,
            response.grams_or_default()
        ),
        (3, None, 100)
    );
}

#[tokio::test]
async fn string_bodies_are_received() {
    let zoo = Zoo::new();
    for text in [
        "",
        "a",
        " a\r\nb\t\u{0} ",
        "\u{feff}\u{1f408}",
        "{\"a\": 1}",
        &"x".repeat(1 << 20),
    ] {
        zoo.answer(AddNoteResponse::Created {
            body: text.to_owned(),
        });
        let response = zoo.client().add_note(text).await.expect("noted");
        assert_eq!(response.status(), 201);
        assert!(
            zoo.asked::<AddNoteRequest>().body == text && response.into_body() == text,
            "{} octets",
            text.len()
        );
    }
    let error = zoo
        .client()
        .add_note("x".repeat((1 << 20) + 1))
        .await
        .expect_err("too large");
    assert!(
        matches!(&error, Error::Unexpected(response) if response.status() == 413),
        "{error:?}"
    );
}

#[tokio::test]
async fn byte_bodies_are_received() {
    let zoo = Zoo::new();
    let all: Vec<u8> = (0..=255).collect();
    for sent in [Vec::new(), vec![0], all] {
        zoo.answer(PutPicturesResponse::Ok {
            body: i64::try_from(sent.len()).expect("few"),
        });
        let response = zoo
            .client()
            .put_pictures(1, 2, sent.clone())
            .await
            .expect("put");
        let request = zoo.asked::<PutPicturesRequest>();
        assert_eq!((request.from, request.to), (1, 2));
        assert_eq!(request.body.bytes(256).await.expect("a body"), sent);
        assert_eq!(usize::try_from(response.into_body()), Ok(sent.len()));

        zoo.answer(GetPicturesResponse::Ok {
            body: Bytes::from(sent.clone()).into(),
        });
        let response = zoo.client().get_pictures(1, 2).await.expect("got");
        assert_eq!(response.header_map()["content-type"], "image/png");
        assert_eq!(response.into_body(), sent);
    }
}

#[tokio::test]
async fn a_secret_is_received_and_hidden_in_debug_output() {
    let zoo = Zoo::answering(EchoResponse::Ok { body: everything() });
    let response = zoo
        .client()
        .echo()
        .body(everything())
        .await
        .expect("echoed");
    let asked: EchoRequest = zoo.asked();
    let secret = asked
        .body
        .as_ref()
        .and_then(|body| body.secret.as_ref())
        .map(Secret::expose);
    assert_eq!(secret, Some("not to be shown"));
    assert!(!format!("{asked:?} {response:?}").contains("not to be shown"));
}
