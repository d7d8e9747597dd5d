//! Hostile input does not affect other clients.

use service_trial::database::Kind;
use service_trial::fixture::Fixture;
use service_trial::postgres::{Cluster, required};
use service_trial::scenarios::hostile::{Parameters, run};

#[tokio::test(flavor = "multi_thread")]
async fn hostile_input_does_not_affect_others_on_sqlite() {
    let fixture = Fixture::new(Kind::Sqlite, None).await.expect("a fixture");
    run(&fixture, Parameters::bounded())
        .await
        .expect("the scenario runs")
        .assert_passed();
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_input_does_not_affect_others_on_postgresql() {
    let Some(installation) = required() else {
        return;
    };
    let cluster = Cluster::start(installation).await.expect("a cluster");
    let fixture = Fixture::new(Kind::Postgres, Some(&cluster))
        .await
        .expect("a fixture");
    run(&fixture, Parameters::bounded())
        .await
        .expect("the scenario runs")
        .assert_passed();
}
