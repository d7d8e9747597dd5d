//! Addresses of databases, without their secrets.

use deadpool_postgres::tokio_postgres::Config;
use deadpool_postgres::tokio_postgres::config::Host;

/// Returns the host, port and name of a database, without user and password.
pub(super) fn describe(config: &Config) -> String {
    let host = match config.get_hosts().first() {
        // If a password contains an `@`, the driver parses its end as a part of the host.
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
