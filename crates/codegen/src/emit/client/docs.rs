//! Documentation of operations in the client.

use crate::plan::model::client::{ClientOperationPlan, Outcome, StreamPlan};
use crate::plan::model::docs::{Block, Docs, Inline};

/// Returns the documentation of the method: the documentation of the operation, the parameters that
/// callers cannot set, and the client certificates.
pub(super) fn method_docs(operation: &ClientOperationPlan) -> Docs {
    let mut docs = operation.common.docs.clone();
    if let Some(server) = &operation.server {
        docs = docs.and([
            Inline::Own("Sent to "),
            Inline::code(server),
            Inline::Own(" instead of the server of the client."),
        ]);
    }
    for omitted in &operation.omitted {
        docs = docs.and([
            Inline::Own("The parameter "),
            Inline::code(&omitted.name),
            Inline::Own(" cannot be set. "),
            Inline::Summary(omitted.reason.clone()),
        ]);
    }
    for certificate in &operation.certificates {
        docs = docs.and([
            Inline::Own(if certificate.required {
                "Requires"
            } else {
                "Accepts"
            }),
            Inline::Own(" the client certificate of the security scheme "),
            Inline::code(&certificate.scheme),
            Inline::Own(", which the transport must provide: see "),
            Inline::Item {
                label: "ClientBuilder::transport".to_owned(),
                path: Some("crate::ClientBuilder::transport".to_owned()),
            },
            Inline::Own("."),
        ]);
    }
    docs
}

/// Returns the documentation of the type that represents a call.
pub(super) fn call_docs(operation: &ClientOperationPlan) -> Docs {
    let after = match (
        operation.setters.is_empty(),
        operation.optional_body().is_none(),
    ) {
        (true, true) => ". Await it to send the request.",
        (true, false) => ". Set the optional body, then await it to send the request.",
        (false, _) => ". Set optional parameters, then await it to send the request.",
    };
    linked("A call of ", operation.common.function.as_str(), after)
}

/// Returns the documentation of the method `send`.
pub(super) fn send_docs(operation: &ClientOperationPlan) -> Docs {
    let sends = match operation.outcome {
        Outcome::Stream(_) => {
            "Sends the request, and returns the items of the response as they arrive. Awaiting the \
             call does the same."
        }
        _ => "Sends the request. Awaiting the call does the same.",
    };
    with_errors(operation, vec![Inline::Own(sends)])
}

/// Returns the documentation of the method `stream`.
pub(super) fn stream_docs(operation: &ClientOperationPlan, stream: &StreamPlan) -> Docs {
    let mut line = vec![Inline::Own(if stream.response.is_stream() {
        "Sends the request, and returns the items of the response as they arrive"
    } else {
        "Sends the request, and returns the bytes of the response as they arrive"
    })];
    for (index, (name, value)) in stream.set.iter().enumerate() {
        line.push(Inline::Own(match index {
            0 => ". Sets the property ",
            _ => " and the property ",
        }));
        line.push(Inline::code(name));
        line.push(Inline::Own(" of the body to "));
        line.push(Inline::code(value));
    }
    line.push(Inline::Own("."));
    with_errors(operation, line)
}

/// Returns the documentation of the method `pages`.
pub(super) fn pages_docs(operation: &ClientOperationPlan) -> Docs {
    let line = "Returns the pages of the list, beginning with this call. The request for a page is \
                sent when the page is asked for.";
    with_errors(operation, vec![Inline::Own(line)])
}

/// Returns the documentation of the method `items`.
pub(super) fn items_docs(operation: &ClientOperationPlan) -> Docs {
    let line = "Returns the items of all pages of the list, beginning with this call. The request \
                for a page is sent when its first item is asked for.";
    with_errors(operation, vec![Inline::Own(line)])
}

/// Returns the documentation of a method that sends the request, given its first line.
fn with_errors(operation: &ClientOperationPlan, first: Vec<Inline>) -> Docs {
    let errors = if operation.errors.responses.is_empty() {
        vec![Inline::Own(
            "Returns an [`Error`] if the call fails; the API description documents no error status.",
        )]
    } else {
        vec![
            Inline::Own("Returns "),
            Inline::item(operation.errors.name.as_str()),
            Inline::Own(" for a documented error status and another [`Error`] variant otherwise."),
        ]
    };
    let blocks = vec![
        Block::Line(first),
        Block::Heading("Errors"),
        Block::Line(errors),
    ];
    Docs {
        blocks,
        deprecated: false,
    }
}

/// Returns the documentation of the error type. An operation without documented errors has a type
/// without values, so that documenting the first error does not break callers.
pub(super) fn error_docs(operation: &ClientOperationPlan) -> Docs {
    let (before, after) = match operation.errors.responses.is_empty() {
        true => (
            "The errors of ",
            ". The API description documents none, so this type has no values.",
        ),
        false => ("The documented errors of ", "."),
    };
    linked(before, operation.common.function.as_str(), after)
}

/// Returns a sentence with a link to the method of an operation.
pub(super) fn linked(before: &'static str, function: &str, after: &'static str) -> Docs {
    Docs::line([
        Inline::Own(before),
        Inline::item(format!("Client::{function}")),
        Inline::Own(after),
    ])
}
