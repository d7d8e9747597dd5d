//! The zoo of the generator's tests, both sides of it: its generated client calls its generated server without a port, and each test
//! compares what one side was given with what the other received.

mod keys;
mod service;

pub use self::keys::{KEY, PASSWORD, TOKEN, USER, Who};
pub use self::service::Zoo;
