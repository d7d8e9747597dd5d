//! The example in the documentation of the client crate.

use crate::names::MethodName;
use crate::plan::model::body::BodyKind;
use crate::plan::model::client::{ClientGroupPlan, ClientOperationPlan};
use crate::plan::model::example::{Example, ExampleCall, ExampleValue};
use crate::plan::model::security::{CredentialKind, SchemePlan};
use crate::plan::model::server_url::{DefaultServer, ServersPlan};
use crate::plan::model::ty::RustType;

/// Decides what the example shows: the first operation whose arguments can be made up, one that is secured rather than not.
pub fn plan(groups: &[ClientGroupPlan], schemes: &[SchemePlan], servers: &ServersPlan) -> Example {
    let candidates = || {
        groups
            .iter()
            .flat_map(|group| &group.operations)
            .filter(|operation| !operation.common.docs.deprecated)
    };
    let called = candidates()
        .filter(|operation| !operation.security.is_empty())
        .chain(candidates())
        .find_map(|operation| Some((operation, call(operation)?)));
    let wanted = called
        .as_ref()
        .and_then(|(operation, _)| operation.security.first()?.first());
    let scheme = schemes.iter().find(|scheme| Some(&scheme.name) == wanted);
    Example {
        credential: scheme.and_then(credential),
        call: called.map(|(_, call)| call),
        needs_server: matches!(servers.default, DefaultServer::None),
    }
}

fn credential(scheme: &SchemePlan) -> Option<(MethodName, usize)> {
    let arguments = match scheme.kind {
        CredentialKind::ApiKey { .. } | CredentialKind::Bearer | CredentialKind::Http { .. } => 1,
        CredentialKind::Basic => 2,
        CredentialKind::MutualTls => return None,
    };
    Some((scheme.setter.clone(), arguments))
}

fn call(operation: &ClientOperationPlan) -> Option<ExampleCall> {
    let mut arguments = operation
        .arguments
        .iter()
        .map(|argument| value(&argument.ty))
        .collect::<Option<Vec<_>>>()?;
    if let Some(body) = &operation.common.body {
        arguments.push(match (body.required, body.kind) {
            // `None` of an optional value that may be null would be one of two.
            (false, _) if !matches!(body.ty, RustType::Option(_)) => ExampleValue::None,
            (true, BodyKind::Text) => ExampleValue::Text,
            _ => return None,
        });
    }
    Some(ExampleCall {
        function: operation.common.function.clone(),
        arguments,
    })
}

fn value(ty: &RustType) -> Option<ExampleValue> {
    match ty {
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
