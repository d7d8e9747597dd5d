//! A bound on the total memory of request bodies.

use axum::extract::Request;
use hyper::body::Body as _;
use tokio::sync::{Semaphore, SemaphorePermit};

/// The total size in bytes of the large bodies that are processed at once; other requests with
/// large bodies wait. Each body is held several times while it is processed.
const TOTAL: usize = 16 * 1024 * 1024;

/// The size in bytes up to which a body is not counted.
const SMALL_BODY: u64 = 64 * 1024;

/// The largest part of a body that is read, in bytes.
const LARGEST_BODY: u64 = 1024 * 1024;

/// The bytes of large bodies that may still be read.
pub struct BodyBudget(Semaphore);

impl BodyBudget {
    /// Waits until the body of a request fits, and reserves its size until the permit is dropped.
    ///
    /// The future does not borrow the request, which is not `Sync`.
    pub fn reserve<'a>(
        &'a self,
        request: &Request,
    ) -> impl Future<Output = SemaphorePermit<'a>> + use<'a> {
        let bytes = size(request);
        async move {
            self.0
                .acquire_many(bytes)
                .await
                .expect("the semaphore is never closed")
        }
    }
}

impl Default for BodyBudget {
    fn default() -> Self {
        Self(Semaphore::new(TOTAL))
    }
}

/// Returns how many bytes of the budget a request needs: 0 for a small body, and the largest size
/// for a body of unknown length.
fn size(request: &Request) -> u32 {
    let body = request.body().size_hint();
    let bytes = body.upper().unwrap_or(LARGEST_BODY).min(LARGEST_BODY);
    if bytes <= SMALL_BODY {
        0
    } else {
        u32::try_from(bytes).unwrap_or(u32::MAX)
    }
}
