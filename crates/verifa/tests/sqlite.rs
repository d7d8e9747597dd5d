//! The file of a SQLite store.

use jiff::Timestamp;
use verifa::Environment;
use verifa::server::store::migration::SchemaPolicy;
use verifa::server::store::sqlite::{OpenError, SqliteStore};
use verifa::server::store::{SessionRecord, Store as _, Token};
use verifa::server::version::Version;
use verifa::types::CreateSession;

fn session(number: usize) -> SessionRecord {
    SessionRecord {
        id: format!("ses_{number}"),
        organization: "acme".to_owned(),
        environment: Environment::Sandbox,
        version: Version::NEWEST,
        status: "pending".to_owned(),
        token: Token(format!("tok_{number}")),
        created_at: Timestamp::UNIX_EPOCH,
        expires_at: Timestamp::UNIX_EPOCH,
        input: CreateSession::default(),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failing_job_does_not_affect_the_others_of_its_batch() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = SqliteStore::open(&folder.path().join("store.db")).expect("a store");
    // Concurrent creations share transactions. Each id is created twice, and one of each pair
    // fails.
    let creates: Vec<_> = (0..200)
        .map(|number| {
            let store = store.clone();
            tokio::spawn(async move { store.create(session(number / 2)).await.is_ok() })
        })
        .collect();
    let mut created = 0;
    for create in creates {
        created += usize::from(create.await.expect("no panic"));
    }
    assert_eq!(created, 100);
    drop(store);
    let connection = rusqlite::Connection::open(folder.path().join("store.db")).expect("opened");
    let count: i64 = connection
        .query_row("SELECT count(*) FROM sessions", [], |row| row.get(0))
        .expect("counted");
    assert_eq!(count, 100);
}

#[tokio::test]
async fn a_store_can_be_reopened() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let store = SqliteStore::open(&path).expect("a store");
    store.create(session(1)).await.expect("created");
    drop(store);
    assert!(
        !folder.path().join("store.db-wal").exists(),
        "a closed store is a single file"
    );
    let store = SqliteStore::open(&path).expect("the same store");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&path)
            .expect("a file")
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    assert!(
        store
            .find_capture_page(Token("tok_1".to_owned()))
            .await
            .expect("read")
            .is_some()
    );
}

#[tokio::test]
async fn a_missing_or_replaced_file_is_noticed() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("store.db");
    let store = SqliteStore::open(&path).expect("a store");
    store.check_health().await.expect("healthy");
    std::fs::rename(&path, folder.path().join("elsewhere.db")).expect("moved");
    store.check_health().await.expect_err("missing");
    std::fs::write(&path, "").expect("written");
    store.check_health().await.expect_err("replaced");
}

#[test]
fn other_files_are_rejected_and_unchanged() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = folder.path().join("notes.txt");
    std::fs::write(
        &text,
        "not a database, but long enough to be taken for the head of one\n".repeat(20),
    )
    .expect("written");
    let before = std::fs::read(&text).expect("read");
    let error = SqliteStore::open(&text)
        .expect_err("no database")
        .to_string();
    assert!(
        error.contains("notes.txt") && error.contains("--store"),
        "{error}"
    );
    assert_eq!(std::fs::read(&text).expect("read"), before);

    let newer = folder.path().join("newer.db");
    rusqlite::Connection::open(&newer)
        .expect("made")
        .pragma_update(None, "user_version", 999)
        .expect("set");
    let before = std::fs::read(&newer).expect("read");
    let error = SqliteStore::open(&newer).expect_err("too new");
    assert!(
        matches!(error, OpenError::Newer { found: 999, .. }),
        "{error}"
    );
    assert_eq!(std::fs::read(&newer).expect("read"), before);

    let foreign = folder.path().join("contacts.db");
    for version in [0, 1] {
        let _ = std::fs::remove_file(&foreign);
        let connection = rusqlite::Connection::open(&foreign).expect("made");
        connection
            .execute_batch("CREATE TABLE contacts (name TEXT)")
            .expect("made");
        connection
            .pragma_update(None, "user_version", version)
            .expect("set");
        drop(connection);
        let before = std::fs::read(&foreign).expect("read");
        for tables in [SchemaPolicy::Migrate, SchemaPolicy::RequireCurrent] {
            let error = SqliteStore::open_with(&foreign, tables).expect_err("another program's");
            assert!(matches!(error, OpenError::Foreign { .. }), "{error}");
        }
        assert_eq!(std::fs::read(&foreign).expect("read"), before);
    }

    let error = SqliteStore::open(folder.path())
        .expect_err("a folder")
        .to_string();
    assert!(error.contains("cannot open"), "{error}");
    let error = SqliteStore::open(&text.join("below/a/file"))
        .expect_err("no folder")
        .to_string();
    assert!(error.contains("cannot create"), "{error}");
}
