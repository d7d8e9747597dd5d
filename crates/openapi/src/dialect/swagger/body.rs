//! Parameters in `body` and `formData`, which are request bodies in 3.0.

use std::collections::HashSet;

use super::media_type::Named;
use super::parameter::is_body;
use super::{Members, Rewriting, flag};
use crate::diagnostic::Code;
use crate::grammar::Kind;
use crate::media_type::MediaType;
use crate::node::Node;
use crate::pointer::Span;

/// A parameter that is a body, or a field of one.
#[derive(Clone)]
struct Part {
    /// Where it stands among the parameters of an operation or a path item.
    site: Span,
    /// The parameter behind the references.
    place: Span,
    name: String,
    is_whole: bool,
}

impl Part {
    /// The name of the field; none of a whole body, of which there is one.
    fn field(&self) -> Option<&str> {
        (!self.is_whole).then_some(self.name.as_str())
    }
}

impl Rewriting<'_> {
    /// Makes the request body of an operation.
    pub(super) fn request_body(&mut self, operation: &Span, item: &Span, method: &str) {
        let place = operation.join("requestBody");
        let parts = self.parts(operation, item);
        let Some(first) = parts.first() else { return };
        if self.documents.node(&place).is_some() {
            let message = "`requestBody` is read as in OpenAPI 3.0; the parameters that describe a body are left out";
            self.report.warn(
                Code::InvalidPiece,
                &place,
                message,
                "describe the body once",
            );
            return;
        }
        if matches!(method, "get" | "head") {
            let message = "an operation that only asks has a body, which not every server reads";
            self.report.count(
                Code::InvalidPiece,
                &first.site,
                message,
                "use another method, or parameters of the query",
            );
        }
        let whole = parts.iter().find(|part| part.is_whole).cloned();
        for other in parts
            .iter()
            .filter(|part| whole.as_ref().is_some_and(|whole| whole.site != part.site))
        {
            let message = format!(
                "an operation has one body; the parameter `{}` is left out",
                other.name
            );
            self.report.skip(
                Code::InvalidPiece,
                &other.site,
                message,
                "describe the body by one parameter, or by a form",
            );
        }
        let body = match whole {
            Some(whole) => self.whole_body(operation, &whole),
            None => self.form(operation, parts),
        };
        if let Some(members) = self
            .documents
            .node_mut(operation)
            .and_then(Node::as_map_mut)
        {
            members.insert("requestBody".to_owned(), Node::Map(body));
        }
    }

    /// The parts of the body: those of the path item, each unless the operation has one of the same name, and those of the operation.
    fn parts(&mut self, operation: &Span, item: &Span) -> Vec<Part> {
        let mut parts = self.parts_of(item);
        let own = self.parts_of(operation);
        let names: HashSet<Option<&str>> = own.iter().map(Part::field).collect();
        parts.retain(|part| !names.contains(&part.field()));
        parts.extend(own);
        parts
    }

    fn parts_of(&mut self, holder: &Span) -> Vec<Part> {
        let list = holder.join("parameters");
        let count = self
            .documents
            .node(&list)
            .and_then(Node::as_list)
            .map_or(0, <[Node]>::len);
        let mut parts: Vec<Part> = Vec::new();
        let mut fields: HashSet<String> = HashSet::new();
        for site in (0..count).map(|index| list.index(index)) {
            let Some(place) = self.target(&site, Kind::Parameter) else {
                continue;
            };
            let text = |key: &str| {
                self.documents
                    .node(&place)
                    .and_then(|node| node.member(key))
                    .and_then(Node::scalar_text)
            };
            let Some(location) = text("in").filter(|location| is_body(location)) else {
                continue;
            };
            let is_whole = location == "body";
            let Some(name) = text("name")
                .or(is_whole.then_some("body"))
                .map(str::to_owned)
            else {
                continue;
            };
            if !is_whole && !fields.insert(name.clone()) {
                let message =
                    format!("the parameter `{name}` stands here twice; the first is taken");
                self.report
                    .warn(Code::InvalidPiece, &site, message, "remove one of the two");
                continue;
            }
            parts.push(Part {
                site,
                place,
                name,
                is_whole,
            });
        }
        parts
    }

    /// The body that one parameter describes.
    fn whole_body(&mut self, operation: &Span, part: &Part) -> Members {
        let schema = part.place.join("schema");
        let has_schema = self.documents.node(&schema).is_some();
        let mut names = self.media_types(operation, "consumes");
        if names.is_empty() {
            let usual = if self.is_binary(&schema) {
                MediaType::OCTET_STREAM
            } else {
                MediaType::JSON
            };
            names.push((usual.to_owned(), part.site.clone()));
        }
        let reference = self.reference(operation, &schema);
        let media_type = if has_schema {
            Members::from([("schema".to_owned(), reference)])
        } else {
            Members::new()
        };
        let content = operation.join("requestBody").join("content");
        for (name, origin) in &names {
            self.documents.sources.made(&content.join(name), origin);
            self.documents
                .sources
                .moved(&content.join(name).join("schema"), &schema);
        }
        let content = names
            .into_iter()
            .map(|(name, _)| (name, Node::Map(media_type.clone())))
            .collect();
        let parameter = self.documents.node(&part.place);
        let is_required = flag(parameter.and_then(|node| node.member("required")));
        let description = parameter
            .and_then(|node| node.member("description"))
            .cloned();
        self.documents
            .sources
            .made(&operation.join("requestBody"), &part.site);
        body(description, is_required, content)
    }

    /// The body whose fields the parameters describe.
    fn form(&mut self, operation: &Span, parts: Vec<Part>) -> Members {
        let place = operation.join("requestBody");
        let content = place.join("content");
        let origin = operation.join("parameters");
        let origin = if self.documents.node(&origin).is_some() {
            origin
        } else {
            parts.first().map_or(origin, |part| part.site.clone())
        };
        let names = self.form_types(operation, &parts, &origin);
        let mut properties = Members::new();
        let mut required: Vec<Node> = Vec::new();
        let mut encoding = Members::new();
        let schema = names
            .first()
            .map(|(name, _)| content.join(name).join("schema"))
            .unwrap_or_default();
        for part in parts {
            if let Some((style, explode)) = self
                .form_style(&part.place)
                .filter(|(style, explode)| style != "form" || !explode)
            {
                let format = part.place.join("collectionFormat");
                let format = if self.documents.node(&format).is_some() {
                    format
                } else {
                    part.place.clone()
                };
                for (name, _) in &names {
                    self.documents.sources.made(
                        &content.join(name).join("encoding").join(&part.name),
                        &format,
                    );
                }
                encoding.insert(part.name.clone(), encoded(style, explode));
            }
            if flag(
                self.documents
                    .node(&part.place)
                    .and_then(|node| node.member("required")),
            ) {
                required.push(Node::String(part.name.clone()));
            }
            let values = part.place.join("schema");
            self.documents
                .sources
                .moved(&schema.join("properties").join(&part.name), &values);
            properties.insert(part.name, self.reference(operation, &values));
        }
        let is_required = !required.is_empty();
        let object = object(properties, required);
        let mut contents = Members::new();
        for (name, named) in names {
            let is_first = contents.is_empty();
            self.documents.sources.made(&content.join(&name), &named);
            self.documents
                .sources
                .made(&content.join(&name).join("schema"), &origin);
            let object = if is_first {
                object.clone()
            } else {
                self.reference(operation, &schema)
            };
            let mut media_type = Members::from([("schema".to_owned(), object)]);
            if !encoding.is_empty() {
                media_type.insert("encoding".to_owned(), Node::Map(encoding.clone()));
            }
            contents.insert(name, Node::Map(media_type));
        }
        self.documents.sources.made(&place, &origin);
        body(None, is_required, contents)
    }

    /// The media types of a form. Only one of several parts can hold files; everything else that the document names is no form.
    fn form_types(&mut self, operation: &Span, parts: &[Part], origin: &Span) -> Vec<Named> {
        let has_file = parts.iter().any(|part| self.is_file(&part.place));
        let mut names = self.media_types(operation, "consumes");
        names.retain(|(name, _)| {
            let media_type = MediaType::new(name);
            media_type.is_multipart() || media_type.is_form()
        });
        if has_file {
            if let Some((_, at)) = names
                .iter()
                .find(|(name, _)| MediaType::new(name).is_form())
                && names.len() == 1
            {
                let message = format!(
                    "a form with a file is sent as `{}`",
                    MediaType::MULTIPART_FORM
                );
                self.report.warn(
                    Code::InvalidPiece,
                    at,
                    message,
                    format!("write `{}`", MediaType::MULTIPART_FORM),
                );
            }
            names.retain(|(name, _)| !MediaType::new(name).is_form());
        }
        if names.is_empty() {
            names.push((
                if has_file {
                    MediaType::MULTIPART_FORM
                } else {
                    MediaType::FORM
                }
                .to_owned(),
                origin.clone(),
            ));
        }
        names
    }

    /// Whether a schema is one of octets.
    pub(super) fn is_binary(&self, schema: &Span) -> bool {
        let place = self.target(schema, Kind::Schema);
        let node = place.and_then(|place| self.documents.node(&place));
        node.and_then(|node| node.member("format"))
            .and_then(Node::as_str)
            == Some("binary")
    }
}

fn body(description: Option<Node>, is_required: bool, content: Members) -> Members {
    let description = description.map(|text| ("description".to_owned(), text));
    let required = ("required".to_owned(), Node::Bool(is_required));
    description
        .into_iter()
        .chain([required, ("content".to_owned(), Node::Map(content))])
        .collect()
}

fn object(properties: Members, required: Vec<Node>) -> Node {
    let mut object = Members::from([("type".to_owned(), Node::String("object".to_owned()))]);
    object.insert("properties".to_owned(), Node::Map(properties));
    if !required.is_empty() {
        object.insert("required".to_owned(), Node::List(required));
    }
    Node::Map(object)
}

fn encoded(style: String, explode: bool) -> Node {
    Node::Map(Members::from([
        ("style".to_owned(), Node::String(style)),
        ("explode".to_owned(), Node::Bool(explode)),
    ]))
}
