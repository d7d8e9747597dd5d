//! Request bodies, responses, their media types and headers.

use openapiv3::{
    Header as WrittenHeader, MediaType as WrittenMediaType, RequestBody as WrittenBody,
    Response as WrittenResponse,
};

use super::parameter::component_scope;
use super::{Lowering, Scope};
use crate::diagnostic::Code;
use crate::document;
use crate::grammar::Kind;
use crate::ir::{
    Content, ContentKind, Docs, Encoding, Header, JsonType, RequestBody, Response, Status, Style,
};
use crate::node::Node;
use crate::pointer::Span;

/// Media types of streams of JSON values.
const STREAMS: [&str; 6] = [
    "application/x-ndjson",
    "application/ndjson",
    "application/jsonl",
    "application/x-jsonl",
    "application/json-seq",
    "text/event-stream",
];

impl Lowering<'_> {
    /// The request body of an operation.
    pub fn request_body(&mut self, site: &Span, scope: &Scope) -> Option<RequestBody> {
        self.forest.node(site)?;
        let place = self
            .resolver
            .follow(site, Kind::RequestBody, &mut self.report)
            .ok()?
            .place;
        let written = document::read::<WrittenBody>(self.forest, &place, &mut self.report)?;
        let scope = component_scope(&place).unwrap_or_else(|| scope.step("request"));
        let contents = self.contents(&place, written.content.keys(), &scope);
        if contents.is_empty() {
            self.report.skip(
                Code::InvalidPiece,
                &place,
                "the request body has no media type; it is left out",
                "add `content`",
            );
            return None;
        }
        Some(RequestBody {
            required: written.required,
            docs: Docs {
                description: written.description,
                ..Docs::default()
            },
            contents,
            span: place,
        })
    }

    /// The responses of an operation.
    pub fn responses(&mut self, place: &Span, scope: &Scope) -> Vec<Response> {
        let Some(members) = self.object_at(place, "responses") else {
            if self.forest.node(place).is_none() {
                let message = "an operation has no responses";
                self.report.count(
                    Code::InvalidPiece,
                    place,
                    message,
                    "add `responses`, which the specification requires",
                );
            }
            return Vec::new();
        };
        let mut responses: Vec<Response> = Vec::new();
        for key in members.keys().filter(|key| !key.starts_with("x-")) {
            let at = place.join(key);
            let Some(status) = status(key) else {
                let message = format!("`{key}` is no status; the response is left out");
                self.report.skip(
                    Code::InvalidPiece,
                    &at,
                    message,
                    "write a status from 100 to 599, `2XX` or `default`",
                );
                continue;
            };
            let Some(response) = self.response(status, &at, scope) else {
                continue;
            };
            if responses.iter().all(|other| other.status != status) {
                responses.push(response);
            }
        }
        responses.sort_by_key(|response| response.status);
        responses
    }

    fn response(&mut self, status: Status, site: &Span, scope: &Scope) -> Option<Response> {
        let place = self
            .resolver
            .follow(site, Kind::Response, &mut self.report)
            .ok()?
            .place;
        if let Some(known) = self.responses.get(&place) {
            return known
                .clone()
                .map(|response| Response { status, ..response });
        }
        let response = self.new_response(status, &place, scope);
        self.responses.insert(place, response.clone());
        response
    }

    fn new_response(&mut self, status: Status, place: &Span, scope: &Scope) -> Option<Response> {
        let written = document::read::<WrittenResponse>(self.forest, place, &mut self.report)?;
        if self.forest.node(&place.join("links")).is_some() {
            let message = "links have no effect";
            self.report.count(
                Code::IgnoredKeyword,
                &place.join("links"),
                message,
                "they are left out of the output",
            );
        }
        let component = component_scope(place);
        let scope = component
            .clone()
            .unwrap_or_else(|| scope.step(status_name(status)));
        let mut headers = Vec::new();
        for name in written
            .headers
            .keys()
            .filter(|name| !name.eq_ignore_ascii_case("content-type"))
        {
            headers.extend(self.header(name, &place.join("headers").join(name), &scope));
        }
        Some(Response {
            status,
            component: component.and_then(|scope| scope.steps.into_iter().next()),
            docs: Docs {
                description: Some(written.description).filter(|text| !text.is_empty()),
                ..Docs::default()
            },
            headers,
            contents: self.contents(place, written.content.keys(), &scope),
            span: place.clone(),
        })
    }

    fn header(&mut self, name: &str, site: &Span, scope: &Scope) -> Option<Header> {
        let place = self
            .resolver
            .follow(site, Kind::Header, &mut self.report)
            .ok()?
            .place;
        let written = document::read::<WrittenHeader>(self.forest, &place, &mut self.report)?;
        let scope = component_scope(&place).unwrap_or_else(|| scope.step(name));
        let holder = match &written.format {
            openapiv3::ParameterSchemaOrContent::Schema(_) => place.clone(),
            openapiv3::ParameterSchemaOrContent::Content(content) => content
                .keys()
                .next()
                .map_or(place.clone(), |name| place.join("content").join(name)),
        };
        let usage = self.schema_or_text(&holder, &scope);
        Some(Header {
            name: name.to_owned(),
            required: written.required,
            docs: Docs {
                description: written.description.or(usage.docs.description),
                deprecated: written.deprecated.unwrap_or_default() || usage.docs.deprecated,
                example: written.example.or(usage.docs.example),
                ..usage.docs
            },
            ty: usage.ty,
            span: place,
        })
    }

    fn contents<'a>(
        &mut self,
        holder: &Span,
        names: impl Iterator<Item = &'a String>,
        scope: &Scope,
    ) -> Vec<Content> {
        let mut contents: Vec<Content> = Vec::new();
        for name in names {
            let site = holder.join("content").join(name);
            if !is_media_type(name) {
                let message = format!("`{name}` is no media type; it is left out");
                self.report.skip(
                    Code::InvalidPiece,
                    &site,
                    message,
                    "write a type and a subtype: `application/json`",
                );
                continue;
            }
            let step = if contents.is_empty() {
                "body".to_owned()
            } else {
                format!("{} body", subtype(name))
            };
            contents.extend(self.media_type(name, &site, &scope.step(step)));
        }
        contents
    }

    fn media_type(&mut self, name: &str, site: &Span, scope: &Scope) -> Option<Content> {
        let place = self
            .resolver
            .follow(site, Kind::MediaType, &mut self.report)
            .ok()?
            .place;
        document::read::<WrittenMediaType>(self.forest, &place, &mut self.report)?;
        for key in ["itemSchema", "itemEncoding", "prefixEncoding"].map(|key| place.join(key)) {
            if self.forest.node(&key).is_some() {
                let message =
                    "the items of a stream have no types: its content is handed on as it is";
                self.report.count(
                    Code::UnsupportedMediaType,
                    &key,
                    message,
                    "read the items from the octets",
                );
            }
        }
        let schema = place.join("schema");
        let has_schema = self.forest.node(&schema).is_some();
        let shape = if has_schema {
            self.shape(&schema)
        } else {
            Shape::Unspecified
        };
        let (kind, keeps_type) = kind_of(name, shape);
        if has_schema && !keeps_type {
            let message = format!(
                "the schema of `{}` has no effect: its content is handed on as it is",
                essence(name)
            );
            self.report.count(
                Code::UnsupportedMediaType,
                &schema,
                &message,
                "a JSON media type would be read and written",
            );
        }
        let ty = (has_schema && keeps_type).then(|| self.use_of(&[schema], scope).ty);
        let encodings = if matches!(kind, ContentKind::Form | ContentKind::Multipart) {
            self.encodings(&place)
        } else {
            Vec::new()
        };
        Some(Content {
            media_type: name.to_owned(),
            kind,
            ty,
            encodings,
            span: place,
        })
    }

    /// How the members of a form or a multipart body are written.
    fn encodings(&mut self, place: &Span) -> Vec<Encoding> {
        let site = place.join("encoding");
        let names = self
            .forest
            .node(&site)
            .and_then(Node::as_map)
            .into_iter()
            .flat_map(|members| members.keys());
        names
            .map(|name| self.encoding(name, site.join(name)))
            .collect()
    }

    fn encoding(&mut self, name: &str, site: Span) -> Encoding {
        let text = |key: &str| self.forest.node(&site.join(key)).and_then(Node::as_str);
        let (content_type, written) = (text("contentType"), text("style"));
        let is_known =
            content_type.is_none_or(|list| list.split(',').all(|one| is_media_type(one.trim())));
        if !is_known {
            let message =
                format!("the media type of the encoding of `{name}` is none; it is left out");
            let hint =
                "write a type and a subtype, or several with commas: `image/png, image/jpeg`";
            self.report
                .degrade(Code::InvalidPiece, &site.join("contentType"), message, hint);
        }
        let content_type = content_type.filter(|_| is_known).map(str::to_owned);
        let style = written.and_then(Style::from_name);
        if let (Some(written), None) = (written, style) {
            let message = format!(
                "the encoding of `{name}` has the style `{written}`, which a body does not have; it is left out"
            );
            let hint = "write `form`, `spaceDelimited`, `pipeDelimited` or `deepObject`";
            self.report
                .degrade(Code::UnsupportedStyle, &site.join("style"), message, hint);
        }
        if self.forest.node(&site.join("headers")).is_some() {
            let message = "the header fields of a part have no effect";
            self.report.count(
                Code::IgnoredKeyword,
                &site.join("headers"),
                message,
                "they are left out of the output",
            );
        }
        let explode = match self.forest.node(&site.join("explode")) {
            Some(Node::Bool(explode)) => Some(*explode),
            _ => None,
        };
        let style = match (style, explode) {
            (None, None) => None,
            (style, explode) => {
                let style = style.unwrap_or(Style::Form);
                Some((
                    style,
                    style == Style::DeepObject || explode.unwrap_or(style == Style::Form),
                ))
            }
        };
        Encoding {
            name: name.to_owned(),
            content_type,
            style,
            span: site,
        }
    }

    /// The rough shape of a schema.
    fn shape(&mut self, site: &Span) -> Shape {
        let Some(facets) = self
            .quiet_target(site)
            .and_then(|target| self.facets(&target))
        else {
            return Shape::Unspecified;
        };
        let is_string = facets.types == [JsonType::String];
        match facets.format.as_deref() {
            Some("binary") if is_string || facets.types.is_empty() => Shape::Octets,
            _ if is_string => Shape::Text,
            _ if matches!(
                facets.types.as_slice(),
                [JsonType::Boolean | JsonType::Integer | JsonType::Number]
            ) =>
            {
                Shape::Scalar
            }
            _ if facets.types.is_empty()
                && !facets.has_content()
                && facets.all_of.is_empty()
                && facets.choices.is_empty() =>
            {
                Shape::Unspecified
            }
            _ => Shape::Other,
        }
    }
}

/// What a schema says about content, as far as it decides how the content is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Unspecified,
    Text,
    /// A boolean or a number.
    Scalar,
    Octets,
    Other,
}

/// How content is read and written, and whether its schema says something about it then.
fn kind_of(name: &str, shape: Shape) -> (ContentKind, bool) {
    let essence = essence(name);
    if STREAMS.contains(&essence.as_str()) {
        return (ContentKind::Binary, false);
    }
    if is_json(name) {
        return (ContentKind::Json, true);
    }
    match (essence.as_str(), shape) {
        ("application/x-www-form-urlencoded", _) => (ContentKind::Form, true),
        // A bare text may be any text: it has no quotes, as it would in JSON.
        ("*/*", Shape::Text) => (ContentKind::Text, true),
        ("*/*" | "application/*", Shape::Scalar | Shape::Other) => (ContentKind::Json, true),
        (multipart, _) if multipart.starts_with("multipart/") => (ContentKind::Multipart, true),
        (text, Shape::Text | Shape::Scalar) if text.starts_with("text/") => {
            (ContentKind::Text, true)
        }
        (text, Shape::Unspecified) if text.starts_with("text/") => (ContentKind::Text, false),
        (text, Shape::Other) if text.starts_with("text/") => (ContentKind::Text, false),
        (_, Shape::Octets | Shape::Text) => (ContentKind::Binary, true),
        _ => (ContentKind::Binary, false),
    }
}

/// Whether content of a media type is JSON (RFC 6839, 3.1).
pub(super) fn is_json(name: &str) -> bool {
    let essence = essence(name);
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}

/// The type and the subtype, in lower case.
pub(super) fn essence(name: &str) -> String {
    name.split(';')
        .next()
        .unwrap_or(name)
        .trim()
        .to_ascii_lowercase()
}

fn subtype(name: &str) -> String {
    let essence = essence(name);
    essence
        .rsplit(['/', '+'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// Whether a text can stand in a `Content-Type` field, or is a range of such.
fn is_media_type(name: &str) -> bool {
    let essence = essence(name);
    let is_token = |part: &str| {
        !part.is_empty()
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    };
    let is_visible = name.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    is_visible
        && essence
            .split_once('/')
            .is_some_and(|(main, sub)| is_token(main) && is_token(sub))
}

fn status(key: &str) -> Option<Status> {
    if key.eq_ignore_ascii_case("default") {
        return Some(Status::Default);
    }
    let bytes = key.as_bytes();
    match bytes {
        [hundred @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(Status::Range(hundred - b'0')),
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(Status::Code),
        _ => None,
    }
}

/// The name of a status for the names of types: the reason phrase where there is one.
fn status_name(status: Status) -> String {
    match status {
        Status::Default => "default".to_owned(),
        Status::Range(1) => "informational".to_owned(),
        Status::Range(2) => "success".to_owned(),
        Status::Range(3) => "redirection".to_owned(),
        Status::Range(4) => "client error".to_owned(),
        Status::Range(_) => "server error".to_owned(),
        Status::Code(code) => {
            let reason = http::StatusCode::from_u16(code)
                .ok()
                .and_then(|status| status.canonical_reason());
            reason.map_or_else(|| format!("status {code}"), str::to_ascii_lowercase)
        }
    }
}
