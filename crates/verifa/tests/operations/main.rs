//! What operators do with the program and see of it.

mod bounds;
mod faults;
mod keys;
mod log;
mod metrics;
mod migrate;
mod stopping;
mod support;
