//! The folder, keys, secret and database that the servers of one scenario share.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::Result;
use crate::accounts::{self, Account};
use crate::database::{Database, Kind};
use crate::postgres::Cluster;

/// The resources of one scenario. Dropping the fixture deletes its folder.
#[derive(Debug)]
pub struct Fixture {
    folder: TempDir,
    /// The database of the store.
    pub database: Database,
    /// The accounts of the callers.
    pub accounts: Vec<Account>,
}

impl Fixture {
    /// Creates a fixture with an empty database. PostgreSQL needs a cluster.
    ///
    /// # Errors
    /// Returns an error if the folder, its files or the database cannot be created.
    pub async fn new(kind: Kind, cluster: Option<&Cluster>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let database = match (kind, cluster) {
            (Kind::Sqlite, _) => Database::Sqlite(folder.path().join("sessions.db")),
            (Kind::Postgres, Some(cluster)) => Database::Postgres(cluster.create_database().await?),
            (Kind::Postgres, None) => return Err("a PostgreSQL fixture needs a cluster".into()),
        };
        Self::with(folder, database)
    }

    /// Creates a fixture whose database is a SQLite file outside its folder.
    ///
    /// # Errors
    /// Returns an error if the folder or its files cannot be created.
    pub fn at(file: PathBuf) -> Result<Self> {
        Self::with(tempfile::tempdir()?, Database::Sqlite(file))
    }

    fn with(folder: TempDir, database: Database) -> Result<Self> {
        let accounts = accounts::all();
        accounts::write(&folder.path().join("keys.toml"), &accounts)?;
        std::fs::write(folder.path().join("secret"), "5e".repeat(32))?;
        Ok(Self {
            folder,
            database,
            accounts,
        })
    }

    /// Returns the folder of the files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Returns the kind of the database.
    pub fn kind(&self) -> Kind {
        match self.database {
            Database::Sqlite(_) => Kind::Sqlite,
            Database::Postgres(_) => Kind::Postgres,
        }
    }

    /// Returns the flags of every server of this fixture.
    pub fn flags(&self) -> Vec<String> {
        let file = |name: &str| self.folder().join(name).display().to_string();
        let flags = [
            "--store",
            &self.database.url(),
            "--keys",
            &file("keys.toml"),
            "--secret-file",
            &file("secret"),
        ];
        flags.map(str::to_owned).to_vec()
    }
}
