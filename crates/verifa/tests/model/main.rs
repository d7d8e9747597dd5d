//! The idempotency protocol compared with a model: random histories and random interleavings.
//!
//! The environment variable `PROPTEST_CASES` sets the number of histories; the default is 2,000. A
//! failure prints the seed and the smallest failing history. `PROPTEST_RNG_SEED` repeats a run.

mod history;
mod interleaved;
mod memory;
mod stepped;
mod world;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use proptest::test_runner::{Config, TestRunner};
use service_trial::postgres::{self, Cluster};
use verifa::server::store::Store;
use verifa::server::store::postgres::PostgresStore;
use verifa::server::store::sqlite::SqliteStore;

use self::memory::MemoryStore;
use self::stepped::Stepped;
use self::world::{Play, World};

#[test]
fn histories_on_sqlite_agree_with_the_model() {
    // Prefer a folder in memory, because the disk is not under test.
    let memory = std::path::Path::new("/dev/shm");
    let folder = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    }
    .expect("a folder");
    let store = SqliteStore::open(&folder.path().join("store.db")).expect("a store");
    play(Arc::new(store), &runtime(), cases(2_000));
}

#[test]
fn histories_on_postgresql_agree_with_the_model() {
    let Some(installation) = postgres::required() else {
        return;
    };
    let runtime = runtime();
    let cluster = runtime
        .block_on(Cluster::start(installation))
        .expect("PostgreSQL starts");
    let store = runtime.block_on(async {
        let address = cluster.create_database().await.expect("a database");
        PostgresStore::open(&address).await.expect("a store")
    });
    play(Arc::new(store), &runtime, cases(2_000) / 10);
    runtime.block_on(async { drop(cluster) });
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("threads")
}

fn cases(default: u32) -> u32 {
    std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|cases| cases.parse().ok())
        .unwrap_or(default)
}

fn play(store: Arc<dyn Store>, runtime: &tokio::runtime::Runtime, cases: u32) {
    let number = AtomicUsize::new(0);
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    println!("{cases} histories, seed {:?}", config.rng_seed);
    let played = TestRunner::new(config).run(&history::histories(), |history| {
        let name = format!("h{}", number.fetch_add(1, Ordering::Relaxed));
        let store = Stepped {
            store: Arc::clone(&store),
            model: MemoryStore::default(),
            runtime: runtime.handle().clone(),
            lose_next: AtomicBool::new(false),
            lost: AtomicUsize::new(0),
        };
        let mut play = Play::new(World::new(name, store));
        history.iter().for_each(|step| play.step(step));
        play.end();
        Ok(())
    });
    if let Err(error) = played {
        panic!("{error}");
    }
}
