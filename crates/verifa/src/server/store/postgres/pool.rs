//! Connection pools.

use std::time::Duration;

use deadpool_postgres::tokio_postgres::{Config, NoTls};
use deadpool_postgres::{Manager, ManagerConfig, Pool, QueueMode, RecyclingMethod, Runtime};

use super::address::describe;
use super::open::OpenError;

/// The timeout for opening a connection, and for waiting for an idle one.
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// Session settings. Every statement finds a few rows by an index, regardless of the content of the
/// tables. It is therefore planned once per connection, and in the same way while the tables are
/// still empty.
const SETTINGS: &str = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off \
    -c jit=off -c idle_in_transaction_session_timeout=10s -c lock_timeout=2s -c statement_timeout=9s \
    -c default_transaction_isolation=read\\ committed";

/// The failures that the commits of a pool survive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Durability {
    /// The crash of a server process, but perhaps not of the database (`synchronous_commit=off`).
    Relaxed,
    /// A power failure (`synchronous_commit=on`).
    Full,
}

impl Durability {
    fn synchronous_commit(self) -> &'static str {
        match self {
            Self::Relaxed => "off",
            Self::Full => "on",
        }
    }

    /// Returns the maximum number of connections of the pool.
    fn connections(self) -> usize {
        match self {
            Self::Relaxed => 10,
            Self::Full => 6,
        }
    }
}

/// Creates a pool. Connections are opened on demand.
pub(super) fn create(config: &Config, durability: Durability) -> Result<Pool, OpenError> {
    let mut settings = config.clone();
    let commit = durability.synchronous_commit();
    let options = settings
        .get_options()
        .map(|options| format!("{options} "))
        .unwrap_or_default();
    settings.options(format!(
        "{options}-c synchronous_commit={commit} {SETTINGS}"
    ));
    settings
        .application_name("verifa")
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_user_timeout(CONNECT_TIMEOUT);
    let manager = Manager::from_config(
        settings,
        NoTls,
        ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        },
    );
    Pool::builder(manager)
        .max_size(durability.connections())
        // The backend process of the most recently used connection is likely to be awake.
        .queue_mode(QueueMode::Lifo)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(CONNECT_TIMEOUT))
        .create_timeout(Some(CONNECT_TIMEOUT))
        .build()
        .map_err(|error| OpenError::Open {
            place: describe(config),
            reason: error.to_string(),
        })
}
