//! The flags of the commands that open a store.

use std::path::PathBuf;

use verifa::server::random::SystemRandom;
use verifa::server::secret::ServerSecret;
use verifa::server::store::keys::KeyStore;
use verifa::server::store::migration::SchemaPolicy;
use verifa::server::store::url::{OpenStore, StoreUrl};

use crate::cli::failure::Failure;

/// The flag that selects the store.
#[derive(clap::Args)]
pub struct StoreArguments {
    /// The store of sessions and issued keys: sqlite:FILE or postgres://USER@HOST:PORT/DATABASE.
    #[arg(
        long,
        value_name = "URL",
        env = "VERIFA_STORE",
        hide_env_values = true,
        default_value = "sqlite:.verifa/sandbox.db"
    )]
    store: String,
}

/// The flag that prevents migrations.
#[derive(clap::Args)]
pub struct TablesArguments {
    /// Do not create or migrate the store's tables; fail unless `verifa migrate` has done so.
    #[arg(long)]
    pub no_migrate: bool,
}

/// The flag that selects the secret.
#[derive(clap::Args)]
pub struct SecretArguments {
    /// The file of the secret under which keys are hashed: at least 64 hexadecimal digits. A
    /// missing file is created. The default is FILE.secret beside a SQLite store; PostgreSQL stores
    /// the secret itself.
    #[arg(long, value_name = "FILE")]
    pub secret_file: Option<PathBuf>,
}

impl StoreArguments {
    /// Parses the address. clap does not parse it, because its error messages quote invalid values,
    /// and the address may contain a password.
    pub fn url(&self) -> Result<StoreUrl, Failure> {
        self.store
            .parse()
            .map_err(|error| Failure::usage(format!("--store: {error}")))
    }

    /// Opens the store.
    pub async fn open(&self, policy: SchemaPolicy) -> Result<OpenStore, Failure> {
        self.url()?.open(policy).await.map_err(Failure::usage)
    }
}

impl TablesArguments {
    /// Returns the policy for the tables of a store that is opened.
    pub fn schema_policy(&self) -> SchemaPolicy {
        if self.no_migrate {
            SchemaPolicy::RequireCurrent
        } else {
            SchemaPolicy::Migrate
        }
    }
}

impl SecretArguments {
    /// Returns the file of the secret, or `None` if the store itself contains the secret.
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

    /// Opens the secret, creating it if it is missing.
    ///
    /// # Errors
    /// Returns an error if the store's keys are hashed under another secret.
    pub async fn open(
        &self,
        store: &StoreUrl,
        keys: &dyn KeyStore,
    ) -> Result<ServerSecret, Failure> {
        let Some(file) = self.file(store) else {
            let new = ServerSecret::random(&SystemRandom).map_err(Failure::failed)?;
            let kept = keys.keep_secret(new).await.map_err(Failure::failed)?;
            return kept.ok_or_else(|| {
                Failure::usage(format!(
                    "the keys of the store {store} are hashed under a secret in a file; pass the file with --secret-file"
                ))
            });
        };
        let secret = ServerSecret::open(&file, &SystemRandom).map_err(Failure::usage)?;
        let is_right = keys
            .confirm_secret(secret.fingerprint())
            .await
            .map_err(Failure::failed)?;
        match is_right {
            true => Ok(secret),
            false => Err(Failure::usage(format!(
                "the keys of the store {store} are hashed under another secret than that of {}; pass the right file with --secret-file",
                file.display()
            ))),
        }
    }
}
