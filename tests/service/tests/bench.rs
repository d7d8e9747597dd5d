//! The benchmark runs. Its measurements are meaningful only on an idle machine, so none is
//! asserted.

use std::time::Duration;

use service_trial::bench::{Parameters, run};
use service_trial::database::Kind;
use service_trial::fixture::Fixture;
use service_trial::postgres::{Cluster, required};

fn brief() -> Parameters {
    let program = env!("CARGO_BIN_EXE_service-trial").into();
    Parameters {
        rounds: 1,
        turn: Duration::from_millis(200),
        connections: vec![1, 8],
        program,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_contenders_answer_on_sqlite() {
    let (fixture, baseline) = (
        Fixture::new(Kind::Sqlite, None).await.expect("one"),
        Fixture::new(Kind::Sqlite, None).await.expect("another"),
    );
    run(&fixture, &baseline, &brief())
        .await
        .expect("every answer is a 201");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_contenders_answer_on_postgresql() {
    let Some(installation) = required() else {
        return;
    };
    let cluster = Cluster::start(installation).await.expect("a cluster");
    let fixture = Fixture::new(Kind::Postgres, Some(&cluster))
        .await
        .expect("one");
    let baseline = Fixture::new(Kind::Postgres, Some(&cluster))
        .await
        .expect("another");
    run(&fixture, &baseline, &brief())
        .await
        .expect("every answer is a 201");
}
