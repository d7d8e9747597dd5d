//! `service-trial`: the trials in their full form, or some of them.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use service_trial::database::Kind;
use service_trial::postgres::{self, Cluster};
use service_trial::report::Report;
use service_trial::setting::Setting;
use service_trial::trials::{disk, hostile, kill, limit, model, same_key, schemathesis, soak};
use service_trial::{Result, bench};

/// Real `verifa` processes under load and faults.
#[derive(Parser)]
#[command(arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Kill servers, and restart the database, while clients create sessions; then count.
    Kill(Choices),
    /// Use up the rate limit from 64 connections to all servers.
    Limit(Choices),
    /// Send one idempotency key many times at once.
    SameKey(Choices),
    /// Send what is meant to harm.
    Hostile(Choices),
    /// Draw requests from the document, if Schemathesis is installed.
    Schemathesis(Choices),
    /// Play random histories beside a model of the protocol.
    Model(Choices),
    /// Fill up the disk under SQLite.
    Disk(Choices),
    /// Creates and replays a second, beside the same by hand and the floor of the disk.
    Bench(Choices),
    /// Watch the memory of servers under a long mixed load.
    Soak(Choices),
    /// All of these.
    All(Choices),
    /// The server by hand that `bench` starts.
    #[command(hide = true)]
    Bare {
        #[arg(long)]
        store: String,
        #[arg(long)]
        listen: SocketAddr,
    },
}

#[derive(Args, Clone)]
struct Choices {
    /// The full form, not the bounded one.
    #[arg(long)]
    full: bool,
    /// What random choices follow from; a new one unless given.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The store.
    #[arg(long, value_name = "STORE", default_value = "both")]
    store: Stores,
    /// How many rounds, of the trials that have some.
    #[arg(long, value_name = "N")]
    rounds: Option<usize>,
    /// How many minutes `soak` takes.
    #[arg(long, value_name = "N")]
    minutes: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Stores {
    Sqlite,
    Postgres,
    Both,
}

#[tokio::main]
async fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Bare { store, listen } => bench::bare::serve(&store, listen)
            .await
            .map(|()| Vec::new()),
        Command::Kill(choices) => Run::new(choices).kill().await,
        Command::Limit(choices) => Run::new(choices).limit().await,
        Command::SameKey(choices) => Run::new(choices).same_key().await,
        Command::Hostile(choices) => Run::new(choices).hostile().await,
        Command::Schemathesis(choices) => Run::new(choices).schemathesis().await,
        Command::Model(choices) => Run::new(choices).model().await,
        Command::Disk(choices) => Run::new(choices).disk().await,
        Command::Bench(choices) => Run::new(choices).bench().await,
        Command::Soak(choices) => Run::new(choices).soak().await,
        Command::All(choices) => Run::new(choices).all().await,
    };
    match done {
        Ok(reports) => verdict(&reports),
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn verdict(reports: &[Report]) -> ExitCode {
    let broken: Vec<_> = reports.iter().flat_map(Report::broken).collect();
    for line in &broken {
        println!("BROKEN {line}");
    }
    println!("{} trials, {} broken promises", reports.len(), broken.len());
    if broken.is_empty() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The trials as the command line asks for them.
struct Run {
    choices: Choices,
    seed: u64,
}

impl Run {
    fn new(choices: Choices) -> Self {
        let seed = choices.seed.unwrap_or_else(|| fastrand::u64(..));
        println!("seed {seed}");
        Self { choices, seed }
    }

    fn wants(&self, kind: Kind) -> bool {
        matches!(
            (self.choices.store, kind),
            (Stores::Both, _) | (Stores::Sqlite, Kind::Sqlite) | (Stores::Postgres, Kind::Postgres)
        )
    }

    /// A cluster, where PostgreSQL is asked for.
    async fn cluster(&self) -> Result<Option<Cluster>> {
        if !self.wants(Kind::Postgres) {
            return Ok(None);
        }
        match postgres::required() {
            Some(installation) => Ok(Some(Cluster::start(installation).await?)),
            None => Err("there is no PostgreSQL; choose --store sqlite to do without".into()),
        }
    }

    async fn all(&self) -> Result<Vec<Report>> {
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

    /// The settings for a trial of each store that is asked for, the number of servers that share it, and the cluster.
    async fn settings(&self) -> Result<(Vec<(Setting, usize)>, Option<Cluster>)> {
        let mut settings = Vec::new();
        if self.wants(Kind::Sqlite) {
            settings.push((Setting::new(Kind::Sqlite, None).await?, 1));
        }
        let cluster = self.cluster().await?;
        if cluster.is_some() {
            settings.push((Setting::new(Kind::Postgres, cluster.as_ref()).await?, 4));
        }
        Ok((settings, cluster))
    }

    async fn limit(&self) -> Result<Vec<Report>> {
        let form = if self.choices.full {
            limit::Parameters::full
        } else {
            limit::Parameters::bounded
        };
        let (settings, _cluster) = self.settings().await?;
        let mut reports = Vec::new();
        for (setting, processes) in &settings {
            reports.push(limit::run(setting, form(*processes)).await?);
        }
        Ok(reports)
    }

    async fn same_key(&self) -> Result<Vec<Report>> {
        let form = if self.choices.full {
            same_key::Parameters::full
        } else {
            same_key::Parameters::bounded
        };
        let (settings, _cluster) = self.settings().await?;
        let mut reports = Vec::new();
        for (setting, processes) in &settings {
            reports.push(same_key::run(setting, form(*processes)).await?);
        }
        Ok(reports)
    }

    async fn hostile(&self) -> Result<Vec<Report>> {
        let parameters = if self.choices.full {
            hostile::Parameters::full()
        } else {
            hostile::Parameters::bounded()
        };
        let (settings, _cluster) = self.settings().await?;
        let mut reports = Vec::new();
        for (setting, _) in &settings {
            reports.push(hostile::run(setting, parameters).await?);
        }
        Ok(reports)
    }

    async fn schemathesis(&self) -> Result<Vec<Report>> {
        let Some(program) = schemathesis::required() else {
            return self.skipped("schemathesis is not installed");
        };
        let parameters = if self.choices.full {
            schemathesis::Parameters::full()
        } else {
            schemathesis::Parameters::bounded()
        };
        let (settings, _cluster) = self.settings().await?;
        let mut reports = Vec::new();
        for (setting, _) in &settings {
            reports.push(schemathesis::run(setting, &program, parameters).await?);
        }
        Ok(reports)
    }

    async fn model(&self) -> Result<Vec<Report>> {
        let parameters = if self.choices.full {
            model::Parameters::full()
        } else {
            model::Parameters::bounded()
        };
        Ok(vec![model::run(parameters).await?])
    }

    async fn disk(&self) -> Result<Vec<Report>> {
        if !self.wants(Kind::Sqlite) {
            return Ok(Vec::new());
        }
        let form = if self.choices.full {
            disk::Parameters::full
        } else {
            disk::Parameters::bounded
        };
        match disk::run(form(self.seed)).await? {
            Some(report) => Ok(vec![report]),
            None => self.skipped("a small disk can't be mounted; that needs root"),
        }
    }

    /// The full form leaves nothing out.
    fn skipped(&self, why: &str) -> Result<Vec<Report>> {
        if self.choices.full {
            Err(why.into())
        } else {
            Ok(Vec::new())
        }
    }

    async fn soak(&self) -> Result<Vec<Report>> {
        let form = if self.choices.full {
            soak::Parameters::full
        } else {
            soak::Parameters::bounded
        };
        let (settings, _cluster) = self.settings().await?;
        let mut reports = Vec::new();
        for (setting, processes) in &settings {
            let parameters = form(*processes, self.seed);
            let time = self
                .choices
                .minutes
                .map_or(parameters.time, |minutes| Duration::from_secs(60 * minutes));
            reports.push(soak::run(setting, soak::Parameters { time, ..parameters }).await?);
        }
        Ok(reports)
    }

    async fn kill(&self) -> Result<Vec<Report>> {
        let mut reports = Vec::new();
        let parameters = |processes| {
            let form = if self.choices.full {
                kill::Parameters::full
            } else {
                kill::Parameters::bounded
            };
            let parameters = form(processes, self.seed);
            kill::Parameters {
                rounds: self.choices.rounds.unwrap_or(parameters.rounds),
                ..parameters
            }
        };
        if self.wants(Kind::Sqlite) {
            let setting = Setting::new(Kind::Sqlite, None).await?;
            reports.push(kill::servers(&setting, parameters(1)).await?);
        }
        if let Some(mut cluster) = self.cluster().await? {
            let setting = Setting::new(Kind::Postgres, Some(&cluster)).await?;
            reports.push(kill::servers(&setting, parameters(4)).await?);
            let setting = Setting::new(Kind::Postgres, Some(&cluster)).await?;
            reports.push(kill::database(&setting, &mut cluster, parameters(4)).await?);
        }
        Ok(reports)
    }

    async fn bench(&self) -> Result<Vec<Report>> {
        let mut reports = Vec::new();
        let program: PathBuf = std::env::current_exe()?;
        let (rounds, turn) = if self.choices.full {
            (9, Duration::from_secs(5))
        } else {
            (5, Duration::from_secs(2))
        };
        let rounds = self.choices.rounds.unwrap_or(rounds);
        let parameters = bench::Parameters {
            rounds,
            turn,
            connections: vec![1, 64],
            program,
        };
        if self.wants(Kind::Sqlite) {
            let (setting, by_hand) = (
                Setting::new(Kind::Sqlite, None).await?,
                Setting::new(Kind::Sqlite, None).await?,
            );
            reports.push(bench::run(&setting, &by_hand, &parameters).await?);
        }
        if let Some(cluster) = self.cluster().await? {
            let setting = Setting::new(Kind::Postgres, Some(&cluster)).await?;
            let by_hand = Setting::new(Kind::Postgres, Some(&cluster)).await?;
            reports.push(bench::run(&setting, &by_hand, &parameters).await?);
        }
        Ok(reports)
    }
}
