//! Modules of the server, one for each tag: the trait of the tag, and the requests and responses of
//! its operations.

use minijinja::{Value, context};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{request, response};
use crate::emit::docs::DocComments;
use crate::emit::group::group_docs;
use crate::emit::job::Printer;
use crate::emit::literal;
use crate::emit::path::Path;
use crate::emit::ty::Ty;
use crate::error::GenerateError;
use crate::plan::model::docs::{Block, Docs, Inline};
use crate::plan::model::response::ResponsePlan;
use crate::plan::model::security::{Authentication, SchemePlan};
use crate::plan::model::server::{ServerGroupPlan, ServerOperationPlan};
use crate::plan::model::ty::RustType;
use crate::template::Slots;

/// Returns the module of a tag.
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
        "An operation without an implementation responds with 501.",
    )]));
    trait_docs.blocks.extend(group.docs.blocks.iter().cloned());
    let context = context! {
        docs => slots.add(DocComments::inner(&group_docs(group.tag.as_deref(), &Docs::new()))),
        trait_docs => slots.add(DocComments::outer(&trait_docs)),
        trait_name => slots.add(&group.name),
        operations,
    };
    Ok(printer
        .templates
        .rust("server/operations.rs.j2", &slots, context)?)
}

fn operation_context(
    group: &ServerGroupPlan,
    operation: &ServerOperationPlan,
    schemes: &[SchemePlan],
    slots: &mut Slots,
) -> Value {
    let common = &operation.common;
    let method = format!("{}::{}", group.name.as_str(), common.function.as_str());
    let request_docs = method_docs(
        "The request of ",
        &method,
        ", validated and with defaults applied.",
    );
    let response_docs = method_docs("The documented responses of ", &method, ".");
    let (authenticate, caller) = authentication(operation);
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
        request_derives => slots.add(request_derives(operation)),
        request_docs => slots.add(DocComments::outer(&request_docs)),
        fields => fields(operation, slots),
        response_docs => slots.add(DocComments::outer(&response_docs)),
        response_attributes => slots.add(response_attributes(operation)),
        response_derives => slots.add(response_derives(operation)),
        variants => common.responses.iter().map(|response| variant(response, slots)).collect::<Vec<_>>(),
        constant => slots.add(&common.constant),
        id => slots.add(literal::string(&common.id)),
        method => slots.add(format_ident!("{}", common.method)),
        path => slots.add(Path { path: &common.path, precedence: &[] }),
        security => slots.add(security(operation, schemes)),
        required_scopes => slots.add(quote!(&[#(#scopes),*])),
        open => slots.add(authenticate),
        input => slots.add(request::input(operation)),
        reads => slots.add(request::reads(operation)),
        values => slots.add(request::values(operation)),
        replies => slots.add(response::replies(operation)),
    }
}

/// Returns the derives of the request. A stream can be neither cloned nor compared.
fn request_derives(operation: &ServerOperationPlan) -> TokenStream {
    let mut body = operation.body.iter();
    match body.any(|body| body.body.is_stream()) {
        true => quote!(#[derive(Debug)]),
        false => quote!(#[derive(Clone, Debug, PartialEq)]),
    }
}

/// Returns the derives of the enum of responses. A stream can be neither cloned nor compared.
fn response_derives(operation: &ServerOperationPlan) -> TokenStream {
    let mut responses = operation.common.responses.iter();
    let is_stream = |response: &ResponsePlan| {
        response.is_stream() || response.sent_type() == RustType::ByteStream
    };
    match responses.any(is_stream) {
        true => quote!(#[derive(Debug)]),
        false => quote!(#[derive(Clone, Debug, PartialEq)]),
    }
}

/// Returns a sentence with a link to a method of the trait.
fn method_docs(before: &'static str, method: &str, after: &'static str) -> Docs {
    Docs::line([
        Inline::Own(before),
        Inline::item(method),
        Inline::Own(after),
    ])
}

/// Returns the method of the server that authenticates the caller, and the type of the resulting
/// context.
fn authentication(operation: &ServerOperationPlan) -> (TokenStream, TokenStream) {
    let (method, principal) = match operation.access.authentication() {
        Authentication::Required => (quote!(authenticate), quote!(Self::Principal)),
        Authentication::Optional => (
            quote!(authenticate_optional),
            quote!(Option<Self::Principal>),
        ),
        Authentication::None => (quote!(skip_authentication), quote!(())),
    };
    let context = quote!(::specwright_runtime::server::Context<#principal>);
    (method, context)
}

fn fields(operation: &ServerOperationPlan, slots: &mut Slots) -> Vec<Value> {
    let mut fields: Vec<Value> = Vec::new();
    for field in &operation.fields {
        fields.push(context! {
            docs => slots.add(DocComments::outer(&field.parameter.docs)),
            name => slots.add(&field.parameter.name),
            ty => slots.add(Ty::in_dependent(&field.ty)),
        });
    }
    if let Some(body) = &operation.body {
        fields.push(context! {
            docs => slots.add(DocComments::outer(&body.body.docs)),
            name => slots.add(&body.name),
            ty => slots.add(Ty::in_dependent(&body.ty)),
        });
    }
    fields
}

fn variant(response: &ResponsePlan, slots: &mut Slots) -> Value {
    context! {
        docs => slots.add(DocComments::outer(&response.docs)),
        name => slots.add(&response.variant),
        fields => slots.add(response::fields(response)),
    }
}

/// Returns the attribute that allows variants of different sizes, which do no harm because a
/// service creates one value for each request.
fn response_attributes(operation: &ServerOperationPlan) -> TokenStream {
    if operation.has_large_response {
        quote!(#[allow(clippy::large_enum_variant, reason = "created once for each request")])
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
            Some(quote!(::specwright_runtime::server::Requirement { scheme: &crate::security::#scheme, scopes: &[#(#scopes),*] }))
        });
            quote!(&[#(#requirements),*])
        });
    quote!(&[#(#alternatives),*])
}
