//! The crates that types and derives of the user's are in.

use std::collections::BTreeSet;

use specwright_openapi::diagnostic::Diagnostic;
use specwright_openapi::pointer::Span;

use super::invalid;
use crate::config::{self, Config, UserType};
use crate::plan::model::dependency::DependencyPlan;
use crate::plan::model::ty::RustType;

/// The crates that generated crates depend on by themselves, by the names that Rust has for them.
const OWN: &[&str] = &["serde", "serde_json", "specwright_runtime"];

/// What the types crate depends on: all that the user names, since attributes may need what no path says.
pub fn of_types(config: &Config) -> DependencyPlan {
    let used: BTreeSet<&String> = named(config)
        .into_iter()
        .flat_map(|(_, crates)| crates)
        .collect();
    DependencyPlan {
        own: own(&used),
        chosen: config.dependencies.clone().into_iter().collect(),
    }
}

/// What a crate depends on that names these types.
pub fn of<'a>(config: &Config, types: impl IntoIterator<Item = &'a RustType>) -> DependencyPlan {
    let user_types = types
        .into_iter()
        .flat_map(RustType::all)
        .filter_map(|ty| match ty {
            RustType::User(ty) => Some(ty),
            _ => None,
        });
    let used: BTreeSet<&String> = user_types.flat_map(UserType::crates).collect();
    let is_used = |(name, _): &(String, toml::Value)| {
        used.iter().any(|used| **used == name.replace('-', "_"))
    };
    DependencyPlan {
        own: own(&used),
        chosen: config
            .dependencies
            .clone()
            .into_iter()
            .filter(is_used)
            .collect(),
    }
}

fn own(used: &BTreeSet<&String>) -> Vec<String> {
    used.iter()
        .filter(|name| OWN.contains(&name.as_str()))
        .map(|name| (*name).clone())
        .collect()
}

/// An error for each crate that is named and not depended on, and for each dependency that is none.
pub(super) fn missing(config: &Config) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (name, requirement) in &config.dependencies {
        let span = config::place(&["dependencies", name]);
        if OWN.contains(&name.replace('-', "_").as_str()) {
            let message = format!("generated crates depend on `{name}` already");
            found.push(invalid(message, &span, "take it away"));
        } else if !requirement.is_str() && !requirement.is_table() {
            let message = format!("`{name}` is no dependency");
            found.push(invalid(
                message,
                &span,
                "write it as in a manifest: a version, or a table with `version`, `path` or `git`",
            ));
        }
    }
    for (span, crates) in named(config) {
        let known = |name: &String| {
            OWN.contains(&name.as_str())
                || config
                    .dependencies
                    .keys()
                    .any(|key| key.replace('-', "_") == *name)
        };
        for name in crates.iter().filter(|name| !known(name)) {
            let message = format!("the crate `{name}` is not among the dependencies");
            found.push(invalid(
                message,
                &span,
                &format!("add it, such as `{name} = \"1\"` under `[dependencies]`"),
            ));
        }
    }
    found
}

/// The places at which crates are named, with their names.
fn named(config: &Config) -> Vec<(Span, &[String])> {
    let mut named: Vec<(Span, &[String])> = Vec::new();
    let formats = [
        ("string", &config.formats.string),
        ("integer", &config.formats.integer),
        ("number", &config.formats.number),
    ];
    for (base, chosen) in formats {
        named.extend(
            chosen
                .iter()
                .map(|(format, ty)| (config::place(&["formats", base, format]), ty.crates())),
        );
    }
    let derives = config.types.derive.iter().enumerate();
    named.extend(derives.map(|(index, derive)| {
        (
            config::place(&["types", "derive"]).index(index),
            derive.crates(),
        )
    }));
    for (name, schema) in &config.schemas {
        named.extend(
            schema
                .ty
                .iter()
                .map(|ty| (config::place(&["schemas", name, "type"]), ty.crates())),
        );
        let derives = schema.derive.iter().enumerate();
        named.extend(derives.map(|(index, derive)| {
            (
                config::place(&["schemas", name, "derive"]).index(index),
                derive.crates(),
            )
        }));
    }
    named
}
