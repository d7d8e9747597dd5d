//! Operations of the server.

use std::sync::Arc;

use specwright_openapi::ir::TypeRef;

use crate::names::{Scope, TypeName};
use crate::plan::context::Context;
use crate::plan::model::body::{AlternativePlan, BodyKind, BodyPlan};
use crate::plan::model::operation::OperationPlan;
use crate::plan::model::parameter::ParameterPlan;
use crate::plan::model::response::{Content, ResponsePlan};
use crate::plan::model::server::{Reading, RequestBodyPlan, RequestFieldPlan, ServerOperationPlan};
use crate::plan::model::validation::Check;
use crate::plan::security;
use crate::plan::validation::Tables;

/// The names of the types of an operation.
#[derive(Clone, Debug)]
pub(super) struct RequestNames {
    request: TypeName,
    response: TypeName,
}

impl RequestNames {
    /// Names the types of an operation in a scope.
    pub(super) fn new(common: &OperationPlan, types: &mut Scope) -> Self {
        let function = common.function.as_str();
        Self {
            request: types.name(&format!("{function} request")),
            response: types.name(&format!("{function} response")),
        }
    }
}

/// Plans an operation of the server.
pub(super) fn plan(
    context: Context<'_>,
    common: &Arc<OperationPlan>,
    names: RequestNames,
    tables: &mut Tables<'_>,
) -> ServerOperationPlan {
    ServerOperationPlan {
        request: names.request,
        response: names.response,
        access: security::access(&context.api.operations[common.index]),
        fields: common
            .parameters
            .iter()
            .map(|parameter| field(parameter, tables))
            .collect(),
        body: common.body.as_ref().map(|body| request_body(body, tables)),
        has_large_response: has_large_response(&common.responses),
        common: Arc::clone(common),
    }
}

/// Returns whether the sizes of responses may differ enough for clippy to report their enum.
fn has_large_response(responses: &[ResponsePlan]) -> bool {
    let has_fields =
        |response: &ResponsePlan| response.headers.is_some() || response.content != Content::Empty;
    responses.len() > 1 && responses.iter().any(has_fields)
}

fn field(parameter: &ParameterPlan, tables: &mut Tables<'_>) -> RequestFieldPlan {
    let (reading, ty) = match &parameter.default {
        _ if parameter.required => (Reading::Required, parameter.ty.clone()),
        Some(default) => (Reading::Defaulted(default.clone()), parameter.ty.clone()),
        None => (Reading::Optional, parameter.ty.clone().optional()),
    };
    RequestFieldPlan {
        parameter: parameter.clone(),
        ty,
        reading,
        check: tables.check(parameter.schema),
    }
}

fn request_body(body: &BodyPlan, tables: &mut Tables<'_>) -> RequestBodyPlan {
    let ty = body.signature_type();
    let ty = if body.required { ty } else { ty.optional() };
    RequestBodyPlan {
        // The name is reserved in the scope of parameters.
        name: Scope::new().name("body"),
        ty,
        checks: body
            .alternatives
            .iter()
            .map(|alternative| check(alternative, tables))
            .collect(),
        body: body.clone(),
    }
}

fn check(body: &AlternativePlan, tables: &mut Tables<'_>) -> Check {
    match (body.schema, body.kind) {
        (None, _) => Check::any(),
        (Some(schema), BodyKind::Multipart) => tables.multipart(schema, &body.files),
        // `null` has no text form.
        (Some(schema), BodyKind::Scalar) => tables.check(TypeRef {
            nullable: false,
            ..schema
        }),
        (Some(schema), _) => tables.check(schema),
    }
}
