//! JSON value -> generated type -> JSON value: what a component schema allows has to come back as it was, and as the branch that it is of.

mod compare;
mod discriminators;
mod judge;
mod probe;
mod values;

use std::path::Path;

use serde_json::Value;
use specwright::codegen::plan::model::types::Shape;
use specwright::openapi::ir::SchemaName;
use specwright::{Failure, Input, Job};

use super::row::Row;
use judge::Judge;
use probe::{Probe, Question};

/// Sends values of each component schema through its type. Documents of several files are left alone: they are judged as a whole elsewhere.
pub fn run(
    document: &Path,
    workspace: &Path,
    target: &Path,
    runtime: &Path,
    row: &mut Row,
) -> Result<(), Failure> {
    let Some(judge) = Judge::read(document) else {
        return Ok(());
    };
    let job = Job::new(Input::File(document.to_owned()));
    let Some(api) = job.run()?.api else {
        return Ok(());
    };
    let (plan, _) = specwright::codegen::plan::plan(&api, &job.config);
    let mut questions: Vec<Question> = Vec::new();
    for (id, schema) in api.schemas.iter_enumerated() {
        let SchemaName::Component(component) = &schema.name else {
            continue;
        };
        let Some(name) = plan.types.name_of(id) else {
            continue;
        };
        let variants = match plan.types.item(name).map(|item| &item.shape) {
            Some(Shape::Union(union)) => union
                .variants
                .iter()
                .map(|variant| variant.name.as_str().to_owned())
                .collect(),
            _ => Vec::new(),
        };
        for (value, branch) in judge.values(component) {
            // Where each branch has its variant, a value that is of one branch only has to become that variant.
            let expected = branch
                .filter(|branch| branch.of == variants.len())
                .and_then(|branch| variants.get(branch.index).cloned());
            // Who may be `null` is what has a value of the type.
            let (ty, expected) = match value {
                Value::Null => (format!("?{}", name.as_str()), None),
                _ => (name.as_str().to_owned(), expected),
            };
            questions.push(Question {
                component: component.clone(),
                ty,
                value,
                expected,
            });
        }
    }
    row.set("values", questions.len());
    if questions.is_empty() {
        return Ok(());
    }
    let probe = Probe {
        workspace,
        target,
        runtime,
        types: plan.package.types().as_str().to_owned(),
    };
    let answers = match probe.ask(&questions)? {
        Ok(answers) => answers,
        Err(error) => {
            row.set("lost", questions.len());
            row.blame(format!("the values can't be tried: {error}"));
            return Ok(());
        }
    };
    let mut lost = 0;
    for (question, answer) in questions.iter().zip(&answers) {
        if let Some(problem) = problem(question, answer, &judge) {
            lost += 1;
            row.blame(format!("{}: {problem}: {}", question.ty, question.value));
        }
    }
    row.set("lost", lost);
    Ok(())
}

fn problem(question: &Question, answer: &Value, judge: &Judge) -> Option<String> {
    if let Some(error) = answer.get("error").and_then(Value::as_str) {
        return Some(format!("it is refused: {error}"));
    }
    let out = answer.get("value").unwrap_or(&Value::Null);
    if let Some(difference) = compare::difference(&question.value, out, &|pointer| {
        judge.describes(&question.component, &question.value, pointer)
    }) {
        return Some(difference);
    }
    let shown = answer
        .get("shown")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let variant = shown.split('(').next().unwrap_or_default();
    match &question.expected {
        Some(expected) if variant != expected => Some(format!(
            "it is of the branch {expected} and became {variant}"
        )),
        _ => None,
    }
}
