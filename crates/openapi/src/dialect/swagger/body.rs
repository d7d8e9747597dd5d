//! Request bodies, which Swagger 2.0 declares as parameters in `body` or `formData`.

use std::collections::HashSet;

use super::media_type::Located;
use super::parameter::is_body;
use super::{Properties, Rewriter, is_true};
use crate::diagnostic::catalogue::swagger as findings;
use crate::grammar::Kind;
use crate::media_type::MediaType;
use crate::node::Node;
use crate::pointer::Span;

/// A parameter that declares a body, or a field of a form.
#[derive(Clone)]
pub(super) struct BodyParameter {
    /// The location in the parameters of an operation or a path item.
    pub site: Span,
    /// The location of the parameter, after following references.
    pub span: Span,
    pub name: String,
    /// Whether the parameter is in `body`.
    pub is_whole: bool,
}

impl BodyParameter {
    /// Returns the name of the form field, or `None` for a whole body, of which only one can exist.
    fn field(&self) -> Option<&str> {
        (!self.is_whole).then_some(self.name.as_str())
    }
}

impl Rewriter<'_> {
    /// Adds the request body of an operation.
    pub(super) fn request_body(&mut self, operation: &Span, item: &Span, method: &str) {
        let span = operation.join("requestBody");
        let parameters = self.body_parameters(operation, item);
        let Some(first) = parameters.first() else {
            return;
        };
        if self.node(&span).is_some() {
            let finding = findings::request_body_beside_parameters();
            self.report.add(&span, finding);
            return;
        }
        if matches!(method, "get" | "head") {
            self.report.add(&first.site, findings::body_of_get());
        }
        let body = match parameters.iter().find(|parameter| parameter.is_whole) {
            Some(whole) => {
                let others = parameters.iter().filter(|other| other.site != whole.site);
                for other in others {
                    let finding = findings::second_body(&other.name);
                    self.report.add(&other.site, finding);
                }
                self.whole_body(operation, whole)
            }
            None => self.form(operation, &parameters),
        };
        if let Some(operation) = self.properties_mut(operation) {
            operation.insert("requestBody".to_owned(), Node::Map(body));
        }
    }

    /// Returns the body parameters of an operation, after the body parameters of its path item that
    /// the operation does not override.
    fn body_parameters(&mut self, operation: &Span, item: &Span) -> Vec<BodyParameter> {
        let mut parameters = self.declared_body_parameters(item);
        let own = self.declared_body_parameters(operation);
        let fields: HashSet<Option<&str>> = own.iter().map(BodyParameter::field).collect();
        parameters.retain(|parameter| !fields.contains(&parameter.field()));
        parameters.extend(own);
        parameters
    }

    fn declared_body_parameters(&mut self, holder: &Span) -> Vec<BodyParameter> {
        let list = holder.join("parameters");
        let count = self
            .node(&list)
            .and_then(Node::as_list)
            .map_or(0, <[_]>::len);
        let mut parameters: Vec<BodyParameter> = Vec::new();
        let mut fields: HashSet<String> = HashSet::new();
        for site in (0..count).map(|index| list.index(index)) {
            let Some(parameter) = self.body_parameter(site) else {
                continue;
            };
            if !parameter.is_whole && !fields.insert(parameter.name.clone()) {
                let finding = findings::duplicate_parameter(&parameter.name);
                self.report.add(&parameter.site, finding);
                continue;
            }
            parameters.push(parameter);
        }
        parameters
    }

    /// Returns the parameter at a location, if it is a body parameter with a name.
    fn body_parameter(&self, site: Span) -> Option<BodyParameter> {
        let span = self.target(&site, Kind::Parameter)?;
        let parameter = self.node(&span)?;
        let text = |key: &str| parameter.member(key).and_then(Node::scalar_text);
        let location = text("in").filter(|location| is_body(location))?;
        let is_whole = location == "body";
        let name = text("name").or(is_whole.then_some("body"))?.to_owned();
        Some(BodyParameter {
            site,
            span,
            name,
            is_whole,
        })
    }

    /// Returns the request body that a single parameter declares.
    fn whole_body(&mut self, operation: &Span, parameter: &BodyParameter) -> Properties {
        let schema = parameter.span.join("schema");
        let mut media_types = self.media_types(operation, "consumes");
        if media_types.is_empty() {
            let default = if self.is_binary(&schema) {
                MediaType::OCTET_STREAM
            } else {
                MediaType::JSON
            };
            media_types.push(Located::new(default, &parameter.site));
        }
        let mut object = Properties::default();
        if self.node(&schema).is_some() {
            object.insert("schema".to_owned(), self.reference_to(operation, &schema));
        }
        let span = operation.join("requestBody");
        let mut content = Properties::default();
        let sources = &mut self.documents.sources;
        for media_type in media_types {
            let span = span.join("content").join(&media_type.text);
            sources.record_derived(&span, &media_type.span);
            sources.record_move(&span.join("schema"), &schema);
            content.insert(media_type.text, Node::Map(object.clone()));
        }
        sources.record_derived(&span, &parameter.site);
        let parameter = self.node(&parameter.span);
        let is_required = is_true(parameter.and_then(|node| node.member("required")));
        let description = parameter.and_then(|node| node.member("description"));
        request_body(description.cloned(), is_required, content)
    }

    /// Returns whether a schema is a binary string.
    pub(super) fn is_binary(&self, schema: &Span) -> bool {
        let span = self.target(schema, Kind::Schema);
        let node = span.and_then(|span| self.node(&span));
        let format = node.and_then(|node| node.member("format")?.as_str());
        format == Some("binary")
    }
}

/// Returns a Request Body Object.
pub(super) fn request_body(
    description: Option<Node>,
    is_required: bool,
    content: Properties,
) -> Properties {
    let description = description.map(|text| ("description".to_owned(), text));
    let required = ("required".to_owned(), Node::Bool(is_required));
    description
        .into_iter()
        .chain([required, ("content".to_owned(), Node::Map(content))])
        .collect()
}
