//! The commands of the program.

pub mod announcement;
pub mod connections;
pub mod create;
pub mod failure;
pub mod keys;
pub mod log;
pub mod migrate;
pub mod open_files;
pub mod printable;
pub mod sandbox;
pub mod serving;
pub mod signals;
pub mod store;
pub mod store_lock;
