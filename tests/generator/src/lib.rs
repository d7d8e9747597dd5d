//! What the generator's tests share: the documents, and how their outcome is shown.

pub mod case;
pub mod listing;
pub mod sources;

pub use case::Case;
