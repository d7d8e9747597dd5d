//! Killing processes while clients create sessions neither loses nor duplicates a session.

use service_trial::database::Kind;
use service_trial::fixture::Fixture;
use service_trial::postgres::{Cluster, required};
use service_trial::scenarios::kill::{Parameters, database, servers};

#[tokio::test(flavor = "multi_thread")]
async fn killing_a_server_on_sqlite_loses_and_duplicates_no_session() {
    let fixture = Fixture::new(Kind::Sqlite, None).await.expect("a fixture");
    servers(&fixture, Parameters::bounded(1, fastrand::u64(..)))
        .await
        .expect("the scenario runs")
        .assert_passed();
}

#[tokio::test(flavor = "multi_thread")]
async fn killing_servers_on_postgresql_loses_and_duplicates_no_session() {
    let Some(installation) = required() else {
        return;
    };
    let cluster = Cluster::start(installation).await.expect("a cluster");
    let fixture = Fixture::new(Kind::Postgres, Some(&cluster))
        .await
        .expect("a fixture");
    servers(&fixture, Parameters::bounded(4, fastrand::u64(..)))
        .await
        .expect("the scenario runs")
        .assert_passed();
}

#[tokio::test(flavor = "multi_thread")]
async fn restarting_postgresql_loses_and_duplicates_no_session() {
    let Some(installation) = required() else {
        return;
    };
    let mut cluster = Cluster::start(installation).await.expect("a cluster");
    let fixture = Fixture::new(Kind::Postgres, Some(&cluster))
        .await
        .expect("a fixture");
    database(
        &fixture,
        &mut cluster,
        Parameters::bounded(2, fastrand::u64(..)),
    )
    .await
    .expect("the scenario runs")
    .assert_passed();
}
