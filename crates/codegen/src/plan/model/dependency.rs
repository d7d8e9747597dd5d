//! The dependencies that user-supplied types and derives add.

/// The dependencies that user-supplied types and derives add to a crate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DependencyPlan {
    /// The used crates that generated crates depend on in any case, by their names in Rust.
    pub built_in: Vec<String>,
    /// The configured dependencies, as in `Cargo.toml`.
    pub configured: Vec<(String, toml::Value)>,
}
