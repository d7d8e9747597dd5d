//! The dependencies that user-supplied types and derives add.

/// What a crate depends on because of types and derives of the user's.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DependencyPlan {
    /// Crates on which generated crates depend by themselves, by the names that Rust has for them.
    pub own: Vec<String>,
    /// The others, as the user writes them.
    pub chosen: Vec<(String, toml::Value)>,
}
