//! Group commit: waiting jobs are sent to the database in one statement.
//!
//! A statement for many rows costs little more than one for a single row, and one flush of the log
//! serves all of them. No job waits for a batch to fill: while one batch is in flight, the next
//! accumulates.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::Instant;

use crate::server::store::StoreError;

/// The maximum number of jobs in one statement.
const BATCH: usize = 128;

/// The capacity of a queue. Callers wait while it is full.
const QUEUE: usize = 4096;

/// The timeout of a batch, including the wait for a connection.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Runs a batch. Returns one result per job, in the order of the jobs, or one error for all.
pub(super) type Handler<J, A> = Arc<dyn Fn(Arc<[J]>) -> BatchFuture<A> + Send + Sync>;

/// The future of a batch.
pub(super) type BatchFuture<A> = Pin<Box<dyn Future<Output = Result<Vec<A>, BatchError>> + Send>>;

/// The error of a batch.
#[derive(Clone, Debug)]
pub(super) struct BatchError {
    pub(super) error: StoreError,
    /// Whether the data of a single job may be the cause, so that the other jobs can succeed
    /// without it.
    pub(super) caused_by_one_job: bool,
}

/// A queue of jobs of one kind.
pub(super) struct BatchQueue<J, A> {
    sender: mpsc::Sender<QueuedJob<J, A>>,
}

struct QueuedJob<J, A> {
    job: J,
    reply: Reply<A>,
}

type Reply<A> = oneshot::Sender<Result<A, StoreError>>;

type Receiver<J, A> = Arc<Mutex<mpsc::Receiver<QueuedJob<J, A>>>>;

impl<J: Clone + Send + Sync + 'static, A: Send + 'static> BatchQueue<J, A> {
    /// Starts tasks that run batches, each one at a time. They end when the queue is dropped.
    pub(super) fn start(tasks: usize, handler: Handler<J, A>) -> Self {
        let (sender, receiver) = mpsc::channel(QUEUE);
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..tasks {
            tokio::spawn(run_batches(Arc::clone(&receiver), Arc::clone(&handler)));
        }
        Self { sender }
    }

    /// Runs a job in the next batch, and waits for its result.
    pub(super) async fn run(&self, job: J) -> Result<A, StoreError> {
        let ended = || StoreError("the store is closed".to_owned());
        let (reply, result) = oneshot::channel();
        self.sender
            .send(QueuedJob { job, reply })
            .await
            .map_err(|_| ended())?;
        result.await.map_err(|_| ended())?
    }
}

async fn run_batches<J: Clone + Send + Sync + 'static, A: Send + 'static>(
    receiver: Receiver<J, A>,
    handler: Handler<J, A>,
) {
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        // The lock is held while this task waits for jobs, but not while it runs them.
        if receiver.lock().await.recv_many(&mut batch, BATCH).await == 0 {
            return;
        }
        // Skip the jobs of callers that were dropped.
        batch.retain(|queued: &QueuedJob<J, A>| !queued.reply.is_closed());
        let (jobs, replies): (Vec<_>, Vec<_>) = batch
            .drain(..)
            .map(|queued| (queued.job, queued.reply))
            .unzip();
        if jobs.is_empty() {
            continue;
        }
        let jobs: Arc<[J]> = jobs.into();
        match run_batch(&handler, Arc::clone(&jobs), Instant::now() + TIMEOUT).await {
            Ok(results) => {
                for (reply, result) in replies.into_iter().zip(results) {
                    // The caller may have been dropped.
                    let _ = reply.send(Ok(result));
                }
            }
            Err(BatchError {
                caused_by_one_job: true,
                ..
            }) if jobs.len() > 1 => {
                run_one_by_one(&handler, &jobs, replies).await;
            }
            Err(BatchError { error, .. }) => replies
                .into_iter()
                .for_each(|reply| drop(reply.send(Err(error.clone())))),
        }
    }
}

/// Runs each job as a batch of its own. All jobs together share the timeout of one batch.
async fn run_one_by_one<J: Clone, A>(handler: &Handler<J, A>, jobs: &[J], replies: Vec<Reply<A>>) {
    let deadline = Instant::now() + TIMEOUT;
    for (job, reply) in jobs.iter().zip(replies) {
        let results = run_batch(handler, Arc::from([job.clone()]), deadline)
            .await
            .map_err(|failure| failure.error);
        // The caller may have been dropped.
        let _ = reply.send(results.and_then(|results| {
            results
                .into_iter()
                .next()
                .ok_or_else(|| StoreError("a batch returned no result".to_owned()))
        }));
    }
}

/// Runs a batch within a deadline. A panic must not end the task, because no other task would reply
/// to the callers.
async fn run_batch<J, A>(
    handler: &Handler<J, A>,
    jobs: Arc<[J]>,
    deadline: Instant,
) -> Result<Vec<A>, BatchError> {
    match tokio::time::timeout_at(deadline, AssertUnwindSafe(handler(jobs)).catch_unwind()).await {
        Ok(Ok(results)) => results,
        Ok(Err(_)) => Err(StoreError("a batch panicked".to_owned()).into()),
        Err(_) => Err(timed_out()),
    }
}

fn timed_out() -> BatchError {
    StoreError(format!(
        "the database did not respond within {} s",
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
            caused_by_one_job: false,
        }
    }
}

impl<J, A> fmt::Debug for BatchQueue<J, A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("BatchQueue")
            .field(
                "waiting",
                &(self.sender.max_capacity() - self.sender.capacity()),
            )
            .finish()
    }
}
