//! The manifest, the README and the root module of the types crate.

use minijinja::{Value, context};
use proc_macro2::TokenStream;

use crate::emit::docs::DocComments;
use crate::emit::group::{headline, recursion_limit};
use crate::emit::job::{Job, Printer};
use crate::emit::manifest::{self, Dependency, Manifest};
use crate::emit::version_sort;
use crate::error::GenerateError;
use crate::names::{ModuleName, TypeName};
use crate::plan::model::content_enum::ContentEnumPlan;
use crate::plan::model::docs::{Block, Docs, Inline};
use crate::plan::model::headers::HeadersPlan;
use crate::plan::model::types::{Shape, TypeItem};
use crate::template::Slots;

/// Returns the jobs of the manifest, the README and the root module.
pub(super) fn jobs(printer: Printer<'_>) -> Vec<Job<'_>> {
    let folder = printer.plan.package.types();
    let folder = folder.as_str();
    vec![
        manifest::job(
            printer,
            format!("{folder}/Cargo.toml"),
            "types/Cargo.toml.j2",
            move || package_manifest(printer),
        ),
        Job::text(format!("{folder}/README.md"), move || readme(printer)),
        Job::rust(printer, format!("{folder}/src/lib.rs"), move || {
            root(printer)
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

fn root(printer: Printer<'_>) -> Result<TokenStream, GenerateError> {
    let mut slots = Slots::new();
    let named = named(printer);
    let mut modules: Vec<&ModuleName> = named.iter().map(|(_, module, _)| *module).collect();
    modules.dedup();
    let modules: Vec<Value> = modules
        .into_iter()
        .map(|module| slots.add(module))
        .collect();
    let names = named.into_iter();
    let names: Vec<Value> = names
        .map(|(name, module, _)| context! { module => slots.add(module), name => slots.add(name) })
        .collect();
    let context = context! {
        docs => slots.add(DocComments::inner(&docs(printer))),
        attributes => slots.add(recursion_limit(printer)),
        modules,
        names,
    };
    Ok(printer.templates.rust("types/lib.rs.j2", &slots, context)?)
}

fn uses_serde(items: &[TypeItem]) -> bool {
    items.iter().any(|item| {
        matches!(
            item.shape,
            Shape::Struct(_) | Shape::Tuple(_) | Shape::Union(_) | Shape::Newtype { .. }
        )
    })
}

/// Returns all types with their modules and docs, in the order in which rustfmt sorts modules and
/// imports.
fn named(printer: Printer<'_>) -> Vec<(&TypeName, &ModuleName, &Docs)> {
    let types = &printer.plan.types;
    let items = types.items.iter().map(
        |TypeItem {
             name, module, docs, ..
         }| (name, module, docs),
    );
    let headers = types.headers.iter().map(
        |HeadersPlan {
             name, module, docs, ..
         }| (name, module, docs),
    );
    let content_enums = types.content_enums.iter().map(
        |ContentEnumPlan {
             name, module, docs, ..
         }| (name, module, docs),
    );
    let mut named: Vec<_> = items.chain(headers).chain(content_enums).collect();
    named.sort_by(|(left, left_module, _), (right, right_module, _)| {
        version_sort::compare(left_module.as_str(), right_module.as_str())
            .then_with(|| version_sort::compare(left.as_str(), right.as_str()))
    });
    named
}

fn docs(printer: Printer<'_>) -> Docs {
    let package = &printer.plan.package;
    let unknown = match printer.plan.types.keeps_unknown {
        true => " are kept in the field `additional`.",
        false => " are ignored.",
    };
    let mut blocks = vec![
        headline(package, "Types of the "),
        Block::Line(vec![
            Inline::Own(
                "Every type is exported from the root of this crate. Properties that the API description does not declare",
            ),
            Inline::Own(unknown),
        ]),
    ];
    let mut named = named(printer);
    named.sort_by(|(left, ..), (right, ..)| version_sort::compare(left.as_str(), right.as_str()));
    let rows: Vec<Vec<Vec<Inline>>> = named
        .into_iter()
        .map(|(name, _, docs)| vec![vec![Inline::item(name.as_str())], first_line(docs)])
        .collect();
    if !rows.is_empty() {
        blocks.push(Block::Table {
            head: vec!["type", "description"],
            rows,
        });
    }
    Docs {
        blocks,
        deprecated: false,
    }
}

fn first_line(docs: &Docs) -> Vec<Inline> {
    match docs.clone().first_line().blocks.into_iter().next() {
        Some(Block::Line(pieces)) => pieces,
        _ => Vec::new(),
    }
}
