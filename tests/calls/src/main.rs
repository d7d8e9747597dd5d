//! Makes calls of the worked example in one process: `in-process-calls KIND N`, where `KIND` is
//! `client`, `client-by-hand`, `server` or `server-by-hand`. `cargo xtask bench --instructions`
//! counts the instructions of one call.

mod by_hand;
mod example;
mod generated;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let kind = arguments.next().unwrap_or_default();
    let number: u64 = arguments.next().unwrap_or_default().parse()?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()?;
    runtime.block_on(async {
        match kind.as_str() {
            "client" => generated::call_client(number).await,
            "client-by-hand" => by_hand::client::call(number).await,
            "server" => generated::call_server(number).await,
            "server-by-hand" => by_hand::server::call(number).await,
            _ => Err(format!("unknown kind of call `{kind}`").into()),
        }
    })
}
