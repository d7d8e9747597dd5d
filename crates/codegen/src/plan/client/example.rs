//! The example in the documentation of the client crate.

use crate::names::MethodName;
use crate::plan::model::body::BodyKind;
use crate::plan::model::client::{ClientGroupPlan, ClientOperationPlan};
use crate::plan::model::example::{Example, ExampleCall, ExampleValue};
use crate::plan::model::security::{CredentialKind, SchemePlan};
use crate::plan::model::server_url::{DefaultServer, ServersPlan};
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{Shape, TypesPlan};

/// Plans the example: the first operation whose arguments have simple types, preferably one that
/// requires credentials.
pub(super) fn plan(
    types: &TypesPlan,
    groups: &[ClientGroupPlan],
    schemes: &[SchemePlan],
    servers: &ServersPlan,
) -> Example {
    let candidates = || {
        let operations = groups.iter().flat_map(|group| &group.operations);
        operations.filter(|operation| !operation.common.docs.deprecated)
    };
    let secured = candidates().filter(|operation| !operation.security.is_empty());
    let mut callable = secured
        .chain(candidates())
        .filter_map(|operation| Some((operation, call(operation, types)?)));
    let called = callable.next();
    let operation = called.as_ref().map(|(operation, _)| operation);
    let required = operation.and_then(|operation| operation.security.first()?.first());
    let mut schemes = schemes.iter();
    let scheme = schemes.find(|scheme| Some(&scheme.name) == required);
    Example {
        credential: scheme.and_then(credential),
        call: called.map(|(_, call)| call),
        needs_server: matches!(servers.default, DefaultServer::None),
    }
}

/// Returns the setter of the credential of a scheme and the number of its arguments.
fn credential(scheme: &SchemePlan) -> Option<(MethodName, usize)> {
    let arguments = match scheme.kind {
        CredentialKind::ApiKey { .. } | CredentialKind::Bearer | CredentialKind::Http { .. } => 1,
        CredentialKind::Basic => 2,
        CredentialKind::MutualTls => return None,
    };
    Some((scheme.setter.clone(), arguments))
}

/// Returns a call with placeholder arguments, if every argument has a simple type.
fn call(operation: &ClientOperationPlan, types: &TypesPlan) -> Option<ExampleCall> {
    let mut arguments = operation
        .arguments
        .iter()
        .map(|argument| value(&argument.ty, types))
        .collect::<Option<Vec<_>>>()?;
    if let Some(body) = operation.required_body() {
        let is_text = matches!(body.sent(), [only] if only.kind == BodyKind::Text);
        arguments.push(is_text.then_some(ExampleValue::Text)?);
    }
    Some(ExampleCall {
        function: operation.common.function.clone(),
        arguments,
    })
}

fn value(ty: &RustType, types: &TypesPlan) -> Option<ExampleValue> {
    match ty {
        RustType::Named(name) => {
            let first = match &types.definition(name)?.shape {
                Shape::StringEnum(plan) => &plan.variants.first()?.name,
                Shape::IntegerEnum(plan) => &plan.variants.first()?.name,
                _ => return None,
            };
            Some(ExampleValue::Variant(name.clone(), first.clone()))
        }
        RustType::String | RustType::Secret => Some(ExampleValue::Text),
        RustType::Bool => Some(ExampleValue::Boolean),
        RustType::F64 => Some(ExampleValue::Float),
        RustType::I8
        | RustType::I16
        | RustType::I32
        | RustType::I64
        | RustType::U8
        | RustType::U16
        | RustType::U32
        | RustType::U64 => Some(ExampleValue::Integer),
        _ => None,
    }
}
