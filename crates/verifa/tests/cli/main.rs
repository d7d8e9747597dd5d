//! The program: its commands, its shutdown, its log and its metrics.

mod connections;
mod faults;
mod keys;
mod log;
mod metrics;
mod migrate;
mod program;
mod shutdown;
mod support;
