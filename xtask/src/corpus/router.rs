//! Builds the router of a generated server, because axum rejects conflicting routes only at run
//! time.

use std::fs;
use std::panic;
use std::path::Path;

use specwright_runtime::http::Method;
use specwright_runtime::parameter;
use specwright_runtime::server::{NoVerifier, Operation, Server, Service};

/// A service without operations.
struct EmptyService;

impl Service for EmptyService {
    type Principal = ();
}

/// Builds the router of the server crate in a workspace and returns the number of its routes.
///
/// # Errors
/// If the server crate is missing, its source does not parse, or the router panics. The error is a
/// message.
pub fn build(workspace: &Path) -> Result<usize, String> {
    let crates = fs::read_dir(workspace).map_err(|error| error.to_string())?;
    let server = crates
        .filter_map(Result::ok)
        .find(|entry| entry.file_name().to_string_lossy().ends_with("-server"));
    let Some(server) = server else {
        return Err("missing server crate".to_owned());
    };
    let mut operations: Vec<&'static Operation> = Vec::new();
    for file in fs::read_dir(server.path().join("src")).map_err(|error| error.to_string())? {
        let text = fs::read_to_string(file.map_err(|error| error.to_string())?.path())
            .map_err(|error| error.to_string())?;
        operations.extend(statics(&text)?);
    }
    let count = operations.len();
    let built = panic::catch_unwind(|| {
        let server = operations.into_iter().fold(
            Server::new(EmptyService, NoVerifier),
            |server, operation| {
                server.route(operation, |_, _| async {
                    unreachable!("no request is sent")
                })
            },
        );
        drop(server.into_router());
    });
    built.map(|()| count).map_err(|reason| {
        reason
            .downcast_ref::<String>()
            .cloned()
            .unwrap_or_else(|| "the router panics".to_owned())
    })
}

/// Returns the `static` operations of a generated file. They are leaked, because routes need the
/// lifetime of a static.
fn statics(text: &str) -> Result<Vec<&'static Operation>, String> {
    let file = syn::parse_file(text).map_err(|error| error.to_string())?;
    let items = file.items.into_iter().filter_map(|item| match item {
        syn::Item::Static(item) => Some(*item.expr),
        _ => None,
    });
    Ok(items
        .filter_map(|expression| operation(&expression))
        .collect())
}

/// Returns the operation that a struct expression initializes.
fn operation(expression: &syn::Expr) -> Option<&'static Operation> {
    let syn::Expr::Struct(expression) = expression else {
        return None;
    };
    if !expression.path.is_ident("Operation") {
        return None;
    }
    let field = |name: &str| {
        let is_named = |field: &&syn::FieldValue| matches!(&field.member, syn::Member::Named(ident) if ident == name);
        expression
            .fields
            .iter()
            .find(is_named)
            .map(|field| &field.expr)
    };
    let syn::Expr::Path(method) = field("method")? else {
        return None;
    };
    let method = method.path.segments.last()?.ident.to_string();
    Some(Box::leak(Box::new(Operation {
        id: "",
        method: Method::from_bytes(method.as_bytes()).ok()?,
        path: parameter::Path::new(template(field("path")?)?),
        security: &[],
        required_scopes: &[],
    })))
}

/// Returns the template of a path, the argument of `Path::new`.
fn template(expression: &syn::Expr) -> Option<&'static str> {
    match expression {
        syn::Expr::MethodCall(call) => template(&call.receiver),
        syn::Expr::Call(call) => match call.args.first()? {
            syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) => Some(Box::leak(text.value().into_boxed_str())),
            _ => None,
        },
        _ => None,
    }
}
