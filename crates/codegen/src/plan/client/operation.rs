//! Operations of the client.

use std::sync::Arc;

use specwright_openapi::ir::Operation;

use super::accept::accept;
use super::idempotency;
use super::pages;
use super::response::split;
use super::stream;
use crate::names::Scope;
use crate::plan::context::Context;
use crate::plan::model::client::{
    CertificatePlan, ClientOperationPlan, DecodedResponse, OmittedPlan, Outcome, ResponseEnumPlan,
    StreamMethod,
};
use crate::plan::model::operation::OperationPlan;
use crate::plan::model::parameter::ParameterPlan;
use crate::plan::model::path::PathPlan;
use crate::plan::model::security::{CredentialKind, RequirementPlan, SchemePlan};
use crate::plan::{security, server_url};

/// The parameters of an operation as the client sets them.
#[derive(Default)]
struct Parameters {
    arguments: Vec<ParameterPlan>,
    setters: Vec<ParameterPlan>,
    omitted: Vec<OmittedPlan>,
}

/// Plans an operation of the client.
pub(super) fn plan(
    context: Context<'_>,
    schemes: &[SchemePlan],
    common: &Arc<OperationPlan>,
    precedence: Vec<PathPlan>,
    types: &mut Scope,
) -> ClientOperationPlan {
    let operation = &context.api.operations[common.index];
    let function = common.function.as_str();
    let (mut successes, failures) = split(&common.responses);
    let stream = stream::take(&mut successes);
    let mut stream = stream.map(|stream| stream::plan(context, common, &stream, &failures));
    let outcome = match <[DecodedResponse; 1]>::try_from(successes) {
        Ok([response]) => Outcome::One(Box::new(response)),
        Err(none) if none.is_empty() => match stream.take() {
            Some(stream) => Outcome::Stream(Box::new(stream)),
            None => Outcome::Undeclared,
        },
        Err(responses) => Outcome::Several(ResponseEnumPlan {
            name: types.name(&format!("{function} success")),
            responses,
        }),
    };
    let parameters = Parameters::of(context, common);
    let whole = common.responses.iter().filter(|it| !it.is_stream());
    let accept = match &outcome {
        Outcome::Stream(stream) => stream.accept.clone(),
        _ => accept(whole),
    };
    let stream = stream.or_else(|| {
        let bytes = stream::bytes(&outcome)?;
        Some(stream::plan(context, common, bytes, &failures))
    });
    let pages = pages::plan(context, operation, common, &outcome);
    ClientOperationPlan {
        call: types.name(&format!("{function} call")),
        result: types.name(&format!("{function} result")),
        errors: ResponseEnumPlan {
            name: types.name(&format!("{function} error")),
            responses: failures,
        },
        stream: stream.map(|stream| StreamMethod {
            result: types.name(&format!("{function} stream result")),
            stream,
        }),
        outcome,
        pages,
        arguments: parameters.arguments,
        setters: parameters.setters,
        omitted: parameters.omitted,
        accept,
        security: credentials(schemes, operation),
        certificates: certificates(schemes, operation),
        server: server_url::of_operation(context.api, operation),
        idempotency_key: idempotency::key(context.api, operation),
        precedence,
        common: Arc::clone(common),
    }
}

impl Parameters {
    fn of(context: Context<'_>, common: &OperationPlan) -> Self {
        let mut parameters = Self::default();
        for parameter in common.parameters.iter().cloned() {
            let omission = context.config.omitted(&common.id, &parameter.wire.name);
            match omission {
                // A required parameter cannot be omitted.
                _ if parameter.required => parameters.arguments.push(parameter),
                Some(omission) => parameters.omitted.push(OmittedPlan {
                    name: parameter.wire.name,
                    reason: omission.reason.clone(),
                }),
                None => parameters.setters.push(parameter),
            }
        }
        parameters
    }
}

/// Returns the names of the schemes of each alternative, without client certificates, which the
/// transport provides.
fn credentials(schemes: &[SchemePlan], operation: &Operation) -> Vec<Vec<String>> {
    let names = |alternative: Vec<RequirementPlan>| {
        let requirements = alternative.iter();
        let schemes = requirements.filter_map(|requirement| schemes.get(requirement.scheme));
        schemes
            .filter(|scheme| scheme.kind != CredentialKind::MutualTls)
            .map(|scheme| scheme.name.clone())
            .collect()
    };
    let alternatives = security::access(operation).alternatives.into_iter();
    alternatives.map(names).collect()
}

/// Returns the client certificates that an operation requires, in the order of their schemes.
fn certificates(schemes: &[SchemePlan], operation: &Operation) -> Vec<CertificatePlan> {
    let alternatives = security::access(operation).alternatives;
    let schemes = schemes.iter().enumerate();
    let certificates = schemes.filter(|(_, scheme)| scheme.kind == CredentialKind::MutualTls);
    let plans = certificates.filter_map(|(index, scheme)| {
        let requires = |alternative: &Vec<RequirementPlan>| {
            let mut requirements = alternative.iter();
            requirements.any(|requirement| requirement.scheme == index)
        };
        alternatives.iter().any(requires).then(|| CertificatePlan {
            scheme: scheme.name.clone(),
            required: alternatives.iter().all(requires),
        })
    });
    plans.collect()
}
