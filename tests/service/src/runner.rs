//! Running the scenarios that the command line selects.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};
use service_trial::Result;
use service_trial::bench;
use service_trial::database::Kind;
use service_trial::fixture::Fixture;
use service_trial::postgres::{self, Cluster};
use service_trial::report::Report;
use service_trial::scenarios::{disk, hostile, kill, limit, model, same_key, schemathesis, soak};

/// The flags of every scenario.
#[derive(Args, Clone)]
pub struct Options {
    /// Run the full form instead of the bounded one.
    #[arg(long)]
    full: bool,
    /// The seed of all random decisions; random by default.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The stores to test.
    #[arg(long, value_name = "STORE", default_value = "both")]
    store: StoreSelection,
    /// The number of rounds, in scenarios that have rounds.
    #[arg(long, value_name = "N")]
    rounds: Option<usize>,
    /// The duration of `soak`, in minutes.
    #[arg(long, value_name = "N")]
    minutes: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum StoreSelection {
    Sqlite,
    Postgres,
    Both,
}

/// Runs scenarios under the flags of the command line.
pub struct Runner {
    options: Options,
    seed: u64,
}

/// The fixtures for one scenario: one for each selected store.
struct Fixtures {
    /// Each fixture, with the number of servers that share its store.
    list: Vec<(Fixture, usize)>,
    /// Keeps the cluster running.
    _cluster: Option<Cluster>,
}

impl Runner {
    /// Creates a runner, and prints its seed.
    pub fn new(options: Options) -> Self {
        let seed = options.seed.unwrap_or_else(|| fastrand::u64(..));
        println!("seed {seed}");
        Self { options, seed }
    }

    fn selects(&self, kind: Kind) -> bool {
        matches!(
            (self.options.store, kind),
            (StoreSelection::Both, _)
                | (StoreSelection::Sqlite, Kind::Sqlite)
                | (StoreSelection::Postgres, Kind::Postgres)
        )
    }

    /// Returns the full or the bounded form.
    fn form<T>(&self, full: T, bounded: T) -> T {
        if self.options.full { full } else { bounded }
    }

    /// Starts a cluster if PostgreSQL is selected.
    async fn cluster(&self) -> Result<Option<Cluster>> {
        if !self.selects(Kind::Postgres) {
            return Ok(None);
        }
        match postgres::required() {
            Some(installation) => Ok(Some(Cluster::start(installation).await?)),
            None => Err("PostgreSQL is not installed; use --store sqlite to run without it".into()),
        }
    }

    async fn fixtures(&self) -> Result<Fixtures> {
        let mut list = Vec::new();
        if self.selects(Kind::Sqlite) {
            list.push((Fixture::new(Kind::Sqlite, None).await?, 1));
        }
        let cluster = self.cluster().await?;
        if cluster.is_some() {
            list.push((Fixture::new(Kind::Postgres, cluster.as_ref()).await?, 4));
        }
        Ok(Fixtures {
            list,
            _cluster: cluster,
        })
    }

    /// Handles a missing requirement. The full form must not skip anything.
    fn skip(&self, reason: &str) -> Result<Vec<Report>> {
        if self.options.full {
            Err(reason.into())
        } else {
            Ok(Vec::new())
        }
    }

    pub async fn all(&self) -> Result<Vec<Report>> {
        let mut reports = self.model().await?;
        reports.extend(self.kill().await?);
        reports.extend(self.limit().await?);
        reports.extend(self.same_key().await?);
        reports.extend(self.hostile().await?);
        reports.extend(self.schemathesis().await?);
        reports.extend(self.disk().await?);
        reports.extend(self.bench().await?);
        reports.extend(self.soak().await?);
        Ok(reports)
    }

    pub async fn limit(&self) -> Result<Vec<Report>> {
        let mut reports = Vec::new();
        for (fixture, processes) in &self.fixtures().await?.list {
            let parameters = self.form(
                limit::Parameters::full(*processes),
                limit::Parameters::bounded(*processes),
            );
            reports.push(limit::run(fixture, parameters).await?);
        }
        Ok(reports)
    }

    pub async fn same_key(&self) -> Result<Vec<Report>> {
        let mut reports = Vec::new();
        for (fixture, processes) in &self.fixtures().await?.list {
            let parameters = self.form(
                same_key::Parameters::full(*processes),
                same_key::Parameters::bounded(*processes),
            );
            reports.push(same_key::run(fixture, parameters).await?);
        }
        Ok(reports)
    }

    pub async fn hostile(&self) -> Result<Vec<Report>> {
        let parameters = self.form(hostile::Parameters::full(), hostile::Parameters::bounded());
        let mut reports = Vec::new();
        for (fixture, _) in &self.fixtures().await?.list {
            reports.push(hostile::run(fixture, parameters).await?);
        }
        Ok(reports)
    }

    pub async fn schemathesis(&self) -> Result<Vec<Report>> {
        let Some(program) = schemathesis::required() else {
            return self.skip("Schemathesis is not installed");
        };
        let parameters = self.form(
            schemathesis::Parameters::full(),
            schemathesis::Parameters::bounded(),
        );
        let mut reports = Vec::new();
        for (fixture, _) in &self.fixtures().await?.list {
            reports.push(schemathesis::run(fixture, &program, parameters).await?);
        }
        Ok(reports)
    }

    pub async fn model(&self) -> Result<Vec<Report>> {
        let parameters = self.form(model::Parameters::full(), model::Parameters::bounded());
        Ok(vec![model::run(parameters).await?])
    }

    pub async fn disk(&self) -> Result<Vec<Report>> {
        if !self.selects(Kind::Sqlite) {
            return Ok(Vec::new());
        }
        let parameters = self.form(
            disk::Parameters::full(self.seed),
            disk::Parameters::bounded(self.seed),
        );
        match disk::run(parameters).await? {
            Some(report) => Ok(vec![report]),
            None => self.skip("cannot mount a small disk, which requires root"),
        }
    }

    pub async fn soak(&self) -> Result<Vec<Report>> {
        let mut reports = Vec::new();
        for (fixture, processes) in &self.fixtures().await?.list {
            let mut parameters = self.form(
                soak::Parameters::full(*processes, self.seed),
                soak::Parameters::bounded(*processes, self.seed),
            );
            if let Some(minutes) = self.options.minutes {
                parameters.time = Duration::from_secs(60 * minutes);
            }
            reports.push(soak::run(fixture, parameters).await?);
        }
        Ok(reports)
    }

    pub async fn kill(&self) -> Result<Vec<Report>> {
        let mut reports = Vec::new();
        if self.selects(Kind::Sqlite) {
            let fixture = Fixture::new(Kind::Sqlite, None).await?;
            reports.push(kill::servers(&fixture, self.kill_parameters(1)).await?);
        }
        if let Some(mut cluster) = self.cluster().await? {
            let fixture = Fixture::new(Kind::Postgres, Some(&cluster)).await?;
            reports.push(kill::servers(&fixture, self.kill_parameters(4)).await?);
            let fixture = Fixture::new(Kind::Postgres, Some(&cluster)).await?;
            reports.push(kill::database(&fixture, &mut cluster, self.kill_parameters(4)).await?);
        }
        Ok(reports)
    }

    fn kill_parameters(&self, processes: usize) -> kill::Parameters {
        let mut parameters = self.form(
            kill::Parameters::full(processes, self.seed),
            kill::Parameters::bounded(processes, self.seed),
        );
        if let Some(rounds) = self.options.rounds {
            parameters.rounds = rounds;
        }
        parameters
    }

    pub async fn bench(&self) -> Result<Vec<Report>> {
        let mut reports = Vec::new();
        let program: PathBuf = std::env::current_exe()?;
        let (rounds, turn) = self.form((9, Duration::from_secs(5)), (5, Duration::from_secs(2)));
        let parameters = bench::Parameters {
            rounds: self.options.rounds.unwrap_or(rounds),
            turn,
            connections: vec![1, 64],
            program,
        };
        if self.selects(Kind::Sqlite) {
            let fixture = Fixture::new(Kind::Sqlite, None).await?;
            let baseline = Fixture::new(Kind::Sqlite, None).await?;
            reports.push(bench::run(&fixture, &baseline, &parameters).await?);
        }
        if let Some(cluster) = self.cluster().await? {
            let fixture = Fixture::new(Kind::Postgres, Some(&cluster)).await?;
            let baseline = Fixture::new(Kind::Postgres, Some(&cluster)).await?;
            reports.push(bench::run(&fixture, &baseline, &parameters).await?);
        }
        Ok(reports)
    }
}
