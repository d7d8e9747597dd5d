//! How the client of a document reaches its server.

use std::net::TcpListener;

use specwright_runtime::axum::{self, Router};
use specwright_runtime::client::Transport;

/// A connection of the client.
pub struct Connection {
    /// The base URL of the server, or of a proxy in front of it.
    pub base_url: String,
    /// The transport that reaches it.
    pub transport: Transport,
}

/// Connects a client to the server with these routes.
pub type Connect<'a> = &'a dyn Fn(Router) -> Result<Connection, String>;

/// Connects the client to the server in this process, without a network.
///
/// # Errors
/// Never.
pub fn in_process(router: Router) -> Result<Connection, String> {
    Ok(Connection {
        base_url: "http://localhost".to_owned(),
        transport: Transport::new(router),
    })
}

/// Starts the server at an address, and connects the client to a proxy in front of it.
///
/// # Errors
/// If the address is in use, or there is no transport.
pub(crate) fn through(proxy: &str, address: &str, router: Router) -> Result<Connection, String> {
    let listener = TcpListener::bind(address).map_err(|error| error.to_string())?;
    std::thread::spawn(move || serve(listener, router));
    Ok(Connection {
        base_url: proxy.to_owned(),
        transport: Transport::reqwest().map_err(|error| error.to_string())?,
    })
}

/// Serves requests until the process ends.
///
/// # Errors
/// If the listener fails.
pub(crate) fn serve(listener: TcpListener, router: Router) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = { runtime }.enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let served = runtime.block_on(async {
        listener.set_nonblocking(true)?;
        let listener = tokio::net::TcpListener::from_std(listener)?;
        axum::serve(listener, router).await
    });
    served.map_err(|error| error.to_string())
}
