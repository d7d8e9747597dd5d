//! The operating system's limit of open files, which includes connections.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// The number of open files besides connections: the log, the store with its readers, the listening
/// sockets, and a reserve.
const OTHER_FILES: u64 = 128;

/// Raises the soft limit to the hard limit if the connections need it. Logs a warning if the hard
/// limit is too low as well.
pub fn raise_limit(connections: usize) {
    let needed = u64::try_from(connections)
        .unwrap_or(u64::MAX)
        .saturating_add(OTHER_FILES);
    let limit = getrlimit(Resource::Nofile);
    // `None` means unlimited.
    if limit.current.is_none_or(|current| current >= needed) {
        return;
    }
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, "could not raise the limit of open files");
    }
    match getrlimit(Resource::Nofile).current {
        Some(current) if current < needed => tracing::warn!(
            limit = current,
            needed,
            "the limit of open files is too low for --max-connections; raise it (`ulimit -n`) or lower --max-connections"
        ),
        current => tracing::info!(limit = current, "raised the limit of open files"),
    }
}
