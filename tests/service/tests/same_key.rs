//! Of many concurrent requests with the same idempotency key, exactly one executes.

use service_trial::database::Kind;
use service_trial::fixture::Fixture;
use service_trial::postgres::{Cluster, required};
use service_trial::scenarios::same_key::{Parameters, run};

#[tokio::test(flavor = "multi_thread")]
async fn one_request_executes_on_sqlite() {
    let fixture = Fixture::new(Kind::Sqlite, None).await.expect("a fixture");
    run(&fixture, Parameters::bounded(1))
        .await
        .expect("the scenario runs")
        .assert_passed();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_executes_on_four_servers() {
    let Some(installation) = required() else {
        return;
    };
    let cluster = Cluster::start(installation).await.expect("a cluster");
    let fixture = Fixture::new(Kind::Postgres, Some(&cluster))
        .await
        .expect("a fixture");
    run(&fixture, Parameters::bounded(4))
        .await
        .expect("the scenario runs")
        .assert_passed();
}
