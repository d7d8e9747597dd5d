//! Shared parts of the generator's tests: the documents, the test harness, and the text forms that
//! snapshots hold.

pub mod case;
pub mod harness;
pub mod listing;
pub mod names;
pub mod sources;

pub use case::Case;
