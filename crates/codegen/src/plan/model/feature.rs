//! Cargo features of the types and client crates.

use std::collections::BTreeMap;

use crate::names::ModuleName;

/// The features: one for each tag, and one for the types that no operation uses. All are enabled by
/// default. A document with a single tag has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FeaturesPlan {
    /// All features, in the order of the modules.
    pub all: Vec<FeatureName>,
    /// The feature of each module of the client that has one.
    pub by_group: BTreeMap<ModuleName, FeatureName>,
    /// The features that need each file of the types crate, by the module of the file. A file
    /// without an entry is always compiled.
    pub by_file: BTreeMap<ModuleName, Vec<FeatureName>>,
    /// Whether the client has a feature for access tokens of OAuth 2.0: a security scheme or all calls
    /// can take a bearer token.
    pub has_oauth: bool,
}

/// The name of a feature.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FeatureName(pub(in crate::plan) String);

impl FeatureName {
    /// The feature for access tokens of OAuth 2.0, of the client and of the runtime.
    pub const OAUTH: &'static str = "oauth";

    /// The feature for scripted transports, of the client and of the runtime.
    pub const TESTING: &'static str = "testing";

    /// The feature for signatures, of the crates of webhooks and of the runtime.
    pub const SIGNATURES: &'static str = "signatures";

    /// Returns the name, which Cargo accepts.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
