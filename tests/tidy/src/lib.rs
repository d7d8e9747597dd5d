//! Structural checks of the repository: import cycles, layers, sizes, dependencies and documented
//! paths.
//!
//! The checks parse source text with `syn` and depend on no other crate of the workspace, so they
//! run while the rest does not compile. `cargo test -p tidy` enforces them; `cargo run -q -p tidy
//! -- cycles` and `-- sizes` print the measured data.

pub mod analysis;
pub mod cycle;
pub mod import_graph;
pub mod layer;
pub mod markdown;
pub mod module_tree;
pub mod path_mention;
pub mod resolve;
pub mod size;
pub mod syntax;
pub mod workspace;
