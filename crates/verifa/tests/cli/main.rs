//! The program: its commands, and what operators do with it and see of it.

mod bounds;
mod faults;
mod keys;
mod log;
mod metrics;
mod migrate;
mod program;
mod stopping;
mod support;
