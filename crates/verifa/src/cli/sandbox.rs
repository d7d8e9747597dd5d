//! `verifa sandbox`

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use verifa::server::Server;
use verifa::server::account::{DEFAULT_SCOPES, KeyRing};
use verifa::server::clock::{Clock as _, SystemClock};
use verifa::server::key_file;
use verifa::server::limit::DEFAULT_LIMIT;
use verifa::server::random::{Random as _, SystemRandom};
use verifa::server::secret::ServerSecret;
use verifa::server::session::Known;
use verifa::server::store::Store;
use verifa::server::store::url::StoreUrl;

use crate::cli::connections;
use crate::cli::failure::Failure;

/// How often expired idempotency keys are deleted.
const REAP_EVERY: Duration = Duration::from_secs(600);

/// How many of them go in one transaction.
const REAP_BATCH: usize = 500;

/// The flags of `verifa sandbox`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Where to listen; port 0 picks a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Where sessions are kept.
    #[arg(long, value_name = "sqlite:FILE", default_value = "sqlite:.verifa/sandbox.db")]
    store: StoreUrl,
    /// A key that is let in, of the organization `default` and pinned to the newest version; without scopes it has
    /// sessions:create and sessions:write. Can be repeated. Without any key, one is made and printed.
    #[arg(long = "key", value_name = "KEY[:SCOPE[,SCOPE]]")]
    keys: Vec<String>,
    /// A TOML file of keys: `[[key]]` tables with `key` or `hash`, `organization`, `scopes`, `version`.
    #[arg(long = "keys", value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// The secret under which keys are hashed: 64 hexadecimal digits or more; made if there is none. Usually FILE.secret beside
    /// the store.
    #[arg(long, value_name = "FILE")]
    secret_file: Option<PathBuf>,
    /// What comes before `/verify/…` in capture addresses; usually this server itself.
    #[arg(long, value_name = "URL")]
    capture_base: Option<CaptureBase>,
    /// How many requests each key may make in 60 seconds.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_LIMIT, value_parser = clap::value_parser!(u32).range(1..))]
    rate_limit: u32,
    /// A check that there is; with none given, any is accepted. Can be repeated.
    #[arg(long = "allow-check", value_name = "NAME")]
    checks: Vec<String>,
    /// A workflow that there is; with none given, any is accepted. Can be repeated.
    #[arg(long = "allow-workflow", value_name = "NAME")]
    workflows: Vec<String>,
}

/// The address that `--capture-base` names, without a slash at its end.
#[derive(Clone, Debug)]
struct CaptureBase(String);

/// Serves until a signal ends it.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    start_log();
    let opened = arguments.store.open().await.map_err(Failure::usage)?;
    let secret_file = arguments.secret_file.unwrap_or_else(|| beside(&arguments.store));
    let secret = ServerSecret::open(&secret_file, &SystemRandom).map_err(Failure::usage)?;
    let mut keys = KeyRing::new(secret);
    key_file::add_arguments(&mut keys, &arguments.keys).map_err(Failure::usage)?;
    if let Some(file) = &arguments.key_file {
        key_file::add_file(&mut keys, file).map_err(Failure::usage)?;
    }
    let made = if keys.is_empty() { Some(make_key(&mut keys)?) } else { None };

    let listen = &arguments.listen;
    let listener = TcpListener::bind(listen)
        .await
        .map_err(|error| Failure::usage(format!("can't listen on {listen}: {error}; choose another address with --listen HOST:PORT")))?;
    let address = listener.local_addr().map_err(|error| Failure::failed(format!("the address of {listen} can't be read: {error}")))?;
    let base = format!("http://{}", reachable(address));

    let count = keys.len();
    let app = Server::new(keys, Arc::clone(&opened.store), arguments.capture_base.map_or_else(|| base.clone(), |base| base.0))
        .limiter(opened.limiter)
        .rate_limit(arguments.rate_limit)
        .known(Known { checks: arguments.checks, workflows: arguments.workflows })
        .into_router();
    let stop = connections::stop_signal().map_err(|error| Failure::failed(format!("signals can't be received: {error}")))?;
    let reaper = tokio::spawn(reap(opened.store));
    announce(&base, made.as_deref()).map_err(|error| Failure::failed(format!("standard output can't be written: {error}")))?;
    tracing::info!(%address, keys = count, store = %arguments.store, secret = %secret_file.display(), "the sandbox is ready");
    connections::serve(listener, app, stop).await;
    reaper.abort();
    tracing::info!("the sandbox has ended");
    Ok(())
}

/// Logs go to standard error; `RUST_LOG` says which, as `verifa=debug,info` does.
fn start_log() {
    let filter = std::env::var("RUST_LOG").ok().and_then(|filter| Targets::from_str(&filter).ok());
    let filter = filter.unwrap_or_else(|| Targets::new().with_default(tracing::Level::INFO));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_ansi(false).with_target(false);
    // Another subscriber can't be there yet: this is the program's own main function.
    let _ = tracing_subscriber::registry().with(filter).with(lines).try_init();
}

fn make_key(keys: &mut KeyRing) -> Result<String, Failure> {
    let mut bytes = [0; 24];
    SystemRandom.fill(&mut bytes).map_err(Failure::failed)?;
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let key = format!("vk_sandbox_{digits}");
    let argument = format!("{key}:{}", DEFAULT_SCOPES.join(","));
    key_file::add_arguments(keys, &[argument]).map_err(Failure::failed)?;
    Ok(key)
}

/// What the operator copies. It shows a key only if the key was made just now: there is no other way to learn it.
fn announce(base: &str, made: Option<&str>) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if let Some(key) = made {
        writeln!(out, "No key was given, so this one was made: {key}")?;
    }
    let key = made.unwrap_or("$VERIFA_API_KEY");
    writeln!(out, "Verifa sandbox: {base}")?;
    writeln!(
        out,
        "Try: curl -i -X POST {base}/api/v1/sessions -H \"X-API-Key: {key}\" -H \"Content-Type: application/json\" -d '{{\"country\":\"DE\"}}'"
    )?;
    out.flush()
}

/// The address under which this machine reaches a listener.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

fn beside(store: &StoreUrl) -> PathBuf {
    let StoreUrl::Sqlite(file) = store else { return PathBuf::from(".verifa/server.secret") };
    let mut name = file.as_os_str().to_owned();
    name.push(".secret");
    PathBuf::from(name)
}

async fn reap(store: Arc<dyn Store>) {
    loop {
        match store.reap(SystemClock.now(), REAP_BATCH).await {
            Ok(REAP_BATCH) => continue,
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "expired idempotency keys could not be deleted"),
        }
        tokio::time::sleep(REAP_EVERY).await;
    }
}

impl FromStr for CaptureBase {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const MAX_LENGTH: usize = 1000;
        let url: axum::http::Uri = text.parse().map_err(|error| format!("this is no address: {error}"))?;
        let web = matches!(url.scheme_str(), Some("http" | "https"));
        if !web || url.host().is_none_or(str::is_empty) || url.query().is_some() || text.contains('#') || text.len() > MAX_LENGTH {
            return Err("an http or https address without query is expected, such as https://app.example".to_owned());
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }
}
