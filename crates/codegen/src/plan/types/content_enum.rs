//! Enums of the content of request bodies and responses with several media types.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::ir::{Api, Content, Operation};
use specwright_openapi::media_type::MediaType;
use specwright_openapi::pointer::Span;

use super::layout::VariantSizes;
use super::location::{Location, Owner};
use super::naming::Naming;
use crate::names::{Scope, VariantName};
use crate::plan::alternatives::{Alternative, Alternatives};
use crate::plan::content;
use crate::plan::model::body::BodyKind;
use crate::plan::model::content_enum::{ContentEnumPlan, ContentPosition, ContentVariant};
use crate::plan::model::docs::{Docs, Inline};
use crate::plan::model::ty::RustType;
use crate::plan::model::types::{Shape, TypesPlan};
use crate::plan::overrides::Overrides;
use crate::plan::response;
use crate::plan::schemas::Schemas;
use crate::plan::selection::Selection;

/// The maximum number of types in a type that converts into an enum.
const MAX_CONVERTED: usize = 64;

/// The enums of all request bodies and responses.
pub(super) struct NamedContentEnums<'a> {
    enums: Vec<ContentEnum<'a>>,
    /// The index of the enum of each list of media types that has one.
    by_position: BTreeMap<ContentPosition, usize>,
}

/// An enum, and the first list of media types that has it.
struct ContentEnum<'a> {
    location: Location,
    docs: Docs,
    alternatives: Vec<Alternative<'a>>,
}

/// A list of media types in the document.
struct Holder<'a> {
    position: ContentPosition,
    /// `request body` or `response`.
    noun: &'static str,
    operation: &'a Operation,
    /// The status of a response, or nothing for a request body.
    status: Option<String>,
    /// The key and the location of the component that contains the list.
    component: Option<(&'a str, &'a Span)>,
}

impl<'a> NamedContentEnums<'a> {
    /// Names the enums. The enum of a component is named after the component; any other enum is
    /// named after its operation and status.
    pub(super) fn new(api: &'a Api, naming: &mut Naming, overrides: &Overrides<'_>) -> Self {
        let mut enums = Vec::new();
        let mut by_position = BTreeMap::new();
        let mut components = BTreeMap::new();
        for (holder, alternatives) in choices(api) {
            let known = holder.component.and_then(|it| components.get(&it).copied());
            let index = known.unwrap_or_else(|| {
                enums.push(ContentEnum {
                    location: holder.location(naming, overrides),
                    docs: holder.documentation(),
                    alternatives: alternatives.all,
                });
                enums.len() - 1
            });
            components.extend(holder.component.map(|component| (component, index)));
            by_position.insert(holder.position, index);
        }
        Self { enums, by_position }
    }

    /// Adds the enums that selected operations use to the plan of the other types.
    pub(super) fn add(&self, types: &mut TypesPlan, selection: &Selection) {
        let all = self.by_position.iter();
        let selected = all.filter(|(position, _)| selection.contains(position.operation()));
        let used: BTreeSet<usize> = selected.map(|(_, index)| *index).collect();
        let used: Vec<usize> = used.into_iter().collect();
        if used.is_empty() {
            return;
        }
        let sizes = VariantSizes::new(&types.items);
        let enums = used.iter().filter_map(|index| self.enums.get(*index));
        types.content_enums = enums.map(|it| it.plan(types, &sizes)).collect();
        let by_position = self.by_position.iter().filter_map(|(position, index)| {
            let index = used.binary_search(index).ok()?;
            Some((*position, index))
        });
        types.content_positions = by_position.collect();
    }
}

impl ContentEnum<'_> {
    fn plan(&self, types: &TypesPlan, sizes: &VariantSizes) -> ContentEnumPlan {
        let mut scope = Scope::new();
        let alternatives = self.alternatives.iter();
        let variants = alternatives.map(|alternative| ContentVariant {
            name: name(alternative, &mut scope),
            ty: content::body_type(types, alternative.kind, alternative.first().ty),
            docs: Docs::line(media_types(&alternative.contents)),
            converts: false,
        });
        let mut variants: Vec<ContentVariant> = variants.collect();
        let bare: Option<Vec<RustType>> = variants.iter().map(|it| bare(types, &it.ty)).collect();
        for (variant, own) in variants.iter_mut().zip(bare.iter().flatten()) {
            let equal = bare.iter().flatten().filter(|other| *other == own);
            variant.converts = equal.count() == 1;
        }
        ContentEnumPlan {
            path: self.location.path.clone(),
            file: self.location.file.clone(),
            docs: self.docs.clone(),
            has_large_variant: sizes.differ(variants.iter().map(|variant| &variant.ty)),
            variants,
        }
    }
}

impl Holder<'_> {
    /// Names the enum: after the component, or else after the operation and the status.
    fn location(&self, naming: &mut Naming, overrides: &Overrides<'_>) -> Location {
        let (owner, status) = match self.component {
            Some((component, _)) => (Owner::Component(component.to_owned()), None),
            None => (
                Owner::operation(&self.operation.id, overrides),
                self.status.as_deref(),
            ),
        };
        let mut steps: Vec<&str> = status.into_iter().collect();
        steps.push("content");
        naming.locations.inside(&owner, &steps, &[])
    }

    fn documentation(&self) -> Docs {
        let mut line = vec![Inline::Own("Content of the "), Inline::Own(self.noun)];
        let label = match self.position {
            ContentPosition::Request(_) => None,
            ContentPosition::Response(_, position) => self.operation.responses.get(position),
        };
        match (self.component, label) {
            (Some((component, _)), _) => line.extend([Inline::Own(" "), Inline::code(component)]),
            (None, Some(response)) => {
                line.extend([Inline::Own(" "), Inline::code(response.status.to_string())]);
            }
            (None, None) => {}
        }
        if self.component.is_none() {
            let id = Inline::code(&self.operation.id);
            line.extend([Inline::Own(" of the operation "), id]);
        }
        line.push(Inline::Own("."));
        Docs::line(line)
    }
}

/// Returns the lists of media types that need an enum, in document order.
fn choices(api: &Api) -> Vec<(Holder<'_>, Alternatives<'_>)> {
    let schemas = Schemas::declared(api);
    let mut choices = Vec::new();
    for (index, operation) in api.operations.iter().enumerate() {
        let request = operation.body.as_ref().and_then(|body| {
            let holder = Holder {
                position: ContentPosition::Request(index),
                noun: "request body",
                operation,
                status: None,
                component: body.component.as_deref().map(|name| (name, &body.span)),
            };
            Some((holder, Alternatives::of_request(schemas, &body.contents)?))
        });
        choices.extend(request);
        for (position, response) in operation.responses.iter().enumerate() {
            let holder = Holder {
                position: ContentPosition::Response(index, position),
                noun: "response",
                operation,
                status: Some(response::title(response.status)),
                component: response
                    .component
                    .as_deref()
                    .map(|name| (name, &response.span)),
            };
            let alternatives = response::alternatives(schemas, operation, response);
            choices.extend(alternatives.map(|alternatives| (holder, alternatives)));
        }
    }
    choices.retain(|(_, alternatives)| alternatives.is_choice);
    choices
}

/// Returns the name of a variant, which is the shortest common name of its media type.
fn name(alternative: &Alternative<'_>, scope: &mut Scope) -> VariantName {
    let declared = &alternative.first().media_type;
    let media_type = MediaType::new(declared);
    let words = |text: &str| text.replace(|it: char| !it.is_ascii_alphanumeric(), " ");
    let subtype = media_type
        .essence()
        .split_once('/')
        .map_or("", |(_, subtype)| subtype);
    let name = match (alternative.kind, subtype) {
        (BodyKind::Form, _) => "form".to_owned(),
        (BodyKind::Content, _) | (_, "octet-stream") => "bytes".to_owned(),
        (_, "form-data") => "multipart".to_owned(),
        (_, "plain") => "text".to_owned(),
        (BodyKind::Json, subtype) if subtype.contains('*') => "json".to_owned(),
        (BodyKind::Text | BodyKind::Scalar, subtype) if subtype.contains('*') => "text".to_owned(),
        (BodyKind::Multipart | BodyKind::Parts, "*") => "multipart".to_owned(),
        (_, subtype) => words(subtype.strip_prefix("x-").unwrap_or(subtype)),
    };
    let (_, parameters) = declared.split_once(';').unwrap_or((declared, ""));
    let with_parameters = format!("{name} {}", words(parameters));
    scope.name_or(&name, &[&with_parameters, &words(declared)])
}

/// Returns a list of media types as documentation.
fn media_types(contents: &[&Content]) -> Vec<Inline> {
    let mut line = Vec::new();
    for (index, content) in contents.iter().enumerate() {
        match index {
            0 => {}
            _ if index + 1 == contents.len() => line.push(Inline::Own(" or ")),
            _ => line.push(Inline::Own(", ")),
        }
        line.push(Inline::code(&content.media_type));
    }
    line.push(Inline::Own("."));
    line
}

/// Returns a type without aliases, to compare it with others. Returns `None` if the type contains
/// one of the user, which can be an alias, or too many types.
fn bare(types: &TypesPlan, ty: &RustType) -> Option<RustType> {
    let mut remaining = MAX_CONVERTED;
    Aliases { types }.replaced(ty, &mut remaining)
}

/// The aliases of the types crate. An alias never contains itself.
#[derive(Clone, Copy)]
struct Aliases<'a> {
    types: &'a TypesPlan,
}

impl Aliases<'_> {
    /// Returns a type without aliases. `remaining` is the number of types that may be visited, which
    /// also limits the depth.
    fn replaced(self, ty: &RustType, remaining: &mut usize) -> Option<RustType> {
        *remaining = remaining.checked_sub(1)?;
        let mut inner = |ty: &RustType| Some(Box::new(self.replaced(ty, remaining)?));
        Some(match ty {
            RustType::User(_) => return None,
            RustType::Option(ty) => RustType::Option(inner(ty)?),
            RustType::OptionalNullable(ty) => RustType::OptionalNullable(inner(ty)?),
            RustType::Vec(ty) => RustType::Vec(inner(ty)?),
            RustType::Map(ty) => RustType::Map(inner(ty)?),
            RustType::Boxed(ty) => RustType::Boxed(inner(ty)?),
            RustType::Tuple(parts) => {
                let parts = parts.iter().map(|part| self.replaced(part, remaining));
                RustType::Tuple(parts.collect::<Option<_>>()?)
            }
            RustType::Named(name) => match self.types.item(name).map(|item| &item.shape) {
                Some(Shape::Alias(target)) => return self.replaced(target, remaining),
                _ => ty.clone(),
            },
            other => other.clone(),
        })
    }
}
