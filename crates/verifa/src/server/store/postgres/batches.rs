//! Group commit: what waits for the database goes there together.
//!
//! A statement for many rows costs little more than one for a single row, and one flush of the log serves them all. Nobody
//! waits for a batch to fill: while one is on its way, the next gathers.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Mutex, mpsc, oneshot};

use crate::server::store::{StoreError, StoreFuture};

/// How many jobs one statement takes at most.
const BATCH: usize = 128;

/// How many jobs may wait; more of them wait outside.
const QUEUE: usize = 4096;

/// How long a statement may take, waiting for a connection included.
const TIMEOUT: Duration = Duration::from_secs(10);

/// What does the jobs of a batch: an answer for each, in their order, or one failure for all.
pub(super) type Work<J, A> = Arc<dyn Fn(Arc<[J]>) -> StoreFuture<'static, Vec<A>> + Send + Sync>;

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
        self.queue.send(Waiting { job, answer }).await.map_err(|_| ended())?;
        answered.await.map_err(|_| ended())?
    }
}

async fn work_off<J: Clone + Send + Sync + 'static, A: Send + 'static>(queue: Queue<J, A>, work: Work<J, A>) {
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        // The lock is held while this task waits for jobs, and not while it works.
        if queue.lock().await.recv_many(&mut batch, BATCH).await == 0 {
            return;
        }
        let (jobs, answers): (Vec<_>, Vec<_>) = batch.drain(..).map(|waiting| (waiting.job, waiting.answer)).unzip();
        let jobs: Arc<[J]> = jobs.into();
        match attempt(&work, Arc::clone(&jobs)).await {
            Ok(results) => {
                for (answer, result) in answers.into_iter().zip(results) {
                    // Whoever asked may have gone.
                    let _ = answer.send(Ok(result));
                }
            }
            Err(error) if jobs.len() == 1 => answers.into_iter().for_each(|answer| drop(answer.send(Err(error.clone())))),
            // One job may have failed all of them: each goes by itself now.
            Err(_) => {
                for (job, answer) in jobs.iter().zip(answers) {
                    let alone = attempt(&work, Arc::from([job.clone()])).await;
                    let alone = alone.and_then(|results| results.into_iter().next().ok_or_else(|| StoreError("no answer".to_owned())));
                    let _ = answer.send(alone);
                }
            }
        }
    }
}

async fn attempt<J, A>(work: &Work<J, A>, jobs: Arc<[J]>) -> Result<Vec<A>, StoreError> {
    match tokio::time::timeout(TIMEOUT, work(jobs)).await {
        Ok(done) => done,
        Err(_) => Err(StoreError(format!("the database did not answer within {} s", TIMEOUT.as_secs()))),
    }
}

impl<J, A> fmt::Debug for Batches<J, A> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Batches").field("waiting", &(self.queue.max_capacity() - self.queue.capacity())).finish()
    }
}
