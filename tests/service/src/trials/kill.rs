//! Processes end at any moment, servers or the database under them, while clients go on.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use tokio::task::JoinHandle;

use crate::Result;
use crate::audit;
use crate::load::{Behavior, Call, Clients, Seen};
use crate::postgres::{Cluster, Stop};
use crate::process::{NO_LIMIT, Sandbox};
use crate::report::Report;
use crate::setting::Setting;

/// What is tried.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// How many times new keys are used up.
    pub rounds: usize,
    /// How many clients call at once.
    pub clients: usize,
    /// How many idempotency keys each round has, all accounts together.
    pub keys: usize,
    /// How many processes end in each round at most.
    pub kills: usize,
    /// How many servers share the store.
    pub processes: usize,
    /// What all random choices follow from.
    pub seed: u64,
}

impl Parameters {
    /// The form for tests.
    pub fn bounded(processes: usize, seed: u64) -> Self {
        Self {
            rounds: 2,
            clients: 20,
            keys: 200,
            kills: 2,
            processes,
            seed,
        }
    }

    /// The whole form.
    pub fn full(processes: usize, seed: u64) -> Self {
        Self {
            rounds: 20,
            clients: 50,
            keys: 2000,
            kills: 6,
            processes,
            seed,
        }
    }
}

/// Servers are killed.
///
/// # Errors
/// When a process does not start, or the database can't be read.
pub async fn servers(setting: &Setting, parameters: Parameters) -> Result<Report> {
    let mut report = Report::new(format!("kill, {:?}", setting.kind()));
    let mut servers = start(&mut report, setting, parameters).await?;
    let mut trial = Trial::new(setting, &servers, parameters)?;
    let kill = async |random: &mut Rng, _: usize| {
        // Of several servers two may be down at once.
        let down = random.usize(1..=servers.len().min(2));
        random.shuffle(&mut servers);
        for server in servers.iter_mut().take(down) {
            server.kill().await?;
        }
        pause(random, 0..150).await;
        for server in servers.iter_mut().take(down) {
            server.restart().await?;
        }
        Ok(down)
    };
    trial.rounds(&mut report, "kills", kill).await?;
    trial.replay(&mut report).await?;
    Ok(report)
}

/// The database is stopped and started, in both ways by turns.
///
/// # Errors
/// When a process does not start, or the database can't be read.
pub async fn database(
    setting: &Setting,
    cluster: &mut Cluster,
    parameters: Parameters,
) -> Result<Report> {
    let mut report = Report::new("restart of the database");
    let mut servers = start(&mut report, setting, parameters).await?;
    let mut trial = Trial::new(setting, &servers, parameters)?;
    let restart = async |random: &mut Rng, number: usize| {
        cluster
            .stop(if number.is_multiple_of(2) {
                Stop::Immediate
            } else {
                Stop::Fast
            })
            .await?;
        pause(random, 0..300).await;
        cluster.resume().await?;
        Ok(1)
    };
    trial.rounds(&mut report, "restarts", restart).await?;
    trial.replay(&mut report).await?;
    let ended = servers
        .iter_mut()
        .filter_map(|server| (!server.is_running()).then_some(server.address()))
        .count();
    report.promise(ended == 0, "no server ended because of it");
    Ok(report)
}

/// The rounds of one trial, on one database.
struct Trial<'a> {
    setting: &'a Setting,
    parameters: Parameters,
    clients: Arc<Clients>,
    /// All calls of all rounds, and what became of them.
    calls: BTreeSet<Call>,
    seen: Option<Seen>,
}

impl<'a> Trial<'a> {
    fn new(setting: &'a Setting, servers: &[Sandbox], parameters: Parameters) -> Result<Self> {
        let addresses: Vec<_> = servers.iter().map(Sandbox::address).collect();
        let clients = Arc::new(Clients::new(&setting.accounts, &addresses)?);
        Ok(Self {
            setting,
            parameters,
            clients,
            calls: BTreeSet::new(),
            seen: None,
        })
    }

    /// Rounds of calls under faults, which are at least as many as the parameters say, unless the calls are over before. `fault` is told how
    /// many there were, and says how many it made.
    async fn rounds(
        &mut self,
        report: &mut Report,
        what: &'static str,
        mut fault: impl AsyncFnMut(&mut Rng, usize) -> Result<usize>,
    ) -> Result<()> {
        for round in 0..self.parameters.rounds {
            let mut random = self.random(round);
            let load = tokio::spawn(self.load(round));
            let running = load.abort_handle();
            let most = self.parameters.kills;
            let faults = async {
                let mut made = 0;
                while made < most {
                    pause(&mut random, 20..400).await;
                    if running.is_finished() {
                        break;
                    }
                    made += fault(&mut random, round + made).await?;
                }
                Ok::<_, crate::Error>(made)
            };
            let (seen, made) = during(load, faults).await?;
            self.finish(report, (round, made, what), seen).await?;
        }
        Ok(())
    }

    fn random(&self, round: usize) -> Rng {
        Rng::with_seed(self.parameters.seed ^ ((round as u64) << 32))
    }

    /// The calls of a round, each made twice by whoever comes to it.
    fn load(&mut self, round: usize) -> impl Future<Output = Result<Seen>> + 'static {
        let calls = Call::all(
            self.setting.accounts.len(),
            &format!("round-{round}"),
            self.parameters.keys,
        );
        self.calls.extend(calls.iter().cloned());
        let mut twice = [calls.clone(), calls].concat();
        self.random(round).shuffle(&mut twice);
        let seed = self.parameters.seed.wrapping_add(round as u64);
        let behavior = Behavior {
            clients: self.parameters.clients,
            pause: Duration::from_millis(40),
            impatience: 10,
            seed,
        };
        let clients = Arc::clone(&self.clients);
        async move { clients.run(twice, behavior).await }
    }

    /// Counts after a round.
    async fn finish(
        &mut self,
        report: &mut Report,
        (round, ended, what): (usize, usize, &str),
        seen: Seen,
    ) -> Result<()> {
        report.note(format!(
            "round {}: {ended} {what} under load; {}",
            round + 1,
            seen.summary()
        ));
        report.promise(ended > 0, format!("there were {what} while clients called"));
        match &mut self.seen {
            Some(all) => all.merge(seen)?,
            none => *none = Some(seen),
        }
        if let Some(seen) = &self.seen {
            audit::count(report, self.setting, &self.calls, seen).await?;
        }
        Ok(())
    }

    /// Makes all calls once more, in peace: each answer is a replay of what was told before.
    async fn replay(&mut self, report: &mut Report) -> Result<()> {
        let behavior = Behavior {
            clients: self.parameters.clients,
            pause: Duration::ZERO,
            impatience: 0,
            seed: self.parameters.seed,
        };
        let again = self
            .clients
            .run(self.calls.iter().cloned().collect(), behavior)
            .await?;
        report.note(format!("all calls once more: {}", again.summary()));
        report.promise(
            again.replayed == self.calls.len(),
            "every answer was a replay",
        );
        if let Some(seen) = &mut self.seen {
            seen.merge(again)?;
            audit::count(report, self.setting, &self.calls, seen).await?;
        }
        Ok(())
    }
}

async fn start(
    report: &mut Report,
    setting: &Setting,
    parameters: Parameters,
) -> Result<Vec<Sandbox>> {
    report.note(format!("{parameters:?}"));
    let mut servers = Vec::new();
    for _ in 0..parameters.processes {
        servers.push(Sandbox::start(setting, NO_LIMIT).await?);
    }
    Ok(servers)
}

/// Brings about the faults while the load runs; one that can't be brought about ends the load too.
async fn during(
    load: JoinHandle<Result<Seen>>,
    faults: impl Future<Output = Result<usize>>,
) -> Result<(Seen, usize)> {
    let faults = faults.await.inspect_err(|_| load.abort())?;
    Ok((load.await??, faults))
}

async fn pause(random: &mut Rng, millis: std::ops::Range<u64>) {
    tokio::time::sleep(Duration::from_millis(random.u64(millis))).await;
}
