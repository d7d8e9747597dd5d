//! The manifest, the README, the root module and the list of modules of the types crate.

use std::collections::BTreeSet;

use minijinja::{Value, context};
use proc_macro2::TokenStream;
use quote::quote;

use super::file::File;

use crate::emit::docs::DocComments;
use crate::emit::feature::AnyFeature;
use crate::emit::group::{headline, recursion_limit};
use crate::emit::job::{Job, Printer};
use crate::emit::manifest::{self, Dependency, Feature, Manifest};
use crate::emit::version_sort;
use crate::error::GenerateError;
use crate::names::{ModuleName, TypeName};
use crate::plan::model::docs::{Block, Docs, Inline};
use crate::plan::model::feature::{FeatureName, FeaturesPlan};
use crate::plan::model::types::{Shape, TypeItem};
use crate::template::Slots;

/// Returns the jobs of the manifest, the README, the root module and the module of all types.
pub(super) fn jobs<'a>(printer: Printer<'a>, files: &[File<'_>]) -> Vec<Job<'a>> {
    let folder = printer.plan.package.types();
    let folder = folder.as_str();
    let modules = Module::all(files, &printer.plan.features);
    let root_items = RootItems {
        types: !modules.is_empty(),
        features: condition(&modules),
        constant: !modules.iter().any(Module::has_constant),
    };
    vec![
        manifest::job(
            printer,
            format!("{folder}/Cargo.toml"),
            "types/Cargo.toml.j2",
            move || package_manifest(printer),
        ),
        Job::text(format!("{folder}/README.md"), move || readme(printer)),
        Job::rust(printer, format!("{folder}/src/lib.rs"), move || {
            root(printer, &root_items)
        }),
        Job::rust(printer, format!("{folder}/src/types/mod.rs"), move || {
            let declarations = modules.iter().map(Module::declaration);
            Ok(declarations
                .chain(modules.iter().map(Module::exports))
                .collect())
        }),
    ]
}

fn package_manifest(printer: Printer<'_>) -> Manifest {
    let package = &printer.plan.package;
    let serde = uses_serde(&printer.plan.types.items).then(Dependency::serde);
    let own = [Dependency::serde_json(), Dependency::runtime(printer, &[])];
    Manifest {
        package: package.types(),
        description: format!("Types of the {}.", package.api()),
        features: Feature::of_types(&printer.plan.features),
        dependencies: serde
            .into_iter()
            .chain(own)
            .chain(Dependency::of_user(printer, &printer.plan.dependencies))
            .collect(),
    }
}

fn readme(printer: Printer<'_>) -> Result<String, GenerateError> {
    let package = &printer.plan.package;
    let context = context! {
        marker => Value::from_safe_string(printer.marker()),
        package => package.types().as_str(),
        api => package.api(),
        unknown => if printer.plan.types.closes_enums { "reject" } else { "keep" },
        version => package.version.as_str(),
    };
    Ok(printer.templates.text("types/README.md.j2", context)?)
}

/// Returns the features of which one is necessary for any type; empty if none is.
fn condition(modules: &[Module<'_>]) -> Vec<FeatureName> {
    let mut features = BTreeSet::new();
    for module in modules {
        match module.condition {
            Some(AnyFeature(names)) => features.extend(names.iter().cloned()),
            None => return Vec::new(),
        }
    }
    features.into_iter().collect()
}

fn root(printer: Printer<'_>, items: &RootItems) -> Result<TokenStream, GenerateError> {
    let mut slots = Slots::new();
    let context = context! {
        docs => slots.add(DocComments::inner(&docs(printer))),
        attributes => slots.add(recursion_limit(printer)),
        has_types => items.types,
        condition => (!items.features.is_empty()).then(|| slots.add(AnyFeature(&items.features))),
        exports_constant => items.constant,
    };
    Ok(printer.templates.rust("types/lib.rs.j2", &slots, context)?)
}

/// The items that the root module exports.
struct RootItems {
    /// Whether there are types.
    types: bool,
    /// The features of which one is necessary for any type; empty if none is.
    features: Vec<FeatureName>,
    /// Whether it exports the runtime's `Constant`, because the document has no type of this name.
    constant: bool,
}

/// The module of a file, and the types that it contributes to the root of the crate.
struct Module<'a> {
    name: ModuleName,
    is_public: bool,
    exported: Vec<TypeName>,
    /// The condition under which the file is compiled.
    condition: Option<AnyFeature<'a>>,
}

impl<'a> Module<'a> {
    /// Returns the modules of all types, in the order in which rustfmt sorts them.
    fn all(files: &[File<'_>], features: &'a FeaturesPlan) -> Vec<Self> {
        let modules = files.iter().filter_map(|file| {
            let [name] = file.path else { return None };
            let mut exported: Vec<TypeName> = file.exported().into_iter().cloned().collect();
            exported.sort_by(|left, right| version_sort::compare(left.as_str(), right.as_str()));
            Some(Self {
                name: name.clone(),
                is_public: file.is_public(),
                exported,
                condition: features.by_file.get(name).map(|names| AnyFeature(names)),
            })
        });
        let mut modules: Vec<Self> = modules.collect();
        modules
            .sort_by(|left, right| version_sort::compare(left.name.as_str(), right.name.as_str()));
        modules
    }

    fn has_constant(&self) -> bool {
        self.exported.iter().any(|name| name.as_str() == "Constant")
    }

    fn declaration(&self) -> TokenStream {
        let (name, condition) = (&self.name, &self.condition);
        let visibility = self.is_public.then(|| quote!(pub));
        quote!(#condition #visibility mod #name;)
    }

    fn exports(&self) -> TokenStream {
        let (name, exported, condition) = (&self.name, &self.exported, &self.condition);
        if exported.is_empty() {
            return TokenStream::new();
        }
        // Documentation shows items of public modules as links otherwise.
        let inline = self.is_public.then(|| quote!(#[doc(inline)]));
        quote!(#condition #inline pub use self::#name::{#(#exported),*};)
    }
}

fn uses_serde(items: &[TypeItem]) -> bool {
    items.iter().any(|item| {
        matches!(
            item.shape,
            Shape::Struct(_) | Shape::Tuple(_) | Shape::Union(_) | Shape::Newtype { .. }
        )
    })
}

fn docs(printer: Printer<'_>) -> Docs {
    let package = &printer.plan.package;
    let unknown = match printer.plan.types.keeps_unknown {
        true => " are kept in the field `additional`.",
        false => " are ignored.",
    };
    let blocks = vec![
        headline(package, "Types of the "),
        Block::Line(vec![
            Inline::Own(
                "Every type is exported from the root of this crate, or from the module of the component or operation that contains it. Properties that the API description does not declare",
            ),
            Inline::Own(unknown),
        ]),
    ];
    Docs {
        blocks,
        deprecated: false,
    }
}
