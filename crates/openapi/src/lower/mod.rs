//! Lowering: from the documents to the [model](crate::ir).
//!
//! Lowering is a sequence of passes. From operations to defaults, the types of their parameters
//! enforce the order: each pass takes the result of an earlier one.
//!
//! | pass | result |
//! |---|---|
//! | [`info`], [`security`] | the description of the API, and its security schemes |
//! | [`component`] | the locations of component schemas, and their inheritance |
//! | [`operation`] | the operations; the schemas that they use are queued |
//! | [`schema::build`] | the content of every schema |
//! | [`rule`] | the rules of schemas whose keywords no type expresses |
//! | [`nullability`] | references that are nullable because of their schema |
//! | [`union::nesting`] | unions inside unions, without cycles and at most to a limit |
//! | [`union::simplify`] | unions replaced by simpler schemas where possible |
//! | [`union::discriminate`] | the method of finding the branch of a value, for each union |
//! | [`defaults`] | defaults that match their schemas |
//! | [`graph`] | the complete model |
//!
//! Component schemas get their ids first; operations add the other schemas that they use.
//!
//! Names in this module: a `site` is the location of an object that may be a reference, and a
//! `span` the location of an object after references are resolved. A schema is lowered from its
//! [parts](part), the schemas that are merged into it, and an inline schema is named after its
//! [scope].

mod body;
mod component;
mod content;
mod context;
mod defaults;
mod encoding;
mod header;
mod info;
mod input;
mod keywords;
mod merge;
mod nullability;
mod number;
mod operation;
mod operation_id;
mod parameter;
mod part;
mod path;
mod response;
mod rule;
mod schema;
mod scope;
mod security;
mod server;
mod shape;
mod stream;
#[cfg(test)]
mod testing;
mod text;
mod union;
mod value;
mod webhook;

use crate::diagnostic::Report;
use crate::graph;
use crate::ir::Api;
use crate::limits::Limits;
use crate::resolve::Resolver;

use self::context::Context;
use self::input::Input;
use self::nullability::Draft;
use self::schema::build;
use self::schema::lowering::SchemaLowering;
use self::union::{discriminate, nesting, simplify};

/// Lowers the documents to a model. Skipped operations and ignored keywords are reported as
/// warnings. If the report contains errors, the model is incomplete and the caller must discard it.
pub(crate) fn lower(resolver: &Resolver<'_>, report: &mut Report) -> Api {
    let mut context = Context::new(Input::new(resolver), report);
    let description = info::lower(&mut context);
    let components = component::declare(&mut context);
    let component_schemas = components.count;
    let mut schemas = SchemaLowering::new(context, components);
    let security = security::lower_schemes(&mut schemas.context);
    let operations = operation::lower_all(&mut schemas, description.tags, security);
    let schemas = build::build_all(schemas);
    let draft = Draft {
        api: Api {
            info: description.info,
            servers: description.servers,
            tags: operations.tags,
            operations: operations.list,
            schemas: schemas.schemas,
            rules: schemas.rules,
            schemes: operations.schemes,
            files: resolver.documents.paths().map(str::to_owned).collect(),
            component_schemas,
            document_operations: operations.count,
        },
        nullable: schemas.nullable,
        discriminators: schemas.discriminators,
    };
    let nullable = nullability::propagate(draft);
    let limited = nesting::limit(nullable, Limits::MAX_UNION_NESTING, report);
    let simplified = simplify::simplify(limited);
    let discriminated = discriminate::discriminate(simplified, report);
    let api = defaults::validate(discriminated, report);
    graph::mark_usage(graph::mark_cycles(api))
}
