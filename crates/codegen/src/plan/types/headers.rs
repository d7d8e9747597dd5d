//! The headers of responses and of parts as structs.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::ir::{
    Api, Content, Encoding, Header, Operation, Response, SchemaId, SchemaKind,
};
use specwright_openapi::pointer::Span;
use specwright_openapi::vocabulary::ParameterLocation;

use super::location::{Location, Owner};
use super::naming::Naming;
use super::type_use::TypeUses;
use crate::names::{FieldName, Scope};
use crate::plan::docs;
use crate::plan::model::docs::{Docs, Inline};
use crate::plan::model::headers::{HeaderField, HeadersPlan};
use crate::plan::model::multipart::FileProperties;
use crate::plan::model::ty::RustType;
use crate::plan::overrides::Overrides;
use crate::plan::parameter;
use crate::plan::response;
use crate::plan::selection::Selection;

/// The position of an operation in the document, and of a response in the operation.
pub(super) type ResponsePosition = (usize, usize);

/// The header structs of all responses and parts.
pub(super) struct NamedHeaders<'a> {
    structs: Vec<HeaderStruct<'a>>,
    /// The index of the struct of each response with headers.
    by_response: BTreeMap<ResponsePosition, usize>,
    /// The operation and the index of the struct of each part with headers.
    by_part: Vec<(usize, usize)>,
}

/// A header struct, and the first message that has it.
struct HeaderStruct<'a> {
    location: Location,
    operation: &'a Operation,
    holder: Holder<'a>,
}

/// The response or part whose headers a struct holds.
#[derive(Clone, Copy)]
enum Holder<'a> {
    Response(&'a Response),
    /// The part of a file in a multipart body.
    Part(&'a Encoding),
}

/// The header structs of selected operations.
pub(super) struct SelectedHeaders {
    /// The position of the operation of each part with headers, and the index of its struct.
    pub(super) by_part: Vec<(usize, usize)>,
    pub(super) plans: Vec<HeadersPlan>,
    /// The index of the struct of each response with headers.
    pub(super) by_response: BTreeMap<ResponsePosition, usize>,
}

impl<'a> NamedHeaders<'a> {
    /// Names the structs. The struct of a component is named after the component; any other struct
    /// is named after its operation and status or property.
    pub(super) fn new(
        api: &'a Api,
        multipart: &BTreeMap<SchemaId, FileProperties>,
        naming: &mut Naming,
        overrides: &Overrides<'_>,
    ) -> Self {
        let mut named = Self {
            structs: Vec::new(),
            by_response: BTreeMap::new(),
            by_part: Vec::new(),
        };
        let mut components: BTreeMap<(&str, &Span), usize> = BTreeMap::new();
        for (position, operation, response) in responses_with_headers(api) {
            let component = response.component.as_deref();
            let component = component.map(|name| (name, &response.span));
            let known = component.and_then(|component| components.get(&component).copied());
            let holder = Holder::Response(response);
            let index = known.unwrap_or_else(|| named.add(operation, holder, naming, overrides));
            components.extend(component.map(|component| (component, index)));
            named.by_response.insert(position, index);
        }
        for (position, operation, encoding) in parts_with_headers(api, multipart) {
            let index = named.add(operation, Holder::Part(encoding), naming, overrides);
            named.by_part.push((position, index));
        }
        named
    }

    /// Adds a struct, and returns its index.
    fn add(
        &mut self,
        operation: &'a Operation,
        holder: Holder<'a>,
        naming: &mut Naming,
        overrides: &Overrides<'_>,
    ) -> usize {
        let location = holder.location(&operation.id, naming, overrides);
        self.structs.push(HeaderStruct {
            location,
            operation,
            holder,
        });
        self.structs.len() - 1
    }

    /// Plans the structs that selected operations use.
    pub(super) fn select(&self, uses: &TypeUses<'_>, selection: &Selection) -> SelectedHeaders {
        let responses = self.by_response.iter();
        let responses = responses.map(|((operation, _), index)| (*operation, *index));
        let all = responses.chain(self.by_part.iter().copied());
        let selected = all.filter(|(operation, _)| selection.contains(*operation));
        let used: BTreeSet<usize> = selected.map(|(_, index)| index).collect();
        let used: Vec<usize> = used.into_iter().collect();
        let structs = used.iter().filter_map(|index| self.structs.get(*index));
        let by_response = self.by_response.iter().filter_map(|(position, index)| {
            let index = used.binary_search(index).ok()?;
            Some((*position, index))
        });
        let by_part = self.by_part.iter().filter_map(|(operation, index)| {
            let index = used.binary_search(index).ok()?;
            Some((*operation, index))
        });
        SelectedHeaders {
            by_part: by_part.collect(),
            plans: structs.map(|headers| headers.plan(uses)).collect(),
            by_response: by_response.collect(),
        }
    }
}

impl HeaderStruct<'_> {
    fn plan(&self, uses: &TypeUses<'_>) -> HeadersPlan {
        let mut scope = Scope::new();
        let headers = self.holder.headers().iter();
        HeadersPlan {
            path: self.location.path.clone(),
            file: self.location.file.clone(),
            docs: self.holder.documentation(&self.operation.id),
            definition: None,
            fields: headers
                .map(|header| field(header, &mut scope, uses))
                .collect(),
        }
    }
}

impl<'a> Holder<'a> {
    fn headers(self) -> &'a [Header] {
        match self {
            Holder::Response(response) => &response.headers,
            Holder::Part(encoding) => &encoding.headers,
        }
    }

    /// Names the struct: after the component, or else after the operation and the status or the
    /// property.
    fn location(self, operation: &str, naming: &mut Naming, overrides: &Overrides<'_>) -> Location {
        let operation = || Owner::operation(operation, overrides);
        let (owner, place) = match self {
            Holder::Response(response) => match &response.component {
                Some(name) => (Owner::Component(name.clone()), None),
                None => (operation(), Some(response::title(response.status))),
            },
            Holder::Part(encoding) => (operation(), Some(encoding.name.clone())),
        };
        let mut steps: Vec<&str> = place.as_deref().into_iter().collect();
        steps.push("headers");
        naming.locations.inside(&owner, &steps, &[])
    }

    fn documentation(self, operation: &str) -> Docs {
        match self {
            Holder::Response(response) => match &response.component {
                Some(name) => Docs::line([
                    Inline::Own("Headers of the response "),
                    Inline::code(name),
                    Inline::Own("."),
                ]),
                None => Docs::line([
                    Inline::Own("Headers of the response "),
                    Inline::code(response.status.to_string()),
                    Inline::Own(" of the operation "),
                    Inline::code(operation),
                    Inline::Own("."),
                ]),
            },
            Holder::Part(encoding) => Docs::line([
                Inline::Own("Headers of the file "),
                Inline::code(&encoding.name),
                Inline::Own(" in the request of the operation "),
                Inline::code(operation),
                Inline::Own("."),
            ]),
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

/// Returns the encodings of files that have headers, with the positions of their operations.
fn parts_with_headers<'a>(
    api: &'a Api,
    multipart: &BTreeMap<SchemaId, FileProperties>,
) -> impl Iterator<Item = (usize, &'a Operation, &'a Encoding)> {
    let operations = api.operations.iter().enumerate();
    operations.flat_map(move |(position, operation)| {
        let contents = operation.body.iter().flat_map(|body| &body.contents);
        let encodings = contents.flat_map(|content| {
            let encodings = content.encodings.iter();
            encodings.filter(|encoding| {
                !encoding.headers.is_empty() && is_file(content, encoding, multipart)
            })
        });
        encodings.map(move |encoding| (position, operation, encoding))
    })
}

/// Returns whether an encoding is for a property that is a file.
fn is_file(
    content: &Content,
    encoding: &Encoding,
    multipart: &BTreeMap<SchemaId, FileProperties>,
) -> bool {
    let files = content.ty.and_then(|ty| multipart.get(&ty.id));
    files.is_some_and(|files| files.named.contains_key(&encoding.name))
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
