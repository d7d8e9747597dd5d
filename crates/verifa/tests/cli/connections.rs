//! The limits of connections and of open files.

use std::io::Write as _;

use crate::support::{KEY, Sandbox, connect, read, wait_for_metric};

#[test]
fn connections_beyond_the_limit_wait() {
    let folder = tempfile::tempdir().expect("a folder");
    let flags = [
        "--key",
        KEY,
        "--max-connections",
        "4",
        "--internal-listen",
        "127.0.0.1:0",
    ];
    let sandbox = Sandbox::start(folder.path(), &flags);
    let internal = sandbox.internal.clone().expect("an address");
    let mut streams: Vec<_> = (0..8)
        .map(|_| connect(&sandbox.address).expect("a connection"))
        .collect();
    wait_for_metric(&internal, "verifa_open_connections 4");
    std::thread::sleep(std::time::Duration::from_millis(100));
    wait_for_metric(&internal, "verifa_open_connections 4");
    for stream in &mut streams {
        stream
            .write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            .expect("sent");
    }
    for stream in streams {
        assert_eq!(read(stream).status, 200);
    }
    wait_for_metric(&internal, "verifa_open_connections 0");
}

#[test]
fn the_limit_of_open_files_is_raised_or_a_warning_is_logged() {
    let folder = tempfile::tempdir().expect("a folder");
    let log_after = |shell: &str, connections: &str| {
        let sandbox = Sandbox::start_after(
            shell,
            folder.path(),
            &["--key", KEY, "--max-connections", connections],
        );
        assert_eq!(sandbox.create(KEY, "").status, 201);
        sandbox.stop("-TERM").1
    };
    let raised = log_after("ulimit -Sn 100 && ulimit -Hn 512", "200");
    assert!(
        raised.contains("raised the limit of open files") && raised.contains("512"),
        "{raised}"
    );
    let too_low = log_after("ulimit -Sn 100 && ulimit -Hn 256", "1000");
    assert!(
        too_low.contains("too low for --max-connections")
            && too_low.contains("limit=256 needed=1128"),
        "{too_low}"
    );
    let enough = log_after("ulimit -Sn 512", "200");
    assert!(!enough.contains("open files"), "{enough}");
}
