//! Lowering: from the documents to the [model](crate::ir).
//!
//! Lowering is a sequence of passes, each of which takes what an earlier pass returns:
//!
//! | pass | returns |
//! |---|---|
//! | [`info`], [`security`] | the description of the API, the security schemes |
//! | [`component`] | the component schemas and their inheritance |
//! | [`operation`] | the operations; schemas that they use get an id and are queued |
//! | [`schema::build`] | the content of every schema |
//! | [`nullability`] | references that are `null` because of their schema |
//! | [`union::simplify`] | unions that are simpler schemas, replaced |
//! | [`union::discriminate`] | how the branch of a value is found |
//! | [`defaults`] | defaults that match their schemas |
//! | [`graph`] | the complete model |

mod body;
mod component;
mod content;
mod context;
mod defaults;
mod encoding;
mod info;
mod input;
mod keywords;
mod merge;
mod nullability;
mod operation;
mod operation_id;
mod parameter;
mod part;
mod path;
mod response;
mod schema;
mod scope;
mod security;
mod server;
#[cfg(test)]
mod testing;
mod text;
mod union;

use crate::diagnostic::Report;
use crate::graph;
use crate::ir::Api;
use crate::resolve::Resolver;

use self::context::Context;
use self::input::Input;
use self::nullability::Draft;
use self::schema::build;
use self::schema::lowering::SchemaLowering;
use self::union::{discriminate, simplify};

/// Lowers the documents to a model. If the report has errors afterwards, the model is incomplete.
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
            schemes: operations.schemes,
            component_schemas,
            document_operations: operations.count,
        },
        nullable: schemas.nullable,
        discriminators: schemas.discriminators,
    };
    let nullable = nullability::propagate(draft);
    let simplified = simplify::simplify(nullable);
    let discriminated = discriminate::discriminate(simplified, report);
    let api = defaults::validate(discriminated, report);
    graph::mark_usage(graph::mark_cycles(api))
}
