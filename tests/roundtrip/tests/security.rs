//! Security: the credentials that the client sends, and the principal that the server derives.

use roundtrip_tests::{KEY, PASSWORD, TOKEN, USER, Who, Zoo};
use specwright_runtime::client::RawResponse;
use zoo_client::animals::{CreateAnimalError, CreateAnimalSuccess, ListAnimalsError};
use zoo_client::{Client, ClientBuilder, Error};
use zoo_server::{
    AddNoteResponse, CreateAnimalResponse, GetAnimalResponse, ListAnimalsResponse,
    RenameAnimalResponse,
};
use zoo_types::{Animal, Kind, ListAnimalsOkHeaders};

/// Sets the credentials of one client.
type SetUp = fn(ClientBuilder) -> ClientBuilder;

async fn create(client: &Client) -> Result<CreateAnimalSuccess, Error<CreateAnimalError>> {
    client.create_animal(Animal::new("Rex", Kind::Dog)).await
}

#[tokio::test]
async fn an_api_key_is_sent_in_its_header() {
    let zoo = Zoo::answering(ListAnimalsResponse::Ok {
        headers: ListAnimalsOkHeaders::new(0),
        body: Vec::new(),
    });
    zoo.client().list_animals().await.expect("accepted");
    assert_eq!(zoo.who(), Some(Who(vec!["key"])));
    assert_eq!(zoo.parts().headers["x-zoo-key"].as_bytes(), KEY.as_bytes());
    assert!(!zoo.parts().headers.contains_key("authorization"));
}

#[tokio::test]
async fn one_complete_security_alternative_is_sufficient() {
    let cases: [(&str, SetUp, &[&str]); 4] = [
        (
            "key and token",
            |builder| builder.key(KEY).token(TOKEN),
            &["key", "token"],
        ),
        ("login", |builder| builder.login(USER, PASSWORD), &["login"]),
        (
            "login, and a key without its token",
            |builder| builder.key(KEY).login(USER, PASSWORD),
            &["login"],
        ),
        (
            "all: the first that is complete",
            |builder| builder.login(USER, PASSWORD).token(TOKEN).key(KEY),
            &["key", "token"],
        ),
    ];
    for (name, set_up, schemes) in cases {
        let zoo = Zoo::answering(CreateAnimalResponse::Ok {
            body: Animal::new("Rex", Kind::Dog),
        });
        create(&zoo.client_with(set_up))
            .await
            .unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(zoo.who(), Some(Who(schemes.to_vec())), "{name}");
    }
}

#[tokio::test]
async fn unknown_credentials_are_rejected() {
    let cases: [(&str, SetUp); 7] = [
        ("nothing", |builder| builder),
        ("key alone", |builder| builder.key(KEY)),
        ("token alone", |builder| builder.token(TOKEN)),
        ("wrong key", |builder| builder.key("other").token(TOKEN)),
        ("wrong token", |builder| builder.key(KEY).token("other")),
        ("wrong password", |builder| builder.login(USER, "other")),
        ("wrong user", |builder| builder.login("other", PASSWORD)),
    ];
    for (name, set_up) in cases {
        let zoo = Zoo::new();
        let set_up = |builder| set_up(builder).allow_missing_credentials();
        match create(&zoo.client_with(set_up)).await {
            Err(Error::Api(CreateAnimalError::ClientError(problem))) => {
                assert_eq!(problem.status(), 401, "{name}")
            }
            other => panic!("{name}: {other:?}"),
        }
        assert!(zoo.was_not_asked(), "{name}");
    }
}

#[tokio::test]
async fn missing_credentials_are_answered_with_challenges() {
    let zoo = Zoo::new();
    match zoo
        .client_with(ClientBuilder::allow_missing_credentials)
        .list_animals()
        .await
    {
        Err(Error::Api(ListAnimalsError::Default(problem))) => {
            assert_eq!(problem.status(), 401);
            assert!(
                !problem.header_map().contains_key("www-authenticate"),
                "an API key scheme has no challenge"
            );
        }
        other => panic!("{other:?}"),
    }
    match create(&zoo.client_with(ClientBuilder::allow_missing_credentials)).await {
        Err(Error::Api(CreateAnimalError::ClientError(problem))) => {
            assert!(problem.header_map().contains_key("www-authenticate"))
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn operations_without_security_receive_no_credentials() {
    let zoo = Zoo::answering(GetAnimalResponse::NotFound);
    let client = zoo.client_with(|builder| builder.key(KEY).token(TOKEN).login(USER, PASSWORD));
    client.get_animal(Kind::Cat, "Tom").await.expect_err("404");
    let parts = zoo.parts();
    assert!(
        !parts.headers.contains_key("x-zoo-key") && !parts.headers.contains_key("authorization")
    );
    assert_eq!(zoo.who(), None);
}

#[tokio::test]
async fn anonymous_requests_are_accepted_if_documented() {
    let zoo = Zoo::answering(RenameAnimalResponse::NoContent);
    zoo.client_with(|builder| builder)
        .rename_animal(Kind::Cat, "Tom", "Tim", "1")
        .await
        .expect("accepted");
    assert_eq!(zoo.who(), None);
}

#[tokio::test]
async fn optional_credentials_are_verified() {
    let zoo = Zoo::answering(RenameAnimalResponse::NoContent);
    zoo.client()
        .rename_animal(Kind::Cat, "Tom", "Tim", "1")
        .await
        .expect("accepted");
    assert_eq!(zoo.who(), Some(Who(vec!["key"])));
}

#[tokio::test]
async fn invalid_optional_credentials_are_rejected() {
    let zoo = Zoo::new();
    let outcome = zoo
        .client_with(|builder| builder.key("other"))
        .rename_animal(Kind::Cat, "Tom", "Tim", "1")
        .await;
    assert!(
        matches!(&outcome, Err(Error::Unexpected(response)) if response.status() == 401),
        "{outcome:?}"
    );
    assert!(zoo.was_not_asked());
}

#[tokio::test]
async fn credentials_are_verified_before_parameters() {
    let zoo = Zoo::new();
    let response: RawResponse = match zoo
        .client_with(|builder| builder.key("other"))
        .add_note("x".repeat(2 << 20))
        .await
    {
        Err(Error::Unexpected(response)) => response,
        other => panic!("{other:?}"),
    };
    assert_eq!(response.status(), 401, "and not 413");
}

#[tokio::test]
async fn debug_output_contains_no_credentials() {
    let zoo = Zoo::answering(AddNoteResponse::Created {
        body: String::new(),
    });
    let set_up = |builder: ClientBuilder| {
        builder
            .key("hidden-key")
            .token("hidden-token")
            .login(USER, "hidden-password")
    };
    let client = zoo.client_with(set_up);
    let failure = client.add_note("").await.expect_err("an unknown key");
    let shown = format!(
        "{client:?} {:?} {:?} {failure:?} {failure}",
        set_up(Client::builder()),
        client.add_note("")
    );
    assert!(!shown.contains("hidden"), "{shown}");
}
