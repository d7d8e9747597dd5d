//! `verifa migrate`

use std::io::Write as _;

use crate::cli::failure::Failure;
use crate::cli::store::StoreArguments;

/// The flags of `verifa migrate`.
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    store: StoreArguments,
}

/// Migrates the tables and prints their versions before and after.
pub async fn run(arguments: Arguments) -> Result<(), Failure> {
    let store = arguments.store.url()?;
    let migrated = store.migrate().await.map_err(Failure::usage)?;
    let line = if migrated.from == migrated.to {
        format!("{store}: the tables already have version {}", migrated.to)
    } else {
        let new = if migrated.from == 0 { " (new)" } else { "" };
        format!(
            "{store}: migrated the tables from version {}{new} to version {}",
            migrated.from, migrated.to
        )
    };
    writeln!(std::io::stdout(), "{line}").map_err(Failure::output)
}
