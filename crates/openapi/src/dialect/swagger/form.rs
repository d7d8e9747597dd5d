//! Request bodies that are forms, with one parameter for each field.

use super::body::{BodyParameter, request_body};
use super::media_type::Located;
use super::{Properties, Rewriter, is_true};
use crate::diagnostic::catalogue::swagger as findings;
use crate::media_type::MediaType;
use crate::node::Node;
use crate::pointer::Span;

/// The properties of a form, and the encodings of its lists.
#[derive(Default)]
struct Fields {
    properties: Properties,
    required: Vec<Node>,
    encoding: Properties,
}

impl Rewriter<'_> {
    /// Returns the request body whose fields the parameters declare.
    pub(super) fn form(&mut self, operation: &Span, parameters: &[BodyParameter]) -> Properties {
        let span = operation.join("requestBody");
        let content = span.join("content");
        let origin = self.form_origin(operation, parameters);
        let media_types = self.form_media_types(operation, parameters, &origin);
        let spans: Vec<Span> = media_types
            .iter()
            .map(|media_type| content.join(&media_type.text))
            .collect();
        let fields = self.fields(operation, parameters, &spans);
        let is_required = !fields.required.is_empty();
        // The schema is declared for the first media type; the others refer to it.
        let schema = spans.first().map(|span| span.join("schema"));
        let schema = schema.unwrap_or_default();
        let mut value = object_schema(fields.properties, fields.required);
        let mut contents = Properties::default();
        for (media_type, span) in media_types.into_iter().zip(&spans) {
            let sources = &mut self.documents.sources;
            sources.record_derived(span, &media_type.span);
            sources.record_derived(&span.join("schema"), &origin);
            let mut object = Properties::from_iter([("schema".to_owned(), value)]);
            if !fields.encoding.is_empty() {
                let encoding = Node::Map(fields.encoding.clone());
                object.insert("encoding".to_owned(), encoding);
            }
            contents.insert(media_type.text, Node::Map(object));
            value = self.reference_to(operation, &schema);
        }
        self.documents.sources.record_derived(&span, &origin);
        request_body(None, is_required, contents)
    }

    /// Returns the location for diagnostics about the whole form.
    fn form_origin(&self, operation: &Span, parameters: &[BodyParameter]) -> Span {
        let own = operation.join("parameters");
        match parameters.first() {
            Some(first) if self.node(&own).is_none() => first.site.clone(),
            _ => own,
        }
    }

    /// Returns the fields of a form. `contents` are the locations of its media types.
    fn fields(
        &mut self,
        operation: &Span,
        parameters: &[BodyParameter],
        contents: &[Span],
    ) -> Fields {
        let mut fields = Fields::default();
        for parameter in parameters {
            let name = &parameter.name;
            if let Some(encoding) = self.encoding(parameter, contents) {
                fields.encoding.insert(name.clone(), encoding);
            }
            let node = self.node(&parameter.span);
            if is_true(node.and_then(|node| node.member("required"))) {
                fields.required.push(Node::String(name.clone()));
            }
            let schema = parameter.span.join("schema");
            if let Some(content) = contents.first() {
                let property = content.join("schema").join("properties").join(name);
                self.documents.sources.record_move(&property, &schema);
            }
            let reference = self.reference_to(operation, &schema);
            fields.properties.insert(name.clone(), reference);
        }
        fields
    }

    /// Returns the Encoding Object of a field, unless the field has the default encoding.
    fn encoding(&mut self, parameter: &BodyParameter, contents: &[Span]) -> Option<Node> {
        let style = self.list_encoding(&parameter.span)?;
        if style.style == "form" && style.explode {
            return None;
        }
        let format = parameter.span.join("collectionFormat");
        let origin = match self.node(&format) {
            Some(_) => format,
            None => parameter.span.clone(),
        };
        for content in contents {
            let span = content.join("encoding").join(&parameter.name);
            self.documents.sources.record_derived(&span, &origin);
        }
        Some(Node::Map(Properties::from_iter([
            ("style".to_owned(), Node::String(style.style)),
            ("explode".to_owned(), Node::Bool(style.explode)),
        ])))
    }

    /// Returns the media types of a form. Declared media types that are not forms are ignored, and
    /// files require a multipart media type.
    fn form_media_types(
        &mut self,
        operation: &Span,
        parameters: &[BodyParameter],
        origin: &Span,
    ) -> Vec<Located> {
        let has_file = parameters
            .iter()
            .any(|parameter| self.is_file(&parameter.span));
        let is_urlencoded = |media_type: &Located| MediaType::new(&media_type.text).is_form();
        let mut media_types = self.media_types(operation, "consumes");
        media_types.retain(|media_type| {
            MediaType::new(&media_type.text).is_multipart() || is_urlencoded(media_type)
        });
        if has_file {
            for media_type in media_types.iter().filter(|it| is_urlencoded(it)) {
                let finding = findings::file_in_urlencoded_form();
                self.report.add(&media_type.span, finding);
            }
            media_types.retain(|media_type| !is_urlencoded(media_type));
        }
        if media_types.is_empty() {
            let default = if has_file {
                MediaType::MULTIPART_FORM
            } else {
                MediaType::FORM
            };
            media_types.push(Located::new(default, origin));
        }
        media_types
    }
}

/// Returns the schema of an object.
fn object_schema(properties: Properties, required: Vec<Node>) -> Node {
    let mut object =
        Properties::from_iter([("type".to_owned(), Node::String("object".to_owned()))]);
    object.insert("properties".to_owned(), Node::Map(properties));
    if !required.is_empty() {
        object.insert("required".to_owned(), Node::List(required));
    }
    Node::Map(object)
}
