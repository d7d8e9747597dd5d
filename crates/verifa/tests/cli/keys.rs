//! Issuing, listing and revoking keys while a server is running.

use std::time::{Duration, Instant};

use serde_json::Value;
use service_trial::postgres::{self, Cluster};

use crate::support::{KEY, Sandbox, issue, printed, verifa};

#[test]
fn an_issued_key_works_immediately_and_a_revoked_one_is_rejected_within_a_second() {
    let folder = tempfile::tempdir().expect("a folder");
    let sandbox = Sandbox::start(folder.path(), &["--key", KEY]);
    let issued = issue(
        folder.path(),
        &["--organization", "acme", "--environment", "production"],
    );
    let (id, key) = (
        issued["id"].as_str().expect("an id"),
        issued["key"].as_str().expect("a key"),
    );
    assert!(
        id.starts_with("key_") && id.len() == 36 && key.starts_with("vk_live_"),
        "{issued}"
    );
    let created = sandbox.create(key, "");
    assert_eq!(created.status, 201, "{created:?}");
    assert!(created.body.contains("\"is_sandbox\":false"), "{created:?}");
    assert_eq!(
        created
            .headers
            .get("x-ratelimit-remaining")
            .map(String::as_str),
        Some("299")
    );
    assert_eq!(
        sandbox.create(KEY, "").status,
        201,
        "a key of the command line is valid too"
    );

    let revoked = printed(&verifa(folder.path(), &["keys", "revoke", id]));
    assert!(
        revoked.contains(id) && revoked.contains("revoked since"),
        "{revoked}"
    );
    let since = Instant::now();
    while sandbox.create(key, "").status == 201 {
        assert!(
            since.elapsed() < Duration::from_secs(1),
            "a revoked key is accepted for more than a second"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(sandbox.create(key, "").status, 401);
    assert_eq!(
        printed(&verifa(folder.path(), &["keys", "revoke", id])),
        revoked,
        "revoking again changes nothing"
    );
}

#[test]
fn a_key_has_its_own_scopes_and_version() {
    let folder = tempfile::tempdir().expect("a folder");
    let reader = issue(folder.path(), &["--scope", "sessions:read"]);
    let old = issue(
        folder.path(),
        &[
            "--version",
            "2026-01-01",
            "--scope",
            "sessions:read",
            "--scope",
            "sessions:create",
        ],
    );
    // A server whose store contains keys does not generate one.
    let sandbox = Sandbox::start(folder.path(), &[]);
    assert!(!sandbox.printed.contains("vk_"), "{}", sandbox.printed);
    let key = |issued: &Value| issued["key"].as_str().expect("a key").to_owned();
    assert_eq!(sandbox.create(&key(&reader), "").status, 403);
    let created = sandbox.create(&key(&old), "");
    assert_eq!(
        (
            created.status,
            created.headers.get("verifa-version").map(String::as_str)
        ),
        (201, Some("2026-01-01"))
    );
}

#[test]
fn the_list_omits_keys_and_hashes() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = issue(
        folder.path(),
        &["--note", "first\u{1b}[31m", "--organization", "acme"],
    );
    let second = issue(folder.path(), &[]);
    let ids = [
        first["id"].as_str().expect("an id"),
        second["id"].as_str().expect("an id"),
    ];
    printed(&verifa(folder.path(), &["keys", "revoke", ids[0]]));

    let listed: Value = serde_json::from_str(&printed(&verifa(
        folder.path(),
        &["keys", "list", "--json"],
    )))
    .expect("JSON");
    assert_eq!(
        [&listed[0]["id"], &listed[1]["id"]],
        ids,
        "in the order of issue"
    );
    assert!(
        listed[0]["revoked_at"].is_string() && listed[1]["revoked_at"].is_null(),
        "{listed}"
    );
    assert_eq!(
        (&listed[0]["organization"], &listed[1]["note"]),
        (&"acme".into(), &Value::Null)
    );
    let properties: Vec<_> = listed[0]
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    let expected = [
        "created_at",
        "environment",
        "id",
        "note",
        "organization",
        "revoked_at",
        "scopes",
        "version",
    ];
    assert_eq!(properties, expected);

    let table = printed(&verifa(folder.path(), &["keys", "list"]));
    assert_eq!(table.lines().count(), 3, "{table}");
    assert!(
        ids.iter().all(|id| table.contains(id)) && !table.contains('\u{1b}'),
        "{table}"
    );
    // The store does not contain the keys themselves.
    for file in std::fs::read_dir(folder.path().join(".verifa")).expect("a folder") {
        let content = std::fs::read(file.expect("a file").path()).expect("read");
        for issued in [&first, &second] {
            let secret = issued["key"]
                .as_str()
                .and_then(|key| key.strip_prefix("vk_sandbox_"))
                .expect("a key");
            assert!(
                !content
                    .windows(secret.len())
                    .any(|window| window == secret.as_bytes())
            );
        }
    }
}

#[test]
fn a_store_has_one_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let issued = issue(folder.path(), &["--secret-file", "other"]);
    let key = issued["key"].as_str().expect("a key");
    for command in [
        &["sandbox", "--listen", "127.0.0.1:0"][..],
        &["keys", "issue"],
    ] {
        let refused = verifa(folder.path(), command);
        let error = String::from_utf8_lossy(&refused.stderr);
        assert!(
            refused.status.code() == Some(2)
                && error.contains("another secret")
                && error.contains("--secret-file"),
            "{error}"
        );
    }
    let sandbox = Sandbox::start(folder.path(), &["--secret-file", "other"]);
    assert_eq!(sandbox.create(key, "").status, 201);
}

#[test]
fn a_key_with_a_retired_version_does_not_affect_other_keys() {
    let folder = tempfile::tempdir().expect("a folder");
    let (retired, other) = (issue(folder.path(), &[]), issue(folder.path(), &[]));
    let connection =
        rusqlite::Connection::open(folder.path().join(".verifa/sandbox.db")).expect("opened");
    let changed = connection
        .execute(
            "UPDATE api_keys SET version = '2020-01-01' WHERE id = ?1",
            [retired["id"].as_str()],
        )
        .expect("set");
    assert_eq!(changed, 1);
    drop(connection);
    let listed = printed(&verifa(folder.path(), &["keys", "list"]));
    assert!(listed.contains("2020-01-01"), "{listed}");
    let sandbox = Sandbox::start(folder.path(), &[]);
    assert_eq!(
        sandbox
            .create(retired["key"].as_str().expect("a key"), "")
            .status,
        400
    );
    assert_eq!(
        sandbox
            .create(other["key"].as_str().expect("a key"), "")
            .status,
        201
    );
}

#[test]
fn two_servers_do_not_share_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = Sandbox::start(folder.path(), &[]);
    let refused = verifa(folder.path(), &["sandbox", "--listen", "127.0.0.1:0"]);
    let error = String::from_utf8_lossy(&refused.stderr);
    assert!(
        refused.status.code() == Some(2)
            && error.contains("another server")
            && error.contains("postgres://"),
        "{error}"
    );
    assert_eq!(
        verifa(folder.path(), &["keys", "list"]).status.code(),
        Some(0),
        "commands that do not count requests still work"
    );
    drop(first);
    Sandbox::start(folder.path(), &[]);
}

#[test]
fn the_password_of_a_store_is_never_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    for store in [
        "mysql://u:topsecret@h/db",
        "Postgres://u:topsecret@127.0.0.1:1/db",
        "postgres://u:to@topsecret@127.0.0.1:1/db",
        "topsecret",
    ] {
        let refused = verifa(folder.path(), &["keys", "list", "--store", store]);
        let shown = format!(
            "{}{}",
            String::from_utf8_lossy(&refused.stdout),
            String::from_utf8_lossy(&refused.stderr)
        );
        assert!(
            refused.status.code() == Some(2) && !shown.contains("topsecret"),
            "{shown}"
        );
    }
}

/// Runs the same commands on a store that several servers share.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_in_postgresql_are_valid_on_every_server() {
    let Some(installation) = postgres::required() else {
        return;
    };
    let cluster = Cluster::start(installation)
        .await
        .expect("PostgreSQL starts");
    let address = cluster.create_database().await.expect("a database");
    let folder = tempfile::tempdir().expect("a folder");
    let store = ["--store", address.as_str()];
    let early = verifa(folder.path(), &[&["keys", "list"], &store[..]].concat());
    assert_eq!(early.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&early.stderr).contains("verifa migrate --store postgres://"),
        "{early:?}"
    );
    let made = printed(&verifa(folder.path(), &[&["migrate"], &store[..]].concat()));
    assert!(made.contains("from version 0 (new) to version"), "{made}");
    let issued = issue(folder.path(), &store);
    let (id, key) = (
        issued["id"].as_str().expect("an id"),
        issued["key"].as_str().expect("a key"),
    );
    // The servers run in different folders, because the database contains the secret.
    let elsewhere = tempfile::tempdir().expect("a folder");
    let servers = [folder.path(), elsewhere.path()]
        .map(|folder| Sandbox::start(folder, &[&["--no-migrate"], &store[..]].concat()));
    for (server, remaining) in servers.iter().zip(["299", "298"]) {
        let created = server.create(key, "");
        let left = created
            .headers
            .get("x-ratelimit-remaining")
            .map(String::as_str);
        assert_eq!(
            (created.status, left),
            (201, Some(remaining)),
            "{created:?}"
        );
        assert_eq!(server.get("/readyz").status, 200);
    }
    printed(&verifa(
        folder.path(),
        &[&["keys", "revoke", id], &store[..]].concat(),
    ));
    std::thread::sleep(Duration::from_secs(1));
    assert_eq!(
        servers
            .each_ref()
            .map(|server| server.create(key, "").status),
        [401, 401]
    );
    let list = printed(&verifa(
        folder.path(),
        &[&["keys", "list"], &store[..]].concat(),
    ));
    assert!(list.contains(id) && !list.contains(key), "{list}");
}

#[test]
fn errors_are_explained_and_never_quote_a_key() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = verifa(folder.path(), &["keys", "list"]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(
        String::from_utf8_lossy(&missing.stderr)
            .contains("verifa migrate --store sqlite:.verifa/sandbox.db"),
        "{missing:?}"
    );
    assert!(
        !folder.path().join(".verifa").exists(),
        "listing creates no files"
    );
    assert!(
        String::from_utf8_lossy(&missing.stderr).contains("does not exist"),
        "{missing:?}"
    );
    for arguments in [
        &["issue", "--scope", "sessions:reed"][..],
        &["issue", "--organization", " "],
        &["issue", "--scope", ""],
        &["issue", "--version", "2020-01-01"],
        &["issue", "--environment", "test"],
        &["issue", "--no-migrate"],
        &["revoke"],
    ] {
        let output = verifa(folder.path(), &[&["keys"], arguments].concat());
        assert_eq!(
            (output.status.code(), output.stdout.len()),
            (Some(2), 0),
            "{arguments:?}: {output:?}"
        );
    }
    printed(&verifa(folder.path(), &["migrate"]));
    let empty = verifa(folder.path(), &["keys", "list"]);
    assert_eq!(printed(&empty), "");
    assert!(
        String::from_utf8_lossy(&empty.stderr).contains("verifa keys issue"),
        "{empty:?}"
    );
    let issued = issue(folder.path(), &[]);
    let key = issued["key"].as_str().expect("a key");
    let output = verifa(folder.path(), &["keys", "revoke", key]);
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        text.contains("unknown key id") && !text.contains(key),
        "{text}"
    );
}
