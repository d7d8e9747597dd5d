//! Servers are killed, or their database is restarted, at random moments while clients create
//! sessions.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use tokio::task::JoinHandle;

use crate::Result;
use crate::audit;
use crate::fixture::Fixture;
use crate::load::{Call, Clients, LoadOptions, Observations};
use crate::postgres::{Cluster, Stop};
use crate::report::Report;
use crate::server_process::{NO_LIMIT, Sandbox};

/// The size of the scenario.
#[derive(Clone, Copy, Debug)]
pub struct Parameters {
    /// The number of rounds, each with new idempotency keys.
    pub rounds: usize,
    /// The number of concurrent clients.
    pub clients: usize,
    /// The number of idempotency keys in each round, over all accounts.
    pub keys: usize,
    /// The number of processes to end in each round.
    pub kills: usize,
    /// The number of servers that share the store.
    pub processes: usize,
    /// The seed of the random decisions.
    pub seed: u64,
}

impl Parameters {
    /// Returns the bounded form.
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

    /// Returns the full form.
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

/// Kills and restarts servers.
///
/// # Errors
/// Returns an error if a process does not start or the database cannot be read.
pub async fn servers(fixture: &Fixture, parameters: Parameters) -> Result<Report> {
    let mut report = Report::new(format!("kill, {:?}", fixture.kind()));
    let mut servers = start(&mut report, fixture, parameters).await?;
    let mut scenario = Scenario::new(fixture, &servers, parameters)?;
    let kill = async |random: &mut Rng, _: usize| {
        // Of several servers, two may be down at once.
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
    scenario.run_rounds(&mut report, "kills", kill).await?;
    scenario.replay_all(&mut report).await?;
    Ok(report)
}

/// Stops and restarts the database, alternating between a crash and a fast shutdown.
///
/// # Errors
/// Returns an error if a process does not start or the database cannot be read.
pub async fn database(
    fixture: &Fixture,
    cluster: &mut Cluster,
    parameters: Parameters,
) -> Result<Report> {
    let mut report = Report::new("restart of the database");
    let mut servers = start(&mut report, fixture, parameters).await?;
    let mut scenario = Scenario::new(fixture, &servers, parameters)?;
    let restart = async |random: &mut Rng, number: usize| {
        cluster
            .stop(if number.is_multiple_of(2) {
                Stop::Immediate
            } else {
                Stop::Fast
            })
            .await?;
        pause(random, 0..300).await;
        cluster.start_server().await?;
        Ok(1)
    };
    scenario
        .run_rounds(&mut report, "restarts", restart)
        .await?;
    scenario.replay_all(&mut report).await?;
    let exited = servers
        .iter_mut()
        .filter_map(|server| (!server.is_running()).then_some(server.address()))
        .count();
    report.check(exited == 0, "no server exited because of a restart");
    Ok(report)
}

/// The rounds on one database.
struct Scenario<'a> {
    fixture: &'a Fixture,
    parameters: Parameters,
    clients: Arc<Clients>,
    /// The calls of all rounds so far.
    calls: BTreeSet<Call>,
    /// The observations of all rounds so far.
    observed: Option<Observations>,
}

/// A finished round.
struct Round {
    /// The number of the round, counted from 1.
    number: usize,
    /// The name of the faults in the report.
    faults: &'static str,
    /// The number of faults.
    count: usize,
    observed: Observations,
}

impl<'a> Scenario<'a> {
    fn new(fixture: &'a Fixture, servers: &[Sandbox], parameters: Parameters) -> Result<Self> {
        let addresses: Vec<_> = servers.iter().map(Sandbox::address).collect();
        let clients = Arc::new(Clients::new(&fixture.accounts, &addresses)?);
        Ok(Self {
            fixture,
            parameters,
            clients,
            calls: BTreeSet::new(),
            observed: None,
        })
    }

    /// Runs rounds of calls under faults: at least as many faults as the parameters demand, unless
    /// the calls are finished before. `fault` gets the number of the fault, and returns how many
    /// faults it caused.
    async fn run_rounds(
        &mut self,
        report: &mut Report,
        faults: &'static str,
        mut fault: impl AsyncFnMut(&mut Rng, usize) -> Result<usize>,
    ) -> Result<()> {
        for round in 0..self.parameters.rounds {
            let mut random = self.random(round);
            let load = tokio::spawn(self.load(round));
            let running = load.abort_handle();
            let wanted = self.parameters.kills;
            let cause_faults = async {
                let mut count = 0;
                while count < wanted {
                    pause(&mut random, 20..400).await;
                    if running.is_finished() {
                        break;
                    }
                    count += fault(&mut random, round + count).await?;
                }
                Ok::<_, crate::Error>(count)
            };
            let (observed, count) = during(load, cause_faults).await?;
            let round = Round {
                number: round + 1,
                faults,
                count,
                observed,
            };
            self.finish(report, round).await?;
        }
        Ok(())
    }

    fn random(&self, round: usize) -> Rng {
        Rng::with_seed(self.parameters.seed ^ ((round as u64) << 32))
    }

    /// Makes every call of a round twice, in random order.
    fn load(&mut self, round: usize) -> impl Future<Output = Result<Observations>> + 'static {
        let calls = Call::all(
            self.fixture.accounts.len(),
            &format!("round-{round}"),
            self.parameters.keys,
        );
        self.calls.extend(calls.iter().cloned());
        let mut twice = [calls.clone(), calls].concat();
        self.random(round).shuffle(&mut twice);
        let options = LoadOptions {
            clients: self.parameters.clients,
            pause: Duration::from_millis(40),
            abandon_one_in: 10,
            seed: self.parameters.seed.wrapping_add(round as u64),
        };
        let clients = Arc::clone(&self.clients);
        async move { clients.run(twice, options).await }
    }

    /// Reports a round, and verifies the database.
    async fn finish(&mut self, report: &mut Report, round: Round) -> Result<()> {
        let Round {
            number,
            faults,
            count,
            observed,
        } = round;
        report.note(format!(
            "round {number}: {count} {faults} under load; {}",
            observed.summary()
        ));
        report.check(
            count > 0,
            format!("there were {faults} while clients created sessions"),
        );
        match &mut self.observed {
            Some(all) => all.merge(observed)?,
            none => *none = Some(observed),
        }
        if let Some(observed) = &self.observed {
            audit::verify_sessions(report, self.fixture, &self.calls, observed).await?;
        }
        Ok(())
    }

    /// Makes all calls once more without faults. Every response must be a replay.
    async fn replay_all(&mut self, report: &mut Report) -> Result<()> {
        let options = LoadOptions {
            clients: self.parameters.clients,
            pause: Duration::ZERO,
            abandon_one_in: 0,
            seed: self.parameters.seed,
        };
        let again = self
            .clients
            .run(self.calls.iter().cloned().collect(), options)
            .await?;
        report.note(format!("all calls once more: {}", again.summary()));
        report.check(
            again.replayed == self.calls.len(),
            "every response was a replay",
        );
        if let Some(observed) = &mut self.observed {
            observed.merge(again)?;
            audit::verify_sessions(report, self.fixture, &self.calls, observed).await?;
        }
        Ok(())
    }
}

async fn start(
    report: &mut Report,
    fixture: &Fixture,
    parameters: Parameters,
) -> Result<Vec<Sandbox>> {
    report.note(format!("{parameters:?}"));
    let mut servers = Vec::new();
    for _ in 0..parameters.processes {
        servers.push(Sandbox::start(fixture, NO_LIMIT).await?);
    }
    Ok(servers)
}

/// Causes faults while a load is running. Aborts the load if a fault cannot be caused.
async fn during(
    load: JoinHandle<Result<Observations>>,
    faults: impl Future<Output = Result<usize>>,
) -> Result<(Observations, usize)> {
    let faults = faults.await.inspect_err(|_| load.abort())?;
    Ok((load.await??, faults))
}

async fn pause(random: &mut Rng, millis: std::ops::Range<u64>) {
    tokio::time::sleep(Duration::from_millis(random.u64(millis))).await;
}
