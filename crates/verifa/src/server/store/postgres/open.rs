//! Opening a database: its address, and the version of its tables.

use deadpool_postgres::Pool;
use deadpool_postgres::tokio_postgres::Config;
use deadpool_postgres::tokio_postgres::config::SslMode;

use super::address::describe;
use super::error::message;
use super::schema;
use crate::server::store::migration::SchemaPolicy;

/// The reason why a database cannot be opened as a store. No message contains a password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is malformed.
    #[error(
        "--store: invalid PostgreSQL address: {0}; expected postgres://USER@HOST:PORT/DATABASE"
    )]
    Address(String),
    /// The address requires TLS.
    #[error(
        "--store: TLS connections to PostgreSQL are not supported yet; remove `sslmode`, and keep the database on a private network"
    )]
    Tls,
    /// The database cannot be reached, or its tables cannot be created.
    #[error(
        "cannot open the store {place}: {reason}; check that the database is running and that its user may create tables"
    )]
    Open {
        /// Host, port and name of the database.
        place: String,
        /// The error of the driver.
        reason: String,
    },
    /// A newer version of this program created the tables.
    #[error(
        "the tables of the store {place} have version {found}, but this program supports only version {known}; use a newer program, or another database"
    )]
    Newer {
        /// Host, port and name of the database.
        place: String,
        /// The version of its tables.
        found: i32,
        /// The newest supported version.
        known: i32,
    },
    /// The tables are missing or outdated, and may not be changed.
    #[error(
        "the tables of the store {place} have version {found}, but this program needs version {needed}; run `verifa migrate --store postgres://…` first"
    )]
    Older {
        /// Host, port and name of the database.
        place: String,
        /// The version of its tables; 0 without tables.
        found: i32,
        /// The required version.
        needed: i32,
    },
}

/// Parses an address.
pub(super) fn parse(address: &str) -> Result<Config, OpenError> {
    let config: Config = address
        .parse()
        .map_err(|error| OpenError::Address(message(&error)))?;
    if config.get_hosts().is_empty() {
        return Err(OpenError::Address("the host is missing".to_owned()));
    }
    match config.get_ssl_mode() {
        SslMode::Require => Err(OpenError::Tls),
        _ => Ok(config),
    }
}

/// Returns the host, port and name of the database at an address, without user and password.
pub(in crate::server::store) fn redact(address: &str) -> String {
    parse(address).map_or_else(|_| "postgres://…".to_owned(), |config| describe(&config))
}

/// Applies a schema policy, and returns the version of the tables before.
pub(super) async fn apply(
    pool: &Pool,
    config: &Config,
    policy: SchemaPolicy,
) -> Result<i32, OpenError> {
    let failed = |error: &dyn std::error::Error| OpenError::Open {
        place: describe(config),
        reason: message(error),
    };
    let mut client = pool.get().await.map_err(|error| failed(&error))?;
    let found = match policy {
        SchemaPolicy::Migrate => schema::migrate(&mut client).await,
        SchemaPolicy::RequireCurrent => schema::version(&**client).await,
    };
    let found = found.map_err(|error| failed(&error))?;
    if !(0..=schema::NEWEST).contains(&found) {
        return Err(OpenError::Newer {
            place: describe(config),
            found,
            known: schema::NEWEST,
        });
    }
    if policy == SchemaPolicy::RequireCurrent && found < schema::NEWEST {
        return Err(OpenError::Older {
            place: describe(config),
            found,
            needed: schema::NEWEST,
        });
    }
    Ok(found)
}
