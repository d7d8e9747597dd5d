//! The configuration in zoo.toml: user-supplied types, closed enums and additional properties.

use std::net::Ipv4Addr;

use roundtrip_tests::Zoo;
use serde_json::json;
use specwright_runtime::axum::body::Body;
use specwright_runtime::axum::response::Response;
use user_types::Money;
use zoo_client::Error;
use zoo_server::{ConfigureRequest, ConfigureResponse};
use zoo_types::{
    Backup, ConfigureLevel, ConfigureOkHeaders, Machine, Mode, OptionalNullable, Target, Value,
};

const HERE: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 1);
const THERE: Ipv4Addr = Ipv4Addr::new(10, 0, 0, 2);

fn machine() -> Machine {
    Machine {
        gateway: OptionalNullable::Null,
        others: Some(vec![HERE, THERE]),
        names: Some([("there".to_owned(), THERE)].into()),
        price: Some(Money("12".to_owned())),
        backup: Some(Backup::On),
        target: Some(Target::Price(Money("7".to_owned()))),
        additional: [("rack".to_owned(), json!({"row": 3}))].into(),
        ..Machine::new(HERE, Mode::Either)
    }
}

fn ok(body: Machine) -> ConfigureResponse {
    ConfigureResponse::Ok {
        headers: ConfigureOkHeaders::new(THERE),
        body,
    }
}

#[tokio::test]
async fn user_types_round_trip_in_every_location() {
    let zoo = Zoo::answering(ok(machine()));
    let call = zoo
        .client()
        .configure(HERE, Mode::Off, machine())
        .near(vec![HERE, THERE])
        .x_price(Money("5".to_owned()));
    let response = call.level(ConfigureLevel::Value1).await.expect("an answer");
    assert_eq!(zoo.parts().uri.path(), "/hosts/10.0.0.1");
    assert_eq!(
        zoo.asked::<ConfigureRequest>(),
        ConfigureRequest {
            address: HERE,
            near: Some(vec![HERE, THERE]),
            mode: Mode::Off,
            level: ConfigureLevel::Value1,
            x_price: Some(Money("5".to_owned())),
            body: machine(),
        }
    );
    assert_eq!(response.headers().expect("headers").x_gateway, THERE);
    assert_eq!(response.into_body(), machine());
}

#[tokio::test]
async fn defaults_of_closed_enums_are_variants() {
    let zoo = Zoo::answering(ok(machine()));
    zoo.client()
        .configure(HERE, Mode::On, Machine::new(THERE, Mode::On))
        .await
        .expect("an answer");
    let request: ConfigureRequest = zoo.asked();
    assert_eq!(
        (
            request.level,
            request.body.backup,
            request.body.backup_or_default()
        ),
        (ConfigureLevel::Value2, None, Backup::Off)
    );
    assert_eq!(request.body.gateway, OptionalNullable::Absent);
}

#[tokio::test]
async fn unlisted_values_are_rejected() {
    for (body, message) in [
        (
            json!({"address": "10.0.0.1", "mode": "broken"}),
            "unknown value \"broken\", expected one of \"on\", \"off\", \"unknown\"",
        ),
        (
            json!({"address": "10.0.0.1", "mode": "on", "target": true}),
            "at /target: expected an integer or a string, found a boolean",
        ),
        (json!({"address": "10.0.0", "mode": "on"}), "invalid"),
    ] {
        let response = Response::builder()
            .header("Content-Type", "application/json")
            .header("X-Gateway", "10.0.0.2");
        let zoo = Zoo::failing::<ConfigureResponse>(
            response
                .body(Body::from(body.to_string()))
                .expect("a response"),
        );
        match zoo.client().configure(HERE, Mode::On, machine()).await {
            Err(Error::Decode(error)) => assert!(error.to_string().contains(message), "{error}"),
            other => panic!("{other:?}"),
        }
    }
    let number: Value = json!(3);
    assert!(serde_json::from_value::<ConfigureLevel>(number).is_err());
    assert_eq!("off".parse(), Ok(Mode::Off));
    assert!(Mode::try_from("Off").is_err());
}
