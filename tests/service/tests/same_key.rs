//! Of many requests with one idempotency key one executes.

use service_trial::database::Kind;
use service_trial::postgres::{Cluster, required};
use service_trial::setting::Setting;
use service_trial::trials::same_key::{Parameters, run};

#[tokio::test(flavor = "multi_thread")]
async fn one_request_executes_on_sqlite() {
    let setting = Setting::new(Kind::Sqlite, None).await.expect("a setting");
    run(&setting, Parameters::bounded(1))
        .await
        .expect("a trial")
        .assert_kept();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_request_executes_on_four_servers() {
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
