//! The driver of the test document in `tests/generator/compiled`.

#[rustfmt::skip]
mod document;

pub use document::open;
