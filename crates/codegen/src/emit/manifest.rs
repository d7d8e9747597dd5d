//! Manifests of the generated crates.

use minijinja::{Value, context};

use super::job::{Job, Printer};
use crate::markdown;
use crate::names::PackageName;
use crate::options::Runtime;
use crate::plan::model::dependency::DependencyPlan;
use crate::plan::model::feature::{FeatureName, FeaturesPlan};
use crate::plan::model::package::PackagePlan;

/// The minimum Rust version of generated code.
pub const RUST_VERSION: &str = "1.95";

/// The version of generated crates, which are not published.
pub const VERSION: &str = "0.1.0";

/// A dependency of a generated crate.
#[derive(Clone, Debug)]
pub struct Dependency {
    name: String,
    requirement: toml::Table,
}

/// The manifest of a generated crate.
#[derive(Clone, Debug)]
pub struct Manifest {
    /// The name of the package.
    pub package: PackageName,
    /// The description, which can be any string.
    pub description: String,
    /// The features, in the order of the output.
    pub features: Vec<Feature>,
    /// The dependencies, in any order.
    pub dependencies: Vec<Dependency>,
}

/// A feature of a generated crate, and the features that it enables.
#[derive(Clone, Debug)]
pub struct Feature {
    name: String,
    enables: Vec<String>,
}

impl Feature {
    /// Returns the features of the types crate.
    pub fn of_types(plan: &FeaturesPlan) -> Vec<Self> {
        Self::all(plan, |_| Vec::new())
    }

    /// Returns the features of the client crate, which enable those of the types crate and of the
    /// runtime.
    pub fn of_client(plan: &FeaturesPlan, package: &PackagePlan) -> Vec<Self> {
        let types = package.types();
        let mut features = Self::all(plan, |name| {
            vec![format!("{}/{}", types.as_str(), name.as_str())]
        });
        let oauth = plan.has_oauth.then_some(FeatureName::OAUTH);
        features.extend(oauth.map(Self::of_runtime));
        features.push(Self::of_runtime(FeatureName::TESTING));
        features.extend(Self::of_webhooks(package));
        features
    }

    /// Returns the features of the server crate.
    pub fn of_server(package: &PackagePlan) -> Vec<Self> {
        Self::of_webhooks(package).into_iter().collect()
    }

    /// Returns the feature that only the crates of webhooks have.
    fn of_webhooks(package: &PackagePlan) -> Option<Self> {
        let feature = || Self::of_runtime(FeatureName::SIGNATURES);
        package.is_webhooks.then(feature)
    }

    /// Returns a feature that enables the one of the runtime with the same name.
    fn of_runtime(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            enables: vec![format!("specwright-runtime/{name}")],
        }
    }

    /// Returns all features, after the one that enables all.
    fn all(plan: &FeaturesPlan, enables: impl Fn(&FeatureName) -> Vec<String>) -> Vec<Self> {
        let names = plan.all.iter().map(|name| name.as_str().to_owned());
        let default = Self {
            name: "default".to_owned(),
            enables: names.collect(),
        };
        let default = (!plan.all.is_empty()).then_some(default);
        let features = plan.all.iter().map(|name| Self {
            name: name.as_str().to_owned(),
            enables: enables(name),
        });
        default.into_iter().chain(features).collect()
    }

    fn value(&self) -> Value {
        let enables = toml::Value::from(self.enables.clone());
        context! { name => self.name.as_str(), enables => Value::from_safe_string(enables.to_string()) }
    }
}

impl Dependency {
    /// Creates the dependency on `serde` with the feature `derive`.
    pub fn serde() -> Self {
        Self::registry("serde", "1.0.229").features(&["derive"])
    }

    /// Creates the dependency on `serde_json` with its default features.
    pub fn serde_json() -> Self {
        Self::registry("serde_json", "1.0.154")
    }

    /// Creates the dependency on the runtime, with the given features.
    pub fn runtime(printer: Printer<'_>, features: &[&str]) -> Self {
        let (key, value) = match &printer.options.runtime {
            Runtime::Path(path) => ("path", path.as_str()),
            Runtime::Version(version) => ("version", version.as_str()),
            Runtime::Embedded(_) => ("path", "../runtime"),
        };
        let mut requirement = toml::Table::new();
        requirement.insert(key.to_owned(), value.into());
        requirement.insert("default-features".to_owned(), false.into());
        Self {
            name: "specwright-runtime".to_owned(),
            requirement,
        }
        .features(features)
    }

    /// Creates the dependency on another generated crate, whose folder is beside the folder of this
    /// one.
    pub fn sibling(package: &PackageName) -> Self {
        let mut requirement = toml::Table::new();
        requirement.insert("path".to_owned(), format!("../{}", package.as_str()).into());
        Self {
            name: package.as_str().to_owned(),
            requirement,
        }
    }

    /// Creates the dependency on a crate from the registry.
    pub fn registry(name: &'static str, version: &'static str) -> Self {
        let mut requirement = toml::Table::new();
        requirement.insert("version".to_owned(), version.into());
        Self {
            name: name.to_owned(),
            requirement,
        }
    }

    /// Returns the dependencies of configured types and derives.
    pub fn of_user(printer: Printer<'_>, plan: &DependencyPlan) -> Vec<Self> {
        let own = plan.built_in.iter().map(|name| match name.as_str() {
            "serde" => Self::serde(),
            "serde_json" => Self::serde_json(),
            _ => Self::runtime(printer, &[]),
        });
        let configured = plan.configured.iter().map(|(name, requirement)| {
            let requirement = match requirement {
                toml::Value::Table(table) => table.clone(),
                version => toml::Table::from_iter([("version".to_owned(), version.clone())]),
            };
            Self {
                name: name.clone(),
                requirement,
            }
        });
        own.chain(configured).collect()
    }

    /// Disables the default features.
    #[must_use]
    pub fn without_default_features(mut self) -> Self {
        let requirement = &mut self.requirement;
        requirement.insert("default-features".to_owned(), false.into());
        self
    }

    #[must_use]
    fn features(mut self, features: &[&str]) -> Self {
        if !features.is_empty() {
            let features: Vec<toml::Value> =
                features.iter().map(|feature| (*feature).into()).collect();
            self.requirement
                .insert("features".to_owned(), features.into());
        }
        self
    }

    fn value(&self) -> Value {
        let only = (self.requirement.len() == 1)
            .then(|| self.requirement.get("version"))
            .flatten();
        let requirement = only
            .cloned()
            .unwrap_or_else(|| toml::Value::Table(self.requirement.clone()));
        context! { name => self.name.as_str(), requirement => Value::from_safe_string(requirement.to_string()) }
    }
}

/// Creates the job of a manifest. The template receives `marker`, `name`, `version`,
/// `rust_version`, `description`, `features` and `dependencies`.
pub fn job<'a>(
    printer: Printer<'a>,
    path: String,
    template: &'static str,
    manifest: impl Fn() -> Manifest + Send + Sync + 'a,
) -> Job<'a> {
    Job::text(path, move || {
        let Manifest {
            package,
            description,
            features,
            mut dependencies,
        } = manifest();
        dependencies.sort_by(|left, right| left.name.cmp(&right.name));
        // The sort is stable: the requirement of the generated code comes before a configured one.
        dependencies.dedup_by(|later, first| later.name == first.name);
        let dependencies: Vec<Value> = dependencies.iter().map(Dependency::value).collect();
        let features: Vec<Value> = features.iter().map(Feature::value).collect();
        let context = context! {
            marker => Value::from_safe_string(printer.marker()),
            name => package.as_str(),
            version => VERSION,
            rust_version => RUST_VERSION,
            description => markdown::clean(&description),
            features,
            dependencies,
        };
        Ok(printer.templates.text(template, context)?)
    })
}
