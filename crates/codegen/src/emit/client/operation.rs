//! Modules of the client, one for each tag: a method, a call, a result and an error for each
//! operation.

use minijinja::{Value, context};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::{
    call_docs, error_docs, items_docs, linked, method_docs, pages_docs, send_docs, stream_docs,
};
use super::request::{argument_type, arguments, body_type, set_body, start};
use super::response::{decode, response_type, result_type};
use super::{pages, stream};
use crate::emit::docs::DocComments;
use crate::emit::group::{group_docs, too_many_arguments};
use crate::emit::job::Printer;
use crate::emit::literal;
use crate::emit::path::Path;
use crate::error::GenerateError;
use crate::plan::model::body::BodyPlan;
use crate::plan::model::client::{
    ClientGroupPlan, ClientOperationPlan, DecodedResponse, Outcome, ResponseEnumPlan, StreamMethod,
};
use crate::plan::model::docs::Docs;
use crate::plan::model::pages::PagesPlan;
use crate::plan::model::parameter::ParameterPlan;
use crate::template::Slots;

/// Returns the module of a tag.
pub(super) fn file(
    printer: Printer<'_>,
    group: &ClientGroupPlan,
) -> Result<TokenStream, GenerateError> {
    let mut slots = Slots::new();
    let operations: Vec<Value> = group
        .operations
        .iter()
        .map(|operation| operation_context(operation, &mut slots))
        .collect();
    let context = context! {
        docs => slots.add(DocComments::inner(&group_docs(group.tag.as_deref(), &group.docs))),
        operations,
    };
    Ok(printer
        .templates
        .rust("client/operations.rs.j2", &slots, context)?)
}

fn operation_context(operation: &ClientOperationPlan, slots: &mut Slots) -> Value {
    let common = &operation.common;
    let result = result_type(operation);
    let setters: Vec<Value> = operation
        .setters
        .iter()
        .map(|setter| setter_context(setter, slots))
        .collect();
    let success = match &operation.outcome {
        Outcome::Several(several) => {
            Some(success_context(common.function.as_str(), several, slots))
        }
        _ => None,
    };
    let errors = variants(&operation.errors, slots);
    let path = Path {
        path: &common.path,
        precedence: &operation.precedence,
    };
    context! {
        constant => slots.add(&common.constant),
        id => slots.add(literal::string(&common.id)),
        method => slots.add(format_ident!("{}", common.method)),
        path => slots.add(path),
        accept => slots.add(literal::string(&operation.accept)),
        security => slots.add(security(operation)),
        idempotency_key => slots.add(idempotency_key(operation)),
        docs => slots.add(DocComments::outer(&method_docs(operation))),
        attributes => slots.add(attributes(operation)),
        function => slots.add(&common.function),
        arguments => slots.add(arguments(operation)),
        call => slots.add(&operation.call),
        start => slots.add(start(operation)),
        call_docs => slots.add(DocComments::outer(&call_docs(operation))),
        setters,
        body => operation.optional_body().map(|body| body_context(body, slots)),
        send_docs => slots.add(DocComments::outer(&send_docs(operation))),
        result_name => slots.add(&operation.result),
        result_docs => slots.add(DocComments::outer(&linked("The result of ", common.function.as_str(), "."))),
        result => slots.add(result),
        send => slots.add(send(operation)),
        stream => operation.stream.as_ref().map(|method| stream_context(operation, method, slots)),
        pages => operation.pages.as_ref().map(|plan| pages_context(operation, plan, slots)),
        success,
        error => slots.add(&operation.errors.name),
        error_docs => slots.add(DocComments::outer(&error_docs(operation))),
        errors,
    }
}

/// Returns the statements of the method `send`.
fn send(operation: &ClientOperationPlan) -> TokenStream {
    if let Outcome::Stream(stream) = &operation.outcome {
        return stream::send(operation, stream);
    }
    if operation.pages.is_some() {
        return quote!(self.call.send_as(Self::decode));
    }
    let decode = decode(operation);
    quote!(self.call.send_as(|response| #decode))
}

fn stream_context(
    operation: &ClientOperationPlan,
    method: &StreamMethod,
    slots: &mut Slots,
) -> Value {
    let function = operation.common.function.as_str();
    let stream = &method.stream;
    let result_docs = linked("The result of ", function, " as a stream.");
    context! {
        docs => slots.add(DocComments::outer(&stream_docs(operation, stream))),
        result_name => slots.add(&method.result),
        result_docs => slots.add(DocComments::outer(&result_docs)),
        result => slots.add(stream::result_type(operation, stream)),
        send => slots.add(stream::send(operation, stream)),
    }
}

fn pages_context(operation: &ClientOperationPlan, plan: &PagesPlan, slots: &mut Slots) -> Value {
    context! {
        docs => slots.add(DocComments::outer(&pages_docs(operation))),
        items_docs => slots.add(DocComments::outer(&items_docs(operation))),
        paging => slots.add(pages::paging(plan)),
        page => slots.add(response_type(&plan.response)),
        item => slots.add(pages::item(plan)),
        decode => slots.add(decode(operation)),
        decode_items => slots.add(pages::decode_items(operation, plan)),
    }
}

fn setter_context(setter: &ParameterPlan, slots: &mut Slots) -> Value {
    context! {
        docs => slots.add(DocComments::outer(&setter.docs)),
        attributes => slots.add(deprecated(&setter.docs)),
        name => slots.add(&setter.name),
        argument => slots.add(argument_type(setter)),
        set => slots.add(if setter.can_look_absent { quote!(set_defaulted) } else { quote!(set) }),
        parameter => slots.add(&setter.wire),
        value => slots.add(if setter.into { quote!(&value.into()) } else { quote!(&value) }),
    }
}

fn body_context(body: &BodyPlan, slots: &mut Slots) -> Value {
    context! {
        docs => slots.add(DocComments::outer(&body.docs)),
        argument => slots.add(body_type(body)),
        set => slots.add(set_body(body)),
    }
}

fn success_context(function: &str, several: &ResponseEnumPlan, slots: &mut Slots) -> Value {
    context! {
        docs => slots.add(DocComments::outer(&linked("The successful responses of ", function, "."))),
        name => slots.add(&several.name),
        variants => variants(several, slots),
    }
}

fn variants(plan: &ResponseEnumPlan, slots: &mut Slots) -> Vec<Value> {
    let variant = |decoded: &DecodedResponse| {
        let response = &decoded.response;
        context! {
            docs => slots.add(DocComments::outer(&response.docs)),
            name => slots.add(&response.variant),
            ty => slots.add(response_type(response)),
        }
    };
    plan.responses.iter().map(variant).collect()
}

fn security(operation: &ClientOperationPlan) -> TokenStream {
    let alternatives = operation.security.iter().map(|alternative| {
        let names = alternative.iter().map(|name| literal::string(name));
        quote!(&[#(#names),*])
    });
    quote!(&[#(#alternatives),*])
}

fn idempotency_key(operation: &ClientOperationPlan) -> TokenStream {
    match &operation.idempotency_key {
        Some(name) => {
            let name = literal::string(name);
            quote!(Some(#name))
        }
        None => quote!(None),
    }
}

fn attributes(operation: &ClientOperationPlan) -> TokenStream {
    let deprecated = deprecated(&operation.common.docs);
    // Clippy counts the receiver as an argument.
    let many = too_many_arguments(
        operation.argument_count() + 1,
        "one argument for each required value",
    );
    quote!(#deprecated #many)
}

fn deprecated(docs: &Docs) -> TokenStream {
    if docs.deprecated {
        quote!(#[deprecated])
    } else {
        TokenStream::new()
    }
}
