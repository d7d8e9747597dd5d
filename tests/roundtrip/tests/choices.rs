//! Values of unions: the variant that a value selects, and the JSON that a variant writes.

use roundtrip_tests::Zoo;
use serde_json::{Value, json};
use specwright_runtime::json;
use zoo_client::Error;
use zoo_server::{EchoChoicesRequest, EchoChoicesResponse};
use zoo_types::{
    Cart, Choices, ChoicesArea, ChoicesPlan, ChoicesSignal, Closed, ClosedGate, DayTicket, Guide,
    Route, Schedule, Talk, Ticket, Truck, Vehicle, Walk, YearTicket,
};

/// Deserializes the value.
fn typed(value: &Value) -> Choices {
    json::from_slice(value.to_string().as_bytes())
        .unwrap_or_else(|error| panic!("{value}: {error}"))
}

fn written(choices: &Choices) -> Value {
    serde_json::to_value(choices).expect("the value can be serialized")
}

/// Checks that the value round-trips through its type, and through a server that validates and
/// echoes it. Returns the typed value.
async fn both_ways(value: Value) -> Choices {
    let choices = typed(&value);
    assert_eq!(written(&choices), value);
    let zoo = Zoo::answering(EchoChoicesResponse::Ok {
        body: choices.clone(),
    });
    let response = zoo
        .client()
        .echo_choices(choices.clone())
        .await
        .unwrap_or_else(|error| panic!("{value}: {error}"));
    assert_eq!(zoo.asked::<EchoChoicesRequest>().body, choices);
    assert_eq!(response.into_body(), choices);
    choices
}

/// Returns the violations that the server finds in a value that the client sends.
async fn rejected(value: Value) -> String {
    let zoo = Zoo::answering(EchoChoicesResponse::Ok {
        body: Choices::default(),
    });
    match zoo.client().echo_choices(typed(&value)).await {
        Err(Error::Unexpected(response)) => {
            assert_eq!(response.status().as_u16(), 422, "{value}");
            String::from_utf8_lossy(response.body()).into_owned()
        }
        other => panic!("{value}: {other:?}"),
    }
}

#[tokio::test]
async fn every_value_of_a_mapping_and_the_implicit_name_are_kept() {
    for kind in ["day", "single", "DayTicket"] {
        let value = json!({"ticket": {"type": kind, "day": "monday"}});
        let choices = both_ways(value).await;
        assert!(
            matches!(choices.ticket, Some(Ticket::Day(_))),
            "{choices:?}"
        );
    }
    let choices = both_ways(json!({"ticket": {"type": "year", "photo": "p"}})).await;
    assert!(matches!(choices.ticket, Some(Ticket::Year(_))));
    let message = rejected(json!({"ticket": {"type": "week"}})).await;
    assert!(message.contains("/ticket/type"), "{message}");
}

#[test]
fn the_variant_decides_the_discriminator() {
    let day = DayTicket::new("monday");
    let year = YearTicket {
        r#type: "day".to_owned(),
        ..YearTicket::default()
    };
    for (ticket, kind) in [
        (Ticket::Day(day.clone()), "day"),
        (
            Ticket::Day(DayTicket {
                r#type: "single".to_owned(),
                ..day.clone()
            }),
            "single",
        ),
        (
            Ticket::Day(DayTicket {
                r#type: "year".to_owned(),
                ..day
            }),
            "day",
        ),
        (Ticket::Year(year), "year"),
    ] {
        let value = serde_json::to_value(&ticket).expect("a ticket");
        assert_eq!(value["type"], kind);
    }
    let cart = Vehicle::Cart(Cart {
        load: Some(1),
        ..Cart::default()
    });
    assert_eq!(
        serde_json::to_value(&cart).expect("a cart"),
        json!({"kind": "cart", "load": 1})
    );
    let truck = serde_json::to_value(Vehicle::Truck(Truck::new("B 1"))).expect("a truck");
    assert_eq!(truck, json!({"kind": "truck", "plate": "B 1"}));
}

#[tokio::test]
async fn an_optional_discriminator_is_written_where_the_variant_needs_it() {
    let walk = Walk {
        minutes: Some(5),
        ..Walk::default()
    };
    let talk = Talk {
        minutes: Some(5),
        ..Talk::default()
    };
    let written = |guide: Guide| serde_json::to_value(&guide).expect("a guide");
    assert_eq!(written(Guide::Walk(walk)), json!({"minutes": 5}));
    assert_eq!(
        written(Guide::Talk(talk)),
        json!({"form": "Talk", "minutes": 5})
    );
    let choices = both_ways(json!({"guide": {"minutes": 5}})).await;
    assert!(matches!(choices.guide, Some(Guide::Walk(_))));
    let choices = both_ways(json!({"guide": {"topic": "t"}})).await;
    assert!(matches!(choices.guide, Some(Guide::Talk(_))));
}

#[tokio::test]
async fn a_nested_constant_selects_the_variant() {
    let value = json!({"signal": {"gate": {"state": "opened", "by": "me"}}});
    let choices = both_ways(value).await;
    assert!(matches!(choices.signal, Some(ChoicesSignal::Opened(_))));
    let value = json!({"signal": {"gate": {"state": "closed", "until": 7}}});
    let choices = both_ways(value).await;
    assert!(matches!(choices.signal, Some(ChoicesSignal::Closed(_))));
    // The keys are those of `Opened`, the constant is the one of `Closed`.
    let choices = typed(&json!({"signal": {"gate": {"state": "closed", "by": "me"}}}));
    assert!(matches!(choices.signal, Some(ChoicesSignal::Closed(_))));

    let choices = typed(&json!({"signal": {"gate": {"state": "ajar"}}}));
    let mismatch = choices.signal.and_then(|signal| signal.mismatch());
    assert_eq!(
        mismatch.expect("no variant has this constant").to_string(),
        "no variant of ChoicesSignal matches\n  \
         Opened: at /gate/state: unknown value \"ajar\", expected \"opened\"\n  \
         Closed: at /gate/state: unknown value \"ajar\", expected \"closed\""
    );
    let built = ChoicesSignal::Closed(Closed::new(ClosedGate::default()));
    assert_eq!(
        serde_json::to_value(&built).expect("a signal"),
        json!({"gate": {"state": "closed"}})
    );
}

#[tokio::test]
async fn a_variant_that_fits_precedes_the_unknown_value_of_a_nested_union() {
    let choices = both_ways(json!({"plan": {"id": "1", "rounds": 2}})).await;
    assert!(matches!(
        choices.plan,
        Some(ChoicesPlan::Route(Route::Loop(_)))
    ));
    let choices = both_ways(json!({"plan": {"id": "1", "at": "8"}})).await;
    assert!(matches!(
        choices.plan,
        Some(ChoicesPlan::Schedule(Schedule::Slot(_)))
    ));
    // Undeclared properties are ignored, so the value fits although the type does not keep it.
    let choices = typed(&json!({"plan": {"id": "1", "at": "8", "undeclared": true}}));
    assert!(matches!(
        choices.plan,
        Some(ChoicesPlan::Schedule(Schedule::Slot(_)))
    ));
    let choices = typed(&json!({"plan": {"id": "1", "at": "8", "daily": true}}));
    assert!(matches!(
        choices.plan,
        Some(ChoicesPlan::Schedule(Schedule::Repeat(_)))
    ));

    let value = json!({"plan": {"id": "1"}});
    let choices = typed(&value);
    assert_eq!(written(&choices), value);
    let mismatch = choices.plan.and_then(|plan| plan.mismatch());
    assert_eq!(
        mismatch.expect("no variant matches").to_string(),
        "no variant of ChoicesPlan matches\n  \
         Route: no variant of Route matches\n    \
         Path: missing field `from`\n    \
         Loop: missing field `rounds`\n  \
         Schedule: no variant of Schedule matches\n    \
         Slot: missing field `at`\n    \
         Repeat: missing field `at`"
    );
}

#[tokio::test]
async fn a_key_that_another_branch_leaves_open_does_not_select_a_branch() {
    let choices = both_ways(json!({"area": {"radius": 1.5}})).await;
    assert!(matches!(choices.area, Some(ChoicesArea::Ring(_))));
    // `radius` is undeclared in `Yard`, which allows it with any value.
    let value = json!({"area": {"width": 1.5, "depth": 2.5, "radius": "none"}});
    assert!(matches!(typed(&value).area, Some(ChoicesArea::Yard(_))));
    // This value matches both branches of `oneOf`.
    let value = json!({"area": {"width": 1.5, "depth": 2.5, "radius": 1.5}});
    let choices = typed(&value);
    assert!(matches!(choices.area, Some(ChoicesArea::Unknown(_))));
    assert_eq!(written(&choices), value);
    let message = rejected(value).await;
    assert!(message.contains("/area"), "{message}");
}

#[tokio::test]
async fn a_server_checks_choices_between_required_properties() {
    both_ways(json!({"contact": {"mail": "a@b.c"}})).await;
    both_ways(json!({"contact": {"phone": "1", "fax": "2", "note": "n"}})).await;
    for (contact, expected) in [
        (
            json!({"note": "n"}),
            "matches none of the alternatives\n  1: /contact/mail: is required\n  \
             2: /contact/phone: is required",
        ),
        (
            json!({"mail": "a@b.c", "phone": "1"}),
            "matches more than one of the alternatives: 1, 2",
        ),
        (
            json!({"mail": "a@b.c", "fax": "2"}),
            "matches none of the alternatives\n  1: /contact/note: is required\n  \
             2: /contact: must not have the property `fax`",
        ),
    ] {
        let message = rejected(json!({"contact": contact})).await;
        let problem: Value = serde_json::from_str(&message).expect("JSON");
        let detail = problem["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(expected), "{detail}");
    }
}
