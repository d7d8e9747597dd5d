//! Group commit: what waits for the database goes there together.
//!
//! A statement for many rows costs little more than one for a single row, and one flush of the log serves them all. Nobody
//! waits for a batch to fill: while one is on its way, the next gathers.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::Instant;

use crate::server::store::StoreError;

/// How many jobs one statement takes at most.
const BATCH: usize = 128;

/// How many jobs may wait; more of them wait outside.
const QUEUE: usize = 4096;

/// How long a statement may take, waiting for a connection included.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What does the jobs of a batch: an answer for each, in their order, or one failure for all.
pub(super) type Work<J, A> = Arc<dyn Fn(Arc<[J]>) -> BatchFuture<A> + Send + Sync>;

/// What the work of a batch comes to.
pub(super) type BatchFuture<A> = Pin<Box<dyn Future<Output = Result<Vec<A>, BatchError>> + Send>>;

/// Why a batch failed.
#[derive(Clone, Debug)]
pub(super) struct BatchError {
    pub(super) error: StoreError,
    /// Whether the data of a job may be the reason, so that the others would do without it. Else the database is.
    pub(super) of_one_job: bool,
}

/// A queue of jobs of one kind.
pub(super) struct Batches<J, A> {
    queue: mpsc::Sender<Waiting<J, A>>,
}

struct Waiting<J, A> {
    job: J,
    answer: oneshot::Sender<Result<A, StoreError>>,
}

type Queue<J, A> = Arc<Mutex<mpsc::Receiver<Waiting<J, A>>>>;

impl<J: Clone + Send + Sync + 'static, A: Send + 'static> Batches<J, A> {
    /// Starts tasks, which end when the queue is dropped; each has one batch on its way.
    pub(super) fn start(tasks: usize, work: Work<J, A>) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let queue = Arc::new(Mutex::new(receiver));
        for _ in 0..tasks {
            tokio::spawn(work_off(Arc::clone(&queue), Arc::clone(&work)));
        }
        Self { queue: sender }
    }

    /// Puts a job into the next batch and waits for its answer.
    pub(super) async fn run(&self, job: J) -> Result<A, StoreError> {
        let ended = || StoreError("the store takes no jobs".to_owned());
        let (answer, answered) = oneshot::channel();
        self.queue
            .send(Waiting { job, answer })
            .await
            .map_err(|_| ended())?;
        answered.await.map_err(|_| ended())?
    }
}

async fn work_off<J: Clone + Send + Sync + 'static, A: Send + 'static>(
    queue: Queue<J, A>,
    work: Work<J, A>,
) {
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        // The lock is held while this task waits for jobs, and not while it works.
        if queue.lock().await.recv_many(&mut batch, BATCH).await == 0 {
            return;
        }
        // Who has gone is not worked for.
        batch.retain(|waiting: &Waiting<J, A>| !waiting.answer.is_closed());
        let (jobs, answers): (Vec<_>, Vec<_>) = batch
            .drain(..)
            .map(|waiting| (waiting.job, waiting.answer))
            .unzip();
        if jobs.is_empty() {
            continue;
        }
        let jobs: Arc<[J]> = jobs.into();
        match attempt(&work, Arc::clone(&jobs), Instant::now() + TIMEOUT).await {
            Ok(results) => {
                for (answer, result) in answers.into_iter().zip(results) {
                    // Whoever asked may have gone.
                    let _ = answer.send(Ok(result));
                }
            }
            Err(BatchError {
                of_one_job: true, ..
            }) if jobs.len() > 1 => {
                one_by_one(&work, &jobs, answers).await;
            }
            Err(BatchError { error, .. }) => answers
                .into_iter()
                .for_each(|answer| drop(answer.send(Err(error.clone())))),
        }
    }
}

/// Does each job by itself. All of them together have the time of one batch.
async fn one_by_one<J: Clone, A>(
    work: &Work<J, A>,
    jobs: &[J],
    answers: Vec<oneshot::Sender<Result<A, StoreError>>>,
) {
    let deadline = Instant::now() + TIMEOUT;
    for (job, answer) in jobs.iter().zip(answers) {
        let alone = attempt(work, Arc::from([job.clone()]), deadline)
            .await
            .map_err(|failure| failure.error);
        // Whoever asked may have gone.
        let _ = answer.send(alone.and_then(|results| {
            results
                .into_iter()
                .next()
                .ok_or_else(|| StoreError("no answer".to_owned()))
        }));
    }
}

/// Does the work in time. A panic in it must not end the task, without which nobody would be answered any more.
async fn attempt<J, A>(
    work: &Work<J, A>,
    jobs: Arc<[J]>,
    deadline: Instant,
) -> Result<Vec<A>, BatchError> {
    match tokio::time::timeout_at(deadline, AssertUnwindSafe(work(jobs)).catch_unwind()).await {
        Ok(Ok(done)) => done,
        Ok(Err(_)) => Err(StoreError("the work of a batch panicked".to_owned()).into()),
        Err(_) => Err(late()),
    }
}

fn late() -> BatchError {
    StoreError(format!(
        "the database did not answer within {} s",
        TIMEOUT.as_secs()
    ))
    .into()
}

impl From<BatchError> for StoreError {
    fn from(failure: BatchError) -> Self {
        failure.error
    }
}

impl From<StoreError> for BatchError {
    fn from(error: StoreError) -> Self {
        Self {
            error,
            of_one_job: false,
        }
    }
}

impl<J, A> fmt::Debug for Batches<J, A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Batches")
            .field(
                "waiting",
                &(self.queue.max_capacity() - self.queue.capacity()),
            )
            .finish()
    }
}
