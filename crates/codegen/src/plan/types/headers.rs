//! The header fields of responses as structs.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::ir::{Api, Header, Operation, Response};
use specwright_openapi::pointer::Span;

use super::naming::Naming;
use super::uses::Uses;
use crate::names::{FieldName, ModuleName, Scope, TypeName};
use crate::plan::docs;
use crate::plan::model::docs::{Docs, Inline};
use crate::plan::model::headers::{HeaderField, HeadersPlan};
use crate::plan::status;
use crate::plan::{Choices, Chosen};

/// The names of the header structs: of each response with header fields (operation, response) the position in the list.
pub(super) struct HeaderNames<'a> {
    pub(super) structs: Vec<(TypeName, ModuleName, &'a Operation, &'a Response)>,
    pub(super) by_response: BTreeMap<(usize, usize), usize>,
}

impl<'a> HeaderNames<'a> {
    /// A response of the components has one struct, named after it; any other is named after its operation and status.
    pub(super) fn new(api: &'a Api, naming: &mut Naming, choices: &Choices<'_>) -> Self {
        let mut names = Self {
            structs: Vec::new(),
            by_response: BTreeMap::new(),
        };
        let mut components: BTreeMap<(&str, &Span), usize> = BTreeMap::new();
        for (number, operation) in api.operations.iter().enumerate() {
            for (position, response) in operation
                .responses
                .iter()
                .enumerate()
                .filter(|(_, response)| !response.headers.is_empty())
            {
                let component = response
                    .component
                    .as_deref()
                    .map(|name| (name, &response.span));
                let known = component.and_then(|component| components.get(&component).copied());
                let index = known.unwrap_or_else(|| {
                    let text = match &response.component {
                        Some(name) => format!("{name} headers"),
                        None => format!(
                            "{} {} headers",
                            choices.operation_title(&operation.id),
                            status::phrase(response.status)
                        ),
                    };
                    let (name, module) = naming.other(&text);
                    names.structs.push((name, module, operation, response));
                    names.structs.len() - 1
                });
                components.extend(component.map(|component| (component, index)));
                names.by_response.insert((number, position), index);
            }
        }
        names
    }

    /// The structs that chosen operations use, and which of them each response has.
    pub(super) fn plans(
        &self,
        uses: &Uses<'_>,
        chosen: &Chosen,
    ) -> (Vec<HeadersPlan>, BTreeMap<(usize, usize), usize>) {
        let used = self
            .by_response
            .iter()
            .filter(|((operation, _), _)| chosen.operation(*operation));
        let kept: BTreeSet<usize> = used.map(|(_, index)| *index).collect();
        let positions: BTreeMap<usize, usize> = kept
            .iter()
            .enumerate()
            .map(|(position, index)| (*index, position))
            .collect();
        let plan = |(name, module, operation, response): &(
            TypeName,
            ModuleName,
            &Operation,
            &Response,
        )| {
            let mut scope = Scope::new();
            HeadersPlan {
                name: name.clone(),
                module: module.clone(),
                docs: docs(operation, response),
                fields: response
                    .headers
                    .iter()
                    .map(|header| field(header, &mut scope, uses))
                    .collect(),
            }
        };
        let plans = kept
            .iter()
            .filter_map(|index| self.structs.get(*index))
            .map(plan)
            .collect();
        let by_response = self
            .by_response
            .iter()
            .filter_map(|(response, index)| Some((*response, *positions.get(index)?)));
        (plans, by_response.collect())
    }
}

fn docs(operation: &Operation, response: &Response) -> Docs {
    match &response.component {
        Some(name) => Docs::line([
            Inline::Own("Headers of the response "),
            Inline::code(name),
            Inline::Own("."),
        ]),
        None => Docs::line([
            Inline::Own("Headers of the response "),
            Inline::code(status::label(response.status)),
            Inline::Own(" of the operation "),
            Inline::code(&operation.id),
            Inline::Own("."),
        ]),
    }
}

fn field(header: &Header, scope: &mut Scope, uses: &Uses<'_>) -> HeaderField {
    let name: FieldName = scope.name(&header.name.to_ascii_lowercase().replace('-', "_"));
    HeaderField {
        name,
        wire: header.name.clone(),
        required: header.required,
        ty: uses.of(header.ty),
        docs: docs::named(&header.name, &header.docs),
    }
}
