//! Reads small documents, and checks the model and the diagnostics.

mod common;
mod operations;
mod overlays;
mod references;
mod schemas;
mod swagger;
mod text;
mod unions;
