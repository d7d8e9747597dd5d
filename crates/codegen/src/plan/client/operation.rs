//! An operation as callers see it.

use std::sync::Arc;

use specwright_openapi::ir::{self, SchemaKind, Status, StringFormat};

use crate::names::Scope;
use crate::plan::Context;
use crate::plan::model::client::{
    CertificatePlan, ClientOperationPlan, OmittedPlan, Outcome, ResponseEnumPlan,
};
use crate::plan::model::operation::OperationPlan;
use crate::plan::model::parameter::ParameterPlan;
use crate::plan::model::response::{Content, ResponsePlan};
use crate::plan::model::security::RequirementPlan;
use crate::plan::model::security::{CredentialKind, SchemePlan};
use crate::plan::security;

/// The names that are read as an idempotency key.
const IDEMPOTENCY_KEYS: &[&str] = &["idempotency-key", "x-idempotency-key"];

/// How long a generated key is: a UUID.
const KEY_LENGTH: u64 = 36;

/// Decides what callers see.
pub fn plan(
    context: Context<'_>,
    schemes: &[SchemePlan],
    common: &Arc<OperationPlan>,
    types: &mut Scope,
) -> ClientOperationPlan {
    let operation = &context.api.operations[common.index];
    let function = common.function.as_str();
    let (successes, failures) = split(&common.responses);
    let outcome = match <[ResponsePlan; 1]>::try_from(successes) {
        Ok([response]) => Outcome::One(Box::new(response)),
        Err(none) if none.is_empty() => Outcome::Undeclared,
        Err(responses) => Outcome::Several(ResponseEnumPlan {
            name: types.name(&format!("{function} success")),
            responses,
        }),
    };
    let (omitted, kept): (Vec<_>, Vec<_>) = common
        .parameters
        .iter()
        .cloned()
        .partition(|parameter| is_omitted(context, common, parameter));
    let (arguments, setters) = kept.into_iter().partition(|parameter| parameter.required);
    ClientOperationPlan {
        call: types.name(&format!("{function} call")),
        result: types.name(&format!("{function} result")),
        outcome,
        errors: ResponseEnumPlan {
            name: types.name(&format!("{function} error")),
            responses: failures,
        },
        arguments,
        setters,
        omitted: omitted
            .into_iter()
            .filter_map(|parameter| omission(context, common, parameter))
            .collect(),
        accept: accept(&common.responses, operation),
        security: security(schemes, operation),
        certificates: certificates(schemes, operation),
        idempotency_key: operation
            .parameters
            .iter()
            .find(|parameter| is_idempotency_key(context, parameter))
            .map(|parameter| parameter.name.clone()),
        common: Arc::clone(common),
    }
}

/// A required parameter can't be left out.
fn is_omitted(context: Context<'_>, common: &OperationPlan, parameter: &ParameterPlan) -> bool {
    !parameter.required
        && context
            .config
            .omitted(&common.id, &parameter.wire.name)
            .is_some()
}

fn omission(
    context: Context<'_>,
    common: &OperationPlan,
    parameter: ParameterPlan,
) -> Option<OmittedPlan> {
    let reason = context
        .config
        .omitted(&common.id, &parameter.wire.name)?
        .reason
        .clone();
    Some(OmittedPlan {
        name: parameter.wire.name,
        reason,
    })
}

/// Successes are the 2xx; where the document has none, the 3xx, and where it has none of them either, `default`.
fn split(responses: &[ResponsePlan]) -> (Vec<ResponsePlan>, Vec<ResponsePlan>) {
    let of = |hundred: u8| {
        move |response: &&ResponsePlan| match response.status {
            Status::Code(code) => code / 100 == u16::from(hundred),
            Status::Range(range) => range == hundred,
            Status::Default => false,
        }
    };
    let is_success: Box<dyn Fn(&&ResponsePlan) -> bool> =
        if responses.iter().any(|response| of(2)(&response)) {
            Box::new(of(2))
        } else if responses.iter().any(|response| of(3)(&response)) {
            Box::new(of(3))
        } else {
            Box::new(|response| response.status == Status::Default)
        };
    let (successes, failures): (Vec<&ResponsePlan>, Vec<&ResponsePlan>) =
        responses.iter().partition(|response| is_success(response));
    (
        successes.into_iter().cloned().collect(),
        failures.into_iter().cloned().collect(),
    )
}

fn accept(responses: &[ResponsePlan], operation: &ir::Operation) -> String {
    let mut accept: Vec<&str> = Vec::new();
    for (response, written) in responses.iter().zip(&operation.responses) {
        let chosen = |media_type: &String| {
            written
                .contents
                .iter()
                .find(|media| media.media_type == *media_type)
        };
        // What has the same content is read the same way.
        let same = |chosen: &ir::Content| {
            let is_same = |media: &&ir::Content| {
                media.kind == ir::ContentKind::Json
                    && media.kind == chosen.kind
                    && media.ty == chosen.ty
            };
            written
                .contents
                .iter()
                .filter(is_same)
                .map(|media| media.media_type.as_str())
                .collect()
        };
        for media_type in response.content.media_types() {
            let asked = match &response.content {
                // Of a range any text will do.
                Content::Text { .. } if chosen(media_type).is_none() => {
                    text_range(written).unwrap_or(media_type)
                }
                _ => media_type,
            };
            let others: Vec<&str> = chosen(media_type).map(same).unwrap_or_default();
            for media_type in [asked].into_iter().chain(others) {
                if !accept.contains(&media_type) {
                    accept.push(media_type);
                }
            }
        }
    }
    // A field value holds visible ASCII only; a media type with anything else asks for nothing.
    accept.retain(|media_type| {
        media_type
            .chars()
            .all(|character| matches!(character, ' '..='~'))
    });
    accept.join(", ")
}

/// The range of media types that a text has.
fn text_range(response: &ir::Response) -> Option<&str> {
    let mut texts = response
        .contents
        .iter()
        .filter(|media| media.kind == ir::ContentKind::Text);
    texts
        .find(|media| media.media_type.contains('*'))
        .map(|media| media.media_type.as_str())
}

/// A client certificate is a matter of the transport, which the client takes for granted.
fn security(schemes: &[SchemePlan], operation: &ir::Operation) -> Vec<Vec<String>> {
    let names = |alternative: Vec<RequirementPlan>| {
        let schemes = alternative
            .iter()
            .filter_map(|requirement| schemes.get(requirement.scheme));
        schemes
            .filter(|scheme| scheme.kind != CredentialKind::MutualTls)
            .map(|scheme| scheme.name.clone())
            .collect()
    };
    security::access(operation)
        .alternatives
        .into_iter()
        .map(names)
        .collect()
}

/// The certificates among what an operation asks for, in the order of their schemes.
fn certificates(schemes: &[SchemePlan], operation: &ir::Operation) -> Vec<CertificatePlan> {
    let alternatives = security::access(operation).alternatives;
    let plan = |(index, scheme): (usize, &SchemePlan)| {
        let asks = |alternative: &Vec<RequirementPlan>| {
            alternative
                .iter()
                .any(|requirement| requirement.scheme == index)
        };
        let is_asked = scheme.kind == CredentialKind::MutualTls && alternatives.iter().any(asks);
        is_asked.then(|| CertificatePlan {
            scheme: scheme.name.clone(),
            required: alternatives.iter().all(asks),
        })
    };
    schemes.iter().enumerate().filter_map(plan).collect()
}

/// Whether a generated UUID can stand in the header field.
fn is_idempotency_key(context: Context<'_>, parameter: &ir::Parameter) -> bool {
    let name = parameter.name.to_ascii_lowercase();
    let fits = match &context.api.schema(parameter.ty.id).kind {
        SchemaKind::String {
            lengths,
            format: StringFormat::Plain,
            ..
        } => {
            lengths.min.is_none_or(|min| min <= KEY_LENGTH)
                && lengths.max.is_none_or(|max| max >= KEY_LENGTH)
        }
        SchemaKind::String {
            format: StringFormat::Other(format),
            ..
        } => format == "uuid",
        _ => false,
    };
    parameter.location == ir::ParameterLocation::Header
        && IDEMPOTENCY_KEYS.contains(&name.as_str())
        && fits
}
