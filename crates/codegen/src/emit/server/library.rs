//! The manifest, the README and the root module of the server crate.

use minijinja::{Value, context};
use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::docs::DocComments;
use crate::emit::group::{headline, recursion_limit};
use crate::emit::job::{Job, Printer};
use crate::emit::manifest::{self, Dependency, Feature, Manifest};
use crate::error::GenerateError;
use crate::plan::model::docs::{Block, Docs, Inline};
use crate::template::Slots;

/// Returns the jobs of the manifest, the README and the root module.
pub(super) fn jobs(printer: Printer<'_>) -> Vec<Job<'_>> {
    let folder = printer.plan.package.server();
    let folder = folder.as_str();
    vec![
        manifest::job(
            printer,
            format!("{folder}/Cargo.toml"),
            "server/Cargo.toml.j2",
            move || Manifest {
                package: printer.plan.package.server(),
                description: format!("Server stubs for the {}.", printer.plan.package.api()),
                features: Feature::of_server(&printer.plan.package),
                dependencies: [
                    Dependency::sibling(&printer.plan.package.types()),
                    Dependency::runtime(printer, &["server"]),
                ]
                .into_iter()
                .chain(Dependency::of_user(
                    printer,
                    &printer.plan.server.dependencies,
                ))
                .collect(),
            },
        ),
        Job::text(format!("{folder}/README.md"), move || readme(printer)),
        Job::rust(printer, format!("{folder}/src/lib.rs"), move || {
            root(printer)
        }),
    ]
}

fn readme(printer: Printer<'_>) -> Result<String, GenerateError> {
    let package = &printer.plan.package;
    let context = context! {
        marker => Value::from_safe_string(printer.marker()),
        package => package.server().as_str(),
        api => package.api(),
        version => package.version.as_str(),
    };
    Ok(printer.templates.text("server/README.md.j2", context)?)
}

fn root(printer: Printer<'_>) -> Result<TokenStream, GenerateError> {
    let plan = &printer.plan.server;
    let mut slots = Slots::new();
    let mut modules: Vec<(String, TokenStream, TokenStream)> =
        vec![("router".to_owned(), TokenStream::new(), quote!(router))];
    if !plan.tables.is_empty() {
        modules.push(("schemas".to_owned(), quote!(pub), quote!(schemas)));
    }
    if plan.secured {
        modules.push(("security".to_owned(), quote!(pub), quote!(security)));
    }
    let mut exports = Vec::new();
    for group in &plan.groups {
        let module = &group.module;
        modules.push((module.as_str().to_owned(), quote!(pub), quote!(#module)));
        let types = group
            .operations
            .iter()
            .flat_map(|operation| [&operation.request, &operation.response]);
        let mut names: Vec<_> = types.chain([&group.name]).collect();
        names.sort_by(|left, right| left.as_str().cmp(right.as_str()));
        exports.push((
            module.as_str().to_owned(),
            context! { module => slots.add(module), names => slots.add(quote!(#(#names),*)) },
        ));
    }
    modules.sort_by(|(left, ..), (right, ..)| left.cmp(right));
    exports.sort_by(|(left, _), (right, _)| left.cmp(right));
    let modules: Vec<Value> = modules
        .into_iter()
        .map(|(_, visibility, name)| context! { visibility => slots.add(visibility), name => slots.add(name) })
        .collect();
    let context = context! {
        docs => slots.add(DocComments::inner(&docs(printer))),
        attributes => slots.add(recursion_limit(printer)),
        types => slots.add(printer.plan.package.types()),
        groups => exports.into_iter().map(|(_, export)| export).collect::<Vec<_>>(),
        modules,
    };
    Ok(printer
        .templates
        .rust("server/lib.rs.j2", &slots, context)?)
}

fn docs(printer: Printer<'_>) -> Docs {
    let package = &printer.plan.package;
    let mut blocks = vec![
        headline(package, "Server stubs for the "),
        Block::Line(vec![Inline::Own(
            "Implement [`Service`] and the trait of each tag, then mount [`router()`].",
        )]),
    ];
    blocks.extend(package.docs.blocks.iter().cloned());
    let mut rows: Vec<Vec<Vec<Inline>>> = Vec::new();
    for group in &printer.plan.server.groups {
        rows.extend(group.operations.iter().map(|operation| {
            let common = &operation.common;
            let item = Inline::item(format!(
                "{}::{}",
                group.name.as_str(),
                common.function.as_str()
            ));
            vec![
                vec![item],
                vec![Inline::Code(format!(
                    "{} {}",
                    common.method, common.path.text
                ))],
            ]
        }));
    }
    if !rows.is_empty() {
        blocks.push(Block::Table {
            head: vec!["operation", "method and path"],
            rows,
        });
    }
    Docs {
        blocks,
        deprecated: false,
    }
}
