//! `verifa sandbox`

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::Notify;
use verifa::Environment;
use verifa::server::account::KeyRing;
use verifa::server::issued::random_key;
use verifa::server::lifecycle::Lifecycle;
use verifa::server::limit::DEFAULT_LIMIT;
use verifa::server::metrics::Metrics;
use verifa::server::random::SystemRandom;
use verifa::server::session::Known;
use verifa::server::store::url::Opened;
use verifa::server::{Parts, Server, key_file};

use crate::cli::alone;
use crate::cli::connections::{self, Bounds, DEFAULT_CONNECTIONS};
use crate::cli::descriptors;
use crate::cli::failure::Failure;
use crate::cli::log::{self, LogFormat};
use crate::cli::signals::{StopSignal, stop_signal};
use crate::cli::store::{SecretArguments, StoreArguments, TablesArguments};

/// How long requests may go on after the signal to stop: longer than any takes.
const GRACE: Duration = Duration::from_secs(35);

/// How many connections the address for operators serves at once.
const INTERNAL_CONNECTIONS: usize = 64;

/// The flags of `verifa sandbox`.
#[derive(clap::Args)]
pub struct Arguments {
    /// Where to listen; port 0 picks a free one.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    listen: String,
    /// Where /metrics and /readyz are, instead of the address of --listen.
    #[arg(long, value_name = "ADDR")]
    internal_listen: Option<String>,
    #[command(flatten)]
    store: StoreArguments,
    #[command(flatten)]
    tables: TablesArguments,
    /// A key that is let in, of the organization `default` and pinned to the newest version; without scopes it has
    /// sessions:create and sessions:write. Can be repeated. Without any key, here, in a file or in the store, one is made and
    /// printed.
    #[arg(long = "key", value_name = "KEY[:SCOPE[,SCOPE]]")]
    keys: Vec<String>,
    /// A TOML file of keys: `[[key]]` tables with `key` or `hash`, `organization`, `scopes`, `version`.
    #[arg(long = "keys", value_name = "FILE")]
    key_file: Option<PathBuf>,
    #[command(flatten)]
    secret: SecretArguments,
    /// What comes before `/verify/…` in capture addresses; usually this server itself.
    #[arg(long, value_name = "URL")]
    capture_base: Option<CaptureBase>,
    /// How many requests each key may make in 60 seconds.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_LIMIT, value_parser = clap::value_parser!(u32).range(1..))]
    rate_limit: u32,
    /// How many connections are served at once; more of them wait.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_CONNECTIONS, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    max_connections: u32,
    /// How long the server goes on after the signal to stop, not ready any more, until it accepts no more connections: the time
    /// that a load balancer needs to notice.
    #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=3600))]
    stop_delay: u64,
    /// How the log on standard error looks.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    log_format: LogFormat,
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

/// What listens.
struct Listeners {
    public: TcpListener,
    /// Without it, operators are served on the public one.
    internal: Option<TcpListener>,
}

/// Serves until a signal ends it.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    log::start(arguments.log_format);
    let store = arguments.store.url()?;
    // Held until the program ends.
    let _alone = alone::hold(&store)?;
    let opened = arguments.store.open(arguments.tables.tables()).await?;
    let (keys, made) = keys(&arguments, &opened).await?;
    let public = listen(&arguments.listen, "--listen").await?;
    let internal = match &arguments.internal_listen {
        Some(address) => Some(listen(address, "--internal-listen").await?),
        None => None,
    };
    let address = public.local_addr().map_err(Failure::failed)?;
    let internal_address = internal
        .as_ref()
        .map(TcpListener::local_addr)
        .transpose()
        .map_err(Failure::failed)?;
    let base = format!("http://{}", reachable(address));
    let stop = stop_signal()
        .map_err(|error| Failure::failed(format!("signals can't be received: {error}")))?;
    let bounds = Bounds {
        connections: usize::try_from(arguments.max_connections).unwrap_or(usize::MAX),
        ..Bounds::default()
    };
    descriptors::provide_for(bounds.connections);

    let count = keys.len();
    let metrics = Arc::<Metrics>::default();
    let lifecycle = Lifecycle::default();
    let server = Server::new(
        keys,
        opened.store,
        arguments
            .capture_base
            .map_or_else(|| base.clone(), |base| base.0),
    )
    .issued_keys(opened.keys)
    .limiter(opened.limiter)
    .metrics(Arc::clone(&metrics))
    .lifecycle(lifecycle.clone())
    .rate_limit(arguments.rate_limit)
    .known(Known {
        checks: arguments.checks,
        workflows: arguments.workflows,
    });
    announce(&base, made.as_deref(), internal_address).map_err(Failure::output)?;
    let secret = arguments.secret.file(&store).map_or_else(
        || "in the store".to_owned(),
        |file| file.display().to_string(),
    );
    tracing::info!(%address, keys = count, %store, secret, "the sandbox is ready");
    let delay = Duration::from_secs(arguments.stop_delay);
    let ended = serve(
        server.into_parts(),
        Listeners { public, internal },
        (bounds, metrics, lifecycle),
        (stop, delay),
    )
    .await;
    tracing::info!("the sandbox has ended");
    ended
}

/// Serves until a signal comes and its delay is over, then until what runs is finished, the time for that is over, or another signal
/// comes.
async fn serve(
    parts: Parts,
    listeners: Listeners,
    (bounds, metrics, lifecycle): (Bounds, Arc<Metrics>, Lifecycle),
    (mut stop, delay): (StopSignal, Duration),
) -> Result<(), Failure> {
    let Parts {
        api,
        operations,
        reaper,
    } = parts;
    let (closed, drained) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (public_app, internal) = match listeners.internal {
        Some(listener) => {
            let bounds = Bounds {
                connections: INTERNAL_CONNECTIONS,
                ..bounds
            };
            let drained = Arc::clone(&drained);
            // It goes on to say that the server is not ready for as long as anything runs.
            let stopped = async move { drained.notified().await };
            (
                api,
                Some(tokio::spawn(async move {
                    connections::serve(listener, operations, bounds, stopped, || ()).await
                })),
            )
        }
        None => (api.merge(operations), None),
    };
    let public = tokio::spawn({
        let closed = Arc::clone(&closed);
        async move {
            let stopped = closed.notified();
            connections::serve(listeners.public, public_app, bounds, stopped, move || {
                metrics.connection()
            })
            .await;
        }
    });
    let reaper = tokio::spawn(reaper.run());

    stop.received().await;
    lifecycle.stop();
    if !delay.is_zero() {
        tracing::info!(?delay, "stopping: not ready any more");
        tokio::select! {
            () = tokio::time::sleep(delay) => {}
            () = stop.received() => return Err(at_once()),
        }
    }
    tracing::info!("stopping: no more connections are accepted");
    closed.notify_one();
    let finished = async {
        // A task that panicked has said so, and is as finished as it will be.
        let _ = public.await;
        lifecycle.finished().await;
        let _ = reaper.await;
        drained.notify_one();
        if let Some(internal) = internal {
            let _ = internal.await;
        }
    };
    tokio::select! {
        () = finished => Ok(()),
        () = tokio::time::sleep(GRACE) => {
            tracing::warn!("some requests were still running and are cut off");
            Err(Failure::logged())
        }
        () = stop.received() => Err(at_once()),
    }
}

fn at_once() -> Failure {
    tracing::warn!("stopped at once by a second signal");
    Failure::logged()
}

/// The keys that are let in beside those of the store, and the one that was made because there was none at all.
async fn keys(
    arguments: &Arguments,
    opened: &Opened,
) -> Result<(KeyRing, Option<String>), Failure> {
    let mut keys = KeyRing::new(
        arguments
            .secret
            .open(&arguments.store.url()?, &*opened.keys)
            .await?,
    );
    key_file::add_arguments(&mut keys, &arguments.keys).map_err(Failure::usage)?;
    if let Some(file) = &arguments.key_file {
        key_file::add_file(&mut keys, file).map_err(Failure::usage)?;
    }
    // Revoked ones count: who has issued keys does not want one that nobody knows of.
    if !keys.is_empty()
        || !opened
            .keys
            .list()
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

async fn listen(address: &str, flag: &str) -> Result<TcpListener, Failure> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| {
        Failure::usage(format!(
            "can't listen on {address}: {error}; choose another address with {flag} HOST:PORT"
        ))
    })
}

/// What the operator copies. It shows a key only if the key was made just now: there is no other way to learn it.
fn announce(base: &str, made: Option<&str>, internal: Option<SocketAddr>) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    if let Some(key) = made {
        writeln!(
            out,
            "No key was given, so this one was made, which is let in until the sandbox ends: {key}"
        )?;
    } else {
        writeln!(
            out,
            "Let in are the keys that were given and those in the store; `verifa keys issue` makes one."
        )?;
    }
    let key = made.unwrap_or("$VERIFA_API_KEY");
    writeln!(out, "Verifa sandbox: {base}")?;
    if let Some(internal) = internal {
        writeln!(out, "For operators: http://{}", reachable(internal))?;
    }
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

impl FromStr for CaptureBase {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const MAX_LENGTH: usize = 1000;
        let url: axum::http::Uri = text
            .parse()
            .map_err(|error| format!("this is no address: {error}"))?;
        let web = matches!(url.scheme_str(), Some("http" | "https"));
        if !web
            || url.host().is_none_or(str::is_empty)
            || url.query().is_some()
            || text.contains('#')
            || text.len() > MAX_LENGTH
        {
            return Err(
                "an http or https address without query is expected, such as https://app.example"
                    .to_owned(),
            );
        }
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }
}
