//! Cargo features: one for each tag, so that a program compiles only the operations that it calls and
//! the types that they use.

use std::collections::{BTreeMap, BTreeSet};

use super::model::client::{ClientOperationPlan, ClientPlan};
use super::model::feature::{FeatureName, FeaturesPlan};
use super::model::security::CredentialKind;
use super::model::ty::RustType;
use super::model::types::TypesPlan;
use crate::config::CargoFeatures;
use crate::names::{ModuleName, PackageName, TypePath};

/// The feature of the types that no operation uses.
const UNUSED: &str = "unused-types";

/// The feature that Cargo enables by default.
const DEFAULT: &str = "default";

/// The names of features that no tag has.
const RESERVED: [&str; 4] = [UNUSED, DEFAULT, FeatureName::OAUTH, FeatureName::TESTING];

/// The maximum number of tags that need a file. A file that more tags need is always compiled: nearly
/// every program needs it, and the list of features would be long.
const MAX_TAGS: usize = 8;

/// The minimum number of operations of a client that has features without being configured to. A
/// smaller one compiles in a few seconds.
const MANY_OPERATIONS: usize = 100;

/// Plans the features of the types and client crates.
pub(super) fn plan(
    configured: Option<CargoFeatures>,
    types: &TypesPlan,
    client: &ClientPlan,
) -> FeaturesPlan {
    let groups = &client.groups;
    let tagged = groups.iter().filter(|group| group.tag.is_some());
    let by_group = names(tagged.map(|group| &group.module));
    let has_features = match configured {
        Some(features) => features == CargoFeatures::Tags,
        None => client.operations >= MANY_OPERATIONS && by_group.len() > 1,
    };
    let has_oauth = takes_bearer_token(client);
    if !has_features || by_group.is_empty() {
        return FeaturesPlan {
            has_oauth,
            ..FeaturesPlan::default()
        };
    }
    let files = Files::of(types);
    let mut always = BTreeSet::new();
    let mut by_file: BTreeMap<&ModuleName, Vec<FeatureName>> = BTreeMap::new();
    let mut all = Vec::new();
    for group in groups {
        let needed = files.needed(group.operations.iter().flat_map(|it| used(types, it)));
        match by_group.get(&group.module) {
            Some(feature) => {
                all.push(feature.clone());
                for file in needed {
                    by_file.entry(file).or_default().push(feature.clone());
                }
            }
            None => always.extend(needed),
        }
    }
    let is_unused = |file: &&ModuleName| !by_file.contains_key(*file) && !always.contains(*file);
    let unused: Vec<&ModuleName> = files.all().filter(is_unused).collect();
    if !unused.is_empty() {
        let feature = FeatureName(UNUSED.to_owned());
        for file in files.reachable(unused) {
            by_file.entry(file).or_default().push(feature.clone());
        }
        all.push(feature);
    }
    let tags = |features: &[FeatureName]| features.iter().filter(|it| it.0 != UNUSED).count();
    by_file.retain(|file, features| !always.contains(file) && tags(features) <= MAX_TAGS);
    let by_file = by_file.into_iter();
    FeaturesPlan {
        all,
        by_group,
        by_file: by_file
            .map(|(file, features)| (file.clone(), features))
            .collect(),
        has_oauth,
    }
}

/// Returns whether the builder of the client has a setter for a bearer token: that of a security
/// scheme, or that of all calls, which a client without schemes has.
fn takes_bearer_token(client: &ClientPlan) -> bool {
    let mut schemes = client.schemes.iter().filter(|it| !it.excluded).peekable();
    schemes.peek().is_none() || schemes.any(|it| it.kind == CredentialKind::Bearer)
}

/// Returns the feature name of each module: the name of the module in kebab case, with a suffix if
/// that name is reserved.
fn names<'a>(modules: impl Iterator<Item = &'a ModuleName>) -> BTreeMap<ModuleName, FeatureName> {
    let modules: Vec<&ModuleName> = modules.collect();
    let plain = |module: &ModuleName| PackageName::from_text(module.as_str()).as_str().to_owned();
    let all: BTreeSet<String> = modules.iter().map(|module| plain(module)).collect();
    let mut taken = BTreeSet::from(RESERVED.map(str::to_owned));
    let mut names = BTreeMap::new();
    for module in modules {
        let mut name = plain(module);
        while !taken.insert(name.clone()) {
            name.push_str("-operations");
            while all.contains(&name) {
                name.push_str("-operations");
            }
        }
        names.insert(module.clone(), FeatureName(name));
    }
    names
}

/// Returns the types that an operation of the client uses directly.
fn used(types: &TypesPlan, operation: &ClientOperationPlan) -> Vec<TypePath> {
    let common = &operation.common;
    let of_responses = common.responses.iter();
    let of_responses = of_responses.filter_map(|response| response.headers.clone());
    let of_parts = types.part_headers(common.index);
    let headers = of_responses.chain(of_parts.map(|headers| headers.path.clone()));
    let own = common.types();
    let own = own.iter().flat_map(paths).cloned();
    own.chain(headers).collect()
}

/// Returns the names in a type.
fn paths(ty: &RustType) -> Vec<&TypePath> {
    let all = ty.all().into_iter();
    let named = all.filter_map(|part| match part {
        RustType::Named(path) => Some(path),
        _ => None,
    });
    named.collect()
}

/// The files of the types crate. Each file is a root module and contains its submodules.
struct Files<'a> {
    /// The file of each type.
    of_types: BTreeMap<&'a TypePath, &'a ModuleName>,
    /// The files that each file uses.
    uses: BTreeMap<&'a ModuleName, BTreeSet<&'a ModuleName>>,
}

impl<'a> Files<'a> {
    fn of(types: &'a TypesPlan) -> Self {
        let definitions = definitions(types);
        let of_types: BTreeMap<&TypePath, &ModuleName> = definitions
            .iter()
            .map(|(path, file, _)| (*path, *file))
            .collect();
        let mut uses: BTreeMap<&ModuleName, BTreeSet<&ModuleName>> = BTreeMap::new();
        for (_, file, used) in definitions {
            let used = used.into_iter().filter_map(|path| of_types.get(path));
            uses.entry(file).or_default().extend(used);
        }
        Self { of_types, uses }
    }

    fn all(&self) -> impl Iterator<Item = &'a ModuleName> {
        self.uses.keys().copied()
    }

    /// Returns the files with types, and all files that they use.
    fn needed(&self, types: impl Iterator<Item = TypePath>) -> BTreeSet<&'a ModuleName> {
        let files = types.filter_map(|path| self.of_types.get(&path).copied());
        self.reachable(files.collect())
    }

    /// Returns files, and all files that they use.
    fn reachable(&self, mut open: Vec<&'a ModuleName>) -> BTreeSet<&'a ModuleName> {
        let mut reached = BTreeSet::new();
        while let Some(file) = open.pop() {
            if reached.insert(file) {
                open.extend(self.uses.get(file).into_iter().flatten().copied());
            }
        }
        reached
    }
}

/// Returns the path of each type, its file, and the types in its definition.
fn definitions(types: &TypesPlan) -> Vec<(&TypePath, &ModuleName, Vec<&TypePath>)> {
    let items = types.items.iter().map(|item| {
        let parts = item.shape.types().into_iter();
        (&item.path, &item.file, parts.flat_map(paths).collect())
    });
    let headers = types.headers.iter().map(|headers| {
        let fields = headers.fields.iter().flat_map(|field| paths(&field.ty));
        let used: Vec<&TypePath> = fields.chain(&headers.definition).collect();
        (&headers.path, &headers.file, used)
    });
    let contents = types.content_enums.iter().map(|content| {
        let variants = content.variants.iter();
        let used = variants.flat_map(|variant| paths(&variant.ty)).collect();
        (&content.path, &content.file, used)
    });
    let all = items.chain(headers).chain(contents);
    all.filter_map(|(path, file, used): (_, &Vec<ModuleName>, _)| Some((path, file.first()?, used)))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::config::Config;
    use crate::plan;
    use crate::plan::sample_api::api;

    /// An operation that returns a component.
    fn operation(tag: &str, component: &str) -> Value {
        let schema = json!({ "$ref": format!("#/components/schemas/{component}") });
        let ok =
            json!({ "description": "", "content": { "application/json": { "schema": schema } } });
        let tags: Vec<&str> = [tag].into_iter().filter(|tag| !tag.is_empty()).collect();
        json!({ "get": { "operationId": format!("get{component}"), "tags": tags, "responses": { "200": ok } } })
    }

    fn object(properties: Value) -> Value {
        json!({ "type": "object", "properties": properties })
    }

    fn features(untagged: &str, toml: &str) -> FeaturesPlan {
        let paths = json!({
            "/pets": operation("pets", "Pet"),
            "/owners": operation("owners", "Owner"),
            "/status": operation("", untagged),
        });
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let schemas = json!({
            "Pet": object(json!({ "tag": reference("Tag") })),
            "Owner": object(json!({ "tag": reference("Tag"), "home": reference("Home") })),
            "Tag": object(json!({ "text": { "type": "string" } })),
            "Home": object(json!({ "city": { "type": "string" } })),
            "Status": object(json!({ "up": { "type": "boolean" } })),
            "Unused": object(json!({ "home": reference("Home") })),
        });
        let config = Config::read("specwright.toml", toml);
        plan::plan(&api(paths, schemas), &config).0.features
    }

    fn by_file(plan: &FeaturesPlan) -> Vec<(&str, Vec<&str>)> {
        let files = plan.by_file.iter();
        files
            .map(|(file, features)| {
                (
                    file.as_str(),
                    features.iter().map(FeatureName::as_str).collect(),
                )
            })
            .collect()
    }

    #[test]
    fn a_file_needs_the_features_of_the_operations_that_use_it() {
        let plan = features("Status", "features = 'tags'");
        assert_eq!(
            by_file(&plan),
            [
                ("home", vec!["owners", "unused-types"]),
                ("owner", vec!["owners"]),
                ("pet", vec!["pets"]),
                ("tag", vec!["owners", "pets"]),
                ("unused", vec!["unused-types"]),
            ]
        );
    }

    #[test]
    fn files_for_operations_without_a_tag_are_always_compiled() {
        let plan = features("Tag", "features = 'tags'");
        let files: Vec<&str> = plan.by_file.keys().map(ModuleName::as_str).collect();
        assert_eq!(files, ["home", "owner", "pet", "status", "unused"]);
    }

    #[test]
    fn small_documents_have_features_only_if_they_are_configured() {
        let none = FeaturesPlan {
            has_oauth: true,
            ..FeaturesPlan::default()
        };
        assert_eq!(features("Status", ""), none);
        assert_eq!(features("Status", "features = 'none'"), none);
    }

    #[test]
    fn names_of_features_are_unique_and_not_reserved() {
        let mut scope = crate::names::Scope::new();
        let tags = [
            "default",
            "default operations",
            "unused types",
            "pulls",
            "OAuth",
            "testing",
        ];
        let modules: Vec<ModuleName> = tags.into_iter().map(|tag| scope.name(tag)).collect();
        let names = names(modules.iter());
        let names: Vec<&str> = names.values().map(FeatureName::as_str).collect();
        assert_eq!(
            names,
            [
                "default-operations-operations",
                "default-operations",
                "oauth-operations",
                "pulls",
                "testing-operations",
                "unused-types-operations"
            ]
        );
    }
}
