//! Servers of single operations, and other settings for all calls.

use roundtrip_tests::Zoo;
use specwright_runtime::client::CallOptions;
use specwright_runtime::http::HeaderName;
use zoo_client::Error;
use zoo_server::{DeleteArchiveResponse, GetArchiveResponse};

/// Returns the URL of the last request. The router removes `/v1`, under which the zoo is nested.
fn url(zoo: &Zoo) -> String {
    zoo.parts().uri.to_string()
}

#[tokio::test]
async fn an_operation_is_sent_to_its_own_server() {
    let zoo = Zoo::answering(GetArchiveResponse::NoContent);
    zoo.client().get_archive().await.expect("an archive");
    assert_eq!(url(&zoo), "https://old.archive.example/archive");

    // Without a host, it has the host of the client's server.
    zoo.answer(DeleteArchiveResponse::NoContent);
    let client = zoo.client_with(|builder| {
        builder
            .key(roundtrip_tests::KEY)
            .server("http://localhost:8080/other")
    });
    client.delete_archive().await.expect("deleted");
    assert_eq!(url(&zoo), "http://localhost:8080/archive");
}

#[tokio::test]
async fn the_server_of_one_call_and_of_all_calls_can_be_set() {
    let zoo = Zoo::answering(GetArchiveResponse::NoContent);
    let server = zoo_client::servers::the_archive("new");
    zoo.client()
        .get_archive()
        .with_server(&server)
        .await
        .expect("an archive");
    assert_eq!(url(&zoo), "https://new.archive.example/archive");

    zoo.answer(GetArchiveResponse::NoContent);
    let client = zoo.client_with(|builder| {
        builder
            .key(roundtrip_tests::KEY)
            .server_for_all("http://localhost/v1")
    });
    client.get_archive().await.expect("an archive");
    assert_eq!(url(&zoo), "http://localhost/archive");

    let error = client.get_archive().with_server("localhost").await;
    let error = error.expect_err("an invalid URL");
    assert!(matches!(error, Error::Request(_)), "{error}");
}

#[tokio::test]
async fn default_headers_and_query_parameters_are_sent_unless_the_call_sets_them() {
    let zoo = Zoo::answering(GetArchiveResponse::NoContent);
    let name = HeaderName::from_static("x-tenant");
    let client = zoo.client_with(|builder| {
        builder
            .key(roundtrip_tests::KEY)
            .user_agent("keeper/1.0")
            .default_header(name.clone(), "a b")
            .default_query("tenant", "a&b")
    });
    client.get_archive().await.expect("an archive");
    let parts = zoo.parts();
    assert_eq!(parts.headers["x-tenant"], "a b");
    assert_eq!(parts.headers["user-agent"], "keeper/1.0");
    assert_eq!(parts.uri.query(), Some("tenant=a%26b"));

    zoo.answer(GetArchiveResponse::NoContent);
    client
        .get_archive()
        .with_header(name, "c")
        .await
        .expect("an archive");
    assert_eq!(zoo.parts().headers["x-tenant"], "c");
}
