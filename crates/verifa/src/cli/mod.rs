//! The commands of the program.

pub mod connections;
pub mod create;
pub mod failure;
pub mod sandbox;
