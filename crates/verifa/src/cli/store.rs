//! The flags of every command that works on a store.

use std::path::PathBuf;

use verifa::server::random::SystemRandom;
use verifa::server::secret::ServerSecret;
use verifa::server::store::keys::KeyStore;
use verifa::server::store::url::{Opened, StoreUrl, Tables};

use crate::cli::failure::Failure;

/// Which store.
#[derive(clap::Args)]
pub struct StoreArguments {
    /// Where sessions and issued keys are kept: sqlite:FILE, or postgres://USER@HOST:PORT/DATABASE.
    #[arg(
        long,
        value_name = "URL",
        env = "VERIFA_STORE",
        hide_env_values = true,
        default_value = "sqlite:.verifa/sandbox.db"
    )]
    store: String,
}

/// Whether its tables may be changed.
#[derive(clap::Args)]
pub struct TablesArguments {
    /// Don't make the store's tables or bring them up to date: they have to be, by `verifa migrate`.
    #[arg(long)]
    pub no_migrate: bool,
}

/// Which secret keys are hashed under.
#[derive(clap::Args)]
pub struct SecretArguments {
    /// The secret under which keys are hashed: 64 hexadecimal digits or more; made if there is none. Usually FILE.secret
    /// beside the store, or in the store where that is a database.
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<PathBuf>,
}

impl StoreArguments {
    /// The address. It is no matter of the parser of arguments, which repeats what it does not take: there may be a password in it.
    pub fn url(&self) -> Result<StoreUrl, Failure> {
        self.store
            .parse()
            .map_err(|error| Failure::usage(format!("--store: {error}")))
    }

    /// Opens the store.
    pub async fn open(&self, tables: Tables) -> Result<Opened, Failure> {
        self.url()?.open(tables).await.map_err(Failure::usage)
    }
}

impl TablesArguments {
    /// What opening the store may do.
    pub fn tables(&self) -> Tables {
        if self.no_migrate {
            Tables::AsTheyAre
        } else {
            Tables::Update
        }
    }
}

impl SecretArguments {
    /// The file of the secret, the same for every command that works on this store; none where the store itself keeps it.
    pub fn file(&self, store: &StoreUrl) -> Option<PathBuf> {
        self.secret_file.clone().or_else(|| match store {
            StoreUrl::Sqlite(file) => {
                let mut name = file.as_os_str().to_owned();
                name.push(".secret");
                Some(PathBuf::from(name))
            }
            StoreUrl::Postgres(_) => None,
        })
    }

    /// Opens the secret, which is made if there is none. It has to be the one that the store has always had.
    pub async fn open(
        &self,
        store: &StoreUrl,
        keys: &dyn KeyStore,
    ) -> Result<ServerSecret, Failure> {
        let Some(file) = self.file(store) else {
            let made = ServerSecret::random(&SystemRandom).map_err(Failure::failed)?;
            let kept = keys.keep(made).await.map_err(Failure::failed)?;
            return kept.ok_or_else(|| {
                Failure::usage(format!(
                    "the keys of the store {store} are hashed under a secret that has a file; name it with --secret-file"
                ))
            });
        };
        let secret = ServerSecret::open(&file, &SystemRandom).map_err(Failure::usage)?;
        match keys.confirm(secret.mark()).await.map_err(Failure::failed)? {
            true => Ok(secret),
            false => Err(Failure::usage(format!(
                "the keys of the store {store} are hashed under another secret than that of {}; name its file with --secret-file",
                file.display()
            ))),
        }
    }
}
