//! The generated client and server of the zoo API, connected without a network. Each test compares
//! the values that one side sends with those that the other receives.

mod keys;
mod service;

pub use self::keys::{KEY, PASSWORD, TOKEN, USER, Who};
pub use self::service::Zoo;
