//! Playing a history on a store, and checking it against the model and the guarantees to clients.

use std::collections::{BTreeMap, BTreeSet};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};

use jiff::{SignedDuration, Timestamp};
use proptest::sample::Index;
use verifa::Environment;
use verifa::server::clock::{Clock as _, ManualClock};
use verifa::server::execution::{
    Context as ExecutionContext, ExecutionError, Outcome, Prepared, completed_outcome, execute_once,
};
use verifa::server::idempotency::{Fingerprint, RETENTION, Slot, StoredResponse};
use verifa::server::random::{Random as _, SeededRandom};
use verifa::server::store::{SessionRecord, Store as _, Token};
use verifa::server::version::Version;
use verifa::types::CreateSession;

use crate::history::{Request, Step};
use crate::stepped::{Pause, Stepped};

/// The time after which a key is usable again if its process crashed. This is guaranteed to
/// clients.
const USABLE_AFTER: SignedDuration = SignedDuration::from_secs(10);

/// The state that all requests of a history share.
pub struct World {
    /// A name that distinguishes the accounts of this history from the accounts of other histories
    /// on the same store.
    name: String,
    store: Stepped,
    clock: ManualClock,
    random: SeededRandom,
}

type Running = Pin<Box<dyn Future<Output = Result<Outcome, ExecutionError>>>>;

/// A history in progress.
pub struct Play {
    world: Arc<World>,
    arrived: Vec<Request>,
    running: Vec<(Request, Running)>,
    /// The responses that clients got, by account and idempotency key.
    answered: BTreeMap<(u8, Option<u8>), Vec<StoredResponse>>,
    /// The sum of all clock movements, forward and back, in milliseconds.
    moved: i64,
    /// The sum of the forward movements, in milliseconds.
    forward: i64,
    set_back: bool,
}

impl World {
    pub fn new(name: String, store: Stepped) -> Self {
        let start = Timestamp::from_second(1_770_000_000).expect("a time");
        Self {
            name,
            store,
            clock: ManualClock::new(start),
            random: SeededRandom::new(7),
        }
    }

    fn slot(&self, request: Request, key: u8) -> Slot {
        Slot {
            organization: format!("{} {}", self.name, request.account / 2),
            environment: if request.account.is_multiple_of(2) {
                Environment::Sandbox
            } else {
                Environment::Production
            },
            method: "POST",
            route: "/api/v1/sessions",
            key: format!("key {key}"),
        }
    }

    /// Returns the prefix of the session ids of an account and idempotency key.
    fn id_prefix(&self, request: Request) -> String {
        format!("{} {} {:?}", self.name, request.account, request.key)
    }

    fn version(request: Request) -> Version {
        Version::ALL[usize::from(request.version)]
    }

    /// Returns a unique session, and a response that identifies its request.
    fn prepare(&self, request: Request) -> Prepared {
        let mut bytes = [0; 8];
        self.random.fill(&mut bytes).expect("random bytes");
        let id = format!("{} {}", self.id_prefix(request), u64::from_be_bytes(bytes));
        let slot = self.slot(request, 0);
        let now = self.clock.now();
        let version = Self::version(request);
        let session = SessionRecord {
            id: id.clone(),
            organization: slot.organization,
            environment: slot.environment,
            version,
            status: "pending".to_owned(),
            token: Token(id.clone()),
            created_at: now,
            expires_at: now,
            input: CreateSession::default(),
        };
        let body = format!("{}|{id}", parameters(request));
        Prepared {
            session,
            response: StoredResponse {
                status: 201,
                version: version.as_str().to_owned(),
                body: body.into(),
            },
        }
    }

    /// Serves a request as the service does.
    async fn serve(self: Arc<Self>, request: Request) -> Result<Outcome, ExecutionError> {
        let Some(key) = request.key else {
            let Prepared { session, response } = self.prepare(request);
            self.store.create(session).await?;
            return Ok(Outcome::Fresh(response));
        };
        let fingerprint = Fingerprint::of(
            &serde_json::json!({ "body": request.body }),
            Self::version(request),
        );
        let slot = self.slot(request, key);
        let found = match self.store.find_entry(slot.clone()).await {
            Ok(found) => found,
            // If the look-up fails, the claim finds the entry.
            Err(_) => {
                self.store.expect_lost_result();
                None
            }
        };
        if let Some(outcome) =
            found.and_then(|entry| completed_outcome(&entry, fingerprint, self.clock.now()))
        {
            return Ok(outcome);
        }
        let context = ExecutionContext {
            store: &self.store,
            clock: &self.clock,
            random: &self.random,
        };
        let work = async {
            Pause::default().await;
            Ok(self.prepare(request))
        };
        execute_once(context, slot, fingerprint, work).await
    }
}

impl Play {
    pub fn new(world: World) -> Self {
        Self {
            world: Arc::new(world),
            arrived: Vec::new(),
            running: Vec::new(),
            answered: BTreeMap::new(),
            moved: 0,
            forward: 0,
            set_back: false,
        }
    }

    pub fn step(&mut self, step: &Step) {
        match step {
            Step::Arrive(request) => self.arrive(*request),
            Step::Repeat(index) => {
                if let Some(request) =
                    pick(index, self.arrived.len()).map(|index| self.arrived[index])
                {
                    self.arrive(request);
                }
            }
            Step::Proceed(index) => {
                if let Some(index) = pick(index, self.running.len()) {
                    self.proceed(index);
                }
            }
            Step::Crash(index) => {
                if let Some(index) = pick(index, self.running.len()) {
                    drop(self.running.swap_remove(index));
                }
            }
            Step::CrashAll => self.running.clear(),
            Step::LoseResult => self.world.store.lose_next.store(true, Ordering::Relaxed),
            Step::Clock(by) => {
                self.moved += by.abs();
                self.forward += (*by).max(0);
                self.set_back |= *by < 0;
                self.world.clock.advance(SignedDuration::from_millis(*by));
            }
            Step::Reap => {
                // The numbers are not compared, because earlier histories have left slots in the
                // store.
                let (store, now) = (&self.world.store, self.world.clock.now());
                store
                    .runtime
                    .block_on(store.store.delete_expired(now, usize::MAX))
                    .expect("deleted");
                store
                    .runtime
                    .block_on(store.model.delete_expired(now, usize::MAX))
                    .expect("deleted");
            }
        }
    }

    fn arrive(&mut self, request: Request) {
        self.arrived.push(request);
        self.running
            .push((request, Box::pin(Arc::clone(&self.world).serve(request))));
    }

    /// Runs one step of a request. If it was the last one, checks and returns the outcome.
    fn proceed(&mut self, index: usize) -> Option<Outcome> {
        let (request, running) = &mut self.running[index];
        let request = *request;
        let Poll::Ready(outcome) = running
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()))
        else {
            return None;
        };
        drop(self.running.swap_remove(index));
        let Ok(outcome) = outcome else {
            self.world.store.expect_lost_result();
            return None;
        };
        match &outcome {
            Outcome::Fresh(response) | Outcome::Replayed(response) => {
                let (sent, id) = response.body.split_once('|').expect("the separator");
                assert_eq!(sent, parameters(request), "another request's response");
                assert!(
                    self.stored(request).iter().any(|stored| stored == id),
                    "{id} is answered but not stored"
                );
                self.answered
                    .entry((request.account, request.key))
                    .or_default()
                    .push(response.clone());
            }
            Outcome::InProgress | Outcome::Mismatch => assert!(request.key.is_some()),
        }
        Some(outcome)
    }

    /// Returns the stored sessions of an account and idempotency key.
    fn stored(&self, request: Request) -> Vec<String> {
        let prefix = format!("{} ", self.world.id_prefix(request));
        self.world
            .store
            .model
            .sessions()
            .into_iter()
            .filter(|id| id.starts_with(&prefix))
            .collect()
    }

    /// Runs a request to its end. Returns whether it gets the stored response, or a mismatch
    /// because another request has stored one.
    fn is_answered(&mut self, request: Request) -> bool {
        self.arrive(request);
        loop {
            match self.proceed(0) {
                None => {}
                Some(Outcome::Mismatch) => return !self.stored(request).is_empty(),
                Some(outcome) => return !matches!(outcome, Outcome::InProgress),
            }
        }
    }

    /// Crashes all processes, repeats every request as a client without a response would, and
    /// checks the guarantees.
    pub fn end(mut self) {
        self.running.clear();
        self.world.store.lose_next.store(false, Ordering::Relaxed);
        self.world.clock.advance(USABLE_AFTER);
        let keyed: BTreeSet<Request> = self
            .arrived
            .iter()
            .copied()
            .filter(|request| request.key.is_some())
            .collect();
        for request in keyed {
            let mut answered = self.is_answered(request);
            if !answered && self.set_back {
                // A lease that was granted before the clock was set back may look valid once more.
                self.world.clock.advance(USABLE_AFTER);
                answered = self.is_answered(request);
            }
            assert!(answered, "{request:?} is locked out");
            let stored = self.stored(request);
            // A key becomes new only after 24 hours.
            let days = (self.forward + 12 * USABLE_AFTER.as_millis() as i64)
                / RETENTION.as_millis() as i64;
            assert!(
                stored.len() as i64 <= 1 + days,
                "{request:?} created {stored:?} in {days} days"
            );
            if self.moved < RETENTION.as_millis() as i64 - 12 * USABLE_AFTER.as_millis() as i64 {
                let answers = &self
                    .answered
                    .get(&(request.account, request.key))
                    .map_or(&[][..], Vec::as_slice);
                assert_eq!(
                    stored.len(),
                    1,
                    "{request:?} created {stored:?} within a day"
                );
                assert!(
                    answers.windows(2).all(|pair| pair[0] == pair[1]),
                    "{answers:?}"
                );
            }
        }
        let store = &self.world.store;
        for id in store.model.sessions() {
            let found = store
                .runtime
                .block_on(store.store.find_capture_page(Token(id.clone())))
                .expect("the store works");
            assert!(found.is_some(), "{id} was stored but is lost");
        }
    }
}

/// Returns a string that identifies the parameters of a request.
fn parameters(
    Request {
        account,
        key,
        body,
        version,
    }: Request,
) -> String {
    format!("{account} {key:?} {body} {version}")
}

fn pick(index: &Index, len: usize) -> Option<usize> {
    (len > 0).then(|| index.index(len))
}
