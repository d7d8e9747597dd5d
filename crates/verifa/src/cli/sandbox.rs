//! `verifa sandbox`

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use verifa::Environment;
use verifa::server::account::KeyRing;
use verifa::server::issued_keys::random_key;
use verifa::server::metrics::Metrics;
use verifa::server::random::SystemRandom;
use verifa::server::rate_limit::DEFAULT_LIMIT;
use verifa::server::session::AllowedNames;
use verifa::server::shutdown::Shutdown;
use verifa::server::store::url::{OpenStore, StoreUrl};
use verifa::server::{Server, key_file};

use crate::cli::announcement::{Announcement, reachable};
use crate::cli::connections::{DEFAULT_CONNECTIONS, Limits};
use crate::cli::failure::Failure;
use crate::cli::log::{self, LogFormat};
use crate::cli::serving::{Listeners, Serving};
use crate::cli::signals::stop_signal;
use crate::cli::store::{SecretArguments, StoreArguments, TablesArguments};
use crate::cli::{open_files, store_lock};

/// The flags of `verifa sandbox`.
#[derive(clap::Args)]
pub struct Arguments {
    /// The address to listen on; port 0 selects a free port.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: String,
    /// A separate address for /metrics and /readyz, which are otherwise served on --listen.
    #[arg(long, value_name = "ADDR")]
    internal_listen: Option<String>,
    #[command(flatten)]
    store: StoreArguments,
    #[command(flatten)]
    tables: TablesArguments,
    /// A valid API key, of the organization `default` and pinned to the newest API version. The
    /// default scopes are sessions:create and sessions:write. Can be repeated. If there is no key
    /// here, in --keys or in the store, one is generated and printed.
    #[arg(long = "key", value_name = "KEY[:SCOPE[,SCOPE]]")]
    keys: Vec<String>,
    /// A TOML file of valid API keys: `[[key]]` tables with `key` or `hash`, `organization`,
    /// `scopes` and `version`.
    #[arg(long = "keys", value_name = "FILE")]
    key_file: Option<PathBuf>,
    #[command(flatten)]
    secret: SecretArguments,
    /// The part of capture URLs before `/verify/…`; by default the address of this server.
    #[arg(long, value_name = "URL")]
    capture_base: Option<CaptureBase>,
    /// The number of requests that each key may make in 60 seconds.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_LIMIT, value_parser = clap::value_parser!(u32).range(1..))]
    rate_limit: u32,
    /// The largest number of open connections; further connections wait to be accepted.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_CONNECTIONS, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    max_connections: u32,
    /// How many seconds the server keeps accepting connections after the stop signal, while
    /// /readyz reports that it is not ready, so that a load balancer can react.
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=3600))]
    stop_delay: u64,
    /// The format of the log on standard error.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    log_format: LogFormat,
    /// The name of a check that requests may use; by default any name is allowed. Can be repeated.
    #[arg(long = "allow-check", value_name = "NAME")]
    checks: Vec<String>,
    /// The id of a workflow that requests may use; by default any id is allowed. Can be repeated.
    #[arg(long = "allow-workflow", value_name = "NAME")]
    workflows: Vec<String>,
}

/// The value of `--capture-base`, without a trailing slash.
#[derive(Clone, Debug)]
struct CaptureBase(String);

/// Runs the sandbox until a signal stops it.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    log::start(arguments.log_format);
    let store_url = arguments.store.url()?;
    // Held until the program exits.
    let _lock = store_lock::acquire(&store_url)?;
    let store = arguments
        .store
        .open(arguments.tables.schema_policy())
        .await?;
    let (keys, generated_key) = load_keys(&arguments, &store).await?;
    let key_count = keys.len();
    let listeners = listen(&arguments).await?;
    let address = listeners.public.local_addr().map_err(Failure::failed)?;
    let internal = listeners
        .internal
        .as_ref()
        .map(TcpListener::local_addr)
        .transpose()
        .map_err(Failure::failed)?;
    let base = format!("http://{}", reachable(address));
    let stop = stop_signal()
        .map_err(|error| Failure::failed(format!("cannot receive signals: {error}")))?;
    let limits = Limits {
        connections: usize::try_from(arguments.max_connections).unwrap_or(usize::MAX),
        ..Limits::default()
    };
    open_files::raise_limit(limits.connections);
    let secret = describe_secret(&arguments, &store_url);
    let serving = assemble(arguments, keys, store, &base, limits);
    Announcement {
        base: &base,
        generated_key: generated_key.as_deref(),
        internal,
    }
    .print()
    .map_err(Failure::output)?;
    tracing::info!(%address, keys = key_count, store = %store_url, secret, "the sandbox is ready");
    let result = serving.run(listeners, stop).await;
    tracing::info!("the sandbox has stopped");
    result
}

/// Builds the server from the flags.
fn assemble(
    arguments: Arguments,
    keys: KeyRing,
    store: OpenStore,
    base: &str,
    limits: Limits,
) -> Serving {
    let metrics = Arc::<Metrics>::default();
    let shutdown = Shutdown::default();
    let capture_base = arguments
        .capture_base
        .map_or_else(|| base.to_owned(), |base| base.0);
    let server = Server::new(keys, store.store, capture_base)
        .issued_keys(store.keys)
        .rate_limiter(store.rate_limiter)
        .metrics(Arc::clone(&metrics))
        .shutdown(shutdown.clone())
        .rate_limit(arguments.rate_limit)
        .allowed_names(AllowedNames {
            checks: arguments.checks,
            workflows: arguments.workflows,
        });
    Serving {
        parts: server.into_parts(),
        limits,
        metrics,
        shutdown,
        stop_delay: Duration::from_secs(arguments.stop_delay),
    }
}

/// Returns the location of the secret, for the log.
fn describe_secret(arguments: &Arguments, store: &StoreUrl) -> String {
    arguments.secret.file(store).map_or_else(
        || "in the store".to_owned(),
        |file| file.display().to_string(),
    )
}

/// Returns the valid keys besides those of the store. If there is no key at all, also generates one
/// and returns it.
async fn load_keys(
    arguments: &Arguments,
    store: &OpenStore,
) -> Result<(KeyRing, Option<String>), Failure> {
    let mut keys = KeyRing::new(
        arguments
            .secret
            .open(&arguments.store.url()?, &*store.keys)
            .await?,
    );
    key_file::add_arguments(&mut keys, &arguments.keys).map_err(Failure::usage)?;
    if let Some(file) = &arguments.key_file {
        key_file::add_file(&mut keys, file).map_err(Failure::usage)?;
    }
    // Revoked keys count too: an operator who has issued keys does not expect a generated one.
    if !keys.is_empty()
        || !store
            .keys
            .list_keys()
            .await
            .map_err(Failure::failed)?
            .is_empty()
    {
        return Ok((keys, None));
    }
    let key = random_key(Environment::Sandbox, &SystemRandom)
        .map_err(Failure::failed)?
        .expose()
        .to_owned();
    key_file::add_arguments(&mut keys, std::slice::from_ref(&key)).map_err(Failure::failed)?;
    Ok((keys, Some(key)))
}

async fn listen(arguments: &Arguments) -> Result<Listeners, Failure> {
    let public = bind(&arguments.listen, "--listen").await?;
    let internal = match &arguments.internal_listen {
        Some(address) => Some(bind(address, "--internal-listen").await?),
        None => None,
    };
    Ok(Listeners { public, internal })
}

async fn bind(address: &str, flag: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure::usage(format!(
            "cannot listen on {address}: {error}; choose another address with {flag} HOST:PORT"
        ))
    })
}

impl FromStr for CaptureBase {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const MAX_LENGTH: usize = 1000;
        let url: axum::http::Uri = text
            .parse()
            .map_err(|error| format!("invalid URL: {error}"))?;
        let web = matches!(url.scheme_str(), Some("http" | "https"));
        if !web
            || url.host().is_none_or(str::is_empty)
            || url.query().is_some()
            || text.contains('#')
            || text.len() > MAX_LENGTH
        {
            return Err(
                "expected an http or https URL without a query, such as https://app.example"
                    .to_owned(),
            );
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }
}
