//! Marking of the schemas that requests and responses use.

use crate::ir::{Access, Api, ContentKind, SchemaId, SchemaKind, TypeRef, Usage};

/// Sets [`Schema::usage`](crate::ir::Schema::usage) of every schema.
pub(crate) fn mark_usage(mut api: Api) -> Api {
    let mut requests: Vec<TypeRef> = Vec::new();
    let mut responses: Vec<TypeRef> = Vec::new();
    let mut multipart: Vec<TypeRef> = Vec::new();
    for operation in &api.operations {
        requests.extend(operation.parameters.iter().map(|parameter| parameter.ty));
        let body = operation.body.iter().flat_map(|body| &body.contents);
        for content in body {
            match content.kind {
                ContentKind::Multipart => multipart.extend(content.ty),
                _ => requests.extend(content.ty),
            }
            let headers = content.part_headers();
            requests.extend(headers.map(|header| header.ty));
        }
        for response in &operation.responses {
            responses.extend(response.headers.iter().map(|header| header.ty));
            responses.extend(response.contents.iter().filter_map(|content| content.ty));
        }
    }
    let bodies = multipart.iter().filter_map(|ty| api.schemas.get(ty.id));
    let parts = bodies.flat_map(|schema| match &schema.kind {
        // The branches of a union are whole bodies, too.
        SchemaKind::Union(union) => {
            let branches = union.branches.iter();
            let branches = branches.filter_map(|branch| api.schemas.get(branch.ty.id));
            branches.flat_map(|it| it.kind.type_refs()).collect()
        }
        kind => kind.type_refs(),
    });
    let outside: Vec<TypeRef> = requests
        .iter()
        .chain(&responses)
        .copied()
        .chain(parts)
        .collect();
    mark_reachable(&mut api, &outside, None, |usage| {
        &mut usage.outside_multipart
    });
    requests.extend(multipart);
    mark_reachable(&mut api, &requests, Some(Access::ReadOnly), |usage| {
        &mut usage.request
    });
    mark_reachable(&mut api, &responses, Some(Access::WriteOnly), |usage| {
        &mut usage.response
    });
    api
}

/// Sets a flag of every schema that is reachable from the roots, except through properties with the
/// access `omitted`.
fn mark_reachable(
    api: &mut Api,
    roots: &[TypeRef],
    omitted: Option<Access>,
    flag: fn(&mut Usage) -> &mut bool,
) {
    let mut pending: Vec<SchemaId> = roots.iter().map(|ty| ty.id).collect();
    while let Some(id) = pending.pop() {
        let Some(schema) = api.schemas.get_mut(id) else {
            continue;
        };
        if std::mem::replace(flag(&mut schema.usage), true) {
            continue;
        }
        match &schema.kind {
            SchemaKind::Object(object) => {
                let properties = object.properties.iter();
                let sent = properties.filter(|property| Some(property.access) != omitted);
                pending.extend(sent.map(|property| property.ty.id));
                pending.extend(object.undeclared_type_refs().map(|ty| ty.id));
            }
            kind => pending.extend(kind.type_refs().iter().map(|ty| ty.id)),
        }
    }
}
