//! The headers of responses as structs.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::ir::{Api, Header, Operation, Response, SchemaKind};
use specwright_openapi::pointer::Span;
use specwright_openapi::vocabulary::ParameterLocation;

use super::naming::Naming;
use super::type_use::TypeUses;
use crate::names::{FieldName, ModuleName, Scope, TypeName};
use crate::plan::docs;
use crate::plan::model::docs::{Docs, Inline};
use crate::plan::model::headers::{HeaderField, HeadersPlan};
use crate::plan::model::ty::RustType;
use crate::plan::overrides::Overrides;
use crate::plan::parameter;
use crate::plan::response;
use crate::plan::selection::Selection;

/// The position of an operation in the document, and of a response in the operation.
pub(super) type ResponsePosition = (usize, usize);

/// The header structs of all responses.
pub(super) struct NamedHeaders<'a> {
    structs: Vec<HeaderStruct<'a>>,
    /// The index of the struct of each response with headers.
    by_response: BTreeMap<ResponsePosition, usize>,
}

/// A header struct, and the first response that has it.
struct HeaderStruct<'a> {
    name: TypeName,
    module: ModuleName,
    operation: &'a Operation,
    response: &'a Response,
}

/// The header structs of selected operations.
pub(super) struct SelectedHeaders {
    pub(super) plans: Vec<HeadersPlan>,
    /// The index of the struct of each response with headers.
    pub(super) by_response: BTreeMap<ResponsePosition, usize>,
}

impl<'a> NamedHeaders<'a> {
    /// Names the structs. The struct of a component is named after the component; any other struct
    /// is named after its operation and status.
    pub(super) fn new(api: &'a Api, naming: &mut Naming, overrides: &Overrides<'_>) -> Self {
        let mut structs = Vec::new();
        let mut by_response = BTreeMap::new();
        let mut components: BTreeMap<(&str, &Span), usize> = BTreeMap::new();
        for (position, operation, response) in responses_with_headers(api) {
            let component = response.component.as_deref();
            let component = component.map(|name| (name, &response.span));
            let known = component.and_then(|component| components.get(&component).copied());
            let index = known.unwrap_or_else(|| {
                let text = title(operation, response, overrides);
                let (name, module) = naming.other(&text);
                structs.push(HeaderStruct {
                    name,
                    module,
                    operation,
                    response,
                });
                structs.len() - 1
            });
            components.extend(component.map(|component| (component, index)));
            by_response.insert(position, index);
        }
        Self {
            structs,
            by_response,
        }
    }

    /// Plans the structs that selected operations use.
    pub(super) fn select(&self, uses: &TypeUses<'_>, selection: &Selection) -> SelectedHeaders {
        let all = self.by_response.iter();
        let selected = all.filter(|((operation, _), _)| selection.contains(*operation));
        let used: BTreeSet<usize> = selected.map(|(_, index)| *index).collect();
        let used: Vec<usize> = used.into_iter().collect();
        let structs = used.iter().filter_map(|index| self.structs.get(*index));
        let by_response = self.by_response.iter().filter_map(|(position, index)| {
            let index = used.binary_search(index).ok()?;
            Some((*position, index))
        });
        SelectedHeaders {
            plans: structs.map(|headers| headers.plan(uses)).collect(),
            by_response: by_response.collect(),
        }
    }
}

impl HeaderStruct<'_> {
    fn plan(&self, uses: &TypeUses<'_>) -> HeadersPlan {
        let mut scope = Scope::new();
        let headers = self.response.headers.iter();
        HeadersPlan {
            name: self.name.clone(),
            module: self.module.clone(),
            docs: documentation(self.operation, self.response),
            fields: headers
                .map(|header| field(header, &mut scope, uses))
                .collect(),
        }
    }
}

fn responses_with_headers(
    api: &Api,
) -> impl Iterator<Item = (ResponsePosition, &Operation, &Response)> {
    let operations = api.operations.iter().enumerate();
    operations.flat_map(|(index, operation)| {
        let responses = operation.responses.iter().enumerate();
        let with_headers = responses.filter(|(_, response)| !response.headers.is_empty());
        with_headers.map(move |(position, response)| ((index, position), operation, response))
    })
}

/// Returns the string from which the name of a struct is derived.
fn title(operation: &Operation, response: &Response, overrides: &Overrides<'_>) -> String {
    match &response.component {
        Some(name) => format!("{name} headers"),
        None => format!(
            "{} {} headers",
            overrides.operation_title(&operation.id),
            response::title(response.status)
        ),
    }
}

fn documentation(operation: &Operation, response: &Response) -> Docs {
    match &response.component {
        Some(name) => Docs::line([
            Inline::Own("Headers of the response "),
            Inline::code(name),
            Inline::Own("."),
        ]),
        None => Docs::line([
            Inline::Own("Headers of the response "),
            Inline::code(response.status.to_string()),
            Inline::Own(" of the operation "),
            Inline::code(&operation.id),
            Inline::Own("."),
        ]),
    }
}

fn field(header: &Header, scope: &mut Scope, uses: &TypeUses<'_>) -> HeaderField {
    let name: FieldName = scope.name(&header.name.to_ascii_lowercase().replace('-', "_"));
    HeaderField {
        name,
        wire: parameter::wire(
            &header.name,
            ParameterLocation::Header,
            header.serialization,
        ),
        required: header.required,
        ty: ty(header, uses),
        docs: docs::named(&header.name, &header.docs),
    }
}

/// Returns the type of a header. `Set-Cookie` is a list even if the document declares a single
/// cookie: each cookie is a header of its own (RFC 6265, 3).
fn ty(header: &Header, uses: &TypeUses<'_>) -> RustType {
    let ty = uses.of(header.ty);
    let is_list = matches!(
        uses.schemas.kind(header.ty.id),
        Some(SchemaKind::Array(_) | SchemaKind::Tuple(_))
    );
    match header.name.eq_ignore_ascii_case("set-cookie") && !is_list {
        true => RustType::Vec(Box::new(ty)),
        false => ty,
    }
}
