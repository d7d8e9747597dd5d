//! The module of a tag: its operations as callers see them.

use minijinja::{Value, context};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::response::{ResponseType, decode, result_type};
use crate::emit::encoding::Encodings;
use crate::emit::group::{group_docs, mentions_types, too_many_arguments};
use crate::emit::{DocComments, Printer, Ty, literal};
use crate::error::GenerateError;
use crate::plan::model::body::{BodyKind, BodyPlan};
use crate::plan::model::client::{ClientGroupPlan, ClientOperationPlan, Outcome, ResponseEnumPlan};
use crate::plan::model::docs::{Block, Docs, Inline};
use crate::plan::model::parameter::ParameterPlan;
use crate::plan::model::response::ResponsePlan;
use crate::plan::model::ty::RustType;
use crate::template::Slots;

/// The module of a tag.
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
        imports => slots.add(imports(printer, group)),
        operations,
    };
    Ok(printer
        .templates
        .rust("client/operations.rs.j2", &slots, context)?)
}

fn imports(printer: Printer<'_>, group: &ClientGroupPlan) -> TokenStream {
    let parameters = || {
        group
            .operations
            .iter()
            .flat_map(|operation| operation.arguments.iter().chain(&operation.setters))
    };
    let parameter = parameters().next().map(|_| {
        quote!(
            use specwright_runtime::parameter::Parameter;
        )
    });
    let types = printer.plan.package.types();
    let types = group
        .operations
        .iter()
        .any(uses_types)
        .then(|| quote!(use #types as types;));
    let encoded = group
        .operations
        .iter()
        .filter_map(|operation| operation.common.body.as_ref())
        .any(|body| !body.encodings.is_empty());
    let encoding = encoded.then(|| {
        quote!(
            use specwright_runtime::body::Encoding;
        )
    });
    quote!(#encoding #parameter #types)
}

fn uses_types(operation: &ClientOperationPlan) -> bool {
    let mut parameters = operation.arguments.iter().chain(&operation.setters);
    let of_response = |response: &ResponsePlan| {
        response.headers.is_some() || mentions_types(&response.content.ty())
    };
    let successes = match &operation.outcome {
        Outcome::One(response) => of_response(response),
        Outcome::Several(several) => several.responses.iter().any(of_response),
        Outcome::Undeclared => true,
    };
    successes
        || parameters.any(|parameter| mentions_types(&parameter.ty))
        || operation
            .common
            .body
            .as_ref()
            .is_some_and(|body| mentions_types(&body.ty))
        || operation.errors.responses.iter().any(of_response)
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
    context! {
        constant => slots.add(&common.constant),
        id => slots.add(literal::string(&common.id)),
        method => slots.add(proc_macro2::Ident::new(common.method, proc_macro2::Span::call_site())),
        path => slots.add(literal::string(&common.path)),
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
        send_docs => slots.add(DocComments::outer(&send_docs(operation))),
        result_name => slots.add(&operation.result),
        result_docs => slots.add(DocComments::outer(&linked("What awaiting a call of ", common.function.as_str(), " gives."))),
        result => slots.add(result),
        decode => slots.add(decode(operation)),
        success,
        error => slots.add(&operation.errors.name),
        error_docs => slots.add(DocComments::outer(&error_docs(operation))),
        errors,
    }
}

fn setter_context(setter: &ParameterPlan, slots: &mut Slots) -> Value {
    context! {
        docs => slots.add(DocComments::outer(&setter.docs)),
        attributes => slots.add(deprecated(&setter.docs)),
        name => slots.add(&setter.name),
        argument => slots.add(argument_type(setter)),
        parameter => slots.add(&setter.wire),
        value => slots.add(if setter.into { quote!(&value.into()) } else { quote!(&value) }),
    }
}

fn success_context(function: &str, several: &ResponseEnumPlan, slots: &mut Slots) -> Value {
    context! {
        docs => slots.add(DocComments::outer(&linked("The successes of ", function, "."))),
        name => slots.add(&several.name),
        variants => variants(several, slots),
    }
}

fn variants(plan: &ResponseEnumPlan, slots: &mut Slots) -> Vec<Value> {
    let variant = |response: &ResponsePlan| {
        context! {
            docs => slots.add(DocComments::outer(&response.docs)),
            name => slots.add(&response.variant),
            ty => slots.add(ResponseType(response)),
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
    // The receiver counts as one.
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

fn argument_type(parameter: &ParameterPlan) -> TokenStream {
    let ty = Ty::types(&parameter.ty);
    if parameter.into {
        quote!(impl Into<#ty>)
    } else {
        ty.to_token_stream()
    }
}

fn arguments(operation: &ClientOperationPlan) -> TokenStream {
    let parameters = operation.arguments.iter().map(|argument| {
        let (name, ty) = (&argument.name, argument_type(argument));
        quote!(#name: #ty,)
    });
    let body = operation.common.body.as_ref().map(|body| {
        let ty = Ty::types(&body.ty);
        match (body.required, body.into) {
            (true, true) => quote!(body: impl Into<#ty>,),
            (true, false) => quote!(body: #ty,),
            (false, _) => quote!(body: impl Into<Option<#ty>>,),
        }
    });
    quote!(#(#parameters)* #body)
}

/// The statements that make the call of the arguments.
fn start(operation: &ClientOperationPlan) -> TokenStream {
    let (call, constant) = (&operation.call, &operation.common.constant);
    let sets = operation.arguments.iter().map(|argument| {
        let (name, wire) = (&argument.name, &argument.wire);
        let value = if argument.into {
            quote!(#name.into())
        } else {
            quote!(#name)
        };
        quote!(call.set(#wire, &#value);)
    });
    let body = operation.common.body.as_ref().map(body);
    if operation.argument_count() == 0 {
        return quote!(#call { call: self.core.call(&#constant) });
    }
    quote! {
        let mut call = self.core.call(&#constant);
        #(#sets)*
        #body
        #call { call }
    }
}

fn body(body: &BodyPlan) -> TokenStream {
    let media_type = literal::string(body.media_types.first().map_or("", String::as_str));
    let encodings = (!body.encodings.is_empty()).then(|| {
        let encodings = Encodings(&body.encodings);
        quote!(call.encodings(#encodings);)
    });
    let whole = if body.required && !body.into {
        quote!(body)
    } else {
        quote!(body.into())
    };
    let value = match (body.required, &body.ty) {
        // A reference to an optional value could stand for that or for what is in it.
        (true, RustType::Option(_)) => quote!(Some(&body)),
        (true, _) => quote!(&body),
        (false, _) => quote!(body.into().as_ref()),
    };
    let converted = (body.required && body.into).then(|| {
        let ty = Ty::types(&body.ty);
        quote!(let body: #ty = body.into();)
    });
    let (set, usual) = match body.kind {
        BodyKind::Json => (quote!(call.json(#value);), "application/json"),
        BodyKind::Form => (
            quote!(#encodings call.form(#value);),
            "application/x-www-form-urlencoded",
        ),
        BodyKind::Text => (quote!(call.text(#whole);), "text/plain"),
        BodyKind::Scalar => (quote!(#converted call.scalar(#value);), "text/plain"),
        BodyKind::Multipart => return quote!(#encodings call.multipart(#value);),
        BodyKind::Parts => return quote!(call.parts(#media_type, #whole);),
        BodyKind::Bytes => return quote!(call.bytes(#media_type, #whole);),
        BodyKind::Content => return quote!(call.content(#whole);),
    };
    let is_usual = body
        .media_types
        .iter()
        .any(|media_type| media_type == usual);
    let content_type = (!is_usual).then(|| quote!(call.content_type(#media_type);));
    quote!(#set #content_type)
}

fn method_docs(operation: &ClientOperationPlan) -> Docs {
    let mut docs = operation.common.docs.clone();
    for omitted in &operation.omitted {
        docs = docs.and([
            Inline::Own("The parameter "),
            Inline::code(&omitted.name),
            Inline::Own(" can't be set: "),
            Inline::Summary(omitted.reason.clone()),
        ]);
    }
    for certificate in &operation.certificates {
        docs = docs.and([
            Inline::Own(if certificate.required {
                "Needs"
            } else {
                "Can be called with"
            }),
            Inline::Own(" the client certificate of the security scheme "),
            Inline::code(&certificate.scheme),
            Inline::Own(", which the transport has to bring: see "),
            Inline::Item {
                label: "ClientBuilder::transport".to_owned(),
                path: Some("crate::ClientBuilder::transport".to_owned()),
            },
            Inline::Own("."),
        ]);
    }
    docs
}

fn call_docs(operation: &ClientOperationPlan) -> Docs {
    let after = if operation.setters.is_empty() {
        ": await it."
    } else {
        ": set what is optional, then await it."
    };
    linked("A call of ", operation.common.function.as_str(), after)
}

fn send_docs(operation: &ClientOperationPlan) -> Docs {
    let errors = if operation.errors.responses.is_empty() {
        vec![Inline::Own(
            "The document describes no failure: see [`Error`] for those that there are all the same.",
        )]
    } else {
        vec![
            Inline::item(operation.errors.name.as_str()),
            Inline::Own(
                " by status where the document describes the response; see [`Error`] for all else.",
            ),
        ]
    };
    let blocks = vec![
        Block::Line(vec![Inline::Own("Sends the call, as awaiting it does.")]),
        Block::Heading("Errors"),
        Block::Line(errors),
    ];
    Docs {
        blocks,
        deprecated: false,
    }
}

/// The enum is there without variants too, so that callers go on compiling once the document describes a failure.
fn error_docs(operation: &ClientOperationPlan) -> Docs {
    let after = match operation.errors.responses.is_empty() {
        true => " that the document describes: none so far.",
        false => " that the document describes.",
    };
    linked(
        "The failures of ",
        operation.common.function.as_str(),
        after,
    )
}

fn linked(before: &'static str, function: &str, after: &'static str) -> Docs {
    Docs::line([
        Inline::Own(before),
        Inline::item(format!("Client::{function}")),
        Inline::Own(after),
    ])
}
