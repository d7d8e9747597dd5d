//! `verifa migrate` and `--no-migrate`.

use crate::support::{KEY, Sandbox, printed, verifa};

#[test]
fn tables_are_created_and_migrated() {
    let folder = tempfile::tempdir().expect("a folder");
    let refused = verifa(
        folder.path(),
        &[
            "sandbox",
            "--no-migrate",
            "--store",
            "sqlite:s.db",
            "--key",
            KEY,
        ],
    );
    let text = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        text.contains("does not exist") && text.contains("verifa migrate --store sqlite:s.db"),
        "{text}"
    );
    assert!(!folder.path().join("s.db").exists());

    let migrate = || {
        printed(&verifa(
            folder.path(),
            &["migrate", "--store", "sqlite:s.db"],
        ))
    };
    let made = migrate();
    assert!(
        made.starts_with("sqlite:s.db: ") && made.contains("from version 0 (new) to version "),
        "{made}"
    );
    let again = migrate();
    assert!(again.contains("already"), "{again}");
    let sandbox = Sandbox::start(
        folder.path(),
        &["--no-migrate", "--store", "sqlite:s.db", "--key", KEY],
    );
    assert_eq!(sandbox.create(KEY, "").status, 201);
    drop(sandbox);

    // The tables of version 1, as created by an older program.
    let connection = rusqlite::Connection::open(folder.path().join("s.db")).expect("opened");
    connection
        .execute_batch("DROP TABLE api_keys; DROP TABLE secret; PRAGMA user_version = 1;")
        .expect("set back");
    drop(connection);
    let refused = verifa(
        folder.path(),
        &[
            "sandbox",
            "--no-migrate",
            "--store",
            "sqlite:s.db",
            "--key",
            KEY,
        ],
    );
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("version 1"),
        "{refused:?}"
    );
    let moved = migrate();
    assert!(moved.contains("from version 1 to version 3"), "{moved}");
    let connection = rusqlite::Connection::open(folder.path().join("s.db")).expect("opened");
    let sessions: i64 = connection
        .query_row("SELECT count(*) FROM sessions", [], |row| row.get(0))
        .expect("counted");
    assert_eq!(sessions, 1, "a migration keeps the data");
}

#[test]
fn tables_of_a_newer_program_are_rejected() {
    let folder = tempfile::tempdir().expect("a folder");
    let connection = rusqlite::Connection::open(folder.path().join("s.db")).expect("opened");
    connection
        .pragma_update(None, "user_version", 999)
        .expect("set");
    drop(connection);
    for command in [
        &["migrate"][..],
        &["sandbox", "--no-migrate"],
        &["sandbox"],
        &["keys", "list"],
    ] {
        let output = verifa(
            folder.path(),
            &[command, &["--store", "sqlite:s.db"]].concat(),
        );
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("version 999"),
            "{output:?}"
        );
    }
}
