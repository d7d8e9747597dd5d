//! Processes end while clients go on: sessions = keys.

use service_trial::database::Kind;
use service_trial::postgres::{Cluster, required};
use service_trial::setting::Setting;
use service_trial::trials::kill::{Parameters, database, servers};

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_on_sqlite_loses_and_doubles_nothing() {
    let setting = Setting::new(Kind::Sqlite, None).await.expect("a setting");
    servers(&setting, Parameters::bounded(1, fastrand::u64(..)))
        .await
        .expect("a trial")
        .assert_kept();
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_servers_on_postgresql_lose_and_double_nothing() {
    let Some(installation) = required() else {
        return;
    };
    let cluster = Cluster::start(installation).await.expect("a cluster");
    let setting = Setting::new(Kind::Postgres, Some(&cluster))
        .await
        .expect("a setting");
    servers(&setting, Parameters::bounded(4, fastrand::u64(..)))
        .await
        .expect("a trial")
        .assert_kept();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_postgresql_loses_and_doubles_nothing() {
    let Some(installation) = required() else {
        return;
    };
    let mut cluster = Cluster::start(installation).await.expect("a cluster");
    let setting = Setting::new(Kind::Postgres, Some(&cluster))
        .await
        .expect("a setting");
    database(
        &setting,
        &mut cluster,
        Parameters::bounded(2, fastrand::u64(..)),
    )
    .await
    .expect("a trial")
    .assert_kept();
}
