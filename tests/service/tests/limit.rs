//! The rate limit is never exceeded, and is used up before anybody is refused.

use service_trial::database::Kind;
use service_trial::postgres::{Cluster, required};
use service_trial::setting::Setting;
use service_trial::trials::limit::{Parameters, run};

#[tokio::test(flavor = "multi_thread")]
async fn one_server_keeps_its_limit() {
    let setting = Setting::new(Kind::Sqlite, None).await.expect("a setting");
    run(&setting, Parameters::bounded(1))
        .await
        .expect("a trial")
        .assert_kept();
}

#[tokio::test(flavor = "multi_thread")]
async fn four_servers_keep_one_limit() {
    let Some(installation) = required() else {
        return;
    };
    let cluster = Cluster::start(installation).await.expect("a cluster");
    let setting = Setting::new(Kind::Postgres, Some(&cluster))
        .await
        .expect("a setting");
    run(&setting, Parameters::bounded(4))
        .await
        .expect("a trial")
        .assert_kept();
}
