//! What the servers of one trial share: a folder, keys, a secret and a database.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::Result;
use crate::accounts::{self, Account};
use crate::database::{Database, Kind};
use crate::postgres::Cluster;

/// What the servers of one trial share. The folder goes when this is dropped.
#[derive(Debug)]
pub struct Setting {
    folder: TempDir,
    /// Where sessions are kept.
    pub database: Database,
    /// Who calls.
    pub accounts: Vec<Account>,
}

impl Setting {
    /// A setting with an empty database of this kind; PostgreSQL needs its cluster.
    ///
    /// # Errors
    /// When folder, files or database can't be made.
    pub async fn new(kind: Kind, cluster: Option<&Cluster>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let database = match (kind, cluster) {
            (Kind::Sqlite, _) => Database::Sqlite(folder.path().join("sessions.db")),
            (Kind::Postgres, Some(cluster)) => Database::Postgres(cluster.create_database().await?),
            (Kind::Postgres, None) => return Err("a trial on PostgreSQL needs its cluster".into()),
        };
        Self::with(folder, database)
    }

    /// A setting whose database is a file elsewhere.
    ///
    /// # Errors
    /// When the folder or its files can't be made.
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

    /// The folder of everything.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The kind of the database.
    pub fn kind(&self) -> Kind {
        match self.database {
            Database::Sqlite(_) => Kind::Sqlite,
            Database::Postgres(_) => Kind::Postgres,
        }
    }

    /// The flags that every server of this setting gets.
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
