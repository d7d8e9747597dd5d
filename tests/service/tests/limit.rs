//! The rate limit is never exceeded, and no request is rejected before it is exhausted.

use service_trial::database::Kind;
use service_trial::fixture::Fixture;
use service_trial::postgres::{Cluster, required};
use service_trial::scenarios::limit::{Parameters, run};

#[tokio::test(flavor = "multi_thread")]
async fn one_server_enforces_its_limit() {
    let fixture = Fixture::new(Kind::Sqlite, None).await.expect("a fixture");
    run(&fixture, Parameters::bounded(1))
        .await
        .expect("the scenario runs")
        .assert_passed();
}

#[tokio::test(flavor = "multi_thread")]
async fn four_servers_enforce_one_shared_limit() {
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
