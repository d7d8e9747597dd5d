//! The bench runs. What it measures says something only on a machine that has nothing else to do, so that no figure is asserted.

use std::time::Duration;

use service_trial::bench::{Parameters, run};
use service_trial::database::Kind;
use service_trial::postgres::{Cluster, required};
use service_trial::setting::Setting;

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
    let (setting, by_hand) = (
        Setting::new(Kind::Sqlite, None).await.expect("one"),
        Setting::new(Kind::Sqlite, None).await.expect("another"),
    );
    run(&setting, &by_hand, &brief())
        .await
        .expect("every answer is a 201");
}

#[tokio::test(flavor = "multi_thread")]
async fn all_contenders_answer_on_postgresql() {
    let Some(installation) = required() else {
        return;
    };
    let cluster = Cluster::start(installation).await.expect("a cluster");
    let setting = Setting::new(Kind::Postgres, Some(&cluster))
        .await
        .expect("one");
    let by_hand = Setting::new(Kind::Postgres, Some(&cluster))
        .await
        .expect("another");
    run(&setting, &by_hand, &brief())
        .await
        .expect("every answer is a 201");
}
