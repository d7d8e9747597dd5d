//! How many files and connections the operating system lets the program have open.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// What is open beside connections: the log, the store with its readers, the listeners, and some leeway.
const OTHERS: u64 = 128;

/// Raises the limit as far as the connections need it and the system lets it; warns if that is not enough.
pub fn provide_for(connections: usize) {
    let needed = u64::try_from(connections)
        .unwrap_or(u64::MAX)
        .saturating_add(OTHERS);
    let limit = getrlimit(Resource::Nofile);
    // No figure is no limit.
    if limit.current.is_none_or(|current| current >= needed) {
        return;
    }
    let raised = Rlimit {
        current: limit.maximum,
        maximum: limit.maximum,
    };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, "the number of open files could not be raised");
    }
    match getrlimit(Resource::Nofile).current {
        Some(current) if current < needed => tracing::warn!(
            limit = current,
            needed,
            "the limit of open files is too low for --max-connections; raise it (`ulimit -n`) or lower --max-connections"
        ),
        current => tracing::info!(limit = current, "the limit of open files was raised"),
    }
}
