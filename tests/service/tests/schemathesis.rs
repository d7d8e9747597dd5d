//! Requests that are drawn from the document find nothing.

use service_trial::database::Kind;
use service_trial::postgres::{self, Cluster};
use service_trial::setting::Setting;
use service_trial::trials::schemathesis::{Parameters, required, run};

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_kept_on_sqlite() {
    let Some(program) = required() else { return };
    let setting = Setting::new(Kind::Sqlite, None).await.expect("a setting");
    run(&setting, &program, Parameters::bounded())
        .await
        .expect("a trial")
        .assert_kept();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_kept_on_postgresql() {
    let (Some(program), Some(installation)) = (required(), postgres::required()) else {
        return;
    };
    let cluster = Cluster::start(installation).await.expect("a cluster");
    let setting = Setting::new(Kind::Postgres, Some(&cluster))
        .await
        .expect("a setting");
    run(&setting, &program, Parameters::bounded())
        .await
        .expect("a trial")
        .assert_kept();
}
