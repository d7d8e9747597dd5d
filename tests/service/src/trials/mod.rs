//! The trials.

pub mod kill;
