//! Real `verifa` processes under load and faults, and a count of what they kept.
//!
//! Each trial is a function with a struct of parameters: the bounded form, which the tests run, and the full form of
//! `cargo xtask service` differ in their numbers alone.

#![forbid(unsafe_code)]

pub mod accounts;
pub mod audit;
pub mod bench;
pub mod database;
pub mod load;
pub mod postgres;
pub mod process;
pub mod report;
pub mod setting;
pub mod trials;
pub mod wire;

/// Why a trial could not be held. A promise that broke is no error but a line of the [`report`].
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// What a step of a trial gives.
pub type Result<T> = std::result::Result<T, Error>;
