//! The program's log, on standard error.

use std::str::FromStr as _;

use clap::ValueEnum;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// How a line looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// An object a line, for programs.
    Json,
}

/// Begins to log. `RUST_LOG` says what, as `verifa=debug,info` does.
pub fn start(format: LogFormat) {
    let filter = std::env::var("RUST_LOG")
        .ok()
        .and_then(|filter| Targets::from_str(&filter).ok());
    let filter = filter.unwrap_or_else(|| Targets::new().with_default(tracing::Level::INFO));
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .with_target(false);
    let lines = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines
            .json()
            .flatten_event(true)
            .with_span_list(false)
            .boxed(),
    };
    // Another subscriber can't be there yet: this is called once, by the program's own main function.
    let _ = tracing_subscriber::registry()
        .with(filter)
        .with(lines)
        .try_init();
    log_panics();
}

/// Says where a panic was, in the log's own form and with the request's id. The message stays out: it may show what must not
/// be logged.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let thread = std::thread::current().name().unwrap_or_default().to_owned();
        tracing::error!(place, thread, "panicked");
    }));
}
