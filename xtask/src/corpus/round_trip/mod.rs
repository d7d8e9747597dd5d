//! Round trip of JSON values through generated types: every value that a component schema allows
//! must be read, keep its content, and become the variant of the branch that the value belongs to.

mod discriminators;
mod probe;
mod schema_validator;
mod value_generator;

use std::path::Path;

use anyhow::Error;
use serde_json::Value;
use specwright::codegen::plan::model::Plan;
use specwright::codegen::plan::model::types::Shape;
use specwright::openapi::ir::{Api, SchemaName};
use specwright::{Input, Job};

use super::compare;
use super::program::Output;
use super::row::Row;
use probe::{Probe, Sample};
use schema_validator::SchemaValidator;

/// Sends values of each component schema through its type, and records the number of values and of
/// failures in `row`. Documents of several files are skipped, because the validator reads a single
/// file.
pub fn run(document: &Path, output: &Output<'_>, row: &mut Row) -> anyhow::Result<()> {
    let Some(validator) = SchemaValidator::read(document) else {
        return Ok(());
    };
    let job = Job::new(Input::File(document.to_owned()));
    // The message of a failure includes its source already.
    let Some(api) = job.run().map_err(Error::msg)?.api else {
        return Ok(());
    };
    let (plan, _) = specwright::codegen::plan::plan(&api, &job.config);
    let samples = samples(&api, &plan, &validator);
    row.set("values", samples.len());
    if samples.is_empty() {
        return Ok(());
    }
    let probe = Probe {
        output,
        types_crate: plan.package.types().as_str().to_owned(),
    };
    let answers = match probe.run(&samples)? {
        Ok(answers) => answers,
        Err(error) => {
            row.set("lost", samples.len());
            row.blame(format!("the round-trip program fails: {error}"));
            return Ok(());
        }
    };
    let mut lost = 0;
    for (sample, answer) in samples.iter().zip(&answers) {
        if let Some(problem) = problem(sample, answer, &validator) {
            lost += 1;
            row.blame(format!("{}: {problem}: {}", sample.ty, sample.value));
        }
    }
    row.set("lost", lost);
    Ok(())
}

/// Returns the values of all component schemas that have a named type.
fn samples(api: &Api, plan: &Plan, validator: &SchemaValidator) -> Vec<Sample> {
    let mut samples = Vec::new();
    for (id, schema) in api.schemas.iter_enumerated() {
        let SchemaName::Component(component) = &schema.name else {
            continue;
        };
        let Some(name) = plan.types.name_of(id) else {
            continue;
        };
        let variants: Vec<&str> = match plan.types.definition(name).map(|item| &item.shape) {
            Some(Shape::Union(union)) => {
                let variants = union.variants.iter();
                variants.map(|variant| variant.name.as_str()).collect()
            }
            _ => Vec::new(),
        };
        for (value, branch) in validator.values(component) {
            // If each branch has a variant, a value of a single branch must become that branch's
            // variant.
            let expected = branch
                .filter(|branch| branch.count == variants.len())
                .and_then(|branch| variants.get(branch.index));
            // `null` is allowed where the type is used, not by the type itself.
            let (ty, expected) = match value {
                Value::Null => (format!("?{}", name.as_str()), None),
                _ => (name.as_str().to_owned(), expected),
            };
            samples.push(Sample {
                component: component.clone(),
                ty,
                value,
                expected: expected.map(|variant| (*variant).to_owned()),
            });
        }
    }
    samples
}

/// Returns the problem with the answer of the program, or `None` for a correct answer.
fn problem(sample: &Sample, answer: &Value, validator: &SchemaValidator) -> Option<String> {
    if let Some(error) = answer.get("error").and_then(Value::as_str) {
        return Some(format!("rejected: {error}"));
    }
    let after = answer.get("value").unwrap_or(&Value::Null);
    let is_described =
        |pointer: &str| validator.describes(&sample.component, &sample.value, pointer);
    if let Some(difference) = compare::difference(&sample.value, after, &is_described) {
        return Some(difference);
    }
    let shown = answer.get("shown").and_then(Value::as_str);
    let variant = shown.unwrap_or_default().split('(').next();
    let variant = variant.unwrap_or_default();
    match &sample.expected {
        Some(expected) if variant != expected => {
            Some(format!("expected the variant {expected}, got {variant}"))
        }
        _ => None,
    }
}
