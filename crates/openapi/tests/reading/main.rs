//! What reading a document finds out: its text, its references, its schemas and its operations.

mod common;
mod operations;
mod overlays;
mod references;
mod schemas;
mod swagger;
mod text;
