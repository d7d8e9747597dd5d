//! The manifest, the README and the root module of the client crate.

use minijinja::{Value, context};
use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::docs::DocComments;
use crate::emit::feature::AnyFeature;
use crate::emit::group::{headline, recursion_limit};
use crate::emit::job::{Job, Printer};
use crate::emit::manifest::{self, Dependency, Feature, Manifest};
use crate::error::GenerateError;
use crate::plan::model::docs::{Block, Docs, Inline};
use crate::plan::model::example::{Example, ExampleCall, ExampleValue};
use crate::plan::model::feature::FeatureName;
use crate::template::Slots;

/// Returns the jobs of the manifest, the README and the root module.
pub(super) fn jobs(printer: Printer<'_>) -> Vec<Job<'_>> {
    let folder = printer.plan.package.client();
    let folder = folder.as_str();
    vec![
        manifest::job(
            printer,
            format!("{folder}/Cargo.toml"),
            "client/Cargo.toml.j2",
            move || Manifest {
                package: printer.plan.package.client(),
                description: format!("Client for the {}.", printer.plan.package.api()),
                features: Feature::of_client(&printer.plan.features, &printer.plan.package),
                dependencies: [
                    types_crate(printer),
                    Dependency::runtime(printer, &["client", "reqwest"]),
                ]
                .into_iter()
                .chain(Dependency::of_user(
                    printer,
                    &printer.plan.client.dependencies,
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

/// Returns the dependency on the types crate, whose features are those of this crate.
fn types_crate(printer: Printer<'_>) -> Dependency {
    let types = Dependency::sibling(&printer.plan.package.types());
    match printer.plan.features.all.is_empty() {
        true => types,
        false => types.without_default_features(),
    }
}

fn readme(printer: Printer<'_>) -> Result<String, GenerateError> {
    let package = &printer.plan.package;
    let context = context! {
        marker => Value::from_safe_string(printer.marker()),
        package => package.client().as_str(),
        api => package.api(),
        version => package.version.as_str(),
        has_features => !printer.plan.features.all.is_empty(),
        has_oauth => printer.plan.features.has_oauth,
    };
    Ok(printer.templates.text("client/README.md.j2", context)?)
}

fn root(printer: Printer<'_>) -> Result<TokenStream, GenerateError> {
    let plan = &printer.plan.client;
    let mut slots = Slots::new();
    let mut modules: Vec<(String, TokenStream, TokenStream)> = vec![
        ("client".to_owned(), TokenStream::new(), quote!(client)),
        ("servers".to_owned(), quote!(pub), quote!(servers)),
    ];
    modules.extend(plan.groups.iter().map(|group| {
        let module = &group.module;
        let feature = printer.plan.features.by_group.get(module);
        let condition = feature.map(|feature| AnyFeature(std::slice::from_ref(feature)));
        let start = quote!(#condition pub);
        (module.as_str().to_owned(), start, quote!(#module))
    }));
    modules.sort_by(|(left, ..), (right, ..)| left.cmp(right));
    let modules: Vec<Value> = modules
        .into_iter()
        .map(|(_, visibility, name)| context! { visibility => slots.add(visibility), name => slots.add(name) })
        .collect();
    let context = context! {
        docs => slots.add(DocComments::inner(&docs(printer))),
        attributes => slots.add(recursion_limit(printer)),
        types => slots.add(printer.plan.package.types()),
        modules,
        has_features => !printer.plan.features.all.is_empty(),
    };
    Ok(printer
        .templates
        .rust("client/lib.rs.j2", &slots, context)?)
}

fn docs(printer: Printer<'_>) -> Docs {
    let package = &printer.plan.package;
    let plan = &printer.plan.client;
    let mut blocks = vec![headline(package, "Client for the ")];
    blocks.extend(package.docs.blocks.iter().cloned());
    blocks.push(Block::Example(example(
        &package.client().crate_name(),
        &plan.example,
        feature_of_example(printer),
    )));
    let rows: Vec<Vec<Vec<Inline>>> = plan
        .groups
        .iter()
        .flat_map(|group| &group.operations)
        .map(|operation| {
            let common = &operation.common;
            let item = Inline::item(format!("Client::{}", common.function.as_str()));
            vec![
                vec![item],
                vec![Inline::Code(format!(
                    "{} {}",
                    common.method, common.path.text
                ))],
            ]
        })
        .collect();
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

/// Returns the code of the example. It contains no text of the document other than names.
/// Returns the feature of the operation that the example calls.
fn feature_of_example(printer: Printer<'_>) -> Option<&FeatureName> {
    let plan = &printer.plan.client;
    let call = plan.example.call.as_ref()?;
    let mut groups = plan.groups.iter();
    let group = groups.find(|group| {
        let mut operations = group.operations.iter();
        operations.any(|operation| operation.common.function == call.function)
    })?;
    printer.plan.features.by_group.get(&group.module)
}

fn example(crate_name: &str, example: &Example, feature: Option<&FeatureName>) -> String {
    let credential = example
        .credential
        .as_ref()
        .map_or(String::new(), |(setter, arguments)| {
            format!(
                ".{}({})",
                raw(setter.as_str()),
                vec!["\"…\""; *arguments].join(", ")
            )
        });
    let server = if example.needs_server {
        ".server(\"https://…\")"
    } else {
        ""
    };
    let condition = feature.map(|it| format!("# #[cfg(feature = {:?})]", it.as_str()));
    let mut lines: Vec<String> = condition.into_iter().collect();
    lines.extend([
        "# async fn example() -> Result<(), Box<dyn std::error::Error>> {".to_owned(),
        format!("let client = {crate_name}::Client::builder(){server}{credential}.build()?;"),
    ]);
    if let Some(ExampleCall {
        function,
        arguments,
    }) = &example.call
    {
        let argument = |value| argument(crate_name, value);
        let arguments: Vec<String> = arguments.iter().map(argument).collect();
        lines.push(format!(
            "let response = client.{}({}).await?;",
            raw(function.as_str()),
            arguments.join(", ")
        ));
    }
    lines.extend(["# Ok(())".to_owned(), "# }".to_owned()]);
    lines.join("\n")
}

fn argument(crate_name: &str, value: &ExampleValue) -> String {
    match value {
        ExampleValue::Text => "\"…\"".to_owned(),
        ExampleValue::Integer => "1".to_owned(),
        ExampleValue::Float => "1.0".to_owned(),
        ExampleValue::Boolean => "true".to_owned(),
        ExampleValue::Variant(ty, variant) => {
            format!("{crate_name}::types::{}::{}", ty.as_str(), variant.as_str())
        }
    }
}

fn raw(name: &str) -> String {
    if crate::names::is_keyword(name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}
