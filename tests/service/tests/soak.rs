//! Under a mixed load, responses are correct and memory does not multiply.

use service_trial::database::Kind;
use service_trial::fixture::Fixture;
use service_trial::postgres::{Cluster, required};
use service_trial::scenarios::soak::{Parameters, run};

#[tokio::test(flavor = "multi_thread")]
async fn a_mixed_load_on_sqlite() {
    let fixture = Fixture::new(Kind::Sqlite, None).await.expect("a fixture");
    run(&fixture, Parameters::brief(1, fastrand::u64(..)))
        .await
        .expect("the scenario runs")
        .assert_passed();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mixed_load_on_postgresql() {
    let Some(installation) = required() else {
        return;
    };
    let cluster = Cluster::start(installation).await.expect("a cluster");
    let fixture = Fixture::new(Kind::Postgres, Some(&cluster))
        .await
        .expect("a fixture");
    run(&fixture, Parameters::brief(2, fastrand::u64(..)))
        .await
        .expect("the scenario runs")
        .assert_passed();
}
