//! The store for several processes: a database of PostgreSQL, version 13 or later.
//!
//! Each operation is one statement, and so one transaction; unique constraints and row locks make two of them at once come out
//! as one after the other, whichever processes they come from. What waits goes into one statement together
//! (`batches`). A session and its response are flushed to disk before anybody hears of them. Claims and counts are not:
//! a claim that a crash of the database loses only means that the work can be done again.

mod batches;
mod keys;
mod limiter;
mod rows;
mod schema;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::tokio_postgres::{Config, NoTls};
use deadpool_postgres::{
    Manager, ManagerConfig, Object, Pool, QueueMode, RecyclingMethod, Runtime,
};
use jiff::Timestamp;
use tokio::sync::{Semaphore, SemaphorePermit};

pub use self::limiter::PostgresLimiter;

use self::batches::{BatchFuture, Batches};
use self::limiter::Time;
use self::rows::{Completion, Found};
use super::url::{Migrated, Tables};
use super::{CapturePage, Owner, SessionRecord, Store, StoreError, StoreFuture, Token};
use crate::server::idempotency::{Claim, Claimed, Entry, Slot, StoredResponse};

/// How many connections a process has at most: for what must be flushed, and for what need not be.
const CONNECTIONS: (usize, usize) = (6, 10);

/// Every statement finds a few rows by an index, whatever the tables hold: it is planned once for a connection, and in the same
/// way while the tables are new and empty.
const SETTINGS: &str = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off \
    -c jit=off -c idle_in_transaction_session_timeout=10s -c lock_timeout=2s -c statement_timeout=9s \
    -c default_transaction_isolation=read\\ committed";

/// How many rows a process looks up at once, each on a connection of its own: fewer than there are, so that counts and claims, of
/// which one is made for many requests, never wait for looks, of which a request without a right to anything may ask for one.
const LOOKS: usize = 6;

/// How long opening a connection may take, and waiting for one.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How many batches of one kind are on their way at once.
const BATCHES: usize = 2;

/// How many milliseconds the clock of a process may differ from the database's, the time of an answer included. Leases are 5 s.
const MOST_APART: u64 = 2_500;

/// How often a claim is judged anew after another one was faster.
const TURNS: usize = 32;

/// A store in a database. Clones are the same store.
#[derive(Clone, Debug)]
pub struct PostgresStore {
    inner: Arc<Inner>,
}

/// Why a database can't be a store. None of these shows a password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The text is no address of PostgreSQL.
    #[error(
        "--store: this is no address of PostgreSQL: {0}; write postgres://USER@HOST:PORT/DATABASE"
    )]
    Address(String),
    /// TLS is asked for.
    #[error(
        "--store: connections with TLS are not supported yet; leave out `sslmode`, and keep the database on a private network"
    )]
    Tls,
    /// The database can't be reached, or its tables can't be made.
    #[error(
        "the store {place} can't be opened: {reason}; check that the database runs and that its user may create tables"
    )]
    Open {
        /// Host, port and name.
        place: String,
        /// Why.
        reason: String,
    },
    /// A later version of this program made the tables.
    #[error(
        "the store {place} has tables of version {found}, and this program knows {known}; use the program that made them, or another database"
    )]
    Newer {
        /// Host, port and name.
        place: String,
        /// The version of its tables.
        found: i32,
        /// The newest version that is known.
        known: i32,
    },
    /// The tables are those of an earlier program, or there are none, and they were to be left as they are.
    #[error(
        "the store {place} has tables of version {found}, and this program needs {needed}; run `verifa migrate --store postgres://…` first"
    )]
    Older {
        /// Host, port and name.
        place: String,
        /// The version of its tables; 0 when there are none.
        found: i32,
        /// The version that is needed.
        needed: i32,
    },
}

struct Inner {
    quick: Pool,
    durable: Pool,
    looks: Semaphore,
    claims: Batches<Claim, Found>,
    completions: Batches<Completion, bool>,
    creations: Batches<SessionRecord, ()>,
}

impl PostgresStore {
    /// Opens a database and brings its tables up to date.
    ///
    /// # Errors
    /// [`OpenError`] says which database and why.
    pub async fn open(address: &str) -> Result<Self, OpenError> {
        Self::open_with(address, Tables::Update).await
    }

    /// Opens a database, and says what may be done to its tables.
    ///
    /// # Errors
    /// [`OpenError`] says which database and why.
    pub async fn open_with(address: &str, tables: Tables) -> Result<Self, OpenError> {
        let config = parse(address)?;
        let failed = |reason: String| OpenError::Open {
            place: describe(&config),
            reason,
        };
        let durable = pool(&config, true).map_err(&failed)?;
        let quick = pool(&config, false).map_err(&failed)?;
        let found = look_at(&durable, &config, tables).await?;
        if tables == Tables::AsTheyAre && found < schema::NEWEST {
            return Err(OpenError::Older {
                place: describe(&config),
                found,
                needed: schema::NEWEST,
            });
        }
        let claims = on(quick.clone(), |client, claims: Arc<[Claim]>| {
            Box::pin(async move { rows::claim(&client, &claims).await })
        });
        let completions = on(durable.clone(), |client, all: Arc<[Completion]>| {
            Box::pin(async move { rows::complete(&client, &all).await })
        });
        let creations = on(durable.clone(), |client, all: Arc<[SessionRecord]>| {
            Box::pin(async move { rows::create(&client, &all).await })
        });
        Ok(Self {
            inner: Arc::new(Inner {
                quick,
                durable,
                looks: Semaphore::new(LOOKS),
                claims,
                completions,
                creations,
            }),
        })
    }

    /// Brings the tables of a database up to date.
    ///
    /// # Errors
    /// [`OpenError`] says which database and why.
    pub async fn migrate(address: &str) -> Result<Migrated, OpenError> {
        let config = parse(address)?;
        let pool = pool(&config, true).map_err(|reason| OpenError::Open {
            place: describe(&config),
            reason,
        })?;
        let from = look_at(&pool, &config, Tables::Update).await?;
        Ok(Migrated {
            from: from.into(),
            to: schema::NEWEST.into(),
        })
    }

    /// What counts the requests of all processes that share the database.
    ///
    /// The clock of the database says when windows begin and end, so that it does not matter if those of the processes differ.
    pub fn limiter(&self) -> PostgresLimiter {
        PostgresLimiter::new(self.inner.quick.clone(), Time::Database)
    }

    /// The same by the instants that its callers give, for tests that decide what time it is.
    pub fn limiter_of_callers_time(&self) -> PostgresLimiter {
        PostgresLimiter::new(self.inner.quick.clone(), Time::Caller)
    }

    async fn quick(&self) -> Result<Object, StoreError> {
        self.inner.quick.get().await.map_err(failed)
    }

    /// Leave to look up a row, as long as it is kept.
    async fn look(&self) -> Result<SemaphorePermit<'_>, StoreError> {
        self.inner.looks.acquire().await.map_err(failed)
    }

    async fn take(&self, claim: Claim) -> Result<Claimed, StoreError> {
        for _ in 0..TURNS {
            let (entry, owner) = match self.inner.claims.run(claim.clone()).await? {
                Found::Taken => return Ok(Claimed::Granted),
                Found::Raced => continue,
                Found::Entry { entry, owner } => (entry, owner),
            };
            let judged = claim.judge(Some(entry.clone()));
            if !matches!(judged, Claimed::Granted) {
                return Ok(judged);
            }
            if rows::take_over(&self.quick().await?, &claim, (&entry, &owner)).await? {
                return Ok(Claimed::Granted);
            }
        }
        Err(StoreError("a slot changed hands too often".to_owned()))
    }
}

impl Store for PostgresStore {
    fn create(&self, session: SessionRecord) -> StoreFuture<'_, ()> {
        Box::pin(self.inner.creations.run(session))
    }

    fn find(&self, slot: Slot) -> StoreFuture<'_, Option<Entry>> {
        Box::pin(async move {
            let _look = self.look().await?;
            rows::find(&self.quick().await?, &slot).await
        })
    }

    fn claim(&self, claim: Claim) -> StoreFuture<'_, Claimed> {
        Box::pin(self.take(claim))
    }

    fn complete(
        &self,
        slot: Slot,
        owner: Owner,
        session: SessionRecord,
        response: StoredResponse,
    ) -> StoreFuture<'_, bool> {
        Box::pin(self.inner.completions.run(Completion {
            slot,
            owner,
            session,
            response,
        }))
    }

    fn release(&self, slot: Slot, owner: Owner) -> StoreFuture<'_, ()> {
        Box::pin(async move { rows::release(&self.quick().await?, &slot, &owner).await })
    }

    fn capture(&self, token: Token) -> StoreFuture<'_, Option<CapturePage>> {
        Box::pin(async move {
            let _look = self.look().await?;
            rows::capture(&self.quick().await?, &token).await
        })
    }

    fn reap(&self, now: Timestamp, limit: usize) -> StoreFuture<'_, usize> {
        Box::pin(async move { rows::reap(&self.quick().await?, now, limit).await })
    }

    fn check(&self) -> StoreFuture<'_, ()> {
        Box::pin(async move {
            // As durable as a session is, since a database may still take what need not be flushed.
            let probe =
                async { rows::touch(&self.inner.durable.get().await.map_err(failed)?).await };
            let shown = tokio::time::timeout(CONNECT_TIMEOUT, probe)
                .await
                .map_err(failed)??;
            let apart = shown.abs_diff(Timestamp::now().as_millisecond());
            if apart > MOST_APART {
                return Err(StoreError(format!(
                    "the clocks of the database and of this process are {apart} ms apart"
                )));
            }
            Ok(())
        })
    }
}

/// Does what may be done to the tables, and answers with the version that they had.
async fn look_at(pool: &Pool, config: &Config, tables: Tables) -> Result<i32, OpenError> {
    let failed = |error: &dyn std::error::Error| OpenError::Open {
        place: describe(config),
        reason: reason(error),
    };
    let mut client = pool.get().await.map_err(|error| failed(&error))?;
    let found = match tables {
        Tables::Update => schema::migrate(&mut client).await,
        Tables::AsTheyAre => schema::version(&**client).await,
    };
    let found = found.map_err(|error| failed(&error))?;
    if !(0..=schema::NEWEST).contains(&found) {
        return Err(OpenError::Newer {
            place: describe(config),
            found,
            known: schema::NEWEST,
        });
    }
    Ok(found)
}

/// A queue whose batches are done on connections of a pool.
fn on<J, A, F>(pool: Pool, work: F) -> Batches<J, A>
where
    J: Clone + Send + Sync + 'static,
    A: Send + 'static,
    F: Fn(Object, Arc<[J]>) -> BatchFuture<A> + Clone + Send + Sync + 'static,
{
    Batches::start(
        BATCHES,
        Arc::new(move |jobs| {
            let (pool, work) = (pool.clone(), work.clone());
            Box::pin(async move { work(pool.get().await.map_err(failed)?, jobs).await })
        }),
    )
}

fn parse(address: &str) -> Result<Config, OpenError> {
    let config: Config = address
        .parse()
        .map_err(|error| OpenError::Address(reason(&error)))?;
    if config.get_hosts().is_empty() {
        return Err(OpenError::Address("the host is missing".to_owned()));
    }
    match config.get_ssl_mode() {
        deadpool_postgres::tokio_postgres::config::SslMode::Require => Err(OpenError::Tls),
        _ => Ok(config),
    }
}

fn pool(config: &Config, durable: bool) -> Result<Pool, String> {
    let mut config = config.clone();
    let (durably, quickly) = CONNECTIONS;
    let commit = if durable { "on" } else { "off" };
    let options = config
        .get_options()
        .map(|options| format!("{options} "))
        .unwrap_or_default();
    config.options(format!(
        "{options}-c synchronous_commit={commit} {SETTINGS}"
    ));
    config
        .application_name("verifa")
        .connect_timeout(CONNECT_TIMEOUT)
        .tcp_user_timeout(CONNECT_TIMEOUT);
    let manager = Manager::from_config(
        config,
        NoTls,
        ManagerConfig {
            recycling_method: RecyclingMethod::Fast,
        },
    );
    Pool::builder(manager)
        .max_size(if durable { durably } else { quickly })
        // The connection that was used last is the one whose process on the other side is awake.
        .queue_mode(QueueMode::Lifo)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(CONNECT_TIMEOUT))
        .create_timeout(Some(CONNECT_TIMEOUT))
        .build()
        .map_err(|error| error.to_string())
}

/// Host, port and name of the database that an address leads to, without user and password.
pub(super) fn place(address: &str) -> String {
    parse(address).map_or_else(|_| "postgres://…".to_owned(), |config| describe(&config))
}

fn describe(config: &Config) -> String {
    use deadpool_postgres::tokio_postgres::config::Host;
    let host = match config.get_hosts().first() {
        // A password with an `@` in it is taken for a part of the host.
        Some(Host::Tcp(host)) => host.rsplit('@').next().unwrap_or_default().to_owned(),
        #[cfg(unix)]
        Some(Host::Unix(path)) => path.display().to_string(),
        None => String::new(),
    };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    format!(
        "postgres://{host}:{port}/{}",
        config.get_dbname().unwrap_or_default()
    )
}

/// The error with what lies beneath it: the outermost message of this driver says only that there was one.
fn reason(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let more = error.to_string();
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        source = error.source();
    }
    text
}

fn failed(error: impl std::error::Error) -> StoreError {
    StoreError(reason(&error))
}

impl fmt::Debug for Inner {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Inner")
            .field("claims", &self.claims)
            .field("completions", &self.completions)
            .field("creations", &self.creations)
            .finish_non_exhaustive()
    }
}
