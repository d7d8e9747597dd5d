//! The trials.

pub mod disk;
pub mod hostile;
pub mod kill;
pub mod limit;
pub mod same_key;
pub mod soak;
