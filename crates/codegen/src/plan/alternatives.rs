//! The alternatives among the declared media types of a request body or a response.
//!
//! Media types with equal schemas are encodings of one value: the body has the type of the schema,
//! one media type is sent, and all that can be decoded are accepted. Media types with different
//! schemas are variants of an enum. Content with a structure that no encoding represents, such as
//! XML with a schema, is only an alternative if nothing else is declared.

use std::collections::{BTreeMap, BTreeSet};

use specwright_openapi::ir::{Content, ContentKind, SchemaId};
use specwright_openapi::media_type::MediaType;

use super::content::{is_form, json_rank, text_kind};
use super::model::body::BodyKind;
use super::model::multipart::FileProperties;
use super::multipart;
use super::schemas::Schemas;

/// The media types of patches, whose meanings differ even if their schemas are equal.
const PATCHES: [&str; 3] = [
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
];

/// The alternatives of a request body or a response.
pub(super) struct Alternatives<'a> {
    /// The alternatives, the preferred one first; at least one.
    pub(super) all: Vec<Alternative<'a>>,
    /// Whether the body is an enum with a variant for each alternative. Otherwise all alternatives
    /// are encodings of one value.
    pub(super) is_choice: bool,
}

/// Media types with one encoding and one type.
pub(super) struct Alternative<'a> {
    /// The encoding.
    pub(super) kind: BodyKind,
    /// The content of the media types, the preferred one first; at least one.
    pub(super) contents: Vec<&'a Content>,
}

/// Content with its encoding, which is [`BodyKind::Bytes`] for all binary content.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    kind: BodyKind,
    content: &'a Content,
}

/// The properties of content that distinguish its values from those of other content.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Meaning {
    /// The schema, and whether `null` is allowed.
    schema: Option<(SchemaId, bool)>,
    /// The encoding of content without a schema.
    untyped: Option<BodyKind>,
    /// The media type of a patch.
    patch: Option<&'static str>,
}

impl<'a> Alternatives<'a> {
    /// Returns the alternatives of a request body, or `None` without content.
    ///
    /// JSON is preferred to a form, a form to multipart, multipart to text, and text to bytes,
    /// except that multipart is preferred to other encodings of one value if it has files, which
    /// neither JSON nor a form can contain.
    pub(super) fn of_request(schemas: Schemas<'_>, contents: &'a [Content]) -> Option<Self> {
        Self::new(schemas, &contents.iter().collect::<Vec<_>>())
    }

    /// Returns the alternatives of a response, or `None` if its content is neither JSON nor text.
    pub(super) fn of_response(schemas: Schemas<'_>, contents: &[&'a Content]) -> Option<Self> {
        let is_form = |it: &Content| matches!(it.kind, ContentKind::Form | ContentKind::Multipart);
        let contents = contents.iter().copied().filter(|it| !is_form(it));
        let alternatives = Self::new(schemas, &contents.collect::<Vec<_>>())?;
        let is_binary =
            |it: &Alternative<'_>| matches!(it.kind, BodyKind::Bytes | BodyKind::Content);
        (!alternatives.all.iter().all(is_binary)).then_some(alternatives)
    }

    fn new(schemas: Schemas<'_>, contents: &[&'a Content]) -> Option<Self> {
        let mut candidates = without_shadowed(candidates(schemas, contents));
        // A stable sort: of equally good media types, the first one is preferred.
        candidates.sort_by_key(|candidate| (candidate.kind, candidate.rank(schemas)));
        let meanings = meanings(&candidates);
        let first = *meanings.first()?;
        let is_choice = candidates.iter().any(|it| it.kind != BodyKind::Bytes)
            && meanings.iter().any(|meaning| *meaning != first);
        let all = if is_choice {
            variants(&candidates, &meanings)
        } else {
            encodings(schemas, &candidates)
        };
        Some(Self { all, is_choice })
    }
}

impl<'a> Alternative<'a> {
    fn new(kind: BodyKind, contents: Vec<&'a Content>) -> Self {
        let is_open = contents.len() > 1 || contents.iter().any(|it| it.media_type.contains('*'));
        Self {
            // The sender chooses among several binary media types.
            kind: match kind {
                BodyKind::Bytes if is_open => BodyKind::Content,
                kind => kind,
            },
            contents,
        }
    }

    /// Returns the preferred content.
    pub(super) fn first(&self) -> &'a Content {
        self.contents.first().expect("an alternative has content")
    }
}

impl Candidate<'_> {
    /// Returns the position among content of the same kind: lower is better.
    fn rank(self, schemas: Schemas<'_>) -> u8 {
        match self.kind {
            BodyKind::Json => json_rank(schemas, self.content),
            BodyKind::Multipart | BodyKind::Parts => {
                u8::from(!multipart::is_form_data(self.content))
            }
            _ => 0,
        }
    }

    fn meaning(self, patch: Option<&'static str>) -> Meaning {
        let schema = self.content.ty.map(|ty| (ty.id, ty.nullable));
        Meaning {
            schema,
            untyped: schema.is_none().then_some(self.kind),
            patch,
        }
    }

    fn patch(self) -> Option<&'static str> {
        let media_type = MediaType::new(&self.content.media_type);
        PATCHES
            .into_iter()
            .find(|patch| media_type.essence() == *patch)
    }
}

/// Returns the content that can be generated. If that is only binary content, the content without a
/// representation is passed through, too: as text if that is declared, otherwise as bytes.
fn candidates<'a>(schemas: Schemas<'_>, contents: &[&'a Content]) -> Vec<Candidate<'a>> {
    let candidate = |content: &&'a Content| {
        let kind = kind(schemas, content)?;
        Some(Candidate { kind, content })
    };
    let is_bytes = |candidate: &Candidate<'_>| candidate.kind == BodyKind::Bytes;
    let is_exact = |it: &&&'a Content| !it.is_opaque && !it.kind.is_stream();
    let exact = contents.iter().filter(is_exact);
    let exact: Vec<Candidate<'a>> = exact.filter_map(candidate).collect();
    if !exact.iter().all(is_bytes) {
        return exact;
    }
    let all: Vec<Candidate<'a>> = contents.iter().filter_map(candidate).collect();
    if !all.iter().all(is_bytes) {
        return all.into_iter().filter(|it| !is_bytes(it)).collect();
    }
    let bytes = contents.iter().map(|content| Candidate {
        kind: BodyKind::Bytes,
        content,
    });
    bytes.collect()
}

/// Returns the encoding of content, or `None` for a form of something else than properties.
fn kind(schemas: Schemas<'_>, content: &Content) -> Option<BodyKind> {
    match content.kind {
        ContentKind::Json => Some(BodyKind::Json),
        ContentKind::Form => is_form(schemas, content).then_some(BodyKind::Form),
        ContentKind::Multipart if multipart::form(schemas, content).is_some() => {
            Some(BodyKind::Multipart)
        }
        ContentKind::Multipart => Some(BodyKind::Parts),
        ContentKind::Text => Some(text_kind(schemas, content)),
        ContentKind::Binary
        | ContentKind::Events(_)
        | ContentKind::Lines
        | ContentKind::Records => Some(BodyKind::Bytes),
    }
}

/// Removes the ranges whose content would be sent as a media type of another schema: with the schema
/// A for `application/json` and B for `*/*`, the receiver would read JSON of B as A.
fn without_shadowed(candidates: Vec<Candidate<'_>>) -> Vec<Candidate<'_>> {
    let is_shadowed = |candidate: &Candidate<'_>| {
        let range = MediaType::new(&candidate.content.media_type);
        let Some(sent) = candidate.kind.default_media_type() else {
            return false;
        };
        range.is_range()
            && candidates.iter().any(|other| {
                let media_type = MediaType::new(&other.content.media_type);
                let is_nearer = media_type.essence() == sent
                    || media_type.essence() == "application/*" && range.essence() == "*/*";
                let is_same_kind = other.kind == candidate.kind;
                is_same_kind && is_nearer && other.meaning(None) != candidate.meaning(None)
            })
    };
    let kept = candidates.iter().filter(|it| !is_shadowed(it));
    kept.copied().collect()
}

/// Returns the meaning of each candidate. A patch has a meaning of its own if another kind of patch
/// has the same schema; a single one does not, because ASP.NET declares
/// `application/json-patch+json` for every body.
fn meanings(candidates: &[Candidate<'_>]) -> Vec<Meaning> {
    let mut patches: BTreeMap<Meaning, BTreeSet<&str>> = BTreeMap::new();
    for candidate in candidates {
        let known = patches.entry(candidate.meaning(None)).or_default();
        known.extend(candidate.patch());
    }
    let meaning = |candidate: &Candidate<'_>| {
        let plain = candidate.meaning(None);
        let is_one_of_several = patches.get(&plain).is_some_and(|known| known.len() > 1);
        candidate.meaning(candidate.patch().filter(|_| is_one_of_several))
    };
    candidates.iter().map(meaning).collect()
}

/// Returns the variants of an enum. Binary content is one variant; text and multipart bodies have
/// one for each media type, because nothing else in their values shows it.
fn variants<'a>(candidates: &[Candidate<'a>], meanings: &[Meaning]) -> Vec<Alternative<'a>> {
    let mut positions = BTreeMap::new();
    let mut groups: Vec<(BodyKind, Vec<&'a Content>)> = Vec::new();
    for (candidate, meaning) in candidates.iter().zip(meanings) {
        let kind = candidate.kind;
        let key = match kind {
            BodyKind::Bytes | BodyKind::Content => (kind, None, None),
            BodyKind::Text | BodyKind::Scalar | BodyKind::Parts => {
                let media_type = MediaType::new(&candidate.content.media_type);
                let sent = kind.default_media_type().filter(|_| media_type.is_range());
                let sent = sent.unwrap_or(media_type.essence()).to_owned();
                (kind, Some(*meaning), Some(sent))
            }
            BodyKind::Json | BodyKind::Form | BodyKind::Multipart => (kind, Some(*meaning), None),
        };
        let position = *positions.entry(key).or_insert(groups.len());
        match groups.get_mut(position) {
            Some((_, contents)) => contents.push(candidate.content),
            None => groups.push((kind, vec![candidate.content])),
        }
    }
    let groups = groups.into_iter();
    groups
        .map(|(kind, contents)| Alternative::new(kind, contents))
        .collect()
}

/// Returns the encodings of one value. Bytes, lists of parts and multipart bodies with files have no
/// other encoding.
fn encodings<'a>(schemas: Schemas<'_>, candidates: &[Candidate<'a>]) -> Vec<Alternative<'a>> {
    let mut groups: Vec<(BodyKind, Vec<&'a Content>)> = Vec::new();
    for candidate in candidates {
        match groups.last_mut() {
            Some((kind, contents)) if *kind == candidate.kind => contents.push(candidate.content),
            _ => groups.push((candidate.kind, vec![candidate.content])),
        }
    }
    let with_files = groups.iter().position(|(kind, contents)| {
        *kind == BodyKind::Multipart && contents.iter().any(|it| has_files(schemas, it))
    });
    if let Some(position) = with_files {
        let (kind, contents) = groups.swap_remove(position);
        return vec![Alternative::new(kind, contents)];
    }
    let is_typed =
        |kind: BodyKind| !matches!(kind, BodyKind::Parts | BodyKind::Bytes | BodyKind::Content);
    let mut groups = groups.into_iter();
    let first = groups.next();
    let has_others = first.as_ref().is_some_and(|(kind, _)| is_typed(*kind));
    let others = groups.filter(|(kind, _)| has_others && is_typed(*kind));
    let all = first.into_iter().chain(others);
    all.map(|(kind, contents)| Alternative::new(kind, contents))
        .collect()
}

fn has_files(schemas: Schemas<'_>, content: &Content) -> bool {
    let form = multipart::form(schemas, content);
    form.is_some_and(|form| !multipart::files(schemas, form.object, content).is_empty())
}

/// Returns the schemas that are structs of multipart bodies, with the properties that are files in
/// at least one of the bodies.
pub(super) fn multipart_bodies(schemas: Schemas<'_>) -> BTreeMap<SchemaId, FileProperties> {
    let mut bodies: BTreeMap<SchemaId, FileProperties> = BTreeMap::new();
    let operations = schemas.api.operations.iter();
    let requests = operations.filter_map(|operation| operation.body.as_ref());
    let requests = requests.filter_map(|it| Alternatives::of_request(schemas, &it.contents));
    for alternative in requests.flat_map(|alternatives| alternatives.all) {
        if alternative.kind != BodyKind::Multipart {
            continue;
        }
        for content in alternative.contents {
            let Some(form) = multipart::form(schemas, content) else {
                continue;
            };
            let found = multipart::files(schemas, form.object, content);
            let files = bodies.entry(form.id).or_default();
            files.named.extend(found.named);
            files.additional = files.additional.or(found.additional);
        }
    }
    bodies
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use specwright_openapi::ir::Api;

    use super::*;
    use crate::plan::sample_api::api;

    /// Returns an API with one operation whose body has some content.
    fn with_body(content: &Value) -> Api {
        let operation = json!({
            "operationId": "send",
            "requestBody": { "content": content },
            "responses": { "204": { "description": "Done." } },
        });
        api(json!({ "/": { "post": operation } }), json!({}))
    }

    /// Returns whether the body is an enum, and the kind and the media types of each alternative.
    fn alternatives(content: &Value) -> (bool, Vec<(BodyKind, Vec<String>)>) {
        let api = with_body(content);
        let body = api.operations[0].body.as_ref();
        let contents = &body.expect("the operation has a body").contents;
        let found = Alternatives::of_request(Schemas::declared(&api), contents);
        let found = found.expect("a body has content");
        let media_types = |it: &Alternative<'_>| {
            let contents = it.contents.iter();
            contents.map(|content| content.media_type.clone()).collect()
        };
        let all = found.all.iter().map(|it| (it.kind, media_types(it)));
        (found.is_choice, all.collect())
    }

    fn object(property: Value) -> Value {
        json!({ "schema": { "type": "object", "properties": { "property": property } } })
    }

    fn strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn equal_schemas_are_encodings_of_one_value() {
        let text = object(json!({ "type": "string" }));
        let content = json!({
            "multipart/form-data": text,
            "application/x-www-form-urlencoded": text,
            "text/json": text,
            "application/json": text,
        });
        let expected = vec![
            (BodyKind::Json, strings(&["application/json", "text/json"])),
            (
                BodyKind::Form,
                strings(&["application/x-www-form-urlencoded"]),
            ),
            (BodyKind::Multipart, strings(&["multipart/form-data"])),
        ];
        assert_eq!(alternatives(&content), (false, expected));
    }

    #[test]
    fn different_schemas_are_variants() {
        let content = json!({
            "application/octet-stream": {},
            "text/csv": { "schema": { "type": "string" } },
            "text/html": { "schema": { "type": "string" } },
            "application/json": object(json!({ "type": "string" })),
        });
        let expected = vec![
            (BodyKind::Json, strings(&["application/json"])),
            (BodyKind::Text, strings(&["text/csv"])),
            (BodyKind::Text, strings(&["text/html"])),
            (BodyKind::Bytes, strings(&["application/octet-stream"])),
        ];
        assert_eq!(alternatives(&content), (true, expected));
    }

    #[test]
    fn a_range_is_no_alternative_to_the_media_type_that_it_would_be_sent_as() {
        let (text, number) = (json!({ "type": "string" }), json!({ "type": "integer" }));
        for (near, far) in [
            ("application/json", "*/*"),
            ("application/json", "application/*"),
            ("application/*", "*/*"),
        ] {
            let content = json!({ far: object(text.clone()), near: object(number.clone()) });
            let expected = vec![(BodyKind::Json, strings(&[near]))];
            assert_eq!(alternatives(&content), (false, expected), "{near}, {far}");
        }
        let same = json!({ "application/json": object(text.clone()), "*/*": object(text) });
        assert_eq!(alternatives(&same).1[0].1.len(), 2);
    }

    #[test]
    fn several_kinds_of_patches_are_variants_even_if_their_schemas_are_equal() {
        let patch = object(json!({ "type": "string" }));
        let one = json!({ "application/json-patch+json": patch, "application/json": patch });
        assert!(!alternatives(&one).0);
        let two = json!({
            "application/merge-patch+json": patch,
            "application/strategic-merge-patch+json": patch,
        });
        assert_eq!(alternatives(&two).1.len(), 2);
        assert!(alternatives(&two).0);
    }

    #[test]
    fn multipart_is_preferred_to_json_only_if_it_has_files() {
        for (property, expected) in [
            (json!({ "type": "string" }), BodyKind::Json),
            (
                json!({ "type": "string", "format": "binary" }),
                BodyKind::Multipart,
            ),
        ] {
            let content = json!({
                "application/json": object(property.clone()),
                "multipart/form-data": object(property),
            });
            let (is_choice, all) = alternatives(&content);
            assert!(!is_choice);
            assert_eq!(all[0].0, expected);
        }
    }

    #[test]
    fn content_with_an_unsupported_structure_is_no_alternative_to_json() {
        let content = json!({
            "application/xml": object(json!({ "type": "string" })),
            "application/json": object(json!({ "type": "integer" })),
        });
        let expected = vec![(BodyKind::Json, strings(&["application/json"]))];
        assert_eq!(alternatives(&content), (false, expected));
    }

    #[test]
    fn multipart_without_properties_is_a_list_of_parts() {
        let content = json!({ "multipart/form-data": {} });
        assert_eq!(alternatives(&content).1[0].0, BodyKind::Parts);
    }

    #[test]
    fn the_caller_chooses_among_several_binary_media_types() {
        let content = json!({ "image/jpeg": {}, "image/png": {} });
        let media_types = strings(&["image/jpeg", "image/png"]);
        assert_eq!(
            alternatives(&content),
            (false, vec![(BodyKind::Content, media_types)])
        );
        let content = json!({ "image/png": {} });
        assert_eq!(alternatives(&content).1[0].0, BodyKind::Bytes);
    }
}
