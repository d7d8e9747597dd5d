//! The module of a tag: its trait, and what the trait's methods take and give.

use minijinja::{Value, context};
use proc_macro2::TokenStream;
use quote::quote;

use super::{reading, reply};
use crate::emit::group::{group_docs, mentions_types};
use crate::emit::{DocComments, Printer, Ty, literal};
use crate::error::GenerateError;
use crate::plan::model::docs::{Block, Docs, Inline};
use crate::plan::model::response::{Content, ResponsePlan};
use crate::plan::model::security::{Authentication, SchemePlan};
use crate::plan::model::server::{ServerGroupPlan, ServerOperationPlan};
use crate::plan::model::validation::{Check, CheckKind};
use crate::template::Slots;
use specwright_openapi::Status;

/// The module of a tag.
pub(super) fn file(
    printer: Printer<'_>,
    group: &ServerGroupPlan,
) -> Result<TokenStream, GenerateError> {
    let mut slots = Slots::new();
    let schemes = &printer.plan.server.schemes;
    let operations: Vec<Value> = group
        .operations
        .iter()
        .map(|operation| operation_context(group, operation, schemes, &mut slots))
        .collect();
    let mut trait_docs = group_docs(group.tag.as_deref(), &Docs::new());
    trait_docs.blocks.push(Block::Line(vec![Inline::Own(
        "An operation that is not implemented answers 501.",
    )]));
    trait_docs.blocks.extend(group.docs.blocks.iter().cloned());
    let context = context! {
        docs => slots.add(DocComments::inner(&group_docs(group.tag.as_deref(), &Docs::new()))),
        imports => slots.add(imports(printer, group)),
        trait_docs => slots.add(DocComments::outer(&trait_docs)),
        trait_name => slots.add(&group.name),
        operations,
    };
    Ok(printer
        .templates
        .rust("server/operations.rs.j2", &slots, context)?)
}

fn imports(printer: Printer<'_>, group: &ServerGroupPlan) -> TokenStream {
    let operations = || group.operations.iter();
    let when = |condition: bool, tokens: TokenStream| {
        if condition {
            tokens
        } else {
            TokenStream::new()
        }
    };
    let parameter = when(
        operations().any(|operation| !operation.fields.is_empty()),
        quote!(
            use specwright_runtime::parameter::Parameter;
        ),
    );
    let status = when(operations().any(names_status), quote!(StatusCode));
    let encodes = |operation: &ServerOperationPlan| {
        operation
            .body
            .as_ref()
            .is_some_and(|body| !body.body.encodings.is_empty())
    };
    let encoding = when(
        operations().any(encodes),
        quote!(
            use specwright_runtime::body::Encoding;
        ),
    );
    let requirement = when(
        operations().any(|operation| operation.access.authentication() != Authentication::None),
        quote!(Requirement,),
    );
    let checks: Vec<&Check> = operations().flat_map(checks).collect();
    let in_place = |check: &&Check| !matches!(check.kind, CheckKind::Table(_)) || check.nullable;
    let schema = when(
        checks.iter().any(in_place),
        quote!(
            use specwright_runtime::schema::Schema;
        ),
    );
    let schemas = when(
        checks
            .iter()
            .any(|check| matches!(check.kind, CheckKind::Table(_))),
        quote!(
            use crate::schemas;
        ),
    );
    let types = printer.plan.package.types();
    let types = when(operations().any(uses_types), quote!(use #types as types;));
    quote! {
        use specwright_runtime::axum;
        #encoding
        use specwright_runtime::http::{Method, #status};
        #parameter
        #schema
        use specwright_runtime::server::{Context, Failure, Input, Operation, Rejection, Reply, #requirement Server, Service, Verifier};
        #types
        #schemas
    }
}

fn checks(operation: &ServerOperationPlan) -> impl Iterator<Item = &Check> {
    let body = operation
        .body
        .iter()
        .filter(|body| reading::is_checked(body))
        .map(|body| &body.check);
    operation
        .fields
        .iter()
        .map(|field| &field.check)
        .chain(body)
}

fn names_status(operation: &ServerOperationPlan) -> bool {
    operation
        .common
        .responses
        .iter()
        .any(|response| match response.status {
            Status::Code(code) => reply::constant(code).is_some(),
            Status::Range(_) | Status::Default => true,
        })
}

fn uses_types(operation: &ServerOperationPlan) -> bool {
    operation
        .fields
        .iter()
        .any(|field| mentions_types(&field.ty))
        || operation
            .body
            .as_ref()
            .is_some_and(|body| mentions_types(&body.ty))
        || operation
            .common
            .responses
            .iter()
            .any(|response| response.headers.is_some() || mentions_types(&response.content.ty()))
}

fn operation_context(
    group: &ServerGroupPlan,
    operation: &ServerOperationPlan,
    schemes: &[SchemePlan],
    slots: &mut Slots,
) -> Value {
    let common = &operation.common;
    let item = || {
        Inline::item(format!(
            "{}::{}",
            group.name.as_str(),
            common.function.as_str()
        ))
    };
    let request_docs = Docs::line([
        Inline::Own("The request of "),
        item(),
        Inline::Own(", parsed, defaulted and checked."),
    ]);
    let response_docs = Docs::line([
        Inline::Own("The responses of "),
        item(),
        Inline::Own(" that the document describes."),
    ]);
    let (open, caller) = match operation.access.authentication() {
        Authentication::Required => (quote!(authenticate), quote!(Context<Self::Principal>)),
        Authentication::Optional => (
            quote!(authenticate_optional),
            quote!(Context<Option<Self::Principal>>),
        ),
        Authentication::None => (quote!(skip_authentication), quote!(Context<()>)),
    };
    let scopes = operation
        .access
        .required_scopes
        .iter()
        .map(|scope| literal::string(scope));
    context! {
        docs => slots.add(DocComments::outer(&common.docs)),
        function => slots.add(&common.function),
        context => slots.add(caller),
        request => slots.add(&operation.request),
        response => slots.add(&operation.response),
        request_docs => slots.add(DocComments::outer(&request_docs)),
        fields => fields(operation, slots),
        response_docs => slots.add(DocComments::outer(&response_docs)),
        response_attributes => slots.add(response_attributes(&common.responses)),
        variants => common.responses.iter().map(|response| variant(response, slots)).collect::<Vec<_>>(),
        constant => slots.add(&common.constant),
        id => slots.add(literal::string(&common.id)),
        method => slots.add(proc_macro2::Ident::new(common.method, proc_macro2::Span::call_site())),
        path => slots.add(literal::string(&common.path)),
        security => slots.add(security(operation, schemes)),
        required_scopes => slots.add(quote!(&[#(#scopes),*])),
        open => slots.add(open),
        input => slots.add(reading::input(operation)),
        reads => slots.add(reading::reads(operation)),
        values => slots.add(reading::values(operation)),
        replies => slots.add(reply::replies(operation)),
    }
}

fn fields(operation: &ServerOperationPlan, slots: &mut Slots) -> Vec<Value> {
    let mut fields: Vec<Value> = Vec::new();
    for field in &operation.fields {
        fields.push(context! {
            docs => slots.add(DocComments::outer(&field.parameter.docs)),
            name => slots.add(&field.parameter.name),
            ty => slots.add(Ty::types(&field.ty)),
        });
    }
    if let Some(body) = &operation.body {
        fields.push(context! {
            docs => slots.add(DocComments::outer(&body.body.docs)),
            name => slots.add(&body.name),
            ty => slots.add(Ty::types(&body.ty)),
        });
    }
    fields
}

fn variant(response: &ResponsePlan, slots: &mut Slots) -> Value {
    context! {
        docs => slots.add(DocComments::outer(&response.docs)),
        name => slots.add(&response.variant),
        fields => slots.add(reply::fields(response)),
    }
}

/// Variants differ in size by what the document says, and a service makes one a request.
fn response_attributes(responses: &[ResponsePlan]) -> TokenStream {
    let holds =
        |response: &&ResponsePlan| response.headers.is_some() || response.content != Content::Empty;
    if responses.len() > 1 && responses.iter().any(|response| holds(&response)) {
        quote!(#[allow(clippy::large_enum_variant, reason = "one value a request; boxes would be in the way of whoever makes it")])
    } else {
        TokenStream::new()
    }
}

fn security(operation: &ServerOperationPlan, schemes: &[SchemePlan]) -> TokenStream {
    if operation.access.authentication() == Authentication::None {
        return quote!(&[]);
    }
    let alternatives =
        operation.access.alternatives.iter().map(|alternative| {
            let requirements = alternative.iter().filter_map(|requirement| {
            let scheme = &schemes.get(requirement.scheme)?.constant;
            let scopes = requirement.scopes.iter().map(|scope| literal::string(scope));
            Some(quote!(Requirement { scheme: &crate::security::#scheme, scopes: &[#(#scopes),*] }))
        });
            quote!(&[#(#requirements),*])
        });
    quote!(&[#(#alternatives),*])
}
