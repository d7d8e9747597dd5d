//! Which schemas travel in requests, and which in responses.

use crate::ir::{Access, Api, SchemaId, SchemaKind, TypeRef, Usage};

/// Sets the usage of every schema.
pub(crate) fn mark_usage(api: &mut Api) {
    let mut requests: Vec<TypeRef> = Vec::new();
    let mut responses: Vec<TypeRef> = Vec::new();
    for operation in &api.operations {
        requests.extend(operation.parameters.iter().map(|parameter| parameter.ty));
        requests.extend(
            operation
                .body
                .iter()
                .flat_map(|body| &body.contents)
                .filter_map(|media| media.ty),
        );
        for response in &operation.responses {
            responses.extend(response.headers.iter().map(|header| header.ty));
            responses.extend(response.contents.iter().filter_map(|media| media.ty));
        }
    }
    spread(api, &requests, Access::ReadOnly, |usage| &mut usage.request);
    spread(api, &responses, Access::WriteOnly, |usage| {
        &mut usage.response
    });
}

/// Marks all that is reached, except through members that do not travel this way.
fn spread(api: &mut Api, roots: &[TypeRef], never: Access, mark: fn(&mut Usage) -> &mut bool) {
    let mut open: Vec<SchemaId> = roots.iter().map(|ty| ty.id).collect();
    while let Some(id) = open.pop() {
        let Some(schema) = api.schemas.get_mut(id.index()) else {
            continue;
        };
        if std::mem::replace(mark(&mut schema.usage), true) {
            continue;
        }
        match &schema.kind {
            SchemaKind::Object(object) => {
                let travelling = object
                    .properties
                    .iter()
                    .filter(|property| property.access != never);
                open.extend(travelling.map(|property| property.ty.id));
                open.extend(object.undeclared_uses().map(|ty| ty.id));
            }
            kind => open.extend(kind.uses().iter().map(|ty| ty.id)),
        }
    }
}
