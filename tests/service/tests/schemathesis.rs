//! Requests that Schemathesis generates find no deviation from the API description.

use service_trial::database::Kind;
use service_trial::fixture::Fixture;
use service_trial::postgres::{self, Cluster};
use service_trial::scenarios::schemathesis::{Parameters, required, run};

#[tokio::test(flavor = "multi_thread")]
async fn responses_match_the_description_on_sqlite() {
    let Some(program) = required() else { return };
    let fixture = Fixture::new(Kind::Sqlite, None).await.expect("a fixture");
    run(&fixture, &program, Parameters::bounded())
        .await
        .expect("the scenario runs")
        .assert_passed();
}

#[tokio::test(flavor = "multi_thread")]
async fn responses_match_the_description_on_postgresql() {
    let (Some(program), Some(installation)) = (required(), postgres::required()) else {
        return;
    };
    let cluster = Cluster::start(installation).await.expect("a cluster");
    let fixture = Fixture::new(Kind::Postgres, Some(&cluster))
        .await
        .expect("a fixture");
    run(&fixture, &program, Parameters::bounded())
        .await
        .expect("the scenario runs")
        .assert_passed();
}
