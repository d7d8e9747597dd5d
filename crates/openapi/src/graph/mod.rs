//! Passes over the complete graph of schemas and operations.

mod cycle;
mod usage;

pub(crate) use cycle::mark_cycles;
pub(crate) use usage::mark_usage;
