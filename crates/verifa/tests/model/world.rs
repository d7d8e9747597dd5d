//! One history on a store, held against the model and against what is promised to clients.

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

/// A promise to clients: a key that was at work when its process died is usable again after this.
const USABLE_AFTER: SignedDuration = SignedDuration::from_secs(10);

/// What all requests of a history share.
pub struct World {
    /// Sets the accounts of this history apart from those of all others on the same store.
    name: String,
    store: Stepped,
    clock: ManualClock,
    random: SeededRandom,
}

type Running = Pin<Box<dyn Future<Output = Result<Outcome, ExecutionError>>>>;

/// A history that is being played.
pub struct Play {
    world: Arc<World>,
    arrived: Vec<Request>,
    running: Vec<(Request, Running)>,
    /// The responses that clients got.
    answered: BTreeMap<Place, Vec<StoredResponse>>,
    /// By how much the clock was moved, forward and back, in milliseconds.
    moved: i64,
    /// By how much it was moved forward.
    forward: i64,
    set_back: bool,
}

/// What has one result a day: an account and an idempotency key.
type Place = (u8, Option<u8>);

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

    /// What the ids of a request's sessions begin with.
    fn place(&self, request: Request) -> String {
        format!("{} {} {:?}", self.name, request.account, request.key)
    }

    fn version(request: Request) -> Version {
        Version::ALL[usize::from(request.version)]
    }

    /// The work of a request: a session that nobody else has, and a response that says whose it is.
    fn prepare(&self, request: Request) -> Prepared {
        let mut bytes = [0; 8];
        self.random.fill(&mut bytes).expect("random bytes");
        let id = format!("{} {}", self.place(request), u64::from_be_bytes(bytes));
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
        let body = format!("{}|{id}", whose(request));
        Prepared {
            session,
            response: StoredResponse {
                status: 201,
                version: version.as_str().to_owned(),
                body: body.into(),
            },
        }
    }

    /// What the service does with a request.
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
            // The claim finds what a look that fails would have found.
            Err(_) => {
                self.store.excuse();
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
            Step::Again(index) => {
                if let Some(request) =
                    pick(index, self.arrived.len()).map(|index| self.arrived[index])
                {
                    self.arrive(request);
                }
            }
            Step::Go(index) => {
                if let Some(index) = pick(index, self.running.len()) {
                    self.go(index);
                }
            }
            Step::Crash(index) => {
                if let Some(index) = pick(index, self.running.len()) {
                    drop(self.running.swap_remove(index));
                }
            }
            Step::Outage => self.running.clear(),
            Step::Deafen => self.world.store.deaf.store(true, Ordering::Relaxed),
            Step::Clock(by) => {
                self.moved += by.abs();
                self.forward += (*by).max(0);
                self.set_back |= *by < 0;
                self.world.clock.advance(SignedDuration::from_millis(*by));
            }
            Step::Reap => {
                // How many it were is not compared: earlier histories have left slots in the store.
                let (store, now) = (&self.world.store, self.world.clock.now());
                store
                    .runtime
                    .block_on(store.store.delete_expired(now, usize::MAX))
                    .expect("reaped");
                store
                    .runtime
                    .block_on(store.model.delete_expired(now, usize::MAX))
                    .expect("reaped");
            }
        }
    }

    fn arrive(&mut self, request: Request) {
        self.arrived.push(request);
        self.running
            .push((request, Box::pin(Arc::clone(&self.world).serve(request))));
    }

    /// One step of a request. Its answer, if that was the last one, has to be one that its client may get.
    fn go(&mut self, index: usize) -> Option<Outcome> {
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
            self.world.store.excuse();
            return None;
        };
        match &outcome {
            Outcome::Fresh(response) | Outcome::Replayed(response) => {
                let (owner, id) = response.body.split_once('|').expect("as it was made");
                assert_eq!(owner, whose(request), "another request's response");
                assert!(
                    self.kept(request).iter().any(|kept| kept == id),
                    "{id} is answered and not kept"
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

    /// The sessions that the requests of an account with a key have made.
    fn kept(&self, request: Request) -> Vec<String> {
        let place = format!("{} ", self.world.place(request));
        self.world
            .store
            .model
            .sessions()
            .into_iter()
            .filter(|id| id.starts_with(&place))
            .collect()
    }

    /// Sends a request and sees it through: whether it gets the response, or hears that another one got it with this key.
    fn is_answered(&mut self, request: Request) -> bool {
        self.arrive(request);
        loop {
            match self.go(0) {
                None => {}
                Some(Outcome::Mismatch) => return !self.kept(request).is_empty(),
                Some(outcome) => return !matches!(outcome, Outcome::InProgress),
            }
        }
    }

    /// Lets everything die, and asks for everything once more, as clients do that heard nothing.
    pub fn end(mut self) {
        self.running.clear();
        self.world.store.deaf.store(false, Ordering::Relaxed);
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
                // A lease that was given by a clock that showed more may seem to have just begun.
                self.world.clock.advance(USABLE_AFTER);
                answered = self.is_answered(request);
            }
            assert!(answered, "{request:?} is locked out");
            let kept = self.kept(request);
            // A key is new after a day, and at no other time.
            let days = (self.forward + 12 * USABLE_AFTER.as_millis() as i64)
                / RETENTION.as_millis() as i64;
            assert!(
                kept.len() as i64 <= 1 + days,
                "{request:?} made {kept:?} in {days} days"
            );
            if self.moved < RETENTION.as_millis() as i64 - 12 * USABLE_AFTER.as_millis() as i64 {
                let answers = &self
                    .answered
                    .get(&(request.account, request.key))
                    .map_or(&[][..], Vec::as_slice);
                assert_eq!(kept.len(), 1, "{request:?} made {kept:?} within a day");
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
            assert!(found.is_some(), "{id} was kept and is lost");
        }
    }
}

/// A text that stands for everything that a response must have in common with its request.
fn whose(
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
