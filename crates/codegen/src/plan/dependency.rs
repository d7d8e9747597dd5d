//! The dependencies that user-supplied types and derives add to the generated crates.

use std::collections::BTreeSet;

use specwright_openapi::diagnostic::Report;
use specwright_openapi::pointer::Span;

use super::model::dependency::DependencyPlan;
use super::model::ty::RustType;
use crate::catalogue::dependency;
use crate::config::{self, Config, UserType};

/// The crates that every generated crate depends on, by their names in Rust.
const BUILT_IN: &[&str] = &["serde", "serde_json", "specwright_runtime"];

/// Returns the dependencies of the types crate. It declares all configured dependencies, because an
/// attribute may need a crate that no path names.
pub(super) fn of_types_crate(config: &Config) -> DependencyPlan {
    let named = crates_by_location(config);
    let used = named.into_iter().flat_map(|(_, crates)| crates).collect();
    DependencyPlan {
        built_in: built_in(&used),
        configured: config.dependencies.clone().into_iter().collect(),
    }
}

/// Returns the dependencies of a crate whose code contains some types.
pub(super) fn of_types(config: &Config, types: &[RustType]) -> DependencyPlan {
    let types = types.iter().flat_map(RustType::all);
    let user_types = types.filter_map(|ty| match ty {
        RustType::User(ty) => Some(ty),
        _ => None,
    });
    let used: BTreeSet<&String> = user_types.flat_map(UserType::crates).collect();
    let is_used = |name: &str| used.iter().any(|used| **used == crate_name(name));
    let declared = config.dependencies.clone().into_iter();
    DependencyPlan {
        built_in: built_in(&used),
        configured: declared.filter(|(name, _)| is_used(name)).collect(),
    }
}

fn built_in(used: &BTreeSet<&String>) -> Vec<String> {
    let used = used.iter().filter(|name| BUILT_IN.contains(&name.as_str()));
    used.map(|name| (*name).clone()).collect()
}

/// Returns the name of a package in Rust code.
fn crate_name(package: &str) -> String {
    package.replace('-', "_")
}

/// Reports malformed dependencies, and crates that the configuration names without declaring them.
pub(super) fn check(config: &Config, report: &mut Report) {
    for (name, requirement) in &config.dependencies {
        let span = config::location(&["dependencies", name]);
        if BUILT_IN.contains(&crate_name(name).as_str()) {
            report.add(&span, dependency::already_declared(name));
        } else if !requirement.is_str() && !requirement.is_table() {
            report.add(&span, dependency::malformed(name));
        }
    }
    let declared: BTreeSet<String> = config
        .dependencies
        .keys()
        .map(|it| crate_name(it))
        .collect();
    for (span, crates) in crates_by_location(config) {
        for name in crates {
            if !BUILT_IN.contains(&name.as_str()) && !declared.contains(name) {
                report.add(&span, dependency::missing(name));
            }
        }
    }
}

/// Returns the crates that the types and derives of the configuration name, by their locations.
fn crates_by_location(config: &Config) -> Vec<(Span, &[String])> {
    let mut named: Vec<(Span, &[String])> = Vec::new();
    for (json_type, formats) in config.formats.by_json_type() {
        for (format, ty) in formats {
            named.push((
                config::location(&["formats", json_type.name(), format]),
                ty.crates(),
            ));
        }
    }
    for (index, derive) in config.types.derive.iter().enumerate() {
        let span = config::location(&["types", "derive"]).index(index);
        named.push((span, derive.crates()));
    }
    for (key, schema) in &config.schemas {
        if let Some(ty) = &schema.ty {
            named.push((config::location(&["schemas", key, "type"]), ty.crates()));
        }
        for (index, derive) in schema.derive.iter().enumerate() {
            let span = config::location(&["schemas", key, "derive"]).index(index);
            named.push((span, derive.crates()));
        }
    }
    named
}
