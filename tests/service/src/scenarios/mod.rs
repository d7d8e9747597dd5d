//! The scenarios.

pub mod disk;
pub mod hostile;
pub mod kill;
pub mod limit;
pub mod model;
pub mod same_key;
pub mod schemathesis;
pub mod soak;
