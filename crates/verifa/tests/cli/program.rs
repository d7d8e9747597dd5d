//! The flags and exit codes of the program, and its stored data after a kill.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::{KEY, Sandbox, verifa};

/// Creates a session on a sandbox with `verifa create`.
fn create_at(sandbox: &Sandbox, flags: &[&str]) -> Output {
    create(&base(sandbox), flags)
}

fn base(sandbox: &Sandbox) -> String {
    format!("http://{}", sandbox.address)
}

fn create(base: &str, flags: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_verifa"))
        .env_remove("VERIFA_API_KEY")
        .args(["create", "--base-url", base, "--key", KEY])
        .args(flags)
        .output()
        .expect("the program runs")
}

/// Returns the exit code and the standard error of a command without standard output.
fn run_rejected(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = verifa(folder, arguments);
    assert!(output.stdout.is_empty(), "{output:?}");
    (
        output.status.code(),
        String::from_utf8(output.stderr).expect("text"),
    )
}

#[track_caller]
fn session(output: &Output) -> Value {
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

#[test]
fn a_session_is_replayed_after_a_kill_and_after_a_shutdown() {
    let folder = tempfile::tempdir().expect("a folder");
    let flags = ["--json", "--idempotency-key", "order-42", "--country", "DE"];
    let sandbox = Sandbox::start(folder.path(), &["--key", KEY]);
    let first = session(&create_at(&sandbox, &flags));
    sandbox.stop("-KILL");

    let sandbox = Sandbox::start(folder.path(), &["--key", KEY]);
    assert_eq!(session(&create_at(&sandbox, &flags)), first);
    let (code, log) = sandbox.stop("-TERM");
    assert_eq!(code, Some(0), "{log}");

    let sandbox = Sandbox::start(folder.path(), &["--key", KEY]);
    assert_eq!(session(&create_at(&sandbox, &flags)), first);
    assert_eq!(sandbox.stop("-INT").0, Some(0));
    assert!(
        folder.path().join(".verifa/sandbox.db").is_file()
            && folder.path().join(".verifa/sandbox.db.secret").is_file()
    );
}

#[test]
fn nothing_secret_is_logged() {
    let folder = tempfile::tempdir().expect("a folder");
    let sandbox = Sandbox::start(folder.path(), &["--key", KEY]);
    assert!(!sandbox.printed.contains(KEY), "{}", sandbox.printed);
    let created = session(&create_at(&sandbox, &["--json"]));
    let (_, log) = sandbox.stop("-TERM");
    let token = created["capture_url"]
        .as_str()
        .and_then(|url| url.rsplit('/').next())
        .expect("a token");
    assert!(
        log.contains("answered") && log.contains("/api/v1/sessions") && log.contains("id="),
        "{log}"
    );
    assert!(!log.contains(KEY) && !log.contains(token), "{log}");
}

#[test]
fn without_any_key_a_valid_one_is_generated() {
    let folder = tempfile::tempdir().expect("a folder");
    let sandbox = Sandbox::start(folder.path(), &[]);
    let key = sandbox
        .printed
        .split_whitespace()
        .find(|word| word.starts_with("vk_sandbox_"))
        .expect("a key")
        .to_owned();
    let output = Command::new(env!("CARGO_BIN_EXE_verifa"))
        .env("VERIFA_API_KEY", key)
        .args([
            "create",
            "--base-url",
            &base(&sandbox),
            "--external-ref",
            "order-42",
            "--metadata",
            r#"{"a":1}"#,
            "--check",
            "face_match",
        ])
        .args([
            "--workflow",
            "wf_1",
            "--redirect-url",
            "https://shop.example/",
        ])
        .output()
        .expect("the program runs");
    let table = String::from_utf8(output.stdout).expect("text");
    assert!(
        output.status.success() && table.contains("ses_") && table.contains("order-42"),
        "{table}"
    );
    assert!(
        table.contains(&format!("{}/verify/tok_", base(&sandbox))),
        "{table}"
    );
}

#[test]
fn flags_configure_the_service() {
    let folder = tempfile::tempdir().expect("a folder");
    let flags = [
        "--key",
        KEY,
        "--rate-limit",
        "2",
        "--capture-base",
        "https://app.example/",
        "--allow-check",
        "face_match",
        "--store",
        "sqlite:here.db",
    ];
    let sandbox = Sandbox::start(folder.path(), &flags);
    let created = session(&create_at(&sandbox, &["--json"]));
    assert!(
        created["capture_url"]
            .as_str()
            .is_some_and(|url| url.starts_with("https://app.example/verify/tok_")),
        "{created}"
    );
    let refused = create_at(&sandbox, &["--check", "other"]);
    let text = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        text.contains("422") && text.contains("validation_error") && text.contains("/checks/0"),
        "{text}"
    );
    assert!(folder.path().join("here.db").is_file());
}

#[test]
fn keys_are_read_from_flags_and_files() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(
        folder.path().join("keys.toml"),
        "[[key]]\nkey = 'vk_live_file'\nversion = '2026-01-01'\n",
    )
    .expect("written");
    let scoped = format!("{KEY}:sessions:read");
    let sandbox = Sandbox::start(
        folder.path(),
        &[
            "--key",
            &scoped,
            "--keys",
            "keys.toml",
            "--secret-file",
            "secret",
        ],
    );
    let refused = create_at(&sandbox, &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("403"),
        "{refused:?}"
    );
    let output = Command::new(env!("CARGO_BIN_EXE_verifa"))
        .args([
            "create",
            "--json",
            "--base-url",
            &base(&sandbox),
            "--key",
            "vk_live_file",
        ])
        .output()
        .expect("the program runs");
    assert_eq!(session(&output)["is_sandbox"], false);
    assert!(folder.path().join("secret").is_file());
}

#[test]
fn invalid_flags_and_files_cause_one_line_and_exit_code_2() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("bad.toml"), "[[key]]\nsecret_typo = 1\n").expect("written");
    std::fs::write(folder.path().join("empty"), "").expect("written");
    for (arguments, expected) in [
        (&["sandbox", "--key", "secret"][..], "--key number 1"),
        (&["sandbox", "--keys", "missing.toml"], "missing.toml"),
        (&["sandbox", "--keys", "bad.toml"], "bad.toml:2"),
        (&["sandbox", "--secret-file", "empty"], "empty"),
        (
            &["sandbox", "--secret-file", "no/such/folder"],
            "no/such/folder",
        ),
        (&["sandbox", "--store", "sqlite:empty/below"], "empty/below"),
        (
            &["sandbox", "--key", KEY, "--listen", "256.0.0.1:1"],
            "--listen",
        ),
        (&["create", "--key", "secret"], "--key"),
        (
            &["create", "--key", KEY, "--base-url", "ftp://a"],
            "--base-url",
        ),
    ] {
        let (code, text) = run_rejected(folder.path(), arguments);
        let errors: Vec<_> = text
            .lines()
            .filter(|line| line.starts_with("error: "))
            .collect();
        assert_eq!((code, errors.len()), (Some(2), 1), "{arguments:?}: {text}");
        assert!(errors[0].contains(expected), "{text}");
    }
    for arguments in [
        &["sandbox", "--store", "postgres://a"][..],
        &["sandbox", "--store", "file"],
        &["sandbox", "--rate-limit", "0"],
        &["sandbox", "--capture-base", "app.example"],
        &["sandbox", "--nonsense"],
        &["nonsense"],
        &["create"],
        &["create", "--key", KEY, "--metadata", "[]"],
    ] {
        let (code, text) = run_rejected(folder.path(), arguments);
        assert_eq!(code, Some(2), "{arguments:?}: {text}");
    }
}

#[test]
fn an_address_in_use_is_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let (code, text) = run_rejected(
        folder.path(),
        &["sandbox", "--key", KEY, "--listen", &address],
    );
    assert_eq!(code, Some(2));
    assert!(
        text.contains(&address) && text.contains("--listen"),
        "{text}"
    );
}

#[test]
fn an_unreachable_server_causes_exit_code_1() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port");
    let output = create(&format!("http://{port}"), &[]);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(
        (output.status.code(), text.lines().count()),
        (Some(1), 1),
        "{text}"
    );
    assert!(
        text.contains("refused") && text.contains(&port.to_string()) && text.contains("--base-url"),
        "{text}"
    );
    assert!(!text.contains(KEY), "{text}");
}

#[test]
fn a_wrong_base_url_and_an_invalid_idempotency_key_are_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let sandbox = Sandbox::start(folder.path(), &[]);
    let output = create(&format!("{}/api/v1", base(&sandbox)), &[]);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.code() == Some(1) && text.contains("404") && text.contains("--base-url"),
        "{text}"
    );
    let output = create(&base(&sandbox), &["--idempotency-key", " k"]);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.code() == Some(1)
            && text.contains("idempotency-key begins or ends with white space"),
        "{text}"
    );
}
